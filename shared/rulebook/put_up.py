"""One formula put up over the tables of one document: the equations that its rows and columns make.

In come a formula and the outlines of the tables, out goes what it becomes there: the rows and columns of its equations,
which are written out, term by term, for whoever needs the terms; and the obstacles to equations that the tables offer
but that cannot be put up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from shared.rulebook.equation import Equation, Term
from shared.rulebook.formula import ANY_CODE, EACH, LEVELS, Formula, Quantifier
from shared.rulebook.named_rows import Bound
from shared.rulebook.obstacle import Blocked, Obstacle
from shared.rulebook.skeleton import Column, Outline, RowSkeleton
from shared.rulebook.sums import Cells, Outlines, Rows, Stuck, Sum, terms_of

BothCells = tuple[Cells, Cells]
"""The columns of the left and the right side, for one column that a formula runs over."""
BothRows = tuple[Rows, Rows]
"""The rows of the left and the right side, for one thing that a formula runs over."""


class PutUp(NamedTuple):
    """A formula over the tables of a document: an equation for each of its rows in each of its columns."""

    rule_id: str
    formula: Formula
    columns: Sequence[BothCells] = ()
    rows: Sequence[BothRows] = ()
    blocked: Sequence[Blocked] = ()

    def equations(self) -> Iterator[Equation]:
        """Write out every equation: column by column in each of the rows."""
        for rows in self.rows:
            for cells in self.columns:
                equation = self.equation(cells, rows)
                if equation is not None:
                    yield equation

    def equation(self, cells: BothCells, rows: BothRows) -> Equation | None:
        """Write out one equation; None where both sides are the same cells, or nothing at all."""
        left, right = terms_of(cells[0], rows[0]), terms_of(cells[1], rows[1])
        if not _differ(left, right):
            return None
        return Equation(self.rule_id, left, right, self.formula.comparison)


def put_up(rule_id: str, formula: Formula, outlines: Outlines, *, may_derive: bool) -> PutUp:
    """Put up a formula over the tables.

    Nothing comes of a formula none of whose tables is there. `may_derive` as in `rows_of`.
    """
    table_ids = formula.table_ids()
    if outlines.keys().isdisjoint(table_ids):
        return PutUp(rule_id, formula)
    blocked = _missing(rule_id, table_ids, outlines)
    if blocked is not None:
        return PutUp(rule_id, formula, blocked=(blocked,))
    made = _over_all(rule_id, formula, outlines, may_derive=may_derive)
    if formula.quantifier is Quantifier.PARENT:
        # The rows that should have rows below them and have none.
        childless = [
            Blocked(rule_id, Obstacle.NO_ROWS_BELOW, table_ids[0], row.row_code)
            for row in outlines[table_ids[0]].childless()
        ]
        return made._replace(blocked=[*made.blocked, *childless]) if childless else made
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


def _over_all(rule_id: str, formula: Formula, outlines: Outlines, *, may_derive: bool) -> PutUp:
    """Put up a formula for everything that it runs over, in all its columns."""
    left = Sum(formula.left, outlines, may_derive=may_derive)
    right = Sum(formula.right, outlines, may_derive=may_derive)
    # What a form does not have, it does not promise: within a table a whole without any of its parts promises nothing;
    # everything else that is printed on one side alone has lost its counterpart.
    promising = (right, left) if may_derive else (right,)
    if all(side.is_lacking for side in promising):
        return PutUp(rule_id, formula)
    keys = _columns(formula, outlines)
    columns = [(left.cells(key), right.cells(key)) for key in keys]
    if not columns:
        return PutUp(rule_id, formula)
    if formula.quantifier is Quantifier.ROW and left.is_whole and right.is_whole:
        return _by_row(rule_id, formula, outlines, columns)
    found: list[BothRows] = []
    blocked: list[Blocked] = []
    told: set[Stuck] = set()
    for bound in _bindings(formula, outlines):
        rows = _both(left, right, bound)
        if not isinstance(rows, Stuck):
            found.append(rows)
        elif rows not in told and (one := _stuck(rule_id, rows, bound, keys, promising)) is not None:
            blocked.append(one)
            if one.obstacle is Obstacle.COLUMN_NOT_PRINTED:
                told.add(rows)  # the same for whatever the formula runs over
    return PutUp(rule_id, formula, columns, found, blocked)


def _stuck(
    rule_id: str, stuck: Stuck, bound: Bound, keys: Sequence[str], promising: Sequence[Sum]
) -> Blocked | None:
    """Give what blocks a relation at a sum that cannot be made, where the tables offer a part of it."""
    if stuck.obstacle is None:
        return None
    offered = any(side.prints_any(bound, key) for key in keys for side in promising)
    return stuck.blocks(rule_id, bound) if offered else None


def _by_row(rule_id: str, formula: Formula, outlines: Outlines, columns: Sequence[BothCells]) -> PutUp:
    """Put up a formula all of whose cells stand in the row that it runs over: there is none to seek."""
    flat = [([_flat(left)], [_flat(right)]) for left, right in columns]
    single = [((row,),) for row in _rows(formula, outlines)]
    return PutUp(rule_id, formula, flat, [(row, row) for row in single])


def _flat(cells: Cells) -> list[Column]:
    return [column for columns in cells for column in columns]


def _both(left: Sum, right: Sum, bound: Bound) -> BothRows | Stuck:
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
    moving = formula.moving_column
    if moving is None:
        return (EACH,)
    tables = [outlines[table_id].table for table_id in formula.table_ids()]
    wanted = tables[0].column_keys if moving == EACH else moving.split("|")
    printed = [key for key in wanted if all(key in table.column_keys for table in tables)]
    return [key for key in printed if not all(table.is_blank(key) for table in tables)]
