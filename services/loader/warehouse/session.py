"""What the warehouse's SQL runs on: the few things that the adapters do each in their own way.

`books`, `documents`, `schema` and `storing` say once, over a `Session`, what both adapters do. Their statements keep to
the SQL that DuckDB and PostgreSQL understand alike; parameters are written `$1`, `$2`, ….
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import IntEnum
from typing import Any, Protocol

from services.loader.warehouse.rows import TableRows


class Held(IntEnum):
    """What a writer keeps to itself until the end of its transaction.

    Whoever holds several takes them in this order, so that no two writers wait for each other.
    """

    PARTITION = 1
    """A partition of the log: how far it is done."""
    DOCUMENT = 2
    """A document: its rows, and what was seen of it."""
    DISCLOSURE = 3
    """A disclosure: the numbers of its publications."""


class Session(Protocol):
    """A connection to a warehouse, in whatever transaction it has."""

    def run(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement; without parameters also several, with semicolons between them."""
        ...

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a query and give its rows. Times come without a zone, decimals exact."""
        ...

    def insert(self, rows: TableRows) -> None:
        """Insert rows, in the quickest way that the database has."""
        ...

    def hold(self, what: Held, names: Collection[str]) -> None:
        """Wait until no other writer holds any of these, and hold them until the transaction ends."""
        ...
