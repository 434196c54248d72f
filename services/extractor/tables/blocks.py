"""Tables of several blocks side by side: income, expenditure by function, by use, by economic class.

Which blocks a region prints, and in which order, differs; the layout lists every side that the table can have. In go
the header paths of a grid and its cells, out comes a role for every column: each block of labels and amounts is taken
for the side whose header words it bears, or whose rows its labels name. A block that is none of the sides is left
without a side of its own: its amounts are kept under their header's words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.extractor.tables import fixed_rows
from services.extractor.tables.codes import CODED_AXES, parse_code
from services.extractor.tables.column_roles import ColumnRole, GridColumn, is_code_column, texts_below
from services.extractor.tables.header_matrix import CellMatrix
from services.extractor.tables.header_words import letters, pair_columns
from shared.layout import Axis, SideDef, TableDef
from shared.layout.label import words
from shared.model.money import looks_like_amount

_LEAST_SIDES = 3
"""Two sides are told apart by the words above their columns."""
_BESIDE = frozenset({"行次", "栏次", "序号", "备注"})
_ROW_WORDS = ("项目", "科目", "分类", "用途", "内容", "名称")
_HEADED, _UNDER = 4, 2
"""How much the words above the labels, and those above the whole block, say for a side; the labels say up to 6."""
_LABELS = 6


@dataclass(slots=True)
class _Block:
    """Neighbouring columns: those that name the rows, those of amounts to their right, and line numbers between."""

    labels: list[int] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    """Those of the labels that are codes or parts of them."""
    beside: list[int] = field(default_factory=list)
    amounts: list[int] = field(default_factory=list)


def block_columns(
    matrix: CellMatrix, header: int, paths: Sequence[Sequence[str]], definition: TableDef
) -> list[GridColumn] | None:
    """Give the role of every column of a table with three sides or more; None for other tables and blank headers."""
    if len(definition.sides) < _LEAST_SIDES or not any(paths):
        return None
    blocks = _blocks(matrix, header, paths)
    sides = _sides_of(blocks, matrix, header, paths, definition)
    if not any(side is not None for side in sides):
        return None
    columns: list[GridColumn] = [
        GridColumn(ColumnRole.DESCRIPTION, 0, None, "/".join(path)) for path in paths
    ]
    for block, side in zip(blocks, sides, strict=True):
        _fill(columns, block, side, paths, definition)
    return columns


def _blocks(matrix: CellMatrix, header: int, paths: Sequence[Sequence[str]]) -> list[_Block]:
    blocks: list[_Block] = []
    for index, path in enumerate(paths):
        word = letters(path[-1]) if path else ""
        filled = texts_below(matrix, header, index)
        leads = word in _BESIDE or _names_rows(word, path, filled)
        if leads and (not blocks or blocks[-1].amounts):
            blocks.append(_Block())
        if blocks:
            _take(blocks[-1], index, leads=leads, beside=word in _BESIDE, code=is_code_column(path, filled))
    return [block for block in blocks if block.labels and block.amounts]


def _take(block: _Block, index: int, *, leads: bool, beside: bool, code: bool) -> None:
    """Add the next column to a block."""
    if beside:
        block.beside.append(index)
    elif leads:
        block.labels.append(index)
        if code:
            block.codes.append(index)
    else:
        block.amounts.append(index)


def _names_rows(word: str, path: Sequence[str], filled: Sequence[str]) -> bool:
    """Tell whether a column names rows: its cells are words or codes, or it is blank below such a header."""
    if filled:
        amounts = sum(map(looks_like_amount, filled))
        return is_code_column(path, filled) or amounts * 2 < len(filled)
    return any(part in word for part in _ROW_WORDS)


def _sides_of(
    blocks: Sequence[_Block],
    matrix: CellMatrix,
    header: int,
    paths: Sequence[Sequence[str]],
    definition: TableDef,
) -> list[int | None]:
    """Give the side of each block: the surest pairs first, each side once."""
    scored = sorted(
        (
            (_score(block, side, matrix, header, paths), -number, -side_no)
            for number, block in enumerate(blocks)
            for side_no, side in enumerate(definition.sides)
        ),
        reverse=True,
    )
    sides: list[int | None] = [None] * len(blocks)
    for score, number, side_no in scored:
        if score > 0 and sides[-number] is None and -side_no not in sides:
            sides[-number] = -side_no
    return sides


def _score(
    block: _Block, side: SideDef, matrix: CellMatrix, header: int, paths: Sequence[Sequence[str]]
) -> float:
    heads = {letters(text) for index in block.labels for text in paths[index]}
    above = {letters(text) for index in (*block.labels, *block.amounts) for text in paths[index][:-1]}
    own = {letters(text) for text in side.row_header}
    under = {letters(text) for column in side.columns for text in column.under}
    if under and above and not under & above and above & {"收入", "支出"}:
        return 0.0
    score = (_HEADED if heads & own else 0) + (_UNDER if above & under else 0)
    labels = [text for index in block.labels for text in texts_below(matrix, header, index)]
    return score + _LABELS * _known_share(labels, side)


def _known_share(labels: Sequence[str], side: SideDef) -> float:
    """Give which part of the labels the rows of a side have, the totals aside."""
    telling = [label for label in labels if words(label) not in side.total_labels]
    if not telling:
        return 0.0
    return sum(_is_known(label, side) for label in telling) / len(telling)


def _is_known(label: str, side: SideDef) -> bool:
    return fixed_rows.names_row(label, side) or (
        side.axis is not Axis.FIXED and parse_code(label, side.axis) is not None
    )


def _fill(
    columns: list[GridColumn],
    block: _Block,
    side_no: int | None,
    paths: Sequence[Sequence[str]],
    definition: TableDef,
) -> None:
    """Give the columns of a block their roles; of a block that is no side the labels only describe."""
    place = side_no if side_no is not None else 0
    for index in block.amounts:
        columns[index] = GridColumn(ColumnRole.UNKNOWN, place, None, columns[index].label)
    if side_no is None:
        return
    side = definition.sides[side_no]
    for index in (*block.labels, *block.beside):
        columns[index] = GridColumn(_role(index, block, side), side_no, None, columns[index].label)
    alone = definition.model_copy(update={"sides": (side,)})
    paired = pair_columns([paths[index] for index in block.amounts], alone)
    for number, index in enumerate(block.amounts):
        key = paired[number][2] if number in paired else None
        if key is None and len(block.amounts) == 1:
            key = side.columns[0].key
        if key is not None:
            columns[index] = GridColumn(ColumnRole.AMOUNT, side_no, key, columns[index].label)


def _role(index: int, block: _Block, side: SideDef) -> ColumnRole:
    if index in block.beside:
        return ColumnRole.DESCRIPTION
    is_code = side.axis in CODED_AXES and index in block.codes
    return ColumnRole.CODE if is_code else ColumnRole.LABEL
