"""On which side of a table a row stands, and in which columns it can have amounts for that.

A summary prints income on the left and expenditure on the right: a row of the one side has no amount in the columns of
the other. Prescribed rows are told by their codes, those of a classification by having one.
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.layout import Axis, SideDef, TableDef
from shared.model.table import Row, RowKind

Sides = Sequence[tuple[SideDef, frozenset[str] | None]]
"""The sides of a table, each with the codes of its prescribed rows; None for a side of classification codes."""


def sides_of(definition: TableDef | None) -> Sides:
    """Give the sides of a table; none where its form is not known."""
    return [(side, _codes_of(side)) for side in definition.sides] if definition else []


def columns_of(row: Row, sides: Sides) -> tuple[str, ...] | None:
    """Give the columns of the side that a row stands on, None where the row is of no side or of all."""
    if len(sides) < 2 or row.row_kind is RowKind.TOTAL:  # noqa: PLR2004 - on one side stands every row
        return None
    code = row.row_code
    own = [side for side, codes in sides if (code.isdigit() if codes is None else code in codes)]
    if len(own) != 1:
        return None
    printed = (cell.column_key for cell in row.cells)
    return tuple(dict.fromkeys([*(column.key for column in own[0].columns), *printed]))


def _codes_of(side: SideDef) -> frozenset[str] | None:
    return frozenset(fixed.code for fixed in side.rows) if side.axis is Axis.FIXED else None
