"""Open borders of ruled tables: sides that are not drawn, though the rulings that end there show where they would be.

Tables are printed without their left and right borders as a matter of style, and a row that a page break cuts has no
border there. Without these sides the table finder sees no cells, and what stands in that column or row is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from services.extractor.reading.drawing import Glyph, Ruling

Point = tuple[float, float]

_NEAR = 3.0
"""Points within which ends are in line (the table finder's tolerance)."""
_LEAST_ENDS = 2
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


def closing(rulings: Sequence[Ruling], glyphs: Sequence[Glyph]) -> list[Ruling]:
    """Give the pieces of sides that complete open tables.

    Args:
        rulings: merged rulings.
        glyphs: the text of the page. A side of which nothing is drawn is closed only where it encloses text; another
            would be an empty column or row, as where horizontal rulings reach a little over a drawn border.
    """
    across = [_Bar(line.top, line.x0, line.x1) for line in rulings if line.orientation == "h"]
    down = [_Bar(line.x0, line.top, line.bottom) for line in rulings if line.orientation == "v"]
    sides = _open_sides(across, down, lambda glyph: glyph.middle, glyphs)
    ends = _open_sides(down, across, lambda glyph: glyph.middle[::-1], glyphs)
    for corner in list(_open_corners(sides, ends, across, down)):
        sides.append(corner[0])
        ends.append(corner[1])
    return [Ruling("v", side.at, side.start, side.at, side.end) for side in sides] + [
        Ruling("h", end.start, end.at, end.end, end.at) for end in ends
    ]


def _open_corners(
    sides: Sequence[_Bar], ends: Sequence[_Bar], across: Sequence[_Bar], down: Sequence[_Bar]
) -> Iterator[tuple[_Bar, _Bar]]:
    """Give the upright and the level side of each corner cell between an open side and an open end.

    Its other two sides are drawn, and end where no bar stands.
    """
    for side, end in product(sides, ends):
        for y, x in product((side.start, side.end), (end.start, end.end)):
            upright = _Bar(side.at, *sorted((y, end.at)))
            level = _Bar(end.at, *sorted((x, side.at)))
            is_beyond = not (side.start < end.at < side.end or end.start < side.at < end.end)
            if (
                is_beyond
                and upright.end - upright.start > _NEAR
                and level.end - level.start > _NEAR
                and any(abs(bar.at - y) <= _NEAR and _covers(bar, level) for bar in across)
                and any(abs(bar.at - x) <= _NEAR and _covers(bar, upright) for bar in down)
            ):
                yield upright, level


def _open_sides(
    bars: Sequence[_Bar], crossing: Sequence[_Bar], point: Callable[[Glyph], Point], glyphs: Sequence[Glyph]
) -> list[_Bar]:
    """Give the missing pieces of outer sides, of the orientation of `crossing`, where bars end in line.

    `point` gives where a glyph stands: (along the bars, across them).
    """
    pieces: list[_Bar] = []
    for last in (False, True):
        for at, group in _in_line(bars, last=last):
            missing = _undrawn(at, group, crossing)
            table = _crossing_in_table(group, bars, crossing) if missing else set()
            if not table or not _is_outside(at, table, last=last):
                continue
            cells = [
                (piece, inside)
                for piece in missing
                if (inside := _next_inside(piece, table, last=last)) is not None
            ]
            text = [point(glyph) for glyph in glyphs if not glyph.text.isspace()]
            is_partly_drawn = len(missing) < len(group) - 1
            if is_partly_drawn or any(_encloses_text(piece, inside, text) for piece, inside in cells):
                pieces += [piece for piece, _ in cells]
    return pieces


def _undrawn(at: float, group: Iterable[_Bar], crossing: Sequence[_Bar]) -> list[_Bar]:
    """Give the pieces of a side between neighbouring bars where nothing is drawn, in line with what is drawn."""
    drawn = [bar for bar in crossing if abs(bar.at - at) <= _NEAR]
    place = min((bar.at for bar in drawn), key=lambda other: abs(other - at), default=at)
    pieces = [_Bar(place, start, end) for start, end in pairwise(sorted(bar.at for bar in group))]
    return [piece for piece in pieces if not any(_covers(bar, piece) for bar in drawn)]


def _covers(bar: _Bar, piece: _Bar) -> bool:
    return bar.start <= piece.start + _NEAR and bar.end >= piece.end - _NEAR


def _is_outside(at: float, table: Iterable[_Bar], *, last: bool) -> bool:
    """Whether a side lies at or beyond the outermost of the bars across a table."""
    places = [bar.at for bar in table]
    return at >= max(places) - _NEAR if last else at <= min(places) + _NEAR


def _next_inside(piece: _Bar, table: Iterable[_Bar], *, last: bool) -> float | None:
    """Give the place of the table's nearest bar, inwards of a piece of a side, that closes its cell there.

    None where there is no such bar, as between two tables that stand one above the other.
    """
    inwards = [bar.at for bar in table if _covers(bar, piece)]
    if last:
        return max((place for place in inwards if place < piece.at - _NEAR), default=None)
    return min((place for place in inwards if place > piece.at + _NEAR), default=None)


def _crossing_in_table(group: Iterable[_Bar], bars: Sequence[_Bar], crossing: Sequence[_Bar]) -> set[_Bar]:
    """Give the bars of `crossing` in the table of a group of bars: those that hang together with it."""
    new = {bar for bar in crossing if any(bar.meets(other) for other in group)}
    reached = set(new)
    while new:
        met = [bar for bar in bars if any(bar.meets(other) for other in new)]
        new = {bar for bar in crossing if bar not in reached and any(bar.meets(other) for other in met)}
        reached |= new
    return reached


def _encloses_text(piece: _Bar, inside: float, text: Iterable[Point]) -> bool:
    low, high = sorted((piece.at, inside))
    return any(low < along < high and piece.start < across < piece.end for along, across in text)


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
