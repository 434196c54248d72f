"""What a narrative says of one thing in several places: the same amount, and the same change against the year before.

In come the claims. The whole budget, the fiscal appropriation and the general public budget are told in one section
after the other, as income and as expenditure. Amounts that are told again may mean something else, with the money
carried over or without; so a difference is told where a slip explains it. So are subjects of no section of the form
that stand twice, where most of them are told alike. Amounts that are the same come of the same
change: for the whole budget always, as income and expenditure balanced the year before too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import pairwise

from services.validator.rules.changes import signed_delta
from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held
from services.validator.rules.counterparts import of_claims
from services.validator.rules.slips import any_slip
from services.validator.rules.tied import already, claim_part, list_tie, stated_tie
from services.validator.rules.ties import SumTie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount
from shared.layout.label import words
from shared.model.finding import Fault
from shared.model.money import to_yuan
from shared.model.narrative import Claim, Statement
from shared.rulebook.checks import load_rules

_AGAIN, _CHANGE = "narrative.told_again", "narrative.same_change"
_AMOUNT = Statement.AMOUNT
_WHOLE = "whole"
_TWICE = 2
_ONE_THING = {
    "total_budget": _WHOLE,
    "income_budget": _WHOLE,
    "expenditure_budget": _WHOLE,
    "fiscal_income": "fiscal",
    "fiscal_expenditure": "fiscal",
    "appropriation_total": "fiscal",
    "general_public": "fiscal",
    "general_public_expenditure": "fiscal",
    "government_fund": "government_fund",
    "government_fund_expenditure": "government_fund",
}
"""Subjects that are one thing seen from two sides, where their amounts are the same."""
_OWN = (
    "basic",
    "project",
    "personnel",
    "operating",
    "operating_expenses",
    "other_income",
    "business",
    "reception",
)
"""Further subjects that are told in several sections."""
_TOLD = frozenset((*_ONE_THING, *_OWN))


def told_again_checks(view: DocumentView) -> Iterator[Check]:
    """Check what is told of one subject in different sections, each place against the one before."""
    told: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in view.document.claims:
        key = claim.subject_key
        if key is not None and key in _TOLD and claim.statement is _AMOUNT:
            told[key].append(claim)
    for claims in told.values():
        stated = [claim for claim in claims if claim.amount]
        for first, again in pairwise(stated):
            if first.section_key != again.section_key:
                yield from _amounts(first, again)
    changes: defaultdict[str, list[Claim]] = defaultdict(list)
    for key, claims in told.items():
        changes[_ONE_THING.get(key, key)] += [claim for claim in claims if signed_delta(claim)]
    for name, claims in changes.items():
        yield from _changes(view, name, sorted(claims, key=lambda claim: claim.claim_no))
    yield from _told_twice(view.document.claims)


def _told_twice(claims: Sequence[Claim]) -> Iterator[Check]:
    """Check subjects without a key that stand twice, where at least twice as many are told alike as otherwise."""
    named: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.amount and claim.subject_key is None and claim.row_code is None:
            named[words(claim.subject)].append(claim)
    pairs = [(found[0], found[1]) for found in named.values() if len(found) == _TWICE]
    alike = sum(_yuan(first) == _yuan(again) for first, again in pairs)
    if alike >= _TWICE * max(1, len(pairs) - alike):
        for first, again in pairs:
            yield from _amounts(first, again)


def _amounts(first: Claim, again: Claim) -> Iterator[Check]:
    if first.amount == again.amount and first.unit is again.unit:
        yield held(_AGAIN, partial(_amount_tie, first, again))
    else:
        yield from _judged(_AGAIN, first, again, _amount_tie(first, again))


def _amount_tie(first: Claim, again: Claim) -> SumTie:
    return stated_tie(claim_part(first), [claim_part(again)], _tolerance(first, again))


def _changes(view: DocumentView, name: str, claims: Sequence[Claim]) -> Iterator[Check]:
    for first, again in pairwise(claims):
        both = (first.amount, again.amount)
        if None not in both and _yuan(first) != _yuan(again):
            continue
        if signed_delta(first) == signed_delta(again) and first.unit is again.unit:
            yield held(_CHANGE, partial(_change_tie, view, first, again))
            continue
        tie, is_meant = _change_tie(view, first, again), None not in both and name == _WHOLE
        yield from _judged(_CHANGE, first, again, tie, is_meant=is_meant)


def _change_tie(view: DocumentView, first: Claim, again: Claim) -> SumTie:
    half = max(view.claim_half(first), view.claim_half(again))
    return list_tie([first], [again], half * 2, of_delta=True)


def _judged(
    rule_id: str, first: Claim, again: Claim, tie: SumTie, *, is_meant: bool = False
) -> Iterator[Check]:
    if tie.allows(tie.residual):
        yield held(rule_id, already(tie))
        return
    if not is_meant and not any_slip(tie):
        return
    rule, is_change = load_rules()[rule_id], rule_id == _CHANGE
    one, other = (signed_delta(c) if is_change else c.amount for c in (first, again))
    told = [f"{amount(value or Decimal(0))}{claim.unit}" for value, claim in ((one, first), (other, again))]
    message = Message(
        f"{rule.title}: “{first.subject}” on page {first.place.page}: {told[0]}; “{again.subject}” on page "
        f"{again.place.page}: {told[1]}",
        f"{rule.title_zh}：第{first.place.page}页“{first.subject}”为{told[0]}，"
        f"第{again.place.page}页“{again.subject}”为{told[1]}",
    )
    yield broken(
        rule_id,
        message,
        spot=Spot(row_label=again.subject, place=again.place),
        numbers=Numbers(expected=one, actual=other) if first.unit is again.unit else None,
        fault=Fault.DISCLOSURE,
        tie=already(tie),
        counterpart=of_claims([first]),
    )


def _yuan(claim: Claim) -> Decimal:
    return to_yuan(claim.amount or Decimal(0), claim.unit)


def _tolerance(*claims: Claim) -> Decimal:
    """Give what the coarser of two amounts leaves open, in yuan: one section may tell whole 万元."""
    places = [(claim.amount or Decimal(0)).as_tuple().exponent for claim in claims]
    steps = [
        to_yuan(Decimal(1).scaleb(int(place)), claim.unit)
        for place, claim in zip(places, claims, strict=True)
    ]
    return max(steps) / 2 if steps[0] != steps[1] else Decimal(0)
