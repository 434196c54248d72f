"""Dotted and dashed rulings, of which producers draw each dot and each dash by itself, become whole ones.

In go the straight edges that a page draws, out come the same with the dots and dashes that stand in one row joined. The
row is taken to reach as far beyond its ends as the blank between its pieces: a pattern seldom ends at a corner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from services.extractor.reading.drawing import Ruling

_SHORTEST_DASH: Final = 2.0
"""Points: shorter edges are the ends of thin rectangles, or dots."""
_LONGEST_DASH: Final = 12.0
"""Points: longer edges are sides of cells."""
_LEAST_PIECES: Final = 4
_DOT_STEP: Final = 3.0
"""In dots: the way from one dot of a ruling to the next."""
_LEAST_GAP: Final = 0.2
_MOSTLY: Final = 0.7
_DASH_GAP: Final = 1.5
"""In dashes: the blank behind one."""


class _Piece(NamedTuple):
    """A dot or dash by its place across its row, and where it starts and ends along it."""

    across: float
    start: float
    end: float


def without_gaps(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Give the rulings without the ends of thin rectangles, and dots and dashes joined."""
    whole: list[Ruling] = []
    dots: list[tuple[float, float]] = []
    dashes: dict[str, list[Ruling]] = {"h": [], "v": []}
    size = 0.0
    for ruling in rulings:
        length = max(ruling.x1 - ruling.x0, ruling.bottom - ruling.top)
        if length > _LONGEST_DASH:
            whole.append(ruling)
        elif length >= _SHORTEST_DASH:
            dashes[ruling.orientation].append(ruling)
        else:
            dots.append(((ruling.x0 + ruling.x1) / 2, (ruling.top + ruling.bottom) / 2))
            size = max(size, length)
    for orientation, short in dashes.items():
        whole += _joined_dashes(orientation, short)
    if len(dots) >= _LEAST_PIECES:
        blank = (_DOT_STEP - 1) * size
        for orientation, pieces in (
            ("h", [_Piece(y, x - size / 2, x + size / 2) for x, y in dots]),
            ("v", [_Piece(x, y - size / 2, y + size / 2) for x, y in dots]),
        ):
            rows = (row for row in _rows(pieces, blank) if len(row) >= _LEAST_PIECES)
            whole += (_ruling(orientation, row) for row in rows)
    return whole


def _joined_dashes(orientation: str, dashes: Sequence[Ruling]) -> Iterator[Ruling]:
    """Give one ruling for each row of dashes, and the short rulings that are none as they are."""
    pieces = [
        _Piece(one.top, one.x0, one.x1) if orientation == "h" else _Piece(one.x0, one.top, one.bottom)
        for one in dashes
    ]
    longest = max((piece.end - piece.start for piece in pieces), default=0.0)
    for row in _rows(pieces, _DASH_GAP * longest):
        if _is_dashed(row):
            yield _ruling(orientation, row)
        else:
            yield from (_ruling(orientation, [piece]) for piece in row)


def _is_dashed(row: Sequence[_Piece]) -> bool:
    """Whether pieces stand apart; the sides of cells meet, but for those of a merged cell among them."""
    gaps = [after.start - before.end for before, after in pairwise(row)]
    return len(row) >= _LEAST_PIECES and sum(gap > _LEAST_GAP for gap in gaps) >= _MOSTLY * len(gaps)


def _rows(pieces: Iterable[_Piece], blank: float) -> Iterator[list[_Piece]]:
    """Give the pieces that follow each other in one row with no more than a blank between them."""
    lines: defaultdict[float, list[_Piece]] = defaultdict(list)
    for piece in pieces:
        lines[round(piece.across, 1)].append(piece)
    for line in lines.values():
        row: list[_Piece] = []
        for piece in sorted(line, key=attrgetter("start")):
            if row and piece.start - row[-1].end > blank:
                yield row
                row = []
            row.append(piece)
        yield row


def _ruling(orientation: str, row: Sequence[_Piece]) -> Ruling:
    gaps = [max(0.0, after.start - before.end) for before, after in pairwise(row)]
    beyond = max(gaps, default=0.0)
    start, end = row[0].start - beyond, row[-1].end + beyond
    across = row[0].across
    return (
        Ruling("h", start, across, end, across)
        if orientation == "h"
        else Ruling("v", across, start, across, end)
    )
