"""Opening a document again by its URI, within the folders that the service may read, and never anything else.

In go a submission and the allowed roots, out come the bytes, which must still be those that were submitted. A
URI that leaves the roots (by `..` or by a link) is refused before anything is opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from shared.errors import DocumentError, TransientError
from shared.events.topics import Submission


class SourceRefusedError(DocumentError):
    """The URI may not be opened, or the bytes behind it are not those that were submitted.

    `reason_code` is `outside_roots`, `source_missing` or `source_changed`.
    """


def fetch(submission: Submission, roots: Sequence[Path]) -> bytes:
    """Give the bytes of a submission.

    Raises SourceRefusedError where the URI leaves the roots, nothing is there, or the bytes have changed;
    TransientError where reading failed in a way that may mend.
    """
    path = _inside(submission.uri, roots)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceRefusedError(
            "source_missing", "the file is gone", where=submission.file_name, remedy="submit it again"
        ) from error
    except OSError as error:
        raise TransientError(
            f"the file cannot be read: {(error.strerror or 'unknown error').lower()}",
            where=submission.file_name,
            remedy="mend its permissions; it is tried again",
        ) from error
    if hashlib.sha256(data).hexdigest() != submission.document_id:
        raise SourceRefusedError(
            "source_changed",
            "the file has changed since it was submitted",
            where=submission.file_name,
            remedy="submit it again",
        )
    return data


def _inside(uri: str, roots: Sequence[Path]) -> Path:
    parts = urlsplit(uri)
    path = Path(unquote(parts.path)).resolve()
    if (
        parts.scheme == "file"
        and not parts.netloc
        and any(path.is_relative_to(root.resolve()) for root in roots)
    ):
        return path
    raise SourceRefusedError(
        "outside_roots",
        "the URI lies outside the folders that may be read",
        where=uri,
        remedy="add its folder to the allowed roots, or submit it from one of them",
    )
