"""Tables and official code lists of a DuckDB warehouse: made where they lack, brought up to date where they are old.

Everything happens in one transaction: a process that dies while it makes a warehouse leaves an empty one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import duckdb

from services.loader.warehouse.migration import migrations, pending
from services.loader.warehouse.rows import utc
from shared.errors import ConfigurationError
from shared.taxonomy import CodeList, economic, functional

_RECORD_OF_MIGRATIONS = """
    CREATE TABLE schema_migration (number INTEGER PRIMARY KEY, name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)
"""


def prepare(connection: duckdb.DuckDBPyConnection, path: Path, now: dt.datetime) -> None:
    """Apply the migrations that a warehouse lacks and fill its dimension tables; do nothing where all is there.

    Raises `ConfigurationError` when the file holds tables of others or was made by a newer version of Fiscus.
    """
    connection.execute("BEGIN")
    try:
        _migrate(connection, path, now)
        _fill(connection, "functional_class", functional())
        _fill(connection, "economic_class", economic())
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def column_types(connection: duckdb.DuckDBPyConnection) -> Mapping[str, Mapping[str, str]]:
    """For each table its columns and their types, in order."""
    types: dict[str, dict[str, str]] = {}
    rows = connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
    )
    for table, column, data_type in rows.fetchall():
        types.setdefault(table, {})[column] = data_type
    return types


def _migrate(connection: duckdb.DuckDBPyConnection, path: Path, now: dt.datetime) -> None:
    names = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not names:
        connection.execute(_RECORD_OF_MIGRATIONS)
    elif "schema_migration" not in names:
        raise ConfigurationError(
            f"the file holds other tables ({', '.join(sorted(names)[:3])})",
            where=str(path),
            remedy="name another file for the warehouse",
        )
    applied = {number for (number,) in connection.execute("SELECT number FROM schema_migration").fetchall()}
    for migration in pending(migrations("duckdb"), applied, where=str(path)):
        connection.execute(migration.sql)
        connection.execute(
            "INSERT INTO schema_migration VALUES (?, ?, ?)", [migration.number, migration.name, utc(now)]
        )


def _fill(connection: duckdb.DuckDBPyConnection, table: str, codes: CodeList) -> None:
    """Make a dimension table say what the list says."""
    digest = codes.digest()
    stored = connection.execute("SELECT digest FROM code_list WHERE name = ?", [table]).fetchone()
    if stored == (digest,):
        return
    rows = [(c.code, c.name, c.level.value, c.parent, ";".join(c.other_names) or None) for c in codes]
    columns = [list(column) for column in zip(*rows, strict=True)]
    connection.execute(f"DELETE FROM {table}")  # noqa: S608 - one of our own two names
    connection.execute(f"INSERT INTO {table} SELECT {', '.join(['unnest(?::VARCHAR[])'] * 5)}", columns)
    connection.execute("INSERT OR REPLACE INTO code_list VALUES (?, ?)", [table, digest])
