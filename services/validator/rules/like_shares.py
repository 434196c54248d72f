"""Shares of one whole that nothing prints: amounts and shares of its parts imply it, and imply the same.

In come claims whose whole is not known (text and tables may be published apart), out goes a check for each whole that
several of them name by the same words: `基本支出 30.00 万元，占本年支出的 60%` and `项目支出 20.00 万元，占本年支出的
40%` speak of 50.00.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from services.validator.rules.check import Check, Message, Numbers, broken, held
from services.validator.rules.compared import rounded, spot_of_claim, told_where
from services.validator.rules.counterparts import of_claims
from services.validator.rules.intervals import Interval, around
from services.validator.rules.told_wholes import whole_named
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount
from shared.model.finding import Fault
from shared.model.narrative import Claim

_RULE = "narrative.share"
_SHADE = Decimal("0.015")
"""A share may be shaded by 0.01, so that all add up to 100; half a unit more is its rounding."""
_HUNDRED = Decimal(100)


def like_share_checks(view: DocumentView, wholeless: Sequence[Claim]) -> Iterator[Check]:
    """Check that the shares of each whole fit each other; `wholeless` are claims with shares of wholes not known."""
    named: defaultdict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in wholeless:
        # A whole that is not named may be another in each sentence, and one of the same name in each section.
        if claim.amount and claim.share_pct and (words := whole_named(claim).strip()):
            named[words, claim.section, claim.unit].append(claim)
    for (words, _, _), claims in named.items():
        yield from _fits(view, words, claims)


def _fits(view: DocumentView, words: str, claims: Sequence[Claim]) -> Iterator[Check]:
    implied = [(claim, whole) for claim in claims if (whole := _implied(view, claim)) is not None]
    if not implied:
        return
    # The one that most others fit: a wrong figure fits none of them.
    first, of_first = max(implied, key=lambda one: sum(one[1].overlaps(whole) for _, whole in implied))
    for claim, whole in implied:
        if claim is first:
            continue
        if whole.overlaps(of_first):
            yield held(_RULE)
            continue
        made = of_first.middle
        share = rounded((claim.amount or Decimal(0)) * _HUNDRED / made, 2)
        where = told_where(claim)
        message = Message(
            f"{where.en}: amount and share make {words} {amount(rounded(whole.middle, 2))}, those of "
            f"“{first.subject}” make it {amount(rounded(made, 2))}",
            f"{where.zh}的金额与占比推得{words}为{amount(rounded(whole.middle, 2))}，"
            f"而“{first.subject}”推得{amount(rounded(made, 2))}",
        )
        yield broken(
            _RULE,
            message,
            spot=spot_of_claim(claim),
            numbers=Numbers(expected=share, actual=claim.share_pct),
            fault=Fault.DISCLOSURE,
            counterpart=of_claims([first]),
        )


def _implied(view: DocumentView, claim: Claim) -> Interval | None:
    """Give the whole that an amount and its share imply."""
    if claim.amount is None or claim.share_pct is None:
        return None
    part = around(claim.amount, view.claim_half(claim)).scaled(_HUNDRED)
    return part.over(around(claim.share_pct, _SHADE))
