"""What stands among documents and is none: how it is told, in one line for all of it.

In go the paths that a search passed over, out comes how many of them there are, with which endings, and the names of
the first. Nothing is wrong with them, but nobody should believe that they were read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from shared.sources.submission import one_line

REMEDY: Final = "submit what was published as PDF or as text extract"
_NAMED: Final = 3
_NO_ENDING: Final = "without ending"


def endings_of(paths: Sequence[PurePath]) -> dict[str, int]:
    """Give how many files have each ending, the most frequent first."""
    counts = Counter(one_line(path.suffix.lower()) or _NO_ENDING for path in paths)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def first_names(paths: Sequence[PurePath]) -> list[str]:
    """Give the names of the first few files."""
    return [one_line(path.name) for path in paths[:_NAMED]]


def told(paths: Sequence[PurePath]) -> str:
    """Give one line for all files that were passed over, at least one."""
    verb = "file is" if len(paths) == 1 else "files are"
    counts = ", ".join(f"{count} {ending}" for ending, count in endings_of(paths).items())
    more = ", …" if len(paths) > _NAMED else ""
    return (
        f"{len(paths)} {verb} neither PDF nor text and not read: {counts} "
        f"({', '.join(first_names(paths))}{more}): {REMEDY}"
    )
