"""Grids that stand beside each other on pages of their own become one.

In go the parts of a table from left to right, out comes the grid that they were before page borders cut it. Rows are
put beside each other by how far they lie above the lower end, which no header moves. Cells keep their boxes and their
keys in the ledger, those of the page that they stand on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from services.extractor.reading.page import Grid, GridCell
from services.extractor.segment.grid_head import read_grid_head
from services.extractor.segment.region import PlacedGrid
from shared.layout import Layout
from shared.model.money import looks_like_amount

_NEAR = 1.5
"""Points by which the rows of two parts may lie apart."""
_NEAR_SHARE = 0.3
"""In heights of the lowest row: the same, where rows are low."""

_Key = tuple[int, int, int, int]


def near(one: Grid, other: Grid) -> float:
    """Give the points by which rows of two grids may lie apart that stand beside each other."""
    lowest = min(below - above for grid in (one, other) for above, below in pairwise(grid.row_edges))
    return min(_NEAR, _NEAR_SHARE * lowest)


def joined(parts: Sequence[PlacedGrid], layout: Layout) -> PlacedGrid:
    """Give one grid of parts that stand beside each other; its page and outer box are those of the first."""
    left = parts[0]
    if len(parts) == 1:
        return left
    edges = _edges([placed.grid for placed in parts])
    columns = [*left.grid.column_edges[:1]]
    moved: list[tuple[GridCell, _Key]] = []
    for placed in parts:
        first = len(columns) - 1
        cells = [(_moved(cell, placed.grid, edges, first), placed.key_of(cell)) for cell in placed.grid.cells]
        moved = _over_border(moved, cells, first) if moved else cells
        shift = columns[-1] - placed.grid.column_edges[0]
        columns += [edge + shift for edge in placed.grid.column_edges[1:]]
    grid = replace(
        left.grid,
        row_count=len(edges) - 1,
        column_count=len(columns) - 1,
        column_edges=tuple(columns),
        row_edges=tuple(left.grid.row_edges[-1] - edge for edge in reversed(edges)),
        cells=tuple(cell for cell, _ in moved),
    )
    origins = {(cell.row, cell.column): key for cell, key in moved}
    return replace(left, grid=grid, head=read_grid_head(grid, layout), origins=origins)


def _moved(cell: GridCell, grid: Grid, edges: Sequence[float], first: int) -> GridCell:
    """Give a cell where it stands in the joined grid, in which its own grid begins at column `first`."""
    row, end = (_place(grid, border, edges) for border in (cell.row, cell.row + cell.row_span))
    return replace(cell, row=row, column=first + cell.column, row_span=end - row)


def _over_border(
    left: Sequence[tuple[GridCell, _Key]], right: Sequence[tuple[GridCell, _Key]], border: int
) -> list[tuple[GridCell, _Key]]:
    """Give the cells of both; words over columns on both sides of the border, printed on one, are one cell again."""
    beside = {
        (cell.row, cell.row_span): (cell, key)
        for cell, key in right
        if cell.column == border and cell.column_span > 0
    }
    found: list[tuple[GridCell, _Key]] = []
    gone: set[int] = set()
    for cell, key in left:
        other, other_key = beside.get((cell.row, cell.row_span), (None, key))
        reaches = cell.column + cell.column_span == border
        if other is None or not reaches or not _is_over(cell, left) or not _is_over(other, right):
            found.append((cell, key))
            continue
        if bool(cell.text.strip()) == bool(other.text.strip()):
            found.append((cell, key))
            continue
        gone.add(id(other))
        said, said_key = (cell, key) if cell.text.strip() else (other, other_key)
        span = cell.column_span + other.column_span
        found.append((replace(said, column=cell.column, column_span=span), said_key))
    return found + [(cell, key) for cell, key in right if id(cell) not in gone]


def _is_over(cell: GridCell, cells: Sequence[tuple[GridCell, _Key]]) -> bool:
    """Tell whether the cell right below the end of a cell holds words: then it stands over columns."""
    below = cell.row + cell.row_span
    words = (
        other.text
        for other, _ in cells
        if other.row == below and cell.column <= other.column < cell.column + cell.column_span
    )
    return any(text.strip() and not looks_like_amount(text) for text in words)


def _edges(grids: Sequence[Grid]) -> list[float]:
    """Give the borders of the rows of all grids, as distances from the lower end, from there upwards."""
    apart = min(near(grids[0], grid) for grid in grids)
    found: list[float] = []
    for grid in grids:
        for edge in grid.row_edges:
            above = grid.row_edges[-1] - edge
            if all(abs(above - other) > apart for other in found):
                found.append(above)
    return sorted(found)


def _place(grid: Grid, border: int, edges: Sequence[float]) -> int:
    """Give which border of the rows of all grids one of a grid's own is, counted from above."""
    above = grid.row_edges[-1] - grid.row_edges[border]
    nearest = min(range(len(edges)), key=lambda index: abs(edges[index] - above))
    return len(edges) - 1 - nearest
