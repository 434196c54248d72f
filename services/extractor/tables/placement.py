"""Placing amounts whose column the page does not show: what the equations of the document leave possible.

A text extract prints the amounts of a row in order and drops the blank cells, so an amount may belong to
several columns. Every row then has a set of placements (its amounts laid on its columns in order). The
relations of the rulebook, put up over all rows of all tables, rule placements out: bounds of each equation
are propagated until nothing changes, then each placement that is left is tried and dropped where it leads to
a contradiction. Rows that were lost from the document take part as unknown amounts. What all remaining
placements agree on is forced; the rest stays open and is reported.

Where equations contradict each other, the document is wrong in one of the figures that they name, and nobody
can say in which. The smallest set of equations that still contradicts is set aside whole, and the search
begins anew without it: a printed fault must not force other amounts into columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from services.extractor.tables.draft import DraftRow, DraftTable
from shared.model.money import Unit, decimals, to_yuan
from shared.rulebook import CellRef, Comparison, Equation

_PER_YUAN = 10_000
"""Amounts are whole numbers of a hundredth of a fen here, so that half a unit of the last place is whole too."""
_UNKNOWN = 10**18
_MAX_PLACEMENTS = 20_000
_MAX_PROBED = 400

Placement = tuple[int, ...]
"""For each amount of a row, the index of its column."""


class _ContradictionError(Exception):
    def __init__(self, equation: int) -> None:
        self.equation = equation


@dataclass(slots=True)
class _Variable:
    """A row whose amounts are to be placed: its columns and, for each equation, what each placement contributes."""

    row: DraftRow
    columns: tuple[str, ...]
    amounts: tuple[int, ...]
    placements: list[Placement]


@dataclass(slots=True)
class _Constraint:
    """An equation as `low ≤ constant + Σ variables + Σ unknown cells ≤ high` (low is open for "at most")."""

    constant: int
    fixed_terms: int
    half_unit: int
    at_most: bool
    parts: dict[int, list[int]]
    """Variable → contribution of each of its placements."""
    unknowns: list[tuple[int, int]]
    """Unknown cell → weight."""


def place_amounts(
    tables: Sequence[DraftTable], equations: Iterable[Equation], unit: Mapping[str, Unit]
) -> None:
    """Decide the columns of all amounts that have none, as far as the equations force them.

    Fills `columns` (None where it stays open), `candidates` and `inferred` of the rows. `unit` gives each
    table's unit. The first amount of a row goes to the first column where the form begins with the row's
    total.
    """
    problem = _Problem(tables, tuple(equations), unit)
    for variable, left in zip(problem.variables, problem.solve(), strict=True):
        _settle(variable, left)


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
        self._printed: set[tuple[str, int]] = set()
        self._half_unit = {table.definition.table_id: self._half(table) for table in tables}
        for table in tables:
            for row in table.rows:
                self._take_row(table, row)
        self._unknown_cells: dict[CellRef, int] = {}
        self.constraints = [self._constraint(equation) for equation in equations]
        self.active = {
            index
            for index, constraint in enumerate(self.constraints)
            if constraint.parts or constraint.unknowns
        }
        self.by_variable: list[list[int]] = [[] for _ in self.variables]
        self.by_unknown: list[list[int]] = [[] for _ in self._unknown_cells]
        for index, constraint in enumerate(self.constraints):
            for variable in constraint.parts:
                self.by_variable[variable].append(index)
            for cell, _ in constraint.unknowns:
                self.by_unknown[cell].append(index)

    def _scaled(self, table_id: str, value: Decimal) -> int:
        return int(to_yuan(value, self.unit[table_id]) * _PER_YUAN)

    def _half(self, table: DraftTable) -> int:
        """Half a unit of the finest printed place of a table, 0.005 万元 where nothing is printed."""
        places = max((decimals(amount.value) for row in table.rows for amount in row.amounts), default=2)
        return self._scaled(table.definition.table_id, Decimal(5).scaleb(-places - 1))

    def _take_row(self, table: DraftTable, row: DraftRow) -> None:
        table_id = table.definition.table_id
        self._printed.add((table_id, row.row_no))
        if None not in row.columns:
            for amount, column in zip(row.amounts, row.columns, strict=True):
                if column is not None:
                    self._known[CellRef(table_id, row.row_no, column)] = self._scaled(table_id, amount.value)
            return
        columns = tuple(column.key for column in table.side(row).columns)
        if len(row.amounts) > len(columns):
            return
        placements = list(_placements(len(columns), len(row.amounts)))
        self._owner[table_id, row.row_no] = len(self.variables)
        amounts = tuple(self._scaled(table_id, amount.value) for amount in row.amounts)
        self.variables.append(_Variable(row, columns, amounts, placements))

    def _constraint(self, equation: Equation) -> _Constraint:
        terms = [(term.cell, term.weight) for term in equation.left]
        terms += [(term.cell, -term.weight) for term in equation.right]
        constraint = _Constraint(
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

    def _add_term(self, constraint: _Constraint, cell: CellRef, weight: int) -> None:
        owner = self._owner.get((cell.table_id, cell.row_no))
        if owner is not None:
            variable = self.variables[owner]
            sums = constraint.parts.setdefault(owner, [0] * len(variable.placements))
            for index, placement in enumerate(variable.placements):
                for column, amount in zip(placement, variable.amounts, strict=True):
                    if variable.columns[column] == cell.column_key:
                        sums[index] += weight * amount
        elif (cell.table_id, cell.row_no) in self._printed:
            value = self._known.get(cell, 0)
            constraint.constant += weight * value
            constraint.fixed_terms += value != 0
        else:
            index = self._unknown_cells.setdefault(cell, len(self._unknown_cells))
            constraint.unknowns.append((index, weight))

    def solve(self) -> list[list[Placement]]:
        """Give the placements that remain possible for each variable."""
        while True:
            state = _State(self, self.active)
            try:
                state.propagate(self.active)
                state.probe()
            except _ContradictionError as contradiction:
                self.active -= self._conflict(state.involved(contradiction.equation))
                continue
            return [
                [variable.placements[index] for index in domain]
                for variable, domain in zip(self.variables, state.domains, strict=True)
            ]

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
            _State(self, equations).propagate(equations)
        except _ContradictionError:
            return False
        return True


def _placements(columns: int, amounts: int) -> Iterator[Placement]:
    for count, placement in enumerate(combinations(range(columns), amounts)):
        if count >= _MAX_PLACEMENTS:
            return
        yield placement


class _State:
    """Domains of the variables and bounds of the unknown cells while constraints are propagated."""

    def __init__(self, problem: _Problem, active: Collection[int]) -> None:
        self.problem = problem
        self.active = active
        self.narrowed: dict[int, set[int]] = {}
        """Variable (or unknown cell, as -1 - cell) → the constraints that narrowed it."""
        self.domains: list[list[int]] = [
            list(range(len(variable.placements))) for variable in problem.variables
        ]
        self.bounds: list[tuple[int, int]] = [(0, _UNKNOWN) for _ in problem.by_unknown]

    def propagate(self, start: Iterable[int]) -> None:
        """Apply constraints until none of them narrows anything. Raises _ContradictionError."""
        waiting = dict.fromkeys(start)
        while waiting:
            index = next(iter(waiting))
            del waiting[index]
            if index in self.active:
                for other in self._apply(index):
                    waiting[other] = None

    def _apply(self, index: int) -> Iterator[int]:
        """Narrow what one constraint speaks of; give the constraints that may now narrow more."""
        constraint = self.problem.constraints[index]
        low, high, tolerance = self._range(constraint)
        if low > tolerance or (high < -tolerance and not constraint.at_most):
            raise _ContradictionError(index)
        for variable, sums in constraint.parts.items():
            domain = self.domains[variable]
            if len(domain) == 1:
                continue
            least, most = min(sums[i] for i in domain), max(sums[i] for i in domain)
            kept = [
                i
                for i in domain
                if low - least + sums[i] <= tolerance
                and (constraint.at_most or high - most + sums[i] >= -tolerance)
            ]
            if not kept:
                raise _ContradictionError(index)
            if len(kept) < len(domain):
                self.domains[variable] = kept
                self.narrowed.setdefault(variable, set()).add(index)
                yield from self.problem.by_variable[variable]
        for cell, weight in constraint.unknowns:
            if self._narrow_unknown(constraint, cell, weight):
                self.narrowed.setdefault(-1 - cell, set()).add(index)
                yield from self.problem.by_unknown[cell]

    def _range(self, constraint: _Constraint) -> tuple[int, int, int]:
        """Give the least and greatest value of a constraint's sum, and the rounding that it must be allowed."""
        low = high = constraint.constant
        terms = constraint.fixed_terms
        for variable, sums in constraint.parts.items():
            values = [sums[i] for i in self.domains[variable]]
            least, most = min(values), max(values)
            low, high = low + least, high + most
            terms += bool(least or most)
        for cell, weight in constraint.unknowns:
            least, most = sorted(weight * bound for bound in self.bounds[cell])
            low, high = low + least, high + most
            terms += 1
        return low, high, constraint.half_unit * terms

    def _narrow_unknown(self, constraint: _Constraint, cell: int, weight: int) -> bool:
        low, high, tolerance = self._range(constraint)
        least, most = sorted(weight * bound for bound in self.bounds[cell])
        # weight·cell lies between -tolerance - (greatest of the others) and tolerance - (least of the
        # others).
        upper = tolerance - (low - least)
        lower = -_UNKNOWN if constraint.at_most else -tolerance - (high - most)
        new_low, new_high = sorted((lower * weight, upper * weight))
        old = self.bounds[cell]
        new = (max(old[0], new_low), min(old[1], new_high))
        if new == old or new[0] > new[1]:
            return False
        self.bounds[cell] = new
        return True

    def involved(self, index: int) -> set[int]:
        """Give the constraints that had a part in a contradiction: it, and all that narrowed what it speaks of."""
        found, waiting = {index}, [index]
        while waiting:
            constraint = self.problem.constraints[waiting.pop()]
            names = [*constraint.parts, *(-1 - cell for cell, _ in constraint.unknowns)]
            for other in {other for name in names for other in self.narrowed.get(name, ())} - found:
                found.add(other)
                waiting.append(other)
        return found

    def probe(self) -> None:
        """Try every placement that is left; drop those that lead to a contradiction, until none is dropped."""
        changed = True
        while changed:
            changed = False
            open_variables = [v for v, domain in enumerate(self.domains) if len(domain) > 1]
            if sum(len(self.domains[v]) for v in open_variables) > _MAX_PROBED:
                return
            for variable in open_variables:
                changed = self._probe_variable(variable) or changed

    def _probe_variable(self, variable: int) -> bool:
        domain = self.domains[variable]
        kept = [index for index in domain if self._stands(variable, index)]
        if not kept or len(kept) == len(domain):
            # Where every placement contradicts, a fault of the document shows: nothing is concluded from it.
            return False
        self.domains[variable] = kept
        self.propagate(self.problem.by_variable[variable])
        return True

    def _stands(self, variable: int, index: int) -> bool:
        trial = _State(self.problem, self.active)
        trial.domains = [list(domain) for domain in self.domains]
        trial.bounds = list(self.bounds)
        trial.domains[variable] = [index]
        try:
            trial.propagate(self.problem.by_variable[variable])
        except _ContradictionError:
            return False
        return True
