"""Submissions: a file's bytes become the event that asks for its reading; their hash is the document's identity."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from shared.errors import TransientError
from shared.events.envelope import Event, event_id
from shared.events.topics import SUBMITTED, Submission

_CHUNK = 1024 * 1024
_HEADER_WITHIN = 1024
"""Readers accept the PDF header anywhere in the first kilobyte (ISO 32000-1, implementation note 13)."""
SUBMISSION_TYPE = "fiscus.document.submitted.v1"


def submission_of(path: Path, submitted_at: dt.datetime) -> Submission:
    """Hash a file and give its submission; reads it once, in pieces.

    Raises TransientError where it cannot be read.
    """
    digest = hashlib.sha256()
    size = 0
    head = b""
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                head = head or chunk[:_HEADER_WITHIN]
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise TransientError(
            f"the file cannot be read: {(error.strerror or 'unknown error').lower()}",
            where=str(path),
            remedy="mend its permissions and submit it again",
        ) from error
    return Submission(
        document_id=digest.hexdigest(),
        uri=path.resolve().as_uri(),
        file_name=path.name,
        media_type="application/pdf" if b"%PDF-" in head else "text/plain",
        size=size,
        submitted_at=submitted_at,
    )


def submission_event(submission: Submission) -> Event:
    """Give the event of a submission."""
    return Event(
        topic=SUBMITTED,
        key=submission.document_id,
        id=event_id(submission.document_id, "submission", SUBMISSION_TYPE, 0, "v1"),
        type=SUBMISSION_TYPE,
        source="/fiscus/submission",
        data=submission.model_dump_json().encode(),
        subject=submission.document_id,
    )
