"""The columns of a ruled table whose header is blank, by the order of the form: labels, then amounts, on each side.

Where the text of a header was lost, its cells are still ruled. The form says how many columns of amounts follow the
labels of each side; where the grid has exactly these, their order tells what they are. Anything else stays unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from services.extractor.tables.column_roles import ColumnRole, GridColumn, is_code_column
from services.extractor.tables.header_matrix import CellMatrix
from shared.layout import Axis, SideDef, TableDef
from shared.layout.label import normalise
from shared.model.money import looks_like_amount

_TEXTS_WITH_PROJECT = 2


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighbouring columns: those of text, and those of amounts to their right."""

    roles: list[ColumnRole] = field(default_factory=list)
    amounts: list[int] = field(default_factory=list)


def columns_by_form(matrix: CellMatrix, header: int, definition: TableDef) -> list[GridColumn] | None:
    """Give the role of every column below a blank header of `header` rows; None where the grid is unlike the form."""
    groups = _groups(matrix, header)
    expected = [len(side.columns) for side in definition.sides]
    if [len(group.amounts) for group in groups] != expected or not all(group.roles for group in groups):
        return None
    sides = zip(groups, definition.sides, strict=True)
    return list(
        chain.from_iterable(_columns(group, side, number) for number, (group, side) in enumerate(sides))
    )


def _groups(matrix: CellMatrix, header: int) -> list[_Group]:
    groups: list[_Group] = []
    for column in range(matrix.grid.column_count):
        texts = _texts(matrix, header, column)
        is_code = is_code_column((), texts)
        if is_code or any(not looks_like_amount(text) and any(map(str.isalpha, text)) for text in texts):
            if not groups or groups[-1].amounts:
                groups.append(_Group())
            groups[-1].roles.append(ColumnRole.CODE if is_code else ColumnRole.LABEL)
        elif groups:
            groups[-1].amounts.append(column)
        else:
            return []
    return groups


def _texts(matrix: CellMatrix, header: int, column: int) -> list[str]:
    cells = [matrix.at(row, column) for row in range(header, matrix.grid.row_count)]
    texts = [normalise(cell.text) for cell in cells if cell is not None and cell.column_span == 1]
    return [text for text in texts if text]


def _columns(group: _Group, side: SideDef, side_no: int) -> Sequence[GridColumn]:
    roles = list(group.roles)
    if side.axis is Axis.FUNCTIONAL_PROJECTS and roles.count(ColumnRole.LABEL) == _TEXTS_WITH_PROJECT:
        roles[-1] = ColumnRole.PROJECT
    texts = [GridColumn(role, side_no, None, "") for role in roles]
    return [*texts, *(GridColumn(ColumnRole.AMOUNT, side_no, column.key, "") for column in side.columns)]
