"""Reading a file below the allowed folders, and nothing else: no way up, no link out, nothing that is no plain file.

A path is resolved first and must then lie below a folder that may be read. Between that look and the opening
somebody could put a link in the path; so the file is opened step by step from the folder, and no step may be a
link any more. What is opened is looked at before a byte is read: a pipe or device would block, or have effects.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from shared.errors import TransientError
from shared.events.topics import Submission
from shared.sources.place import FilePlace, SourceRefusedError, refused

_STEP: Final = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
_GONE: Final = {errno.ENOENT, errno.ENAMETOOLONG}


class Located(NamedTuple):
    """A path whose links are followed, below an allowed folder."""

    root: Path
    path: Path


def locate(place: FilePlace, folders: Sequence[Path]) -> Located | None:
    """Where a file lies once the links of its path are followed; None where that is below no allowed folder."""
    path = Path(os.path.realpath(place.path))
    roots = (Path(os.path.realpath(folder)) for folder in folders)
    return next((Located(root, path) for root in roots if path.is_relative_to(root)), None)


def read_file(place: FilePlace, folders: Sequence[Path], submission: Submission) -> bytes:
    """Give the bytes of a submitted file, at most one more than were submitted.

    Raises SourceRefusedError where the file lies outside the folders, is none, is gone or has another size;
    TransientError where it cannot be read now.
    """
    located = locate(place, folders)
    if located is None:
        raise refused(submission.uri, "it lies outside the allowed roots")
    try:
        with open(_opened(located, submission), "rb") as file:
            _check_size(os.fstat(file.fileno()).st_size, submission)
            return file.read(submission.size + 1)
    except OSError as error:
        raise _translated(error, located.root, submission) from error


def _opened(located: Located, submission: Submission) -> int:
    """Open a file step by step from its root, following no link. Gives the descriptor."""
    *steps, name = located.path.relative_to(located.root).parts or ("",)
    folder = os.open(located.root, _STEP)
    try:
        for step in steps:
            below = os.open(step, _STEP, dir_fd=folder)
            os.close(folder)
            folder = below
        # The kind is asked for before the opening, which alone can have effects on a device, and again after it.
        _check_kind(os.stat(name or ".", dir_fd=folder, follow_symlinks=False), submission)
        descriptor = os.open(name, _FILE, dir_fd=folder)
    finally:
        os.close(folder)
    try:
        _check_kind(os.fstat(descriptor), submission)
    except SourceRefusedError:
        os.close(descriptor)
        raise
    return descriptor


def _check_kind(found: os.stat_result, submission: Submission) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise refused(submission.uri, "a link was put in its path")
    if not stat.S_ISREG(found.st_mode):
        raise refused(submission.uri, "it is no file but a folder, pipe or device")


def _check_size(size: int, submission: Submission) -> None:
    if size != submission.size:
        raise changed(submission)


def _translated(error: OSError, root: Path, submission: Submission) -> SourceRefusedError | TransientError:
    if error.errno in {errno.ELOOP, errno.ENOTDIR} and root.is_dir():
        return (
            refused(submission.uri, "a link was put in its path")
            if error.errno == errno.ELOOP
            else gone(submission)
        )
    if error.errno in _GONE and root.is_dir():
        return gone(submission)
    if error.errno in _GONE:
        # A share that is not mounted now has lost no document.
        return TransientError(
            "the folder of the documents is not there",
            where=str(root),
            remedy="mount it or make it; it is tried again",
        )
    return TransientError(
        f"the file cannot be read: {(error.strerror or 'unknown error').lower()}",
        where=submission.file_name,
        remedy="mend its permissions; it is tried again",
    )


def gone(submission: Submission) -> SourceRefusedError:
    """Nothing is where the document was."""
    return SourceRefusedError(
        "source_missing", "the file is gone", where=submission.file_name, remedy="submit it again"
    )


def changed(submission: Submission) -> SourceRefusedError:
    """Something else is where the document was."""
    return SourceRefusedError(
        "source_changed",
        "the file has changed since it was submitted",
        where=submission.file_name,
        remedy="submit it again",
    )
