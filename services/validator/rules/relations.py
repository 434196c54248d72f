"""Judging relations: each equation held, broken or not checkable, by interval arithmetic over printed figures.

In comes the view of a document, out go the judged equations; `relation_findings` makes checks and findings of them, and
`confirmation` asks which tables they confirm.

One refinement of the interval test: an equation between one printed amount and another, with the same precision and
unit, restates the amount and must agree to the last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.validator.rules.check import Message
from services.validator.rules.intervals import ZERO, Interval, around, tidy
from services.validator.rules.row_puzzle import RowKey, hopeless_rows
from services.validator.rules.unplaced import PlacedAmount, UnplacedOf, Wandering, unplaced_of
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import cells
from shared.model.finding import Outcome
from shared.model.money import Unit, to_yuan
from shared.rulebook.equation import CellRef, Comparison, Equation, Term
from shared.rulebook.instantiate import Blocked, instantiate


@dataclass(frozen=True, slots=True)
class Judged:
    """An equation with its outcome. Sums are in `unit`, that of the first cell's table."""

    equation: Equation
    outcome: Outcome
    left: Decimal
    right: Decimal
    tolerance: Decimal
    unit: Unit
    restates: bool
    """True where both sides are one printed amount."""
    reason: Message | None = None
    """Why it could not be checked."""

    @property
    def difference(self) -> Decimal:
        """The whole minus its parts."""
        return self.left - self.right


@dataclass(frozen=True, slots=True)
class RelationResult:
    """All relations over one document."""

    judged: tuple[Judged, ...]
    blocked: tuple[Blocked, ...]


def judge_relations(view: DocumentView) -> RelationResult:
    """Put up every relation over the document's rows and judge each equation in which an amount is printed."""
    made = instantiate(view.relations, view.outlines)
    hopeless = hopeless_rows(view, made.equations)
    results = (judge(view, equation, hopeless) for equation in made.equations)
    judged = tuple(result for result in results if result is not None)
    return RelationResult(judged, made.blocked)


def judge(view: DocumentView, equation: Equation, hopeless: frozenset[RowKey] = frozenset()) -> Judged | None:
    """Judge one equation; None where no cell of it is printed, so that nothing takes part."""
    refs = equation.cells()
    placed = unplaced_of(view, equation)
    if not (placed.left or placed.right or placed.hiding or view.prints_any(refs)):
        return None
    unit = view.unit(refs[0].table_id)
    left = _sum(view, equation.left, unit, placed.left)
    right = _sum(view, equation.right, unit, placed.right)
    restates = _restates(view, equation, placed)
    outcome = _compare(equation.comparison, left, right, exact=restates)
    if placed.hiding is not None and not _twice(view, equation):
        found = _closest(view, placed.wandering, left - right, unit)
        rows = {(ref.table_id, ref.row_no) for ref in refs}
        is_open = found is None or Decimal(0) in found
        if (
            equation.comparison is Comparison.EQUAL
            and found is not None
            and (not is_open or rows <= hopeless)
        ):
            return _hopeless(equation, found, right, unit)
    reason = _obstacle(view, equation, placed.hiding, outcome)
    if reason is not None:
        outcome = Outcome.NOT_CHECKABLE
    tolerance = Decimal(0) if restates else tidy(left.radius + right.radius)
    return Judged(equation, outcome, left.middle, right.middle, tolerance, unit, restates, reason)


_MOST_SUMS = 1024
"""So many sums of amounts without a column are tried; with more nothing is said."""


def _closest(
    view: DocumentView, wandering: Sequence[Wandering], difference: Interval, unit: Unit
) -> Interval | None:
    """Give the difference of an equation that is nearest to zero, wherever its amounts without a column stand.

    None where there are too many ways. Two amounts may be tried in one cell: what cannot hold then cannot hold at all.
    """
    sums = {difference.middle}
    radius = difference.radius
    for one in wandering:
        amount = _in_unit(view, around(one.value, view.half_unit(one.table_id)), one.table_id, unit)
        radius += amount.radius
        value = amount.middle
        sums = {made + weight * value for made in sums for weight in one.weights}
        if len(sums) > _MOST_SUMS:
            return None
    return around(min(sums, key=abs), radius)


def _hopeless(equation: Equation, difference: Interval, right: Interval, unit: Unit) -> Judged:
    """Give the judgement on an equation that holds in no way in which its open amounts may stand."""
    right_value = right.middle
    return Judged(
        equation,
        Outcome.BROKEN,
        right_value + difference.middle,
        right_value,
        tidy(difference.radius),
        unit,
        restates=False,
    )


def _twice(view: DocumentView, equation: Equation) -> CellRef | None:
    """Give the first cell of an equation that was read twice with different amounts."""
    return next((ref for ref in equation.cells() if ref in view.contradicted), None)


def _in_unit(view: DocumentView, found: Interval, table_id: str, unit: Unit) -> Interval:
    """Convert what a table's cell stands for into another unit."""
    own = view.unit(table_id)
    return found if own is unit else found.scaled(to_yuan(Decimal(1), own) / to_yuan(Decimal(1), unit))


def _sum(view: DocumentView, side: Sequence[Term], unit: Unit, unplaced: Sequence[PlacedAmount]) -> Interval:
    total = ZERO
    for term in side:
        if view.cell(term.cell) is None:
            continue
        found = _in_unit(view, view.interval(term.cell), term.cell.table_id, unit)
        total = total + found if term.weight == 1 else total - found
    for ref, value in unplaced:
        total += _in_unit(view, around(value, view.half_unit(ref.table_id)), ref.table_id, unit)
    return total


def _restates(view: DocumentView, equation: Equation, unplaced: UnplacedOf) -> bool:
    if equation.comparison is not Comparison.EQUAL:
        return False
    left = [term.cell for term in equation.left if view.cell(term.cell)] + [ref for ref, _ in unplaced.left]
    right = [term.cell for term in equation.right if view.cell(term.cell)] + [
        ref for ref, _ in unplaced.right
    ]
    if len(left) != 1 or len(right) != 1:
        return False
    same_unit = view.unit(left[0].table_id) is view.unit(right[0].table_id)
    return same_unit and view.half_unit(left[0].table_id) == view.half_unit(right[0].table_id)


def _compare(comparison: Comparison, left: Interval, right: Interval, *, exact: bool) -> Outcome:
    if exact:
        holds = left == right
    elif comparison is Comparison.EQUAL:
        holds = left.overlaps(right)
    else:
        holds = left.low <= right.high
    return Outcome.HELD if holds else Outcome.BROKEN


def _obstacle(
    view: DocumentView, equation: Equation, hiding: CellRef | None, outcome: Outcome
) -> Message | None:
    """Give what keeps an equation from being judged by what is printed in its cells."""
    if hiding is not None:
        name = cells(view, (Term(hiding),))
        return Message(f"{name.en} may hold an amount whose column is open", f"{name.zh}可能有栏目未定的金额")
    twice = _twice(view, equation)
    if twice is not None:
        name = cells(view, (Term(twice),))
        return Message(f"{name.en} was read twice with different amounts", f"{name.zh}两次识读的金额不同")
    sums_rows = len({ref.row_no for ref in equation.cells()}) > 2  # noqa: PLR2004 - a whole and several parts
    if outcome is Outcome.BROKEN and sums_rows:
        for ref in equation.cells():
            if view.unidentified(ref.table_id, ref.column_key):
                return Message(
                    f"{ref.table_id} has a row that maps to nothing", f"{ref.table_id} 中有无法识别的行"
                )
    return None
