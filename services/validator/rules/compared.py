"""What the checks of one sentence share: the amount that it speaks of, and how its findings are worded."""

from __future__ import annotations

from decimal import Decimal

from services.validator.rules.check import Check, Message, Numbers, Spot, not_checkable
from services.validator.rules.intervals import Interval, around
from services.validator.rules.narrative import cell_sum
from services.validator.rules.statements import Restated
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount
from shared.model.narrative import Claim


def amount_of(view: DocumentView, claim: Claim, restated: Restated) -> Interval | None:
    """Give what the claim's own amount stands for, else what its cells say."""
    if claim.amount is not None:
        return around(claim.amount, view.claim_half(claim))
    return cell_sum(view, restated.terms, claim.unit) if restated.terms is not None else None


def rounded(value: Decimal, places: int) -> Decimal:
    """Give a value with so many places."""
    return value.quantize(Decimal(1).scaleb(-places))


def told_where(claim: Claim) -> Message:
    """Name a claim by its subject and page."""
    page = claim.place.page
    return Message(f"“{claim.subject}” on page {page}", f"第{page}页“{claim.section}”中“{claim.subject}”")


def comparison_message(claim: Claim, what_en: str, what_zh: str, numbers: Numbers) -> Message:
    """Say that a figure of a sentence differs from what its other figures make."""
    expected = amount(numbers.expected) if numbers.expected is not None else "—"
    actual = amount(numbers.actual) if numbers.actual is not None else "—"
    where = told_where(claim)
    return Message(
        f"{where.en}: the {what_en} is stated as {actual}%, the figures make {expected}%",
        f"{where.zh}{what_zh}为{actual}%，按有关数据计算应为{expected}%",
    )


def unknown(rule_id: str, claim: Claim, what_en: str, what_zh: str, reason: Message) -> Check:
    """Say that a figure of a sentence cannot be checked, and why."""
    where = told_where(claim)
    message = Message(
        f"{where.en}: the {what_en} cannot be checked, {reason.en}",
        f"{where.zh}{what_zh}无法核对：{reason.zh}",
    )
    return not_checkable(rule_id, message, spot=spot_of_claim(claim))


def spot_of_claim(claim: Claim) -> Spot:
    """Give the place of a claim with its names."""
    return Spot(row_code=claim.row_code, row_label=claim.subject, place=claim.place)
