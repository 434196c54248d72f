"""The unit of the narrative's amounts: one in 元 among amounts in 万元 has lost a character, or is large.

One in 万元 among amounts in 元 has one too many where it is more than all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial

from services.validator.rules.check import Check, Message, Spot, all_held, broken, held
from services.validator.rules.tied import least_tie
from services.validator.rules.view import DocumentView
from shared.model.finding import Fault
from shared.model.money import YUAN_PER_WAN, Unit, to_yuan
from shared.model.narrative import Claim

_RULE = "identity.claim_unit"
_ENOUGH = 10
"""Amounts in one unit from which on it is the narrative's."""
_WAN_YUAN, _YUAN = Unit.WAN_YUAN, Unit.YUAN
_EACH = re.compile("人均|车均|平均|每|单价|标准")
"""What something costs for each person or thing is told in yuan everywhere."""
_FEW = 0.1
"""The share of amounts in the other unit up to which they are exceptions."""


def claim_unit_checks(view: DocumentView) -> Iterator[Check]:
    """Check the unit of every amount: in 元 among 万元 it is small, in 万元 among 元 too large, where it is wrong."""
    told = [(claim, claim.amount) for claim in view.document.claims if claim.amount]
    stated = [(claim, value) for claim, value in told if not _EACH.search(claim.subject)]
    units = Counter(claim.unit for claim, _ in stated)
    if _is_usual(units, _WAN_YUAN, _YUAN):
        small = [(c, value) for c, value in stated if c.unit is not _WAN_YUAN and value < YUAN_PER_WAN]
        yield from all_held(_RULE, len(stated) - len(small))
        yield from (_strange(claim, value) for claim, value in small)
    elif _is_usual(units, _YUAN, _WAN_YUAN):
        most = max(value for claim, value in stated if claim.unit is _YUAN)
        for claim, value in stated:
            is_held = claim.unit is _YUAN or to_yuan(value, claim.unit) <= most
            yield held(_RULE) if is_held else _large(claim, value)


def _is_usual(units: Mapping[Unit, int], usual: Unit, other: Unit) -> bool:
    """Tell whether nearly all amounts are in one unit."""
    return units.get(usual, 0) >= _ENOUGH and units.get(other, 0) <= _FEW * units.get(usual, 0)


def _large(claim: Claim, value: Decimal) -> Check:
    page = claim.place.page
    message = Message(
        f"“{claim.subject}” on page {page} is {value:,} wan yuan, more than any amount given in yuan",
        f"第{page}页“{claim.subject}”为{value:,}万元，大于文字说明中以元为单位的任何金额",
    )
    spot = Spot(None, claim.row_code, claim.subject, None, claim.place)
    return broken(_RULE, message, spot=spot, fault=Fault.DISCLOSURE)


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
