"""Tables that are wider than a page: their right columns stand on pages of their own, row beside row.

A spreadsheet prints such a table in parts. A right part has no labels; its rows stand where those of the first part
do. In go the grids of a table with the rows that were read of each, out comes for a right part which row each of its
own goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.extractor.reading.page import Grid
from services.extractor.tables.column_roles import ColumnRole, GridColumn

_NEAR = 1.5
"""Points by which the rows of two parts may lie apart."""


@dataclass(slots=True)
class _Part:
    """A part with labels: its grid, the number of the row that was read of each grid row, the columns read so far."""

    grid: Grid
    rows: dict[int, int]
    keys: set[str]


@dataclass(slots=True)
class WideTable:
    """The parts of one table that have labels, in order."""

    parts: list[_Part] = field(default_factory=list)

    def add(self, grid: Grid, rows: dict[int, int], columns: Sequence[GridColumn]) -> None:
        """Remember a part with labels; `rows` gives the number of the row that was read of each row of the grid."""
        self.parts.append(_Part(grid, rows, _keys(columns)))

    def rows_beside(self, grid: Grid, body: int, columns: Sequence[GridColumn]) -> dict[int, int] | None:
        """Give the number of the row that each row of a right part goes on, from row `body`; None for other grids.

        Its columns count as read from then on.
        """
        keys = _keys(columns)
        if not keys or any(column.role not in (ColumnRole.AMOUNT, ColumnRole.UNKNOWN) for column in columns):
            return None
        for part in self.parts:
            rows = _beside(part, grid, body) if part.keys.isdisjoint(keys) else None
            if rows is not None:
                part.keys.update(keys)
                return rows
        return None


def _keys(columns: Sequence[GridColumn]) -> set[str]:
    return {column.key for column in columns if column.key is not None}


def _beside(part: _Part, grid: Grid, body: int) -> dict[int, int] | None:
    """Give for each row of a grid that of a part at its height, measured from the lower end; None if one has none."""
    found: dict[int, int] = {}
    for row in range(body, grid.row_count):
        distances = {other: _distance(part.grid, other, grid, row) for other in part.rows}
        nearest = min(distances, key=distances.__getitem__, default=None)
        if nearest is None or distances[nearest] > _NEAR:
            return None
        found[row] = part.rows[nearest]
    return found


def _distance(one: Grid, row: int, other: Grid, other_row: int) -> float:
    """Give by how much the edges of two rows lie apart."""
    edges = zip(one.row_edges[row : row + 2], other.row_edges[other_row : other_row + 2], strict=True)
    return max(abs((one.row_edges[-1] - edge) - (other.row_edges[-1] - beside)) for edge, beside in edges)
