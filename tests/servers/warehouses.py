"""A warehouse as a value, to be compared with another: every table of the contract, less what varies from run to run.

    before = duckdb_contents(tmp_path / "calm.duckdb")
    after = postgres_contents(connection)
    assert differences(before, after) == []          # also between the two kinds

DuckDB lets nobody read the file while a loader holds it: stop the loader first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import psycopg

TABLES: Final = (
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
"""The tables that users rely on; how far the loader has read is its own business."""
VOLATILE: Final = frozenset(
    {"submitted_at", "loaded_at", "judged_at", "log_offset", "partition", "source_uri", "topic"}
)
"""Columns that say when and by which way a document came, not what it says."""
SHOWN: Final = 5

Row = tuple[Any, ...]
Query = Callable[[str], list[Row]]


@dataclass(frozen=True, slots=True)
class Table:
    """What a table holds: columns in the order of their names, rows sorted."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, name: str) -> list[Any]:
        """The values of one column."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]


Contents = dict[str, Table]


def duckdb_contents(path: Path) -> Contents:
    """Every table of a DuckDB warehouse that nobody writes to."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return _contents(lambda query: connection.execute(query).fetchall())


def postgres_contents(conninfo: str) -> Contents:
    """Every table of a PostgreSQL warehouse, of one moment."""
    with psycopg.connect(conninfo) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return _contents(lambda query: connection.execute(query).fetchall())


def differences(left: Contents, right: Contents) -> list[str]:
    """A line for each table that differs, with some of the rows that only one side has; empty where they are equal."""
    return [
        f"{table}: {len(left[table].rows)} rows against {len(right[table].rows)}; {left[table].columns}"
        f" only left {_some(left[table], right[table])}; only right {_some(right[table], left[table])}"
        for table in TABLES
        if left[table] != right[table]
    ]


def without(contents: Contents, document_id: str) -> Contents:
    """The contents as if there had not been that document. For one that corrects no other."""
    kept = {}
    for name, table in contents.items():
        if "document_id" in table.columns:
            place = table.columns.index("document_id")
            table = Table(table.columns, tuple(row for row in table.rows if row[place] != document_id))  # noqa: PLW2901
        kept[name] = table
    return kept


def verdicts(contents: Contents) -> dict[str, str]:
    """The verdict of each document, by its file name."""
    document = contents["document"]
    return dict(zip(document.column("file_name"), document.column("verdict"), strict=True))


def _contents(query: Query) -> Contents:
    return {table: _table(query, table) for table in TABLES}


def _table(query: Query, table: str) -> Table:
    where = f"table_schema = current_schema() AND table_name = '{table}'"
    told = query(f"SELECT column_name FROM information_schema.columns WHERE {where}")  # noqa: S608 - our own names
    columns = tuple(sorted(name for (name,) in told if name not in VOLATILE))
    names = ", ".join(f'"{column}"' for column in columns)
    return Table(columns, tuple(sorted(query(f'SELECT {names} FROM "{table}"'), key=repr)))  # noqa: S608 - ditto


def _some(has: Table, lacks: Table) -> list[str]:
    """Rows that one side has more often than the other."""
    more = Counter(map(repr, has.rows)) - Counter(map(repr, lacks.rows))
    return sorted(more)[:SHOWN]
