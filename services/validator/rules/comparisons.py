"""Comparisons in one sentence: shares of a whole, changes against the year before, growth rates, direction words.

Each figure stands for an interval, and intervals are propagated through the division: a printed rate is consistent
where what the other figures allow overlaps what its own rounding allows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from operator import itemgetter

from services.validator.rules.changes import DOWN, FLAT, UP, signed_delta
from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held, not_checkable
from services.validator.rules.counterparts import of_cells
from services.validator.rules.intervals import Interval, around, half_unit
from services.validator.rules.narrative import cell_sum
from services.validator.rules.relation_findings import ROUNDING
from services.validator.rules.statements import Restated, StatementFinder
from services.validator.rules.tied import growth_tie, previous_tie, share_tie, word_tie, zero_tie
from services.validator.rules.ties import Tie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount
from shared.model.finding import Fault
from shared.model.money import decimals
from shared.model.narrative import Claim
from shared.rulebook.equation import Term

HUNDRED = Decimal(100)
SHADE = Decimal("0.015")
"""A department may shade one share by 0.01 so that all add up to 100; half a unit more is its rounding."""


def comparison_checks(view: DocumentView, finder: StatementFinder) -> Iterator[Check]:
    """Check share, direction, change and growth of every claim that states them."""
    places = _percent_places(view.document.claims)
    full = _full_sections(view.document.claims)
    for claim in view.document.claims:
        restated = finder.find(claim)
        if claim.share_pct is not None:
            yield from _share(view, claim, restated, places, shaded=claim.section in full)
        if claim.direction or claim.growth_direction:
            yield _direction(claim)
        if claim.delta is not None:
            yield from _change(view, claim, restated, places)
        elif claim.growth_pct is not None:
            reason = Message("the change that it measures is not stated", "未列明增减额")
            yield _unknown("narrative.growth", claim, "growth rate", "增减率", reason)


def _percent_places(claims: Sequence[Claim]) -> int:
    """Give the finest place that the narrative prints percentages with: a bare 100% means 100.00% beside others."""
    printed = (
        value for claim in claims for value in (claim.share_pct, claim.growth_pct) if value is not None
    )
    return max((decimals(value) for value in printed), default=2)


def _full_sections(claims: Sequence[Claim]) -> frozenset[str]:
    """Give the sections whose shares add up to 100 to the last digit, list for list."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for claim in claims:
        sums[claim.section] += claim.share_pct or 0
    return frozenset(section for section, total in sums.items() if total and not total % HUNDRED)


def _amount(view: DocumentView, claim: Claim, restated: Restated) -> Interval | None:
    """Give what the claim's own amount stands for, else what its cells say."""
    if claim.amount is not None:
        return around(claim.amount, view.claim_half(claim))
    return cell_sum(view, restated.terms, claim.unit) if restated.terms is not None else None


def _share(
    view: DocumentView, claim: Claim, restated: Restated, places: int, *, shaded: bool
) -> Iterator[Check]:
    rule_id, printed = "narrative.share", claim.share_pct
    part = _amount(view, claim, restated)
    restated = _with_fitting_whole(view, claim, restated, part)
    whole = cell_sum(view, restated.share_of, claim.unit) if restated.share_of else None
    share = part.scaled(HUNDRED).over(whole) if part is not None and whole is not None else None
    if printed is None:
        return
    if share is None:
        reason = Message("the whole that it is a share of is not known", "其总额未知")
        yield _unknown(rule_id, claim, "share", "占比", reason)
        return
    numbers = Numbers(
        expected=_rounded(share.middle, places),
        actual=printed,
        tolerance=_rounded(share.radius, 6) + half_unit(places),
    )
    message = _message(claim, "share", "占比", numbers)
    other = of_cells(view, restated.share_of or ())
    half = max(half_unit(places), SHADE) if shaded else half_unit(places)
    tie = partial(share_tie, view, claim, restated, half)
    if share.overlaps(around(printed, half_unit(places))):
        yield held(rule_id, tie)
    elif shaded and abs(printed - share.middle) <= SHADE:
        yield held(rule_id, tie)
        yield broken(ROUNDING, message, spot=_spot(claim), numbers=numbers, counterpart=other)
    else:
        yield broken(
            rule_id,
            message,
            spot=_spot(claim),
            numbers=numbers,
            fault=Fault.DISCLOSURE,
            tie=tie,
            counterpart=other,
        )


def _with_fitting_whole(
    view: DocumentView, claim: Claim, restated: Restated, part: Interval | None
) -> Restated:
    """Put the whole first of which the share comes nearest: a list may be of this year's income or of all there is."""
    if part is None or claim.share_pct is None:
        return restated
    fits: list[tuple[Decimal, tuple[Term, ...]]] = []
    for terms in restated.wholes:
        whole = cell_sum(view, terms, claim.unit)
        share = part.scaled(HUNDRED).over(whole) if whole is not None else None
        if share is not None:
            fits.append((abs(share.middle - claim.share_pct), terms))
    return replace(restated, wholes=(min(fits, key=itemgetter(0))[1],)) if fits else restated


def _direction(claim: Claim) -> Check:
    rule_id, words = "narrative.direction", {claim.direction, claim.growth_direction} - {None}
    moves = bool(claim.delta or claim.growth_pct)
    if moves and (words & FLAT or (words & UP and words & DOWN)):
        names = "、".join(sorted(word for word in words if word))
        message = Message(
            f"{_where(claim).en}: the direction words {names} do not agree with each other or with the change",
            f"{_where(claim).zh}：“{names}”与增减额方向不一致",
        )
        return broken(
            rule_id, message, spot=_spot(claim), fault=Fault.DISCLOSURE, tie=partial(word_tie, claim)
        )
    return held(rule_id)


def _change(view: DocumentView, claim: Claim, restated: Restated, places: int) -> Iterator[Check]:
    """Check the year before that amount and change imply, and the growth rate from it."""
    current, delta = _amount(view, claim, restated), signed_delta(claim)
    if current is None or delta is None or claim.delta is None:
        if claim.growth_pct is not None:
            reason = Message(
                "the amount that changed, or its direction, is not known", "其金额或增减方向未知"
            )
            yield _unknown("narrative.growth", claim, "growth rate", "增减率", reason)
        return
    change = around(claim.delta, view.claim_half(claim))
    previous = current - around(delta, view.claim_half(claim))
    least = partial(previous_tie, view, claim, restated)
    if previous.high < 0:
        numbers = Numbers(expected=Decimal(0), actual=previous.middle, tolerance=previous.radius)
        message = _message(claim, "amount of the year before", "上年数", numbers)
        yield broken(
            "narrative.previous_year",
            message,
            spot=_spot(claim),
            numbers=numbers,
            fault=Fault.DISCLOSURE,
            tie=least,
        )
        return
    yield held("narrative.previous_year", least)
    if claim.delta and not previous.middle and claim.growth_pct is None:
        yield held("narrative.zero_base")
    if claim.growth_pct is not None:
        tie = partial(growth_tie, view, claim, restated, half_unit(places))
        yield from _growth(claim, claim.growth_pct, change, previous, places, tie)


def _is_nothing(change: Interval, previous: Interval) -> bool:
    """Tell whether nothing was and nothing changed, as far as is printed."""
    return not change.middle and not previous.middle


def _growth(  # noqa: PLR0917 - the figures of one rate
    claim: Claim,
    printed: Decimal,
    change: Interval,
    previous: Interval,
    places: int,
    tie: Callable[[], Tie],
) -> Iterator[Check]:
    zero = partial(zero_tie, claim) if claim.amount is not None else None
    if not previous.middle and claim.delta:
        yield _from_zero(claim, printed, zero)
        return
    if not claim.delta and not printed:
        yield held("narrative.growth", tie)
        return
    growth = change.scaled(HUNDRED).over(previous)
    if _is_nothing(change, previous):
        yield _from_zero(claim, printed, zero)
        return
    if growth is None:
        # The year before may be nothing but rounding: then every rate is possible.
        yield held("narrative.growth")
        return
    tolerance = _rounded(growth.radius, 6) + half_unit(places)
    expected = change.middle * HUNDRED / previous.middle
    numbers = Numbers(expected=_rounded(expected, places), actual=printed, tolerance=tolerance)
    if growth.overlaps(around(printed, half_unit(places))):
        yield held("narrative.growth", tie)
    else:
        message = _message(claim, "growth rate", "增减率", numbers)
        yield broken(
            "narrative.growth",
            message,
            spot=_spot(claim),
            numbers=numbers,
            fault=Fault.DISCLOSURE,
            tie=tie,
        )


def _from_zero(claim: Claim, printed: Decimal, tie: Callable[[], Tie] | None) -> Check:
    """Growth from zero has no rate; 100.00% is a convention, anything else is a rate of nothing."""
    where = _where(claim)
    if printed == HUNDRED and claim.delta:
        message = Message(
            f"{where.en}: the year before was zero; {printed}% is a convention",
            f"{where.zh}：上年数为零，{printed}%为惯例写法",
        )
        return broken("narrative.zero_base", message, spot=_spot(claim), tie=tie)
    message = Message(
        f"{where.en}: the year before was zero, but a growth rate of {printed}% is stated",
        f"{where.zh}：上年数为零，却写增减率{printed}%",
    )
    numbers = Numbers(expected=None, actual=printed)
    return broken("narrative.growth", message, spot=_spot(claim), numbers=numbers, fault=Fault.DISCLOSURE)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places))


def _where(claim: Claim) -> Message:
    page = claim.place.page
    return Message(f"“{claim.subject}” on page {page}", f"第{page}页“{claim.section}”中“{claim.subject}”")


def _message(claim: Claim, what_en: str, what_zh: str, numbers: Numbers) -> Message:
    expected = amount(numbers.expected) if numbers.expected is not None else "—"
    actual = amount(numbers.actual) if numbers.actual is not None else "—"
    where = _where(claim)
    return Message(
        f"{where.en}: the {what_en} is stated as {actual}%, the figures make {expected}%",
        f"{where.zh}{what_zh}为{actual}%，按有关数据计算应为{expected}%",
    )


def _unknown(rule_id: str, claim: Claim, what_en: str, what_zh: str, reason: Message) -> Check:
    where = _where(claim)
    message = Message(
        f"{where.en}: the {what_en} cannot be checked, {reason.en}",
        f"{where.zh}{what_zh}无法核对：{reason.zh}",
    )
    return not_checkable(rule_id, message, spot=_spot(claim))


def _spot(claim: Claim) -> Spot:
    return Spot(row_code=claim.row_code, row_label=claim.subject, place=claim.place)
