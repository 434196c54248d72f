"""The cells of a grid by row and column, merged cells at every place that they cover."""

from __future__ import annotations

from services.extractor.reading.page import Grid, GridCell


class CellMatrix:
    """The cells of a grid by row and column, merged cells at every place that they cover."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._cells: dict[tuple[int, int], GridCell] = {}
        for cell in grid.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    self._cells[row, column] = cell

    def at(self, row: int, column: int) -> GridCell | None:
        """Give the cell that covers a place."""
        return self._cells.get((row, column))

    def starting(self, row: int) -> list[GridCell]:
        """Give the cells whose upper edge is a row's, from left to right."""
        found = {id(cell): cell for column in range(self.grid.column_count) if (cell := self.at(row, column))}
        return [cell for cell in found.values() if cell.row == row]
