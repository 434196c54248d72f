"""Grids without a header: the columns of the grid before go on, one to one or by where they lie.

In go the columns of the grid before with the places of their borders, and the grid that follows it on the next page,
out come the columns of that grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from services.extractor.reading.page import Grid
from services.extractor.tables.column_roles import GridColumn


def carried_columns(columns: Sequence[GridColumn], edges: Sequence[float], grid: Grid) -> list[GridColumn]:
    """Give a grid without header the columns of the grid before: one to one, or by where they lie."""
    if len(columns) == grid.column_count:
        return list(columns)
    result: list[GridColumn] = []
    for left, right in pairwise(grid.column_edges):
        overlaps = [
            min(right, edges[index + 1]) - max(left, edges[index]) if index + 1 < len(edges) else 0.0
            for index in range(len(columns))
        ]
        covered = [
            i for i, width in enumerate(overlaps) if width > 0 and 2 * width >= edges[i + 1] - edges[i]
        ]
        if covered:
            # A sum written over two blocks stands before the amount of the second.
            last = max(columns[i].side for i in covered)
            overlaps = [width if columns[i].side == last else 0.0 for i, width in enumerate(overlaps)]
        result.append(columns[overlaps.index(max(overlaps))])
    return result
