"""Asking for joint judgements: what is read from the log, what is published, and what is told where that fails."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

import pytest
from structlog.testing import capture_logs

from services.loader.joining import Joiner, JoinOutcome, kept_reading
from services.loader.observer import Unobserved
from services.loader.pairing import TABLES, TEXT, Part
from shared.errors import TransientError
from shared.eventlog.memory import MemoryEventLog
from shared.eventlog.port import Outgoing, Record, RecordTooLargeError, TopicPartition
from shared.events.digest import sections_digest
from shared.events.envelope import Event, event_id
from shared.events.joining import joined, parted
from shared.events.topics import COMPANION_KINDS, EXTRACTED, READING_OFFSET, CompanionSection, JudgementOrder
from shared.observability.catalogue import JOINS
from tests.unit.loader.test_pairing import part

KIND = "fiscus.section.extracted.v1"
PLACE = TopicPartition(EXTRACTED, 0)


def reading(document_id: str, *kinds: str, version: str = "1") -> list[Event]:
    """Sections of these kinds that say whose they are, and the manifest."""
    contents: list[dict[str, Any]] = [{"kind": kind, "of": document_id} for kind in kinds]
    made = [
        {"document_id": document_id, "ordinal": n, "extractor_version": version, "section": section}
        for n, section in enumerate(contents)
    ]
    data = [json.dumps(one).encode() for one in made]
    section = {
        "kind": "manifest",
        "section_count": len(data),
        "digest": sections_digest(data),
        "page_count": 3,
    }
    end = {"document_id": document_id, "ordinal": len(data), "extractor_version": version, "section": section}
    return [
        Event(
            topic=EXTRACTED,
            key=document_id,
            id=event_id(document_id, "extractor", KIND, number, "v1"),
            type=KIND,
            source="/fiscus/extractor",
            data=payload,
        )
        for number, payload in enumerate([*data, json.dumps(end).encode()])
    ]


@dataclass
class Warehouse:
    """What a warehouse tells of two files of one department."""

    ends: Mapping[str, int]
    parts_of: list[Part] = field(default_factory=lambda: [part("text", TEXT), part("tables", TABLES)])

    def parts_beside_texts(self) -> Mapping[str, tuple[Part, ...]]:
        return {"局": self.parts("局")}

    def parts(self, department: str) -> tuple[Part, ...]:
        return tuple(self.parts_of) if department == "局" else ()

    def manifest_place(self, document_id: str) -> tuple[int, JudgementOrder] | None:
        end = self.ends.get(document_id)
        return None if end is None else (0, JudgementOrder(reading=end, judged=end))


@dataclass
class Watch(Unobserved):
    """Remembers outcomes."""

    outcomes: list[str] = field(default_factory=list)
    waiting: int = 0

    def joined(self, outcome: str) -> None:
        self.outcomes.append(outcome)

    def joins_waiting(self, departments: int) -> None:
        self.waiting = departments


def log_with(*readings: Iterable[Event]) -> tuple[MemoryEventLog, dict[str, int]]:
    """A log with these readings, and where the manifest of each document stands."""
    log = MemoryEventLog()
    log.create_topics({EXTRACTED: 1})
    for events in readings:
        log.publish(list(events))
    return log, {(record.key or b"").decode(): record.offset for record in records(log)}


def records(log: MemoryEventLog) -> list[Record]:
    return log.partitions.records[PLACE]


def joiner(log: MemoryEventLog, warehouse: Warehouse, watch: Watch) -> Joiner:
    made = Joiner(log, warehouse, watch)
    made.look_back()
    return made


TEXT_READING = reading("text", "head", "narrative")
TABLES_READING = reading("tables", "head", "outline", "table", "table", "pages", "narrative")


def test_the_text_is_put_on_the_log_with_the_tables_behind_it() -> None:
    """The text's own sections word for word, of the other file what a text is judged against, and a manifest."""
    log, ends = log_with(TEXT_READING, TABLES_READING)
    before, watch = len(records(log)), Watch()
    joiner(log, Warehouse(ends), watch).work()
    made = records(log)[before:]
    assert [record.value for record in made[:2]] == [event.data for event in TEXT_READING[:2]]
    carried = [json.loads(record.value or b"")["section"] for record in made[2:-1]]
    assert [(one["kind"], one["document_id"], one["section"]["kind"]) for one in carried] == [
        ("companion", "tables", kind) for kind in ("head", "table", "table", "pages")
    ]
    end = json.loads(made[-1].value or b"")
    assert (end["ordinal"], end["section"]["section_count"], end["section"]["page_count"]) == (6, 6, 3)
    assert end["section"]["digest"] == sections_digest(record.value or b"" for record in made[:-1])
    assert made[-1].header(READING_OFFSET) == str(ends["text"])
    assert {record.key for record in made} == {b"text"}
    assert watch.outcomes == ["joined"]


def test_the_same_readings_make_the_same_events_and_others_do_not() -> None:
    one, two = (
        joined(
            [event.to_message() for event in TEXT_READING],
            [event.to_message() for event in TABLES_READING],
            first_end=2,
        )
        for _ in range(2)
    )
    assert one == two
    other = joined(
        [event.to_message() for event in TEXT_READING],
        [event.to_message() for event in reading("others", "head", "table", "table", "pages")],
        first_end=2,
    )
    ids = [{event.id for event in events[2:]} for events in (one, other, TEXT_READING)]
    assert all(not a & b for a, b in ((ids[0], ids[1]), (ids[0], ids[2]), (ids[1], ids[2])))


def test_a_joined_reading_can_be_joined_anew_and_parted() -> None:
    """As if it had not been joined before; the parted one is what the extractor wrote."""
    text, tables = [[e.to_message() for e in events] for events in (TEXT_READING, TABLES_READING)]
    others = [event.to_message() for event in reading("others", "head", "table")]
    once = [event.to_message() for event in joined(text, others, first_end=2)]
    assert joined(once, tables, first_end=2) == joined(text, tables, first_end=2)
    alone = parted(once, first_end=2)
    assert [json.loads(event.data) for event in alone] == [json.loads(event.data) for event in TEXT_READING]
    assert [event.id for event in alone] == [event.id for event in TEXT_READING]


def test_the_kinds_that_are_carried_are_those_that_a_companion_section_takes() -> None:
    union = get_args(CompanionSection.model_fields["section"].annotation)
    assert {member.model_fields["kind"].default for member in union} == COMPANION_KINDS


def test_the_outcomes_are_those_that_the_metrics_know() -> None:
    assert {outcome.value for outcome in JoinOutcome} == set(JOINS)


@pytest.mark.parametrize("lost", ["text", "tables"])
def test_sections_that_the_log_keeps_no_longer_are_told(lost: str) -> None:
    """Which file it is, and what to do. Nothing is published, and nothing else is held up."""
    log, ends = log_with(TEXT_READING, TABLES_READING)
    kept = {name: end for name, end in ends.items() if name != lost}
    before, watch = len(records(log)), Watch()
    with capture_logs() as lines:
        joiner(log, Warehouse({**kept, lost: 400}), watch).work()
        joiner(log, Warehouse(kept), watch).work()
    assert watch.outcomes == ["sections_gone"] * len(lines) == ["sections_gone"] * 2
    assert len(records(log)) == before
    for line in lines:
        assert (line["event"], line["log_level"]) == ("document.join_impossible", "warning")
        assert f"keeps the sections of {lost} no longer; submit that file again" in line["error"]


def test_sections_are_gathered_from_among_those_of_others_and_from_two_writers() -> None:
    noise = [reading(f"other {n}", "head") for n in range(3)]
    twice = [TEXT_READING[0], *noise[0], *TEXT_READING[:1], *noise[1], *TEXT_READING[1:]]
    log, ends = log_with(noise[2], reading("text", "head", version="0"), twice)
    found = kept_reading(log, "text", PLACE, ends["text"])
    assert found is not None
    assert [record.value for record in found] == [event.data for event in TEXT_READING]


def test_sections_far_from_their_manifest_are_found_in_a_second_look() -> None:
    noise = [event for n in range(300) for event in reading(f"other {n}", "head")]
    log, ends = log_with([TEXT_READING[0]], noise, TEXT_READING[1:])
    found = kept_reading(log, "text", PLACE, ends["text"])
    assert found is not None
    assert len(found) == len(TEXT_READING)


def test_what_is_no_manifest_and_what_is_not_whole_is_no_reading() -> None:
    log, ends = log_with(TEXT_READING[1:], TABLES_READING)
    assert kept_reading(log, "text", PLACE, ends["text"]) is None
    assert kept_reading(log, "tables", PLACE, ends["tables"] - 1) is None


class Unwilling(MemoryEventLog):
    """Does not take what it is given."""

    error: Exception | None = None

    def publish(self, events: Sequence[Outgoing]) -> None:
        if self.error is not None:
            raise self.error
        super().publish(events)


@pytest.mark.parametrize(
    ("error", "outcomes", "waiting"),
    [
        (RecordTooLargeError("the event is too large", where="there", remedy="none"), ["too_large"], 0),
        (TransientError("the log is away", where="there", remedy="wait"), [], 1),
    ],
)
def test_a_log_that_takes_nothing_is_told_and_holds_nothing_up(
    error: Exception, outcomes: list[str], waiting: int
) -> None:
    """What may mend is tried again after a while, and waits as everybody can see; what may not is not."""
    log = Unwilling()
    log.create_topics({EXTRACTED: 1})
    log.publish([*TEXT_READING, *TABLES_READING])
    ends = {(record.key or b"").decode(): record.offset for record in records(log)}
    before, watch, now = len(records(log)), Watch(), [0.0]
    made = Joiner(log, Warehouse(ends), watch, clock=lambda: now[0])
    log.error = error
    made.look_at("局")
    assert watch.waiting == 1
    made.work()
    assert (watch.outcomes, watch.waiting) == (outcomes, waiting)
    log.error = None
    made.work()
    assert len(records(log)) == before, "not at once"
    now[0] = 100.0
    made.work()
    assert (watch.outcomes, watch.waiting) == (outcomes or ["joined"], 0)


def test_a_text_that_has_no_tables_any_more_is_put_on_the_log_by_itself() -> None:
    log, ends = log_with(TEXT_READING)
    alone = part("text", TEXT)._replace(joined_document_id="tables")
    watch = Watch()
    joiner(log, Warehouse(ends, [alone]), watch).work()
    assert watch.outcomes == ["parted"]
    assert json.loads(records(log)[-1].value or b"") == json.loads(TEXT_READING[-1].data)


def test_nothing_is_asked_where_nothing_is_due() -> None:
    log, ends = log_with(TEXT_READING, TABLES_READING)
    done = part("text", TEXT)._replace(joined_document_id="tables", joined_reading="tables!")
    before, watch = len(records(log)), Watch()
    joiner(log, Warehouse(ends, [done, part("tables", TABLES)]), watch).work()
    assert (watch.outcomes, len(records(log))) == ([], before)
