"""One formula put up over the tables of one document: the equations that its rows and columns make.

In come a formula and the outlines of the tables, out go equations, and the obstacles to those that the tables offer but
that cannot be put up. A column that a table does not print stands for its parts (`columns.py`), a row for what
`named_rows.py` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from shared.rulebook.equation import Equation, Term
from shared.rulebook.formula import ANY_CODE, EACH, LEVELS, CellName, Formula, Quantifier
from shared.rulebook.named_rows import Absent, Bound, is_asked_where_printed, rows_of
from shared.rulebook.obstacle import Blocked, Obstacle
from shared.rulebook.skeleton import Outline, RowSkeleton

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


class _Part(NamedTuple):
    """A name of a side that has columns, with its table; no columns are named where they move with the formula."""

    name: CellName
    outline: Outline
    columns: tuple[str, ...] | None
    cells: Sequence[tuple[str, Mapping[int, Term]]]
    """The cells of the columns that are named."""


Rows = list[tuple[RowSkeleton, ...]]
"""The rows of each name of a side, for what the formula runs over at the moment."""
Cells = list[Sequence[tuple[str, Mapping[int, Term]]]]
"""The columns of each name of a side, for one column that the formula runs over: their keys and cells by row number."""


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
                fixed = [(key, outline.terms(key, name.weight)) for key in columns or ()]
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
        found: Rows = []
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
            else [(key, outline.terms(key, name.weight)) for key in outline.columns(column)]
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
        for key, by_row in columns:
            for row in found:
                own = row.column_keys
                if own is None or key in own:
                    terms.append(by_row[row.row_no])
    return tuple(terms)


def put_up(
    rule_id: str, formula: Formula, outlines: Outlines, *, may_derive: bool
) -> Sequence[Equation | Blocked]:
    """Give the equations that a formula makes over the tables, and what blocks others.

    Nothing comes of a formula none of whose tables is there. `may_derive` as in `rows_of`.
    """
    table_ids = formula.table_ids()
    if outlines.keys().isdisjoint(table_ids):
        return ()
    blocked = _missing(rule_id, table_ids, outlines)
    if blocked is not None:
        return (blocked,)
    made = _over_all(rule_id, formula, outlines, may_derive=may_derive)
    if formula.quantifier is Quantifier.PARENT:
        # The rows that should have rows below them and have none.
        childless = outlines[table_ids[0]].childless()
        made += [Blocked(rule_id, Obstacle.NO_ROWS_BELOW, table_ids[0], row.row_code) for row in childless]
    return made


def _missing(rule_id: str, table_ids: Iterable[str], outlines: Outlines) -> Blocked | None:
    """Give what blocks a formula where a table is not there, or has no rows and is not declared empty."""
    without: str | None = None
    for table_id in table_ids:
        outline = outlines.get(table_id)
        if outline is None:
            return Blocked(rule_id, Obstacle.TABLE_MISSING, table_id)
        if without is None and has_no_rows(outline):
            without = table_id
    return None if without is None else Blocked(rule_id, Obstacle.NO_ROWS, without)


def has_no_rows(outline: Outline) -> bool:
    """Tell whether a table has no rows though nothing declares it empty: nothing can be said of its cells."""
    return not outline.table.rows and not outline.table.empty


Columns = Sequence[tuple[str, Cells, Cells]]
"""The columns that a formula runs over, each with the columns of both sides."""


def _over_all(
    rule_id: str, formula: Formula, outlines: Outlines, *, may_derive: bool
) -> list[Equation | Blocked]:
    """Give the equations for everything that the formula runs over, column by column."""
    left = Sum(formula.left, outlines, may_derive=may_derive)
    right = Sum(formula.right, outlines, may_derive=may_derive)
    # What a form does not have, it does not promise: within a table a whole without any of its parts promises nothing;
    # everything else that is printed on one side alone has lost its counterpart.
    promising = (right, left) if may_derive else (right,)
    if all(side.is_lacking for side in promising):
        return []
    columns = [(key, left.cells(key), right.cells(key)) for key in _columns(formula, outlines)]
    if not columns:
        return []
    if formula.quantifier is Quantifier.ROW and left.is_whole and right.is_whole:
        return _by_row(rule_id, formula, outlines, columns)
    made: list[Equation | Blocked] = []
    comparison = formula.comparison
    told: set[Stuck] = set()
    for bound in _bindings(formula, outlines):
        rows = _both(left, right, bound)
        if isinstance(rows, Stuck):
            if rows not in told and (blocked := _stuck(rule_id, rows, bound, columns, promising)) is not None:
                made.append(blocked)
                if blocked.obstacle is Obstacle.COLUMN_NOT_PRINTED:
                    told.add(rows)  # the same for whatever the formula runs over
            continue
        for _, left_cells, right_cells in columns:
            whole, parts = terms_of(left_cells, rows[0]), terms_of(right_cells, rows[1])
            if _differ(whole, parts):
                made.append(Equation(rule_id, whole, parts, comparison))
    return made


def _stuck(
    rule_id: str, stuck: Stuck, bound: Bound, columns: Columns, promising: Sequence[Sum]
) -> Blocked | None:
    """Give what blocks a relation at a sum that cannot be made, where the tables offer a part of it."""
    if stuck.obstacle is None:
        return None
    offered = any(side.prints_any(bound, key) for key, _, _ in columns for side in promising)
    return stuck.blocks(rule_id, bound) if offered else None


def _by_row(rule_id: str, formula: Formula, outlines: Outlines, columns: Columns) -> list[Equation | Blocked]:
    """Give the equations of a formula all of whose cells stand in the row that it runs over: there is none to seek."""
    flat = [
        ([one for part in left for one in part], [one for part in right for one in part])
        for _, left, right in columns
    ]
    made: list[Equation | Blocked] = []
    comparison = formula.comparison
    for row in _rows(formula, outlines):
        number, own = row.row_no, row.column_keys
        for left, right in flat:
            whole = tuple([by_row[number] for key, by_row in left if own is None or key in own])
            parts = tuple([by_row[number] for key, by_row in right if own is None or key in own])
            if _differ(whole, parts):
                made.append(Equation(rule_id, whole, parts, comparison))
    return made


def _both(left: Sum, right: Sum, bound: Bound) -> tuple[Rows, Rows] | Stuck:
    """Give the rows of both sides, or where the first that cannot be made ends."""
    whole = left.rows(bound)
    if isinstance(whole, Stuck):
        return whole
    parts = right.rows(bound)
    return parts if isinstance(parts, Stuck) else (whole, parts)


def _differ(left: Sequence[Term], right: Sequence[Term]) -> bool:
    """Tell whether two sides are more than the same cells, or nothing at all."""
    if not left or not right:
        return bool(left or right)
    return left[0] not in right or set(left) != set(right)


def _bindings(formula: Formula, outlines: Outlines) -> Iterable[Bound]:
    """Give what the formula runs over: nothing, the rows, or the codes."""
    first = outlines[formula.table_ids()[0]]
    match formula.quantifier:
        case Quantifier.ONCE:
            return (None,)
        case Quantifier.PARENT:
            return first.parents()
        case Quantifier.ROW:
            return _rows(formula, outlines)
        case Quantifier.CODE:
            return _codes(formula, outlines)


def _rows(formula: Formula, outlines: Outlines) -> list[RowSkeleton]:
    """Give the rows of the formula's one table that its row name fits and that have amounts."""
    table = outlines[formula.table_ids()[0]].table
    prefix = formula.names()[0].row.removesuffix("*")
    return [row for row in table.rows if row.has_amounts and row.row_code.startswith(prefix)]


def _codes(formula: Formula, outlines: Outlines) -> Iterable[str]:
    level = next(name.row for name in formula.names() if name.row == ANY_CODE or name.row in LEVELS)
    length = LEVELS.get(level)
    codes = {code for table_id in formula.table_ids() for code in outlines[table_id].codes()}
    if length is not None:
        codes = {code[:length] for code in codes if len(code) >= length}
    return sorted(codes)


def _columns(formula: Formula, outlines: Outlines) -> Sequence[str]:
    """Give the columns that the formula runs over, those that are printed everywhere and not blank."""
    moving = next((name.column for name in formula.names() if name.moves_column), None)
    if moving is None:
        return (EACH,)
    tables = [outlines[table_id].table for table_id in formula.table_ids()]
    wanted = tables[0].column_keys if moving == EACH else moving.split("|")
    printed = [key for key in wanted if all(key in table.column_keys for table in tables)]
    return [key for key in printed if not all(table.is_blank(key) for table in tables)]
