"""Tables that are wider than a page: their right columns stand on pages of their own, row beside row.

A spreadsheet prints such a table in parts: all left pages and then all right ones, or left and right in turn. A right
part names no rows; its rows stand where those of its left part do. In go the regions of a document, out come the same
regions with the parts of each table laid side by side as one grid, so that what reads it need not know of pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.extractor.segment.region import PlacedGrid, TableRegion
from services.extractor.tables.header_grid import header_paths, header_rows
from services.extractor.tables.header_matrix import CellMatrix
from services.extractor.tables.header_words import pair_columns
from services.extractor.tables.joined_grids import joined, near
from shared.layout import Layout, TableDef
from shared.layout.label import normalise
from shared.model.money import looks_like_amount

_NEAR = 1.5
"""Points by which the columns of two parts of one kind, and the lower ends of parts, may lie apart."""
_ROUNDING = 0.3
"""Points within which two distances from the lower end are one."""
_HEADER_EDGES = 4
"""So many borders of rows may one part have alone: those of its header."""
_MANY_ROWS = 7
"""Rows that stand at one height by chance in no two grids, header included."""
_AMOUNT = re.compile(r"^（?[-+]?¥?[\d,]*\d(?:\.\d+|,\d{3})(?:[百千万亿]*元)?）?$")
_CODE = re.compile(r"^(?:\d{3}|\d{5}|\d{7})$")
"""What stands in rows, and in no header."""
_STROKES = "-—–－/\\"


@dataclass(frozen=True, slots=True)
class _Part:
    """A grid, and how far above its lower end its first row below the header begins, and the first with an amount."""

    placed: PlacedGrid
    body: float
    amounts: float

    def header_above(self, body: float) -> tuple[str, ...]:
        """Give the words that stand higher than that, row by row, without the head of the table."""
        grid = self.placed.grid
        cells = (
            cell
            for cell in grid.cells
            if cell.row >= _top(self.placed)
            and grid.row_edges[-1] - grid.row_edges[cell.row] > body + _ROUNDING
        )
        ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
        return tuple(text for cell in ordered if (text := normalise(cell.text)))

    def names_rows(self, body: float) -> bool:
        """Tell whether a word stands in its first column, below a header that ends there."""
        grid = self.placed.grid
        return any(
            cell.column == 0
            and grid.row_edges[-1] - grid.row_edges[cell.row] <= body + _ROUNDING
            and bool(normalise(cell.text).strip(_STROKES))
            and not looks_like_amount(cell.text)
            for cell in grid.cells
        )


@dataclass(slots=True)
class _Sheet:
    """A left part and the parts to its right, in order."""

    parts: list[_Part]
    definition: TableDef

    def takes(self, part: _Part, kinds: Sequence[_Part]) -> bool:
        """Tell whether a grid is the next part to the right; `kinds` are right parts of the same table."""
        left, last = self.parts[0], self.parts[-1]
        if part.placed.grid.page <= last.placed.grid.page or not _stand_beside(left.placed, part.placed):
            return False
        is_same = any(_same_columns(part, own) for own in self.parts)
        if not left.header_above(left.body):
            is_known = any(_same_columns(part, kind) for kind in kinds)
            return not part.header_above(left.body) and not is_same and is_known
        # The first row of a left part may look like a header's, without amounts.
        body = max(left.body, part.amounts)
        header = part.header_above(body)
        headers = {(), *(own.header_above(body) for own in self.parts)}
        if header in headers or any(_CODE.match(text) for text in header):
            return False
        return self._is_right(part, body, is_same=is_same)

    def _is_right(self, part: _Part, body: float, *, is_same: bool) -> bool:
        """Tell whether a grid with another header is a right part; `is_same`: its columns stand where others do."""
        names_columns = _names_columns(part.placed, self.definition)
        if len(self.definition.sides) > 1 and names_columns:
            return True
        if part.names_rows(min(body, part.amounts or body)):
            return not is_same and part.placed.grid.row_count >= _MANY_ROWS
        return not is_same or names_columns


def join_parts(regions: Sequence[TableRegion], layout: Layout) -> list[TableRegion]:
    """Give the regions with the parts of every table laid side by side.

    The title of a table may be printed on its right pages alone: then its left pages, which seemed to go on the table
    before, are taken from there. A title and its number that a page border cuts seem to be those of two tables.
    """
    whole: list[TableRegion] = []
    for region in regions:
        before = whole[-1] if whole else None
        if region.definition is not None and before is not None and region.grids and before.grids:
            _take_left_parts(before, region, region.definition)
            if not before.grids:
                _take_head(whole.pop(), region)
            elif _goes_on_beside(before, region):
                before.grids = [*before.grids, *region.grids]
                before.notes += region.notes
                _take_head(region, before)
                continue
        whole.append(region)
    for region in whole:
        if region.definition is not None:
            region.grids = side_by_side(region.grids, region.definition, layout)
    return whole


def _take_head(part: TableRegion, region: TableRegion) -> None:
    """Give a region what the head of another part of it says."""
    region.number = region.number or part.number
    region.unit = region.unit or part.unit
    region.preparer = region.preparer or part.preparer
    region.fiscal_year = region.fiscal_year or part.fiscal_year
    region.head_lines = [*part.head_lines, *region.head_lines]


def side_by_side(grids: Sequence[PlacedGrid], definition: TableDef, layout: Layout) -> list[PlacedGrid]:
    """Give the grids of one table with those that stand beside each other as one."""
    return [joined(sheet, layout) for sheet in _sheets(grids, definition)]


def _sheets(grids: Sequence[PlacedGrid], definition: TableDef) -> list[list[PlacedGrid]]:
    sheets: list[_Sheet] = []
    kinds: list[_Part] = []
    for placed in grids:
        part = _part(placed, definition)
        sheet = next((sheet for sheet in sheets if sheet.takes(part, kinds)), None)
        if sheet is None:
            sheets.append(_Sheet([part], definition))
        else:
            sheet.parts.append(part)
            kinds.append(part)
    return [[part.placed for part in sheet.parts] for sheet in sheets]


def _goes_on_beside(before: TableRegion, region: TableRegion) -> bool:
    """Tell whether a region of the same title, or of a number alone, stands beside the one before."""
    if before.definition is None or (region.title and region.definition is not before.definition):
        return False
    if region.title not in (None, before.title) or None not in (before.preparer, region.preparer):
        return False
    own = _sheets(before.grids, before.definition)
    both = _sheets([*before.grids, *region.grids], before.definition)
    return len(own) == len(both)


def _take_left_parts(before: TableRegion, region: TableRegion, definition: TableDef) -> None:
    """Take the last grids of the region before where those of a region stand beside them and are their right parts."""
    of_before = _part(before.grids[0], definition)
    own_header = of_before.header_above(of_before.body) if before.title else ()
    sheets = _sheets(before.grids, before.definition or definition)
    alone = next((n for n, sheet in enumerate(reversed(sheets)) if len(sheet) > 1), len(sheets))
    most = min(alone, len(region.grids), len(before.grids) - (1 if before.title else 0))
    for count in range(most, 0, -1):
        lefts, rights = before.grids[-count:], region.grids[:count]
        first = _part(lefts[0], definition)
        header = first.header_above(first.body)
        if header and header != own_header and len(_sheets([*lefts, *rights], definition)) == count:
            before.grids, region.grids = before.grids[:-count], [*lefts, *region.grids]
            return


def _part(placed: PlacedGrid, definition: TableDef) -> _Part:
    body = header_rows(CellMatrix(placed.grid), definition, _top(placed))
    edges = placed.grid.row_edges
    first = min(
        (cell.row for cell in placed.grid.cells if _AMOUNT.match(normalise(cell.text))),
        default=len(edges) - 1,
    )
    return _Part(placed, edges[-1] - edges[body], edges[-1] - edges[first])


def _top(placed: PlacedGrid) -> int:
    """Give how many rows of a grid are its head: those of title, preparer and unit, and no words over all columns."""
    head = placed.head
    says = head.title or head.number or head.preparer or head.unit or head.unknown_title
    return head.row_count if says else 0


def _names_columns(placed: PlacedGrid, definition: TableDef) -> bool:
    """Tell whether a grid begins with a header of the table."""
    matrix = CellMatrix(placed.grid)
    body = header_rows(matrix, definition, _top(placed))
    return bool(pair_columns(header_paths(matrix, body), definition))


def _same_columns(one: _Part, other: _Part) -> bool:
    own, others = one.placed.grid.column_edges, other.placed.grid.column_edges
    return len(own) == len(others) and all(
        abs(edge - beside) <= _NEAR for edge, beside in zip(own, others, strict=True)
    )


def _stand_beside(left: PlacedGrid, right: PlacedGrid) -> bool:
    """Tell whether the rows of two grids lie at one height of their pages, but for those of a header."""
    own, others = _from_below(left), _from_below(right)
    apart = near(left.grid, right.grid)
    if abs(own[-1] - others[-1]) > apart or abs(left.grid.box.bottom - right.grid.box.bottom) > _NEAR:
        return False
    fewer, more = sorted((own, others), key=len)
    if len(more) - len(fewer) > _HEADER_EDGES:
        return False
    return all(any(abs(edge - other) <= apart for other in more) for edge in fewer)


def _from_below(placed: PlacedGrid) -> list[float]:
    """Give how far the borders of a grid's rows, without those of its head, lie above its lower end."""
    edges = placed.grid.row_edges[_top(placed) :]
    return [edges[-1] - edge for edge in reversed(edges)]
