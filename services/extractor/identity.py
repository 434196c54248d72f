"""Who published the document, for which year, at which level and when, read from what is printed.

The department is the one that most tables name as their preparer; the year is the one that headings, titles
and sentences speak of as the budget's; level and date come from the wording of the forms and from the
signature. What the document does not say stays None. Every place that was read is kept as a mention, so that
disagreements can be found.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from services.extractor.segment.grid_head import HeadText
from services.extractor.segment.headline import is_part_heading
from services.extractor.segment.region import PlacedLine, Segments, TableRegion
from shared.layout import Layout
from shared.layout.label import normalise
from shared.model.document import DocumentKind, Head, Mention
from shared.model.performance import PerformancePlan, PlanKind
from shared.model.table import Table

_YEAR_OF_BUDGET = re.compile(r"(20\d\d)年(?=[^，。；0-9]{0,14}预算)(?!度?(?:部门)?决算)")
_DATE_LINE = re.compile(r"^(20\d\d)(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})日?$")
_CHINESE_DATE = re.compile(
    r"^([二〇零○一三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日$"
)
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_PREPARED_BY = re.compile(r"编制(部门|单位)：")
_LEVEL = re.compile(
    r"(部门|单位)(?=概况|预算公开表|预算情况说明|收支总体情况表|收入总体情况表|支出总体情况表|整体绩效目标)"
)
_OVERVIEW_NAME = re.compile(r"^第一部分(?:20\d\d年度?)?(?P<name>[^\d]{4,40}?)(?:部门|单位)?概况$")
_HEADING_WEIGHT = 3
_SIGNATURE_LINES = 12


def read_head(
    segments: Segments,
    tables: Sequence[Table],
    plans: Sequence[PerformancePlan],
    layout: Layout,
    page_count: int,
) -> Head:
    """Give the identity of a document."""
    mentions = [*_table_mentions(tables), *_plan_mentions(plans), *_level_mentions(segments)]
    department = department_of(segments) or _most(mentions, "department") or _signature_name(segments.prose)
    return Head(
        department=department,
        org_level=_most(mentions, "org_level"),
        region=layout.region,
        fiscal_year=_fiscal_year(segments, mentions),
        kind=_kind(segments),
        profile=layout.id,
        published_on=_published_on(segments.prose),
        page_count=page_count,
        mentions=tuple(mentions),
    )


def department_of(segments: Segments) -> str | None:
    """Give the department's name as the heads of the tables print it, before anything else is read."""
    names = Counter(region.preparer for region in segments.tables if region.preparer)
    if names:
        return names.most_common(1)[0][0]
    for line in segments.prose:
        match = _OVERVIEW_NAME.match(normalise(line.text))
        if match:
            return match.group("name")
    return None


def _table_mentions(tables: Iterable[Table]) -> Iterable[Mention]:
    for table in tables:
        place = table.rows[0].place if table.rows else None
        fields = (
            ("department", table.preparer),
            ("fiscal_year", str(table.fiscal_year) if table.fiscal_year else None),
            ("unit", table.unit.value if table.unit else None),
        )
        for field, value in fields:
            if value and place:
                head_place = place.model_copy(update={"page": table.first_page, "box": None})
                yield Mention(field=field, value=value, where=table.table_id, place=head_place)


def _plan_mentions(plans: Iterable[PerformancePlan]) -> Iterable[Mention]:
    for plan in plans:
        where = f"performance plan {plan.plan_no}"
        if plan.plan_kind is PlanKind.OVERALL and plan.plan_name:
            yield Mention(field="department", value=plan.plan_name, where=where, place=plan.place)
        if plan.fiscal_year:
            yield Mention(field="fiscal_year", value=str(plan.fiscal_year), where=where, place=plan.place)


def _level_mentions(segments: Segments) -> Iterable[Mention]:
    """Find 部门 and 单位 where the form says which of the two the document is."""
    for region in segments.tables:
        for head in region.head_texts:
            yield from _levels_in(head, region)
    for line in segments.prose:
        if is_part_heading(line.text) or _LEVEL.search(normalise(line.text)[-20:]):
            yield from _levels_in(HeadText(line.text, line.place), None)


def _levels_in(head: HeadText, region: TableRegion | None) -> Iterable[Mention]:
    text = normalise(head.text)
    if len(text) > 60 or "部门（单位）" in text:  # noqa: PLR2004 - a heading, not a sentence
        return
    match = _PREPARED_BY.search(text) or _LEVEL.search(text)
    if match:
        number = region.number if region and region.number else "heading"
        yield Mention(field="org_level", value=match.group(1), where=number, place=head.place)


def _most(mentions: Iterable[Mention], field: str) -> str | None:
    counts = Counter(mention.value for mention in mentions if mention.field == field)
    return counts.most_common(1)[0][0] if counts else None


def _fiscal_year(segments: Segments, mentions: Iterable[Mention]) -> int | None:
    counts: Counter[int] = Counter()
    for mention in mentions:
        if mention.field == "fiscal_year":
            counts[int(mention.value)] += _HEADING_WEIGHT
    for line in segments.prose:
        text = normalise(line.text)
        weight = _HEADING_WEIGHT if is_part_heading(text) else 1
        for match in _YEAR_OF_BUDGET.finditer(text):
            counts[int(match.group(1))] += weight
    return counts.most_common(1)[0][0] if counts else None


def _kind(segments: Segments) -> DocumentKind:
    titles = [region.title or "" for region in segments.tables]
    titles += [line.text for line in segments.prose if is_part_heading(line.text)]
    final_accounts = sum("决算" in title for title in titles)
    return DocumentKind.FINAL_ACCOUNT if final_accounts * 2 > len(titles) > 0 else DocumentKind.BUDGET


def _published_on(prose: Sequence[PlacedLine]) -> dt.date | None:
    """Give the date of the signature: the last line of the document that is a date and nothing else."""
    dates = (_date_of(normalise(line.text)) for line in reversed(prose[-_SIGNATURE_LINES:]))
    return next((date for date in dates if date is not None), None)


def _date_of(text: str) -> dt.date | None:
    """Give the date that a line consists of: `2024年2月19日`, `2024-02-19`, `二〇二四年二月十九日`."""
    if match := _DATE_LINE.match(text):
        year, month, day = (int(group) for group in match.groups())
    elif match := _CHINESE_DATE.match(text):
        year = int("".join(str(_CHINESE_DIGITS[digit]) for digit in match.group(1)))
        month, day = _chinese_number(match.group(2)), _chinese_number(match.group(3))
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _chinese_number(text: str) -> int:
    """Give a number up to 99 written as 九, 十, 十二, 二十, 三十一."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _CHINESE_DIGITS[text[0]] if len(text) == 1 else 0
    return (_CHINESE_DIGITS[tens] if tens else 1) * 10 + (_CHINESE_DIGITS[ones] if ones else 0)


def _signature_name(prose: Sequence[PlacedLine]) -> str | None:
    """Give the line before the signature's date, which names the publisher."""
    lines = [normalise(line.text) for line in prose[-_SIGNATURE_LINES:]]
    for name, date in pairwise(lines):
        if _date_of(date) and 4 <= len(name) <= 40 and "。" not in name:  # noqa: PLR2004 - a name's length
            return name
    return None
