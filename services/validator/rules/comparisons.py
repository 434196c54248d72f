"""Comparisons in one sentence: shares of a whole, direction words, changes against the year before.

Each figure stands for an interval, and intervals are propagated through the division: a printed share is consistent
where what the other figures allow overlaps what its own rounding allows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from operator import itemgetter

from services.validator.rules.changes import DOWN, FLAT, UP, direction_of
from services.validator.rules.check import Check, Message, Numbers, broken, held
from services.validator.rules.compared import (
    amount_of,
    comparison_message,
    rounded,
    spot_of_claim,
    told_where,
    unknown,
)
from services.validator.rules.completion import budget_of
from services.validator.rules.counterparts import of_cells
from services.validator.rules.growth import change_checks, growth_from_base
from services.validator.rules.intervals import Interval, around
from services.validator.rules.like_shares import like_share_checks
from services.validator.rules.narrative import cell_sum
from services.validator.rules.relation_findings import ROUNDING
from services.validator.rules.statements import Restated, StatementFinder
from services.validator.rules.tied import share_tie, word_tie
from services.validator.rules.told_wholes import stated_whole
from services.validator.rules.view import DocumentView
from shared.model.finding import Fault
from shared.model.money import decimals, half_unit
from shared.model.narrative import Claim
from shared.rulebook.equation import Term

HUNDRED = Decimal(100)
SHADE = Decimal("0.015")
"""A department may shade one share by 0.01 so that all add up to 100; half a unit more is its rounding."""


def comparison_checks(view: DocumentView, finder: StatementFinder) -> Iterator[Check]:
    """Check share, direction, change and growth of every claim that states them."""
    places = _percent_places(view.document.claims)
    full = _full_sections(view.document.claims)
    wholeless: list[Claim] = []
    numbered = {claim.claim_no: claim for claim in view.document.claims}
    for claim in view.document.claims:
        restated = finder.find(claim)
        if claim.share_pct is not None and budget_of(claim, numbered) is None:
            whole = None if restated.share_of else stated_whole(view, claim, numbered)
            rate = _places(claim.share_pct, places)
            if whole is None and not restated.share_of:
                wholeless.append(claim)
            yield from _share(view, claim, restated, rate, whole, shaded=claim.section in full)
        if claim.direction or claim.growth_direction:
            yield _direction(claim)
        if claim.delta is not None:
            rate = places if claim.growth_pct is None else _places(claim.growth_pct, places)
            yield from change_checks(view, claim, restated, rate)
        elif claim.growth_pct is not None and claim.previous and direction_of(claim):
            rate = _places(claim.growth_pct, places)
            yield from growth_from_base(view, claim, restated, rate, claim.growth_pct, claim.previous)
        elif claim.growth_pct is not None:
            reason = Message("the change that it measures is not stated", "未列明增减额")
            yield unknown("narrative.growth", claim, "growth rate", "增减率", reason)
    yield from like_share_checks(view, wholeless)


def _percent_places(claims: Sequence[Claim]) -> int:
    """Give the finest place that the narrative prints percentages with: a bare 100% means 100.00% beside others."""
    printed = (
        value for claim in claims for value in (claim.share_pct, claim.growth_pct) if value is not None
    )
    return max((decimals(value) for value in printed), default=2)


def _places(printed: Decimal, finest: int) -> int:
    """Give the places that a percentage was rounded to: its own, where it has any or is no bare 100%."""
    own = decimals(printed)
    return own if own or printed % HUNDRED else finest


def _full_sections(claims: Sequence[Claim]) -> frozenset[str]:
    """Give the sections whose shares add up to 100 to the last digit, list for list."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for claim in claims:
        if claim.share_pct:
            sums[claim.section] += claim.share_pct
    return frozenset(section for section, total in sums.items() if not total % HUNDRED)


def _share(
    view: DocumentView,
    claim: Claim,
    restated: Restated,
    places: int,
    stated: Interval | None,
    *,
    shaded: bool,
) -> Iterator[Check]:
    rule_id, printed = "narrative.share", claim.share_pct
    if printed is None:
        return
    part = amount_of(view, claim, restated)
    restated = _with_fitting_whole(view, claim, restated, part)
    whole = cell_sum(view, restated.share_of, claim.unit) if restated.share_of else stated
    if part is None or whole is None:
        yield _of_unknown(claim)
        return
    own = half_unit(places)
    half = max(own, SHADE) if shaded else own
    tie = partial(share_tie, view, claim, restated, half) if restated.share_of else None
    if part.is_percent_of(whole, around(printed, own)):
        yield held(rule_id, tie)
        return
    share = part.scaled(HUNDRED).over(whole)
    if share is None:
        yield _of_unknown(claim)
        return
    if share.overlaps(around(printed, own)):
        yield held(rule_id, tie)
        return
    numbers = Numbers(
        expected=rounded(share.middle, places),
        actual=printed,
        tolerance=rounded(share.radius, 6) + half_unit(places),
    )
    message = comparison_message(claim, "share", "占比", numbers)
    other = of_cells(view, restated.share_of or ())
    if shaded and abs(printed - share.middle) <= SHADE:
        yield held(rule_id, tie)
        yield broken(ROUNDING, message, spot=spot_of_claim(claim), numbers=numbers, counterpart=other)
    else:
        yield broken(
            rule_id,
            message,
            spot=spot_of_claim(claim),
            numbers=numbers,
            fault=Fault.DISCLOSURE,
            tie=tie,
            counterpart=other,
        )


def _of_unknown(claim: Claim) -> Check:
    reason = Message("the whole that it is a share of is not known", "其总额未知")
    return unknown("narrative.share", claim, "share", "占比", reason)


def _with_fitting_whole(
    view: DocumentView, claim: Claim, restated: Restated, part: Interval | None
) -> Restated:
    """Put the whole first of which the share comes nearest: a list may be of this year's income or of all there is."""
    if part is None or claim.share_pct is None or len(restated.wholes) <= 1:
        return restated
    wholes = [(cell_sum(view, terms, claim.unit), terms) for terms in restated.wholes]
    if all(whole == wholes[0][0] for whole, _ in wholes):
        return restated  # as where they are one amount in several tables: the first is as near as any
    fits: list[tuple[Decimal, tuple[Term, ...]]] = []
    for whole, terms in wholes:
        share = part.scaled(HUNDRED).over(whole) if whole is not None else None
        if share is not None:
            fits.append((abs(share.middle - claim.share_pct), terms))
    return restated._replace(wholes=(min(fits, key=itemgetter(0))[1],)) if fits else restated


def _direction(claim: Claim) -> Check:
    rule_id, words = "narrative.direction", {claim.direction, claim.growth_direction} - {None}
    moves = bool(claim.delta or claim.growth_pct)
    if moves and not (words <= UP or words <= DOWN) and (words & FLAT or (words & UP and words & DOWN)):
        names = "、".join(sorted(word for word in words if word))
        message = Message(
            f"{told_where(claim).en}: the direction words {names} do not agree with each other or with the change",
            f"{told_where(claim).zh}：“{names}”与增减额方向不一致",
        )
        return broken(
            rule_id, message, spot=spot_of_claim(claim), fault=Fault.DISCLOSURE, tie=partial(word_tie, claim)
        )
    return held(rule_id)
