"""How much of a budget was used: `年初预算为 100.00 万元，支出决算为 98.50 万元，完成年初预算的 98.50%`.

In come the claims, out goes a check of every rate of completion: the claim of the result bears it as its share, and is
a part of the claim of the budget. It may be more than 100, and of a budget of nothing there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held, not_checkable
from services.validator.rules.intervals import around
from services.validator.rules.tied import completion_tie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount
from shared.model.finding import Fault
from shared.model.money import decimals, half_unit, to_yuan
from shared.model.narrative import Claim

RULE = "narrative.completion"
BUDGET = "budget"
"""The key of the budget of an item; that of another subject ends in it after a point."""
_HUNDRED = Decimal(100)


def budget_of(claim: Claim, claims: Mapping[int, Claim]) -> Claim | None:
    """Give the claim of the budget that a claim's percentage measures; None where it is a share of something else."""
    whole = claims.get(claim.part_of) if claim.part_of is not None else None
    if whole is None or claim.share_pct is None or whole.subject_key is None:
        return None
    return whole if whole.subject_key.rpartition(".")[2] == BUDGET else None


def completion_checks(view: DocumentView) -> Iterator[Check]:
    """Check the rate of every result that is told beside its budget."""
    claims = {claim.claim_no: claim for claim in view.document.claims}
    for claim in view.document.claims:
        budget = budget_of(claim, claims)
        if budget is not None and claim.share_pct is not None:
            yield _completion(view, claim, budget, claim.share_pct)


def _completion(view: DocumentView, claim: Claim, budget: Claim, printed: Decimal) -> Check:
    where = f"“{claim.subject}” on page {claim.place.page}"
    where_zh = f"第{claim.place.page}页“{claim.section}”中“{claim.subject}”"
    spot = Spot(row_code=claim.row_code, row_label=claim.subject, place=claim.place)
    if not claim.amount and not budget.amount:
        return held(RULE)  # nothing of nothing: 0 % and 100 % are both printed
    rate = None
    if claim.amount is not None and budget.amount:
        used = around(claim.amount, view.claim_half(claim)).scaled(to_yuan(_HUNDRED, claim.unit))
        planned = around(budget.amount, view.claim_half(budget)).scaled(to_yuan(Decimal(1), budget.unit))
        rate = used.over(planned)
    if rate is None:
        message = Message(
            f"{where}: the rate of completion cannot be checked, the budget is nothing or not stated",
            f"{where_zh}完成率无法核对：预算数为零或未列明",
        )
        return not_checkable(RULE, message, spot=spot)
    half = half_unit(decimals(printed))
    tie = partial(completion_tie, view, claim, budget, half)
    if rate.overlaps(around(printed, half)):
        return held(RULE, tie)
    step = Decimal(1).scaleb(-decimals(printed))
    expected = rate.middle.quantize(step, rounding=ROUND_HALF_UP)
    told = f"{amount(claim.amount or Decimal(0))} of {amount(budget.amount or Decimal(0))}"
    message = Message(
        f"{where}: the rate of completion is stated as {amount(printed)}%, but {told} is {amount(expected)}%",
        f"{where_zh}完成率为{amount(printed)}%，按决算数与预算数计算应为{amount(expected)}%",
    )
    numbers = Numbers(
        expected=expected, actual=printed, tolerance=rate.radius.quantize(Decimal("0.000001")) + half
    )
    return broken(RULE, message, spot=spot, numbers=numbers, fault=Fault.DISCLOSURE, tie=tie)
