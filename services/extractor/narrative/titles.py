"""What a heading's words mean: the layout's titles first, the common vocabulary of budget disclosures second.

A title goes in, the key of its section comes out. The layout file lists the titles that its region prints; other
regions word them otherwise but speak of the same things, so that a heading the layout does not know is still
recognised by the term that it turns on (政府采购, 三公, 名词解释). Only keys that the layout has are given.
"""

from __future__ import annotations

import re
from functools import lru_cache

from shared.layout import Layout
from shared.layout.label import words

_QUOTES = str.maketrans("", "", "“”\"'‘’《》「」")
_BEFORE_YEAR = re.compile(r"^.*20\d\d年度?(?=.)")

_MEANINGS = (
    ("part.glossary", r"名词解释|名词说明|术语解释"),
    ("part.tables", r"表格部分|(?:预算|决算|公开)(?:公开)?(?:报表|表)(?:及说明)?$"),
    (
        "part.narrative",
        r"^(?:部门|单位|年度)*(?:综合)?(?:预算|决算)(?:编制|公开|安排|报表)?(?:情况)?(?:和重要事项)?(?:的)?说明$",
    ),
    ("other.further", r"其他需"),
    ("other", r"其他(?:重要|相关|情况|有关|说明)"),
    ("other.operating", r"运行经费"),
    ("other.procurement", r"政府采购"),
    ("other.assets", r"国有资产|资产占"),
    ("other.performance", r"绩效"),
    ("three_public", r"三公"),
    ("carryover", r"结转结余|上年结转"),
    ("government_fund", r"政府性基金"),
    ("state_capital", r"国有资本"),
    ("basic", r"基本支出"),
    ("projects", r"项目支出"),
    ("general_public.change", r"规模变化"),
    ("general_public.structure", r"拨款结构|支出结构"),
    ("general_public.items", r"具体使用|功能(?:科目)?分类"),
    ("appropriation", r"财政拨款(?:收入支出|收支|情况)"),
    ("general_public", r"一般公共预算|财政拨款支出"),
    ("overall", r"收支.{0,8}(?:总体|增减|变化|情况)|收入支出.{0,4}总体|^增减变化"),
    ("income", r"收入(?:预算|决算)|预算收入"),
    ("expenditure", r"支出(?:预算|决算)|预算支出"),
    ("overview.duties", r"主要职责|主要职能|部门职责|单位职责|职能职责|^职责"),
    ("overview.organisation", r"机构设置|人员情况|机构编制|单位构成|预算构成"),
    ("part.overview", r"概况|基本情况|^本?(?:部门|单位)(?:基本)?情况"),
)
_PATTERNS = tuple((key, re.compile(pattern)) for key, pattern in _MEANINGS)

_TELLING = (
    "政府性基金",
    "国有资本",
    "三公",
    "基本支出",
    "项目支出",
    "一般公共预算",
    "财政拨款",
    "运行",
    "采购",
    "资产",
    "绩效",
    "结转",
)
"""Terms that decide what a heading is about: a title without one is not what a heading with it means."""


def bare(label: str) -> str:
    """Give a label's words without quotation marks, for comparing."""
    return words(label).translate(_QUOTES)


def recognise(title: str, layout: Layout) -> str | None:
    """Give the key of the section that a heading with this title opens, or None."""
    # A department's name can hold any term (绩效评价中心); what follows the year is the title itself.
    label = _BEFORE_YEAR.sub("", bare(title))
    best = max(
        (entry for entry in _titles(layout) if entry[0] in label),
        key=lambda entry: len(entry[0]),
        default=None,
    )
    if best is not None and not any(term in label and term not in best[0] for term in _TELLING):
        return best[1]
    keys = {key for _, key in _titles(layout)}
    return next((key for key, pattern in _PATTERNS if key in keys and pattern.search(label)), None)


def ends_in_title(text: str, layout: Layout) -> bool:
    """Tell whether a text ends in a whole title of the layout."""
    label = bare(text)
    return any(label.endswith(title) for title, _ in _titles(layout))


@lru_cache(maxsize=32)
def _titles_of(entries: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((bare(title), key) for title, key in entries)


def _titles(layout: Layout) -> tuple[tuple[str, str], ...]:
    """Give the layout's titles, bare, with the keys of their sections."""
    return _titles_of(tuple((title, section.key) for section in layout.sections for title in section.titles))
