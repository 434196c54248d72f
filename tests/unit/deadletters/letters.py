"""Dead letters for tests, made as the loop makes them, on a log in memory."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from shared.errors import ContractError
from shared.eventlog.memory import MemoryEventLog
from shared.eventlog.port import Record, TopicPartition
from shared.events.envelope import Event, event_id
from shared.events.topics import DEADLETTER, EXTRACTED, TOPICS
from shared.service.deadletter import cause_of, dead_letter

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def log_with_topics(partitions: int = 3) -> MemoryEventLog:
    """A log with every topic."""
    log = MemoryEventLog()
    log.create_topics(dict.fromkeys(TOPICS, partitions))
    return log


def event(topic: str, key: str, ordinal: int, payload: Any) -> Event:  # noqa: ANN401 - whatever is JSON
    """An event of a document."""
    return Event(
        topic=topic,
        key=key,
        id=event_id(key, "test", topic, ordinal, "1"),
        type="fiscus.test.v1",
        source="/test",
        data=json.dumps(payload).encode(),
        headers={"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
    )


def section(key: str, ordinal: int, *, manifest: bool = False, mark: str = "") -> Event:
    """A section event in outline."""
    kind = "manifest" if manifest else "table"
    return event(EXTRACTED, key, ordinal, {"ordinal": ordinal, "section": {"kind": kind}, "mark": mark})


def batch(topic: str, key: str, part: int, parts: int, *, run: str = "first") -> Event:
    """A record batch in outline; `run` tells the judgements of a document apart."""
    return event(topic, key, part, {"part": part, "parts": parts, "document": {"run": run}})


def records(log: MemoryEventLog, topic: str) -> list[Record]:
    """Every record of a topic, by partition and offset."""
    return [record for place in sorted(log.end_offsets([topic])) for record in log.partitions.records[place]]


def bury(
    log: MemoryEventLog,
    record: Record,
    *,
    stage: str = "validator",
    error: Exception | None = None,
    failed: dt.datetime = NOON,
) -> Record:
    """Put a record to the dead letters; gives the letter as it stands on the log."""
    cause = cause_of(
        record,
        error or ContractError("not a section event"),
        stage=stage,
        attempts=1,
        first_failure=failed,
        last_failure=failed,
        service_version="1.2.3",
    )
    before = log.end_offsets([DEADLETTER])
    log.publish([dead_letter(record, cause, DEADLETTER)])
    (place,) = (p for p, end in log.end_offsets([DEADLETTER]).items() if end > before[p])
    letter: Record = log.partitions.records[TopicPartition(*place)][-1]
    return letter
