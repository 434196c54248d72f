"""What a page holds beside the cells of its grids: the lines outside them, and both in reading order.

In go the pages, out come lines and grids from top to bottom; a performance table's title stands on such a line, and so
do the headings above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.extractor.performance.fragment import Fragment, fragments_of_lines
from services.extractor.performance.grid_rows import OrderedGrid
from services.extractor.performance.wording import Wording
from services.extractor.reading.page import Grid, Line, Page
from services.extractor.segment.headline import is_bare_number, is_sentence
from services.extractor.segment.region import PlacedLine
from shared.model.place import Box, Place

SAME_SIDE = 6.0
"""Points by which the sides of a table may differ from page to page."""


@dataclass(frozen=True, slots=True)
class OutsideLine:
    """A line outside all grids."""

    fragments: list[Fragment]
    text: str
    place: Place
    is_beside: bool = False
    """True for text of a cell that is merged over pages: it stands left of the rows of its page, without a border."""


def grid_items(pages: Sequence[Page], wording: Wording) -> Iterator[OutsideLine | OrderedGrid]:
    """Give the lines outside the grids, and the grids, in reading order."""
    line_no = 0
    for page in pages:
        lines = [(index, line) for index, line in enumerate(page.lines) if line.in_grid is None]
        beside = {
            index: grid for index, line in lines if (grid := _grid_beside(line, page.grids)) is not None
        }
        tops = [
            (line.box.top if line.box else 0.0, "line", index) for index, line in lines if index not in beside
        ]
        tops += [(grid.box.top, "line beside", index) for index, grid in beside.items()]
        tops += [(grid.box.top, "grid", index) for index, grid in enumerate(page.grids)]
        for _, kind, index in sorted(tops):
            if kind == "grid":
                grid = page.grids[index]
                yield OrderedGrid(grid, index, line_no)
                line_no += grid.row_count * grid.column_count
            else:
                placed = PlacedLine((page.number, index), page.lines[index])
                fragments = fragments_of_lines([placed], wording, line_no)
                if index in beside:
                    fragments = [_with_own_box(fragment, placed.line) for fragment in fragments]
                yield OutsideLine(fragments, placed.text, placed.place, index in beside)
                line_no += 1


def _grid_beside(line: Line, grids: Sequence[Grid]) -> Grid | None:
    """Give the grid to whose left a line stands, within its height."""
    box = line.box
    if box is None:
        return None
    middle = (box.top + box.bottom) / 2
    return next(
        (
            grid
            for grid in grids
            if grid.box.top <= middle <= grid.box.bottom and box.x1 <= grid.box.x0 + SAME_SIDE
        ),
        None,
    )


def _with_own_box(fragment: Fragment, line: Line) -> Fragment:
    """Give a fragment of a line with the box of its own words, which tells its column."""
    box: Box | None = None
    end = 0
    for word in line.words:
        start = line.text.find(word.text, end)
        if start < 0:
            return fragment
        end = start + len(word.text)
        if start < fragment.span.end and fragment.span.start < end:
            box = word.box if box is None else box.union(word.box)
    return fragment if box is None else replace(fragment, box=box)


def headings_above(lines: Sequence[OutsideLine], page: int) -> list[Fragment]:
    """Give the headings among the lines right above a table of a page: its number, the name of its project."""
    kept: list[Fragment] = []
    for line in reversed(lines):
        if is_sentence(line.text) or is_bare_number(line.text) or line.place.page != page:
            break
        kept = [*line.fragments, *kept]
    return kept
