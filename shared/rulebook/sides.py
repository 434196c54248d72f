"""On which side of a table a row stands, and in which columns it can have amounts for that.

A summary prints income on the left and expenditure on the right: a row of the one side has no amount in the columns of
the other. Prescribed rows are told by their codes, those of a classification by having one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.layout import Axis, SideDef, TableDef
from shared.layout.read_once import read_once
from shared.model.table import Row, RowKind


@dataclass(frozen=True, slots=True)
class Side:
    """One of several sides of a table."""

    codes: frozenset[str] | None
    """The codes of its prescribed rows; None for a side of classification codes."""
    column_keys: tuple[str, ...]

    def has(self, code: str) -> bool:
        """Tell whether rows of a code stand on this side."""
        return code.isdigit() if self.codes is None else code in self.codes


_MOST_TABLES = 512
"""The sides of so many tables are remembered."""
_TOTAL = RowKind.TOTAL


def sides_of(definition: TableDef | None) -> Sequence[Side]:
    """Give the sides of a table; none where it has but one, or its form is not known."""
    if definition is None or len(definition.sides) < 2:  # noqa: PLR2004 - on one side stands every row
        return ()
    return _sides(definition)


@read_once(_MOST_TABLES)
def _sides(definition: TableDef) -> Sequence[Side]:
    return [_side(side) for side in definition.sides]


def columns_of(row: Row, sides: Sequence[Side]) -> tuple[str, ...] | None:
    """Give the columns of the side that a row stands on, None where the row is of no side or of all."""
    if row.row_kind is _TOTAL:
        return None
    code = row.row_code
    own: Side | None = None
    for side in sides:
        if side.has(code):
            if own is not None:
                return None
            own = side
    if own is None:
        return None
    further = [cell.column_key for cell in row.cells if cell.column_key not in own.column_keys]
    return (*own.column_keys, *dict.fromkeys(further)) if further else own.column_keys


def _side(side: SideDef) -> Side:
    codes = frozenset(fixed.code for fixed in side.rows) if side.axis is Axis.FIXED else None
    return Side(codes, tuple(dict.fromkeys(column.key for column in side.columns)))
