"""Titles of tables by their meaning: a printed line in, the table that it names out.

One table has a hundred titles: 部门收支总体情况表, 2026年预算单位财务收支预算总表, 收支总表. Words that say nothing
about which table it is (部门, 单位, 年度, 预算, 总, 情况, 明细 …) are left out on both sides, on the page and in
the layout, and what is left is compared. What stands before the words of a title may be a department or a year, but
no word that makes it another table: 政府性基金收支表 is no 收支表. How a title says that its rows are classified
(按功能分类, 按经济分类) must agree with the rows of the table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from shared.layout import Axis, Layout, TableDef
from shared.layout.label import normalise
from shared.layout.read_once import read_once

_COUNT = r"(?:[一二三四五六七八九十]{1,3}(?!般)|\d{1,2}(?:[-–—－.]\d{1,2})?)"
_NUMBER_WORDS = (
    rf"(?:财决|部门|单位)?(?:公开|批复|预算|决算|附|预|决)*(?:表{_COUNT}|{_COUNT}表)(?:表)?"
    rf"|(?:附件|附表){_COUNT}"
)
_NUMBER_BEFORE = re.compile(rf"^(?:{_NUMBER_WORDS})[：:、.．]?")
_NUMBER_BEHIND = re.compile(rf"(?<=[表）])[（]?(?:{_NUMBER_WORDS})[）]?$")
_CLOSING = re.compile(
    r"(?:（(?:续|空表|公开|汇总|本级|单位：|金额单位：|金额单位|单位|人民币|[百千万亿]*元)[^）]*）|续表|(?<=表)公开表?|(?<=表)[-－]?续)$"
)
_BY = re.compile(
    r"（[^（）]*(?:分类|科目|经济|功能)[^（）]*）|按?(?:政府|部门)?(?:预算)?(?:功能|经济)(?:分类)?(?:科目)?(?:分类)?"
)
_WHOSE = re.compile(r"[（(]政府预算[）)]")
"""Behind the classification: 支出经济分类预算表（政府预算）."""
_BRACKETED_END = re.compile(r"（[^（）]*）$")
_BRACKETED = re.compile(r"（[^（）]*）")
_EMPTY_WORDS = re.compile(
    r"20\d\d年?度?|[“”\"'‘’《》]|综合|部门|单位|总体|总额|情况|明细|细化|汇总|年度|当年|本年|本级|安排|执行|预算|计划|总(?=表)|分(?=表)|的|和|及|与|、"
)
_OF_OLD = re.compile(r"(?<!一般)公共(?:财政(?!拨款))?(?=财政|支出|收支|收入|基本|项目)")
"""What the general public budget was called up to 2014 (公共财政预算), without 预算."""
_FUNDS = re.compile(r"(一般公共|政府性基金|国有资本经营)(?:财政)?(?:拨款|资金)")
_QUALIFIED = re.compile(
    r"(?:财政拨款|财政专户|一般公共|公共|公共财政|基金|国有资本经营|国有资本|社会保险|基本|项目|专项|业务|三公经费|采购|购买服务|运行经费|结转|结余|决算|债务"
    r"|转移支付|资产|非税|公用|人员|费|其他|上级|配置|购置|处置|资金|事业|经营|工资福利|商品服务|补助|补贴|资本性|民生|债券|公积金)(?:支出|收入|经费)?$"
)
_NO_TITLE = re.compile(
    r"[，。；？]|如下|见附?表|下表|上表|[.．…·]{3,}|报表$|部门预算表$|单位预算表$|决算表格"
)
_SAYS_MONEY = re.compile(
    r"收|支|预算|决算|费|资金|采购|购买|资产|债务|结转|项目|补助|专项|明细|目录|一览|情况"
)
_PART_BEHIND = re.compile(r"(?<=表)[-–—－]{1,2}(?=\D)")
"""The stroke before the part of a table that a title names: 基本支出表--人员经费（工资福利支出）."""
_WITH_PART = re.compile(r"表—\D+$")
_DIGITS = "一二三四五六七八九"
_LONGEST_TITLE = 50
_FORMS_KEPT = 16


@dataclass(frozen=True, slots=True)
class Wording:
    """A title in comparable form: the words that tell which table it is, and the classification that it names."""

    words: str
    by: str | None = None
    """`功能`, `经济` or `政府经济`; None where the title does not say how its rows are classified."""


@lru_cache(maxsize=8192)
def wording(title: str) -> Wording:
    """Give the comparable form of a title."""
    label = normalise(title)
    by = _BY.search(label)
    if by is not None:
        label = label.replace(by.group(), "", 1)
        label = _BY.sub("", label)
    label = _BRACKETED.sub("", label)
    label = _EMPTY_WORDS.sub("", label).replace("收入支出", "收支")
    label = _accounts_last(_OF_OLD.sub("一般公共", label))
    label = _FUNDS.sub(r"\1", label.replace("国有资本经营", "国有资本").replace("国有资本", "国有资本经营"))
    label = label.replace("支出支出", "支出")
    if "三公" in label and label.endswith("表"):
        fund = "政府性基金" if "政府性基金" in label and "一般公共" not in label else ""
        label = fund + ("三公决算表" if "决算" in label else "三公表")
    return Wording(label, _classification(by.group(), _WHOSE.search(title)) if by else None)


def _accounts_last(label: str) -> str:
    """Give a title with 决算 at its end, wherever it stands: 部门决算收支总表 is 收支决算总表."""
    first = re.search(r"决算(?:公开)?(?!表$)(?=.*表$)", label)
    return f"{label[: first.start()]}{label[first.end() : -1]}决算表" if first else label


def _classification(text: str, whose: re.Match[str] | None) -> str:
    if "功能" in text:
        return "功能"
    if "经济" in text:
        return "政府经济" if "政府" in text or whose else "经济"
    return "功能"


def split_number(label: str) -> tuple[str | None, str]:
    """Split a normalised line into the table number before or behind the title, or None, and the title."""
    before = _NUMBER_BEFORE.match(label)
    if before is not None and before.end() < len(label):
        return before.group().rstrip("：:、.．"), label[before.end() :]
    behind = _NUMBER_BEHIND.search(label)
    if behind is not None:
        return behind.group().strip("（）"), label[: behind.start()]
    return None, label


def bare_number(label: str) -> str | None:
    """Give the table number that a normalised line consists of, or None."""
    match = _NUMBER_BEFORE.match(label.strip("（）【】"))
    return match.group().rstrip("：:、.．") if match and match.end() == len(label.strip("（）【】")) else None


def table_numbered(number: str, layout: Layout) -> TableDef | None:
    """Give the table that a form prints under a number, however it is written: 表3, 附表三."""
    numbered = [table for table in layout.tables if table.number]
    place = _ordinal(number)
    same = [table for table in numbered if table.number == number] or [
        table for table in numbered if place is not None and _ordinal(table.number or "") == place
    ]
    return same[0] if len(same) == 1 else None


def _ordinal(number: str) -> int | None:
    """Give the place in the order of tables that a number says, 3 for `表3`, `附表三`, `公开03表`; None for `表2-1`."""
    label = normalise(number)
    if digits := re.findall(r"\d+", label):
        return int(digits[0]) if len(digits) == 1 else None
    count = re.search(r"[一二三四五六七八九十]+", label)
    if count is None:
        return None
    tens, has_ten, ones = count.group().rpartition("十")
    if not has_ten:
        return _DIGITS.index(ones) + 1 if len(ones) == 1 else None
    return 10 * (_DIGITS.index(tens) + 1 if tens else 1) + (_DIGITS.index(ones) + 1 if ones else 0)


def without_closing(title: str) -> str:
    """Give a title without what may follow it: （续表）, （空表）, the unit."""
    title = _PART_BEHIND.sub("—", title)
    previous = None
    while previous != title:
        previous, title = title, _CLOSING.sub("", title)
    return title


def find_title(title: str, layout: Layout) -> tuple[TableDef, str] | None:
    """Give the table that a title without number names, and the words of the layout's title that the line ends with.

    The longest title wins; one printed as the layout writes it goes before one of the same meaning.
    """
    label = without_closing(title)
    forms = _forms(layout)
    literal = [
        (words, table)
        for words, table in forms.literal
        if label.endswith(words) and not _is_qualified(label[: len(label) - len(words)])
    ]
    if literal:
        words, table = max(literal, key=lambda pair: len(pair[0]))
        return table, words
    if "表" not in label or is_performance_label(label, layout):
        return None
    printed = wording(label)
    meant = [
        (form, table)
        for form, table in forms.meant
        if printed.words.endswith(form.words)
        and not _is_qualified(printed.words[: len(printed.words) - len(form.words)])
        and _agrees(printed, form, table)
    ]
    if not meant:
        return None
    form, table = max(meant, key=lambda pair: (len(pair[0].words), pair[0].by == printed.by))
    return table, form.words


def _is_qualified(before: str) -> bool:
    """Tell whether the words before a title make it the title of another table."""
    return bool(_QUALIFIED.search(wording(before).words)) if before else False


def _agrees(printed: Wording, form: Wording, table: TableDef) -> bool:
    """Tell whether a title's classification is that of the layout's title, or of the rows that the table has."""
    if printed.by == form.by or printed.by is None:
        return True
    if form.by is not None:
        return False
    axes = {side.axis for side in table.sides}
    return printed.by == "经济" if Axis.ECONOMIC in axes else printed.by == "功能"


def is_performance_label(label: str, layout: Layout) -> bool:
    """Tell whether a normalised line ends in a title of performance tables, in brackets what else it says of it."""
    return _without_brackets(label).endswith(_forms(layout).performance)


def _without_brackets(label: str) -> str:
    """Give a title without what it says in brackets at its end: （本级下达）, （公开11表）."""
    while _BRACKETED_END.search(label):
        label = _BRACKETED_END.sub("", label)
    return label


def is_table_title(text: str) -> bool:
    """Tell whether a line looks like the title of a table, known or not: short, no sentence, ending in 表."""
    label = _without_brackets(without_closing(split_number(normalise(text))[1]))
    label = _WITH_PART.sub("表", label)
    return (
        len(label) <= _LONGEST_TITLE
        and label.endswith("表")
        and not _NO_TITLE.search(label)
        and bool(_SAYS_MONEY.search(label))
    )


class _Forms(NamedTuple):
    literal: tuple[tuple[str, TableDef], ...]
    meant: tuple[tuple[Wording, TableDef], ...]
    performance: tuple[str, ...]


@read_once(_FORMS_KEPT)
def _forms(layout: Layout) -> _Forms:
    """Give the titles of a layout in comparable form; every line of a document asks for them."""
    titles = [(title, table) for table in layout.tables for title in table.titles]
    literal = tuple((without_closing(normalise(title)), table) for title, table in titles)
    plans = layout.performance
    performance = (*plans.overall_titles, *plans.project_titles) if plans else ()
    return _Forms(literal, tuple((wording(title), table) for title, table in titles), performance)
