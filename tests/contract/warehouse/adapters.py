"""The warehouse adapters under test, each with what a contract test needs beside the port: a reader's eye."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Protocol

import duckdb

from services.loader.warehouse.duckdb import DuckDBWarehouse
from services.loader.warehouse.port import Warehouse

NOON = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)

CONTRACT_TABLES = (
    "document",
    "budget_line",
    "quarantined_line",
    "claim",
    "indicator",
    "performance_plan",
    "disclosed_figure",
    "finding",
    "check_result",
    "functional_class",
    "economic_class",
    "load",
)

Content = dict[str, list[tuple[Any, ...]]]


class Adapter(Protocol):
    """One kind of warehouse, empty at first."""

    def open(self, now: dt.datetime = NOON) -> Warehouse:
        """Open the warehouse for writing, as a new process would; `now` is the time of loading."""
        ...

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What a reader gets for a query, whether the warehouse is open for writing in this process or not."""
        ...

    def close(self) -> None:
        """Release everything."""
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

    def close(self) -> None:
        """See `Adapter`."""
        while self._opened:
            self._opened.pop().close()


ADAPTERS: tuple[type[DuckDB], ...] = (DuckDB,)


def content(adapter: Adapter, tables: tuple[str, ...] = CONTRACT_TABLES) -> Content:
    """All rows of the tables, each table's in an order of its own."""
    return {table: sorted(adapter.query(f"SELECT * FROM {table}"), key=repr) for table in tables}  # noqa: S608
