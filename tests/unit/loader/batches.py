"""Documents cut into batches, as the validator publishes them, and records that carry them."""

from __future__ import annotations

import datetime as dt

from services.loader.document_rows import DocumentRows
from shared.eventlog.port import Record
from shared.events.envelope import Event, event_id
from shared.events.topics import ACCEPTED, QUARANTINED, RecordBatch
from tests.contract.warehouse.documents import MORNING


def batches(rows: DocumentRows, parts: int = 3) -> list[RecordBatch]:
    """The document in that many parts: its lines are spread, the last part has the rest."""
    cut = [rows.lines[n::parts] for n in range(parts)]
    made = [
        RecordBatch(
            document_id=rows.document.document_id, part=n, parts=parts, document=rows.document, lines=lines
        )
        for n, lines in enumerate(cut)
    ]
    rest = {
        name: getattr(rows, name)
        for name in ("claims", "plans", "indicators", "figures", "findings", "checks")
    }
    return [*made[:-1], made[-1].model_copy(update=rest)]


def event(batch: RecordBatch) -> Event:
    """The event that carries a batch, on the topic of its verdict."""
    topic = ACCEPTED if batch.document.verdict.startswith("accepted") else QUARANTINED
    kind = topic.removesuffix(".v1")
    return Event(
        topic=topic,
        key=batch.document_id,
        id=event_id(batch.document_id, "validator", kind, batch.part, "v1"),
        type=topic,
        source="/fiscus/validator",
        data=batch.model_dump_json().encode("utf-8"),
    )


def record(batch: RecordBatch, offset: int) -> Record:
    """A record with a batch, at an offset of partition 0."""
    message = event(batch).to_message()
    return Record(
        topic=message.topic,
        key=message.key,
        value=message.value,
        headers=message.headers,
        partition=0,
        offset=offset,
        timestamp=MORNING + dt.timedelta(minutes=offset),
    )
