"""Lines and column widths: how words break in a given width, and how wide the columns of a grid become.

In: text, widths in points and a measure of text. Out: lines; column widths. Figures are kept whole while they fit and
break anywhere when they do not, as word processors do in narrow cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.typeset.blocks import Cell, Grid, place

Measure = Callable[[str, float], float]
"""Gives the width of a text at a font size, in points."""

PAD = 2.2
"""Points between a cell's rule and its text, left and right."""
_TOKEN = re.compile(r"[0-9A-Za-z.,%\-]+|.", re.DOTALL)
_NO_START = "，。、；：）》”！？】〕"


def simple_measure(text: str, size: float) -> float:
    """The width where Chinese fills a square and all else half of one."""
    return sum(size if ord(char) > 0x2000 else size / 2 for char in text)


def wrap(text: str, width: float, size: float, measure: Measure, indent: float = 0) -> list[str]:
    """Break a text into lines no wider than ``width``, the first shorter by ``indent``; no text gives no line."""
    lines: list[str] = []
    line, room = "", width - indent
    for token in _TOKEN.findall(text):
        pieces = [token] if measure(token, size) <= width else list(token)
        for piece in pieces:
            if line and measure(line + piece, size) > room + 1e-6:
                carried = ""
                if piece in _NO_START and len(line) > 1 and ord(line[-1]) > 0x2000:
                    line, carried = line[:-1], line[-1]
                lines.append(line.rstrip(" "))
                line, room = carried, width
            line += "" if piece == " " and not line else piece
    return [*lines, line] if line else lines


def cell_lines(cell: Cell, width: float, size: float, measure: Measure) -> list[str]:
    """The lines of a cell: wrapped, or one character each where it stands vertically."""
    if cell.vertical:
        return list(cell.text)
    return wrap(cell.text, width - 2 * PAD, size, measure)


def column_widths(
    grid: Grid, available: float, size: float, measure: Measure, narrow: bool
) -> tuple[list[float], float]:
    """Column widths that fill the available width, and the font size.

    Narrow columns follow the grid's weights whatever they hold, but for codes, which stay whole. Otherwise every
    column is at least as wide as its longest figure; labels give way first, and the font shrinks by half points
    (down to 4) when they have nothing to give.
    """
    weights = [column.weight for column in grid.columns]
    base = [available * weight / sum(weights) for weight in weights]
    while True:
        least = _least_widths(grid, size, measure)
        if narrow:
            least = [
                width if column.kind == "code" else 2.2 * size
                for column, width in zip(grid.columns, least, strict=True)
            ]
        if sum(least) <= available or size <= 4:
            break
        size -= 0.5
    widths = [max(b, n) for b, n in zip(base, least, strict=True)]
    spare = [w - n for w, n in zip(widths, least, strict=True)]
    excess = sum(widths) - available
    if excess > 0 and sum(spare) > 0:
        widths = [w - excess * s / sum(spare) for w, s in zip(widths, spare, strict=True)]
    return widths, size


def _least_widths(grid: Grid, size: float, measure: Measure) -> list[float]:
    """The widest figure in each amount or code column; some characters for a label."""
    least = [
        {"label": 4.5 * size, "text": 2.2 * size, "code": 0.0, "amount": 0.0}[column.kind] + 2 * PAD
        for column in grid.columns
    ]
    for placed in place(grid.body, len(grid.columns)):
        if placed.cell.colspan == 1 and grid.columns[placed.column].kind in ("amount", "code"):
            needed = measure(placed.cell.text, size) + 2 * PAD + 0.5
            least[placed.column] = max(least[placed.column], needed)
    return least
