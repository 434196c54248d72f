"""What the form leaves in a narrative that nobody finished: words to choose from, empty places, lost signs.

The sentences of the claims come in, as they are printed; a sentence in which `增加（减少）` was left standing, a figure
is missing (`增加万元`, `XX万元`), a reason is announced and not given, or a rate has lost its `%`, is a fault of the
disclosure, whatever its figures say. A share above 100 % is none of anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from services.validator.rules.check import Check, Message, Numbers, Spot, all_held, broken, held
from services.validator.rules.completion import budget_of
from services.validator.rules.view import DocumentView
from shared.layout.unfinished import choice_left, is_finished, place_left, reason_left
from shared.model.document import Heading
from shared.model.finding import Fault
from shared.model.narrative import Claim, Statement

_NO_PERCENT = re.compile(
    r"(?:增长|下降|增加|减少|上升|提高|降低|占(?:比)?)(?:了)?-?\d+(?:\.\d+)?(?=[。，；]|$)"
)
_BARE = re.compile(r"\d(?:[。，；]|$)")
"""How every such rate ends, and few amounts."""
_HUNDRED = Decimal(100)
_AMOUNT = Statement.AMOUNT
_SHOWN = 60
_PLACEHOLDER = "narrative.placeholder"


def remnant_checks(view: DocumentView) -> Iterator[Check]:
    """Check the sentence of every claim, and every heading, for what should have been filled in or struck out."""
    numbered = {claim.claim_no: claim for claim in view.document.claims}
    stated = [claim for claim in view.document.claims if claim.statement is _AMOUNT]
    finished = 0
    for claim in stated:
        if is_finished(claim.quote) and _percent(claim) is None:
            finished += 1
        else:
            yield from _all(claim)
        if claim.share_pct is not None and budget_of(claim, numbered) is None:
            yield _share(claim, claim.share_pct)
    for rule_id, _, _ in _RULES:
        yield from all_held(rule_id, finished)
    headings = [(heading, place_left(heading.title)) for heading in view.document.headings]
    yield from all_held(_PLACEHOLDER, sum(found is None for _, found in headings))
    yield from (_heading(heading, found) for heading, found in headings if found is not None)


def _all(claim: Claim) -> Iterator[Check]:
    for rule_id, find, wording in _RULES:
        found = find(claim)
        yield _left(rule_id, claim, found, wording) if found else held(rule_id)


def _choice(claim: Claim) -> str | None:
    return choice_left(claim.quote)


def _placeholder(claim: Claim) -> str | None:
    return place_left(claim.quote)


def _reason(claim: Claim) -> str | None:
    return reason_left(claim.quote)


def _percent(claim: Claim) -> str | None:
    """Find a rate without its sign; an amount of the sentence may lack its unit too, but has no word of growth."""
    if (claim.growth_pct is None and claim.share_pct is None) or _BARE.search(claim.quote) is None:
        return None
    bare = (match.group() for match in _NO_PERCENT.finditer(claim.quote))
    rates = (claim.growth_pct, claim.share_pct)
    return next((one for one in bare if Decimal(re.sub(r"[^\d.]", "", one)) in rates), None)


_UNFILLED = Message(
    "a place of the form was not filled in, or its instruction left in", "模板空白处未填写，或填写说明未删去"
)
_RULES: tuple[tuple[str, Callable[[Claim], str | None], Message], ...] = (
    (
        "narrative.choice",
        _choice,
        Message("the words of the form to choose from were left standing", "未删去模板中的选择词"),
    ),
    (_PLACEHOLDER, _placeholder, _UNFILLED),
    ("narrative.reason", _reason, Message("a reason is announced and not given", "写明“原因”但未说明原因")),
    ("narrative.percent_sign", _percent, Message("a rate has no % sign", "比率缺少百分号")),
)


def _heading(heading: Heading, found: str) -> Check:
    page = heading.place.page
    message = Message(
        f"The heading “{heading.title}” on page {page}: {_UNFILLED.en}: “{found}”",
        f"第{page}页标题“{heading.title}”：{_UNFILLED.zh}（“{found}”）",
    )
    spot = Spot(row_label=heading.title, place=heading.place)
    return broken(_PLACEHOLDER, message, spot=spot, fault=Fault.DISCLOSURE)


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
