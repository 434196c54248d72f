"""The borders between cells, looked at again once all rows of a table are read.

In go rows, out come the same rows with better borders, and the borders that remain doubtful. The broken
lines of a table's cells show how wide its columns are: a line cannot be wider than its column, and a cell
does not break where the next character still has room. With that a word between two cells of free text
finds its side; where neither side is clearly better, the border is reported and left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.extractor.performance.cell_text import has_operator
from services.extractor.performance.cells import tearing
from services.extractor.performance.fit import SAME_AS_TARGET, STRONG, Fit
from services.extractor.performance.fragment import Fragment, joined, lines_of, width, widths_at_breaks
from services.extractor.performance.indicator_row import IndicatorRow, repeats

_NAME = "level3"
_FARTHEST = 4
"""A border is moved by at most this many fragments; a quality or a phrase broken in a narrow cell has no more."""
_GOES_ON = 0.5
_SHORT_NAME, _SHORTEST_NAME = 1.5, 3
_TOO_WIDE = 3.0
_DOUBT = 1.25
"""Another border that costs less than this more is as good as the one taken."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A border that could as well stand elsewhere: the columns left and right of it, and what follows it."""

    left: str
    right: str
    at: Fragment


@dataclass(frozen=True, slots=True)
class Room:
    """What the cells of a column show of its width in half characters: it is at least this and at most that."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class _Border:
    """Two neighbouring cells in the order of the text, the second one perhaps in the next row."""

    left_row: IndicatorRow
    left: str
    right_row: IndicatorRow
    right: str


def settle_borders(rows: Sequence[IndicatorRow], fragments: Sequence[Fragment], fit: Fit) -> list[Doubt]:
    """Move the borders between the cells of the rows to where they cost least; give those that remain doubtful."""
    index = {fragment.span: position for position, fragment in enumerate(fragments)}
    rooms = rooms_of(rows)
    room = rooms.get(_NAME, Room()).least - 1
    doubts = [
        doubt for above, below in pairwise(rows) for doubt in _settle_page_break(above, below, fit, room)
    ]
    for border in _borders(rows):
        left, right = border.left_row.cells[border.left], border.right_row.cells[border.right]
        positions = [index[fragment.span] for fragment in (*left, *right)]
        is_one_run = positions == list(range(positions[0], positions[0] + len(positions)))
        is_sure = all(
            fit.cost(c, joined(f)) <= STRONG for c, f in ((border.left, left), (border.right, right))
        )
        if is_one_run and not is_sure and not _settle(border, fit, rooms):
            doubts.append(Doubt(border.left, border.right, border.right_row.cells[border.right][0]))
    return doubts


def _settle_page_break(above: IndicatorRow, below: IndicatorRow, fit: Fit, room: int) -> Iterator[Doubt]:
    """Settle how much of the text at the top of a page still belongs to the name in the row above.

    Only where the lower row begins with its name, so that this text stands between the two.
    """
    if next(iter(below.cells)) != _NAME or _NAME not in above.cells:
        return
    last_page = max(fragment.page for cell in above.cells.values() for fragment in cell)
    upper, lower = above.cells[_NAME], below.cells[_NAME]
    page = lower[0].page
    stays = [fragment for fragment in upper if fragment.page < page]
    moves = [fragment for fragment in upper if fragment.page == page] + lower
    if not stays or (last_page == page and len(stays) == len(upper)):
        return
    here = len(moves) - len(lower)
    places = [
        k
        for k in range(min(len(moves), here + _FARTHEST))
        if k == 0 or moves[k].line_no != moves[k - 1].line_no
    ]
    costs = {
        place: _name_cost([*stays, *moves[:place]], fit, room)
        + _name_cost(moves[place:], fit, room)
        + (_GOES_ON if place else 0.0)
        for place in places
    }
    best = min(costs, key=lambda place: (costs[place], abs(place - here)))
    above.cells[_NAME], below.cells[_NAME] = [*stays, *moves[:best]], moves[best:]
    if any(cost < costs[best] + _DOUBT for place, cost in costs.items() if place != best):
        yield Doubt(_NAME, _NAME, moves[0])


def _name_cost(cell: Sequence[Fragment], fit: Fit, room: int) -> float:
    text = joined(cell)
    return fit.cost(_NAME, text) + tearing(cell, room) + (_SHORT_NAME if len(text) < _SHORTEST_NAME else 0.0)


def rooms_of(rows: Iterable[IndicatorRow]) -> dict[str, Room]:
    """Learn the width of each column from the rows whose borders are sure, those with a figure for a target."""
    least: dict[str, int] = {}
    most: dict[str, int] = {}
    for row in rows:
        if not has_operator(row.text("target") or ""):
            continue
        for column, cell in row.cells.items():
            lines = lines_of(cell)
            least[column] = max(least.get(column, 0), *map(width, lines))
            for unbroken in widths_at_breaks(lines):
                most[column] = min(most.get(column, unbroken), unbroken - 1)
    return {
        # Cells that contradict each other (a font of other proportions) say nothing of the greatest width.
        column: Room(room, most[column] if most.get(column, 0) >= room else None)
        for column, room in least.items()
    }


def _borders(rows: Sequence[IndicatorRow]) -> Iterator[_Border]:
    cells = [(row, column) for row in rows for column in row.cells]
    for (left_row, left), (right_row, right) in pairwise(cells):
        yield _Border(left_row, left, right_row, right)


def _settle(border: _Border, fit: Fit, rooms: dict[str, Room]) -> bool:
    """Put a border where it costs least, if that is clearly less; tell whether it is clear where it belongs."""
    left, right = border.left_row.cells[border.left], border.right_row.cells[border.right]
    whole, here = [*left, *right], len(left)
    places = range(max(1, here - _FARTHEST), min(len(whole) - 1, here + _FARTHEST) + 1)
    same_row = border.left_row is border.right_row
    places_on_lines = [k for k in places if same_row or whole[k].line_no != whole[k - 1].line_no]
    costs = {
        place: _cost(border.left, whole[:place], border.left_row, fit, rooms)
        + _cost(border.right, whole[place:], border.right_row, fit, rooms)
        for place in places_on_lines
    }
    best = min(costs, key=lambda place: (costs[place], abs(place - here)))
    border.left_row.cells[border.left], border.right_row.cells[border.right] = whole[:best], whole[best:]
    return all(cost >= costs[best] + _DOUBT for place, cost in costs.items() if place != best)


def _cost(
    column: str, cell: Sequence[Fragment], row: IndicatorRow, fit: Fit, rooms: dict[str, Room]
) -> float:
    room = rooms.get(column, Room())
    too_wide = room.most is not None and any(width(line) > room.most for line in lines_of(cell))
    text = joined(cell)
    target = text if column == "target" else row.text("target")
    previous = text if column == "previous" else row.text("previous")
    same = column in ("target", "previous") and previous is not None and repeats(previous, target)
    return (
        fit.cost(column, text)
        + tearing(cell, room.least - 1)
        + (_TOO_WIDE if too_wide else 0.0)
        + (SAME_AS_TARGET if same else 0.0)
    )
