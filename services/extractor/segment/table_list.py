"""The list of tables in front of them (报表目录), where it says of each whether it is empty (是否空表) and why.

In go grids, out come those that are such a list or its continuation on the next page, and what they say of the regions
of tables: an entry that calls its table empty stands for the sentence that other forms print below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from services.extractor.reading.page import Grid, GridCell
from services.extractor.segment.headline import match_number, match_title
from services.extractor.segment.region import PlacedGrid, TableRegion
from shared.layout import Layout
from shared.layout.label import normalise

_IS_EMPTY = re.compile(r"是否(?:为|是)?空(?:白)?表|是否为空")
_NAME = re.compile(r".{0,6}名称|.{0,4}表名")
_REASON = re.compile(r"理由|原因|说明|备注")
_YES = frozenset({"是", "√"})
_HEADER_ROWS = 3


def is_table_list(grid: Grid, before: PlacedGrid | None) -> bool:
    """Tell whether a grid lists tables and whether they are empty, or goes on the list `before` on the page before."""
    if _columns(grid) is not None:
        return True
    if before is None or grid.page != before.grid.page + 1 or grid.column_count != before.grid.column_count:
        return False
    first = [cell.text for cell in grid.cells if cell.column == 0 and cell.text.strip()]
    return bool(first) and all(match_number(text) for text in first)


def declare_empty(lists: Sequence[PlacedGrid], regions: Sequence[TableRegion], layout: Layout) -> None:
    """Give each region that a list calls empty the entry for its sentence, where it has none of its own."""
    for title, said in _empty_tables(lists):
        match = match_title(title, layout)
        named = [region for region in regions if match and region.definition is match.definition]
        if len(named) == 1:
            named[0].empty_sentence = named[0].empty_sentence or said


def _empty_tables(lists: Iterable[PlacedGrid]) -> Iterator[tuple[str, str]]:
    """Give the title of each table that is called empty, and how."""
    columns: tuple[int, int, int | None] | None = None
    for placed in lists:
        columns = _columns(placed.grid) or columns
        if columns is None:
            continue
        name, empty, reason = columns
        by_place = {(cell.row, cell.column): normalise(cell.text) for cell in placed.grid.cells}
        for row in range(placed.grid.row_count):
            if by_place.get((row, empty)) in _YES and (title := by_place.get((row, name))):
                why = by_place.get((row, reason)) if reason is not None else None
                yield title, "报表目录：是否空表：是" + (f"（{why}）" if why else "")


def _columns(grid: Grid) -> tuple[int, int, int | None] | None:
    """Give the columns of names, of 是否空表 and of reasons; None where the header is not that of such a list."""
    header = [cell for cell in grid.cells if cell.row < _HEADER_ROWS]
    empty = _headed(header, _IS_EMPTY)
    name = _headed(header, _NAME)
    if empty is None or name is None or name.column >= empty.column:
        return None
    reason = next((c for c in header if c.column > empty.column and _REASON.search(normalise(c.text))), None)
    return name.column, empty.column, reason.column if reason is not None else None


def _headed(header: Iterable[GridCell], words: re.Pattern[str]) -> GridCell | None:
    return next((cell for cell in header if words.fullmatch(normalise(cell.text))), None)
