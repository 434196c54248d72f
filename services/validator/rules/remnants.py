"""What the form leaves in a narrative that nobody finished: words to choose from, empty places, lost signs.

The sentences of the claims come in, as they are printed; a sentence in which `增加（减少）` was left standing, a figure
is missing (`增加万元`, `XX万元`), a reason is announced and not given, or a rate has lost its `%`, is a fault of the
disclosure, whatever its figures say. A share above 100 % is none of anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held
from services.validator.rules.view import DocumentView
from shared.model.finding import Fault
from shared.model.narrative import Claim, Statement

_UP, _DOWN = "增加|增长|上升|提高", "减少|下降|降低"
_CHOICE = re.compile(
    rf"(?:{_UP})[（(/](?:{_DOWN})[）)]?|(?:{_DOWN})[（(/](?:{_UP})[）)]?|大于[（(/]小于[）)]?|小于[（(/]大于[）)]?"
)
_MARKED = re.compile(r"[XＸ×]{2,}|[○〇□]{2,}|_{2,}|＿{2,}|(?<!\d)[*＊]{2,}(?!\d)")
_NO_FIGURE = re.compile(
    rf"(?:{_UP}|{_DOWN}|支出|收入|经费|预算数?)(?:为)?(?:万元|亿元)|(?:{_UP}|{_DOWN}|占)%"
)
_NO_REASON = re.compile(r"原因(?:说明)?(?:是|为|系|：|:)+(?:[。；]|其中)")
_NO_PERCENT = re.compile(r"(?:增长|下降|占(?:比)?)(?:了)?-?\d+(?:\.\d+)?(?=[。，；]|$)")
_HUNDRED = Decimal(100)
_SHOWN = 60


def remnant_checks(view: DocumentView) -> Iterator[Check]:
    """Check the sentence of every claim for what should have been filled in or struck out."""
    for claim in view.document.claims:
        if claim.statement is Statement.AMOUNT:
            for rule_id, find, wording in _RULES:
                found = find(claim)
                yield _left(rule_id, claim, found, wording) if found else held(rule_id)
            if claim.share_pct is not None:
                yield _share(claim, claim.share_pct)


def _choice(claim: Claim) -> str | None:
    return _first(_CHOICE, claim)


def _placeholder(claim: Claim) -> str | None:
    return _first(_MARKED, claim) or _first(_NO_FIGURE, claim)


def _reason(claim: Claim) -> str | None:
    return _first(_NO_REASON, claim)


def _percent(claim: Claim) -> str | None:
    """Find a rate without its sign; an amount of the sentence may lack its unit too, but has no word of growth."""
    if claim.growth_pct is None and claim.share_pct is None:
        return None
    match = _NO_PERCENT.search(claim.quote)
    if match is None:
        return None
    figure = Decimal(re.sub(r"[^\d.]", "", match.group()))
    return match.group() if figure in (claim.growth_pct, claim.share_pct) else None


def _first(pattern: re.Pattern[str], claim: Claim) -> str | None:
    match = pattern.search(claim.quote)
    return match.group() if match else None


_RULES: tuple[tuple[str, Callable[[Claim], str | None], Message], ...] = (
    (
        "narrative.choice",
        _choice,
        Message("the words of the form to choose from were left standing", "未删去模板中的选择词"),
    ),
    (
        "narrative.placeholder",
        _placeholder,
        Message("a place of the form was not filled in", "模板空白处未填写"),
    ),
    ("narrative.reason", _reason, Message("a reason is announced and not given", "写明“原因”但未说明原因")),
    ("narrative.percent_sign", _percent, Message("a rate has no % sign", "比率缺少百分号")),
)


def _left(rule_id: str, claim: Claim, found: str, wording: Message) -> Check:
    shown = found[:_SHOWN]
    message = Message(
        f"“{claim.subject}” on page {claim.place.page}: {wording.en}: “{shown}”",
        f"第{claim.place.page}页“{claim.section}”中“{claim.subject}”：{wording.zh}（“{shown}”）",
    )
    return broken(rule_id, message, spot=_spot(claim), fault=Fault.DISCLOSURE)


def _share(claim: Claim, share: Decimal) -> Check:
    if share <= _HUNDRED:
        return held("narrative.share_limit")
    message = Message(
        f"“{claim.subject}” on page {claim.place.page}: a share of {share}% is more than the whole",
        f"第{claim.place.page}页“{claim.section}”中“{claim.subject}”：占比{share}%超过100%",
    )
    numbers = Numbers(expected=None, actual=share)
    return broken(
        "narrative.share_limit", message, spot=_spot(claim), numbers=numbers, fault=Fault.DISCLOSURE
    )


def _spot(claim: Claim) -> Spot:
    return Spot(row_code=claim.row_code, row_label=claim.subject, place=claim.place)
