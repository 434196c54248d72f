"""The figures of staff, procurement, assets, operating expenses and performance have fixed keys."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.extractor.narrative import read_narrative
from tests.unit.narrative.printing import layout, lines, resolve

ORGANISATION = ("第一部分 单位概况", "二、机构设置及人员情况")
OTHER = ("第三部分 单位预算情况说明", "十二、其他重要事项的情况说明")


def figures(*texts: str) -> dict[str, str]:
    """Give value and unit of each figure by its key."""
    return {
        f.figure_key: f"{f.value}{f.unit}" for f in read_narrative(lines(*texts), layout(), resolve).figures
    }


def test_staff_with_changes_that_bear_their_sign() -> None:
    assert figures(
        *ORGANISATION,
        "编制数 12，实有人数 14 人，其中：在职 10 人，减少 2 人；退休 4 人，增加 1 人；离休 0 人，增加 0 人。",
    ) == {
        "staff.authorised": "12人",
        "staff.actual": "14人",
        "staff.serving": "10人",
        "staff.serving.change": "-2人",
        "staff.retired": "4人",
        "staff.retired.change": "1人",
        "staff.veteran_retired": "0人",
        "staff.veteran_retired.change": "0人",
    }


def test_staff_by_kind_of_post() -> None:
    found = figures(
        *ORGANISATION,
        "本馆人员编制 12 人，其中行政编制 3 人，事业编制 9 人；实有人员 11 人。单位管理的离退休人员 5 人。",
    )
    assert found == {
        "staff.authorised": "12人",
        "staff.authorised.administrative": "3人",
        "staff.authorised.institutional": "9人",
        "staff.actual": "11人",
        "staff.all_retired": "5人",
    }


def test_procurement_with_what_is_reserved() -> None:
    found = figures(
        *OTHER,
        "（二）政府采购情况",
        "政府采购预算 6.00 万元，其中：政府采购货物预算 1.00 万元，工程预算 2.00 万元，服务预算 3.00 万元。",
        "面向中小企业预留政府采购项目预算金额 5.00 万元，小微企业预留政府采购项目预算金额 4.00 万元。",
    )
    assert found == {
        "procurement.total": "6.00万元",
        "procurement.goods": "1.00万元",
        "procurement.works": "2.00万元",
        "procurement.services": "3.00万元",
        "procurement.reserved_sme": "5.00万元",
        "procurement.reserved_small_micro": "4.00万元",
    }


def test_the_parts_of_a_part_of_procurement_are_not_those_of_the_total() -> None:
    found = figures(
        *OTHER,
        "（二）政府采购情况。政府采购预算总额 6.00 万元：政府采购货物预算 4.00 万元、服务预算 2.00 万元；"
        "其中一般公共预算拨款政府采购 3.00 万元：政府采购工程预算 3.00 万元。",
    )
    assert "procurement.works" not in found


def test_assets_held_and_to_be_bought() -> None:
    found = figures(
        *OTHER,
        "（三）国有资产占用使用情况",
        "1.房屋 90.50 平方米，价值 7.00 万元。",
        "2.车辆 3 辆，价值 30.00 万元；其中：一般公务用车 1 辆，价值 10.00 万元；其他车辆 2 辆，价值 20.00 万元。",
        "3.办公家具价值 0.50 万元。",
        "4.其他资产价值 8.00 万元。",
        "单位价值 50 万元以上大型设备 2 台，单位价值 100 万元以上大型设备 1 台。",
        "2031 年安排购置车辆 1 辆，安排购置 50 万元以上大型设备 3 台。",
    )
    assert found == {
        "assets.houses.area": "90.50平方米",
        "assets.houses.value": "7.00万元",
        "assets.vehicles.count": "3辆",
        "assets.vehicles.value": "30.00万元",
        "assets.vehicles.general.count": "1辆",
        "assets.vehicles.general.value": "10.00万元",
        "assets.vehicles.other.count": "2辆",
        "assets.vehicles.other.value": "20.00万元",
        "assets.furniture.value": "0.50万元",
        "assets.other.value": "8.00万元",
        "assets.equipment.over_500k.count": "2台",
        "assets.equipment.over_1m.count": "1台",
        "planned.vehicles.count": "1辆",
        "planned.equipment.over_500k.count": "3台",
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "整体绩效目标1个，涉及金额 9 万元；财政拨款项目2个，涉及金额 3 万元；非财政拨款项目0个，涉及金额 0 万元。",
            {
                "overall_goals": "1",
                "overall_amount": "9",
                "fiscal_projects": "2",
                "fiscal_amount": "3",
                "nonfiscal_projects": "0",
                "nonfiscal_amount": "0",
            },
        ),
        (
            "本单位编报绩效目标的项目共 6 个，涉及项目预算资金 8.00 万元。",
            {"projects": "6", "projects_amount": "8.00"},
        ),
    ],
)
def test_the_summary_of_performance(text: str, found: dict[str, str]) -> None:
    read = read_narrative(lines(*OTHER, "（四）预算绩效情况", text), layout(), resolve)
    assert {f.figure_key: f.value for f in read.figures} == {
        f"performance.{key}": Decimal(value) for key, value in found.items()
    }


def test_operating_expenses() -> None:
    found = figures(
        *OTHER,
        "（一）机关运行经费情况",
        "2031 年的机关运行经费财政拨款预算 5.00 万元，比上年预算减少 1.00 万元。",
    )
    assert found == {"operating_expenses.amount": "5.00万元"}
