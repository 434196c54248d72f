"""A PostgreSQL server that takes connections over TLS only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from services.loader.warehouse.port import StoreOutcome
from services.loader.warehouse.postgres import PostgresSettings, PostgresWarehouse
from shared.errors import ConfigurationError
from tests.contract.warehouse.adapters import as_plain_values
from tests.contract.warehouse.documents import place, rows
from tests.servers.postgres import PASSWORD, PostgresServer, tls_server

pytestmark = pytest.mark.postgres


@dataclass(frozen=True)
class Tls:
    """A server, a database on it, and certificates of authorities."""

    server: PostgresServer
    database: str
    authority: Path
    another: Path
    """One that did not vouch for the server."""

    def settings(self, **changes: object) -> PostgresSettings:
        return PostgresSettings.model_validate(
            as_plain_values(self.server.settings(self.database)) | {"host": "localhost"} | changes
        )


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tls]:
    folder = tmp_path_factory.mktemp("tls")
    authority, another = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    another.cert_pem.write_to_path(str(folder / "another.pem"))
    certificate = authority.issue_cert("localhost")
    certificate.cert_chain_pems[0].write_to_path(str(folder / "server.crt"))
    certificate.private_key_pem.write_to_path(str(folder / "server.key"))
    server = tls_server(folder / "server.crt", folder / "server.key")
    try:
        server.start()
        yield Tls(server, server.new_database(), folder / "ca.pem", folder / "another.pem")
    finally:
        server.remove()


@pytest.mark.parametrize("mode", ["prefer", "require", "verify-ca", "verify-full"])
def test_documents_are_stored_over_tls(tls: Tls, mode: str) -> None:
    warehouse = PostgresWarehouse(tls.settings(ssl_mode=mode, ssl_root_certificate=str(tls.authority)))
    outcome = warehouse.store(rows(mode), place(), {})
    with tls.server.connect(tls.database) as administrator:
        encrypted = administrator.execute(
            "SELECT ssl, version FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'fiscus_loader'"
        ).fetchall()
    warehouse.close()
    assert outcome is StoreOutcome.LOADED
    assert encrypted == [(True, "TLSv1.3")]


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"ssl_mode": "disable"}, "the server's pg_hba.conf admits no such connection"),
        (
            {"ssl_mode": "verify-full", "ssl_root_certificate": "another"},
            "the server's certificate does not hold",
        ),
        (
            {"ssl_mode": "verify-ca", "ssl_root_certificate": "another"},
            "the server's certificate does not hold",
        ),
        (
            {"ssl_mode": "verify-full", "ssl_root_certificate": "authority", "host": "127.0.0.1"},
            "the server's certificate does not hold",
        ),
        (
            {"ssl_mode": "verify-full", "ssl_root_certificate": "/nowhere.pem"},
            "the server's certificate does not",
        ),
        ({"ssl_mode": "require", "password": "wrong"}, "the server refuses the role or its password"),
    ],
    ids=[
        "no TLS",
        "another authority",
        "another authority, any host",
        "another host",
        "no file",
        "wrong password",
    ],
)
def test_what_is_not_right_is_refused_in_one_line(tls: Tls, changes: dict[str, str], what: str) -> None:
    known = {"authority": str(tls.authority), "another": str(tls.another)}
    settings = tls.settings(**{name: known.get(value, value) for name, value in changes.items()})
    with pytest.raises(ConfigurationError, match=what) as caught:
        PostgresWarehouse(settings)
    assert "\n" not in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert "wrong" not in str(caught.value)
    assert "FISCUS_POSTGRES__" in caught.value.remedy


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
def test_whom_to_trust_must_be_said(mode: str) -> None:
    with pytest.raises(ValueError, match="needs FISCUS_POSTGRES__SSL_ROOT_CERTIFICATE"):
        PostgresSettings.model_validate({"ssl_mode": mode})


def test_the_password_shows_nowhere(tls: Tls) -> None:
    settings = tls.settings()
    assert PASSWORD not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
