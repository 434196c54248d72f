"""Storing a document, step by step, inside a transaction that the adapter has begun.

    1. hold the partition and the document, so that no other writer changes either
    2. decide by the stored offset and by what was seen of the document (`decision`)
    3. hold its disclosures, write its rows, its `load` row, and the numbers of the publications
    4. note the record as seen
    5. move the offsets

The adapter commits; until then nobody sees any of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from services.loader.document_rows import DocumentRows
from services.loader.warehouse.books import Books
from services.loader.warehouse.decision import SeenRecord, decide, supersedes
from services.loader.warehouse.documents import Documents
from services.loader.warehouse.port import Offsets, RecordPlace, StoreOutcome
from services.loader.warehouse.rows import table_rows
from services.loader.warehouse.session import Held, Session
from shared.eventlog.port import TopicPartition

WRITES = frozenset({StoreOutcome.LOADED, StoreOutcome.REPLACED})
"""What changes the rows of a document."""


def store(
    session: Session, rows: DocumentRows, place: RecordPlace, next_offsets: Offsets, now: dt.datetime
) -> StoreOutcome:
    """Write a document and move the offsets. See `Warehouse.store`; raises `ContractError` as that says."""
    document, digest = rows.document, rows.digest()
    tables = list(table_rows(rows))
    books = Books(session)
    _hold(session, {place.partition, *next_offsets})
    session.hold(Held.DOCUMENT, [document.document_id])
    seen = books.seen(document.document_id)
    outcome = decide(place, digest, rows.order, seen=seen, next_offset=books.next_offset(place.partition))
    if outcome is StoreOutcome.SKIPPED:
        return outcome
    documents = Documents(session, now)
    if outcome in WRITES:
        documents.write(document, tables, place)
    else:
        documents.resubmit(document)
    if supersedes(place, rows.order, seen):
        books.see(document.document_id, SeenRecord(place=place, digest=digest, order=rows.order))
    else:
        books.pass_over(document.document_id, place)
    books.move(next_offsets)
    return outcome


def advance(session: Session, next_offsets: Offsets) -> None:
    """Move the offsets. See `Warehouse.advance`."""
    _hold(session, next_offsets)
    Books(session).move(next_offsets)


def _hold(session: Session, partitions: Iterable[TopicPartition]) -> None:
    session.hold(Held.PARTITION, [f"{topic}[{number}]" for topic, number in partitions])
