"""What the head of a table in a text extract says of its columns, and where its sides part, in any region's form."""

from __future__ import annotations

import pytest

from services.extractor.ledger import Ledger
from services.extractor.reading import Line, Page
from services.extractor.segment.region import PlacedLine, TableRegion
from services.extractor.tables.columns_of_lines import (
    columns_of,
    leave_open,
    lists_many_forms,
    printed_columns,
)
from services.extractor.tables.draft import DraftTable
from services.extractor.tables.names import CodeNames
from services.extractor.tables.rows_from_lines import rows_from_lines
from services.extractor.tables.summary_rows import name_summary_rows
from shared.layout import load_layouts
from shared.model.place import Place
from shared.taxonomy import functional

LAYOUT = next(layout for layout in load_layouts() if layout.id == "national")
NAMES = CodeNames({code.code: functional().names_of(code.code) for code in functional()})


def read(table_id: str, *texts: str, preparer: str | None = None) -> DraftTable:
    """Read lines as one table of the layout for all regions."""
    definition = LAYOUT.table(table_id)
    assert definition is not None
    page = Page(1, None, None, tuple(Line(text, 1) for text in texts))
    body = [[PlacedLine((1, index), line) for index, line in enumerate(page.lines)]]
    region = TableRegion(definition, Place(page=1), body=body, preparer=preparer)
    printed = printed_columns(region, definition)[0]
    draft = rows_from_lines(region, printed, LAYOUT, NAMES, Ledger.open((page,)))
    name_summary_rows(draft)
    return draft


def columns(table_id: str, *head: str) -> list[str | None]:
    """Give the keys of the columns that a head names."""
    return [column.key for column in read(table_id, *head, "合计 9.00").header]


@pytest.mark.parametrize(
    ("table_id", "head", "keys"),
    [
        (
            "T2",
            ("科目编码 科目名称 合计", "上年结转", "一般公共预算拨款收入 政府性基金预算拨款收入 其他收入"),
            ["total", "carryover", "general_public", "government_fund", "other_income"],
        ),
        (
            "T2",
            ("科目编码 科目名称 合计 单位资金收入 上年结转结余", "一般公共预算拨款收入 小计 事业收入"),
            ["total", "general_public", "unit_funds", "business_income", "carryover"],
        ),
        (
            "T5",
            ("科目编码 科目名称 2026年执行数 2027年预算数", "小计 基本支出 项目支出 增减额 增减%"),
            ["previous.total", "total", "basic", "project", "change.total", "x:增减%"],
        ),
        (
            "T5",
            ("科目编码 科目名称 2026年预算数 2027年预算数", "小计 基本支出 项目支出 小计 基本支出 项目支出"),
            ["previous.total", "previous.basic", "previous.project", "total", "basic", "project"],
        ),
        (
            "T1",
            ("收入 支出", "项目 预算数 项目 预算数"),
            ["income", "expenditure"],
        ),
    ],
    ids=[
        "carry-over named before all others stands before them",
        "the one 小计 is that of unit funds",
        "the year before and the change",
        "both years in parts",
        "no block that has no heading",
    ],
)
def test_a_head_names_the_columns_that_a_table_has(
    table_id: str, head: tuple[str, ...], keys: list[str]
) -> None:
    assert columns(table_id, *head) == keys


def test_a_class_opens_its_row_by_its_name_where_no_codes_are_printed() -> None:
    """A row of the right side alone is told from those of the left, and blanks on either side do no harm."""
    draft = read(
        "T1",
        "收入 支出",
        "项目 预算数 项目 预算数",
        "一、一般公共预算拨款收入 8.00 一、一般公共服务支出 6.00",
        "二、其他收入 二、住房保障支出 3.00",
        "三、教育支出",
        "本年收入合计 8.00 本年支出合计 9.00",
        "上年结转 1.00",
        "收入总计 9.00 支出总计 9.00",
    )
    assert [(row.side, row.code, [one.printed for one in row.amounts]) for row in draft.rows] == [
        (0, "income.general_public", ["8.00"]),
        (1, "201", ["6.00"]),
        (0, "income.unit_funds.other", []),
        (1, "221", ["3.00"]),
        (1, "205", []),
        (0, "income.current", ["8.00"]),
        (1, "expenditure.current", ["9.00"]),
        (0, "carryover", ["1.00"]),
        (0, "total", ["9.00"]),
        (1, "total", ["9.00"]),
    ]


def test_items_across_the_page_leave_their_amounts_open() -> None:
    """Nothing in a line says which of the items in the head a figure is of."""
    draft = read(
        "T10",
        "合计",
        "因公出国（境）费",
        "公务用车购置及运行费",
        "公务接待费",
        "公务用车购置费",
        "公务用车运行费",
        "3.00 2.00 2.00 1.00",
    )
    assert [(row.code, row.columns, len(row.amounts)) for row in draft.rows] == [("total", [None] * 4, 4)]


def test_the_departments_row_may_begin_with_its_number() -> None:
    draft = read(
        "T3",
        "合计 基本支出 项目支出",
        "合计 9.00 9.00",
        "104001云岭县档案馆 9.00 9.00",
        preparer="云岭县档案馆",
    )
    assert [row.code for row in draft.rows] == ["total", "department"]


def test_a_side_without_a_heading_of_its_own_is_no_column() -> None:
    definition = LAYOUT.table("T4")
    assert definition is not None
    region = TableRegion(
        definition, Place(page=1), body=[[PlacedLine((1, 0), Line("项目 预算数 项目 合计", 1))]]
    )
    assert "by_use" not in {
        column.key for column in columns_of(region, printed_columns(region, definition)[0])
    }


def told(table_id: str, head: str) -> tuple[list[str], bool]:
    """Give the columns of the last side that a head names, and whether it tells them for sure."""
    definition = LAYOUT.table(table_id)
    assert definition is not None
    lines = [PlacedLine((1, 0), Line(head, 1)), PlacedLine((1, 1), Line("合计 9.00", 1))]
    printed, is_sure = printed_columns(TableRegion(definition, Place(page=1), body=[lines]), definition)
    return [column.key for column in printed.sides[-1].columns], is_sure


@pytest.mark.parametrize(
    ("table_id", "head", "keys"),
    [
        (
            "T5",
            "科目编码 科目名称 合计 基本支出 项目支出 小计 人员经费 公用经费",
            ["total", "basic", "basic_personnel", "basic_operating", "project"],
        ),
        (
            "T3",
            "科目编码 科目名称 合计 基本支出 项目支出 上缴上级支出 人员支出 日常公用支出",
            ["total", "basic_personnel", "basic_operating", "project", "upward"],
        ),
        (
            "T5",
            "科目编码 科目名称 合计 基本支出 项目支出 小计 工资福利支出 对个人和家庭的补助 商品和服务支出",
            [
                "total",
                "basic",
                "basic_personnel_wages",
                "basic_personnel_grants",
                "basic_operating_goods",
                "project",
            ],
        ),
        ("T3", "科目编码 科目名称 合计 项目支出 基本支出", ["total", "project", "basic"]),
        ("T10", "项目 本年预算数 上年预算数", ["total", "previous.total"]),
    ],
    ids=[
        "a span with its 小计",
        "a span without one is no column",
        "parts in the order of the head",
        "a head of one line in its order",
        "this year before the last",
    ],
)
def test_a_head_that_gives_each_word_one_column_is_sure(table_id: str, head: str, keys: list[str]) -> None:
    assert told(table_id, head) == (keys, True)


@pytest.mark.parametrize(
    ("table_id", "head"),
    [
        ("T3", "科目编码 科目名称 合计 基本支出 对口援助支出 项目支出"),
        (
            "T5",
            "科目编码 科目名称 合计 基本支出 项目支出 小计 小计 人员经费 公用经费 商品和服务支出 商品和服务支出",
        ),
        ("T6", "科目编码 科目名称 金额 科目编码 科目名称 金额"),
        ("T2", "科目名称 总计 一般公共预算 政府性基金 单位资金 小计 其中：财政拨款 小计 事业收入 其他收入"),
        ("T5", "科目编码 科目名称 2027年预算数 2026年预算数 小计 基本支出 项目支出"),
    ],
    ids=[
        "a word that the layout does not know",
        "the same word twice",
        "two blocks side by side",
        "a part that stands before what it is part of",
        "the later year first",
    ],
)
def test_a_head_that_can_mean_several_columns_is_not_sure(table_id: str, head: str) -> None:
    assert not told(table_id, head)[1]


def test_of_a_table_whose_columns_are_not_sure_the_total_alone_is_known() -> None:
    draft = read("T3", "科目编码 科目名称 合计 基本支出 项目支出", "201 一般公共服务支出 9.00 5.00 4.00")
    leave_open(draft)
    assert draft.rows[0].columns == ["total", None, None]
    assert draft.rows[0].is_fixed


def test_only_a_layout_that_lists_more_columns_than_a_form_has_is_cut_to_those_of_the_head() -> None:
    assert {layout.id for layout in load_layouts() if not lists_many_forms(layout)} == {"xinjiang"}
