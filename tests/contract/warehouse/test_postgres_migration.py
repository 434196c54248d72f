"""Making a PostgreSQL warehouse: once, whole, by its owner, and only where one can be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from services.loader.warehouse.postgres import PostgresSettings, PostgresWarehouse, migrate
from services.loader.warehouse.postgres.roles import LOADER, OWNER
from services.loader.warehouse.rows import LINE_TABLES
from shared.errors import ConfigurationError
from tests.contract.warehouse.documents import place, rows
from tests.servers.postgres import PASSWORD, PostgresAddress

pytestmark = pytest.mark.postgres

ALL = (
    "0001_tables",
    "0002_views",
    "0003_grants",
    "0004_wider",
    "0005_joined",
)
PARTITIONS = (
    "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'budget_line'::regclass ORDER BY 1"
)


@pytest.fixture
def database(postgres_server: PostgresAddress) -> str:
    """A database without tables."""
    return postgres_server.empty_database()


@pytest.fixture
def owner(postgres_server: PostgresAddress, database: str) -> PostgresSettings:
    """How its owner reaches it."""
    return postgres_server.settings(database, OWNER)


def refused(settings: PostgresSettings, attempt: Callable[[PostgresSettings], object]) -> str:
    """What the attempt is told: one line, which names the database and tells no secret."""
    with pytest.raises(ConfigurationError) as caught:
        attempt(settings)
    said = str(caught.value)
    assert "\n" not in said
    assert PASSWORD not in said
    assert f"{settings.user}@{settings.host}:{settings.port}/{settings.database}" in said
    assert caught.value.remedy
    return said


def test_a_new_warehouse_is_made_and_made_no_second_time(owner: PostgresSettings) -> None:
    assert migrate(owner) == ALL
    assert migrate(owner) == ()


def test_migrations_that_start_at_once_apply_every_step_once(owner: PostgresSettings) -> None:
    with ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(migrate, [owner] * 4))
    assert sorted(applied) == [(), (), (), ALL]


def test_a_migration_that_fails_leaves_nothing_behind(
    owner: PostgresSettings, postgres_server: PostgresAddress, database: str
) -> None:
    """The second step finds its name taken, when the first has made all tables."""
    with postgres_server.connect(database) as connection:
        connection.execute(
            f"CREATE SEQUENCE rule_outcome; ALTER SEQUENCE rule_outcome OWNER TO {OWNER}".encode()
        )
        assert "the database holds something else of that name" in refused(owner, migrate)
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert tables == [(0,)]
        connection.execute("DROP SEQUENCE rule_outcome")
    assert migrate(owner) == ALL


def test_whoever_migrates_the_owner_owns(postgres_server: PostgresAddress, database: str) -> None:
    administrator = psycopg.conninfo.conninfo_to_dict(postgres_server.conninfo(database))
    settings = postgres_server.settings(
        database, str(administrator["user"]), password=administrator["password"]
    )
    migrate(settings)
    with postgres_server.connect(database) as connection:
        owners = connection.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert owners.fetchall() == [(OWNER,)]


def test_a_loader_cannot_migrate(postgres_server: PostgresAddress, database: str) -> None:
    said = refused(postgres_server.settings(database, LOADER), migrate)
    assert "the role may not do this: permission denied for schema public" in said
    assert OWNER in said


def test_a_loader_refuses_a_database_without_tables(postgres_server: PostgresAddress, database: str) -> None:
    said = refused(postgres_server.settings(database), PostgresWarehouse)
    assert said.startswith("the warehouse lacks its tables")
    assert "services.loader.migrate" in said


def test_a_loader_refuses_a_warehouse_that_is_behind(
    owner: PostgresSettings, postgres_server: PostgresAddress, database: str
) -> None:
    migrate(owner)
    with postgres_server.connect(database) as connection:
        connection.execute("DELETE FROM schema_migration WHERE number = 3")
    said = refused(postgres_server.settings(database), PostgresWarehouse)
    assert "the warehouse lacks the migrations 0003_grants" in said


@pytest.mark.parametrize("attempt", [migrate, PostgresWarehouse])
def test_a_warehouse_of_the_future_is_refused(
    owner: PostgresSettings,
    postgres_server: PostgresAddress,
    database: str,
    attempt: Callable[[PostgresSettings], object],
) -> None:
    migrate(owner)
    with postgres_server.connect(database) as connection:
        connection.execute("INSERT INTO schema_migration VALUES (99, 'to_come', now()::timestamp)")
    settings = owner if attempt is migrate else postgres_server.settings(database)
    assert "made by a newer version of Fiscus (schema 99" in refused(settings, attempt)


def test_a_database_of_others_is_refused_and_left_as_it_is(
    owner: PostgresSettings, postgres_server: PostgresAddress, database: str
) -> None:
    with postgres_server.connect(database) as connection:
        connection.execute("CREATE TABLE document (id integer)")
        connection.execute(f"ALTER TABLE document OWNER TO {OWNER}".encode())
        assert "holds other tables (document)" in refused(owner, migrate)
        assert connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall() == [("document",)]


def test_a_database_of_another_encoding_is_refused(postgres_server: PostgresAddress) -> None:
    database = postgres_server.empty_database(encoding="LATIN1")
    assert "the database keeps text as LATIN1" in refused(postgres_server.settings(database, OWNER), migrate)


def test_other_code_lists_take_the_place_of_the_old_ones(
    owner: PostgresSettings, postgres_server: PostgresAddress, database: str
) -> None:
    migrate(owner)
    with postgres_server.connect(database) as connection:
        connection.execute("DELETE FROM functional_class WHERE code <> '201'")
        connection.execute("UPDATE functional_class SET name = 'old'")
        connection.execute(
            "UPDATE code_list SET digest = 'of an older release' WHERE name = 'functional_class'"
        )
        assert migrate(owner) == ()
        assert connection.execute("SELECT count(*) FROM functional_class").fetchall() == [(827,)]
        name = connection.execute("SELECT name FROM functional_class WHERE code = '201'").fetchall()
    assert name == [("一般公共服务支出",)]


def test_partitions_reach_some_years_ahead(
    owner: PostgresSettings, postgres_server: PostgresAddress, database: str
) -> None:
    migrate(owner, now=lambda: dt.datetime(2025, 6, 1, tzinfo=dt.UTC))
    with postgres_server.connect(database) as connection:
        names = [name for (name,) in connection.execute(PARTITIONS)]
    assert names == [*(f"budget_line_{year}" for year in range(2015, 2031)), "budget_line_other"]


def test_lines_of_a_year_without_partition_move_to_it_when_it_is_made(
    owner: PostgresSettings, postgres_server: PostgresAddress, database: str
) -> None:
    """Lines of years that are out of reach, and of no year, are kept in the partition that is left over."""
    migrate(owner, now=lambda: dt.datetime(2025, 6, 1, tzinfo=dt.UTC))
    warehouse = PostgresWarehouse(postgres_server.settings(database))
    where = "SELECT DISTINCT tableoid::regclass::text, fiscal_year FROM {} ORDER BY 2"
    for offset, year in enumerate([2025, 2031, 9999, None]):
        for verdict in ("accepted", "quarantined"):
            document = rows(f"{year} {verdict}", fiscal_year=year, verdict=verdict)
            warehouse.store(document, place(offset), {})
    warehouse.close()
    with postgres_server.connect(database) as connection:
        for table in LINE_TABLES:
            assert connection.execute(where.format(table).encode()).fetchall() == [
                (f"{table}_2025", 2025),
                (f"{table}_other", 2031),
                (f"{table}_other", 9999),
                (f"{table}_other", None),
            ]
        migrate(owner, now=lambda: dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
        for table in LINE_TABLES:
            assert connection.execute(where.format(table).encode()).fetchall()[1] == (f"{table}_2031", 2031)
            assert len(connection.execute(f"TABLE {table}".encode()).fetchall()) == 8
