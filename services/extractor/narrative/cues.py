"""Sections recognised from their own sentences, for documents that lost their headings on the way.

A paragraph goes in, the key of the section whose opening sentence it is comes out. Disclosures word these sentences
after the same form, so `…收入预算 1,240.00 万元，其中：` opens the income section with or without a heading above it.
The cues are used only for sections that the document has no heading for; a heading always wins.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_AMOUNT = r"(?:为|共|总计|合计)*-?[\d,]+(?:\.\d+)?(?:万元|亿元|元)"

_CUES = tuple(
    (key, re.compile(pattern.replace("AMOUNT", _AMOUNT)))
    for key, pattern in (
        ("overview.organisation", r"编制数\d+.*实有"),
        ("overall", r"按照(?:全口径|综合)预算的原则|(?<!拨款)收支总预算AMOUNT"),
        ("appropriation", r"财政拨款收、?支总?预算AMOUNT"),
        ("income", r"(?<!拨款)收入预算(?:总计|合计)?AMOUNT，(?:其中|包括)"),
        (
            "expenditure",
            r"(?<!拨款)(?<!基本)(?<!项目)(?<!公共预算)(?<!基金预算)(?<!经营预算)支出预算(?:总计|合计)?AMOUNT，(?:其中|包括)",
        ),
        ("general_public.change", r"一般公共预算(?:当年)?拨款(?:支出)?(?:合计|总计)AMOUNT"),
        ("general_public.structure", r"^(?:\d+[、.])?[^，。；]{2,40}（类）AMOUNT，占"),
        ("general_public.items", r"（类）.*（款）.*（项）：?(?:20\d\d年)?(?:度)?预算数"),
        ("basic", r"一般公共预算(?:财政拨款)?基本支出(?:预算)?AMOUNT"),
        (
            "projects",
            r"^(?:\d+[、.]|（[一二三四五六七八九十\d]+）)?项目名称：|一般公共预算项目支出情况表为空|没有使用一般公共预算安排项目",
        ),
        (
            "government_fund",
            r"政府性基金预算支出(?:情况)?表为空|没有使用政府性基金预算|政府性基金(?:预算)?支出(?:预算)?AMOUNT，其中",
        ),
        (
            "state_capital",
            r"国有资本经营预算支出(?:情况)?表为空|没有使用国有资本经营预算|国有资本经营(?:预算)?支出(?:预算)?AMOUNT，其中",
        ),
        ("three_public", r"三公[”\"]?经费(?:财政拨款)?(?:支出)?(?:预算)?(?:数|总额)?AMOUNT"),
        ("carryover", r"上年结转结余AMOUNT，|上年结转结余情况(?:明细)?表为空|没有上年结转结余"),
        ("other.operating", r"运行经费(?:财政拨款)?(?:预算)?(?:安排|支出)?AMOUNT"),
        ("other.procurement", r"政府采购预算(?:总额|总金额)?AMOUNT"),
        ("other.assets", r"占[用有]使用国有资产|^(?:\d[、.])?房屋[\d,.]+平方米"),
        ("other.performance", r"绩效目标\d+个|实行绩效(?:目标)?管理"),
        ("other.further", r"未公开绩效目标表原因"),
        (
            "part.glossary",
            r"^(?:[^，。：]{2,15}：)?指由?(?:一般公共预算|本级|同级|市级|省级|中央)|^包括公共财政拨款",
        ),
    )
)

_RESUMES = re.compile(r"项目数?\d+个，涉及(?:的)?(?:预算)?(?:资金|金额)")
_OPENING = ("overall", "income", "expenditure", "appropriation", "general_public.change")


def cued_section(text: str, missing: Collection[str]) -> str | None:
    """Give the key of the section that a paragraph opens, if it is one of those without a heading."""
    return next((key for key, pattern in _CUES if key in missing and pattern.search(text)), None)


def resumes_after_performance(text: str, following: str) -> bool:
    """Tell whether a line below a performance table begins a sentence again, and is no row of the table.

    `following` is the next line, on which the sentence may go on.
    """
    match = _RESUMES.search(text + following)
    return match is not None and match.start() < len(text)


def opens_narrative(text: str, following: str) -> bool:
    """Tell whether a line begins the first sentence of a narrative that has no headings at all."""
    matches = (pattern.search(text + following) for key, pattern in _CUES if key in _OPENING)
    return any(match is not None and match.start() < len(text) for match in matches)
