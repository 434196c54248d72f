"""The warehouse adapters under test, each with what a contract test needs beside the port: a reader's eye."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import duckdb
import psycopg

from services.loader.warehouse.duckdb import DuckDBWarehouse
from services.loader.warehouse.port import Warehouse
from services.loader.warehouse.postgres import PostgresSettings, PostgresWarehouse
from services.loader.warehouse.postgres.roles import OWNER, READER
from tests.servers.postgres import PostgresAddress
from tests.servers.warehouses import TABLES

NOON = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)

Content = dict[str, list[tuple[Any, ...]]]
Columns = list[tuple[str, str]]
"""Names and types, in order."""


class Adapter(Protocol):
    """One kind of warehouse, empty at first."""

    def open(self, now: dt.datetime = NOON) -> Warehouse:
        """Open the warehouse for writing, as a new process would; `now` is the time of loading."""
        ...

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What a reader gets for a query, whether the warehouse is open for writing in this process or not."""
        ...

    def maintain(self, sql: str) -> None:
        """Run statements as whoever keeps the warehouse; it is not open for writing meanwhile."""
        ...

    def relations(self) -> dict[str, Columns]:
        """The columns of every table and view that people see, types as docs/warehouse.md names them."""
        ...

    def program_arguments(self) -> Sequence[str]:
        """What `open_for_program` needs in another process."""
        ...

    def close(self) -> None:
        """Close what was opened; it can be opened again."""
        ...

    def discard(self) -> None:
        """Close it, and give the warehouse up."""
        ...


class DuckDB:
    """A DuckDB file."""

    def __init__(self, folder: Path) -> None:
        """A file in `folder` that does not exist yet."""
        self.path = folder / "warehouse.duckdb"
        self._opened: list[Warehouse] = []

    def open(self, now: dt.datetime = NOON) -> Warehouse:
        """See `Adapter`. What was opened before is closed."""
        self.close()
        warehouse = DuckDBWarehouse(self.path, now=lambda: now)
        self._opened.append(warehouse)
        return warehouse

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """See `Adapter`."""
        with duckdb.connect(str(self.path)) as connection:
            return connection.execute(sql).fetchall()

    def maintain(self, sql: str) -> None:
        """See `Adapter`."""
        self.close()
        self.query(sql)

    def relations(self) -> dict[str, Columns]:
        """See `Adapter`."""
        return _by_relation(
            self.query(
                "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal "
                "ORDER BY table_name, column_index"
            )
        )

    def program_arguments(self) -> Sequence[str]:
        """See `Adapter`."""
        return ["duckdb", str(self.path)]

    def close(self) -> None:
        """See `Adapter`."""
        while self._opened:
            self._opened.pop().close()

    def discard(self) -> None:
        """See `Adapter`. The folder is the test's."""
        self.close()


class Postgres:
    """A database on a PostgreSQL server. The loader and the reader each have their own role."""

    def __init__(self, server: PostgresAddress) -> None:
        """A new database with tables, without documents."""
        self.server = server
        self.database = server.new_database()
        self.settings = server.settings(self.database)
        self._opened: list[Warehouse] = []
        self._reader: psycopg.Connection | None = None

    def open(self, now: dt.datetime = NOON) -> PostgresWarehouse:
        """See `Adapter`. What was opened before stays open: several may write."""
        warehouse = PostgresWarehouse(self.settings, now=lambda: now)
        self._opened.append(warehouse)
        return warehouse

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """See `Adapter`."""
        if self._reader is None or self._reader.closed:
            self._reader = self.server.connect(self.database, READER)
        return self._reader.execute(sql.encode()).fetchall()

    def maintain(self, sql: str) -> None:
        """See `Adapter`."""
        with self.server.connect(self.database, OWNER) as connection:
            connection.execute(sql.encode())

    def relations(self) -> dict[str, Columns]:
        """See `Adapter`. Partitions are the table's own business."""
        with self.server.connect(self.database) as connection:
            rows = connection.execute(
                "SELECT relname, attname, format_type(atttypid, atttypmod) FROM pg_class "
                "JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped "
                "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') AND NOT relispartition "
                "ORDER BY relname, attnum"
            ).fetchall()
        return _by_relation([(table, column, _documented_type(kind)) for table, column, kind in rows])

    def program_arguments(self) -> Sequence[str]:
        """See `Adapter`."""
        return ["postgres", json.dumps(as_plain_values(self.settings))]

    def close(self) -> None:
        """See `Adapter`."""
        while self._opened:
            self._opened.pop().close()
        self.close_reader()

    def wait_for_lock(self) -> None:
        """Wait until a loader waits for a lock in the database."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        with self.server.connect(self.database) as administrator:
            while administrator.execute(_WAITING).fetchall() == [(0,)]:
                assert time.monotonic() < deadline, "no loader waits"
                time.sleep(0.01)

    def close_reader(self) -> None:
        """Let go of the connection that `query` keeps."""
        if self._reader is not None:
            self._reader.close()

    def discard(self) -> None:
        """See `Adapter`. The database is given back as it was made: without documents."""
        self.close()
        self.server.give_back(self.database)


PATIENCE_SECONDS: Final = 30.0
_WAITING: Final = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name = 'fiscus' AND wait_event_type = 'Lock'"
)
_TYPES: Final = {
    "character varying": "VARCHAR",
    "double precision": "DOUBLE",
    "timestamp without time zone": "TIMESTAMP",
}


def _documented_type(kind: str) -> str:
    return _TYPES.get(kind, kind.upper().replace("NUMERIC", "DECIMAL"))


def _by_relation(rows: list[tuple[Any, ...]]) -> dict[str, Columns]:
    relations: dict[str, Columns] = {}
    for table, column, kind in rows:
        relations.setdefault(table, []).append((column, kind))
    return relations


def open_for_program(kind: str, place: str) -> Warehouse:
    """In a program: the warehouse of an adapter's `program_arguments`."""
    if kind == "duckdb":
        return DuckDBWarehouse(Path(place), now=lambda: NOON)
    return PostgresWarehouse(PostgresSettings.model_validate(json.loads(place)), now=lambda: NOON)


def as_plain_values(settings: PostgresSettings) -> dict[str, Any]:
    """The settings as values of JSON, with the password."""
    assert settings.password is not None
    return settings.model_dump(mode="json") | {"password": settings.password.get_secret_value()}


def content(adapter: Adapter, tables: tuple[str, ...] = TABLES) -> Content:
    """All rows of the tables, each table's in an order of its own."""
    return {table: sorted(adapter.query(f"SELECT * FROM {table}"), key=repr) for table in tables}  # noqa: S608
