"""What stands ahead on the walk: lines and grids in reading order, and what follows a line of them.

In go the pages as read, out come their lines outside grids and their grids in the order in which they stand; and, at a
place in that order, the lines that a title or a sentence may run over, the grid and the department below a title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extractor.reading.page import Page
from services.extractor.segment.grid_head import read_grid_head
from services.extractor.segment.headline import (
    MAX_TITLE_LINES,
    is_part_heading,
    is_sentence,
    match_number,
    match_preparer,
)
from services.extractor.segment.region import PlacedGrid, PlacedLine, TableRegion
from services.extractor.segment.titles import is_table_title
from services.extractor.segment.unit_words import match_unit
from shared.layout import Layout
from shared.layout.label import normalise

Item = PlacedLine | PlacedGrid
_AMOUNTS = re.compile(r"(?:^|\s)-?[\d,]+\.\d\d$")
_NOTE = ("注", "（注", "备注", "（备注", "说明", "（说明")
_MAX_NAME_LINES = 8
_MAX_SENTENCE_LINES = 8
_MAX_HEAD_LINES = 5
"""Lines between a title and its grid: number, preparer, year, unit."""


def items_of(page: Page, layout: Layout) -> list[Item]:
    """Give the lines outside grids and the grids of a page in reading order."""
    lines = [
        PlacedLine((page.number, index), line)
        for index, line in enumerate(page.lines)
        if line.in_grid is None
    ]
    if not page.grids:
        return list(lines)
    grids = sorted(
        (PlacedGrid(grid, index, read_grid_head(grid, layout)) for index, grid in enumerate(page.grids)),
        key=lambda g: g.grid.box.top,
    )
    if page.fold is None:
        return _from_top(lines, grids)
    fold = page.fold
    return [
        item
        for is_left in (True, False)
        for item in _from_top(
            [line for line in lines if line.line.box is None or (line.line.box.x0 < fold) is is_left],
            [grid for grid in grids if (grid.grid.box.x0 < fold) is is_left],
        )
    ]


def _from_top(lines: Sequence[PlacedLine], grids: Sequence[PlacedGrid]) -> list[Item]:
    items: list[Item] = []
    left = list(grids)
    for line in lines:
        while left and line.line.box is not None and left[0].grid.box.top < line.line.box.top:
            items.append(left.pop(0))
        items.append(line)
    return [*items, *left]


def lines_of_page(items: Sequence[Item], position: int) -> list[PlacedLine]:
    """Give the lines from a position on that no grid and no page end parts, as many as a title may have."""
    lines: list[PlacedLine] = []
    for item in items[position : position + MAX_TITLE_LINES]:
        if isinstance(item, PlacedGrid) or (lines and item.line.page != lines[0].line.page):
            break
        lines.append(item)
    return lines


def sentence_at(items: Sequence[Item], position: int) -> list[PlacedLine]:
    """Give the lines from a position up to the end of a sentence."""
    sentence: list[PlacedLine] = []
    for item in items[position : position + _MAX_SENTENCE_LINES]:
        if isinstance(item, PlacedGrid) or (
            sentence and (match_number(item.text) or is_table_title(item.text) or is_part_heading(item.text))
        ):
            break
        sentence.append(item)
        if normalise(item.text).endswith(("。", "；", "。）", "：无", "：无）")):
            break
    return sentence


def grid_below(items: Sequence[Item], position: int) -> bool:
    """Tell whether a grid follows a title on its page, with no more between them than the head of a table has.

    A title at the foot of a page has its grid on the next one, where the line with the unit stands above it.
    """
    title, has_unit = items[position], False
    for item in items[position + 1 : position + 2 + _MAX_HEAD_LINES]:
        if isinstance(item, PlacedGrid):
            if not isinstance(title, PlacedLine):
                return False
            return item.grid.page == title.line.page or (has_unit and item.grid.page == title.line.page + 1)
        if isinstance(title, PlacedLine) and item.line.page > title.line.page:
            has_unit = has_unit or match_unit(item.text) is not None
        if is_sentence(item.text) or is_table_title(item.text):
            return False
    return False


def preparer_below(items: Sequence[Item], position: int, layout: Layout) -> str | None:
    """Give the department that the lines below a title name, or the head inside the grid there."""
    for item in items[position + 1 : position + 1 + _MAX_HEAD_LINES]:
        if isinstance(item, PlacedGrid):
            return item.head.preparer
        preparer = match_preparer(item.text, layout)
        if preparer is not None:
            return preparer
    return None


def goes_on_in_units(items: Sequence[Item], position: int) -> bool:
    """Tell whether the next line begins with the unit of this line's last amount, as only sentences do."""
    following = items[position + 1] if position + 1 < len(items) else None
    return isinstance(following, PlacedLine) and following.text.lstrip().startswith(("万元", "元，", "元。"))


def is_within_row(items: Sequence[Item], position: int, region: TableRegion) -> bool:
    """Tell whether a line that reads like a sentence is part of a name that is broken over the lines of its row.

    Then the amounts of the row follow before any sentence ends: `为民服务中心维修，` above `改造项目 9.00 9.00`.
    """
    first = items[position]
    if region.grids:
        return False
    if isinstance(first, PlacedGrid) or normalise(first.text).startswith(_NOTE):
        return False
    for index, item in enumerate(items[position : position + _MAX_NAME_LINES], start=position):
        if isinstance(item, PlacedGrid) or item.line.page != first.line.page:
            return False
        if _AMOUNTS.search(item.text):
            return not goes_on_in_units(items, index)
        if (
            normalise(item.text).endswith(("。", "；"))
            or match_number(item.text)
            or is_part_heading(item.text)
        ):
            return False
    return False
