"""Ruled tables become grids: regular rows and columns, merged cells with spans, the glyphs of each cell.

In: the rectangles of a table's cells (`rulings`) and the page's glyphs. Out: `GridFrame`s that know which cell a point
lies in, and, once the glyphs are dealt out, `Grid`s.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.extractor.reading.drawing import Glyph
from services.extractor.reading.page import Grid, GridCell, Line
from services.extractor.reading.rulings import Rectangle
from shared.model.place import Box

_LEAST = 2
"""Rows and columns of a table. Less is a frame around prose, or the links of a contents page."""
_AMOUNT = re.compile(r"-?\d[\d,，]*[.．]\d{1,6}")
_LEAST_IN_A_ROW = 3
"""Columns of a table of one row, as a page break leaves the last row of a table."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a cell stands in its grid and how many rows and columns it covers."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class GridFrame:
    """A grid without its text. `covering[row][column]` is the index in `spans` of the cell there, or None."""

    column_edges: tuple[float, ...]
    row_edges: tuple[float, ...]
    spans: tuple[Span, ...]
    covering: tuple[tuple[int | None, ...], ...]

    @property
    def box(self) -> Box:
        """Give the outer box."""
        return Box(
            x0=self.column_edges[0],
            top=self.row_edges[0],
            x1=self.column_edges[-1],
            bottom=self.row_edges[-1],
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies within the outer box."""
        return (
            self.column_edges[0] <= x < self.column_edges[-1] and self.row_edges[0] <= y < self.row_edges[-1]
        )

    def cell_at(self, x: float, y: float) -> int | None:
        """Give the index of the cell that holds a point within the outer box; None in a hole of the grid."""
        return self.covering[bisect_right(self.row_edges, y) - 1][bisect_right(self.column_edges, x) - 1]

    def cell_box(self, span: Span) -> Box:
        """Give the box of a cell."""
        return Box(
            x0=self.column_edges[span.column],
            top=self.row_edges[span.row],
            x1=self.column_edges[span.column + span.column_span],
            bottom=self.row_edges[span.row + span.row_span],
        )


def frame_of(rectangles: Sequence[Rectangle], least: int = _LEAST_IN_A_ROW) -> GridFrame | None:
    """Give the frame of one table's cells; None where it has too few rows and columns to be a table.

    `least` is the number of columns that a table of one row must have.
    """
    columns = tuple(sorted({x for rectangle in rectangles for x in (rectangle[0], rectangle[2])}))
    rows = tuple(sorted({y for rectangle in rectangles for y in (rectangle[1], rectangle[3])}))
    if len(columns) <= (_LEAST if len(rows) > _LEAST else least):
        return None
    return _frame(columns, rows, rectangles)


def _frame(columns: tuple[float, ...], rows: tuple[float, ...], rectangles: Sequence[Rectangle]) -> GridFrame:
    column_at = {x: index for index, x in enumerate(columns)}
    row_at = {y: index for index, y in enumerate(rows)}
    spans = sorted(
        (row_at[top], column_at[x0], row_at[bottom] - row_at[top], column_at[x1] - column_at[x0])
        for x0, top, x1, bottom in rectangles
    )
    covering: list[list[int | None]] = [[None] * (len(columns) - 1) for _ in range(len(rows) - 1)]
    for index, (row, column, row_span, column_span) in enumerate(spans):
        for covered in covering[row : row + row_span]:
            covered[column : column + column_span] = [index] * column_span
    return GridFrame(columns, rows, tuple(Span(*span) for span in spans), tuple(map(tuple, covering)))


def frames_of(tables: Iterable[Sequence[Rectangle]], glyphs: Sequence[Glyph] = ()) -> list[GridFrame]:
    """Give the frames of those tables that are grids.

    A label beside an amount is the last row of a table that a page end has cut off, a column of amounts the last
    column of one that is wider than its page.
    """
    frames = [
        frame_of(table) or _label_and_amount(table, glyphs) or _amounts_alone(table, glyphs)
        for table in tables
    ]
    return [frame for frame in frames if frame is not None]


def _label_and_amount(table: Sequence[Rectangle], glyphs: Sequence[Glyph]) -> GridFrame | None:
    frame = frame_of(table, _LEAST)
    if frame is None or len(frame.row_edges) > _LEAST:
        return None
    inside = [
        glyph for glyph in glyphs if frame.holds(*glyph.middle) and glyph.middle[0] > frame.column_edges[1]
    ]
    text = "".join(glyph.text for glyph in sorted(inside, key=lambda glyph: glyph.x0))
    return frame if _AMOUNT.fullmatch(text.strip()) else None


def _amounts_alone(table: Sequence[Rectangle], glyphs: Sequence[Glyph]) -> GridFrame | None:
    columns = tuple(sorted({x for rectangle in table for x in (rectangle[0], rectangle[2])}))
    rows = tuple(sorted({y for rectangle in table for y in (rectangle[1], rectangle[3])}))
    if len(columns) != _LEAST or len(rows) <= _LEAST:
        return None
    frame = _frame(columns, rows, table)
    texts = [""] * len(frame.spans)
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.baseline, glyph.x0)):
        if frame.holds(*glyph.middle) and (cell := frame.cell_at(*glyph.middle)) is not None:
            texts[cell] += glyph.text.strip()
    amounts = sum(bool(_AMOUNT.fullmatch(text)) for text in texts)
    return frame if amounts and amounts * 2 >= sum(map(bool, texts)) else None


def grid_of(frame: GridFrame, lines: Sequence[Sequence[Line]], page: int) -> Grid:
    """Give the grid of a frame whose cells hold these lines (one sequence for each span)."""
    return Grid(
        page=page,
        box=frame.box,
        row_count=len(frame.row_edges) - 1,
        column_count=len(frame.column_edges) - 1,
        column_edges=frame.column_edges,
        row_edges=frame.row_edges,
        cells=tuple(
            GridCell(
                row=span.row,
                column=span.column,
                row_span=span.row_span,
                column_span=span.column_span,
                text="".join(line.text for line in cell_lines),
                box=frame.cell_box(span),
                lines=tuple(cell_lines),
            )
            for span, cell_lines in zip(frame.spans, lines, strict=True)
        ),
    )
