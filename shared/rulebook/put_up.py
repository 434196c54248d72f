"""One formula put up over the tables of one document: the equations that its rows and columns make.

In come a formula and the outlines of the tables, out goes what it becomes there: the rows and columns of its equations,
which are written out, term by term, for whoever needs the terms; and the obstacles to equations that the tables offer
but that cannot be put up. Its columns stand in its plan (`plan.py`), which documents share; here its rows are sought.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from shared.rulebook.columns import TableForm
from shared.rulebook.equation import Equation, Term
from shared.rulebook.formula import LEVELS, Formula, Quantifier
from shared.rulebook.named_rows import Bound
from shared.rulebook.obstacle import Blocked, Obstacle
from shared.rulebook.plan import BothColumns, Plan, plan_of
from shared.rulebook.skeleton import RowSkeleton
from shared.rulebook.sums import (
    Outlines,
    Rows,
    Stuck,
    prints_any,
    rows_of,
    rows_of_all,
    stuck_at,
    terms_of,
)


class PutUp(NamedTuple):
    """A formula over the tables of a document: an equation for each of its rows in each of its columns."""

    rule_id: str
    formula: Formula
    outlines: Outlines
    columns: Sequence[BothColumns] = ()
    lefts: Sequence[Rows] = ()
    """The rows of the left side, for each thing that the formula runs over."""
    rights: Sequence[Rows] = ()
    """Those of the right side."""
    blocked: Sequence[Blocked] = ()
    overlap: bool = False
    """Whether one cell may stand on both sides of an equation."""

    def equations(self) -> Iterator[Equation]:
        """Write out every equation: column by column in each of the rows."""
        for number in range(len(self.lefts)):
            for columns in self.columns:
                equation = self.equation(columns, number)
                if equation is not None:
                    yield equation

    def equation(self, columns: BothColumns, number: int) -> Equation | None:
        """Write out one equation; None where both sides are the same cells, or nothing at all."""
        left = terms_of(self.outlines, columns.left, self.lefts[number])
        right = terms_of(self.outlines, columns.right, self.rights[number])
        if not _differ(left, right):
            return None
        return Equation(self.rule_id, left, right, self.formula.comparison)


def put_up(rule_id: str, formula: Formula, outlines: Outlines, *, may_derive: bool) -> PutUp:
    """Put up a formula over the tables.

    Nothing comes of a formula none of whose tables is there. `may_derive` as in `sought`.
    """
    forms: list[TableForm] = []
    for table_id in formula.table_ids():
        outline = outlines.get(table_id)
        if outline is None or outline.has_no_rows:
            return PutUp(rule_id, formula, outlines, blocked=_missing(rule_id, formula, outlines))
        forms.append(outline.form)
    plan = plan_of(formula, tuple(forms), may_derive)
    columns = _filled(formula, plan, outlines)
    if plan.is_by_row:
        single = [((row,),) for row in _rows(formula, outlines)]
        return PutUp(rule_id, formula, outlines, columns, single, single, (), plan.overlap)
    bounds = _BINDINGS[formula.quantifier](formula, outlines) if columns else ()
    lefts, rights, stuck = _rows_of_both(plan, outlines, bounds)
    blocked = _blocked(rule_id, stuck, columns, plan, outlines) if stuck else []
    if plan.finds_children:
        blocked += _childless(rule_id, formula, outlines)
    return PutUp(rule_id, formula, outlines, columns, lefts, rights, blocked, plan.overlap)


_Apart = tuple[Sequence[Rows], Sequence[Rows], Sequence[Bound]]
"""The rows of both sides where both have some, and what the formula runs over where they have not."""


def _rows_of_both(plan: Plan, outlines: Outlines, bounds: Sequence[Bound]) -> _Apart:
    if len(bounds) > 1:
        lefts = rows_of_all(plan.left, outlines, bounds)
        rights = rows_of_all(plan.right, outlines, bounds) if lefts is not None else None
        if lefts is not None and rights is not None:
            return lefts, rights, ()
    left_rows: list[Rows] = []
    right_rows: list[Rows] = []
    stuck: list[Bound] = []
    for bound in bounds:
        left = rows_of(plan.left, outlines, bound)
        right = rows_of(plan.right, outlines, bound) if left is not None else None
        if left is None or right is None:
            stuck.append(bound)
        else:
            left_rows.append(left)
            right_rows.append(right)
    return left_rows, right_rows, stuck


def _childless(rule_id: str, formula: Formula, outlines: Outlines) -> Iterator[Blocked]:
    """Tell of the rows that should have rows below them and have none."""
    table_id = formula.table_ids()[0]
    for row in outlines[table_id].childless():
        yield Blocked(rule_id, Obstacle.NO_ROWS_BELOW, table_id, row.row_code)


def _missing(rule_id: str, formula: Formula, outlines: Outlines) -> Sequence[Blocked]:
    """Give what blocks a formula where one of several tables is not there, or has no rows and is not declared empty."""
    table_ids = formula.table_ids()
    if outlines.keys().isdisjoint(table_ids):
        return ()
    absent = next((table_id for table_id in table_ids if table_id not in outlines), None)
    if absent is not None:
        return (Blocked(rule_id, Obstacle.TABLE_MISSING, absent),)
    without = next(table_id for table_id in table_ids if outlines[table_id].has_no_rows)
    return (Blocked(rule_id, Obstacle.NO_ROWS, without),)


def _filled(formula: Formula, plan: Plan, outlines: Outlines) -> Sequence[BothColumns]:
    """Give the columns of a plan that are not blank in all tables."""
    if formula.moving_column is None:
        return plan.columns
    tables = [outlines[table_id].table for table_id in formula.table_ids()]
    return [both for both in plan.columns if not all(table.is_blank(both.key) for table in tables)]


def _blocked(
    rule_id: str,
    bounds: Sequence[Bound],
    columns: Sequence[BothColumns],
    plan: Plan,
    outlines: Outlines,
) -> list[Blocked]:
    """Give what blocks a relation at sums that cannot be made, where the tables offer a part of them."""
    blocked: list[Blocked] = []
    told: set[Stuck] = set()
    for bound in bounds:
        one = stuck_at(plan.left, outlines, bound) or stuck_at(plan.right, outlines, bound)
        found = one.blocks(rule_id, bound) if one is not None and one not in told else None
        if one is None or found is None:
            continue
        if any(prints_any(side, outlines, bound, both.key) for both in columns for side in plan.promising):
            blocked.append(found)
            if one.obstacle is Obstacle.COLUMN_NOT_PRINTED:
                told.add(one)  # the same for whatever the formula runs over
    return blocked


def _differ(left: Sequence[Term], right: Sequence[Term]) -> bool:
    """Tell whether two sides are more than the same cells, or nothing at all."""
    if not left or not right:
        return bool(left or right)
    return left[0] not in right or set(left) != set(right)


def _rows(formula: Formula, outlines: Outlines) -> Sequence[RowSkeleton]:
    """Give the rows of the formula's one table that its row name fits and that have amounts."""
    prefix = formula.names()[0].row.removesuffix("*")
    return outlines[formula.table_ids()[0]].rows_with(prefix)


def _codes(formula: Formula, outlines: Outlines) -> Sequence[str]:
    length = LEVELS.get(formula.level)
    return sorted(
        frozenset[str]().union(*(outlines[table_id].codes(length) for table_id in formula.table_ids()))
    )


def _parents(formula: Formula, outlines: Outlines) -> Sequence[RowSkeleton]:
    return outlines[formula.table_ids()[0]].parents()


def _nothing(_: Formula, __: Outlines) -> Sequence[None]:
    return (None,)


_BINDINGS: Final[Mapping[Quantifier, Callable[[Formula, Outlines], Sequence[Bound]]]] = {
    Quantifier.ONCE: _nothing,
    Quantifier.PARENT: _parents,
    Quantifier.ROW: _rows,
    Quantifier.CODE: _codes,
}
"""What a formula runs over."""
