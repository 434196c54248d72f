"""The warehouse port over a database that speaks SQL: all of it but the connection, which is each adapter's own.

An adapter derives from `RelationalWarehouse` and gives it sessions: for a transaction, and for a query. What is done
over them is said in `storing`, `books` and `documents`.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager

from services.loader.document_rows import DocumentRows
from services.loader.pairing import Part
from services.loader.warehouse import storing
from services.loader.warehouse.books import Books
from services.loader.warehouse.documents import Documents
from services.loader.warehouse.port import DocumentStatus, Offsets, RecordPlace, StoreOutcome
from services.loader.warehouse.session import Session
from shared.eventlog.port import TopicPartition
from shared.events.topics import JudgementOrder
from shared.model.records import FindingRecord


def utc_now() -> dt.datetime:
    """The present time."""
    return dt.datetime.now(dt.UTC)


class RelationalWarehouse(ABC):
    """A `Warehouse` over sessions."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        """`now` gives `loaded_at`."""
        self._now = now

    def store(self, rows: DocumentRows, place: RecordPlace, next_offsets: Offsets) -> StoreOutcome:
        """See `Warehouse.store`."""
        with self._transaction() as session:
            return storing.store(session, rows, place, next_offsets, self._now())

    def advance(self, next_offsets: Offsets) -> None:
        """See `Warehouse.advance`."""
        with self._transaction() as session:
            storing.advance(session, next_offsets)

    def next_offsets(self) -> Offsets:
        """See `Warehouse.next_offsets`."""
        with self._query() as session:
            return Books(session).next_offsets()

    def last_records(self) -> Offsets:
        """See `Warehouse.last_records`."""
        with self._query() as session:
            return Books(session).last_records()

    def was_read(
        self, document_id: str, partition: TopicPartition, offset: int, order: JudgementOrder | None = None
    ) -> bool:
        """See `Warehouse.was_read`."""
        with self._query() as session:
            return Books(session).was_read(document_id, partition, offset, order)

    def parts_beside_texts(self) -> Mapping[str, tuple[Part, ...]]:
        """See `Warehouse.parts_beside_texts`."""
        with self._query() as session:
            return Documents(session, self._now()).parts_beside_texts()

    def parts(self, department: str) -> tuple[Part, ...]:
        """See `Warehouse.parts`."""
        with self._query() as session:
            return Documents(session, self._now()).parts(department)

    def manifest_place(self, document_id: str) -> tuple[int, JudgementOrder] | None:
        """See `Warehouse.manifest_place`."""
        with self._query() as session:
            return Books(session).manifest_place(document_id)

    def known_documents(self, among: Collection[str]) -> frozenset[str]:
        """See `Warehouse.known_documents`."""
        with self._query() as session:
            return Documents(session, self._now()).known(among)

    def status(self, document_id: str) -> DocumentStatus | None:
        """See `Warehouse.status`."""
        with self._query() as session:
            return Documents(session, self._now()).status(document_id)

    def statuses(self) -> tuple[DocumentStatus, ...]:
        """See `Warehouse.statuses`."""
        with self._query() as session:
            return Documents(session, self._now()).statuses()

    def findings(self, document_id: str) -> tuple[FindingRecord, ...]:
        """See `Warehouse.findings`."""
        with self._query() as session:
            return Documents(session, self._now()).findings(document_id)

    @abstractmethod
    def close(self) -> None:
        """See `Warehouse.close`."""

    @abstractmethod
    def _transaction(self) -> AbstractContextManager[Session]:
        """A session in a transaction: an error undoes it, and one of the database is raised as one of ours."""

    @abstractmethod
    def _query(self) -> AbstractContextManager[Session]:
        """A session for single queries: an error of the database is raised as one of ours."""
