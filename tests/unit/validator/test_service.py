"""The validator as a handler of the service loop: gathering, judging, watermarks, repeats and what is not whole."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from services.validator.assembly import IncompleteError
from services.validator.observer import ValidatorMetrics
from services.validator.service import ABANDON_AFTER, JUDGED_SECONDS, ValidatorHandler, judge
from shared.errors import ContractError, PermanentError
from shared.eventlog.port import Record, TopicPartition
from shared.events.digest import sections_digest
from shared.events.envelope import Event, event_id
from shared.events.topics import (
    ACCEPTED,
    EXTRACTED,
    FINDINGS,
    QUARANTINED,
    FindingEvent,
    HeadSection,
    ManifestOutcome,
    PagesSection,
    RecordBatch,
    Section,
    SectionEvent,
    TableSection,
)
from shared.layout import load_layouts
from shared.model.finding import Verdict
from shared.observability.metrics import Metrics
from shared.service.handler import GivesUp, StatefulHandler
from tests.typeset.generate import generate
from tests.unit.validator.documents import DOCUMENT_ID, assembled, manifest

DOCUMENT = assembled(generate(2))
OTHER_ID = "e" * 64
LAYOUTS = load_layouts()
PARTITION = TopicPartition(EXTRACTED, 0)


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def payloads(
    document_id: str = DOCUMENT_ID, *, tables: int = len(DOCUMENT.tables), version: str = "1"
) -> list[bytes]:
    """The payloads of the section events of the invented document, with so many of its tables."""
    assert DOCUMENT.head is not None
    sections: list[Section] = [HeadSection(head=DOCUMENT.head), PagesSection(pages=DOCUMENT.pages)]
    sections += [TableSection(table=table) for table in DOCUMENT.tables[:tables]]
    made = [payload(document_id, number, section, version) for number, section in enumerate(sections)]
    end = manifest(section_count=len(made), digest=sections_digest(made))
    return [*made, payload(document_id, len(made), end, version)]


def payload(document_id: str, ordinal: int, section: Section, version: str = "1") -> bytes:
    event = SectionEvent(document_id=document_id, ordinal=ordinal, extractor_version=version, section=section)
    return event.model_dump_json().encode()


def record(data: bytes, offset: int, key: str = DOCUMENT_ID, partition: int = 0) -> Record:
    kind = "fiscus.section.extracted.v1"
    identity = event_id(key, "extractor", kind, offset, "v1")
    event = Event(topic=EXTRACTED, key=key, id=identity, type=kind, source="/fiscus/extractor", data=data)
    message = event.to_message()
    return Record(
        topic=message.topic,
        key=message.key,
        value=message.value,
        headers=message.headers,
        partition=partition,
        offset=offset,
        timestamp=dt.datetime(2024, 3, 1, tzinfo=dt.UTC),
    )


def records(data: Iterable[bytes], start: int = 0, key: str = DOCUMENT_ID) -> list[Record]:
    return [record(one, start + number, key) for number, one in enumerate(data)]


def fed(handler: ValidatorHandler, taken: Iterable[Record]) -> list[Event]:
    return [event for one in taken for event in handler.handle(one)]


def said(events: Iterable[Event]) -> list[tuple[str, str, dict[str, object]]]:
    """What events say, without where in the log the sections stood that they were made of."""
    return [(e.topic, e.id, {k: v for k, v in json.loads(e.data).items() if k != "order"}) for e in events]


def batch_of(events: Sequence[Event]) -> RecordBatch:
    return next(RecordBatch.model_validate_json(e.data) for e in events if e.topic != FINDINGS)


def test_it_keeps_the_promises_of_the_loop() -> None:
    assert isinstance(ValidatorHandler(LAYOUTS), StatefulHandler)
    assert isinstance(ValidatorHandler(LAYOUTS), GivesUp)


def test_a_document_is_judged_when_its_manifest_comes() -> None:
    handler = ValidatorHandler(LAYOUTS)
    *sections, end = records(payloads())

    assert fed(handler, sections) == []
    events = fed(handler, [end])
    assert batch_of(events).document.verdict in (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_FINDINGS)
    assert events[0].topic == ACCEPTED
    assert {event.key for event in events} == {DOCUMENT_ID}
    assert len({event.id for event in events}) == len(events)


def test_findings_are_told_one_by_one_for_those_who_watch() -> None:
    events = judge(payloads(tables=0), LAYOUTS)
    findings = [FindingEvent.model_validate_json(event.data) for event in events if event.topic == FINDINGS]

    assert events[0].topic == QUARANTINED
    assert [finding.finding_no for finding in findings] == list(range(1, len(findings) + 1))
    assert len(findings) == len(batch_of(events).findings)


def test_the_watermark_stays_below_the_oldest_open_document() -> None:
    handler = ValidatorHandler(LAYOUTS)
    first, second = payloads(), payloads(OTHER_ID)
    fed(handler, [record(first[0], 10), record(second[0], 11, OTHER_ID), record(second[1], 12, OTHER_ID)])
    assert handler.watermarks() == {PARTITION: 10}

    fed(handler, records(first[1:], 13))
    assert handler.watermarks() == {PARTITION: 11}

    fed(handler, records(second[2:], 40, OTHER_ID))
    assert handler.watermarks() == {}


def test_a_redo_gives_the_same_events() -> None:
    once = fed(ValidatorHandler(LAYOUTS), records(payloads()))
    handler = ValidatorHandler(LAYOUTS)
    broken_off = payloads()[:3]
    again = fed(handler, [*records(broken_off), *records(payloads(), 3)])

    assert said(again) == said(once)
    assert said(fed(handler, records(payloads(), 60))) == said(once)


def test_a_document_that_starts_again_with_other_words_holds_back_from_its_new_beginning() -> None:
    handler = ValidatorHandler(LAYOUTS)
    fed(handler, [*records(payloads()[:3]), record(payloads(version="2")[0], 3)])

    assert handler.watermarks() == {PARTITION: 3}


@given(turns=st.permutations([0, 1] * len(payloads(tables=2))))
@settings(max_examples=40)
def test_two_writers_of_one_document_make_it_whole_in_whatever_order_they_come(turns: list[int]) -> None:
    """Each writes its sections in order; the first whole one counts, the rest is passed over or judged the same."""
    once = fed(ValidatorHandler(LAYOUTS), records(payloads(tables=2)))
    writers = [iter(payloads(tables=2)), iter(payloads(tables=2))]
    handler = ValidatorHandler(LAYOUTS)
    events = fed(handler, records([next(writers[turn]) for turn in turns]))

    assert said(events) in (said(once), said([*once, *once]))
    assert handler.watermarks() == {}


@pytest.mark.parametrize("taken", range(1, len(payloads(tables=2))))
def test_the_rest_of_an_older_version_does_not_disturb_a_newer_one(taken: int) -> None:
    """An extractor that was taken for dead goes on, while its successor, a newer version, writes the document anew."""
    old, new = payloads(tables=2), payloads(tables=2, version="2")
    handler = ValidatorHandler(LAYOUTS)
    events = fed(handler, records([*old[:taken], *new[:3], *old[taken:], *new[3:]]))

    assert batch_of(events).document.extractor_version == "2"
    assert len({event.id for event in events}) == len(events)
    assert handler.watermarks() == {}


def test_a_beginning_that_nobody_continues_is_dropped_in_the_end() -> None:
    handler = ValidatorHandler(LAYOUTS)
    handler.handle(record(payloads(OTHER_ID)[0], 0, OTHER_ID))
    fed(handler, records(payloads()[:-1], ABANDON_AFTER - 20))
    assert handler.watermarks() == {PARTITION: 0}

    fed(handler, [record(payloads()[0], ABANDON_AFTER + 1)])
    assert handler.watermarks() == {PARTITION: ABANDON_AFTER - 20}
    assert fed(handler, [record(payloads(OTHER_ID)[-1], ABANDON_AFTER + 2, OTHER_ID)]) == []


def test_a_beginning_that_is_repeated_late_is_not_dropped_before_its_end_comes() -> None:
    """An extractor that waited out a log that was away says everything again, however far the others have gone on."""
    once = fed(ValidatorHandler(LAYOUTS), records(payloads()))
    handler = ValidatorHandler(LAYOUTS)
    fed(handler, records(payloads()[:2]))

    assert said(fed(handler, records(payloads(), ABANDON_AFTER - 1))) == said(once)


def test_a_judged_document_that_begins_again_holds_the_watermark_for_a_while_at_most() -> None:
    """An extractor that was taken for dead writes half of what another one has written in full."""
    clock = Clock()
    handler = ValidatorHandler(LAYOUTS, clock=clock)
    fed(handler, records(payloads()))
    fed(handler, records(payloads()[:2], 50))
    assert handler.watermarks() == {PARTITION: 50}

    clock.seconds += JUDGED_SECONDS + 1
    assert handler.watermarks() == {}
    assert fed(handler, records(payloads()[2:], 60))


def test_a_document_that_begins_otherwise_than_the_one_judged_holds_the_watermark_until_it_is_whole() -> None:
    clock = Clock()
    handler = ValidatorHandler(LAYOUTS, clock=clock)
    fed(handler, records(payloads()))
    handler.handle(record(payloads(version="2")[0], 50))

    clock.seconds += 10 * JUDGED_SECONDS
    assert handler.watermarks() == {PARTITION: 50}


def test_what_was_judged_in_a_partition_is_forgotten_with_it() -> None:
    """Another member may have judged it anew meanwhile, by other rules."""
    clock = Clock()
    handler = ValidatorHandler(LAYOUTS, clock=clock)
    fed(handler, records(payloads()))
    handler.forget([PARTITION])
    handler.handle(record(payloads()[0], 50))

    clock.seconds += 10 * JUDGED_SECONDS
    assert handler.watermarks() == {PARTITION: 50}


def test_the_memory_of_what_was_judged_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.validator.service.JUDGED_REMEMBERED", 1)
    clock = Clock()
    handler = ValidatorHandler(LAYOUTS, clock=clock)
    for start, key in ((0, OTHER_ID), (50, DOCUMENT_ID)):
        fed(handler, records(payloads(key), start, key))
    fed(handler, [record(payloads(OTHER_ID)[0], 100, OTHER_ID), record(payloads()[0], 101)])

    clock.seconds += JUDGED_SECONDS + 1
    assert handler.watermarks() == {PARTITION: 100}


def test_the_rest_of_a_document_that_was_judged_before_is_passed_over() -> None:
    handler = ValidatorHandler(LAYOUTS)

    assert fed(handler, records(payloads()[4:])) == []
    assert handler.watermarks() == {}


def test_a_manifest_that_promises_other_sections_is_refused_and_closes_the_document() -> None:
    handler = ValidatorHandler(LAYOUTS)
    made = payloads()
    fed(handler, [record(made[0], 0), record(made[2], 1)])

    with pytest.raises(IncompleteError, match="sections are missing: 1"):
        handler.handle(record(made[-1], 2))
    assert handler.watermarks() == {}


def test_an_unreadable_file_is_told_at_once_with_its_reason() -> None:
    end = manifest(
        ManifestOutcome.UNREADABLE, section_count=0, digest="", reason_code="encrypted", reason="locked"
    )
    handler = ValidatorHandler(LAYOUTS)
    events = fed(handler, [*records(payloads()[:4]), record(payload(DOCUMENT_ID, 0, end), 4)])

    assert [event.topic for event in events] == [QUARANTINED, FINDINGS]
    assert batch_of(events).document.verdict is Verdict.UNREADABLE
    assert handler.watermarks() == {}


def test_lost_partitions_take_their_documents_with_them() -> None:
    handler = ValidatorHandler(LAYOUTS)
    other = record(payloads(OTHER_ID)[0], 5, OTHER_ID, partition=1)
    fed(handler, [*records(payloads()[:3]), other])
    handler.forget([PARTITION])

    assert handler.watermarks() == {TopicPartition(EXTRACTED, 1): 5}
    assert fed(handler, records(payloads()[3:], 3)) == []


def test_a_document_that_is_given_up_holds_nothing_back() -> None:
    handler = ValidatorHandler(LAYOUTS)
    taken = records(payloads()[:3])
    fed(handler, taken)

    assert handler.give_up(taken[-1], PermanentError("no more")) == ()
    assert handler.watermarks() == {}


def test_verdicts_and_findings_are_counted() -> None:
    metrics = Metrics(CollectorRegistry(), version="1")
    handler = ValidatorHandler(LAYOUTS, observer=ValidatorMetrics(metrics))
    events = fed(handler, records(payloads(tables=0)))
    missing = [row for row in batch_of(events).findings if row.rule_id == "completeness.table"]

    assert metrics.documents.labels("validator", "quarantined")._value.get() == 1
    assert (
        metrics.findings.labels("completeness.table", "error")._value.get()
        == len(missing)
        == len(DOCUMENT.tables)
    )


def test_a_section_under_another_documents_key_is_refused() -> None:
    with pytest.raises(ContractError, match="not of the document that is its key"):
        ValidatorHandler(LAYOUTS).handle(record(payloads()[0], 0, key=OTHER_ID))


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        ([], "no section events"),
        (payloads()[:-1], "no manifest"),
        ([payloads()[0], payloads(OTHER_ID)[1]], "a section of document"),
    ],
)
def test_a_pipe_that_is_not_one_whole_document_is_refused(made: list[bytes], fault: str) -> None:
    with pytest.raises(ContractError, match=fault):
        judge(made, LAYOUTS)
