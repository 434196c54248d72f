"""Who, when, at which level: read from what is printed."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from services.extractor.identity import department_of, read_head
from services.extractor.reading import Line, Page
from services.extractor.segment.headline import match_preparer
from services.extractor.segment.walk import segment
from shared.layout import load_layouts
from shared.model.document import DocumentKind, Head

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
    found = department_of(segment(pages, LAYOUT), LAYOUT)
    assert found is not None
    assert (found.name, found.where) == ("云岭县水利局", "table heads")


NATIONAL = next(layout for layout in load_layouts() if layout.id == "national")


def national(*lines: str, page_breaks: tuple[int, ...] = ()) -> Head:
    """Read the identity with the fallback layout; a page begins at each index of `page_breaks`."""
    starts = (0, *page_breaks, len(lines))
    pages = tuple(
        Page(number, None, None, tuple(Line(line, number) for line in lines[start:end]))
        for number, (start, end) in enumerate(pairwise(starts), start=1)
    )
    return read_head(segment(pages, NATIONAL), (), (), NATIONAL, len(pages))


def test_the_cover_says_whose_the_document_is_and_the_name_where() -> None:
    found = national("宁波市水文站", "2026年单位预算", "目 录", "一、收支总表")
    assert (found.department, found.org_level, found.fiscal_year) == ("宁波市水文站", "单位", 2026)
    assert (found.region, found.kind) == ("浙江省宁波市", DocumentKind.BUDGET)
    assert {mention.field for mention in found.mentions if mention.where == "cover"} == {
        "department",
        "fiscal_year",
    }


def test_the_publisher_may_stand_below_a_title_that_names_a_place_alone() -> None:
    found = national("宁波市2026年市级单位预算", "预算单位：宁波市水文站")
    assert (found.department, found.org_level, found.fiscal_year) == ("宁波市水文站", "单位", 2026)


def test_a_final_account_is_told_by_its_cover_and_its_year_is_not_that_of_publication() -> None:
    found = national("云岭大学", "2024年度部门决算", "2025年8月")
    assert (found.department, found.fiscal_year, found.kind) == ("云岭大学", 2024, DocumentKind.FINAL_ACCOUNT)
    assert found.region is None, "no place of the table of divisions is named"


def test_a_department_of_the_state_lies_in_no_province() -> None:
    found = national("国家水文局2026年部门预算", "北京市海淀区有办公用房。", "北京市的站点由北京市管理。")
    assert (found.department, found.region) == ("国家水文局", "中央")


def test_tables_alone_may_name_the_department_only_in_the_performance_table() -> None:
    found = national(
        "预算13表 部门整体支出绩效目标表",
        "（2026年度）",
        "部门名称 云岭市水务局",
        "单位名称 合计 一般公共预算",
    )
    assert (found.department, found.org_level, found.fiscal_year) == ("云岭市水务局", "部门", 2026)


def test_a_department_that_prints_a_table_for_each_unit_is_named_by_its_cover() -> None:
    table = ("表{0}", "{1}", "单位：{2} 单位：万元")
    lines = ["云岭市水务局", "2026年部门预算"]
    units = ("云岭市水文站", "云岭市水文站", "云岭市水务局")
    for number, unit in enumerate(units, start=1):
        title = ("收支总表", "收入总表", "支出总表")[number - 1]
        lines += [part.format(number, title, unit) for part in table]
    assert national(*lines, page_breaks=(2,)).department == "云岭市水务局"


@pytest.mark.parametrize(
    "lines",
    [
        ("2026年部门预算", "（送审稿）", "云岭市水务局", "二〇二六年一月"),
        ("2026年部门预算", "公开文本", "云岭市水务局编制", "目 录", "一、云岭市水文站概况"),
        ("2026年部门预算公开表", "支出总表", "编制单位 云岭市水务局 单位：万元"),
        ("2026年部门预算公开表", "支出总表", "部门：[107001]云岭市水务局 单位：万元"),
        ("2026年部门预算公开表", "支出总表", "单位名称（盖章）：107001-云岭市水务局 单位：万元"),
        ("2026年部门预算情况说明", "一、总体情况", "云岭市水务局2026年收支总预算10.00万元。"),
    ],
)
def test_the_publisher_may_be_named_in_many_places(lines: tuple[str, ...]) -> None:
    """Below the title, beside a label without a colon, with a code, at the beginning of sentences."""
    assert (national(*lines).department, national(*lines).fiscal_year) == ("云岭市水务局", 2026)


def test_lines_of_the_contents_are_no_part_of_a_name() -> None:
    contents = ("目录", "第一部分 概况", "一、主要职责", "第二部分2026年单位预算表", "一、单位收支总表")
    parts = ("第一部分云岭县水文站概况", "一、主要职责", "第二部分云岭县水文站2026年单位预算表")
    found = national(*contents, *parts)
    assert (found.department, found.org_level, found.fiscal_year) == ("云岭县水文站", "单位", 2026)


@pytest.mark.parametrize(
    "lines",
    [
        ("云岭市水务局", "部门预算", "二〇二六年"),
        ("2026", "云岭市水务局", "部门预算"),
        ("云岭市水务局部门", "2026年部门预算", "二〇二七年一月"),
    ],
)
def test_the_year_may_stand_alone_in_digits_or_numerals(lines: tuple[str, ...]) -> None:
    """The month of the publication is no fiscal year."""
    found = national(*lines)
    assert (found.department, found.fiscal_year) == ("云岭市水务局", 2026)


@pytest.mark.parametrize(
    "name",
    [
        "第十师云岭市水务局",
        "第八师云岭市143团",
        "第三人民医院",
        "云岭市12345政务服务热线中心",
        "中华人民共和国云岭海关",
    ],
)
def test_names_with_numbers_and_of_offices_of_all_kinds(name: str) -> None:
    assert national(f"{name}2026年部门预算").department == name


def test_parts_of_an_office_listed_below_a_title_are_no_publisher() -> None:
    assert national("2026年部门预算", "内设机构", "办公室", "财务科", "一、人事处").department is None


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("水利部", "中央"),
        ("中国科学院", "中央"),
        ("中华全国妇女联合会", "中央"),
        ("中共大竹县委组织部", "四川省达州市"),
        ("甘肃省张掖中学", "甘肃省张掖市"),
        ("大竹县水利局", "四川省达州市"),
        ("朝阳县水利局", "辽宁省朝阳市"),
        ("鼓楼区水利局", None),
    ],
)
def test_the_region_follows_from_the_name(name: str, region: str | None) -> None:
    """A ministry lies in no province; a county lies in its prefecture, unless another one is called so."""
    assert national(f"{name}2026年部门预算").region == region


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("部门（单位）：云岭市水务局 单位：万元", "云岭市水务局"),
        ("单位：云岭市水务局（本级） 单位：万元", "云岭市水务局（本级）"),
        ("预算主管部门：云岭市水务局", "云岭市水务局"),
        ("部门名称（公章）：云岭市水务局 编制日期：2026年1月5日", "云岭市水务局"),
        ("单位：万", None),
        ("金额单位：人民币万元", None),
        ("单位：辆", None),
    ],
)
def test_the_words_before_a_publisher_are_those_of_the_layout(line: str, name: str | None) -> None:
    """A unit of measure is no publisher, though the same word stands before it."""
    assert match_preparer(line, NATIONAL) == name
