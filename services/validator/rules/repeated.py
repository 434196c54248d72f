"""One figure stated twice: the head of a list and its own sentence, a sum in the text and the same in its point.

The claims come in; what a section states twice of the same subject must be the same amount. Claims that are parts of
different wholes speak of different things (goods of all procurement, goods of that from the budget) and are left alone;
so are parts of one item (`2070108 文化活动 3.00 万元，其中：基本支出 1.00 万元`) beside what is said of all items.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from itertools import pairwise

from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held
from services.validator.rules.narrative import agrees
from services.validator.rules.statements import StatementFinder
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount
from shared.model.finding import Counterpart, Fault
from shared.model.money import Unit, decimals, half_unit, to_yuan
from shared.model.narrative import Claim

_RULE = "narrative.repeated"
_Key = tuple[str, str | None, str | None, str]


def repeated_checks(view: DocumentView) -> Iterator[Check]:
    """Check each amount that a section states again against the time before."""
    finder = StatementFinder(view)
    stated: dict[_Key, list[Claim]] = {}
    items = {claim.claim_no for claim in view.document.claims if claim.row_code}
    for claim in view.document.claims:
        if claim.amount is not None and (claim.subject_key or claim.row_code):
            key = (claim.section, claim.subject_key, claim.row_code, claim.subject)
            stated.setdefault(key, []).append(claim)
    for claims in stated.values():
        for first, again in pairwise(claims):
            if not _are_apart(first, again, items) and (
                first.amount == again.amount or not _are_cells(view, finder, first, again)
            ):
                yield _same(first, again)


def _are_apart(first: Claim, again: Claim, items: Collection[int]) -> bool:
    """Tell whether two claims are parts of different wholes, or one of an item (`items`: their numbers) alone."""
    wholes = {first.part_of, again.part_of}
    return len(wholes) > 1 and (None not in wholes or not wholes.isdisjoint(items))


def _are_cells(view: DocumentView, finder: StatementFinder, *claims: Claim) -> bool:
    """Tell whether each of several amounts is that of a cell: then they speak of different things of one name."""
    return all(
        any(
            agrees(view, claim, claim.amount or Decimal(0), terms)
            for terms in finder.find(claim).alternatives
        )
        for claim in claims
    )


def _same(first: Claim, again: Claim) -> Check:
    difference = abs(_yuan(first) - _yuan(again))
    if not difference or difference <= max(_half(first), _half(again)):
        return held(_RULE)
    message = Message(
        f"“{again.subject}” is {_shown(first)} on page {first.place.page} and {_shown(again)} on page "
        f"{again.place.page}, in one section",
        f"“{again.section}”中“{again.subject}”在第{first.place.page}页为{_shown(first)}，"
        f"在第{again.place.page}页为{_shown(again)}，前后不一致",
    )
    numbers = Numbers(expected=first.amount, actual=again.amount) if first.unit is again.unit else None
    spot = Spot(row_code=again.row_code, row_label=again.subject, place=again.place)
    other = Counterpart(where=first.section_key or first.section, place=first.place)
    return broken(_RULE, message, spot=spot, numbers=numbers, fault=Fault.DISCLOSURE, counterpart=other)


def _yuan(claim: Claim) -> Decimal:
    return to_yuan(claim.amount or Decimal(0), claim.unit)


def _half(claim: Claim) -> Decimal:
    """Give what the printed decimals of an amount leave open, in yuan; whole amounts beside longer ones are rounded."""
    if claim.unit is Unit.YUAN or claim.amount is None:
        return Decimal(0)
    return to_yuan(half_unit(decimals(claim.amount)), claim.unit)


def _shown(claim: Claim) -> str:
    return f"{amount(claim.amount or Decimal(0))}{claim.unit}"
