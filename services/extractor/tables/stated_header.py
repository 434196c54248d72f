"""The header of a grid as it stands, whatever table it is of: the rows above the first amount or code.

In goes a grid, out come the words of these rows. A grid that begins with data states no header and goes on another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extractor.reading.page import GridCell
from services.extractor.segment.region import PlacedGrid
from services.extractor.tables.codes import parse_code
from services.extractor.tables.header_grid import has_whole_amounts
from shared.layout import Axis
from shared.layout.label import normalise

_AMOUNT = re.compile(r"^-?(?:[\d,]*\d\.\d+|\d{1,3}(?:,\d{3})+|0)$")
_NUMBERS = re.compile(r"^(?:[\d=＝+＋\-－*※～~（）]+|栏次|行次|[甲乙丙类款项])$")
_MOST_ROWS = 10
"""No header has more rows; what has none with an amount below them is blank."""
TOTALS = frozenset({"合计", "总计", "收入总计", "支出总计", "收支总计", "总合计", "收入合计", "支出合计"})
"""What the row of a total is called."""


def header_end(placed: PlacedGrid) -> int:
    """Give the first row of a grid, below its head, that holds an amount, a code or nothing but a total.

    Amounts without decimals count below the first row, behind a name.
    """
    rows: dict[int, list[GridCell]] = {}
    first = placed.head.row_count
    last = min(placed.grid.row_count, first + _MOST_ROWS)
    for cell in placed.grid.cells:
        if cell.row < last:
            rows.setdefault(cell.row, []).append(cell)
    for row in range(first, last):
        cells = sorted(rows.get(row, ()), key=lambda cell: cell.column)
        texts = [text for cell in cells if (text := normalise(cell.text))]
        if any(_AMOUNT.match(text) or _is_code(text) for text in texts):
            return row
        if row > first and (has_whole_amounts(texts) or (texts and all(text in TOTALS for text in texts))):
            return row
    return last


def _is_code(text: str) -> bool:
    return any(parse_code(text, axis) is not None for axis in (Axis.FUNCTIONAL, Axis.ECONOMIC))


def stated_header(placed: PlacedGrid) -> list[list[str]]:
    """Give the words of a grid's header row by row, without the numbers of its columns; none where it has none."""
    end = header_end(placed)
    rows: dict[int, list[tuple[int, str]]] = {}
    for cell in placed.grid.cells:
        if placed.head.row_count <= cell.row < end and (text := normalise(cell.text)):
            rows.setdefault(cell.row, []).append((cell.column, text))
    found = [[text for _, text in sorted(rows[row])] for row in sorted(rows)]
    return [row for row in found if not all(_NUMBERS.match(text) for text in row)]


def is_same_header(one: Sequence[Sequence[str]], other: Sequence[Sequence[str]]) -> bool:
    """Tell whether two headers are one, as far as both are read: rows without amounts may seem header too."""
    return bool(one) and bool(other) and all(a == b for a, b in zip(one, other, strict=False))
