"""A connection to PostgreSQL as `Session`: rows go in by COPY, writers wait for each other by advisory locks.

An advisory lock covers what is not there yet (the first document of a disclosure, the first record of a partition),
which a row lock cannot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import Any

from services.loader.warehouse.postgres.connection import Connection
from services.loader.warehouse.rows import TableRows
from services.loader.warehouse.session import Held


class PostgresSession:
    """See `services.loader.warehouse.session.Session`."""

    def __init__(self, connection: Connection) -> None:
        """Work over `connection`."""
        self._connection = connection

    def run(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """See `Session`."""
        self._connection.execute(sql.encode(), parameters or None)

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """See `Session`."""
        return self._connection.execute(sql.encode(), parameters or None).fetchall()

    def insert(self, rows: TableRows) -> None:
        """See `Session`."""
        names = ", ".join([*rows.common, *rows.columns])
        common = tuple(rows.common.values())
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {rows.table} ({names}) FROM STDIN".encode()) as copy,
        ):
            for row in zip(*rows.values, strict=True):
                copy.write_row(common + row)

    def hold(self, what: Held, names: Collection[str]) -> None:
        """See `Session`. In the order of the keys, so that no two writers wait for each other."""
        keys = sorted({_key(name) for name in names})
        self._connection.execute(
            "SELECT pg_advisory_xact_lock($1::int, key) FROM unnest($2::int[]) AS key", [int(what), keys]
        )


def _key(name: str) -> int:
    """The key of an advisory lock, 32 bits. Two names of the same key wait for each other without need, to no harm."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big", signed=True)
