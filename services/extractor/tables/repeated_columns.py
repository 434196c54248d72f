"""Tables that go on to the right: the same columns stand side by side two or three times to save paper.

人员经费 with code, name and amount, beside it 公用经费 with code, name and amount: rows of one table. In go the grids
of such a table, out come for each group of columns the grids with its cells alone, at the places where they stand, so
that each group is read like a table of its own. A cell that spans groups belongs to the one that it ends in, as the
label of a total that stands before its amount does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extractor.segment.region import PlacedGrid
from services.extractor.tables.codes import CODED_AXES
from services.extractor.tables.column_roles import is_code_column
from services.extractor.tables.draft import DraftTable
from services.extractor.tables.header_grid import header_paths, header_rows
from services.extractor.tables.header_matrix import CellMatrix
from services.extractor.tables.header_words import letters, pair_columns
from shared.layout import Axis, TableDef

_MOST_GROUPS = 3
_LEAST_COLUMNS = 2
"""A name or a code, and its amount."""


def groups_of(grids: Sequence[PlacedGrid], definition: TableDef) -> list[list[PlacedGrid]]:
    """Give the grids of each group of columns; those of the whole table where no columns are repeated."""
    width = _width(grids[0], definition) if grids else 0
    if not width:
        return [list(grids)]
    count = grids[0].grid.column_count
    return [
        [_part(placed, start, start + width) for placed in grids if placed.grid.column_count == count]
        for start in range(0, count, width)
    ]


def joined_groups(drafts: Sequence[DraftTable]) -> DraftTable:
    """Give the rows of a table's groups of columns as those of one table."""
    first, *others = drafts
    for other in others:
        first.rows += other.rows
        first.header += other.header
        first.has_header = first.has_header or other.has_header
    for row_no, row in enumerate(first.rows, start=1):
        row.row_no = row_no
    return first


def _width(placed: PlacedGrid, definition: TableDef) -> int:
    """Give how many columns a repeated group has; 0 where none is repeated."""
    side = definition.sides[0]
    if len(definition.sides) != 1 or side.axis not in (*CODED_AXES, Axis.FIXED):
        return 0
    names = {letters(text) for text in side.row_header} if side.axis is Axis.FIXED else set()
    matrix = CellMatrix(placed.grid)
    paths = header_paths(matrix, header_rows(matrix, definition, placed.head.row_count))
    lowest = [letters(path[-1]) if path else "" for path in paths]
    for groups in range(2, _MOST_GROUPS + 1):
        width, rest = divmod(len(lowest), groups)
        if rest or width < _LEAST_COLUMNS or lowest != lowest[:width] * groups:
            continue
        amounts = pair_columns([path[-1:] for path in paths[:width]], definition)
        if amounts and 0 not in amounts and (lowest[0] in names or is_code_column(paths[0], ())):
            return width
    return 0


def _part(placed: PlacedGrid, start: int, end: int) -> PlacedGrid:
    """Give a grid with the cells that end in a range of its columns."""
    cells = tuple(cell for cell in placed.grid.cells if start < cell.column + cell.column_span <= end)
    return replace(placed, grid=replace(placed.grid, cells=cells))
