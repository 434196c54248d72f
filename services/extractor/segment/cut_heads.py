"""Titles that a page border cuts: a spreadsheet wider than its page prints them partly here and partly there.

In go pages, out come the whole lines by the ledger keys of their beginnings, and the keys of the ends, which mean
something else by themselves, such as another table: 支出情况表. Two pages are parts of one sheet where their tables
stand at one height; a title is cut where a line reaches the right border of the table on one and goes on at the left
border of the other. What stands across the border may be on both pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.extractor.reading.page import Grid, Line, Page
from services.extractor.segment.headline import match_number, match_preparer, match_title
from services.extractor.segment.titles import is_table_title
from services.extractor.segment.unit_words import match_unit
from shared.layout import Layout
from shared.layout.label import normalise
from shared.model.place import Box

_NEAR = 1.5
"""Points by which the tables of two parts, and the lines above them, may lie apart."""
_AT_BORDER = 12.0
"""Points, about the size of a character: a line that ends nearer to the border than this reaches it."""
_FARTHEST = 12
"""Pages from a left part to its right one."""

_Key = tuple[int, int]


def whole_heads(pages: Sequence[Page], layout: Layout) -> dict[_Key, Line | None]:
    """Give the whole line for the key of each title that is cut, and None for the key of its end."""
    found: dict[_Key, Line | None] = {}
    for number, right in enumerate(pages):
        ends = list(_ends(right, layout))
        if not ends:
            continue
        for left in reversed(pages[max(0, number - _FARTHEST) : number]):
            if not _at_one_height(left, right):
                continue
            for index, end in ends:
                beginning = _beginning_of(end, left, layout)
                if beginning is not None:
                    at, whole = beginning
                    found.setdefault((left.number, at), whole)
                    found[right.number, index] = None
            break
    return found


def _at_one_height(left: Page, right: Page) -> bool:
    """Tell whether the tables of two pages can be parts of one: nothing else need be there on the right."""
    if len(left.grids) != 1 or len(right.grids) != 1:
        return False
    one, other = left.grids[0].box, right.grids[0].box
    return abs(one.top - other.top) <= _NEAR and abs(one.bottom - other.bottom) <= _NEAR


def _ends(page: Page, layout: Layout) -> Iterator[tuple[int, Line]]:
    """Give the lines above a page's table that begin at its left border and do not reach the right one."""
    if len(page.grids) != 1:
        return
    borders = page.grids[0].box
    for index, line, box in _above(page, page.grids[0]):
        is_inside = box.x0 <= borders.x0 + _AT_BORDER and box.x1 < borders.x1 - _AT_BORDER
        if is_inside and match_preparer(line.text, layout) is None and match_unit(line.text) is None:
            yield index, line


def _beginning_of(end: Line, page: Page, layout: Layout) -> tuple[int, Line] | None:
    """Give the line of a page, with its index, that goes on in another, and both as one."""
    borders = page.grids[0].box
    for index, line, box in _above(page, page.grids[0]):
        is_beside = end.box is not None and abs(box.bottom - end.box.bottom) <= _NEAR
        reaches = box.x1 >= borders.x1 - _AT_BORDER and box.x0 > borders.x0 + _AT_BORDER
        if not is_beside or not reaches or line.text == end.text:
            continue
        text = _overlapped(normalise(line.text), normalise(end.text))
        if match_title(text, layout) or is_table_title(text) or match_number(text) or match_unit(text):
            return index, replace(line, text=text)
    return None


def _above(page: Page, grid: Grid) -> Iterator[tuple[int, Line, Box]]:
    for index, line in enumerate(page.lines):
        if line.in_grid is None and line.box is not None and line.box.bottom <= grid.box.top + _NEAR:
            yield index, line, line.box


def _overlapped(beginning: str, end: str) -> str:
    """Give two pieces of a text as one; what both print stands once."""
    for length in range(min(len(beginning), len(end)), 0, -1):
        if beginning.endswith(end[:length]):
            return beginning + end[length:]
    return beginning + end
