"""Rows whose amounts have no column and fit into none: no way to place them lets the row's own relations hold.

Each relation alone may be closed by some placing of the open amounts; all relations of a row have to be closed by the
same. Where the ways can be tried and none does, the row disagrees with itself, whatever column each amount is in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.validator.rules.intervals import Interval
from services.validator.rules.view import DocumentView, Unplaced
from shared.rulebook.equation import Comparison, Equation

_MOST_WAYS = 20_000
"""So many placings of one row's amounts are tried; with more nothing is said."""
RowKey = tuple[str, int]


def hopeless_rows(view: DocumentView, equations: Iterable[Equation]) -> frozenset[RowKey]:
    """Give the rows, by table and number, whose open amounts no placing reconciles with the row's relations."""
    if not view.open_rows:
        return frozenset()
    own: dict[RowKey, list[Equation]] = defaultdict(list)
    for equation in equations:
        rows = {(ref.table_id, ref.row_no) for ref in equation.cells()}
        if len(rows) == 1 and equation.comparison is Comparison.EQUAL:
            own[rows.pop()].append(equation)
    return frozenset(row for row, found in own.items() if _is_hopeless(view, row, found))


def _is_hopeless(view: DocumentView, row: RowKey, equations: Sequence[Equation]) -> bool:
    amounts = [amount for amount in view.unplaced(*row) if amount.columns]
    if not amounts:
        return False
    ways = 1
    for amount in amounts:
        ways *= len(amount.columns)
    if ways > _MOST_WAYS:
        return False
    puzzle = [
        _summary(view, equation, frozenset(c for a in amounts for c in a.columns)) for equation in equations
    ]
    half = view.half_unit(row[0])
    return not any(all(_holds(one, placed, half) for one in puzzle) for placed in _placings(amounts, {}))


@dataclass(frozen=True, slots=True)
class _Summary:
    """An equation of one row: what its printed cells make, and what an amount counts in each open column."""

    printed: Interval
    weights: Mapping[str, int]


def _summary(view: DocumentView, equation: Equation, open_columns: frozenset[str]) -> _Summary:
    total = Interval(Decimal(0), Decimal(0))
    weights: dict[str, int] = {}
    signed = [(term, 1) for term in equation.left] + [(term, -1) for term in equation.right]
    for term, side in signed:
        weight = side * term.weight
        if view.cell(term.cell) is not None:
            total += view.interval(term.cell).scaled(Decimal(weight))
        elif term.cell.column_key in open_columns:
            weights[term.cell.column_key] = weight
    return _Summary(total, weights)


def _placings(amounts: Sequence[Unplaced], taken: Mapping[str, Decimal]) -> Iterator[Mapping[str, Decimal]]:
    """Give every way to put amounts into columns, no two into one."""
    if not amounts:
        yield taken
        return
    for column_key in sorted(amounts[0].columns - taken.keys()):
        yield from _placings(amounts[1:], {**taken, column_key: amounts[0].value})


def _holds(equation: _Summary, placed: Mapping[str, Decimal], half: Decimal) -> bool:
    made, radius = equation.printed.middle, equation.printed.radius
    for column_key, value in placed.items():
        if weight := equation.weights.get(column_key):
            made += weight * value
            radius += half
    return abs(made) <= radius
