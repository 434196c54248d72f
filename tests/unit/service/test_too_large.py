"""A document of which more was read than an event may hold: a dead letter, and `unreadable` with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from services.extractor.service import ExtractorHandler
from services.validator.service import ValidatorHandler
from shared.eventlog.memory import MemoryEventLog
from shared.eventlog.size import LARGEST_EVENT_BYTES
from shared.events.topics import DEADLETTER, QUARANTINED, SUBMITTED, TOPICS, RecordBatch, Submission
from shared.layout import load_layouts
from shared.model.finding import Verdict
from shared.service.deadletter import read_cause
from shared.service.loop import ServiceLoop
from shared.sources.submission import submission_event
from tests.unit.service.stages import everything_in

SUBMISSION = Submission(
    document_id="a" * 64,
    uri="file:///documents/budget.pdf",
    file_name="budget.pdf",
    media_type="application/pdf",
    size=3,
    submitted_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
)


def read(_submission: Submission, _data: bytes) -> Sequence[bytes]:
    """One section that no log takes."""
    return [bytes(LARGEST_EVENT_BYTES)]


def test_it_ends_as_unreadable_with_the_reason_and_as_a_dead_letter() -> None:
    log = MemoryEventLog()
    log.create_topics(dict.fromkeys(TOPICS, 1))
    log.publish([submission_event(SUBMISSION)])
    extractor = ServiceLoop(
        "extractor",
        log.consumer("e", [SUBMITTED], member="e"),
        ExtractorHandler(lambda _: b"pdf", read),
        service_version="1",
    )
    validator = ServiceLoop(
        "validator",
        log.consumer("v", ["fiscus.sections.extracted.v1"], member="v"),
        ValidatorHandler(load_layouts()),
        service_version="1",
    )
    for loop in (extractor, extractor, validator, validator):
        loop.step(0)
    (record,) = everything_in(log, QUARANTINED)
    batch = RecordBatch.model_validate_json(record.value or b"")
    assert batch.document.verdict is Verdict.UNREADABLE
    (finding,) = batch.findings
    assert "is too large" in finding.message
    (letter,) = everything_in(log, DEADLETTER)
    assert read_cause(letter).exception_class == "RecordTooLargeError"
    assert letter.key == SUBMISSION.document_id.encode()
