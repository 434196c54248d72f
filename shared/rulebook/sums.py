"""One side of a formula over the tables of one document: the rows and columns that its names stand for.

In come the names of a side and the outlines of the tables, out go rows, for what the formula runs over at the moment,
and columns; terms are made of both. A column that a table does not print stands for its parts (`columns.py`), a row for
what `named_rows.py` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from shared.rulebook.equation import Term
from shared.rulebook.formula import CellName
from shared.rulebook.named_rows import Absent, Bound, is_asked_where_printed, rows_of
from shared.rulebook.obstacle import Blocked, Obstacle
from shared.rulebook.skeleton import Column, Outline, RowSkeleton

Outlines = Mapping[str, Outline]


class Stuck(NamedTuple):
    """A sum that cannot be made: the name that it failed at and why; no obstacle where the form has no such row."""

    name: CellName
    obstacle: Obstacle | None
    column: str | None = None

    def blocks(self, rule_id: str, bound: Bound) -> Blocked | None:
        """Give what blocks the relation, with the row that was looked for."""
        if self.obstacle is None:
            return None
        row = bound if isinstance(bound, str) else bound.row_code if bound else self.name.row
        is_column = self.obstacle is Obstacle.COLUMN_NOT_PRINTED
        return Blocked(rule_id, self.obstacle, self.name.table_id, None if is_column else row, self.column)


Rows = Sequence[tuple[RowSkeleton, ...]]
"""The rows of each name of a side, for what the formula runs over at the moment."""
Cells = Sequence[Sequence[Column]]
"""The columns of each name of a side, for one column that the formula runs over."""


class _Part(NamedTuple):
    """A name of a side that has columns, with its table; no columns are named where they move with the formula."""

    name: CellName
    outline: Outline
    columns: tuple[str, ...] | None
    cells: Sequence[Column]
    """The columns that are named."""


class Sum:
    """One side of a formula over the tables: its cells, for what the formula runs over and one of its columns.

    Names whose column the table does not print are no part of the form. `may_derive` as in `rows_of`.
    """

    __slots__ = ("_lacking", "_may_derive", "_parts")

    def __init__(self, side: Iterable[CellName], outlines: Outlines, *, may_derive: bool) -> None:
        """Look up table and column of every name; all tables are there."""
        self._may_derive = may_derive
        self._parts: list[_Part] = []
        lacking: Stuck | None = None
        for name in side:
            outline = outlines[name.table_id]
            columns = None if name.moves_column else outline.columns(name.column)
            if columns is None or columns or is_asked_where_printed(name):
                fixed = [outline.column(key, name.weight) for key in columns or ()]
                self._parts.append(_Part(name, outline, columns, fixed))
            else:
                lacking = Stuck(name, Obstacle.COLUMN_NOT_PRINTED, name.column)
        self._lacking = None if self._parts else lacking

    @property
    def is_lacking(self) -> bool:
        """True where the table prints no column of its names, so that it has no cell for anything."""
        return self._lacking is not None

    @property
    def is_whole(self) -> bool:
        """True where every name has a column."""
        return self._lacking is None and () not in [part.columns for part in self._parts]

    def rows(self, bound: Bound) -> Rows | Stuck:
        """Give the rows of its names."""
        if self._lacking is not None:
            return self._lacking
        found: list[tuple[RowSkeleton, ...]] = []
        for name, outline, columns, _ in self._parts:
            if columns == ():
                return Stuck(name, None)
            rows = rows_of(name, outline, bound, may_derive=self._may_derive)
            if isinstance(rows, Absent):
                return Stuck(name, Obstacle.ROW_NOT_PRINTED if rows is Absent.NOT_PRINTED else None)
            found.append(rows)
        return found

    def cells(self, column: str) -> Cells:
        """Give the columns of its names, for one that the formula runs over."""
        return [
            cells
            if columns is not None
            else [outline.column(key, name.weight) for key in outline.columns(column)]
            for name, outline, columns, cells in self._parts
        ]

    def prints_any(self, bound: Bound, column: str) -> bool:
        """Tell whether any of its names has a cell in the tables, or is of a table that is declared empty."""
        for part, cells in zip(self._parts, self.cells(column), strict=True):
            rows = rows_of(part.name, part.outline, bound, may_derive=self._may_derive)
            if not isinstance(rows, Absent) and (part.outline.table.empty or terms_of([cells], [rows])):
                return True
        return False


def terms_of(cells: Cells, rows: Rows) -> tuple[Term, ...]:
    """Give the terms of a side: name by name, column by column, in the order of printing."""
    terms: list[Term] = []
    for columns, found in zip(cells, rows, strict=True):
        for column in columns:
            for row in found:
                own = row.column_keys
                if own is None or column.key in own:
                    terms.append(column[row.row_no])
    return tuple(terms)
