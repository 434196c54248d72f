"""One side of a formula over the tables of one document: the rows and columns that its names stand for.

In come the names of a side and the forms of their tables, out goes a `Side`, which knows the columns of every name and
is made once for all documents with such tables. Its rows are sought in the outlines of one document, for what the
formula runs over at the moment. Terms are made of both. A column that a table does not print stands
for its parts (`columns.py`), a row for what `named_rows.py` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from shared.rulebook.columns import TableForm
from shared.rulebook.equation import Term
from shared.rulebook.formula import CellName, Quantifier
from shared.rulebook.named_rows import Absent, Bound, Sought, is_asked_where_printed, sought
from shared.rulebook.obstacle import Blocked, Obstacle
from shared.rulebook.outline import Outline
from shared.rulebook.skeleton import RowSkeleton

Outlines = Mapping[str, Outline]
_MOST_SIDES: Final = 8192
"""So many sides over tables of some form are remembered."""


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


class ColumnName(NamedTuple):
    """A column of a table, with the weight at which a formula counts it."""

    table_id: str
    key: str
    weight: int


Rows = Sequence[tuple[RowSkeleton, ...]]
"""The rows of each name of a side, for what the formula runs over at the moment."""
Columns = tuple[tuple[ColumnName, ...], ...]
"""The columns of each name of a side, for one column that the formula runs over."""


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A name of a side that has columns; none are named where they move with the formula."""

    name: CellName
    table_id: str
    sought: Sought
    form: TableForm
    columns: tuple[ColumnName, ...] | None


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One side of a formula over tables of some form. Names whose column the table does not print are no part of it."""

    parts: tuple[_Part, ...]
    lacking: Stuck | None
    """Where the tables print no column of its names, so that it has no cell for anything: the last of them."""
    is_whole: bool
    """True where every name has a column."""
    fixed: Columns | None
    """The columns of its names, where none of them moves with the formula."""

    def columns(self, column: str) -> Columns:
        """Give the columns of its names, for one that the formula runs over."""
        return self.fixed or tuple(
            _named(part.name, part.form.columns(column)) if part.columns is None else part.columns
            for part in self.parts
        )


@lru_cache(maxsize=_MOST_SIDES)
def side_of(
    names: tuple[CellName, ...], forms: tuple[TableForm, ...], quantifier: Quantifier, *, may_derive: bool
) -> Side:
    """Look up the columns of a side in the forms of its names' tables. `may_derive` as in `sought`."""
    parts: list[_Part] = []
    lacking: Stuck | None = None
    for name, form in zip(names, forms, strict=True):
        columns = None if name.moves_column else _named(name, form.columns(name.column))
        if columns is None or columns or is_asked_where_printed(name):
            parts.append(
                _Part(name, name.table_id, sought(name, quantifier, may_derive=may_derive), form, columns)
            )
        else:
            lacking = Stuck(name, Obstacle.COLUMN_NOT_PRINTED, name.column)
    is_whole = bool(parts) and all(part.columns != () for part in parts)
    fixed = tuple(part.columns for part in parts if part.columns is not None)
    return Side(
        tuple(parts), None if parts else lacking, is_whole, fixed if len(fixed) == len(parts) else None
    )


def _named(name: CellName, keys: Sequence[str]) -> tuple[ColumnName, ...]:
    return tuple(ColumnName(name.table_id, key, name.weight) for key in keys)


def rows_of(side: Side, outlines: Outlines, bound: Bound) -> Rows | None:
    """Give the rows of the names of a side, for what the formula runs over; all its tables are there.

    None where a name has no rows: `stuck_at` tells which, and why.
    """
    if not side.is_whole:
        return None
    found: list[tuple[RowSkeleton, ...]] = []
    for part in side.parts:
        wanted = part.sought
        rows = wanted.find(wanted, outlines[part.table_id], bound)
        if isinstance(rows, Absent):
            return None
        found.append(rows)
    return found


def rows_of_all(side: Side, outlines: Outlines, bounds: Sequence[Bound]) -> Sequence[Rows] | None:
    """Give the same for each thing that the formula runs over; None where a name has no rows for one of them."""
    if not side.is_whole:
        return None
    found: list[Sequence[tuple[RowSkeleton, ...]]] = []
    for part in side.parts:
        wanted = part.sought
        rows = wanted.find_all(wanted, outlines[part.table_id], bounds)
        if rows is None:
            return None
        found.append(rows)
    return list(zip(*found, strict=True))


def stuck_at(side: Side, outlines: Outlines, bound: Bound) -> Stuck | None:
    """Give the first name of a side that has no column or no rows; None where all have."""
    for part in side.parts:
        if part.columns == ():
            return Stuck(part.name, None)
        rows = part.sought.find(part.sought, outlines[part.table_id], bound)
        if isinstance(rows, Absent):
            return Stuck(part.name, Obstacle.ROW_NOT_PRINTED if rows is Absent.NOT_PRINTED else None)
    return side.lacking


def prints_any(side: Side, outlines: Outlines, bound: Bound, column: str) -> bool:
    """Tell whether any name of a side has a cell in the tables, or is of a table that is declared empty."""
    for part, named in zip(side.parts, side.columns(column), strict=True):
        rows = part.sought.find(part.sought, outlines[part.table_id], bound)
        if isinstance(rows, Absent):
            continue
        if part.form.is_empty or terms_of(outlines, (named,), (rows,)):
            return True
    return False


def terms_of(outlines: Outlines, columns: Columns, rows: Rows) -> tuple[Term, ...]:
    """Give the terms of a side: name by name, column by column, in the order of printing."""
    terms: list[Term] = []
    for number, names in enumerate(columns):
        found = rows[number]
        for table_id, key, weight in names if found else ():
            column = outlines[table_id].column(key, weight)
            for row in found:
                own = row.column_keys
                if own is None or key in own:
                    terms.append(column[row.row_no])
    return tuple(terms)
