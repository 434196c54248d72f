"""What the extractor's handler makes of a document that cannot be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from services.extractor.service import CRASHES_BORNE, ExtractorHandler
from shared.errors import DocumentError, TransientError
from shared.eventlog.memory import MemoryEventLog
from shared.eventlog.port import Record
from shared.events.topics import SUBMITTED, Manifest, SectionEvent, Submission
from shared.sources.submission import submission_event

SUBMISSION = Submission(
    document_id="a" * 64,
    uri="file:///documents/budget.pdf",
    file_name="budget.pdf",
    media_type="application/pdf",
    size=3,
    submitted_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
)


def record_of(submission: Submission) -> Record:
    """The submission as it comes from the log."""
    log = MemoryEventLog()
    log.create_topics({SUBMITTED: 1})
    log.publish([submission_event(submission)])
    (record,) = log.consumer("g", [SUBMITTED], member="a").poll(1, 1)
    return record


def manifest_of(handler: ExtractorHandler, submission: Submission = SUBMISSION) -> Manifest:
    """What the handler says of a document of which nothing can be made."""
    (event,) = handler.handle(record_of(submission))
    section = SectionEvent.model_validate_json(event.data).section
    assert isinstance(section, Manifest)
    return section


class Reader:
    """Refuses as often as it has errors, then gives one payload."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    def __call__(self, submission: Submission, data: bytes) -> Sequence[bytes]:
        if self.errors:
            raise self.errors.pop()
        return [b"{}"]


def crash(submission: Submission = SUBMISSION) -> DocumentError:
    """A worker that was killed."""
    return DocumentError("crashed", "the worker process died of signal SIGKILL", where=submission.file_name)


def handler_of(reader: Reader) -> ExtractorHandler:
    """A handler to which every file is the same."""
    return ExtractorHandler(lambda _: b"pdf", reader)


def test_a_worker_that_is_killed_once_costs_the_document_nothing() -> None:
    handler = handler_of(Reader(crash()))
    with pytest.raises(TransientError, match="SIGKILL"):
        handler.handle(record_of(SUBMISSION))
    (event,) = handler.handle(record_of(SUBMISSION))
    assert event.data == b"{}"


def test_a_document_that_kills_its_worker_each_time_is_unreadable() -> None:
    handler = handler_of(Reader(*[crash()] * CRASHES_BORNE))
    for _ in range(CRASHES_BORNE - 1):
        with pytest.raises(TransientError):
            handler.handle(record_of(SUBMISSION))
    manifest = manifest_of(handler)
    assert manifest.reason_code == "crashed"
    assert manifest.reason == "the worker process died of signal SIGKILL"


def test_crashes_are_counted_anew_after_the_document_was_read() -> None:
    reader = Reader()
    handler = handler_of(reader)
    for _ in range(CRASHES_BORNE):
        reader.errors.append(crash())
        with pytest.raises(TransientError):
            handler.handle(record_of(SUBMISSION))
        assert len(handler.handle(record_of(SUBMISSION))) == 1


def test_what_is_said_of_bytes_does_not_depend_on_the_name_they_came_under() -> None:
    reasons = set()
    for name in ("budget.pdf", "the  same\nagain.pdf", "预算公开（定稿）.pdf"):
        submission = SUBMISSION.model_copy(update={"file_name": name})
        error = DocumentError("empty_file", "the file is empty", where=name, remedy="fetch it again")
        reasons.add(manifest_of(handler_of(Reader(error)), submission).reason)
    assert reasons == {"the file is empty: fetch it again"}
