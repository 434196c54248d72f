"""Who, when, at which level: read from what is printed."""

from __future__ import annotations

import datetime as dt

import pytest

from services.extractor.identity import department_of, read_head
from services.extractor.reading import Line, Page
from services.extractor.segment.walk import segment
from shared.layout import load_layouts
from shared.model.document import Head

LAYOUT = next(layout for layout in load_layouts() if layout.id == "xinjiang")


def head(*lines: str) -> Head:
    """Read the identity of a document of one page."""
    pages = (Page(1, None, None, tuple(Line(line, 1) for line in lines)),)
    return read_head(segment(pages, LAYOUT), (), (), LAYOUT, 1)


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("2026年2月9日", dt.date(2026, 2, 9)),
        ("2026 年 02 月 09 日", dt.date(2026, 2, 9)),
        ("2026-02-09", dt.date(2026, 2, 9)),
        ("2026.2.9", dt.date(2026, 2, 9)),
        ("二〇二六年二月九日", dt.date(2026, 2, 9)),
        ("二〇二五年十二月三十一日", dt.date(2025, 12, 31)),
        ("二零二六年十月二十日", dt.date(2026, 10, 20)),
        ("2026年2月31日", None),
        ("执行时间：2026年1月1日", None),
    ],
)
def test_the_date_of_the_signature_is_read_in_every_form(printed: str, date: dt.date | None) -> None:
    """A date that is none, or one inside a sentence, gives no date."""
    assert head("云岭县水利局", printed).published_on == date


def test_level_and_year_come_from_the_forms_words() -> None:
    """The level is what the titles say, the year what the budget is for, not what it is compared with."""
    found = head(
        "第二部分 2026年单位预算公开表",
        "第三部分 2026年单位预算情况说明",
        "云岭县水利局2026年收入预算10.00万元，比2025年预算增加1.00万元。",
    )
    assert (found.org_level, found.fiscal_year) == ("单位", 2026)


def test_what_is_not_printed_stays_unknown() -> None:
    """No guess is made from nothing."""
    found = head("年度工作总结")
    assert (found.department, found.org_level, found.fiscal_year, found.published_on) == (
        None,
        None,
        None,
        None,
    )


def test_the_department_is_the_one_that_most_tables_name() -> None:
    """One table with another preparer does not change it."""
    table = "表 {0}\n{1}\n编制部门：{2} 单位：万元"
    titles = ("部门收支总体情况表", "部门收入总体情况表", "部门支出总体情况表")
    names = ("云岭县水利局", "云岭县水利局", "云岭县林业局")
    text = "\n".join(table.format(n + 1, titles[n], names[n]) for n in range(3))
    pages = (Page(1, None, None, tuple(Line(line, 1) for line in text.splitlines())),)
    assert department_of(segment(pages, LAYOUT)) == "云岭县水利局"
