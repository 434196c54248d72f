"""Secrets of docker-compose: the script that makes them, and the passwords that PostgreSQL takes from them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from services.loader.migrate import main as migrate
from services.loader.warehouse.postgres import PostgresWarehouse
from services.loader.warehouse.postgres.roles import LOADER, OWNER, READER
from tests.servers.postgres import PASSWORD, PostgresAddress
from tests.servers.postgres_binaries import binaries
from tests.unit.deploy.compose import mounts, read
from tests.unit.docs.pages import ROOT

SCRIPT = ROOT / "deploy" / "docker" / "secrets.sh"
PASSWORDS = ROOT / "deploy" / "docker" / "postgres-passwords.sql"
ROLES = ROOT / "services" / "loader" / "warehouse" / "postgres" / "roles.sql"
COMPOSE = read(ROOT / "docker-compose.yml")


def made(folder: Path) -> dict[str, str]:
    """Run the script in a folder; give what lies in its folder of secrets."""
    subprocess.run(["sh", SCRIPT], cwd=folder, check=True, capture_output=True)
    return {path.name: path.read_text(encoding="ascii") for path in (folder / "deploy/secrets").iterdir()}


def test_the_script_makes_exactly_the_secrets_that_are_mounted(tmp_path: Path) -> None:
    assert {f"./deploy/secrets/{name}" for name in made(tmp_path)} == {
        one["file"] for one in COMPOSE["secrets"].values()
    }


def test_every_secret_is_another_one_and_long(tmp_path: Path) -> None:
    secrets = made(tmp_path)
    assert len(set(secrets.values())) == len(secrets)
    assert all(re.fullmatch(r"[\w-]{32}", secret, re.ASCII) for secret in secrets.values())


def test_secrets_stay_when_the_script_runs_again(tmp_path: Path) -> None:
    first = made(tmp_path)
    (tmp_path / "deploy/secrets/grafana_admin").unlink()
    second = made(tmp_path)
    assert {name for name in first if first[name] != second[name]} == {"grafana_admin"}


def test_others_on_the_machine_cannot_enter_the_folder(tmp_path: Path) -> None:
    made(tmp_path)
    assert (tmp_path / "deploy/secrets").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "deploy/secrets").iterdir()} == {0o444}


def test_secrets_are_no_part_of_the_repository() -> None:
    done = subprocess.run(
        ["git", "check-ignore", "deploy/secrets/postgres_owner"], cwd=ROOT, check=False, capture_output=True
    )
    assert done.returncode in {0, 128}, "add deploy/secrets/ to .gitignore"  # 128: not a git repository


def test_the_passwords_are_set_after_the_roles_are_made() -> None:
    scripts = {
        target: source
        for target, source in mounts(COMPOSE["services"]["postgres"]).items()
        if "initdb" in target
    }
    assert [scripts[target] for target in sorted(scripts)] == [
        "./services/loader/warehouse/postgres/roles.sql",
        "./deploy/docker/postgres-passwords.sql",
    ]
    mounted = set(COMPOSE["services"]["postgres"]["secrets"])
    assert set(re.findall(r"/run/secrets/(\w+)", PASSWORDS.read_text(encoding="utf-8"))) <= mounted


def psql(conninfo: str, script: Path) -> None:
    """Run a script as the image does, with the client beside the server's own binaries."""
    found = binaries()
    client = found.bin / "psql" if found else Path(shutil.which("psql") or "psql")
    options = [
        "-v",
        "ON_ERROR_STOP=1",
        "--no-password",
        "--no-psqlrc",
        "--dbname",
        conninfo,
        "-f",
        str(script),
    ]
    done = subprocess.run([str(client), *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def database(postgres_server: PostgresAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database as it is when the image has run its scripts, and the environment of the migration."""
    name = postgres_server.empty_database()
    with postgres_server.connect("postgres") as connection:
        connection.execute(f"ALTER DATABASE {name} OWNER TO CURRENT_USER".encode())
    for secret in ("postgres_owner", "postgres_loader", "postgres_reader"):
        (tmp_path / secret).write_text(PASSWORD, encoding="utf-8")
    text = PASSWORDS.read_text(encoding="utf-8").replace("/run/secrets", str(tmp_path))
    (tmp_path / "passwords.sql").write_text(text, encoding="utf-8")
    psql(postgres_server.conninfo(name), ROLES)
    psql(postgres_server.conninfo(name), tmp_path / "passwords.sql")

    settings = postgres_server.settings(name, OWNER)
    for variable in [variable for variable in os.environ if variable.startswith("FISCUS_")]:
        monkeypatch.delenv(variable)
    for field in ("host", "port", "database"):
        monkeypatch.setenv(f"FISCUS_POSTGRES__{field.upper()}", str(getattr(settings, field)))
    monkeypatch.setenv("FISCUS_POSTGRES__PASSWORD", PASSWORD)
    return name


@pytest.mark.postgres
def test_after_the_scripts_the_owner_migrates_once(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert database
    assert migrate([]) == 0
    assert "applied 0001_" in capsys.readouterr().out
    assert migrate([]) == 0
    assert "up to date" in capsys.readouterr().out


@pytest.mark.postgres
def test_after_the_migration_the_loader_writes_and_the_reader_does_not(
    database: str, postgres_server: PostgresAddress
) -> None:
    migrate([])
    warehouse = PostgresWarehouse(postgres_server.settings(database, LOADER))
    assert warehouse.next_offsets() == {}
    warehouse.close()
    with postgres_server.connect(database, READER) as reader, pytest.raises(psycopg.errors.Error):
        reader.execute("DELETE FROM document")


@pytest.mark.postgres
def test_the_loader_has_no_right_to_migrate(
    database: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert database
    monkeypatch.setenv("FISCUS_POSTGRES__USER", LOADER)
    assert migrate([]) == 2
    assert "fiscus loader.migrate:" in capsys.readouterr().err


def test_where_no_server_answers_trying_again_may_help(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in [variable for variable in os.environ if variable.startswith("FISCUS_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("FISCUS_POSTGRES__HOST", "127.0.0.1")
    monkeypatch.setenv("FISCUS_POSTGRES__PORT", "1")
    assert migrate([]) == 1
    assert "cannot be reached" in capsys.readouterr().err
