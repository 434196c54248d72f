"""Amounts that another table prints under the same name: the fund for housing by function and by economic class.

Of several figures that a broken comparison accuses alike, one may be the only one that another table prints as the
comparison asks. In come the tables, out goes whether a row of the same name elsewhere says so. Names that differ in
their end (机关事业单位基本养老保险缴费, …缴费支出) speak of the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from services.validator.rules.intervals import Interval
from services.validator.rules.tied import in_yuan
from services.validator.rules.ties import Printed
from services.validator.rules.view import DocumentView
from shared.layout.label import words
from shared.rulebook.equation import CellRef
from shared.taxonomy import economic

_SHORTEST = 5
"""Characters of a name that are enough to mean one thing."""


class Echoes:
    """The amounts of a document by the names of their rows."""

    def __init__(self, view: DocumentView) -> None:
        """Take the document; nothing is read before it is asked for."""
        self._view = view

    @cached_property
    def _amounts(self) -> list[tuple[str, str, Decimal]]:
        """Table, name and amount in yuan of each cell."""
        return [
            (table_id, words(row.row_label), cell.value * in_yuan(self._view.unit(table_id)))
            for table_id, table in self._view.tables.items()
            for row in table.rows
            for cell in row.cells
            if cell.value and not row.project_name and len(words(row.row_label)) >= _SHORTEST
        ]

    def asks_for(self, figure: Printed, wanted: Interval) -> Decimal | None:
        """Give the amount that a row of the same name in another table prints where a cell should have it."""
        if not isinstance(figure, CellRef):
            return None
        row = self._view.row(figure)
        name = words(row.row_label) if row else ""
        return next(self._of(figure.table_id, name, wanted), None) if len(name) >= _SHORTEST else None

    def missing_below(self, table_id: str, code: str, wanted: Decimal) -> tuple[str, str] | None:
        """Give code and name of the only economic item below a class that the table lacks and another table prints."""
        outline = self._view.outlines[table_id]
        exact = Interval(wanted, wanted)
        found = {
            below: name
            for below, name in _names_below(code)
            if not outline.with_code(below) and next(self._of(table_id, name, exact), None) is not None
        }
        return next(iter(found.items())) if len(found) == 1 else None

    def _of(self, table_id: str, name: str, wanted: Interval) -> Iterator[Decimal]:
        for other, label, value in self._amounts:
            if other != table_id and value in wanted and (label.startswith(name) or name.startswith(label)):
                yield value


def _names_below(code: str) -> Iterator[tuple[str, str]]:
    """Give the economic items (款) of a class with their names; short names mean too much."""
    for one in economic():
        if one.parent == code and len(words(one.name)) >= _SHORTEST:
            yield one.code, words(one.name)
