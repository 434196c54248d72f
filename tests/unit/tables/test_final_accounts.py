"""Final accounts as regions print them: cells that enter the total row, counts, lines of 三公, further tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.extractor.segment.headline import match_title
from tests.unit.tables.test_summaries import LAYOUT, amounts, grid, read


def test_the_codes_of_the_head_reach_beside_the_number_row_into_the_total() -> None:
    """类 款 项 stand beside 栏次 and above 合计; the row of column numbers is header all the same."""
    found, unaccounted = read(
        "FA3",
        grid(
            "项目 | < | < | < | 本年支出合计 | 基本支出 | 项目支出",
            "功能分类科目编码 | < | < | 科目名称 | ^ | ^ | ^",
            "类 | 款 | 项 | 栏次 | 1 | 2 | 3",
            "^ | ^ | ^ | 合计 | 9.00 | 7.00 | 2.00",
            "204 | < | < | 公共安全支出 | 9.00 | 7.00 | 2.00",
        ),
    )

    assert amounts(found.tables[0]) == {
        "total": {"total": "9.00", "basic": "7.00", "project": "2.00"},
        "204": {"total": "9.00", "basic": "7.00", "project": "2.00"},
    }
    assert not unaccounted


def test_one_column_has_a_number_row_too() -> None:
    """栏次 and a single number are no words above the column."""
    found, _ = read(
        "FA6",
        grid(
            "项目 | < | 决算数",
            "科目编码 | 科目名称 | ^",
            "栏次 | < | 1",
            "301 | 工资福利支出 | 7.00",
        ),
    )

    assert amounts(found.tables[0]) == {"301": {"total": "7.00"}}


def test_the_sum_below_two_blocks_of_one_kind_is_one_row() -> None:
    """公用经费合计 is written over the second and the third block."""
    found, unaccounted = read(
        "FA6",
        grid(
            "人员经费 | < | < | 公用经费 | < | < | < | < | <",
            "科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数",
            "301 | 工资福利支出 | 7.00 | 302 | 商品和服务支出 | 3.00 | 310 | 资本性支出 | 1.00",
            "30101 | 基本工资 | 7.00 | 30201 | 办公费 | 3.00 | 31002 | 办公设备购置 | 1.00",
            "人员经费合计 | < | 7.00 | 公用经费合计 | < | < | < | < | 4.00",
        ),
    )

    table = found.tables[0]
    assert amounts(table)["operating"] == {"total": "4.00"}
    assert [row.row_code for row in table.rows].count("operating") == 1
    assert amounts(table)["31002"] == {"total": "1.00"}
    assert not unaccounted


def test_counts_below_the_amounts_are_no_money() -> None:
    """相关统计数 stand in the columns of the amounts; they become figures of the document."""
    found, unaccounted = read(
        "FA7",
        grid(
            "项目 | 行次 | 预算数 | 决算统计数",
            "栏次 | | 1 | 2",
            "一、“三公”经费支出 | 1 | — | —",
            "（一）支出合计 | 2 | 5.00 | 4.00",
            "1.因公出国（境）费 | 3 | 0.00 | 0.00",
            "2.公务用车购置及运行维护费 | 4 | 3.00 | 3.00",
            "3.公务接待费 | 5 | 2.00 | 1.00",
            "（二）相关统计数 | 6 | — | —",
            "1.公务用车保有量（辆） | 7 | — | 13",
            "2.国内公务接待批次（个） | 8 | — | 47",
            "3.某种人次（人） | 9 | — | 5",
        ),
    )
    table = found.tables[0]

    assert amounts(table)["total"] == {"budget": "5.00", "final": "4.00"}
    assert {cell.value for row in table.rows for cell in row.cells} == {
        Decimal(value) for value in ("5.00", "4.00", "0.00", "3.00", "2.00", "1.00")
    }
    assert [(f.figure_key, f.value, f.unit) for f in found.figures] == [
        ("three_public.vehicles.held", Decimal(13), "辆"),
        ("three_public.receptions.domestic", Decimal(47), "个"),
    ]
    assert not found.observations
    assert not unaccounted


def test_lines_named_after_budget_and_result_are_columns_of_the_items() -> None:
    """Items across, a line for each of 上年决算数, 预算数, 决算数; a line of rates is no money."""
    found, _ = read(
        "FA7",
        grid(
            "项目 | “三公”经费 | < | < | < | 会议费",
            "^ | 小计 | 因公出国（境）费用 | 公务接待费 | 公务用车购置及运行维护费 | ^",
            "上年决算数 | 6.00 | 0.00 | 3.00 | 3.00 | 1.50",
            "预算数 | 5.00 | 0.00 | 2.00 | 3.00 | 1.00",
            "决算数 | 4.00 | 0.00 | 1.00 | 3.00 | 0.50",
            "增减率（%） | -33.33 | 0.00 | -66.67 | 0.00 | -66.67",
        ),
    )
    rows = amounts(found.tables[0])

    assert rows["reception"] == {"previous.final": "3.00", "budget": "2.00", "final": "1.00"}
    assert rows["meeting"] == {"previous.final": "1.50", "budget": "1.00", "final": "0.50"}
    assert [row.unit_name for row in found.tables[0].rows] == [None] * len(rows)


def test_balances_and_income_are_told_by_basic_and_project_expenditure() -> None:
    """合计, 基本支出 and 项目支出 repeat under each of four heads; their path tells them apart."""
    found, _ = read(
        "FA5",
        grid(
            "项目 | < | 年初结转和结余 | < | < | 本年收入 | < | < | 本年支出 | < | < | 年末结转和结余 | < | <",
            "科目编码 | 科目名称 | 合计 | 基本支出结转 | 项目支出结转和结余 | 合计 | 基本支出 | 项目支出"
            " | 合计 | 基本支出 | 项目支出 | 合计 | 基本支出结转 | 项目支出结转和结余",
            "2040601 | 行政运行 | 3.00 | 1.00 | 2.00 | 9.00 | 4.00 | 5.00 | 10.00 | 5.00 | 5.00 | 2.00 | 0.00 | 2.00",
        ),
    )

    assert amounts(found.tables[0])["2040601"] == {
        "carryover": "3.00",
        "carryover_basic": "1.00",
        "carryover_project": "2.00",
        "income": "9.00",
        "income_basic": "4.00",
        "income_project": "5.00",
        "total": "10.00",
        "basic": "5.00",
        "project": "5.00",
        "carryforward": "2.00",
        "carryforward_basic": "0.00",
        "carryforward_project": "2.00",
    }


def test_economic_classes_stand_across_the_functions() -> None:
    """A class is its 小计; an item of another class may bear the same name."""
    found, _ = read(
        "FA12",
        grid(
            "项目 | < | 合计 | 工资福利支出 | < | 资本性支出（基本建设） | 资本性支出 | <",
            "科目编码 | 科目名称 | ^ | 小计 | 基本工资 | 办公设备购置 | 小计 | 办公设备购置",
            "2040601 | 行政运行 | 9.00 | 5.00 | 5.00 | 1.00 | 3.00 | 3.00",
        ),
    )

    assert amounts(found.tables[0])["2040601"] == {
        "total": "9.00",
        "301": "5.00",
        "30101": "5.00",
        "30902": "1.00",
        "310": "3.00",
        "31002": "3.00",
    }


@pytest.mark.parametrize(
    ("title", "table_id"),
    [
        ("收入支出决算表", "FA1"),
        ("财政拨款收入支出决算表", "FA4"),
        ("收入决算总表", "FA2"),
        ("支出决算总表", "FA3"),
        ("一般公共预算财政拨款收入支出决算表", "FA5"),
        ("一般公共预算财政拨款基本支出决算明细表", "FA6"),
        ("一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表", "FA7"),
        ("“三公”经费、行政参公单位机关运行经费情况表", "FA7"),
        ("国有资本经营预算财政拨款收入支出决算表", "FA9"),
        ("财政拨款支出决算明细表", "FA11"),
        ("一般公共预算财政拨款支出决算明细表", "FA12"),
        ("一般公共预算财政拨款项目支出决算表", "FA13"),
        ("财政专户管理资金收入支出决算表", "FA14"),
        ("支出决算明细表", "FA15"),
    ],
)
def test_titles_of_final_accounts_name_their_tables(title: str, table_id: str) -> None:
    match = match_title(title, LAYOUT)

    assert match is not None
    assert match.definition.table_id == table_id
