"""The year that a sentence or heading names: one copied from an earlier disclosure has its year left in it.

The claims and headings come in. A sentence that names another year and states an amount that is in this year's tables
was copied without its year, and so was one that compares a year with itself, or a heading of tables or narrative that
names another year. Sentences about other years, what was carried over from them, amounts that are told of this year
too, and names with a year in them are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from services.validator.rules.check import Check, Message, Spot, all_held, broken
from services.validator.rules.narrative import agrees
from services.validator.rules.statements import StatementFinder
from services.validator.rules.view import DocumentView
from shared.layout.label import words
from shared.model.document import DocumentKind, Heading
from shared.model.finding import Fault
from shared.model.narrative import Claim

_RULE = "narrative.year"
_YEAR = re.compile(r"[^，。；：]{0,40}?(?<![比与较同和至-])(20\d\d)年(?!底|末|初|\d|[-—~至])")
_COMPARES = re.compile(
    r"比|与|较|同|截[至止]|[底末]|持平|一致|不变|相同|无变化|无增减|结转|结余|执行|决算数?为"
)
_COMPARED = re.compile(r"[比较与同](?:于)?(20\d\d)年度?(年初|全年|调整|当年|预算)?")
_NAME = re.compile(r"项目(?!支出)|工程|专项|计划|行动|大会|活动|补贴$|资金$")
"""Words of things that are called after a year."""
_A_YEAR = re.compile(r"20\d\d年")
_STOPS = re.compile("[。：；]")
_TELLING = 5
"""Digits that make an amount this year's wherever a table prints it; of its section's own table fewer do."""
_FEWER = 3
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
        if (year := _year_of(claim)) is not None and _is_of_this_year(view, finder, claim, year)
    ]
    told += [
        (year, partial(_headed, heading))
        for heading in view.document.headings
        if (year := _heading_year(heading, head.kind)) is not None
    ]
    counts = Counter(year for year, _ in told)
    yield from all_held(_RULE, counts[head.fiscal_year])
    for year, left in told:
        # Where most name another year, it is the document's year that was read wrongly.
        if year != head.fiscal_year and counts[year] <= max(1, counts[head.fiscal_year]):
            yield left(year, head.fiscal_year)


def _year_of(claim: Claim) -> int | None:
    """Give the year that a sentence begins with, where it is that of its amount alone."""
    if not claim.amount or _A_YEAR.search(claim.quote) is None:
        return None
    if "carryover" in (claim.subject_key or "") or _NAME.search(claim.subject):
        return None
    before = _STOPS.split(_before_amount(claim))[-1]
    year = _YEAR.match(before) or _YEAR.match(before.rpartition("，")[2])
    is_other = year is None or _COMPARES.search(before) or claim.section_key == "carryover"
    return None if is_other or year is None else int(year.group(1))


def _before_amount(claim: Claim) -> str:
    """Give the words of a sentence before its amount; all of it where the amount is printed in another way."""
    places = (claim.quote.find(printed) for printed in (f"{claim.amount:,}", f"{claim.amount}"))
    return claim.quote[: next((place for place in places if place >= 0), len(claim.quote))]


def _is_of_this_year(view: DocumentView, finder: StatementFinder, claim: Claim, year: int) -> bool:
    """Tell whether an amount is that of a cell of the tables, or compared with the year that it is told of."""
    if _compares_with_itself(view, claim, year):
        return True
    head = view.document.head
    is_other = head is not None and year != head.fiscal_year
    if claim.amount is None or (
        is_other and (_is_told_of_this_year(view, claim) or _is_called_so(view, claim))
    ):
        return False
    cells = finder.find(claim).alternatives
    if any(agrees(view, claim, claim.amount, terms) for terms in cells):
        return True
    return _is_printed(view, claim, claim.amount)


def _is_called_so(view: DocumentView, claim: Claim) -> bool:
    """Tell whether a row of the tables is called after a year like the claim's subject."""
    names = (words(row.project_name or row.row_label) for table in view.tables.values() for row in table.rows)
    subject = words(claim.subject)
    return any(_A_YEAR.search(name) and (name in subject or subject in name) for name in names)


def _is_told_of_this_year(view: DocumentView, claim: Claim) -> bool:
    """Tell whether sentence or section state the same amount of the fiscal year too: then nothing changed."""
    head = view.document.head
    this_year = f"{head.fiscal_year}年" if head is not None else ""
    if this_year in claim.quote.partition("原因")[0]:
        return True
    others = (c for c in view.document.claims if c.section == claim.section and c.claim_no != claim.claim_no)
    return any(c.amount == claim.amount and this_year in _before_amount(c) for c in others)


def _compares_with_itself(view: DocumentView, claim: Claim, year: int) -> bool:
    """Tell whether a sentence compares its year with the same; a final account does, with the year's own budget."""
    head = view.document.head
    is_budget = head is not None and head.kind is DocumentKind.BUDGET
    found = _COMPARED.search(claim.quote)
    is_same = found is not None and int(found.group(1)) == year
    return is_same and found is not None and (is_budget or found.group(2) is None)


def _is_printed(view: DocumentView, claim: Claim, stated: Decimal) -> bool:
    """Tell whether a table prints an amount for this year: that of its section; any, of an amount with many digits."""
    digits = len("".join(str(digit) for digit in stated.as_tuple().digits).strip("0"))
    section = view.layout.section(claim.section_key) if view.layout and claim.section_key else None
    own = claim.table_id or (section.table_id if section else None)
    tables = view.tables.values() if digits >= _TELLING else filter(None, [view.tables.get(own or "")])
    return digits >= _FEWER and any(
        cell.value == stated
        for table in tables
        if view.unit(table.table_id) is claim.unit
        for row in table.rows
        for cell in row.cells
        if not cell.column_key.startswith(("previous", "change", "x:"))
    )


def _heading_year(heading: Heading, kind: DocumentKind) -> int | None:
    key = heading.section_key or ""
    if _A_YEAR.search(heading.title) is None or (key not in _SECTIONS and not key.startswith(_FAMILIES)):
        return None
    own, other = ("预算", "决算") if kind is DocumentKind.BUDGET else ("决算", "预算")
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
