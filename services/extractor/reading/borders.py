"""Open borders of ruled tables: sides that are not drawn, though the rulings that end there show where they would be.

Tables are printed without their left and right borders as a matter of style, and a row that a page break cuts has no
border there. Without these sides the table finder sees no cells, and what stands in that column or row is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from services.extractor.reading.drawing import Ruling

Point = tuple[float, float]

_NEAR = 3.0
"""Points within which ends are in line (the table finder's tolerance)."""
_LEAST_ENDS = 3
"""So many rulings that end in line make a side."""


class _Bar(NamedTuple):
    """A ruling without its orientation: its place across, and where it starts and ends along."""

    at: float
    start: float
    end: float

    def meets(self, other: _Bar) -> bool:
        """Whether a bar of the other orientation crosses this one or ends on it."""
        return (
            self.start - _NEAR <= other.at <= self.end + _NEAR
            and other.start - _NEAR <= self.at <= other.end + _NEAR
        )


def closing(rulings: Sequence[Ruling], text: Sequence[Point]) -> list[Ruling]:
    """Give the sides that complete open tables where text stands between them and the outermost ruling.

    Args:
        rulings: merged rulings.
        text: where the characters of the page stand. A side that encloses none would only add an empty column or row,
            as where horizontal rulings reach a little over a drawn border.
    """
    across = [_Bar(line.top, line.x0, line.x1) for line in rulings if line.orientation == "h"]
    down = [_Bar(line.x0, line.top, line.bottom) for line in rulings if line.orientation == "v"]
    sides = _open_sides(across, down, text)
    ends = _open_sides(down, across, [(y, x) for x, y in text])
    return [Ruling("v", side.at, side.start, side.at, side.end) for side in sides] + [
        Ruling("h", end.start, end.at, end.end, end.at) for end in ends
    ]


def _open_sides(bars: Sequence[_Bar], crossing: Sequence[_Bar], text: Sequence[Point]) -> list[_Bar]:
    """Give the sides, of the orientation of `crossing`, that join bars which end in line beyond all that cross them.

    The points of `text` are (along the bars, across them).
    """
    groups = [(at, group, last) for last in (False, True) for at, group in _in_line(bars, last=last)]
    sides = []
    for at, group, last in groups:
        inner = [bar for bar in crossing if all(bar.meets(other) for other in group)]
        if not inner or any(abs(bar.at - at) <= _NEAR for bar in inner):
            continue  # no table, or one that is closed here
        table = _crossing_in_table(inner, bars, crossing)
        outermost = max(bar.at for bar in table) if last else min(bar.at for bar in table)
        side = _Bar(at, min(bar.at for bar in group), max(bar.at for bar in group))
        is_outside = at > outermost if last else at < outermost
        if is_outside and _encloses_text(side, outermost, text):
            sides.append(side)
    return sides


def _crossing_in_table(start: Iterable[_Bar], bars: Sequence[_Bar], crossing: Sequence[_Bar]) -> set[_Bar]:
    """Give all bars of `crossing` that hang together with some of them, over bars of both orientations."""
    reached, new = set(start), set(start)
    while new:
        met = [bar for bar in bars if any(bar.meets(other) for other in new)]
        new = {bar for bar in crossing if bar not in reached and any(bar.meets(other) for other in met)}
        reached |= new
    return reached


def _encloses_text(side: _Bar, outermost: float, text: Iterable[Point]) -> bool:
    low, high = sorted((side.at, outermost))
    return any(low < along < high and side.start < across < side.end for along, across in text)


def _in_line(bars: Iterable[_Bar], *, last: bool) -> list[tuple[float, list[_Bar]]]:
    """Give groups of at least three bars whose ends (their starts, unless `last`) are in line, with the line."""
    groups: list[tuple[float, list[_Bar]]] = []
    for bar in sorted(bars, key=lambda bar: bar.end if last else bar.start):
        at = bar.end if last else bar.start
        if groups and at - groups[-1][0] <= _NEAR:
            groups[-1][1].append(bar)
        else:
            groups.append((at, [bar]))
    return [(at, group) for at, group in groups if len(group) >= _LEAST_ENDS]
