"""Builds ruled grids by hand: cells named by row, column and span, on columns of given widths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from services.extractor.reading.page import Grid, GridCell, Line, Page
from shared.model.place import Box

ROW_HEIGHT = 20.0


@dataclass(frozen=True)
class Cell:
    """One cell of a hand-made grid."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


def rows(*texts: Sequence[str | None], first_row: int = 0) -> list[Cell]:
    """Give cells of one row and column each; None leaves the place to a merged cell."""
    return [
        Cell(row, column, text)
        for row, line in enumerate(texts, start=first_row)
        for column, text in enumerate(line)
        if text is not None
    ]


def grid(page: int, widths: Sequence[float], cells: Sequence[Cell], *, top: float = 100.0) -> Grid:
    """Give a grid whose upper left corner stands at (50, top)."""
    columns = tuple(accumulate(widths, initial=50.0))
    row_count = max(cell.row + cell.row_span for cell in cells)
    edges = tuple(top + ROW_HEIGHT * row for row in range(row_count + 1))
    return Grid(
        page=page,
        box=Box(x0=columns[0], top=edges[0], x1=columns[-1], bottom=edges[-1]),
        row_count=row_count,
        column_count=len(widths),
        column_edges=columns,
        row_edges=edges,
        cells=tuple(
            GridCell(
                row=cell.row,
                column=cell.column,
                row_span=cell.row_span,
                column_span=cell.column_span,
                text=cell.text,
                box=Box(
                    x0=columns[cell.column],
                    top=edges[cell.row],
                    x1=columns[cell.column + cell.column_span],
                    bottom=edges[cell.row + cell.row_span],
                ),
            )
            for cell in cells
        ),
    )


def page(number: int, *content: str | Grid) -> Page:
    """Give a page of lines and grids, the lines before a grid above it and the others below."""
    lines: list[Line] = []
    grids: list[Grid] = []
    at = 40.0
    for item in content:
        if isinstance(item, Grid):
            grids.append(item)
            at = item.box.bottom + 10
        else:
            lines.append(Line(item, number, Box(x0=50, top=at, x1=400, bottom=at + 10)))
            at += 12
    return Page(number=number, width=595, height=842, lines=tuple(lines), grids=tuple(grids))
