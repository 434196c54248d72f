"""The labelled fields above the indicators."""

from decimal import Decimal

import pytest

from services.extractor.performance.fields import Head, amounts_of, read_head
from services.extractor.performance.fragment import fragments_of_lines
from services.extractor.performance.wording import Wording
from shared.model.money import Unit
from tests.unit.performance.forms import LAYOUT
from tests.unit.performance.printing import placed

FOUND = Wording.of(LAYOUT)
assert FOUND is not None
WORDING: Wording = FOUND
assert WORDING is not None


def head_of(*pages: list[str]) -> Head:
    return read_head(fragments_of_lines(placed(pages), WORDING), WORDING)


def amounts(head: Head) -> dict[str, Decimal]:
    return {amount.amount_key: amount.value for amount in amounts_of(head)[0]}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [
                "年度预算(万元)",
                "资金来源 资金总额（万元）",
                "财政资金（万元）",
                "上级安排 1,020.40",
                "本级安排 310.05",
                "其他资金（万元） 其他 7.00",
            ],
            {"upper_level": "1020.40", "own_level": "310.05", "other": "7.00"},
        ),
        (
            [
                "年度预算（万元",
                "）",
                "资金来源",
                "财政资金（",
                "万元）",
                "上级资金 0",
                "本级资金 310.05",
                "其他资金（",
                "万元）",
                "其他 7.2",
                "合计： 317.25",
            ],
            {"upper_level": "0", "own_level": "310.05", "other": "7.2", "budget": "317.25"},
        ),
        (
            ["项目资金(万", "元)", "年度预算总额 9.00", "其中：财政拨", "款", "8.00 其他资金 1.00"],
            {"budget": "9.00", "fiscal": "8.00", "other": "1.00"},
        ),
        (
            [
                "项目资金",
                "（万元）",
                "年度",
                "预算",
                "总额：",
                "9.00",
                "其中：",
                "财政拨款",
                "8.00",
                "其他",
                "资金：",
                "1.00",
            ],
            {"budget": "9.00", "fiscal": "8.00", "other": "1.00"},
        ),
        (
            [
                "项目资金（万元）",
                "年度预算总额",
                "1,20",
                "9.00",
                "其中：财政拨款",
                "1,209.00",
                "其他资金 0.00",
            ],
            {"budget": "1209.00", "fiscal": "1209.00", "other": "0.00"},
        ),
    ],
)
def test_amounts_stand_behind_labels_however_these_are_broken(
    lines: list[str], expected: dict[str, str]
) -> None:
    assert amounts(head_of(lines)) == {key: Decimal(value) for key, value in expected.items()}


def test_a_label_cut_by_a_page_end_is_put_together() -> None:
    head = head_of(
        ["项目资金（万元） 年度预算总额 9.00 其中：财政拨 8.00 其他资金 1.00"],
        ["款", "项目总体目标", "按期完成。"],
    )
    assert amounts(head) == {"budget": Decimal("9.00"), "fiscal": Decimal("8.00"), "other": Decimal("1.00")}


def test_two_labels_that_end_alike_keep_each_its_own_rest() -> None:
    """Only the one that a page end has cut is put together with what stands below."""
    head = head_of(
        ["年度预算（万元） 财政资金（ 上级资金 0.00"],
        ["万元） 本级资金 86.06", "其他资金（", "万元）", "其他 63.79", "合计： 149.85"],
    )
    assert amounts(head) == {
        "upper_level": Decimal("0.00"),
        "own_level": Decimal("86.06"),
        "other": Decimal("63.79"),
        "budget": Decimal("149.85"),
    }


def test_a_project_name_may_begin_with_the_words_of_a_label() -> None:
    head = head_of(["项目名称 其他资金", "安排的图书经费 项目负责人 沈书禾"])
    assert head.text("project_name") == "其他资金安排的图书经费"


def test_a_name_over_several_lines_ends_at_the_next_label() -> None:
    head = head_of(["项目名称", "流动服务车辆租赁及驾驶员劳务", "费", "项目负责人 叶向晚"])
    assert head.text("project_name") == "流动服务车辆租赁及驾驶员劳务费"


def test_a_goal_may_speak_of_the_budget_without_being_cut_there() -> None:
    head = head_of(
        [
            "项目总体目标",
            "项目资金 9 万元，其中财政拨款 8 万元，",
            "其他资金 1 万元。用于配送图书。",
        ]
    )
    assert head.text("goal") == "项目资金9万元，其中财政拨款8万元，其他资金1万元。用于配送图书。"
    assert amounts(head) == {}


def test_the_goal_before_the_budget_block_ends_there() -> None:
    head = head_of(
        ["年度绩效目标", "读者更多，", "借阅更便。", "年度预算（万元）", "上级安排 0.00", "本级安排 3.10"]
    )
    assert head.text("goal") == "读者更多，借阅更便。"
    assert amounts(head) == {"upper_level": Decimal("0.00"), "own_level": Decimal("3.10")}


@pytest.mark.parametrize(
    ("lines", "unit"),
    [
        (["项目资金（万元）", "年度预算总额 9.00"], Unit.WAN_YUAN),
        (["项目资金（元）", "年度预算总额 90,000.00"], Unit.YUAN),
        (["（2025年） 单位：元", "年度预算总额 90,000.00"], Unit.YUAN),
        (["年度预算总额 9.00"], None),
    ],
)
def test_the_unit_is_the_one_that_is_printed(lines: list[str], unit: Unit | None) -> None:
    assert head_of(lines).unit is unit


def test_an_amount_that_is_no_number_is_given_back_as_unread() -> None:
    head = head_of(["项目资金（万元）", "年度预算总额 9.0O", "其中：财政拨款 8.00"])
    found, unread = amounts_of(head)
    assert [amount.amount_key for amount in found] == ["fiscal"]
    assert [(value.key, value.text) for value in unread] == [("budget", "9.0O")]


@pytest.mark.parametrize(("of_the_year", "unread"), [("40.00", []), ("20.00", ["budget"])])
def test_an_amount_for_the_whole_term_and_the_year_may_stand_twice_if_it_is_the_same(
    of_the_year: str, unread: list[str]
) -> None:
    head = head_of(["资金金额（万元）", "实施期资金总额 40.00", f"年度资金总额 {of_the_year}"])
    found, left = amounts_of(head)
    assert [amount.value for amount in found] == [Decimal("40.00")]
    assert [value.key for value in left] == unread
