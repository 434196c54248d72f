"""Project descriptions: name, budget and how the budget is to be spent, one labelled paragraph for each.

The paragraphs of a section and the statements read from them go in; the statements come out with the project's name
as their subject and with each allocation tied to the project's budget. Allocations are written freely: a sum may be
named before its instalments (`租金共 8.00 万元，上半年 4.00 万元，…`), the total may be said again at the end
(`共计 3.00 万元`), and a name may go over a comma (`展板，册页 2.00 万元`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

from services.extractor.narrative.lists import adds_up
from services.extractor.narrative.paragraphs import Paragraph
from services.extractor.narrative.statements import Statement, Subject

PROJECT_BUDGET = "project_budget"
PROJECT_ALLOCATION = "project_allocation"
ALLOCATION_TOTAL = "allocation_total"
"""The keys of the subjects of a project's claims."""

_ITEM_STYLES = ("arabic", "arabic_bracketed", "circled")
_TOTAL = re.compile(r"^(?:共计|合计|总计|共)")
_SUM = re.compile(r"(?:共|共计|合计)$")


class Label(StrEnum):
    """What a labelled paragraph of a project's description says."""

    NAME = "name"
    BASIS = "basis"
    BUDGET = "budget"
    ALLOCATION = "allocation"
    OTHER = "other"


_LABELS = (
    (Label.NAME, re.compile(r"^项目名称：")),
    (Label.BASIS, re.compile(r"^(?:设立的政策依据|立项依据|政策依据)[^：]{0,6}：")),
    (Label.BUDGET, re.compile(r"^(?:预算安排规模|预算安排|项目预算)[^：]{0,6}：")),
    (Label.ALLOCATION, re.compile(r"^资金分配情况[^：]{0,6}：")),
    (Label.OTHER, re.compile(r"^(?:项目承担单位|资金执行时间|实施主体)[^：]{0,6}：")),
)


def label_of(paragraph: Paragraph) -> Label | None:
    """Give what a paragraph of a project's description says, or None where it bears no such label."""
    text = paragraph.text[paragraph.mark_end :]
    return next((label for label, pattern in _LABELS if pattern.match(text)), None)


def tie_projects(
    paragraphs: Sequence[Paragraph], statements: Sequence[Statement]
) -> tuple[list[Statement], set[int]]:
    """Give the statements with projects as their subjects, and the indexes of those that state nothing of their own."""
    tied = list(statements)
    silent: set[int] = set()
    name, budget = "", None
    label: Label | None = None
    for number, paragraph in enumerate(paragraphs):
        # A list number at the start of a line parts an allocation (`2、…` below `资金分配情况：1、…；`).
        goes_on = label is Label.ALLOCATION and paragraph.style in _ITEM_STYLES
        label = label_of(paragraph) or (label if goes_on else None)
        own = [index for index, statement in enumerate(tied) if statement.paragraph == number]
        if label is Label.NAME:
            name, budget = paragraph.text.split("：", 1)[1].rstrip("。；"), None
            silent.update(own)
        elif label is Label.BUDGET and own:
            budget = own[0]
            subject = (
                Subject(name, PROJECT_BUDGET) if name else replace(tied[budget].subject, key=PROJECT_BUDGET)
            )
            tied[budget] = replace(tied[budget], subject=subject, start=paragraph.mark_end)
        elif label is Label.ALLOCATION:
            _allocate(tied, [index for index in own if not tied[index].is_count], budget)
        elif label is not None:
            silent.update(own)
    return tied, silent


def _allocate(statements: list[Statement], own: Sequence[int], budget: int | None) -> None:
    """Tie the parts of an allocation to the budget, instalments to their sum; a total said again is no part."""
    whole: int | None = None
    rest = Decimal(0)
    for position, index in enumerate(own):
        statement = statements[index]
        subject, parent = replace(_whole_name(statement), key=PROJECT_ALLOCATION), budget
        if _TOTAL.match(statement.raw.lstrip("，；、")):
            subject, parent = Subject(statement.raw.strip("，；、：为"), ALLOCATION_TOTAL), None
        elif whole is not None and rest > 0:
            parent, rest = whole, rest - _amount(statement)
        elif _SUM.search(statement.raw) and _sums(statements, own, position):
            whole, rest = index, _amount(statement)
        start = statement.quantity.start - len(statement.raw) if statement.quantity else statement.start
        statements[index] = replace(statement, subject=subject, parent=parent, start=start)


def _sums(statements: Sequence[Statement], own: Sequence[int], position: int) -> bool:
    """Tell whether the next allocations add up to this one."""
    parts = [statements[index] for index in own[position + 1 :]]
    return any(adds_up(statements[own[position]], parts[:count]) for count in range(1, len(parts) + 1))


def _amount(statement: Statement) -> Decimal:
    return statement.quantity.value or Decimal(0) if statement.quantity else Decimal(0)


def _whole_name(statement: Statement) -> Subject:
    return (
        replace(statement.subject, text=f"{statement.before}，{statement.subject.text}")
        if statement.before
        else statement.subject
    )
