"""Placing amounts whose column the page does not show: what the equations of the document leave possible.

A text extract prints the amounts of a row in order and drops the blank cells, so an amount may belong to
several columns. Every row then has a set of placements (its amounts laid on its columns in order). The
relations of the rulebook, put up over all rows of all tables, rule placements out: bounds of each equation
are propagated until nothing changes, then each placement that is left is tried and dropped where it leads to
a contradiction. Rows that were lost from the document take part as unknown amounts. What all remaining
placements agree on is forced; the rest stays open and is reported.

Where equations contradict each other, the document is wrong in one of the figures that they name, and nobody
can say in which. The smallest set of equations that still contradicts is set aside whole, and the search
begins anew without it: a printed fault must not force other amounts into columns. Where so many of a table's own
equations contradict that no printed fault explains it, its columns or rows are others than was thought: all stays open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from math import comb

from services.extractor.tables.draft import DraftRow, DraftTable
from services.extractor.tables.propagation import Constraint, ContradictionError, Propagation, System
from shared.model.money import Unit, decimals, half_unit, to_yuan
from shared.rulebook import CellRef, Comparison, Equation

_PER_YUAN = 10_000
"""Amounts are whole numbers of a hundredth of a fen here, so that half a unit of the last place is whole too."""
_MAX_PLACEMENTS = 5_000
"""A row that could be laid in more ways than this stays open: trying them costs more than it tells."""

_LEAST_CONTRADICTED, _PART_CONTRADICTED = 4, 0.25
"""So many, and so great a part, of the equations within a table fail where it is not read as it is printed."""

Placement = tuple[int, ...]
"""For each amount of a row, the index of its column."""


@dataclass(slots=True)
class _Variable:
    """A row whose amounts are to be placed: its columns and, for each equation, what each placement contributes."""

    row: DraftRow
    columns: tuple[str, ...]
    amounts: tuple[int, ...]
    placements: list[Placement]


def place_amounts(
    tables: Sequence[DraftTable],
    equations: Iterable[Equation],
    unit: Mapping[str, Unit],
    *,
    is_one_form: bool = True,
) -> None:
    """Decide the columns of all amounts that have none, as far as the equations force them.

    Fills `columns` (None where it stays open), `candidates` and `inferred` of the rows. `unit` gives each
    table's unit. The first amount of a row goes to the first column where the form begins with the row's
    total. `is_one_form`: the columns are prescribed, so that equations that fail are faults of the document.
    """
    problem = _Problem(tables, tuple(equations), unit)
    for variable, left in zip(problem.variables, problem.solve(), strict=True):
        _settle(variable, left)
    misread = set() if is_one_form else problem.contradicted()
    for table in tables:
        if table.definition.table_id in misread:
            for row in table.rows:
                row.columns = [None] * len(row.amounts)
                row.candidates = []


def _settle(variable: _Variable, left: Sequence[Placement]) -> None:
    """Write down what the remaining placements of a row agree on."""
    row = variable.row
    row.inferred = True
    for index in range(len(variable.amounts)):
        possible = sorted({placement[index] for placement in left})
        keys = tuple(variable.columns[column] for column in possible)
        row.candidates.append(keys)
        if len(keys) == 1 or (index == 0 and keys[0] == "total"):
            row.columns[index] = keys[0]


class _Problem:
    """The rows and equations of one document as variables and constraints."""

    def __init__(
        self, tables: Sequence[DraftTable], equations: Sequence[Equation], unit: Mapping[str, Unit]
    ) -> None:
        self.unit = unit
        self.variables: list[_Variable] = []
        self._owner: dict[tuple[str, int], int] = {}
        self._known: dict[CellRef, int] = {}
        self._amounts_laid: dict[tuple[int, str], list[int]] = {}
        self._printed: set[tuple[str, int]] = set()
        """The rows whose amounts are known by column or to be placed; the cells of all others are unknown."""
        self._half_unit = {table.definition.table_id: self._half(table) for table in tables}
        for table in tables:
            for row in table.rows:
                self._take_row(table, row)
        self._unknown_cells: dict[CellRef, int] = {}
        self._equations = equations
        constraints = [self._constraint(equation) for equation in equations]
        sizes = [len(variable.placements) for variable in self.variables]
        self.system = System.of(constraints, sizes, len(self._unknown_cells))
        self.active = {
            index for index, constraint in enumerate(constraints) if constraint.parts or constraint.unknowns
        }
        self._failed = [
            index
            for index, constraint in enumerate(constraints)
            if index not in self.active and not constraint.holds_as_it_stands()
        ]

    def _scaled(self, table_id: str, value: Decimal) -> int:
        return int(to_yuan(value, self.unit[table_id]) * _PER_YUAN)

    def _half(self, table: DraftTable) -> int:
        """Half a unit of the finest printed place of a table, 0.005 万元 where nothing is printed."""
        places = max((decimals(amount.value) for row in table.rows for amount in row.amounts), default=2)
        return self._scaled(table.definition.table_id, half_unit(places))

    def _take_row(self, table: DraftTable, row: DraftRow) -> None:
        table_id = table.definition.table_id
        if None not in row.columns:
            self._printed.add((table_id, row.row_no))
            for amount, column in zip(row.amounts, row.columns, strict=True):
                if column is not None:
                    self._known[CellRef(table_id, row.row_no, column)] = self._scaled(table_id, amount.value)
            return
        if row.is_fixed:
            return
        columns = tuple(column.key for column in table.side(row).columns)
        if not 0 < comb(len(columns), len(row.amounts)) <= _MAX_PLACEMENTS:
            return
        self._printed.add((table_id, row.row_no))
        placements = list(combinations(range(len(columns)), len(row.amounts)))
        self._owner[table_id, row.row_no] = len(self.variables)
        amounts = tuple(self._scaled(table_id, amount.value) for amount in row.amounts)
        self.variables.append(_Variable(row, columns, amounts, placements))

    def _constraint(self, equation: Equation) -> Constraint:
        terms = [(term.cell, term.weight) for term in equation.left]
        terms += [(term.cell, -term.weight) for term in equation.right]
        constraint = Constraint(
            constant=0,
            fixed_terms=0,
            half_unit=max((self._half_unit.get(cell.table_id, 0) for cell, _ in terms), default=0),
            at_most=equation.comparison is Comparison.AT_MOST,
            parts={},
            unknowns=[],
        )
        for cell, weight in terms:
            self._add_term(constraint, cell, weight)
        return constraint

    def _add_term(self, constraint: Constraint, cell: CellRef, weight: int) -> None:
        owner = self._owner.get((cell.table_id, cell.row_no))
        if owner is not None:
            laid = self._laid(owner, cell.column_key)
            sums = constraint.parts.get(owner)
            if sums is None:
                constraint.parts[owner] = [weight * amount for amount in laid]
            else:
                constraint.parts[owner] = [
                    before + weight * amount for before, amount in zip(sums, laid, strict=True)
                ]
        elif (cell.table_id, cell.row_no) in self._printed:
            value = self._known.get(cell, 0)
            constraint.constant += weight * value
            constraint.fixed_terms += value != 0
        else:
            index = self._unknown_cells.setdefault(cell, len(self._unknown_cells))
            constraint.unknowns.append((index, weight))

    def _laid(self, owner: int, key: str) -> list[int]:
        """Give what each placement of a row lays in a column."""
        found = self._amounts_laid.get((owner, key))
        if found is None:
            variable = self.variables[owner]
            column = variable.columns.index(key) if key in variable.columns else -1
            found = [
                variable.amounts[placement.index(column)] if column in placement else 0
                for placement in variable.placements
            ]
            self._amounts_laid[owner, key] = found
        return found

    def solve(self) -> list[list[Placement]]:
        """Give the placements that remain possible for each variable."""
        while True:
            state = Propagation(self.system, self.active)
            try:
                state.propagate(self.active)
                state.weigh_sums()
                state.probe()
            except ContradictionError as contradiction:
                conflict = self._conflict(state.involved(contradiction.equation))
                self.active -= conflict
                self._failed += conflict
                continue
            return [
                [variable.placements[index] for index in domain]
                for variable, domain in zip(self.variables, state.domains, strict=True)
            ]

    def contradicted(self) -> set[str]:
        """Give the tables of whose own equations more fail than printed faults make fail."""
        own = Counter(self._own_table(index) for index in range(len(self._equations)))
        failed = Counter(self._own_table(index) for index in self._failed)
        return {
            table_id
            for table_id, count in failed.items()
            if table_id and count >= max(_LEAST_CONTRADICTED, _PART_CONTRADICTED * own[table_id])
        }

    def _own_table(self, index: int) -> str:
        """Give the table that an equation speaks of, nothing where it speaks of several."""
        equation = self._equations[index]
        tables = {term.cell.table_id for term in (*equation.left, *equation.right)}
        return tables.pop() if len(tables) == 1 else ""

    def _conflict(self, suspects: set[int]) -> set[int]:
        """Give a smallest part of the suspects that contradicts by itself: each is left out in turn where it can be."""
        conflict = set(suspects)
        for index in sorted(suspects):
            rest = conflict - {index}
            if not self._holds(rest):
                conflict = rest
        return conflict

    def _holds(self, equations: set[int]) -> bool:
        try:
            Propagation(self.system, equations).propagate(equations)
        except ContradictionError:
            return False
        return True
