"""Putting dead letters back: the same bytes to the same topic, with what their document needs, and a note of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from services.deadletters import documents
from services.deadletters.letters import LetterId, read_letters
from services.deadletters.replay import NotReplayed, Replayed, replay
from shared.errors import TransientError
from shared.eventlog.memory import FaultKind, MemoryEventLog, Operation
from shared.eventlog.port import Record
from shared.events.envelope import Message
from shared.events.topics import ACCEPTED, DEADLETTER, EXTRACTED, SUBMITTED
from shared.service.deadletter import PREFIX
from tests.unit.deadletters.letters import batch, bury, event, log_with_topics, records, section

NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
Content = tuple[bytes | None, bytes | None, tuple[tuple[str, bytes], ...]]


@pytest.fixture
def log() -> MemoryEventLog:
    return log_with_topics()


def replayed(log: MemoryEventLog, *letters: Record) -> list[Replayed | NotReplayed]:
    return list(replay(log, [LetterId(r.partition, r.offset) for r in letters], now=lambda: NOW))


def contents(found: Sequence[Message]) -> list[Content]:
    return [(message.key, message.value, message.headers) for message in found]


def since(log: MemoryEventLog, topic: str, count: int) -> list[Record]:
    """The records of a topic beyond its first `count`; they stand in one partition in these tests."""
    return sorted(records(log, topic), key=lambda record: record.offset)[count:]


def test_a_submission_goes_back_byte_for_byte(log: MemoryEventLog) -> None:
    """With its headers in their order, its event id and its trace; without the cause."""
    odd = Message(
        topic=SUBMITTED,
        key=b"d",
        value=b'\xff{ "a" :1}\n',
        headers=(("x", b"1"), ("x", b"\xfe"), ("ce_id", b"7")),
    )
    log.publish([odd])
    (original,) = records(log, SUBMITTED)
    letter = bury(log, original, stage="extractor")
    assert any(name.startswith(PREFIX) for name, _ in letter.headers)

    (told,) = replayed(log, letter)
    assert told == Replayed(id=LetterId(letter.partition, letter.offset), topic=SUBMITTED, companions=0)
    assert contents(records(log, SUBMITTED)) == [contents([original])[0]] * 2


def test_a_replay_is_noted_with_the_letter(log: MemoryEventLog) -> None:
    """Where everybody sees it; the note is no letter itself."""
    log.publish([event(SUBMITTED, "d", 0, {})])
    letter = bury(log, records(log, SUBMITTED)[0])
    replayed(log, letter)
    replayed(log, letter)

    (known,) = read_letters(log)
    assert known.replayed_at == (NOW.isoformat(), NOW.isoformat())


@pytest.mark.parametrize("ordinal", range(4))
def test_a_section_brings_its_whole_reading_in_order(log: MemoryEventLog, ordinal: int) -> None:
    """The validator has dropped it; earlier and later readings and other documents stay where they are."""
    early = [section("d", 0, mark="early"), section("d", 1, manifest=True, mark="early")]
    reading = [section("d", n, manifest=n == 3) for n in range(4)]
    late = [section("d", 0, mark="late"), section("d", 1, manifest=True, mark="late")]
    others = [section("e", n, manifest=n == 3) for n in range(4)]
    mixed = [item for pair in zip(reading, others, strict=True) for item in pair]
    log.publish([*early, *mixed, *late])
    (original,) = (r for r in records(log, EXTRACTED) if r.key == b"d" and r.value == reading[ordinal].data)
    letter = bury(log, original)
    before = len([r for r in records(log, EXTRACTED) if r.key == b"d"])

    (told,) = replayed(log, letter)
    assert isinstance(told, Replayed)
    assert told.companions == 3
    again = [r for r in records(log, EXTRACTED) if r.key == b"d"][before:]
    assert contents(again) == contents([item.to_message() for item in reading])


def test_a_section_that_cannot_be_understood_is_put_back_in_its_place(log: MemoryEventLog) -> None:
    sections = [section("d", n, manifest=n == 3).to_message() for n in range(4)]
    sections[1] = Message(topic=EXTRACTED, key=b"d", value=b"\x00 no JSON", headers=sections[1].headers)
    log.publish(sections)
    letter = bury(log, records_of(log, EXTRACTED, "d")[1])

    replayed(log, letter)
    assert contents(records_of(log, EXTRACTED, "d")[4:]) == contents(sections)


@pytest.mark.parametrize("part", range(3))
def test_a_batch_brings_the_others_and_comes_last(log: MemoryEventLog, part: int) -> None:
    """The loader kept those behind it: the document must not be whole before its last record."""
    log.publish([batch(ACCEPTED, "d", n, 3, run="early") for n in range(3)])
    batches = [batch(ACCEPTED, "d", n, 3) for n in range(3)]
    log.publish(batches)
    letter = bury(log, records_of(log, ACCEPTED, "d")[3 + part], stage="loader")

    replayed(log, letter)
    order = [n for n in range(3) if n != part] + [part]
    again = records_of(log, ACCEPTED, "d")[6:]
    assert contents(again) == contents([batches[n].to_message() for n in order])


def test_letters_of_one_reading_bring_it_once(log: MemoryEventLog) -> None:
    """And each is noted."""
    log.publish([section("d", n, manifest=n == 3) for n in range(4)])
    letters = [bury(log, record) for record in records_of(log, EXTRACTED, "d")[1:3]]

    told = replayed(log, *letters)
    assert [isinstance(one, Replayed) for one in told] == [True, True]
    assert len(records_of(log, EXTRACTED, "d")) == 8
    assert all(letter.replayed_at for letter in read_letters(log))


@pytest.mark.parametrize("published", [[1, 2, 3], [0, 1, 2]])
def test_a_reading_that_is_not_whole_in_the_log_is_not_replayed(
    log: MemoryEventLog, published: list[int]
) -> None:
    """Its beginning was trimmed away, or its manifest never came: it could not lead to a verdict."""
    log.publish([section("d", n, manifest=n == 3) for n in published])
    letter = bury(log, records_of(log, EXTRACTED, "d")[1])

    (told,) = replayed(log, letter)
    assert isinstance(told, NotReplayed)
    assert "submit the document again" in str(told.error)
    assert len(records_of(log, EXTRACTED, "d")) == 3
    assert not read_letters(log)[0].replayed_at


def test_a_reading_that_begins_far_before_is_found(
    log: MemoryEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "REACH", 2)
    log.publish([section("d", n, manifest=n == 9) for n in range(10)])
    letter = bury(log, records_of(log, EXTRACTED, "d")[8])

    (told,) = replayed(log, letter)
    assert isinstance(told, Replayed)
    assert told.companions == 9


def test_a_letter_that_is_not_there_is_told(log: MemoryEventLog) -> None:
    (told,) = list(replay(log, [LetterId(0, 5)]))
    assert isinstance(told, NotReplayed)


def test_many_letters_are_replayed_in_their_order(
    log: MemoryEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In pieces, so that any number fits into memory."""
    monkeypatch.setattr("services.deadletters.replay.BATCH", 4)
    log.publish([event(SUBMITTED, f"d{n}", 0, {}) for n in range(10)])
    letters = [bury(log, record, stage="extractor") for record in records(log, SUBMITTED)]

    told = replayed(log, *letters)
    assert [one.id for one in told] == [LetterId(r.partition, r.offset) for r in letters]
    assert len(records(log, SUBMITTED)) == 20


def test_a_log_that_fails_has_replayed_what_was_told_and_no_more(
    log: MemoryEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.deadletters.replay.BATCH", 1)
    log.publish([event(SUBMITTED, f"d{n}", 0, {}) for n in range(2)])
    letters = [bury(log, record) for record in records(log, SUBMITTED)]
    log.faults.add(Operation.PUBLISH, FaultKind.FAIL_BEFORE, after=1)
    telling = replay(log, [LetterId(r.partition, r.offset) for r in letters])

    assert isinstance(next(telling), Replayed)
    with pytest.raises(TransientError):
        next(telling)
    assert [bool(letter.replayed_at) for letter in read_letters(log)] == [True, False]


def records_of(log: MemoryEventLog, topic: str, key: str) -> list[Record]:
    return [record for record in records(log, topic) if record.key == key.encode()]


def test_the_notes_are_no_letters_of_their_own(log: MemoryEventLog) -> None:
    log.publish([event(SUBMITTED, "d", 0, {})])
    letter = bury(log, records(log, SUBMITTED)[0])
    replayed(log, letter)

    note = since(log, DEADLETTER, 1)[0]
    (told,) = list(replay(log, [LetterId(note.partition, note.offset)]))
    assert isinstance(told, NotReplayed)
