"""The unit of the narrative's amounts: one in 元 among amounts in 万元 has lost a character, or is large."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from services.validator.rules.check import Check, Message, Spot, broken, held
from services.validator.rules.tied import least_tie
from services.validator.rules.view import DocumentView
from shared.model.finding import Fault
from shared.model.money import YUAN_PER_WAN, Unit
from shared.model.narrative import Claim

_RULE = "identity.claim_unit"
_ENOUGH = 10
"""Amounts in 万元 from which on the narrative is one in 万元."""
_FEW = 0.1
"""The share of amounts in 元 up to which they are exceptions."""


def claim_unit_checks(view: DocumentView) -> Iterator[Check]:
    """Check the unit of every amount of a narrative in 万元; one in 元 is small where the unit is wrong."""
    stated = [(claim, claim.amount) for claim in view.document.claims if claim.amount]
    units = Counter(claim.unit for claim, _ in stated)
    if units[Unit.WAN_YUAN] < _ENOUGH or units[Unit.YUAN] > _FEW * units[Unit.WAN_YUAN]:
        return
    for claim, value in stated:
        if claim.unit is Unit.WAN_YUAN or value >= YUAN_PER_WAN:
            yield held(_RULE)
        else:
            yield _strange(claim, value)


def _strange(claim: Claim, value: Decimal) -> Check:
    page = claim.place.page
    message = Message(
        f"“{claim.subject}” on page {page} is {value:,} yuan, the narrative's other amounts are in wan yuan",
        f"第{page}页“{claim.subject}”为{value:,}元，而文字说明其他金额均以万元为单位",
    )
    spot = Spot(None, claim.row_code, claim.subject, None, claim.place)
    return broken(
        _RULE, message, spot=spot, fault=Fault.DISCLOSURE, tie=partial(least_tie, claim, YUAN_PER_WAN)
    )
