"""The extractor as a service: submissions in, section events out, each document ended by its manifest.

A document that cannot be read is closed by a failure manifest with the reason, so that every submission comes
to an end. The reading itself is given in as a function, which runs it in a worker process with limits; what
the handler publishes is a function of the submission alone, so a redo repeats the same events.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import structlog
from pydantic import ValidationError

from services.extractor.sections import failure_payload
from shared.errors import ContractError, DocumentError, FiscusError, PermanentError
from shared.eventlog.port import Record
from shared.events.envelope import Event, event_id
from shared.events.topics import EXTRACTED, Submission

log = structlog.get_logger(__name__)

GROUP: Final = "fiscus-extractor"
"""The consumer group of all extractors."""
SECTION_TYPE: Final = "fiscus.section.extracted.v1"
_CONTRACT: Final = "v1"

Fetch = Callable[[Submission], bytes]
"""Gives the bytes of a submission; PermanentError where they cannot be had, TransientError where they may later."""
ReadPayloads = Callable[[Submission, bytes], Sequence[bytes]]
"""Gives the payloads of a document's section events, manifest last; PermanentError where there can be none."""


class ExtractorHandler:
    """Reads one submission after the other. See `shared.service.handler.Handler` and `GivesUp`."""

    def __init__(self, fetch: Fetch, read: ReadPayloads) -> None:
        """`fetch` opens documents, `read` reads them."""
        self._fetch = fetch
        self._read = read

    def handle(self, record: Record) -> Sequence[Event]:
        """Give the section events of the submitted document, or the failure manifest that says why there are none.

        Raises ContractError for what is no submission, TransientError where the file cannot be had now.
        """
        submission = decode(record)
        try:
            payloads = self._read(submission, self._fetch(submission))
        except PermanentError as error:
            reason_code = error.reason_code if isinstance(error, DocumentError) else "unreadable"
            log.info("document.unreadable", reason_code=str(reason_code), reason=str(error))
            payloads = [failure_payload(submission, str(reason_code), str(error))]
        return section_events(submission.document_id, payloads)

    def give_up(self, record: Record, error: FiscusError) -> Sequence[Event]:
        """See `GivesUp`: the document is closed with the reason, so that nobody waits for the rest of it."""
        try:
            submission = decode(record)
        except ContractError:
            return ()
        return section_events(submission.document_id, [failure_payload(submission, "given_up", str(error))])


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
