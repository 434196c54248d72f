"""Equations that agree to the last digit, told apart from all others before anything is made of them.

Of the hundreds of equations of a document nearly all agree, and of those nothing is told but their number. So amounts
are added up straight from rows and columns; only an equation that does not agree is written out and judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from services.validator.rules.view import DocumentView
from shared.rulebook.equation import Comparison, Equation
from shared.rulebook.formula import Quantifier
from shared.rulebook.put_up import BothCells, BothRows, PutUp
from shared.rulebook.skeleton import Column, RowSkeleton
from shared.rulebook.sums import Cells, Rows

_NOTHING: Final = Decimal(0)


class Place(NamedTuple):
    """Where an equation of a formula stands: its columns and its rows."""

    cells: BothCells
    rows: BothRows


@dataclass(frozen=True, slots=True)
class Agreement:
    """The equations of one formula in which an amount is printed."""

    put_up: PutUp
    agreed: Sequence[Place]
    others: Sequence[Equation]
    """Those that do not agree, or of which it cannot be told at a glance."""

    def written_out(self) -> Iterator[Equation]:
        """Write out the equations that agree."""
        for place in self.agreed:
            equation = self.put_up.equation(*place)
            assert equation is not None  # noqa: S101 - it would not be here
            yield equation

    def linked(self) -> AbstractSet[str]:
        """Give the tables that agree with another one."""
        named = self.put_up.formula.table_ids()
        found: set[str] = set()
        if len(named) > 1:
            for place in self.agreed:
                tables = _tables_of(place)
                if len(tables) > 1:
                    found |= tables
                    if len(found) == len(named):
                        break
        return found


def agreement_of(view: DocumentView, put_up: PutUp) -> Agreement:
    """Tell the equations that agree from those that do not."""
    formula = put_up.formula
    if len({view.unit(table_id) for table_id in formula.table_ids()} if put_up.rows else ()) > 1:
        return Agreement(put_up, (), list(put_up.equations()))
    agreed: list[Place] = []
    others: list[Equation] = []
    is_limit = formula.comparison is Comparison.AT_MOST
    drawn = [_Drawn(view, cells, apart=formula.quantifier is Quantifier.PARENT) for cells in put_up.columns]
    for rows in put_up.rows:
        left_rows, right_rows = rows
        for column in drawn:
            left, right = _sum(column.left, left_rows), _sum(column.right, right_rows)
            if left is None and right is None:  # nothing is printed
                continue
            whole, parts = left or _NOTHING, right or _NOTHING
            if whole == parts or (is_limit and whole < parts):
                if not column.may_be_same or put_up.equation(column.cells, rows) is not None:
                    agreed.append(Place(column.cells, rows))
            elif (equation := put_up.equation(column.cells, rows)) is not None:
                others.append(equation)
    return Agreement(put_up, agreed, others)


_Amounts = list[tuple[int, str, Callable[[int], Decimal | None], bool]]
"""The columns of a side: the number of its name, its key, what gives the amount of a row, whether it is taken off."""


class _Drawn:
    """The columns of an equation with what is printed in them."""

    __slots__ = ("cells", "left", "may_be_same", "right")

    def __init__(self, view: DocumentView, cells: BothCells, *, apart: bool) -> None:
        """`apart` where both sides never have a row in common."""
        self.cells = cells
        self.left, self.right = _amounts(view, cells[0]), _amounts(view, cells[1])
        # A column of one weight is one object, see `Outline.column`.
        self.may_be_same = not apart and any(
            left is right for ours in cells[0] for left in ours for theirs in cells[1] for right in theirs
        )


def _amounts(view: DocumentView, cells: Cells) -> _Amounts:
    return [
        (number, column.key, view.printed(column.table_id, column.key).get, column.weight < 0)
        for number, columns in enumerate(cells)
        for column in columns
    ]


def _sum(amounts: _Amounts, rows: Rows) -> Decimal | None:
    """Add up what is printed; None where nothing is."""
    made: Decimal | None = None
    for number, key, amount_in, is_taken_off in amounts:
        for row in rows[number]:
            value = amount_in(row.row_no)
            if value is not None and (row.column_keys is None or key in row.column_keys):
                if is_taken_off:
                    value = -value
                made = value if made is None else made + value
    return made


def _tables_of(place: Place) -> set[str]:
    """Give the tables of which an equation names a cell."""
    return {
        column.table_id
        for cells, rows in zip(place.cells, place.rows, strict=True)
        for columns, found in zip(cells, rows, strict=True)
        for column in columns
        if _names_a_cell(column, found)
    }


def _names_a_cell(column: Column, rows: Sequence[RowSkeleton]) -> bool:
    return any(row.column_keys is None or column.key in row.column_keys for row in rows)
