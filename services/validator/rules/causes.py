"""Causes of a change: `比上年减少 3.00 万元，主要是基本支出增加 1.00 万元，项目支出减少 4.00 万元`.

In come the claims with the reason that their sentence gives, out goes a check of every reason whose amounts all have a
direction. 基本支出 and 项目支出 together are all there is; other causes need not be complete, so that of them
only a slip is told: a digit, or a direction, with which they would be. What differs by whole 万元 may be a cause that
was left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.validator.rules.changes import DOWN, UP, signed_delta
from services.validator.rules.check import Check, Message, Numbers, broken, held
from services.validator.rules.compared import spot_of_claim, told_where
from services.validator.rules.intervals import tidy
from services.validator.rules.places import half_of
from services.validator.rules.slips import any_slip
from services.validator.rules.tied import already
from services.validator.rules.ties import FigureRef, Part, SumTie, of_claim
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, signed
from shared.model.finding import Fault
from shared.model.money import YUAN_PER_WAN, Unit, decimals, to_yuan
from shared.model.narrative import Claim

_RULE = "narrative.causes"
_WORDS = "|".join(sorted(UP | DOWN, key=len, reverse=True))
_FIGURE = r"\d[\d,]*(?:\.\d+)?(?:万元|元)"
_EACH_ENDS = "元"
_CAUSE = re.compile(
    rf"(?P<subject>[^，。；：（）\d]*?)(?P<word>{_WORDS})[^，。；\d]*?(?P<figure>\d[\d,]*(?:\.\d+)?)(?P<unit>万元|元)"
)
_ALL_USES = (re.compile("基本支出"), re.compile("项目(?:经费)?支出"))
_LEAST = 2


@dataclass(frozen=True, slots=True)
class _Cause:
    """An amount with the sign of its word, in yuan."""

    subject: str
    value: Decimal
    half: Decimal


def cause_checks(view: DocumentView) -> Iterator[Check]:
    """Check every change whose reason states the changes that it is made of."""
    for claim in view.document.claims:
        if claim.reason is None or claim.reason.count(_EACH_ENDS) < _LEAST:
            continue
        delta = signed_delta(claim)
        causes = _causes(claim.reason)
        if delta and len(causes) >= _LEAST:
            yield from _judged(view, claim, delta, causes)


def _causes(reason: str) -> Sequence[_Cause]:
    """Give the causes of a reason; none where one of its amounts has no direction of its own."""
    found = list(_CAUSE.finditer(reason))
    if len(found) != len(re.findall(_FIGURE, reason)):
        return ()
    return [_cause(match) for match in found]


def _cause(match: re.Match[str]) -> _Cause:
    figure, unit = Decimal(match["figure"].replace(",", "")), Unit(match["unit"])
    sign = 1 if match["word"] in UP else -1
    half = to_yuan(half_of(unit, max(decimals(figure), 2)), unit)
    return _Cause(match["subject"], sign * to_yuan(figure, unit), half)


def _judged(view: DocumentView, claim: Claim, delta: Decimal, causes: Sequence[_Cause]) -> Iterator[Check]:
    half = to_yuan(view.claim_half(claim), claim.unit)
    whole = Part(of_claim(claim.claim_no, "delta"), abs(to_yuan(delta, claim.unit)), _sign(delta))
    parts = [
        Part(
            FigureRef("claim", str(claim.claim_no), f"cause.{number}"), abs(cause.value), -_sign(cause.value)
        )
        for number, cause in enumerate(causes, start=1)
    ]
    tie = SumTie((whole, *parts), half + sum((cause.half for cause in causes), Decimal(0)))
    of_change = SumTie((whole,), tie.tolerance, constant=tie.residual - whole.value * whole.weight)
    if tie.allows(tie.residual):
        yield held(_RULE, already(of_change))
    elif _are_all(causes) or (tie.residual % YUAN_PER_WAN and any_slip(tie)):
        yield _broken(claim, delta, causes, of_change)


def _sign(value: Decimal) -> Decimal:
    return Decimal(-1) if value < 0 else Decimal(1)


def _are_all(causes: Sequence[_Cause]) -> bool:
    """Tell whether the causes are basic and project expenditure, which is all there is."""
    return len(causes) == len(_ALL_USES) and all(
        use.search(cause.subject) for use, cause in zip(_ALL_USES, causes, strict=True)
    )


def _broken(claim: Claim, delta: Decimal, causes: Sequence[_Cause], tie: SumTie) -> Check:
    factor, where = to_yuan(Decimal(1), claim.unit), told_where(claim)
    made = tidy(sum((cause.value for cause in causes), Decimal(0)) / factor)
    shown = "、".join(f"{cause.subject}{signed(tidy(cause.value / factor))}" for cause in causes)
    numbers = Numbers(expected=made, actual=delta, tolerance=tidy(tie.tolerance / factor))
    message = Message(
        f"{where.en}: the change is {signed(delta)}, its causes make {signed(made)}: {shown}",
        f"{where.zh}增减额为{signed(delta)}，而所列原因合计为{signed(made)}（{shown}），"
        f"相差{amount(abs(delta - made))}",
    )
    return broken(
        _RULE,
        message,
        spot=spot_of_claim(claim),
        numbers=numbers,
        fault=Fault.DISCLOSURE,
        tie=already(tie),
    )
