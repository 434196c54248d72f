"""Reading dead letters from the log: all of them, in order, chosen by filters, and no trace of the reading."""

from __future__ import annotations

import datetime as dt

import pytest

from services.deadletters.letters import Filter, LetterId, parse_id, read_letters, read_records
from shared.errors import ConfigurationError
from shared.eventlog.memory import MemoryEventLog
from shared.eventlog.scan import scan
from shared.events.envelope import Message
from shared.events.topics import DEADLETTER, EXTRACTED, SUBMITTED
from tests.unit.deadletters.letters import NOON, bury, event, log_with_topics, records

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def log() -> MemoryEventLog:
    """A log with letters of eight documents, extractor's and validator's in turn, an hour between two."""
    made = log_with_topics()
    for number in range(8):
        stage, topic = (("extractor", SUBMITTED), ("validator", EXTRACTED))[number % 2]
        made.publish([event(topic, f"d{number}", 0, {"number": number})])
        (record,) = (r for r in records(made, topic) if r.key == f"d{number}".encode())
        bury(made, record, stage=stage, failed=NOON + number * HOUR)
    return made


def documents(log: MemoryEventLog, wanted: Filter) -> list[str | None]:
    return [letter.document_id for letter in read_letters(log) if wanted.passes(letter)]


def test_every_letter_is_given_oldest_first_with_its_cause(log: MemoryEventLog) -> None:
    letters = read_letters(log)

    assert [letter.document_id for letter in letters] == [f"d{number}" for number in range(8)]
    assert letters[1].cause.stage == "validator"
    assert letters[1].cause.exception_class == "ContractError"
    assert letters[1].cause.topic == EXTRACTED
    assert letters[1].replayed_at == ()


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Filter(), range(8)),
        (Filter(stage="extractor"), (0, 2, 4, 6)),
        (Filter(document="d3"), (3,)),
        (Filter(document="d"), range(8)),
        (Filter(since=NOON + 5 * HOUR), (5, 6, 7)),
        (Filter(since=NOON + 5 * HOUR, stage="validator"), (5, 7)),
        (Filter(stage="loader"), ()),
    ],
)
def test_filters_choose_letters(
    log: MemoryEventLog, wanted: Filter, numbers: range | tuple[int, ...]
) -> None:
    assert documents(log, wanted) == [f"d{number}" for number in numbers]


def test_letters_are_fetched_whole_by_their_place(log: MemoryEventLog) -> None:
    """From several partitions; what is not there is left out."""
    letters = read_letters(log)
    ids = [letters[6].id, letters[1].id, LetterId(0, 999), LetterId(77, 0)]
    found = {LetterId(r.partition, r.offset): r for r in read_records(log, ids)}

    assert set(found) == set(ids[:2])
    assert found[letters[6].id].value == b'{"number": 6}'


def test_what_is_no_dead_letter_is_passed_over(log: MemoryEventLog) -> None:
    log.publish([Message(topic=DEADLETTER, key=None, value=b"anything")])
    assert len(read_letters(log)) == 8


def test_a_topic_without_records_is_read_at_once() -> None:
    assert read_letters(log_with_topics()) == []


def test_reading_leaves_no_member_and_no_watermark(log: MemoryEventLog) -> None:
    """Other groups are not touched; what comes while it is read is left for the next time."""
    worker = log.consumer("fiscus-extractor", [SUBMITTED], member="worker")
    worker.poll(1, 1.0)
    held = worker.assignment()
    reading = scan(log, DEADLETTER)
    next(reading)
    log.publish([Message(topic=DEADLETTER, key=b"late", value=b"")])

    assert sum(1 for _ in reading) == 7
    worker.poll(1, 0.0)
    assert worker.assignment() == held
    (group,) = (name for name in log.groups if name != "fiscus-extractor")
    assert group.startswith("fiscus-inspection-")
    assert not log.groups[group].members
    assert not log.groups[group].watermarks


@pytest.mark.parametrize("text", ["", "3", "3:", ":3", "3:1x", "-1:2", "3:1:2", "9" * 30 + ":1"])
def test_a_place_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="no dead letter"):
        parse_id(text)
