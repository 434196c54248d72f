"""What the words above a column mean."""

from __future__ import annotations

import pytest

from services.extractor.tables.header_words import agreement, is_no_money, pair_columns
from shared.layout import Axis, ColumnDef, SideDef, TableDef

BASIC = ColumnDef(key="basic", labels=("基本支出", "基本支出/小计"))
TOTAL = ColumnDef(key="total", labels=("合计", "小计", "预算数"))
BEFORE = ColumnDef(key="carryover", labels=("小计",), under=("上年结转",))
TABLE = TableDef(
    table_id="T3",
    titles=("支出总表",),
    sides=(SideDef(axis=Axis.FUNCTIONAL, columns=(TOTAL, BASIC, BEFORE)),),
)


@pytest.mark.parametrize(
    ("path", "column", "expected"),
    [
        (["基本支出", "小计"], BASIC, 2),
        (["2026年预算数", "基本支出", "小计"], BASIC, 2),
        (["小计"], BASIC, 0),
        (["项目支出", "小计"], BASIC, 0),
        (["其中：基本支出"], BASIC, 1),
        (["上年结转", "小计"], BEFORE, 2),
        (["本年收入", "小计"], BEFORE, 0),
        (["2026年预算数"], TOTAL, 1),
        (["合计（万元）"], TOTAL, 1),
        (["某项专款"], TOTAL, 0),
        ([], TOTAL, 0),
    ],
)
def test_a_label_explains_the_end_of_a_path(path: list[str], column: ColumnDef, expected: int) -> None:
    assert agreement(path, column) == expected


def test_each_column_is_the_one_with_the_longest_label_and_once() -> None:
    paths = [["科目名称"], ["合计"], ["基本支出", "小计"], ["上年结转", "小计"], ["项目支出", "小计"]]
    assert {index: key for index, (_, _, key) in pair_columns(paths, TABLE).items()} == {
        1: "total",
        2: "basic",
        3: "carryover",
    }


def test_the_years_of_a_header_part_its_columns() -> None:
    paths = [["2025年预算数"], ["2026年预算数"], ["2026年预算数比2025年增减", "金额"]]
    assert [key for _, _, key in pair_columns(paths, TABLE).values()] == [
        "previous.total",
        "total",
        "change.total",
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("增减%", True),
        ("数量（台）", True),
        ("人数", True),
        ("行次", True),
        ("金额", False),
        ("教育收费", False),
    ],
)
def test_counts_shares_and_numbers_of_lines_are_no_money(words: str, *, expected: bool) -> None:
    assert is_no_money([words]) is expected
