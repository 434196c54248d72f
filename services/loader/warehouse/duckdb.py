"""The warehouse in a DuckDB file, for one machine.

One process writes: DuckDB lets nobody else open the file meanwhile, not even for reading. So a loader holds the file while
it works and lets go of it with `close`; readers come after.

What is done with a document is decided in `decision` and `revisions`; here it is said in SQL, one transaction a document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from services.loader.document_rows import DocumentRows
from services.loader.revisions import Publication, rank
from services.loader.warehouse import duckdb_document
from services.loader.warehouse.decision import SeenRecord, decide, supersedes
from services.loader.warehouse.duckdb_file import open_file
from services.loader.warehouse.duckdb_schema import Schema, prepare
from services.loader.warehouse.port import DocumentStatus, Offsets, RecordPlace, StoreOutcome
from services.loader.warehouse.rows import table_rows, utc
from shared.errors import ContractError, TransientError
from shared.eventlog.port import TopicPartition
from shared.model.records import FindingRecord


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class DuckDBWarehouse:
    """A DuckDB file as `Warehouse`. Opening makes the file and its tables, and brings older ones up to date."""

    def __init__(self, path: Path, *, now: Callable[[], dt.datetime] = _now) -> None:
        """Open `path` for writing; `now` gives `loaded_at`.

        Raises `ConfigurationError` when the path is no warehouse and cannot become one (a folder, another kind of
        file, no right to write, tables of others, made by a newer version), `TransientError` when another process
        holds it.
        """
        self._path = path
        self._now = now
        self._opened: tuple[duckdb.DuckDBPyConnection, Schema] | None = None
        self._closed = False
        self._open()

    def store(self, rows: DocumentRows, place: RecordPlace, next_offsets: Offsets) -> StoreOutcome:
        """See `Warehouse.store`."""
        tables = list(table_rows(rows))
        digest = rows.digest()
        document_id = rows.document.document_id
        with self._transaction() as (sql, schema):
            seen = _seen(sql, document_id)
            outcome = decide(place, digest, seen=seen, next_offset=_next_offset(sql, place.partition))
            if outcome is StoreOutcome.SKIPPED:
                return outcome
            known = duckdb_document.find(sql, document_id)
            first = duckdb_document.first_submission(rows.document, known)
            if outcome in (StoreOutcome.LOADED, StoreOutcome.REPLACED):
                duckdb_document.write(sql, schema, first, tables, self._now())
                _record_load(sql, document_id, place, self._now())
            elif known is not None and first.submission() != known.submission():
                duckdb_document.resubmit(sql, document_id, first)
            ...
            if supersedes(place, seen):
                _see(sql, document_id, place, digest)
            _move(sql, next_offsets)
        return outcome
