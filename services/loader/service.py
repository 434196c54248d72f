"""The loader as a service: record batches in, documents in the warehouse out.

A document's batches are gathered until one run of the validator is whole; then the document goes into the warehouse
in one transaction, together with the offset below which everything is done. The loader publishes nothing.

Killed at any moment and started again, it reads on from the warehouse's offset. What was stored already is known by its
place in the log and by its content, and stored no second time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import structlog
from pydantic import ValidationError

from services.loader.assembly import Assembler
from services.loader.joining import Joiner
from services.loader.observer import LoaderObserver, Unobserved
from services.loader.pairing import SCOPES
from services.loader.position import TOPICS, WarehouseConsumer, check_ends
from services.loader.warehouse.port import RecordPlace, Warehouse
from shared.errors import ContractError, FiscusError
from shared.eventlog.port import EventLog, Record, TopicPartition
from shared.events.envelope import Event
from shared.events.topics import RecordBatch
from shared.model.records import DocumentRecord

log = structlog.get_logger(__name__)

GROUP: Final = "fiscus-loader"
"""The consumer group of all loaders of one warehouse."""


class LoaderHandler:
    """Gathers batches and stores documents. See `shared.service.handler.StatefulHandler` and `GivesUp`."""

    def __init__(
        self, warehouse: Warehouse, observer: LoaderObserver | None = None, joiner: Joiner | None = None
    ) -> None:
        """Write to `warehouse`, which stays the caller's to close. Without `joiner` no two files are joined."""
        self._warehouse = warehouse
        self._joiner = joiner
        self._observer = observer or Unobserved()
        self._assembler = Assembler()
        self._known: set[TopicPartition] = set()
        self._next: dict[TopicPartition, int] = {}
        self._last: dict[TopicPartition, int] = {}

    def handle(self, record: Record) -> Sequence[Event]:
        """Take a batch in; store its document when it is whole. Gives no events.

        Raises `ContractError` for what is no batch or contradicts itself, `TransientError` when the warehouse cannot
        be written now.
        """
        place = RecordPlace(
            partition=record.topic_partition, offset=record.offset, recorded_at=record.timestamp
        )
        if place.partition not in self._known:
            self._look_back(place.partition)
        if record.offset >= self._next[place.partition]:
            batch = decode(record)
            if not self._was_read(batch, place):
                self._take_in(batch, place)
        if self._joiner is not None:
            self._joiner.work()
        return ()

    def watermarks(self) -> Mapping[TopicPartition, int]:
        """See `StatefulHandler`."""
        return self._assembler.watermarks()

    def forget(self, partitions: Collection[TopicPartition]) -> None:
        """See `StatefulHandler`."""
        self._assembler.forget(partitions)
        self._known -= set(partitions)

    def give_up(self, record: Record, error: FiscusError) -> Sequence[Event]:  # noqa: ARG002 - as the port says
        """See `GivesUp`: what came of the record's document is dropped, so that it holds nothing back."""
        if record.key is not None:
            document_id = record.key.decode("utf-8", errors="replace")
            self._assembler.give_up(document_id, record.topic_partition)
        return ()

    def _take_in(self, batch: RecordBatch, place: RecordPlace) -> None:
        rows = self._assembler.add(batch, place)
        if rows is not None:
            next_offset = self._assembler.next_offset(batch, place)
            outcome = self._warehouse.store(rows, place, {place.partition: next_offset})
            self._assembler.finish(batch, place)
            self._next[place.partition] = max(next_offset, self._next[place.partition])
            self._last[place.partition] = max(place.offset, self._last[place.partition])
            self._observer.stored(rows, outcome)
            self._look_at(rows.document)
            log.info(
                "document.finished",
                document_id=batch.document_id,
                outcome=outcome.value,
                verdict=rows.document.verdict.value,
                rows=rows.count(),
            )
        for left in self._assembler.abandon(place):
            log.warning(
                "document.abandoned",
                document_id=left.document_id,
                parts_missing=left.parts_missing,
                first_offset=left.first.offset,
            )
        self._observer.oldest_open(self._assembler.oldest())

    def _look_at(self, document: DocumentRecord) -> None:
        """Have the joiner look whether the other file of the disclosure is here."""
        if self._joiner is not None and document.department and document.scope in SCOPES:
            self._joiner.look_at(document.department)

    def _was_read(self, batch: RecordBatch, place: RecordPlace) -> bool:
        """Whether the record belongs to a document that was stored before. Only what is repeated need be asked for."""
        if place.offset > self._last[place.partition]:
            return False
        return self._warehouse.was_read(batch.document_id, place.partition, place.offset, batch.order)

    def _look_back(self, partition: TopicPartition) -> None:
        """Learn what the warehouse has of a partition: below `next` all is done, up to `last` some is.

        With the first record of a partition that came, and not before: until then its former owner stores what we would
        take for new. And here, where the record waits if the warehouse is away just now.
        """
        self._next[partition] = self._warehouse.next_offsets().get(partition, 0)
        self._last[partition] = self._warehouse.last_records().get(partition, -1)
        self._known.add(partition)


def decode(record: Record) -> RecordBatch:
    """The batch that a record carries; `ContractError` when it carries none, or that of another document."""
    where = f"{record.topic}[{record.partition}] at {record.offset}"
    event = Event.from_message(record)
    try:
        batch = RecordBatch.model_validate_json(event.data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise ContractError(
            f"not a record batch: {first['msg']} at {place or 'the top'}",
            where=where,
            remedy="mend the writer, then replay the dead letter",
        ) from None
    if batch.document_id != event.key or batch.document.document_id != event.key:
        raise ContractError(
            "the batch is not of the document that is its key", where=where, remedy="mend the writer"
        )
    return batch


def loader_consumer(
    event_log: EventLog, warehouse: Warehouse, *, member: str, joiner: Joiner | None = None
) -> WarehouseConsumer:
    """A member of the loaders' group that reads on from where the warehouse stands, and joins what was left unjoined.

    Raises `ConfigurationError` when the warehouse was filled from another log.
    """
    check_ends(warehouse.next_offsets(), event_log.end_offsets(TOPICS))
    consumer = event_log.consumer(GROUP, TOPICS, member=member)
    return WarehouseConsumer(consumer, event_log, warehouse, joiner=joiner)
