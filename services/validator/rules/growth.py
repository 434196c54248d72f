"""Changes against the year before: the year that they imply, the one that a sentence names, and growth rates.

Each figure stands for an interval, and intervals are propagated through the division: a printed rate is consistent
where what the other figures allow overlaps what its own rounding allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from services.validator.rules.changes import direction_of, signed_delta
from services.validator.rules.check import Check, Message, Numbers, broken, held
from services.validator.rules.compared import (
    amount_of,
    comparison_message,
    rounded,
    spot_of_claim,
    told_where,
    unknown,
)
from services.validator.rules.intervals import Interval, around
from services.validator.rules.statements import Restated
from services.validator.rules.tied import base_tie, growth_tie, previous_tie, zero_tie
from services.validator.rules.ties import Tie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount
from shared.model.finding import Fault
from shared.model.money import half_unit
from shared.model.narrative import Claim

_BASE = "narrative.base"
_HUNDRED = Decimal(100)


def change_checks(view: DocumentView, claim: Claim, restated: Restated, places: int) -> Iterator[Check]:
    """Check the year before that amount and change imply, and the growth rate from it."""
    current, delta = amount_of(view, claim, restated), signed_delta(claim)
    if current is None or delta is None or claim.delta is None:
        if claim.growth_pct is not None:
            reason = Message(
                "the amount that changed, or its direction, is not known", "其金额或增减方向未知"
            )
            yield unknown("narrative.growth", claim, "growth rate", "增减率", reason)
        return
    half = view.claim_half(claim)
    change = around(claim.delta, half)
    previous = current - (change if delta == claim.delta else around(delta, half))
    least = partial(previous_tie, view, claim, restated)
    if previous.high < 0:
        numbers = Numbers(expected=Decimal(0), actual=previous.middle, tolerance=previous.radius)
        message = comparison_message(claim, "amount of the year before", "上年数", numbers)
        yield broken(
            "narrative.previous_year",
            message,
            spot=spot_of_claim(claim),
            numbers=numbers,
            fault=Fault.DISCLOSURE,
            tie=least,
        )
        return
    yield held("narrative.previous_year", least)
    if claim.previous is not None:
        yield _base(view, claim, restated, previous, claim.previous)
    if claim.growth_pct is None:
        if claim.delta and previous.is_about_zero:
            yield held("narrative.zero_base")
    else:
        tie = partial(growth_tie, view, claim, restated, half_unit(places))
        yield from _growth(claim, claim.growth_pct, change, previous, places, tie)


def _base(
    view: DocumentView, claim: Claim, restated: Restated, previous: Interval, printed: Decimal
) -> Check:
    """Check the amount of the year before that a sentence names: it is this year's less the change."""
    tie = partial(base_tie, view, claim, restated)
    half = view.claim_half(claim)
    if previous.overlaps(around(printed, half)):
        return held(_BASE, tie)
    expected, where = previous.middle, told_where(claim)
    message = Message(
        f"{where.en}: the year before is stated as {amount(printed)}, amount and change make {amount(expected)}",
        f"{where.zh}上年数写为{amount(printed)}，按金额与增减额计算应为{amount(expected)}",
    )
    numbers = Numbers(expected=expected, actual=printed, tolerance=previous.radius + half)
    return broken(_BASE, message, spot=spot_of_claim(claim), numbers=numbers, fault=Fault.DISCLOSURE, tie=tie)


def growth_from_base(  # noqa: PLR0917 - the figures of one rate
    view: DocumentView, claim: Claim, restated: Restated, places: int, printed: Decimal, previous: Decimal
) -> Iterator[Check]:
    """Check a growth rate from the amount of the year before that the sentence names, where the change is not told."""
    current = amount_of(view, claim, restated)
    if current is None:
        reason = Message("the amount that grew is not known", "其金额未知")
        yield unknown("narrative.growth", claim, "growth rate", "增减率", reason)
        return
    base = around(previous, view.claim_half(claim))
    change = (current - base).scaled(direction_of(claim) or Decimal(1))
    yield from _growth(claim, printed, change, base, places, None)


def _is_nothing(change: Interval, previous: Interval) -> bool:
    """Tell whether nothing was and nothing changed, as far as is printed."""
    return change.is_about_zero and previous.is_about_zero


def _growth(  # noqa: PLR0917 - the figures of one rate
    claim: Claim,
    printed: Decimal,
    change: Interval,
    previous: Interval,
    places: int,
    tie: Callable[[], Tie] | None,
) -> Iterator[Check]:
    stated = around(printed, half_unit(places))
    is_from_zero = previous.is_about_zero and claim.delta
    if not is_from_zero and ((not claim.delta and not printed) or change.is_percent_of(previous, stated)):
        yield held("narrative.growth", tie)
        return
    if is_from_zero or _is_nothing(change, previous):
        zero = partial(zero_tie, claim) if claim.amount is not None else None
        yield _from_zero(claim, printed, zero)
        return
    growth = change.scaled(_HUNDRED).over(previous)
    if growth is None:
        # The year before may be nothing but rounding: then every rate is possible.
        yield held("narrative.growth")
        return
    tolerance = rounded(growth.radius, 6) + half_unit(places)
    expected = change.middle * _HUNDRED / previous.middle
    numbers = Numbers(expected=rounded(expected, places), actual=printed, tolerance=tolerance)
    if growth.overlaps(stated):
        yield held("narrative.growth", tie)
    else:
        message = comparison_message(claim, "growth rate", "增减率", numbers)
        yield broken(
            "narrative.growth",
            message,
            spot=spot_of_claim(claim),
            numbers=numbers,
            fault=Fault.DISCLOSURE,
            tie=tie,
        )


def _from_zero(claim: Claim, printed: Decimal, tie: Callable[[], Tie] | None) -> Check:
    """Growth from zero has no rate; 100.00% is a convention, anything else is a rate of nothing."""
    where = told_where(claim)
    if printed == _HUNDRED and claim.delta:
        message = Message(
            f"{where.en}: the year before was zero; {printed}% is a convention",
            f"{where.zh}：上年数为零，{printed}%为惯例写法",
        )
        return broken("narrative.zero_base", message, spot=spot_of_claim(claim), tie=tie)
    message = Message(
        f"{where.en}: the year before was zero, but a growth rate of {printed}% is stated",
        f"{where.zh}：上年数为零，却写增减率{printed}%",
    )
    numbers = Numbers(expected=None, actual=printed)
    return broken(
        "narrative.growth", message, spot=spot_of_claim(claim), numbers=numbers, fault=Fault.DISCLOSURE
    )
