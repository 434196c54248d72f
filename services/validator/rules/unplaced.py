"""Amounts whose column is open, as parts of an equation.

Where every column in which such an amount may stand is a part of the same side of an equation, the amount takes part
in it, whichever column it is. Where only some are, the equation cannot be judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.validator.rules.view import DocumentView, Unplaced
from shared.rulebook.equation import CellRef, Equation, Term

PlacedAmount = tuple[CellRef, Decimal]
"""An amount with the first of the cells in which it may stand."""


@dataclass(frozen=True, slots=True)
class Wandering:
    """An amount that counts on the left (1), on the right (-1) or nowhere (0) in an equation, as it may stand."""

    table_id: str
    value: Decimal
    weights: frozenset[int]


@dataclass(frozen=True, slots=True)
class UnplacedOf:
    """The amounts without a column that take part in an equation."""

    left: tuple[PlacedAmount, ...] = ()
    """Those that stand in one of the left cells, whichever it is."""
    right: tuple[PlacedAmount, ...] = ()
    hiding: CellRef | None = None
    """A blank cell that may hold an amount which may as well stand outside this side."""
    wandering: tuple[Wandering, ...] = ()
    """The amounts that may stand in such cells, each with what it may count."""


NONE = UnplacedOf()


def unplaced_of(view: DocumentView, equation: Equation) -> UnplacedOf:
    """Give the amounts without a column that an equation has to do with."""
    if not view.open_rows:
        return NONE
    rows = dict.fromkeys([ref[:2] for ref in equation.cells()])
    if view.open_rows.isdisjoint(rows):
        return NONE
    open_rows = [(row, [amount for amount in view.unplaced(*row) if amount.columns]) for row in rows]
    if not any(amounts for _, amounts in open_rows):
        return NONE
    left: list[PlacedAmount] = []
    right: list[PlacedAmount] = []
    hiding: CellRef | None = None
    wandering: list[Wandering] = []
    for row, amounts in open_rows:
        for amount in amounts:
            on_left, on_right = (_hits(side, row, amount) for side in (equation.left, equation.right))
            if len(on_left) == len(amount.columns) and not on_right:
                left.append((on_left[0], amount.value))
            elif len(on_right) == len(amount.columns) and not on_left:
                right.append((on_right[0], amount.value))
            elif on_left or on_right:
                hiding = (on_left or on_right)[0]
                wandering.append(_wandering(equation, row, amount))
    return UnplacedOf(tuple(left), tuple(right), hiding, tuple(wandering))


def _wandering(equation: Equation, row: tuple[str, int], amount: Unplaced) -> Wandering:
    """Give what an amount may count in an equation: in each of its columns the weight of the cell there."""
    weights: set[int] = set()
    for column_key in amount.columns:
        ref = CellRef(*row, column_key)
        here = {term.weight for term in equation.left if term.cell == ref}
        here |= {-term.weight for term in equation.right if term.cell == ref}
        weights |= here or {0}
    return Wandering(row[0], amount.value, frozenset(weights))


def _hits(side: Sequence[Term], row: tuple[str, int], amount: Unplaced) -> list[CellRef]:
    """Give the cells of a side in which the amount may stand, where they count with their sign."""
    cells = [term.cell for term in side if term.weight == 1]
    return [ref for ref in cells if (ref.table_id, ref.row_no) == row and ref.column_key in amount.columns]
