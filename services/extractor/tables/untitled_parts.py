"""Grids that seem to go on a table and are tables of their own: their title is missing, their header is another.

In go the table regions of a document, out come the same regions, and behind each those of the untitled grids in it
that another table of the layout has, or whose columns the table does not know at all. The lines and notes around such
a grid go with it. The right part of a table that is wider than its page names no rows or no total, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from services.extractor.segment.headline import match_number, match_preparer
from services.extractor.segment.region import PlacedGrid, PlacedLine, TableRegion
from services.extractor.segment.unit_words import match_unit
from services.extractor.tables.column_roles import LEADING_COLUMNS
from services.extractor.tables.header_grid import header_paths
from services.extractor.tables.header_matrix import CellMatrix
from services.extractor.tables.header_words import letters, pair_columns
from services.extractor.tables.items_across import is_across
from services.extractor.tables.likely_tables import is_none_of, likely_tables
from services.extractor.tables.stated_header import TOTALS, header_end, is_same_header, stated_header
from shared.layout import Layout, TableDef
from shared.layout.label import normalise
from shared.model.money import parse_amount
from shared.model.place import Place

_SUMS = frozenset({"合计", "总计", "小计", "金额", "预算数", "预算", "总额"})
_CODE = re.compile(r"^(?:\d{3}|\d{5}|\d{7})$")
_NAMES = 1
"""The names of rows, or their codes, stand in this column at the latest: behind the numbers of the rows."""
_STROKES = "-—–－/\\"


def part_regions(regions: Sequence[TableRegion], layout: Layout) -> list[TableRegion]:
    """Give the regions with those of untitled tables taken out of the ones that they seemed to go on."""
    parted: list[TableRegion] = []
    for region in regions:
        parted.append(region)
        at = 1
        while at < len(parted[-1].grids):
            if _begins_another(parted[-1], at, layout):
                parted.append(_taken_out(parted[-1], at, layout))
                at = 0
            at += 1
    return parted


def _begins_another(region: TableRegion, at: int, layout: Layout) -> bool:
    """Tell whether a grid without title begins a table other than that of the grids before it."""
    before, placed = region.grids[:at], region.grids[at]
    header = stated_header(placed)
    headers = [stated_header(one) for one in before]
    if not header or not headers[0] or placed.head.title is not None:
        return False
    again = any(is_same_header(one, header) for one in headers)
    if again and not _begins_anew(before, placed):
        return False
    alone = replace(region, definition=None, title=None, grids=[placed], notes=[])
    is_whole = _is_whole(placed, header) or _has_rows_across(alone, layout)
    return is_whole and _is_others(alone, region.definition, layout, again=again)


def _is_others(alone: TableRegion, definition: TableDef | None, layout: Layout, *, again: bool) -> bool:
    """Tell whether a grid by itself is rather another table than that of the definition."""
    likely = likely_tables(alone, layout, ())
    if likely or definition is None:
        is_own = not again and any(one.definition is definition for one in likely)
        return bool(likely) and not is_own
    (placed,) = alone.grids
    paths = header_paths(CellMatrix(placed.grid), header_end(placed))
    return is_none_of(alone, definition, layout) or not pair_columns(paths, definition)


def _begins_anew(before: Sequence[PlacedGrid], placed: PlacedGrid) -> bool:
    """Tell whether a grid below a header as before has a total though those before have one: no table has two."""
    return placed.head.preparer is None and _has_total(placed) and any(map(_has_total, before))


def _has_total(placed: PlacedGrid) -> bool:
    end = header_end(placed)
    return any(
        cell.row >= end and cell.column < LEADING_COLUMNS and normalise(cell.text) in TOTALS
        for cell in placed.grid.cells
    )


def _has_rows_across(region: TableRegion, layout: Layout) -> bool:
    """Tell whether the columns of a region are the prescribed rows of a table."""
    return any(is_across(region, definition) for definition in layout.tables)


def _is_whole(placed: PlacedGrid, header: Sequence[Sequence[str]]) -> bool:
    """Tell whether a grid can be a table by itself: it names its rows or is blank, and its header has a sum."""
    end = header_end(placed)
    below = [cell for cell in placed.grid.cells if cell.row >= end and normalise(cell.text).strip(_STROKES)]
    names = not below or any(cell.column <= _NAMES and _is_name(cell.text) for cell in below)
    sums = (letters(text) for row in header for text in row)
    return names and any(text in _SUMS or text.endswith("预算数") for text in sums)


def _is_name(text: str) -> bool:
    return parse_amount(text) is None or _CODE.match(normalise(text)) is not None


def _taken_out(region: TableRegion, at: int, layout: Layout) -> TableRegion:
    """Take a grid and what follows it out of a region, with the lines above and below it; give them as a region."""
    above, placed = region.grids[at - 1], region.grids[at]
    new = TableRegion(definition=None, place=Place(page=placed.grid.page, box=placed.grid.box))
    for own in region.grids[at:]:
        new.take_grid(own)
    new.head_lines = [line for line in region.head_lines if _is_below(line, above)]
    new.notes = [line for line in region.notes if _is_below(line, placed)]
    for line in new.head_lines:
        new.number = new.number or match_number(line.text)
        new.preparer = new.preparer or match_preparer(line.text, layout)
        new.unit = new.unit or match_unit(line.text)
    if new.notes and len(new.notes) == len(region.notes):
        new.empty_sentence, region.empty_sentence = region.empty_sentence, None
    region.grids = region.grids[:at]
    region.head_lines = [line for line in region.head_lines if line not in new.head_lines]
    region.notes = [line for line in region.notes if line not in new.notes]
    return new


def _is_below(line: PlacedLine, placed: PlacedGrid) -> bool:
    """Tell whether a line stands below a grid, on its page or a later one."""
    page, box = line.line.page, line.line.box
    if page != placed.last_page:
        return page > placed.last_page
    return box is not None and box.top >= placed.grid.box.bottom
