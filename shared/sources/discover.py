"""Finding documents: paths in, files out in a fixed order, and one line for every path that cannot be read.

A path that is a file is always taken, whatever it is called; below a folder the PDF and text files are taken,
by their ending. Nothing stops the search: what cannot be read is reported and passed over.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ENDINGS = frozenset({".pdf", ".txt"})
HIDDEN = (".", "~$")
"""What the names of hidden files begin with, and of the locks that office programs lay beside an open file."""


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


def discover(paths: Iterable[Path]) -> Iterator[Found | Trouble]:
    """Give every document below the paths once, folders in the order of their names."""
    seen: set[Path] = set()
    for path in paths:
        for item in _below(path):
            key = item.path.resolve()
            if key not in seen:
                seen.add(key)
                yield item


def _below(path: Path) -> Iterator[Found | Trouble]:
    if not _is(path.exists):
        yield Trouble(path, f"nothing is there ({path}): check the path", is_missing=True)
    elif _is(path.is_dir):
        yield from _walk(path, ())
    else:
        yield _readable(path)


def _walk(folder: Path, above: tuple[tuple[int, int], ...]) -> Iterator[Found | Trouble]:
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
        elif path.suffix.lower() in ENDINGS:
            yield _readable(path)


def _readable(path: Path) -> Found | Trouble:
    if _is(path.is_file) and os.access(path, os.R_OK):
        return Found(path)
    return Trouble(path, f"the file cannot be read ({path}): mend its permissions")


def _is(asked: Callable[[], bool]) -> bool:
    """The answer to a question about a path; no where the path may not even be looked at."""
    try:
        return asked()
    except OSError:
        return False


def _reason(error: OSError) -> str:
    return error.strerror.lower() if error.strerror else "unknown error"
