"""The header of a ruled table: which of its rows are header, and what each column means.

In go a grid and a table's definition, out come the number of header rows and a role for every column: an
amount column with its key, a part of the code, a label, a project's name. A column's meaning is read from its
header words, from the lowest upwards, so that 小计 below 非财政拨款 is told from 小计 below 财政拨款; where
the header does not tell code from label, the cells do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.extractor.reading.page import Grid, GridCell
from services.extractor.tables import fixed_rows
from services.extractor.tables.codes import CODED_AXES, parse_code
from shared.layout import Axis, ColumnDef, SideDef, TableDef
from shared.layout.label import normalise, words
from shared.model.money import parse_amount
from shared.model.table import Column

_CODE_CELL = re.compile(r"^(?:\d{2,3}|\d{5}|\d{7})$")
_DECIMAL = re.compile(r"^-?[\d,]*\d\.\d+$")
_BRACKETS = re.compile(r"[（）]")
_NUMBER_MARK = re.compile(r"^(?:[※*＊]+|栏次|行次|\d{1,2})$")


class ColumnRole(StrEnum):
    """What a grid column holds."""

    AMOUNT = "amount"
    CODE = "code"
    LABEL = "label"
    PROJECT = "project"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One grid column: its role, the side it belongs to, the key of an amount column, and the words of its header."""

    role: ColumnRole
    side: int
    key: str | None
    label: str


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


def header_rows(matrix: CellMatrix, definition: TableDef, head: int) -> int:
    """Give the first row of a grid that is not its header any more; the first `head` rows are title and unit.

    The header goes up to and with the number row; a row of one cell across the grid is a note, not a header.
    """
    count = matrix.grid.row_count
    for row in range(head, count):
        if is_number_row(matrix, row):
            return row + 1
        if _is_data_row(matrix, row, definition) or (row > head and _is_note_row(matrix, row)):
            return row
    return count


def is_number_row(matrix: CellMatrix, row: int) -> bool:
    """Tell whether a row numbers the columns, as `※ ※ 1 2 3` does."""
    texts = [normalise(cell.text) for cell in matrix.starting(row) if cell.text.strip()]
    numbers = [int(text) for text in texts if text.isdigit()]
    return (
        len(numbers) > 1
        and all(_NUMBER_MARK.match(text) for text in texts)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )


def _is_note_row(matrix: CellMatrix, row: int) -> bool:
    cells = matrix.starting(row)
    return (
        len(cells) == 1 and bool(cells[0].text.strip()) and cells[0].column_span == matrix.grid.column_count
    )


def _is_data_row(matrix: CellMatrix, row: int, definition: TableDef) -> bool:
    cells = [cell for cell in matrix.starting(row) if cell.text.strip()]
    texts = [normalise(cell.text) for cell in cells]
    if any(_DECIMAL.match(text) for text in texts):
        return True
    for side in definition.sides:
        if side.axis in CODED_AXES and any(parse_code(text, side.axis) for text in texts):
            return True
        if side.axis is Axis.FIXED and any(
            fixed_rows.matches(text, option)
            for text in texts
            for option in side.rows
            if option.code != "total"
        ):
            return row > 0 and len(texts) <= 2 * len(definition.sides) + 1
    totals = {total for side in definition.sides for total in side.total_labels}
    return row > 0 and bool(texts) and all(words(text) in totals for text in texts) and cells[0].column == 0


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
            if any(_means(cut, column) for column in columns):
                path = cut
        whole.append(path)
    return whole


def map_columns(
    matrix: CellMatrix, header: int, paths: Sequence[Sequence[str]], definition: TableDef
) -> list[GridColumn]:
    """Give the role of every column of a grid with a header of `header` rows and these words above its columns."""
    keys = _assign_keys(paths, definition)
    return [
        GridColumn(ColumnRole.AMOUNT, keys[column][0], keys[column][1].key, "/".join(path))
        if column in keys
        else _describe(matrix, header, column, path, keys=keys, definition=definition)
        for column, path in enumerate(paths)
    ]


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


def _assign_keys(paths: Sequence[Sequence[str]], definition: TableDef) -> dict[int, tuple[int, ColumnDef]]:
    """Pair grid columns with defined columns, from left to right, each defined column once."""
    unused = [(side_no, column) for side_no, side in enumerate(definition.sides) for column in side.columns]
    assigned: dict[int, tuple[int, ColumnDef]] = {}
    for index, path in enumerate(paths):
        match = next((pair for pair in unused if _means(path, pair[1])), None)
        if match is not None:
            assigned[index] = match
            unused.remove(match)
    return assigned


def _means(path: Sequence[str], column: ColumnDef) -> bool:
    if not path or _letters(path[-1]) not in {_letters(label) for label in column.labels}:
        return False
    above = {_letters(text) for text in path[:-1]}
    return not column.under or not above or any(_letters(text) in above for text in column.under)


def _letters(label: str) -> str:
    """Give the words of a label without brackets, which sideways headers print turned, apart from the words."""
    return _BRACKETS.sub("", words(label))


def _describe(
    matrix: CellMatrix,
    header: int,
    column: int,
    path: Sequence[str],
    *,
    keys: dict[int, tuple[int, ColumnDef]],
    definition: TableDef,
) -> GridColumn:
    """Give the role of a column that is no known amount column; it belongs to the side of the next one to the right."""
    following = [keys[index][0] for index in sorted(keys) if index > column]
    side_no = following[0] if following else (max((side for side, _ in keys.values()), default=0))
    side: SideDef = definition.sides[side_no]
    label = "/".join(path)
    texts = [
        normalise(cell.text)
        for row in range(header, matrix.grid.row_count)
        if (cell := matrix.at(row, column)) and cell.row >= header and cell.column_span == 1
    ]
    filled = [text for text in texts if text]
    if side.axis in CODED_AXES and is_code_column(path, filled):
        return GridColumn(ColumnRole.CODE, side_no, None, label)
    if side.axis is Axis.FUNCTIONAL_PROJECTS and path and words(path[-1]) in ("项目名称", "项目"):
        return GridColumn(ColumnRole.PROJECT, side_no, None, label)
    if following and not _mostly_amounts(filled):
        return GridColumn(ColumnRole.LABEL, side_no, None, label)
    return GridColumn(ColumnRole.UNKNOWN, side_no, None, label)


def is_code_column(path: Sequence[str], filled: Sequence[str]) -> bool:
    """Tell by its header and its filled cells whether a column holds codes or a part of them."""
    if path and words(path[-1]) in ("类", "款", "项", "科目编码"):
        return True
    return bool(filled) and sum(bool(_CODE_CELL.match(text)) for text in filled) * 2 > len(filled)


def _mostly_amounts(filled: Sequence[str]) -> bool:
    return bool(filled) and sum(parse_amount(text) is not None for text in filled) * 2 > len(filled)


def as_columns(columns: Sequence[GridColumn]) -> list[Column]:
    """Give the printed columns for the table as it will be published."""
    return [Column(key=column.key, label=column.label) for column in columns]
