"""The role of every column of a ruled table: amounts, parts of the code, labels, units, projects, descriptions.

In go the words above each column and the cells below them, out comes a role for each. What the header does not tell,
the cells do: digits of a code, names of units, amounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.extractor.tables.codes import CODED_AXES, ParsedCode, first_digits, parse_code
from services.extractor.tables.economic_columns import economic_keys
from services.extractor.tables.header_matrix import CellMatrix
from services.extractor.tables.header_words import is_no_money, letters, pair_columns
from shared.layout import Axis, SideDef, TableDef
from shared.layout.label import normalise
from shared.model.money import looks_like_amount
from shared.model.table import Column

LEADING_COLUMNS = 4
"""So many columns in front hold numbers of rows, codes and names."""
_CODE_CELL = re.compile(r"^(?:\d{2,3}|\d{5}|\d{7})$")
_CODE_WORDS = re.compile(r"^(?:类|款|项|编码|代码|(?:.*(?:科目|分类))(?:编码|代码|编号))$")
_MONEY_WORDS = re.compile(
    r"(?:预算数?|决算数?|数额|金额|[合小总]计|拨款|支出|收入|资金|基金|经费|补助|结转|结余)$"
)
"""How the headers of amounts end."""
_YEAR = re.compile(r"(?:20\d\d|[上本当])年度?")
_NAME_WORDS = re.compile(
    r"(?:科目|分类)(?:名称)?$|^名称$|项目名称$|^支出项目类别|^单位项目名称$|^项目$|名称$"
)
_UNIT_WORDS = re.compile(
    r"^(?:一级|二级|基层|所属|项目|实施)?(?:预算)?(?:单位|部门|部门单位|单位部门)(?:名称)?$|^资金使用单位$"
)
_UNIT_CODE_WORDS = re.compile(r"^(?:预算)?(?:单位|部门|部门单位|单位部门)(?:编码|代码|编号)$")
_CODE_AND_NAME = re.compile(r"(?:编码|代码|编号)[及与和、/]?名称$|名称[及与和、/]?(?:编码|代码|编号)$")
"""Headers of columns whose cells print a code and the name behind it."""
_OF_UNIT = re.compile(r"^(?:预算)?(?:单位|部门)")
_DESCRIBES = re.compile(
    r"^项目(?:分类|代码)|^类型$|主管部门|备注|说明|简介|绩效目标|类别$|类型$|性质$|采购|规格|型号|序号|行次|依据|分类$|是否|实施|起止|年限|级次|来源$|目录|品目|方式|形式|内容$"
)
_OF_CLASSES = ("类", "类别")
_STROKES = re.compile(r"[-—–－/\\]*")
"""What stands in a cell that has nothing to say."""
_BESIDE_FIXED_ROWS = frozenset({"行次", "栏次", "序号", "备注", "说明"})
_PROJECT_NAMES = frozenset({"项目名称"})
_PROJECT_WORDS = frozenset({"项目名称", "项目"})


class ColumnRole(StrEnum):
    """What a grid column holds."""

    AMOUNT = "amount"
    CODE = "code"
    FURTHER_CODE = "further_code"
    """A code of another classification than that of the rows, alone or before its name."""
    LABEL = "label"
    PROJECT = "project"
    UNIT = "unit"
    UNIT_CODE = "unit_code"
    DESCRIPTION = "description"
    """Text or counts that describe the row: notes, kinds, quantities, line numbers."""
    UNKNOWN = "unknown"
    """A header that means nothing known; amounts that stand below it are kept under its words."""


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One grid column: its role, the side it belongs to, the key of an amount column, and the words of its header."""

    role: ColumnRole
    side: int
    key: str | None
    label: str


def map_columns(
    matrix: CellMatrix, header: int, paths: Sequence[Sequence[str]], definition: TableDef
) -> list[GridColumn]:
    """Give the role of every column of a grid with a header of `header` rows and these words above its columns."""
    keys = pair_columns(paths, definition)
    sides = {index: side for index, (side, _, _) in keys.items()}
    classes = economic_keys(paths, keys, definition)
    sides |= dict.fromkeys(classes, 0)
    columns = [
        GridColumn(ColumnRole.AMOUNT, keys[index][0], keys[index][2], "/".join(path))
        if index in keys
        else GridColumn(ColumnRole.AMOUNT, 0, classes[index], "/".join(path))
        if index in classes
        else _describe(matrix, header, index, path, sides=sides, definition=definition)
        for index, path in enumerate(paths)
    ]
    return _one_classification(matrix, header, columns, definition) if len(definition.sides) == 1 else columns


def _describe(
    matrix: CellMatrix,
    header: int,
    column: int,
    path: Sequence[str],
    *,
    sides: dict[int, int],
    definition: TableDef,
) -> GridColumn:
    """Give the role of a column that is no known amount column; it belongs to the side of the next one to the right."""
    following = [sides[index] for index in sorted(sides) if index > column]
    side_no = following[0] if following else max(sides.values(), default=0)
    side = definition.sides[side_no]
    filled = texts_below(matrix, header, column)
    leads = bool(following) or not sides
    role = _by_words(path, side, leads=leads) or _by_cells(path, filled, side, leads=leads)
    return GridColumn(role, side_no, None, "/".join(path))


def _by_words(path: Sequence[str], side: SideDef, *, leads: bool) -> ColumnRole | None:
    """Give the role that a header says; `leads` is true for columns that have columns of amounts to their right."""
    word = letters(path[-1]) if path else ""
    if not word:
        return None
    if leads and _CODE_AND_NAME.search(word):
        return ColumnRole.UNIT if _OF_UNIT.match(word) else ColumnRole.LABEL
    return _by_one_thing(path, word, side, leads=leads)


def _by_one_thing(path: Sequence[str], word: str, side: SideDef, *, leads: bool) -> ColumnRole | None:
    """Give the role that a header says whose cells hold one thing, a code or a name."""
    if _UNIT_CODE_WORDS.match(word):
        return ColumnRole.UNIT_CODE
    is_coded = side.axis in CODED_AXES and leads
    if _CODE_WORDS.match(word):
        return ColumnRole.CODE if is_coded else ColumnRole.DESCRIPTION
    if leads and _UNIT_WORDS.match(word):
        return ColumnRole.UNIT
    if is_coded and word in (_PROJECT_WORDS if side.axis is Axis.FUNCTIONAL_PROJECTS else _PROJECT_NAMES):
        return ColumnRole.PROJECT
    return ColumnRole.DESCRIPTION if _only_describes(path, word, side) else None


def _only_describes(path: Sequence[str], word: str, side: SideDef) -> bool:
    """Tell whether a header is that of a column beside the rows: notes, kinds, counts, line numbers."""
    if side.axis is Axis.FIXED:
        return word in _BESIDE_FIXED_ROWS
    return is_no_money(path) or describes(word)


def describes(word: str) -> bool:
    """Tell whether a word heads what is said of the rows: neither their names nor amounts."""
    is_name = _NAME_WORDS.search(word) and not word.startswith("项目分类")
    return not is_name and bool(_DESCRIBES.search(word))


def _by_cells(path: Sequence[str], filled: Sequence[str], side: SideDef, *, leads: bool) -> ColumnRole:
    if side.axis in CODED_AXES and is_code_column(path, filled):
        return ColumnRole.CODE
    return ColumnRole.LABEL if leads and not _mostly_amounts(filled) else ColumnRole.UNKNOWN


def _one_classification(
    matrix: CellMatrix, header: int, columns: list[GridColumn], definition: TableDef
) -> list[GridColumn]:
    """Leave the rows one classification and one name: codes and names of others only describe them."""
    axis = definition.sides[0].axis
    groups = _classifications(matrix, header, columns)
    printed = [digit for digit in dict.fromkeys(groups) if digit]
    if axis in CODED_AXES and len(printed) > 1:
        own = next(
            (digit for digit in first_digits(axis, definition.table_id) if digit in printed), printed[0]
        )
        columns = [
            replace(column, role=ColumnRole.FURTHER_CODE) if digit and digit != own else column
            for column, digit in zip(columns, groups, strict=True)
        ]
    if axis is not Axis.FUNCTIONAL_PROJECTS:
        columns = _named_by_projects(columns)
    columns = _one_label(columns, by_project=axis in (Axis.PROJECTS, Axis.ITEMS))
    return _named_items(columns, definition.sides[0]) if axis is Axis.ITEMS else columns


def _named_items(columns: list[GridColumn], side: SideDef) -> list[GridColumn]:
    """Take the column under a word of the form's for the names of items (采购项目) where no other column names them.

    A class of things (货物) names an item only where nothing else does.
    """
    if any(column.role in (ColumnRole.LABEL, ColumnRole.PROJECT) for column in columns):
        return columns
    words = {normalise(word) for word in side.row_header}
    heads = [(index, letters(column.label.split("/")[-1])) for index, column in enumerate(columns)]
    named = [
        (word.endswith(_OF_CLASSES), index)
        for index, word in heads
        if word in words and columns[index].role is ColumnRole.DESCRIPTION
    ]
    if not named:
        return columns
    _, kept = min(named)
    return [
        replace(column, role=ColumnRole.LABEL) if index == kept else column
        for index, column in enumerate(columns)
    ]


def _named_by_projects(columns: list[GridColumn]) -> list[GridColumn]:
    """Take 项目名称 for the names of the rows where no column of codes stands beside it."""
    if any(column.role is ColumnRole.CODE for column in columns):
        return columns
    return [
        replace(column, role=ColumnRole.LABEL) if column.role is ColumnRole.PROJECT else column
        for column in columns
    ]


def _classifications(matrix: CellMatrix, header: int, columns: Sequence[GridColumn]) -> list[str]:
    """Give for each column of codes or names the first digit of the last whole code before it, its classification."""
    digits: list[str] = []
    current = ""
    for index, column in enumerate(columns):
        if column.role not in (ColumnRole.CODE, ColumnRole.LABEL):
            digits.append("")
            continue
        filled = texts_below(matrix, header, index)
        firsts = [
            code.digits[0] for text in filled if (code := next(filter(None, _parsed(text)), None)) is not None
        ]
        if firsts and len(firsts) * 2 > len(filled):
            current = max(sorted(set(firsts)), key=firsts.count)
        digits.append(current)
    return digits


def _parsed(text: str) -> Iterator[ParsedCode | None]:
    return (parse_code(text, axis) for axis in CODED_AXES)


def _one_label(columns: list[GridColumn], *, by_project: bool) -> list[GridColumn]:
    """Leave one column of names where the header tells which: the first that names a classification or a project."""
    labels = [
        index for index, column in enumerate(columns) if column.role is ColumnRole.LABEL and column.label
    ]
    named = [index for index in labels if _NAME_WORDS.search(letters(columns[index].label.split("/")[-1]))]
    if len(labels) < 2 or not named:  # noqa: PLR2004 - nothing to choose
        return columns
    projects = [index for index in named if columns[index].label.endswith("项目名称")] if by_project else []
    kept = (projects or named)[0]
    return [
        replace(column, role=ColumnRole.DESCRIPTION) if index in labels and index != kept else column
        for index, column in enumerate(columns)
    ]


def texts_below(matrix: CellMatrix, header: int, column: int) -> list[str]:
    """Give the texts of a column's own cells below a header of `header` rows, normalised; strokes stand for none."""
    cells = (matrix.at(row, column) for row in range(header, matrix.grid.row_count))
    found = {
        id(cell): normalise(cell.text)
        for cell in cells
        if cell and cell.row >= header and cell.column_span == 1
    }
    return [text for text in found.values() if not _STROKES.fullmatch(text)]


def is_code_column(path: Sequence[str], filled: Sequence[str]) -> bool:
    """Tell by its header and its filled cells whether a column holds codes or a part of them."""
    if path and _CODE_WORDS.match(letters(path[-1])):
        return True
    word = next((word for text in reversed(path) if not _YEAR.fullmatch(word := normalise(text))), "")
    if _MONEY_WORDS.search(letters(word)):
        return False  # whole 万元 look like codes
    return bool(filled) and sum(bool(_CODE_CELL.match(text)) for text in filled) * 2 > len(filled)


def _mostly_amounts(filled: Sequence[str]) -> bool:
    return bool(filled) and sum(map(looks_like_amount, filled)) * 2 > len(filled)


def as_columns(columns: Sequence[GridColumn]) -> list[Column]:
    """Give the printed columns for the table as it will be published."""
    return [Column(key=column.key, label=column.label) for column in columns]
