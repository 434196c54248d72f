"""The readings that a log keeps: which is the last whole one, and that it comes again word for word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.standalone.readings import find_readings, put_again
from services.validator.service import ValidatorHandler
from shared.eventlog.memory import MemoryEventLog
from shared.eventlog.port import Record, TopicPartition
from shared.events.envelope import Event, Message, event_id
from shared.events.topics import ACCEPTED, EXTRACTED, QUARANTINED, READING_OFFSET, RecordBatch
from shared.layout import load_layouts
from tests.unit.validator.documents import DOCUMENT_ID
from tests.unit.validator.test_service import OTHER_ID, payloads

KIND = "fiscus.section.extracted.v1"
TABLES = 2


def messages(version: str = "1", document_id: str = DOCUMENT_ID) -> list[Message]:
    """A reading of the invented document, as its extractor publishes it."""
    made = payloads(document_id, tables=TABLES, version=version)
    return [
        Event(
            topic=EXTRACTED, key=document_id, id=event_id(document_id, "extractor", KIND, number, "v1"), type=KIND,
            source="/fiscus/extractor", data=data,
        ).to_message()
        for number, data in enumerate(made)
    ]  # fmt: skip


def log_of(*published: Sequence[Message]) -> MemoryEventLog:
    log = MemoryEventLog()
    log.create_topics({EXTRACTED: 1})
    for batch in published:
        log.publish(batch)
    return log


def records(log: MemoryEventLog) -> list[Record]:
    return log.partitions.records[TopicPartition(EXTRACTED, 0)]


COUNT = len(messages())


def test_the_last_whole_reading_counts() -> None:
    """Not one that broke off behind it, nor a manifest without a beginning, nor what is no section at all."""
    old, new = messages("1"), messages("2")
    noise = replace(new[0], value=b"{")
    log = log_of(old, new, [noise], messages("3")[:2])
    (reading,) = find_readings(log).values()
    assert reading.extractor_version == "2"
    assert (reading.begin, reading.end, reading.first_end) == (COUNT, 2 * COUNT - 1, 2 * COUNT - 1)
    assert (reading.file_name, reading.department is not None) == ("disclosure.pdf", True)


def test_a_reading_that_began_again_is_whole_with_what_both_writers_wrote() -> None:
    first = messages()
    log = log_of(first[:2], first)
    readings = find_readings(log)
    assert list(put_again(log, list(readings.values()))) == [DOCUMENT_ID]
    assert [record.value for record in records(log)[-COUNT:]] == [message.value for message in first]


def test_it_comes_again_word_for_word_and_says_when_it_was_read() -> None:
    """However often; and the validator judges it, as a later judgement of the same reading."""
    log = log_of(messages())
    for _ in range(2):
        readings = find_readings(log)
        assert list(put_again(log, list(readings.values()))) == [DOCUMENT_ID]
    originals, again = records(log)[:COUNT], records(log)[-COUNT:]
    assert [(r.key, r.value) for r in again] == [(r.key, r.value) for r in originals]
    assert again[-1].header(READING_OFFSET) == str(COUNT - 1)
    assert [r.headers for r in again[:-1]] == [r.headers for r in originals[:-1]]

    handler = ValidatorHandler(load_layouts())
    batches = [
        RecordBatch.model_validate_json(event.data)
        for record in records(log)
        for event in handler.handle(record)
        if event.topic in (ACCEPTED, QUARANTINED)
    ]
    orders = [(batch.order.reading, batch.order.judged) for batch in batches if batch.order]
    assert orders == [(COUNT - 1, (number + 1) * COUNT - 1) for number in range(3)]
    assert len({batch.document.judgement for batch in batches}) == 1


def test_a_newer_reading_counts_although_an_older_one_came_again_behind_it() -> None:
    """That happens where a document is read anew while it is judged again."""
    old, new = messages("1"), messages("2")
    late = [
        *old[:-1],
        replace(old[-1], headers=(*old[-1].headers, (READING_OFFSET, str(COUNT - 1).encode()))),
    ]
    (reading,) = find_readings(log_of(old, new, late)).values()
    assert reading.extractor_version == "2"


def test_what_the_log_does_not_keep_whole_does_not_come_again() -> None:
    other = messages(document_id=OTHER_ID)
    log = log_of(messages(), [other[0], *other[2:]])
    readings = find_readings(log)
    assert set(readings) == {DOCUMENT_ID, OTHER_ID}
    assert list(put_again(log, list(readings.values()))) == [DOCUMENT_ID]
    assert list(put_again(log, [])) == []
