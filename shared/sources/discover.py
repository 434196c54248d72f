"""Finding documents: paths in, files out in a fixed order, and one line for every path that cannot be read.

A path that is a file is always taken, whatever it is called; below a folder the PDF and text files are taken, by their
ending, and what is a PDF under another name. Nothing stops the search: what cannot be read is reported, and so is what
is no document.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

ENDINGS = frozenset({".pdf", ".txt"})
UNFINISHED = frozenset({".part", ".partial", ".tmp", ".crdownload", ".download"})
"""Endings of downloads under way: left until they are renamed."""
HIDDEN = (".", "~$")
"""What the names of hidden files begin with, and of the locks that office programs lay beside an open file."""

_PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read."""

    path: Path


@dataclass(frozen=True, slots=True)
class Trouble:
    """A path that cannot be read; `message` says what, where and what to do. `is_missing`: nothing is there."""

    path: Path
    message: str
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file below a folder, or an object below a prefix, that is neither PDF nor text; hidden ones are not told."""

    path: PurePath


Item = Found | Trouble | PassedOver


def discover(paths: Iterable[Path]) -> Iterator[Item]:
    """Give every document below the paths once, and what is none, folders in the order of their names."""
    seen: set[Path] = set()
    for path in paths:
        for item in _below(path):
            key = _resolved(Path(item.path))
            if key not in seen:
                seen.add(key)
                yield item


def _below(path: Path) -> Iterator[Item]:
    if not _is(path.exists):
        message = _reason_of(path) if _is(path.is_symlink) else f"nothing is there ({path}): check the path"
        yield Trouble(path, message, is_missing=True)
    elif _is(path.is_dir):
        yield from _walk(path, ())
    else:
        yield _readable(path)


def _walk(folder: Path, above: tuple[tuple[int, int], ...]) -> Iterator[Item]:
    """What is in a folder; `above` names the folders around it, so that a link back to one of them ends nowhere."""
    try:
        found = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Trouble(folder, f"the folder cannot be read ({folder}): {_reason(error)}; mend its permissions")
        return
    this = (found.st_dev, found.st_ino)
    if this in above:
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith(HIDDEN):
            continue
        if _is(path.is_dir):
            yield from _walk(path, (*above, this))
        elif path.suffix.lower() in ENDINGS or _is_pdf(path):
            yield _readable(path)
        elif path.suffix.lower() not in UNFINISHED and _is(path.is_file):
            yield PassedOver(path)


def _readable(path: Path) -> Found | Trouble:
    if _is(path.is_file) and os.access(path, os.R_OK):
        return Found(path)
    return Trouble(path, _reason_of(path))


def _is_pdf(path: Path) -> bool:
    """Tell whether a file of another name begins as a PDF does: crawlers keep the name that a server gave it."""
    if path.suffix.lower() in UNFINISHED or not _is(path.is_file):
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(_PDF)) == _PDF
    except OSError:
        return False


def _reason_of(path: Path) -> str:
    """Why a path cannot be read, and what to do about it."""
    if not _is(path.exists) and _is(path.is_symlink):
        return f"the link leads nowhere ({path}): mend or remove it"
    if _is(path.exists) and not _is(path.is_file):
        return f"this is no regular file ({path}): remove it, or submit a file"
    return f"the file cannot be read ({path}): mend its permissions"


def _resolved(path: Path) -> Path:
    """Where a path leads; of a link that leads to itself, the link."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # pathlib's word for a circle of links, until Python 3.13
        return path.absolute()


def _is(asked: Callable[[], bool]) -> bool:
    """The answer to a question about a path; no where the path may not even be looked at."""
    try:
        return asked()
    except OSError:
        return False


def _reason(error: OSError) -> str:
    return error.strerror.lower() if error.strerror else "unknown error"
