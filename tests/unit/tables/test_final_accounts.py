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


def test_the_form_on_the_office_goes_on_with_assets_and_procurement() -> None:
    """机构运行信息表: amounts of 三公 and of operating on the left, counts of vehicles and procurement on the right."""
    found, unaccounted = read(
        "FA18",
        grid(
            "项目 | 行次 | 预算数 | 统计数 | 项目 | 行次 | 统计数",
            "栏次 | | 1 | 2 | 栏次 | | 3",
            "一、“三公”经费支出 | 1 | — | — | 三、国有资产占用情况 | 21 | —",
            "（一）支出合计 | 2 | 5.00 | 4.00 | （一）车辆数合计（辆） | 22 | 6",
            "1．因公出国（境）费 | 3 | 0.00 | 0.00 | 1．副部（省）级及以上领导用车 | 23 | 0",
            "2．公务用车购置及运行维护费 | 4 | 3.00 | 3.00 | 2．主要负责人用车 | 24 | 1",
            "（1）公务用车购置费 | 5 | 0.00 | 0.00 | 3．机要通信用车 | 25 | 5",
            "（2）公务用车运行维护费 | 6 | 3.00 | 3.00 | （二）单价100万元（含）以上设备（不含车辆） | 26 | 2",
            "3．公务接待费 | 7 | 2.00 | 1.00 | 四、政府采购支出信息 | 27 | —",
            "（二）相关统计数 | 8 | — | — | （一）政府采购支出合计 | 28 | 90.00",
            "1．公务用车保有量（辆） | 9 | — | 6 | 1．政府采购货物支出 | 29 | 50.00",
            "二、机关运行经费 | 10 | — | 33.00 | 2．政府采购工程支出 | 30 | 10.00",
            "（一）行政单位 | 11 | — | 30.00 | 3．政府采购服务支出 | 31 | 30.00",
            "（二）参照公务员法管理事业单位 | 12 | — | 3.00 | （二）政府采购授予中小企业合同金额 | 32 | 80.00",
            "| 13 | | | 其中：授予小微企业合同金额 | 33 | 60.00",
        ),
    )
    rows = amounts(found.tables[0])

    assert rows["total"] == {"budget": "5.00", "final": "4.00"}
    assert {
        code: cells["final"] for code, cells in rows.items() if code.startswith(("procurement", "operating"))
    } == {
        "operating_expenses": "33.00",
        "operating_expenses.administrative": "30.00",
        "operating_expenses.managed": "3.00",
        "procurement": "90.00",
        "procurement.goods": "50.00",
        "procurement.works": "10.00",
        "procurement.services": "30.00",
        "procurement.awarded_sme": "80.00",
        "procurement.awarded_small_micro": "60.00",
    }
    assert {figure.figure_key: (figure.value, figure.unit) for figure in found.figures} == {
        "three_public.vehicles.held": (Decimal(6), "辆"),
        "assets.vehicles.count": (Decimal(6), "辆"),
        "assets.vehicles.ministerial.count": (Decimal(0), "辆"),
        "assets.vehicles.leaders.count": (Decimal(1), "辆"),
        "assets.vehicles.confidential.count": (Decimal(5), "辆"),
        "assets.equipment.over_1m.count": (Decimal(2), "台"),
    }
    assert not unaccounted


def test_state_assets_stand_across_one_line() -> None:
    """国有资产使用情况表: fixed assets by kind between the other assets, one line for the department."""
    found, unaccounted = read(
        "FA19",
        grid(
            "项目 | 行次 | 资产总额 | 流动资产 | 固定资产 | < | < | < | < | 对外投资/有价证券 | 在建工程 | 无形资产"
            " | 其他资产",
            "^ | ^ | ^ | ^ | 小计 | 房屋构筑物 | 车辆 | 单价100万以上大型设备 | 其他固定资产 | ^ | ^ | ^ | ^",
            "栏次 | | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11",
            "合计 | 1 | 100.00 | 40.00 | 50.00 | 30.00 | 5.00 | 5.00 | 10.00 | 0.00 | 4.00 | 6.00 | 0.00",
        ),
    )

    assert amounts(found.tables[0])["total"] == {
        "total": "100.00",
        "current_assets": "40.00",
        "fixed_assets": "50.00",
        "fixed_assets_buildings": "30.00",
        "fixed_assets_vehicles": "5.00",
        "fixed_assets_large": "5.00",
        "fixed_assets_other": "10.00",
        "investments": "0.00",
        "construction": "4.00",
        "intangible": "6.00",
        "other_assets": "0.00",
    }
    assert not found.observations
    assert not unaccounted


def test_procurement_is_told_as_planned_and_as_done() -> None:
    """政府采购情况表 of older forms: the plan and the result, each by the money that it is paid from."""
    found, unaccounted = read(
        "FA20",
        grid(
            "项目 | 行次 | 采购计划金额 | < | < | < | 实际采购金额 | < | < | <",
            "^ | ^ | 总计 | 财政性资金 | < | 非财政性资金 | 总计 | 财政性资金 | < | 非财政性资金",
            "^ | ^ | ^ | 合计 | 一般公共预算 | ^ | ^ | 合计 | 一般公共预算 | ^",
            "栏次 | | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8",
            "合计 | 1 | 12.00 | 11.00 | 11.00 | 1.00 | 10.00 | 9.00 | 9.00 | 1.00",
            "货物 | 2 | 7.00 | 6.00 | 6.00 | 1.00 | 6.00 | 5.00 | 5.00 | 1.00",
            "服务 | 3 | 5.00 | 5.00 | 5.00 | 0.00 | 4.00 | 4.00 | 4.00 | 0.00",
        ),
    )

    assert amounts(found.tables[0])["total"] == {
        "budget": "12.00",
        "budget_fiscal": "11.00",
        "budget_general_public": "11.00",
        "budget_nonfiscal": "1.00",
        "final": "10.00",
        "final_fiscal": "9.00",
        "final_general_public": "9.00",
        "final_nonfiscal": "1.00",
    }
    assert not unaccounted


def test_budgets_stand_before_the_result_in_columns_of_the_same_names() -> None:
    """财决01-1表 in full: 小计 and three budgets below each of 年初预算数, 全年预算数, 决算数."""
    funds = "小计 | 一般公共预算财政拨款 | 政府性基金预算财政拨款"
    found, unaccounted = read(
        "FA4",
        grid(
            "收入 | < | < | < | 支出 | < | < | < | < | < | < | < | < | <",
            "项目 | 年初预算数 | 全年预算数 | 决算数 | 项目（按功能分类） | 年初预算数 | < | < | 全年预算数 | < | <"
            " | 决算数 | < | <",
            f"^ | ^ | ^ | ^ | ^ | {funds} | {funds} | {funds}",
            "栏次 | 1 | 2 | 3 | 栏次 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12",
            "一、一般公共预算财政拨款 | 10.00 | 20.00 | 30.00 | 一、一般公共服务支出 | 11.00 | 10.00 | 1.00"
            " | 21.00 | 20.00 | 1.00 | 31.00 | 28.00 | 3.00",
        ),
    )
    rows = amounts(found.tables[0])

    assert rows["appropriation.general_public"] == {
        "income_budget": "10.00",
        "income_adjusted": "20.00",
        "income": "30.00",
    }
    assert rows["201"] == {
        "total_budget": "11.00",
        "general_public_budget": "10.00",
        "government_fund_budget": "1.00",
        "total_adjusted": "21.00",
        "general_public_adjusted": "20.00",
        "government_fund_adjusted": "1.00",
        "total": "31.00",
        "general_public": "28.00",
        "government_fund": "3.00",
    }
    assert not unaccounted


@pytest.mark.parametrize("table_id", ["FA3", "FA5"])
def test_expenditure_may_stand_beside_its_budget(table_id: str) -> None:
    """合计, 基本支出 and 项目支出 below 年初预算数 are not those of the result."""
    found, _ = read(
        table_id,
        grid(
            "项目 | < | 年初预算数 | < | < | 决算数 | < | <",
            "功能分类科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 | 合计 | 基本支出 | 项目支出",
            "201 | 一般公共服务支出 | 10.00 | 4.00 | 6.00 | 30.00 | 20.00 | 10.00",
        ),
    )

    assert amounts(found.tables[0])["201"] == {
        "total_budget": "10.00",
        "basic_budget": "4.00",
        "project_budget": "6.00",
        "total": "30.00",
        "basic": "20.00",
        "project": "10.00",
    }


def test_the_appropriation_is_told_by_budget_in_the_income_table() -> None:
    found, _ = read(
        "FA2",
        grid(
            "项目 | < | 本年收入合计 | 财政拨款收入 | < | < | 事业收入",
            "功能分类科目编码 | 科目名称 | ^ | 小计 | 一般公共预算财政拨款收入 | 政府性基金预算财政拨款收入 | ^",
            "201 | 一般公共服务支出 | 10.00 | 9.00 | 8.00 | 1.00 | 1.00",
        ),
    )

    assert amounts(found.tables[0])["201"] == {
        "total": "10.00",
        "fiscal_subtotal": "9.00",
        "general_public": "8.00",
        "government_fund": "1.00",
        "business_income": "1.00",
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
        ("机构运行信息表", "FA18"),
        ("国有资产使用情况表", "FA19"),
        ("政府采购支出决算表", "FA20"),
        ("机关运行经费支出决算表", "FA21"),
        ("2023年度部门决算收入支出总表", "FA1"),
        ("公共预算财政拨款支出决算表", "FA5"),
    ],
)
def test_titles_of_final_accounts_name_their_tables(title: str, table_id: str) -> None:
    match = match_title(title, LAYOUT)

    assert match is not None
    assert match.definition.table_id == table_id
