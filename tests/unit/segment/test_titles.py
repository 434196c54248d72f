"""Titles of tables are known by their meaning, in whatever words a region prints them."""

from __future__ import annotations

import pytest

from services.extractor.segment.headline import match_broken_title, match_number, match_title
from services.extractor.segment.titles import is_table_title, wording
from shared.layout import load_layouts

LAYOUT = next(layout for layout in load_layouts() if layout.id == "national")


@pytest.mark.parametrize(
    ("text", "table_id"),
    [
        ("2027年预算单位财务收支预算总表", "T1"),
        ("部门综合预算收支总表", "T1"),
        ("云岭县水利局收支预算总表", "T1"),
        ("预算01表 收支总表", "T1"),
        ("收支总表（公开01表）", "T1"),
        ("云岭县政府采购中心2027年收支总表", "T1"),
        ("2027年部门财政拨款收支预算总表", "T4"),
        ("部门综合预算财政拨款收支总表", "T4"),
        ("本年支出总体情况表", "T3"),
        ("一般公共预算支出表（按功能分类）", "T5"),
        ("预算单位一般公共预算支出功能分类预算表", "T5"),
        ("一般公共预算支出表（按经济分类）", "T15"),
        ("一般公共预算基本支出部门预算经济分类预算表", "T6"),
        ("七、2027年度云岭县水利局一般公共预算“三公”经费、会议费、培训费支出预算表", "T10"),
        ("2027年单位“三公”经费和机关运行经费预算表", "T10"),
        ("政府采购（资产配置、购买服务）预算表", "T12"),
        ("一般公共预算机关运行经费支出预算表", "T16"),
        ("政府性基金预算收支总表", "T26"),
        ("收入支出决算总表", "FA1"),
        ("表 1：高等学校收支决算总表", "FA1"),
        ("财政拨款收入支出决算总表", "FA4"),
        ("一般公共预算财政拨款基本支出决算表", "FA6"),
        ("财政拨款“三公”经费支出决算表", "FA7"),
        ("表1-1 部门收入总表", "T2"),
        ("预算02-2表 2027年一般公共预算支出预算表（按功能科目分类）", "T5"),
        ("财政拨款支出预算表（部门经济分类科目）", "T15"),
        ("一般公共预算支出预算总表", "T5"),
        ("政府性基金预算“三公”经费支出预算表", "T27"),
        ("“三公”经费公共预算财政拨款支出预算表", "T10"),
        ("支出预算分类汇总表（按政府预算经济分类）", "T28"),
        ("支出预算分类汇总表（按部门预算经济分类）", "T29"),
        ("一般公共预算基本支出表--人员经费(工资福利支出)(按部门预算经济分类)", "T30"),
        ("一般公共预算基本支出表—公用经费（商品和服务支出）（按政府预算经济分类）", "T35"),
        ("财政专户管理资金预算支出表", "T38"),
        ("2027年财政拨款一般公共预算支出预算表", "T5"),
        ("2027年财政拨款一般公共预算基本支出预算表", "T6"),
        ("财政拨款预算表（部门经济分类科目）", "T15"),
        ("一般预算支出表", "T5"),
        ("支出经济分类预算表（政府预算）", "T14"),
        ("支出经济分类预算表（部门预算）", "T15"),
        ("云岭县水利局2027年通用资产配置支出表", "T22"),
        ("政府性基金预算财政拨款“三公”经费支出决算表", "FA23"),
        ("政府性基金预算财政拨款基本支出决算表", "FA24"),
        ("财政拨款基本支出决算表（经济科目）", "FA25"),
        ("国有资产处置支出表", None),
        ("项目支出绩效表", None),
        ("工资福利支出表", None),
        ("对个人和家庭的补助支出预算表", None),
        ("财政专户收支总表", None),
        ("会议费支出预算表", None),
        ("收支总表………………3", None),
    ],
)
def test_a_title_names_its_table_in_any_wording(text: str, table_id: str | None) -> None:
    """Form words play no part; words that make it another table do."""
    match = match_title(text, LAYOUT)
    assert (match.definition.table_id if match else None) == table_id


@pytest.mark.parametrize(
    "text", ["表1", "附表1-2", "公开 01 表", "预算01表", "表一", "财决公开01表", "公开05表 单位：万元"]
)
def test_numbers_of_tables_in_all_their_forms(text: str) -> None:
    """A line that holds nothing else but a unit is a number."""
    assert match_number(text) is not None


@pytest.mark.parametrize("text", ["一般公共预算支出表", "三公经费", "12", "第二部分", "单位：万元"])
def test_what_is_no_number(text: str) -> None:
    """一 of 一般 counts nothing."""
    assert match_number(text) is None


def test_a_title_broken_over_lines_is_the_longer_one() -> None:
    """基本支出 on the second line alone would be another table."""
    found = match_broken_title(["云岭县水利局2027年一般公共预算", "基本支出情况表"], LAYOUT)
    assert found is not None
    assert (found[0].definition.table_id, found[1]) == ("T6", 2)
    assert match_broken_title(["云岭县水利局", "收支总表"], LAYOUT) is None


def test_wording_keeps_what_tells_tables_apart() -> None:
    """Department, year, number and form words are dropped; the classification is kept apart."""
    printed = wording("部门综合预算一般公共预算支出明细表（按支出经济分类科目）")
    assert (printed.words, printed.by) == ("一般公共支出表", "经济")


@pytest.mark.parametrize(
    ("text", "is_title"),
    [
        ("培训费明细表", True),
        ("专项资金支出表（续表）", True),
        ("基本支出表--人员经费(某项支出)(按某类)", True),
        ("详见下表", False),
        ("部门预算表", False),
    ],
)
def test_titles_of_tables_that_nobody_knows(text: str, is_title: bool) -> None:
    """They end in 表 and speak of money; references and headings of parts are none."""
    assert is_table_title(text) is is_title
