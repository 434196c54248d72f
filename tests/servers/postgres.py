"""The postgres tier: a real PostgreSQL server for the tests, started when the first test wants it.

    def test_…(postgres_server):
        settings = postgres_server.settings(postgres_server.new_database())      # as fiscus_loader
        PostgresWarehouse(settings)

`FISCUS_TEST_POSTGRES=postgresql://user:password@host:port/database` gives a server instead; the user must be a
superuser, as the tests make databases and roles. Tests that stop or kill the server are skipped then.

Tests share the server of their worker and keep apart by databases of their own. Its roles are those of Fiscus, made by
its own script, all with the password `PASSWORD`.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from services.loader.warehouse.postgres import PostgresSettings, migrate
from services.loader.warehouse.postgres.roles import LOADER, OWNER, READER, ROLES_SQL
from services.loader.warehouse.rows import DOCUMENT_TABLES
from tests.servers.postgres_binaries import Binaries, binaries
from tests.servers.postgres_process import PostgresProcess

PASSWORD: Final = "for tests only"  # noqa: S105 - of a server that nobody else reaches
ADMINISTRATOR: Final = "postgres"


def lacks() -> str | None:
    """Why the tests of this tier cannot run here; None where they can."""
    if os.environ.get("FISCUS_TEST_POSTGRES") or binaries() is not None:
        return None
    return (
        "no PostgreSQL binaries: neither pgserver (requirements/dev.in) nor /usr/lib/postgresql (Debian: postgresql); "
        "or name a server in FISCUS_TEST_POSTGRES (a URL)"
    )


class PostgresAddress:
    """A server that answers: makes databases, and says how to reach them."""

    def __init__(self, administrator: str) -> None:
        """`administrator` is the conninfo of a superuser."""
        self._administrator = administrator
        self._template: str | None = None
        self._databases: list[str] = []
        self._given_back: list[str] = []

    def settings(self, database: str, user: str = LOADER, **changes: object) -> PostgresSettings:
        """The settings of a program that works in the database as one of the three roles."""
        at = conninfo_to_dict(self._administrator)
        values = {"host": at["host"], "port": int(at.get("port") or 5432), "database": database, "user": user}
        return PostgresSettings.model_validate(values | {"password": PASSWORD} | changes)

    def conninfo(self, database: str, user: str | None = None) -> str:
        """How a test itself reaches the database, by default as the administrator."""
        changes = {"user": user, "password": PASSWORD} if user else {}
        return make_conninfo(self._administrator, dbname=database, **changes)

    def connect(self, database: str, user: str | None = None) -> psycopg.Connection:
        """A connection that commits each statement; the caller closes it."""
        return psycopg.connect(self.conninfo(database, user), autocommit=True)

    def new_database(self) -> str:
        """A database with the warehouse's tables, empty; its name."""
        if self._given_back:
            return self._given_back.pop()
        if self._template is None:
            self._template = self.empty_database()
            migrate(self.settings(self._template, OWNER))
        return self._create(self._template, "UTF8")

    def give_back(self, database: str) -> None:
        """Empty a `new_database` whose tables are as they were, to be given out again: much quicker than making one."""
        with self.connect(database, OWNER) as connection:
            for table in ("document", "load", "next_offset", "seen_record", *DOCUMENT_TABLES):
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        self._given_back.append(database)

    def empty_database(self, encoding: str = "UTF8") -> str:
        """Make a database without tables that belongs to `fiscus_owner`, and the roles; give its name."""
        with psycopg.connect(self._administrator) as connection:
            # Workers that share a server do it one after the other.
            connection.execute("SELECT pg_advisory_xact_lock(7)")
            connection.execute(ROLES_SQL.encode())
            for role in (OWNER, LOADER, READER):
                statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
                connection.execute(statement.format(sql.Identifier(role), PASSWORD))
        return self._create("template0", encoding)

    def drop_databases(self) -> None:
        """Drop every database that was made here, whoever is connected."""
        with psycopg.connect(self._administrator, autocommit=True) as connection:
            while self._databases:
                statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                connection.execute(statement.format(sql.Identifier(self._databases.pop())))

    def _create(self, template: str, encoding: str) -> str:
        name = f"fiscus_test_{uuid.uuid4().hex[:16]}"
        with psycopg.connect(self._administrator, autocommit=True) as connection:
            names = (sql.Identifier(name), sql.Identifier(template), sql.Identifier(OWNER))
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} ENCODING {} LOCALE 'C'")
            connection.execute(statement.format(*names, encoding))
        self._databases.append(name)
        return name


class PostgresServer(PostgresAddress):
    """A server of our own. It stays at its port over `stop`, `kill` and `start`."""

    def __init__(self, process: PostgresProcess) -> None:
        """Take over a process that is not started yet."""
        super().__init__(
            make_conninfo(
                host="127.0.0.1",
                port=process.port,
                user=ADMINISTRATOR,
                password=PASSWORD,
                dbname="postgres",
                sslmode="require" if process.tls else "disable",
            )
        )
        self._process = process

    def start(self) -> None:
        """Start and wait until connections are taken; nothing where it runs."""
        self._process.start()

    def stop(self) -> None:
        """Shut down in good order, ending connections (SIGINT, "fast")."""
        self._process.stop()

    def restart(self) -> None:
        """Stop and start."""
        self._process.stop()
        self._process.start()

    def kill(self) -> None:
        """Let the server and all its processes die at once (SIGKILL), as if the machine had failed."""
        self._process.kill()

    def pause(self) -> None:
        """Let the server and its processes stand still (SIGSTOP): connections stay, nothing is answered."""
        self._process.pause()

    def resume(self) -> None:
        """Let it go on (SIGCONT)."""
        self._process.resume()

    def remove(self) -> None:
        """Stop it for good and take its files away."""
        self._process.remove()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresAddress]:
    """The server of this worker, running. For tests with the marker `postgres`."""
    given = os.environ.get("FISCUS_TEST_POSTGRES")
    if given:
        address = PostgresAddress(_as_conninfo(given))
        yield address
        address.drop_databases()
        return
    server = PostgresServer(PostgresProcess(_some(binaries()), ADMINISTRATOR, PASSWORD))
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def breakable_postgres(postgres_server: PostgresAddress) -> Iterator[PostgresServer]:
    """The server of this worker, for a test that stops, kills or pauses it; runs again when the test is over."""
    if not isinstance(postgres_server, PostgresServer):
        pytest.skip("the server that FISCUS_TEST_POSTGRES names is not ours to break")
    yield postgres_server
    postgres_server.resume()
    postgres_server.start()


def tls_server(certificate: Path, key: Path) -> PostgresServer:
    """A server that takes connections over TLS only; skips the test where no binaries know TLS."""
    found = binaries(tls=True)
    if found is None:
        reason = "no PostgreSQL binaries with TLS (pgserver's have none; Debian: postgresql)"
        if os.environ.get("FISCUS_REQUIRE_TIERS") == "1":
            pytest.fail(f"tier postgres is required here: {reason}", pytrace=False)
        pytest.skip(f"tier postgres: {reason}")
    return PostgresServer(PostgresProcess(found, ADMINISTRATOR, PASSWORD, tls=(certificate, key)))


def _some(found: Binaries | None) -> Binaries:
    assert found is not None, lacks()
    return found


def _as_conninfo(url: str) -> str:
    parts = urlsplit(url)
    assert parts.scheme in {"postgresql", "postgres"}, (
        "FISCUS_TEST_POSTGRES must be postgresql://user:password@host:port/database"
    )
    return make_conninfo(url)
