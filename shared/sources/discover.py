"""Finding documents: paths in, files out in a fixed order, and one line for every path that cannot be read.

A path that is a file is always taken, whatever it is called; below a folder the PDF and text files are taken,
by their ending. Nothing stops the search: what cannot be read is reported and passed over.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ENDINGS = frozenset({".pdf", ".txt"})


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
    if not path.exists():
        yield Trouble(path, f"nothing is there ({path}): check the path", is_missing=True)
    elif path.is_dir():
        yield from _walk(path)
    else:
        yield _readable(path)


def _walk(folder: Path) -> Iterator[Found | Trouble]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Trouble(folder, f"the folder cannot be read ({folder}): {_reason(error)}; mend its permissions")
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _walk(path)
        elif path.suffix.lower() in ENDINGS:
            yield _readable(path)


def _readable(path: Path) -> Found | Trouble:
    if path.is_file() and os.access(path, os.R_OK):
        return Found(path)
    return Trouble(path, f"the file cannot be read ({path}): mend its permissions")


def _reason(error: OSError) -> str:
    return error.strerror.lower() if error.strerror else "unknown error"
