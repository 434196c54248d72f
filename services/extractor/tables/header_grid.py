"""The header of a ruled table: which of its rows are header, and the words above every column.

In go a grid and a table's definition, out come the number of header rows and for each column the words of the merged
cells above it, from top to bottom, so that 小计 below 非财政拨款 is told from 小计 below 财政拨款.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from services.extractor.tables import fixed_rows
from services.extractor.tables.codes import CODED_AXES, parse_code
from services.extractor.tables.header_matrix import CellMatrix
from services.extractor.tables.header_words import agreement
from shared.layout import Axis, TableDef
from shared.layout.label import normalise, words

_AMOUNT = re.compile(r"^（?[-+]?¥?(?:[\d,]*\d\.\d+|\d+(?:,\d{3})+)(?:[百千万亿]*元)?）?$")
_WHOLE = re.compile(r"^-?[1-9]\d*$")
_YEARS = range(2005, 2050)
_HEADER_WORDS = frozenset(
    {"项目", "预算数", "金额", "决算数", "本年预算", "本年预算数", "预算", "栏次", "行次"}
)
"""Words that no row of amounts is called."""
_NUMBER_MARK = re.compile(
    r"^(?:[※*＊—-]+|栏次|行次|[甲乙丙丁A-Za-z类款项]|(?P<number>\d{1,2})(?:[=＝][\d=＝+＋\-－（）—~～]+)?)$"
)
_STARS = re.compile(r"[※*＊]|栏次")


def header_rows(matrix: CellMatrix, definition: TableDef, head: int) -> int:
    """Give the first row of a grid that is not its header any more; the first `head` rows are title and unit.

    The header goes up to and with the number row; a row of one cell across the grid is a note, not a header.
    """
    count = matrix.grid.row_count
    for row in range(head, count):
        if is_number_row(matrix, row):
            return row + 1
        if _is_data_row(matrix, row, head, definition) or (row > head and _is_note_row(matrix, row)):
            return row
    return count


def is_number_row(matrix: CellMatrix, row: int) -> bool:
    """Tell whether a row numbers the columns, as `※ ※ 1 2 3`, `栏次 1=2+3 2 3` and `类 款 项 栏次 1 2` do.

    A number may be missing between two others, as OCR overlooks single small digits: its cell is counted.
    """
    cells = matrix.starting(row)
    marks = [
        (place, _NUMBER_MARK.match(normalise(cell.text)))
        for place, cell in enumerate(cells)
        if cell.text.strip()
    ]
    numbers = [(place, int(mark["number"])) for place, mark in marks if mark and mark["number"]]
    stars = sum(bool(mark and _STARS.match(mark.group())) for _, mark in marks)
    return (
        all(mark for _, mark in marks)
        and len(numbers) + stars > 1
        and all(
            right - left == 1 or 1 < right - left == after - before
            for (before, left), (after, right) in pairwise(numbers)
        )
    )


def _is_note_row(matrix: CellMatrix, row: int) -> bool:
    cells = matrix.starting(row)
    return (
        len(cells) == 1 and bool(cells[0].text.strip()) and cells[0].column_span == matrix.grid.column_count
    )


def _is_data_row(matrix: CellMatrix, row: int, head: int, definition: TableDef) -> bool:
    cells = [cell for cell in matrix.starting(row) if cell.text.strip()]
    texts = [normalise(cell.text) for cell in cells]
    if any(_AMOUNT.match(text) or text == "0" for text in texts) or has_whole_amounts(texts):
        return True
    for side in definition.sides:
        if side.axis in CODED_AXES and any(parse_code(text, side.axis) for text in texts):
            return True
    if _is_entered(matrix, row) or any(words(text) in _HEADER_WORDS for text in texts):
        return False
    for side in definition.sides:
        if side.axis is Axis.FUNCTIONAL_CLASSES and any(fixed_rows.names_row(text, side) for text in texts):
            return True
        if side.axis is Axis.FIXED and any(
            fixed_rows.matches(text, option)
            for text in texts
            for option in side.rows
            if option.code != "total"
        ):
            return row > 0 and len(texts) <= 2 * len(definition.sides) + 1
    totals = {total for side in definition.sides for total in side.total_labels}
    is_total = row > head and bool(texts) and all(words(text) in totals for text in texts)
    return is_total and (cells[0].column == 0 or len(cells) == 1)


def has_whole_amounts(texts: Sequence[str]) -> bool:
    """Tell whether numbers without decimals behind a name are amounts: no years, no codes, and not counted up."""
    name = next((place for place, text in enumerate(texts) if any(map(str.isalpha, text))), len(texts))
    numbers = [int(text) for text in texts[name:] if _WHOLE.match(text)]
    if numbers == [1] or (len(numbers) > 1 and all(right == left + 1 for left, right in pairwise(numbers))):
        return False
    return any(number not in _YEARS and not parse_code(str(number), Axis.ECONOMIC) for number in numbers)


def _is_entered(matrix: CellMatrix, row: int) -> bool:
    """Tell whether a cell of the rows above reaches into a row, as the merged cells of a header do."""
    cells = (matrix.at(row, column) for column in range(matrix.grid.column_count))
    return any(cell is not None and cell.row < row and bool(cell.text.strip()) for cell in cells)


def header_paths(matrix: CellMatrix, header: int) -> list[list[str]]:
    """Give for every column the words above it in a header of `header` rows, from top to bottom."""
    return [_path(matrix, header, column) for column in range(matrix.grid.column_count)]


def whole_paths(
    above: Sequence[Sequence[str]], below: Sequence[Sequence[str]], definition: TableDef
) -> list[list[str]]:
    """Give the words above every column of a header that a page end cuts, between its rows or through its cells."""
    columns = [column for side in definition.sides for column in side.columns]
    whole: list[list[str]] = []
    for upper, lower in zip(above, below, strict=True):
        path = [*upper, *lower]
        if upper and lower:
            cut = [*upper[:-1], upper[-1] + lower[0], *lower[1:]]
            if any(agreement(cut, column) for column in columns):
                path = cut
        whole.append(path)
    return whole


def _path(matrix: CellMatrix, header: int, column: int) -> list[str]:
    """Give the header words above a column from top to bottom, each merged cell once, without the number row."""
    path: list[str] = []
    seen: set[int] = set()
    for row in range(header):
        cell = matrix.at(row, column)
        if cell is None or id(cell) in seen or is_number_row(matrix, row):
            continue
        seen.add(id(cell))
        text = normalise(cell.text)
        if text and cell.column_span < matrix.grid.column_count:
            path.append(text)
    return path
