"""The extractor as a service: submissions in, section events out, each document ended by its manifest.

A document that cannot be read is closed by a failure manifest with the reason, so that every submission comes
to an end. The reading itself is given in as a function, which runs it in a worker process with limits; what
the handler publishes is a function of the submission alone, so a redo repeats the same events.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import structlog
from pydantic import ValidationError

from services.extractor.observer import ExtractorObserver, Unobserved
from services.extractor.sections import failure_payload
from shared.errors import (
    ContractError,
    DocumentError,
    FiscusError,
    PermanentError,
    TransientError,
    one_line,
)
from shared.eventlog.port import Record
from shared.events.envelope import Event, event_id
from shared.events.topics import EXTRACTED, Submission, schema_uri

log = structlog.get_logger(__name__)

GROUP: Final = "fiscus-extractor"
"""The consumer group of all extractors."""
SECTION_TYPE: Final = "fiscus.section.extracted.v1"
CRASHED: Final = "crashed"
"""The reason code of a reading that ended without a statement about the document."""
CRASHES_BORNE: Final = 3
"""How often in a row the reading of a document may crash before that is the document's verdict: a worker process can be
killed for what is no fault of its document, when the machine runs out of memory for one."""
_CONTRACT: Final = "v1"

Fetch = Callable[[Submission], bytes]
"""Gives the bytes of a submission; PermanentError where they cannot be had, TransientError where they may later."""
ReadPayloads = Callable[[Submission, bytes], Sequence[bytes]]
"""Gives the payloads of a document's section events, manifest last; PermanentError where there can be none."""


class ExtractorHandler:
    """Reads one submission after the other. See `shared.service.handler.Handler` and `GivesUp`."""

    def __init__(self, fetch: Fetch, read: ReadPayloads, observer: ExtractorObserver | None = None) -> None:
        """`fetch` opens documents, `read` reads them."""
        self._fetch = fetch
        self._read = read
        self._observer = observer or Unobserved()
        self._crashes: Counter[str] = Counter()

    def handle(self, record: Record) -> Sequence[Event]:
        """Give the section events of the submitted document, or the failure manifest that says why there are none.

        Raises ContractError for what is no submission, TransientError where the file cannot be had now, or its reading
        has crashed and is to be tried again.
        """
        submission = decode(record)
        try:
            data = self._fetch(submission)
            self._observer.fetched(len(data))
            payloads = self._read(submission, data)
        except PermanentError as error:
            reason_code = str(error.reason_code) if isinstance(error, DocumentError) else "unreadable"
            reason = _reason(submission, error)
            if reason_code == CRASHED:
                self._bear_crash(submission, reason)
            log.info("document.unreadable", reason_code=reason_code, reason=reason)
            payloads = [failure_payload(submission, reason_code, reason)]
        self._crashes.pop(submission.document_id, None)
        return self._closed(submission, payloads)

    def give_up(self, record: Record, error: FiscusError) -> Sequence[Event]:
        """See `GivesUp`: the document is closed with the reason, so that nobody waits for the rest of it."""
        try:
            submission = decode(record)
        except ContractError:
            return ()
        return self._closed(submission, [failure_payload(submission, "given_up", str(error))])

    def _bear_crash(self, submission: Submission, reason: str) -> None:
        """Let the document be read again (`TransientError`), unless it has crashed as often as is borne."""
        self._crashes[submission.document_id] += 1
        if self._crashes[submission.document_id] < CRASHES_BORNE:
            raise TransientError(reason, where=submission.file_name)

    def _closed(self, submission: Submission, payloads: Sequence[bytes]) -> list[Event]:
        self._observer.closed(payloads)
        return section_events(submission.document_id, payloads)


def _reason(submission: Submission, error: PermanentError) -> str:
    """The error in a line, without the name of the file.

    The same bytes may be submitted under several names; what is said of them must not depend on which came last.
    """
    return str(error).replace(f" ({one_line(submission.file_name)})", "")


def section_events(document_id: str, payloads: Sequence[bytes]) -> list[Event]:
    """Give the events of a document's section payloads, in order."""
    return [
        Event(
            topic=EXTRACTED,
            key=document_id,
            id=event_id(document_id, "extractor", SECTION_TYPE, ordinal, _CONTRACT),
            type=SECTION_TYPE,
            source="/fiscus/extractor",
            data=payload,
            subject=document_id,
            dataschema=schema_uri(EXTRACTED),
        )
        for ordinal, payload in enumerate(payloads)
    ]


def decode(record: Record) -> Submission:
    """Give the submission that a record carries. Raises ContractError."""
    event = Event.from_message(record)
    try:
        submission = Submission.model_validate_json(event.data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ContractError(
            f"not a submission: {first['msg']}",
            where=record.topic,
            remedy="mend the writer, then replay the dead letter",
        ) from None
    if submission.document_id != event.key:
        raise ContractError(
            "the submission is not of the document that is its key",
            where=record.topic,
            remedy="mend the writer",
        )
    return submission
