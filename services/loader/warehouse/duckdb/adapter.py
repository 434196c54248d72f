"""The warehouse port over a DuckDB file.

One process writes: DuckDB lets nobody else open the file meanwhile, not even for reading. So a loader holds the file
while it works and lets go of it with `close`; readers come after.

What is to be done with a document is decided in `decision` and `revisions`; here it is done, in one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from services.loader.document_rows import DocumentRows
from services.loader.warehouse.decision import decide, supersedes
from services.loader.warehouse.duckdb.documents import Documents
from services.loader.warehouse.duckdb.file import explained, open_file
from services.loader.warehouse.duckdb.offsets import Offsets as OffsetTables
from services.loader.warehouse.duckdb.schema import column_types, prepare
from services.loader.warehouse.port import DocumentStatus, Offsets, RecordPlace, StoreOutcome
from services.loader.warehouse.rows import table_rows
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
        self._is_closed = False
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._types: Mapping[str, Mapping[str, str]] = {}
        self._connected()

    def store(self, rows: DocumentRows, place: RecordPlace, next_offsets: Offsets) -> StoreOutcome:
        """See `Warehouse.store`."""
        tables = list(table_rows(rows))
        digest = rows.digest()
        with self._transaction() as connection:
            offsets = OffsetTables(connection)
            seen = offsets.seen(rows.document.document_id)
            outcome = decide(place, digest, seen=seen, next_offset=offsets.next_offset(place.partition))
            if outcome is StoreOutcome.SKIPPED:
                return outcome
            documents = Documents(connection, self._types, self._now())
            if outcome in (StoreOutcome.LOADED, StoreOutcome.REPLACED):
                documents.write(rows.document, tables, place)
            else:
                documents.resubmit(rows.document)
            if supersedes(place, seen):
                offsets.see(rows.document.document_id, place, digest)
            offsets.move(next_offsets)
        return outcome

    def advance(self, next_offsets: Offsets) -> None:
        """See `Warehouse.advance`."""
        with self._transaction() as connection:
            OffsetTables(connection).move(next_offsets)

    def next_offsets(self) -> Offsets:
        """See `Warehouse.next_offsets`."""
        return OffsetTables(self._connected()).next_offsets()

    def last_records(self) -> Offsets:
        """See `Warehouse.last_records`."""
        return OffsetTables(self._connected()).last_records()

    def was_read(self, document_id: str, partition: TopicPartition, offset: int) -> bool:
        """See `Warehouse.was_read`."""
        return OffsetTables(self._connected()).was_read(document_id, partition, offset)

    def known_documents(self, among: Collection[str]) -> frozenset[str]:
        """See `Warehouse.known_documents`."""
        return self._documents().known(among)

    def status(self, document_id: str) -> DocumentStatus | None:
        """See `Warehouse.status`."""
        return self._documents().status(document_id)

    def findings(self, document_id: str) -> tuple[FindingRecord, ...]:
        """See `Warehouse.findings`."""
        return self._documents().findings(document_id)

    def close(self) -> None:
        """See `Warehouse.close`. What DuckDB keeps in its log file beside the warehouse is moved into it."""
        self._is_closed = True
        self._disconnect()

    def _documents(self) -> Documents:
        return Documents(self._connected(), self._types, self._now())

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction; an error undoes it, and one of DuckDB is given as one of ours."""
        connection = self._connected()
        try:
            connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")
        except duckdb.FatalException as error:
            # DuckDB refuses everything after such an error; the file is sound and can be opened again.
            self._disconnect()
            raise explained(error, self._path) from error
        except BaseException as error:
            with suppress(duckdb.Error):  # where COMMIT itself failed there is nothing left to undo
                connection.execute("ROLLBACK")
            if isinstance(error, duckdb.Error):
                raise explained(error, self._path) from error
            raise

    def _connected(self) -> duckdb.DuckDBPyConnection:
        if self._is_closed:
            raise RuntimeError("the warehouse is closed")
        if self._connection is None:
            connection = open_file(self._path)
            try:
                prepare(connection, self._path, self._now())
                self._types = column_types(connection)
            except duckdb.Error as error:
                connection.close()
                raise explained(error, self._path) from error
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(duckdb.Error):  # what is committed is on the disk already
                self._connection.close()
            self._connection = None
