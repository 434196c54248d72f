"""Who may do what in a PostgreSQL warehouse: the loader writes rows, the reader reads, and neither more."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from services.loader.warehouse.postgres import PostgresWarehouse, migrate
from services.loader.warehouse.postgres.roles import LOADER, OWNER, READER
from tests.contract.warehouse.documents import ACCEPTED_0, place, rows
from tests.servers.postgres import PostgresAddress
from tests.servers.warehouses import TABLES

pytestmark = pytest.mark.postgres

VIEWS = (
    "current_budget_line", "current_claim", "current_disclosed_figure", "current_indicator",
    "current_performance_plan", "department_summary", "rule_outcome", "table_total",
)  # fmt: skip
BOOKS = ("next_offset", "seen_record", "code_list", "schema_migration")


@pytest.fixture(scope="module")
def database(postgres_server: PostgresAddress) -> str:
    """A warehouse with a document; its rights on the database are its own, for no template hands those on."""
    name = postgres_server.empty_database()
    migrate(postgres_server.settings(name, OWNER))
    warehouse = PostgresWarehouse(postgres_server.settings(name))
    warehouse.store(rows(), place(), {ACCEPTED_0: 1})
    warehouse.close()
    return name


@pytest.fixture
def reader(postgres_server: PostgresAddress, database: str) -> Iterator[psycopg.Connection]:
    with postgres_server.connect(database, READER) as connection:
        yield connection


@pytest.fixture
def loader(postgres_server: PostgresAddress, database: str) -> Iterator[psycopg.Connection]:
    with postgres_server.connect(database, LOADER) as connection:
        yield connection


@pytest.mark.parametrize("name", [*TABLES, *VIEWS])
def test_the_reader_reads_every_table_of_the_contract_and_every_view(
    reader: psycopg.Connection, name: str
) -> None:
    assert reader.execute(f"TABLE {name}".encode()).description


@pytest.mark.parametrize("name", BOOKS)
def test_the_books_of_the_loader_are_not_for_the_reader(reader: psycopg.Connection, name: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        reader.execute(f"TABLE {name}".encode())


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM finding",
        "UPDATE document SET verdict = 'accepted'",
        "INSERT INTO economic_class VALUES ('999', 'x', '类', NULL, NULL)",
        "TRUNCATE budget_line",
        "DELETE FROM budget_line_2025",
        "CREATE TABLE mine (id integer)",
        "CREATE TEMPORARY TABLE mine (id integer)",
        "DROP TABLE document",
    ],
)
def test_the_reader_changes_nothing(reader: psycopg.Connection, statement: str) -> None:
    """Its transactions are read-only; and where it makes them others, it has no right."""
    with pytest.raises(errors.ReadOnlySqlTransaction):
        reader.execute(statement.encode())
    reader.execute("SET default_transaction_read_only = off")
    with pytest.raises(errors.InsufficientPrivilege):
        reader.execute(statement.encode())


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE document",
        "DROP TABLE budget_line_2025",
        "TRUNCATE finding",
        "ALTER TABLE finding ADD COLUMN more integer",
        "ALTER TABLE budget_line DETACH PARTITION budget_line_2025",
        "CREATE TABLE mine (id integer)",
        "CREATE TEMPORARY TABLE mine (id integer)",
        "UPDATE budget_line SET amount_yuan = 0",
        "UPDATE finding SET severity = 'info'",
        "DELETE FROM next_offset",
        "DELETE FROM functional_class",
        "UPDATE schema_migration SET number = 99",
        "SELECT * FROM pg_authid",
        "COPY document TO PROGRAM 'cat'",
        "SET ROLE fiscus_owner",
    ],
)
def test_the_loader_does_nothing_that_loading_does_not_need(
    loader: psycopg.Connection, statement: str
) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        loader.execute(statement.encode())


@pytest.mark.parametrize("role", [OWNER, LOADER, READER])
def test_no_role_has_rights_over_the_server(
    postgres_server: PostgresAddress, database: str, role: str
) -> None:
    with postgres_server.connect(database) as connection:
        flags = connection.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles "
            "WHERE rolname = %s",
            [role],
        ).fetchall()
    assert flags == [(False,) * 5]


def test_nobody_else_comes_in(postgres_server: PostgresAddress, database: str) -> None:
    with postgres_server.connect(database) as connection:
        allowed = connection.execute("SELECT has_database_privilege('public', %s, 'CONNECT')", [database])
        assert allowed.fetchall() == [(False,)]
