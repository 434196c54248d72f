"""From relations and row skeletons to equations over cells.

In come the relations of the rulebook and the skeletons of a document's tables; out go the equations that these rows
make, and the reason for each relation that the tables offer but that cannot be put up. Filled cells play no part.

How a name finds its rows:
- a code that a table does not print stands for the highest rows printed below it (a form that prints items only has its
  classes all the same), and for zero where the table prints other codes of that depth;
- a total row that is not printed stands for the row of the department that heads all others, else, in a relation
  *between* tables, for the sum of the table's highest rows;
- a column that a table does not print stands for its parts (`columns.py`);
- every cell of a table that is declared empty is zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.rulebook.columns import spelled_out
from shared.rulebook.equation import CellRef, Comparison, Equation, Term
from shared.rulebook.formula import (
    ANY_CODE,
    CHILDREN,
    EACH,
    LEVELS,
    PARENT,
    TOP,
    TOTAL,
    CellName,
    Formula,
    Quantifier,
)
from shared.rulebook.prescribed import find
from shared.rulebook.relation import Family, Relation
from shared.rulebook.skeleton import Outline, RowSkeleton, TableSkeleton


class Obstacle(StrEnum):
    """Why a relation cannot be put up."""

    TABLE_MISSING = "table_missing"
    """The document does not have the table."""
    NO_ROWS = "no_rows"
    """The table has no rows, and nothing declares it empty."""
    ROW_NOT_PRINTED = "row_not_printed"
    COLUMN_NOT_PRINTED = "column_not_printed"
    NO_ROWS_BELOW = "no_rows_below"
    """The row has nothing below it, though the table prints deeper codes elsewhere."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """A relation that the tables offer but that cannot be put up, once for each reason."""

    rule_id: str
    obstacle: Obstacle
    table_id: str
    row_code: str | None = None
    column_key: str | None = None

    @property
    def reason(self) -> str:
        """The reason in English."""
        place = f"{self.table_id} row {self.row_code}" if self.row_code else self.table_id
        return {
            Obstacle.TABLE_MISSING: f"{self.table_id} is not in the document",
            Obstacle.NO_ROWS: f"{self.table_id} has no rows and nothing declares it empty",
            Obstacle.ROW_NOT_PRINTED: f"{place} is not printed",
            Obstacle.COLUMN_NOT_PRINTED: f"{self.table_id} has no column {self.column_key}",
            Obstacle.NO_ROWS_BELOW: f"{place} has no rows below it, other rows have",
        }[self.obstacle]


@dataclass(frozen=True, slots=True)
class Instances:
    """What the relations become over the rows of one document."""

    equations: tuple[Equation, ...]
    blocked: tuple[Blocked, ...]


class _Stuck(Exception):  # noqa: N818 - control flow inside this module, never seen outside
    def __init__(self, obstacle: Obstacle, name: CellName, column: str | None = None) -> None:
        self.obstacle, self.name, self.column = obstacle, name, column


class _NotOffered(Exception):  # noqa: N818 - control flow inside this module, never seen outside
    pass


Found = tuple[RowSkeleton, ...] | None
"""The rows that a name stands for: none of them means zero, None means not printed."""


def instantiate(
    relations: Iterable[Relation],
    tables: Mapping[str, TableSkeleton | Outline],
    profile: str | None = None,
) -> Instances:
    """Put up every relation over the rows of a document.

    `tables` holds the skeletons by table id, or outlines where they are known already. `profile` leaves out relations
    that only other layouts promise. Equations come in the order of the relations; cells stand in the order of the
    formula and of printing.
    """
    outlines = {
        table_id: table if isinstance(table, Outline) else Outline(table)
        for table_id, table in tables.items()
    }
    equations: list[Equation] = []
    blocked: dict[Blocked, None] = {}
    for relation in relations:
        if relation.profiles and profile is not None and profile not in relation.profiles:
            continue
        put_up = _PutUp(relation.id, relation.parsed, outlines, may_derive=relation.family is Family.BETWEEN)
        for made in put_up.run():
            if isinstance(made, Equation):
                equations.append(made)
            else:
                blocked[made] = None
    return Instances(tuple(equations), tuple(blocked))


def resolve(
    rule_id: str, side: Sequence[CellName], outlines: Mapping[str, Outline], code: str | None = None
) -> tuple[Term, ...] | Blocked | None:
    """Give the cells that a sum of names stands for, with `code` for the rows of that name.

    A total row that is not printed is replaced by its parts. Gives Blocked where the tables cannot say, and None where
    they do not detail that far.
    """
    for name in side:
        outline = outlines.get(name.table_id)
        if outline is None:
            return Blocked(rule_id, Obstacle.TABLE_MISSING, name.table_id)
        if not outline.table.rows and not outline.table.empty:
            return Blocked(rule_id, Obstacle.NO_ROWS, name.table_id)
    formula = Formula(tuple(side), (), Comparison.EQUAL, Quantifier.CODE if code else Quantifier.ONCE)
    put_up = _PutUp(rule_id, formula, outlines, may_derive=True)
    try:
        return put_up.terms(side, code, EACH)
    except _NotOffered:
        return None
    except _Stuck as stuck:
        return put_up.blocked(stuck, code)


class _PutUp:
    """One formula over the outlines of one document."""

    def __init__(
        self, rule_id: str, formula: Formula, outlines: Mapping[str, Outline], *, may_derive: bool
    ) -> None:
        self.rule_id = rule_id
        self.formula = formula
        self.may_derive = may_derive
        self.outlines = outlines
        self._known: dict[CellName, tuple[RowSkeleton, ...]] = {}
        """The rows of each name for what the formula runs over at the moment: the same in every column."""

    def run(self) -> Iterator[Equation | Blocked]:
        present = [table_id for table_id in self.formula.table_ids() if table_id in self.outlines]
        if not present:
            return
        for table_id in self.formula.table_ids():
            if table_id not in self.outlines:
                yield Blocked(self.rule_id, Obstacle.TABLE_MISSING, table_id)
                return
        for table_id in present:
            table = self.outlines[table_id].table
            if not table.rows and not table.empty:
                yield Blocked(self.rule_id, Obstacle.NO_ROWS, table_id)
                return
        for bound in self._bindings():
            self._known.clear()
            for column in self._columns():
                yield from self._equation(bound, column)
        yield from self._leaves()

    def _bindings(self) -> Iterator[str | RowSkeleton | None]:
        """Give what the formula runs over: nothing, the rows, or the codes, one after the other."""
        first = self.outlines[self.formula.table_ids()[0]]
        match self.formula.quantifier:
            case Quantifier.ONCE:
                yield None
            case Quantifier.PARENT:
                yield from first.parents()
            case Quantifier.ROW:
                prefix = next(name.row for name in self.formula.names()).removesuffix("*")
                rows = (row for row in first.table.rows if row.has_amounts)
                yield from (row for row in rows if row.row_code.startswith(prefix))
            case Quantifier.CODE:
                yield from self._codes()

    def _codes(self) -> Iterable[str]:
        level = next(name.row for name in self.formula.names() if name.row == ANY_CODE or name.row in LEVELS)
        length = LEVELS.get(level)
        codes = {code for table_id in self.formula.table_ids() for code in self.outlines[table_id].codes()}
        if length is not None:
            codes = {code[:length] for code in codes if len(code) >= length}
        return sorted(codes)

    def _columns(self) -> Iterable[str]:
        moving = next((name.column for name in self.formula.names() if name.moves_column), None)
        if moving is None:
            return (EACH,)
        tables = [self.outlines[table_id].table for table_id in self.formula.table_ids()]
        wanted = tables[0].column_keys if moving == EACH else moving.split("|")
        printed = [key for key in wanted if all(key in table.column_keys for table in tables)]
        return [key for key in printed if not all(table.is_blank(key) for table in tables)]

    def _equation(self, bound: str | RowSkeleton | None, column: str) -> Iterator[Equation | Blocked]:
        try:
            left = self.terms(self.formula.left, bound, column)
            right = self.terms(self.formula.right, bound, column)
        except _NotOffered:
            return
        except _Stuck as stuck:
            if self._offered(bound, column):
                yield self.blocked(stuck, bound)
            return
        if (left or right) and set(left) != set(right):
            yield Equation(self.rule_id, left, right, self.formula.comparison)

    def blocked(self, stuck: _Stuck, bound: str | RowSkeleton | None) -> Blocked:
        """Give the obstacle that a name met, with the row that was looked for."""
        row: str | None = bound if isinstance(bound, str) else bound.row_code if bound else stuck.name.row
        if stuck.obstacle is Obstacle.COLUMN_NOT_PRINTED:
            row = None
        return Blocked(self.rule_id, stuck.obstacle, stuck.name.table_id, row, stuck.column)

    def _offered(self, bound: str | RowSkeleton | None, column: str) -> bool:
        """Tell whether the tables offer the relation at all: what a form does not have, it does not promise.

        Within a table a whole without any of its parts promises nothing; everything else that is printed on one side
        alone has lost its counterpart.
        """
        sides = (self.formula.right, self.formula.left) if self.may_derive else (self.formula.right,)
        return any(self._prints(name, bound, column) for side in sides for name in side)

    def _prints(self, name: CellName, bound: str | RowSkeleton | None, column: str) -> bool:
        try:
            return bool(self.terms((name,), bound, column)) or self.outlines[name.table_id].table.empty
        except (_Stuck, _NotOffered):
            return False

    def terms(
        self, side: Iterable[CellName], bound: str | RowSkeleton | None, column: str
    ) -> tuple[Term, ...]:
        """Give the terms of one side; parts whose column the table does not print are no part of the form."""
        terms: list[Term] = []
        lacking: _Stuck | None = None
        printed = 0
        for name in side:
            table = self.outlines[name.table_id].table
            key = column if name.moves_column else name.column
            keys = spelled_out(key, table.column_keys) or ((key,) if table.empty else ())
            if not keys:
                lacking = _Stuck(Obstacle.COLUMN_NOT_PRINTED, name, key)
                continue
            printed += 1
            rows = self._rows(name, bound)
            terms += (
                Term(CellRef(name.table_id, row.row_no, key), name.weight)
                for key in keys
                for row in rows
                if row.has_column(key)
            )
        if lacking is not None and not printed:
            raise lacking
        return tuple(terms)

    def _rows(self, name: CellName, bound: str | RowSkeleton | None) -> tuple[RowSkeleton, ...]:
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._search(name, bound)
        return known

    def _search(self, name: CellName, bound: str | RowSkeleton | None) -> tuple[RowSkeleton, ...]:
        outline = self.outlines[name.table_id]
        if outline.table.empty and not outline.table.rows:
            return ()
        prescribed = find(name.row, outline.with_code)
        if prescribed is not None:
            if not prescribed and not name.optional:
                raise _NotOffered
            return prescribed
        found = self._find(name, outline, bound)
        if found is None:
            if name.optional or outline.table.empty:
                return ()
            raise _Stuck(Obstacle.ROW_NOT_PRINTED, name)
        return found

    def _find(self, name: CellName, outline: Outline, bound: str | RowSkeleton | None) -> Found:
        if name.row == CHILDREN and isinstance(bound, RowSkeleton):
            return outline.children(bound)
        if name.row == TOP:
            return outline.tops or None
        if isinstance(bound, RowSkeleton) and (name.row == PARENT or name.row.endswith("*")):
            return (bound,)
        if isinstance(bound, str) and (name.row == ANY_CODE or name.row in LEVELS):
            return _by_code(outline, bound)
        return self._with_code(name.row, outline)

    def _with_code(self, code: str, outline: Outline) -> Found:
        if code == TOTAL:
            return outline.with_code(TOTAL) or outline.in_place_of_total or self._derived(outline)
        return _by_code(outline, code) if code.isdigit() else outline.with_code(code) or None

    def _derived(self, outline: Outline) -> Found:
        derivable = self.may_derive and not outline.has_fixed_rows
        return (outline.tops or None) if derivable else None

    def _leaves(self) -> Iterator[Blocked]:
        """Give the rows that should have rows below them and have none."""
        if self.formula.quantifier is Quantifier.PARENT:
            name = self.formula.names()[0]
            for row in self.outlines[name.table_id].childless():
                yield Blocked(self.rule_id, Obstacle.NO_ROWS_BELOW, name.table_id, row.row_code)


def _by_code(outline: Outline, code: str) -> Found:
    """Give the rows for a classification code: its own, those below it, or none where the table would print it."""
    rows = outline.with_code(code) or outline.below_code(code)
    if rows or outline.depth >= len(code) or outline.table.empty:
        return rows
    raise _NotOffered
