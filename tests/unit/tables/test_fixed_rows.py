"""Prescribed rows are told apart by order and numbering where their labels repeat."""

from __future__ import annotations

from services.extractor.tables.fixed_rows import align, matches, opens
from shared.layout import FixedRow, load_layouts

LAYOUT = next(layout for layout in load_layouts() if layout.id == "xinjiang")
INCOME = next(table for table in LAYOUT.tables if table.table_id == "T1").sides[0].rows


def codes(labels: list[str]) -> list[str | None]:
    """Give the codes that labels are aligned with."""
    return [row.code if row else None for row in align(labels, INCOME)]


def test_a_label_that_repeats_is_told_by_what_stands_before_it() -> None:
    """单位资金 is income in one place and carry-over in another."""
    labels = [
        "一、本年收入",
        "5.单位资金",
        "其中：事业收入",
        "二、上年结转结余",
        "2.非财政拨款结转结余",
        "其中：财政专户核拨",
        "单位资金",
    ]
    assert codes(labels) == [
        "income.current",
        "income.unit_funds",
        "income.unit_funds.business",
        "carryover",
        "carryover.nonfiscal",
        "carryover.nonfiscal.special_account",
        "carryover.nonfiscal.unit_funds",
    ]


def test_numbering_decides_where_order_leaves_both_open() -> None:
    """With the rows between them lost, `其中：一般公共预算拨款` is carry-over and `1.一般公共预算拨款` is income."""
    assert codes(["其中：一般公共预算拨款"]) == ["carryover.fiscal.general_public"]
    assert codes(["1.一般公共预算拨款"]) == ["income.general_public"]


def test_a_label_of_no_prescribed_row_maps_to_nothing() -> None:
    """An unknown row is reported as unknown, its neighbours are found all the same."""
    assert codes(["一、本年收入", "捐赠物资折价", "二、上年结转结余"]) == [
        "income.current",
        None,
        "carryover",
    ]


def test_numbering_and_blanks_are_forms_of_the_same_label() -> None:
    """`1、`, `1.` and letter-spaced labels mean the same row."""
    row = FixedRow(code="x", labels=("本年收入",))
    assert matches("一、本 年 收 入", row)
    assert matches("（一）本年收入：", row)
    assert not matches("本年收入合计", row)
    assert opens("本年", [row])
