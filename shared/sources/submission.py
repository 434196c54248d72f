"""Submissions: a document's bytes become the event that asks for its reading; their hash is the document's identity."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

from shared.errors import TransientError
from shared.events.envelope import Event, event_id
from shared.events.topics import SUBMITTED, Submission, schema_uri
from shared.sources.objects import ObjectStore
from shared.sources.place import ObjectPlace

_CHUNK: Final = 1024 * 1024
_HEADER_WITHIN: Final = 1024
"""Readers accept the PDF header anywhere in the first kilobyte (ISO 32000-1, implementation note 13)."""
SUBMISSION_TYPE: Final = "fiscus.document.submitted.v1"


def submission_of(path: Path, submitted_at: dt.datetime) -> Submission:
    """Hash a file and give its submission; reads it once, in pieces.

    Raises TransientError where it cannot be read.
    """
    try:
        return _submission(
            _pieces(path), uri=path.resolve().as_uri(), file_name=path.name, submitted_at=submitted_at
        )
    except OSError as error:
        raise TransientError(
            f"the file cannot be read: {(error.strerror or 'unknown error').lower()}",
            where=printable(str(path)),
            remedy="mend its permissions and submit it again",
        ) from error


def submission_of_object(store: ObjectStore, place: ObjectPlace, submitted_at: dt.datetime) -> Submission:
    """Hash an object and give its submission; reads it once, in pieces.

    Raises TransientError where it cannot be read, or is gone since it was listed.
    """
    try:
        return _submission(
            store.chunks(place), uri=place.uri, file_name=place.name, submitted_at=submitted_at
        )
    except FileNotFoundError:
        raise TransientError(
            "the object is gone", where=place.uri, remedy="submit again what is there now"
        ) from None


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
        dataschema=schema_uri(SUBMITTED),
    )


def printable(name: str) -> str:
    """A name of a file as text: bytes that are no UTF-8 are read as GB18030, as on old Chinese servers, or replaced."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", errors="replace")


def one_line(name: str) -> str:
    """A name of a file as it is shown: `printable`, and line breaks and other signs that a terminal obeys escaped."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in printable(name)
    )


def readable(uri: str) -> str:
    """A URI as people read it: not encoded. Not to be opened."""
    return printable(os.fsdecode(unquote_to_bytes(uri)))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


def _submission(
    pieces: Iterable[bytes], *, uri: str, file_name: str, submitted_at: dt.datetime
) -> Submission:
    digest = hashlib.sha256()
    size = 0
    head = b""
    for piece in pieces:
        head = head or piece[:_HEADER_WITHIN]
        digest.update(piece)
        size += len(piece)
    return Submission(
        document_id=digest.hexdigest(),
        uri=uri,
        file_name=printable(file_name),
        media_type="application/pdf" if b"%PDF-" in head else "text/plain",
        size=size,
        submitted_at=submitted_at,
    )
