"""Rows of a text extract at page ends and beside codes that stand alone."""

from __future__ import annotations

import pytest

from services.extractor.ledger import Ledger
from services.extractor.reading import Line, Page
from services.extractor.segment.region import PlacedLine, TableRegion
from services.extractor.tables.draft import DraftTable
from services.extractor.tables.names import CodeNames
from services.extractor.tables.rows_from_lines import rows_from_lines
from shared.layout import load_layouts
from shared.model.place import Place
from shared.taxonomy import functional

LAYOUT = next(layout for layout in load_layouts() if layout.id == "xinjiang")
NAMES = CodeNames({code.code: functional().names_of(code.code) for code in functional()})


def read(table_id: str, *pages: tuple[str, ...], department: str | None = None) -> DraftTable:
    """Read the lines of pages as one table, which does not name its department."""
    definition = LAYOUT.table(table_id)
    assert definition is not None
    made = [
        Page(number, None, None, tuple(Line(text, number) for text in texts))
        for number, texts in enumerate(pages, start=1)
    ]
    body = [
        [PlacedLine((page.number, index), line) for index, line in enumerate(page.lines)] for page in made
    ]
    region = TableRegion(definition, Place(page=1), body=body)
    return rows_from_lines(region, definition, LAYOUT, NAMES, Ledger.open(made), department=department)


def rows(draft: DraftTable) -> list[tuple[str, str, str | None, list[str]]]:
    return [
        (row.code, row.label, row.project_name, [one.printed for one in row.amounts]) for row in draft.rows
    ]


def test_a_row_clipped_at_a_page_end_and_printed_again_counts_once() -> None:
    """What it is called tells it from a row that is printed twice."""
    item = "201 03 02 一般行政管理事务"
    clipped = read("T7", (f"{item} 渠道清淤项 9.00 9.00",), (item, "渠道清淤项", "目", "9.00 9.00"))
    assert rows(clipped) == [("2010302", "一般行政管理事务", "渠道清淤项目", ["9.00", "9.00"])]

    doubled = read("T7", (f"{item} 渠道清淤项目 9.00 9.00",), (f"{item} 渠道清淤项目 9.00 9.00",))
    assert [row.code for row in doubled.rows] == ["2010302", "2010302"]


def test_a_code_alone_on_its_line_opens_a_row_of_the_right_side() -> None:
    """Its name is broken over the lines below, beside nothing of the left side."""
    draft = read(
        "T4",
        (
            "国有资本经营预算 9.00 206 科学技术支出 3.00 3.00",
            "207",
            "文化旅游体育与传媒支",
            "出",
            "208 社会保障和就业支出 6.00 6.00",
        ),
    )
    assert [(row.side, row.code, row.label) for row in draft.rows] == [
        (0, "appropriation.state_capital", "国有资本经营预算"),
        (1, "206", "科学技术支出"),
        (1, "207", "文化旅游体育与传媒支出"),
        (1, "208", "社会保障和就业支出"),
    ]


ITEM = "211 01 02 一般行政管理事务"


@pytest.mark.parametrize(
    ("lines", "project"),
    [
        (("农牧区公益岗位", "07100762", "9.00 9.00"), "农牧区公益岗位07100762"),
        (("农牧区公益岗位", "8310002", "1,009.00 1,009.00"), "农牧区公益岗位8310002"),
        (("农牧区公益岗位", "07100762 9.00 9.00"), "农牧区公益岗位07100762"),
        (("山区便道（", "2024", "年）", "9.00 9.00"), "山区便道（2024年）"),
        (("连接", "218国道便道", "9.00 9.00"), "连接218国道便道"),
        (("218国道养护", "9.00 9.00"), "218国道养护"),
        (("便道养护（青财[2023]7号）", "9.00 9.00"), "便道养护（青财[2023]7号）"),
    ],
)
def test_digits_of_a_projects_name_are_neither_code_nor_amount(lines: tuple[str, ...], project: str) -> None:
    """In narrow cells they stand on lines of their own, where codes and amounts stand too."""
    draft = read("T7", ("总计 9.00 9.00", ITEM, *lines, "211 01 03 机关服务 水质抽检 3.00 3.00"))
    amount = lines[-1].split()[-1]
    assert rows(draft)[1:] == [
        ("2110102", "一般行政管理事务", project, [amount, amount]),
        ("2110103", "机关服务", "水质抽检", ["3.00", "3.00"]),
    ]


def test_a_broken_amount_is_still_joined() -> None:
    draft = read("T7", (ITEM, "水渠清淤", "12,02", "1.85", "12,02", "1.85"))
    assert rows(draft) == [("2110102", "一般行政管理事务", "水渠清淤", ["12,021.85", "12,021.85"])]


def test_a_page_number_in_a_row_is_no_part_of_its_name() -> None:
    draft = read("T7", (ITEM, "水渠清"), ("14", "淤", "9.00 9.00"))
    assert rows(draft) == [("2110102", "一般行政管理事务", "水渠清淤", ["9.00", "9.00"])]


def test_whole_amounts_on_lines_of_their_own_stay_amounts() -> None:
    """Where a table prints no decimals, a number between two names is the first one's."""
    draft = read("T11", ("水渠清淤", "20 20", "水质抽检", "30 30"))
    assert [(row.label, [one.printed for one in row.amounts]) for row in draft.rows] == [
        ("水渠清淤", ["20", "20"]),
        ("水质抽检", ["30", "30"]),
    ]


def test_a_header_that_stands_again_between_rows_is_no_part_of_a_name() -> None:
    """An extract that marks no pages has the header of the next page in the middle of the table."""
    header = ("科目编码", "功能分类科目名称 项目名称", "项目支出", "合计", "类 款 项")
    draft = read(
        "T7", (*header, f"{ITEM} 水渠清淤 9.00 9.00", *header, "211 01 03 机关服务 水质抽检 3.00 3.00")
    )
    assert [row.project_name for row in draft.rows] == ["水渠清淤", "水质抽检"]


def test_the_whole_digits_of_a_broken_amount_are_no_code() -> None:
    draft = read("T2", ("201 一般公共服务支出 201.78 201", ".78", "203", ".00", "203", "国防支出", "1.00"))
    assert rows(draft) == [
        ("201", "一般公共服务支出", None, ["201.78", "201.78", "203.00"]),
        ("203", "国防支出", None, ["1.00"]),
    ]


def test_a_row_cut_by_a_page_end_prints_name_and_project_side_by_side() -> None:
    draft = read(
        "T7", (f"{ITEM[:-3]} 水渠清 9.00 9.00",), ("理事务 淤", "211 01 03 机关服务 水质抽检 3.00 3.00")
    )
    assert rows(draft)[0] == ("2110102", "一般行政管理事务", "水渠清淤", ["9.00", "9.00"])


def test_broken_amounts_of_the_right_side_stay_there() -> None:
    """The left side has an open row without amounts, and the right one has more columns to fill."""
    draft = read(
        "T4", ("国有资本经营预算 212 城乡社区支出", "213 农林水支出", "2,736.4", "7", "2,736.4", "7")
    )
    assert [(row.code, [one.printed for one in row.amounts]) for row in draft.rows] == [
        ("appropriation.state_capital", []),
        ("212", []),
        ("213", ["2,736.47", "2,736.47"]),
    ]


def test_broken_amounts_below_the_right_total_are_its_own() -> None:
    draft = read("T4", ("收入总计 3,921.12 支出总计", "3,921.1", "2", "3,465.2", "5", "455.87"))
    assert [(row.side, row.code, [one.printed for one in row.amounts]) for row in draft.rows] == [
        (0, "total", ["3,921.12"]),
        (1, "total", ["3,921.12", "3,465.25", "455.87"]),
    ]


@pytest.mark.parametrize("stroke", ["-", "—", "--", "/"])
def test_a_stroke_stands_for_a_blank_cell_and_gives_the_amounts_behind_it_their_columns(stroke: str) -> None:
    draft = read(
        "T5",
        (f"201 一般公共服务支出 9.00 {stroke} 9.00", f"208 社会保障和就业支出 {stroke} {stroke} {stroke}"),
    )
    assert rows(draft) == [
        ("201", "一般公共服务支出", None, ["9.00", "9.00"]),
        ("208", "社会保障和就业支出", None, []),
    ]
    assert draft.rows[0].columns == ["total", "project"]


def test_strokes_among_blank_cells_keep_the_order_of_the_amounts_and_decide_nothing_alone() -> None:
    draft = read("T2", ("201 一般公共服务支出 9.00 9.00 9.00 - -",))
    (row,) = draft.rows
    assert [(one.printed, one.is_blank) for one in row.amounts] == [
        *[("9.00", False)] * 3,
        *[("-", True)] * 2,
    ]
    assert row.columns == [None] * 5


def test_a_page_number_between_strokes_is_no_amount() -> None:
    draft = read("T5", ("201 一般公共服务支出 9.00 9.00", "- 12 -"), ("208 社会保障和就业支出 1.00 1.00",))
    assert rows(draft) == [
        ("201", "一般公共服务支出", None, ["9.00", "9.00"]),
        ("208", "社会保障和就业支出", None, ["1.00", "1.00"]),
    ]


def test_the_row_of_the_department_is_known_where_only_the_document_names_it() -> None:
    draft = read(
        "T11",
        ("总计 9.00 9.00 9.00", "云岭县水利局 9.00 9.00 9.00", "水渠清淤 9.00 9.00 9.00"),
        department="云岭县水利局",
    )
    assert [row.code for row in draft.rows] == ["total", "department", "item"]
