"""Lists of the narrative that nobody names beforehand: a sentence and the parts that it tells, amounts and changes.

`其中：` and what follows make a list, which the extractor tells by the whole of each part. In come the claims, out goes
a check for every list that the claim book has no entry for (`lists.py`). A text may tell its parts twice, by source and
by use. Where a list has one part, or its amounts are far from their whole, it does not claim to be complete, and a slip
in one of them is all that can be told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, partial

from services.validator.rules.changes import signed_delta
from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held
from services.validator.rules.completion import BUDGET, budget_of
from services.validator.rules.counterparts import of_claims
from services.validator.rules.intervals import tidy
from services.validator.rules.slips import any_slip
from services.validator.rules.tied import already, in_yuan, list_tie
from services.validator.rules.ties import SumTie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, signed
from shared.model.finding import Fault
from shared.model.narrative import Claim, Statement
from shared.rulebook.checks import load_rules
from shared.rulebook.claims import Measure, load_claims

_AMOUNTS, _CHANGES = "narrative.told_list", "narrative.told_change"
_AMOUNT = Statement.AMOUNT
_LEAST = 2
_PARTIAL = re.compile("资产|房屋|车辆|设备|绩效")
"""What these lists name is a choice: large equipment of all assets, important projects of all that have goals."""
_LOWEST, _HIGHEST = Decimal("0.5"), Decimal("1.6")
"""So much of its whole a list makes that means to be complete, though one of its amounts is wrong."""


def told_list_checks(view: DocumentView) -> Iterator[Check]:
    """Check the amounts and the changes of every list that the claim book does not name."""
    claims = {claim.claim_no: claim for claim in view.document.claims}
    parts: defaultdict[int, list[Claim]] = defaultdict(list)
    for claim in claims.values():
        whole = claims.get(claim.part_of) if claim.part_of is not None else None
        if whole is None or budget_of(claim, claims) is not None:  # a result is no part of its budget
            continue
        if _is_budget(claim) == _is_budget(whole):
            parts[whole.claim_no].append(claim)
    for number, found in parts.items():
        yield from _amounts(view, claims[number], found)
        yield from _changes(view, claims[number], found)


def _is_budget(claim: Claim) -> bool:
    """Tell whether a claim of a final account is the budget of something, beside its result."""
    return (claim.subject_key or "").rpartition(".")[2] == BUDGET


def _amounts(view: DocumentView, whole: Claim, parts: Sequence[Claim]) -> Iterator[Check]:
    told = [claim for claim in parts if claim.amount is not None and claim.statement is _AMOUNT]
    if not whole.amount or not told or _is_named(whole, Measure.AMOUNT):
        return
    is_of_one_unit = whole.statement is _AMOUNT and all(claim.unit is whole.unit for claim in told)
    if is_of_one_unit and sum(claim.amount or 0 for claim in told) == whole.amount:
        yield held(_AMOUNTS, partial(_tie, view, whole, told, 1, of_delta=False))
        return
    ties = {times: _tie(view, whole, told, times, of_delta=False) for times in (1, 2)}
    share = 1 - ties[1].residual / _weight(ties[1])
    is_meant = len(told) >= _LEAST and _LOWEST <= share <= _HIGHEST and not _PARTIAL.search(whole.subject)
    yield from _judged(_AMOUNTS, whole, told, ties, is_meant=is_meant)


def _weight(tie: SumTie) -> Decimal:
    """Give the whole of a list, the first of its parts."""
    return tie.parts[0].value


def _changes(view: DocumentView, whole: Claim, parts: Sequence[Claim]) -> Iterator[Check]:
    if not whole.delta or len(parts) < _LEAST or _is_named(whole, Measure.DELTA):
        return
    if any(signed_delta(claim) is None for claim in (whole, *parts)):
        return
    ties = {times: _tie(view, whole, parts, times, of_delta=True) for times in (1, 2)}
    amounts = [claim.amount for claim in parts if claim.amount is not None and claim.unit is whole.unit]
    is_complete = len(amounts) == len(parts) and sum(amounts, Decimal(0)) == whole.amount
    yield from _judged(_CHANGES, whole, parts, ties, is_meant=is_complete)


def _is_named(whole: Claim, measure: Measure) -> bool:
    """Tell whether the claim book names the list."""
    if whole.subject_key is None:
        return False
    return f"{whole.section_key}/{whole.subject_key}" in _named_wholes(measure)


@cache
def _named_wholes(measure: Measure) -> frozenset[str]:
    """Give the wholes of all lists of the claim book, by section and subject."""
    entries = [entry for entry in load_claims().lists if entry.measure is measure]
    own = {f"{entry.section}/{entry.each}" for entry in entries}
    return frozenset(own.union(*(one.split(" + ") for entry in entries for one in entry.whole)))


def _tie(view: DocumentView, whole: Claim, parts: Sequence[Claim], times: int, *, of_delta: bool) -> SumTie:
    half = max(view.claim_half(claim) for claim in (whole, *parts))
    return list_tie([whole] * times, parts, half * (len(parts) + times), of_delta=of_delta)


def _judged(
    rule_id: str, whole: Claim, parts: Sequence[Claim], ties: Mapping[int, SumTie], *, is_meant: bool
) -> Iterator[Check]:
    kept = next((tie for tie in ties.values() if tie.allows(tie.residual)), None)
    if kept is not None:
        yield held(rule_id, already(kept))
    elif is_meant or any(any_slip(tie) for tie in ties.values()):
        tie = min(ties.values(), key=lambda one: abs(one.residual))
        yield _broken(rule_id, whole, parts, tie)


def _broken(rule_id: str, whole: Claim, parts: Sequence[Claim], tie: SumTie) -> Check:
    rule, page = load_rules()[rule_id], whole.place.page
    is_change = rule_id == _CHANGES
    printed = signed_delta(whole) if is_change else whole.amount
    made = [signed_delta(claim) if is_change else claim.amount for claim in parts]
    shown = " + ".join(amount(value) for value in made if value is not None)
    by = signed(tidy(tie.residual / in_yuan(whole.unit)))
    message = Message(
        f"{rule.title}: “{whole.subject}” on page {page} is {amount(printed or Decimal(0))}, its parts are {shown}; "
        f"difference {by}",
        f"{rule.title_zh}：第{page}页“{whole.section}”中“{whole.subject}”为{amount(printed or Decimal(0))}，"
        f"分项为{shown}，相差{by}",
    )
    total = sum((value for value in made if value is not None), Decimal(0))
    return broken(
        rule_id,
        message,
        spot=Spot(row_label=whole.subject, place=whole.place),
        numbers=Numbers(expected=total, actual=printed),
        fault=Fault.DISCLOSURE,
        tie=already(tie),
        counterpart=of_claims(parts),
    )
