"""The year that a sentence or heading names: one copied from an earlier disclosure has its year left in it.

The claims and headings come in. A sentence that names another year and states an amount that is in this year's tables
was copied without its year; so was a heading of tables or narrative that names another year. Sentences about other
years, what was carried over from them, and names with a year in them are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from services.validator.rules.check import Check, Message, Spot, broken, held
from services.validator.rules.narrative import agrees
from services.validator.rules.statements import StatementFinder
from services.validator.rules.view import DocumentView
from shared.model.document import DocumentKind, Heading
from shared.model.finding import Fault
from shared.model.narrative import Claim

_RULE = "narrative.year"
_YEAR = re.compile(r"[^，。；：]{0,40}?(?<![比与较同和至-])(20\d\d)年(?!底|末|初|\d|[-—~至])")
_COMPARES = re.compile(r"比|与|较|同|截[至止]|持平|一致|不变|相同|无变化|无增减")
_OF_OTHER_YEARS = re.compile(r"执行|对比|比较|截[至止]|上年|结转|绩效|完成|回顾|总结")
_SECTIONS = ("part.tables", "part.narrative", "overall", "income", "expenditure", "appropriation", "basic")
_FAMILIES = ("general_public", "three_public", "government_fund", "state_capital", "fiscal_")


def claim_year_checks(view: DocumentView, finder: StatementFinder) -> Iterator[Check]:
    """Check the year of every sentence that states a figure of this year's tables, and of every heading of a part."""
    head = view.document.head
    if head is None or head.fiscal_year is None:
        return
    told: list[tuple[int, Callable[[int, int], Check]]] = [
        (year, partial(_left, claim))
        for claim in view.document.claims
        if (year := _year_of(claim)) is not None and _is_of_this_year(view, finder, claim)
    ]
    told += [
        (year, partial(_headed, heading))
        for heading in view.document.headings
        if (year := _heading_year(heading, head.kind)) is not None
    ]
    counts = Counter(year for year, _ in told)
    for year, left in told:
        # Where most name another year, it is the document's year that was read wrongly.
        if year == head.fiscal_year or counts[year] <= max(1, counts[head.fiscal_year]):
            yield held(_RULE) if year == head.fiscal_year else left(year, head.fiscal_year)


def _year_of(claim: Claim) -> int | None:
    """Give the year that a sentence begins with, where it is that of its amount alone."""
    if not claim.amount or claim.subject_key is None or "carryover" in claim.subject_key:
        return None
    year = _YEAR.match(claim.quote)
    return None if year is None or _COMPARES.search(claim.quote) else int(year.group(1))


def _is_of_this_year(view: DocumentView, finder: StatementFinder, claim: Claim) -> bool:
    """Tell whether an amount is that of a cell of the tables."""
    cells = finder.find(claim).alternatives
    return claim.amount is not None and any(agrees(view, claim, claim.amount, terms) for terms in cells)


def _heading_year(heading: Heading, kind: DocumentKind) -> int | None:
    key = heading.section_key or ""
    other = "决算" if kind is DocumentKind.BUDGET else "预算"
    own = "预算" if kind is DocumentKind.BUDGET else "决算"
    if key not in _SECTIONS and not key.startswith(_FAMILIES):
        return None
    is_of_others = _OF_OTHER_YEARS.search(heading.title) or (
        other in heading.title and own not in heading.title
    )
    year = None if is_of_others else _YEAR.match(heading.title)
    return int(year.group(1)) if year else None


def _left(claim: Claim, year: int, fiscal_year: int) -> Check:
    page = claim.place.page
    message = Message(
        f"“{claim.subject}” on page {page} is told of {year}, but its amount is that of {fiscal_year} in the tables",
        f"第{page}页“{claim.section}”中“{claim.subject}”写为{year}年，而金额为表格中{fiscal_year}年数据",
    )
    spot = Spot(row_code=claim.row_code, row_label=claim.subject, place=claim.place)
    return broken(_RULE, message, spot=spot, fault=Fault.DISCLOSURE)


def _headed(heading: Heading, year: int, fiscal_year: int) -> Check:
    page = heading.place.page
    message = Message(
        f"The heading “{heading.title}” on page {page} names {year}, the document is of {fiscal_year}",
        f"第{page}页标题“{heading.title}”写为{year}年，而文件为{fiscal_year}年",
    )
    spot = Spot(row_label=heading.title, place=heading.place)
    return broken(_RULE, message, spot=spot, fault=Fault.DISCLOSURE)
