"""Equations that agree to the last digit, told apart from all others before anything is made of them.

Of the hundreds of equations of a document nearly all agree, and of those nothing is told but their number. So amounts
are added up straight from rows and columns; only an equation that does not agree is written out and judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from services.validator.rules.view import ByColumn, DocumentView
from shared.rulebook.equation import Comparison, Equation
from shared.rulebook.plan import BothColumns
from shared.rulebook.put_up import PutUp
from shared.rulebook.skeleton import RowSkeleton
from shared.rulebook.sums import ColumnName, Columns, Rows

_NOTHING: Final = Decimal(0)
_AT_MOST: Final = Comparison.AT_MOST


Place = tuple[BothColumns, int]
"""Where an equation of a formula stands: its columns, and the number of its rows."""


class Agreement(NamedTuple):
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

    @property
    def table_ids(self) -> Sequence[str]:
        """The tables that the formula speaks of."""
        return self.put_up.formula.table_ids()

    def linked(self) -> set[str]:
        """Give the tables that agree with another one."""
        found: set[str] = set()
        for place in self.agreed if len(self.table_ids) > 1 else ():
            tables = self._tables_of(place)
            if len(tables) > 1:
                found |= tables
                if len(found) == len(self.table_ids):
                    break
        return found

    def _tables_of(self, place: Place) -> set[str]:
        """Give the tables of which an equation names a cell."""
        (left, right, _), number = place
        sides = ((left, self.put_up.lefts[number]), (right, self.put_up.rights[number]))
        return {
            column.table_id
            for columns, rows in sides
            for names, found in zip(columns, rows, strict=True)
            for column in names
            if _names_a_cell(column, found)
        }


def agreement_of(view: DocumentView, put_up: PutUp) -> Agreement:
    """Tell the equations that agree from those that do not."""
    formula = put_up.formula
    if view.has_several_units and len({view.unit(table_id) for table_id in formula.table_ids()}) > 1:
        return Agreement(put_up, (), list(put_up.equations()))
    agreed: list[Place] = []
    others: list[Equation] = []
    is_limit = formula.comparison is _AT_MOST
    lefts, rights = put_up.lefts, put_up.rights
    by_column = view.by_column
    sums = [
        (both, _sums(by_column, both[0], lefts), _sums(by_column, both[1], rights)) for both in put_up.columns
    ]
    for number in range(len(lefts)):
        may_be_same = put_up.overlap and not _are_apart(lefts[number], rights[number])
        for columns, wholes, parts in sums:
            whole, part = wholes[number], parts[number]
            if whole is None and part is None:  # nothing is printed
                continue
            agrees = (whole or _NOTHING) == (part or _NOTHING)
            if agrees or (is_limit and (whole or _NOTHING) < (part or _NOTHING)):
                if not may_be_same or put_up.equation(columns, number) is not None:
                    agreed.append((columns, number))
            elif (equation := put_up.equation(columns, number)) is not None:
                others.append(equation)
    return Agreement(put_up, agreed, others)


def _sums(by_column: ByColumn, columns: Columns, places: Sequence[Rows]) -> Sequence[Decimal | None]:
    """Add up what is printed of a side, once for each of the rows at which it stands; None where nothing is."""
    made: list[Decimal | None] = [None] * len(places)
    for name, keys in enumerate(columns):
        for table_id, key, weight in keys:
            printed = by_column.get((table_id, key))
            if printed is None:
                continue
            for number, rows in enumerate(places):
                for row in rows[name]:
                    value = printed.get(row.row_no)
                    if value is not None and (row.column_keys is None or key in row.column_keys):
                        if weight < 0:
                            value = -value
                        known = made[number]
                        made[number] = value if known is None else known + value
    return made


def _are_apart(left: Rows, right: Rows) -> bool:
    """Tell whether no row number is on both sides: then they are not the same cells."""
    numbers = {row.row_no for rows in left for row in rows}
    return numbers.isdisjoint([row.row_no for rows in right for row in rows])


def _names_a_cell(column: ColumnName, rows: Sequence[RowSkeleton]) -> bool:
    return any(row.column_keys is None or column.key in row.column_keys for row in rows)
