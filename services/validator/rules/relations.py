"""Judging relations: each equation held, broken or not checkable, by interval arithmetic over printed figures.

In comes the view of a document, out go the judged equations; `relation_findings` makes checks and findings of them, and
`confirmation` asks which tables they confirm.

One refinement of the interval test: an equation between one printed amount and another, with the same precision and
unit, restates the amount and must agree to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from services.validator.rules.agreement import Agreement, agreement_of
from services.validator.rules.check import Message
from services.validator.rules.intervals import Interval, around, tidy
from services.validator.rules.row_puzzle import RowKey, hopeless_rows
from services.validator.rules.unplaced import NONE, PlacedAmount, UnplacedOf, Wandering, unplaced_of
from services.validator.rules.unprinted import unprinted_part
from services.validator.rules.view import DocumentView, Scales
from services.validator.rules.wording import cells, title_of
from shared.model.finding import Outcome
from shared.model.money import Unit, to_yuan
from shared.rulebook.equation import CellRef, Comparison, Equation, Term
from shared.rulebook.instantiate import put_up_all
from shared.rulebook.obstacle import Blocked
from shared.rulebook.put_up import PutUp


class Judged(NamedTuple):
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
    is_open: bool = False
    """True where amounts without a column take part: `left` is then what comes nearest to `right`, and not printed."""

    @property
    def difference(self) -> Decimal:
        """The whole minus its parts."""
        return self.left - self.right


class Over(NamedTuple):
    """One relation over one document."""

    agreement: Agreement | None
    """The equations that agree to the last digit, which are not written out; None where all are judged one by one."""
    judged: tuple[Judged, ...]
    """The others."""


@dataclass(frozen=True)
class RelationResult:
    """All relations over one document."""

    view: DocumentView
    relations: tuple[Over, ...]
    blocked: tuple[Blocked, ...]

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """Every equation, those that agree before the others of their relation."""
        return tuple(judged for over in self.relations for judged in (*self.agreed(over), *over.judged))

    def agreed(self, over: Over) -> Iterator[Judged]:
        """Write out the equations of a relation that agree to the last digit."""
        for equation in over.agreement.written_out() if over.agreement else ():
            judged = judge(self.view, equation)
            assert judged is not None  # noqa: S101 - it has an amount
            yield judged


_Sum = tuple[Decimal, Decimal, int, str]
"""What a side makes: its middle, what rounding leaves open around it, of how many amounts, the table of the last."""


def judge_relations(view: DocumentView) -> RelationResult:
    """Put up every relation over the document's rows and judge each equation in which an amount is printed."""
    made = list(put_up_all(view.relations, view.outlines))
    blocked = tuple(dict.fromkeys(one for relation in made for one in relation.blocked))
    if view.open_rows or view.contradicted:
        relations = tuple(_one_by_one(view, made))
    else:
        relations = tuple(_over(view, relation) for relation in made if relation.lefts)
    return RelationResult(view, relations, blocked)


def _over(view: DocumentView, relation: PutUp) -> Over:
    agreement = agreement_of(view, relation)
    judged = [judge(view, equation) for equation in agreement.others] if agreement.others else ()
    return Over(agreement, tuple(one for one in judged if one is not None) if judged else ())


def _one_by_one(view: DocumentView, relations: Sequence[PutUp]) -> Iterator[Over]:
    """Judge equations whose cells are not all that may take part in them."""
    equations = [list(relation.equations()) for relation in relations]
    hopeless = hopeless_rows(view, (equation for found in equations for equation in found))
    for found in equations:
        results = (judge(view, equation, hopeless) for equation in found)
        yield Over(None, tuple(result for result in results if result is not None))


def judge(view: DocumentView, equation: Equation, hopeless: frozenset[RowKey] = frozenset()) -> Judged | None:
    """Judge one equation; None where no cell of it is printed, so that nothing takes part."""
    placed = unplaced_of(view, equation) if view.open_rows else NONE
    unit = view.unit((equation.left or equation.right)[0].cell.table_id)
    values, scales = view.values, view.scales(unit)
    left = _sum(values, scales, equation.left, placed.left)
    right = _sum(values, scales, equation.right, placed.right)
    if not (left[2] or right[2] or placed.hiding):
        return None
    restates = left[2] == right[2] == 1 and _restates(view, equation, left, right)
    outcome = _compare(equation.comparison, left, right, exact=restates)
    if placed.hiding is not None and not _twice(view, equation):
        judged = _judged_open(view, equation, placed, left, right, hopeless)
        if judged is not None:
            return judged
    is_plain = outcome is Outcome.HELD and placed.hiding is None and not view.contradicted
    reason = None if is_plain else _obstacle(view, equation, placed.hiding, outcome)
    if reason is not None:
        outcome = Outcome.NOT_CHECKABLE
    tolerance = _NOTHING if restates else tidy(left[1] + right[1])
    return Judged(equation, outcome, tidy(left[0]), tidy(right[0]), tolerance, unit, restates, reason)


def _judged_open(  # noqa: PLR0917 - an equation with both its sides
    view: DocumentView,
    equation: Equation,
    placed: UnplacedOf,
    left: _Sum,
    right: _Sum,
    hopeless: frozenset[RowKey],
) -> Judged | None:
    """Judge an equation some of whose amounts have no column, where it holds in no way in which they may stand."""
    unit = view.unit(equation.first.table_id)
    difference = around(left[0] - right[0], left[1] + right[1])
    found = _closest(view, placed.wandering, difference, unit)
    if equation.comparison is not Comparison.EQUAL or found is None:
        return None
    rows = {(ref.table_id, ref.row_no) for ref in equation.cells()}
    is_open = _NOTHING in found
    return _hopeless(equation, found, right, unit) if not is_open or rows <= hopeless else None


_NOTHING = Decimal(0)
_ROWS_OF_A_FORM = 4
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


def _hopeless(equation: Equation, difference: Interval, right: _Sum, unit: Unit) -> Judged:
    """Give the judgement on an equation that holds in no way in which its open amounts may stand."""
    right_value = tidy(right[0])
    return Judged(
        equation,
        Outcome.BROKEN,
        right_value + difference.middle,
        right_value,
        tidy(difference.radius),
        unit,
        restates=False,
        is_open=True,
    )


def _twice(view: DocumentView, equation: Equation) -> CellRef | None:
    """Give the first cell of an equation that was read twice with different amounts."""
    if not view.contradicted:
        return None
    return next((ref for ref in equation.cells() if ref in view.contradicted), None)


def _in_unit(view: DocumentView, found: Interval, table_id: str, unit: Unit) -> Interval:
    """Convert what a table's cell stands for into another unit."""
    own = view.unit(table_id)
    return found if own is unit else found.scaled(to_yuan(Decimal(1), own) / to_yuan(Decimal(1), unit))


def _sum(
    values: Mapping[tuple[str, int, str], Decimal],
    scales: Scales,
    side: Sequence[Term],
    unplaced: Sequence[PlacedAmount],
) -> _Sum:
    """Add up what is printed of a side, in the unit that the scales are of."""
    middle = radius = _NOTHING
    amounts, table_id = 0, ""
    for ref, weight in side:
        value = values.get(ref)
        if value is None:
            continue
        table_id = ref[0]
        half, factor = scales[table_id]
        if factor is not None:
            value *= factor
        middle = middle + value if weight == 1 else middle - value
        radius += half
        amounts += 1
    for ref, value in unplaced:
        table_id = ref.table_id
        half, factor = scales[table_id]
        middle += value if factor is None else value * factor
        radius += half
        amounts += 1
    return middle, radius, amounts, table_id


def _restates(view: DocumentView, equation: Equation, left: _Sum, right: _Sum) -> bool:
    """Tell whether an equation of one amount with another is one of the same precision and unit."""
    if equation.comparison is not Comparison.EQUAL:
        return False
    one, other = left[3], right[3]
    if one == other:
        return True
    return view.unit(one) is view.unit(other) and view.half_unit(one) == view.half_unit(other)


def _compare(comparison: Comparison, left: _Sum, right: _Sum, *, exact: bool) -> Outcome:
    """Compare two sums as the intervals that they are; an equation that restates an amount, to the last digit."""
    if exact:
        holds = left[0] == right[0]
    elif comparison is Comparison.EQUAL:
        holds = abs(left[0] - right[0]) <= left[1] + right[1]
    else:
        holds = left[0] - left[1] <= right[0] + right[1]
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
    if outcome is not Outcome.BROKEN:
        return None
    refs = equation.cells()
    emptied = next((ref.table_id for ref in refs if _is_emptied(view, ref.table_id)), None)
    if emptied is not None:
        return Message(f"{emptied} has no amounts", f"{title_of(view, emptied)}没有任何金额")
    sums_rows = len({ref.row_no for ref in refs}) > 2  # noqa: PLR2004 - a whole and several parts
    lacking = (ref.table_id for ref in refs if view.unidentified(ref.table_id, ref.column_key))
    table_id = next(lacking, None) if sums_rows else None
    if table_id is None:
        return unprinted_part(view, equation)
    return Message(f"{table_id} has a row that maps to nothing", f"{table_id} 中有无法识别的行")


def _is_emptied(view: DocumentView, table_id: str) -> bool:
    """Tell whether a form prints rows but none of the amounts that it must have: one fault, and none of others."""
    definition = view.definition(table_id)
    is_form = len(view.tables[table_id].rows) >= _ROWS_OF_A_FORM
    return is_form and definition is not None and not definition.may_be_empty and view.is_blank(table_id)
