"""Opening a document again by its URI, within the places that may be read, and never anything else.

In go settings once and submissions one by one, out come the bytes, which must still be those that were submitted:
the submission claims size and hash (the *claim check* of messaging), and both are checked. A URI that leaves the
allowed roots is refused before anything is opened.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Self

from shared.events.topics import Submission
from shared.sources.files import changed, locate, read_file
from shared.sources.objects import ObjectStore
from shared.sources.place import FilePlace, ObjectPlace, Place, SourceRefusedError, place_of, refused
from shared.sources.settings import S3, SourceSettings


class Sources:
    """The places that documents may be read from. May be shared by threads; close it at the end."""

    def __init__(self, settings: SourceSettings, *, max_bytes: int) -> None:
        """Read below the allowed roots of `settings` what has at most `max_bytes` bytes. Nothing is opened yet."""
        self._folders = tuple(Path(root) for root in settings.allowed_roots if not root.startswith(S3))
        self._prefixes = tuple(
            ObjectPlace(bucket, prefix)
            for root in settings.allowed_roots
            if root.startswith(S3)
            for bucket, _, prefix in (root.removeprefix(S3).partition("/"),)
        )
        self._max_bytes = max_bytes
        self.objects = ObjectStore(endpoint_url=settings.s3_endpoint_url, region=settings.s3_region)

    def fetch(self, submission: Submission) -> bytes:
        """Give the bytes of a submission.

        Raises SourceRefusedError where the URI leaves the roots, the document is too large, nothing is there, or
        the bytes have changed; TransientError where reading failed in a way that may mend.
        """
        place = place_of(submission.uri)
        self._check_size(submission)
        data = self._read(place, submission)
        if hashlib.sha256(data).hexdigest() != submission.document_id:
            raise changed(submission)
        return data

    def may_read(self, place: Place) -> bool:
        """Whether a place lies below an allowed root."""
        if isinstance(place, FilePlace):
            return locate(place, self._folders) is not None
        return any(place.is_below(root) for root in self._prefixes)

    def close(self) -> None:
        """Let go of connections. May be called twice."""
        self.objects.close()

    def __enter__(self) -> Self:
        """Give the sources themselves."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Close."""
        self.close()

    def _read(self, place: Place, submission: Submission) -> bytes:
        if isinstance(place, FilePlace):
            return read_file(place, self._folders, submission)
        if not self.may_read(place):
            raise refused(submission.uri, "it lies outside the allowed roots")
        return self.objects.read(place, submission)

    def _check_size(self, submission: Submission) -> None:
        if submission.size > self._max_bytes:
            raise SourceRefusedError(
                "too_large",
                f"the file has {submission.size} bytes, more than the limit of {self._max_bytes}",
                where=submission.file_name,
                remedy="split it",
            )
