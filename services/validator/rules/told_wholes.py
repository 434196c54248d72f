"""The whole of a share where no table prints it: the claim that the sentence takes apart.

A claim comes in, what the amount of its whole stands for goes out: procurement, awards to smaller firms and spending by
purpose are told with shares, and the tables of many regions have no row for their total. A sentence that names another
whole (`占政府采购支出总额的`) is believed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from services.validator.rules.intervals import Interval, around
from services.validator.rules.view import DocumentView
from shared.model.narrative import Claim

_NAMED = re.compile(r"占(?:比)?([^\d，。；（）]*?)(?:的)?(?:比例|比重)?(?:为|是|达|：)?(\d+(?:\.\d+)?)%")
_SUMS = re.compile(r"总预算|总额|总计|合计|总数|总金额|金额|全部|本年|预算|支出")


def stated_whole(view: DocumentView, claim: Claim, claims: Mapping[int, Claim]) -> Interval | None:
    """Give the amount that a claim's share is a share of, as the narrative tells it; None where that is not sure.

    `claims` are all of the document by their numbers.
    """
    named = next((m.group(1) for m in _NAMED.finditer(claim.quote) if _is_share(claim, m.group(2))), None)
    if named is None:
        return None
    whole = claims.get(claim.part_of) if claim.part_of is not None else None
    while whole is not None and named and not _names(named, whole):
        whole = claims.get(whole.part_of) if whole.part_of is not None else None
    if whole is None and named:
        before = (c for c in claims.values() if c.section == claim.section and c.claim_no < claim.claim_no)
        whole = next((c for c in before if c.amount and _names(named, c)), None)
    if whole is None or not whole.amount or whole.unit is not claim.unit:
        return None
    return around(whole.amount, view.claim_half(whole))


def whole_named(claim: Claim) -> str:
    """Give the words that a sentence names the whole of its share by (`占本年支出预算的48.57%`), empty without any."""
    found = (m.group(1) for m in _NAMED.finditer(claim.quote) if _is_share(claim, m.group(2)))
    return next(found, "")


def _is_share(claim: Claim, printed: str) -> bool:
    return claim.share_pct is not None and str(claim.share_pct) == printed


def _names(words: str, whole: Claim) -> bool:
    """Tell whether words name a whole: by its subject, with or without the words of a sum."""
    name, subject = _SUMS.sub("", words), _SUMS.sub("", whole.subject)
    return words == whole.subject or (bool(name) and name == subject)
