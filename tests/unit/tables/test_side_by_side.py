"""Tables that are wider than a page: their right columns stand on pages of their own."""

from __future__ import annotations

from services.extractor.ledger import Ledger
from services.extractor.reading import Page
from services.extractor.segment.region import PlacedGrid, TableRegion
from services.extractor.tables.build import build_tables
from services.extractor.tables.side_by_side import join_parts, side_by_side
from shared.layout import TableDef
from shared.model.place import Place
from shared.model.table import Table
from tests.unit.tables.test_rows_from_grids import HEADER, LAYOUT, Cells, cells, grid, plain, read

LEFT_HEADER: Cells = [cell for cell in HEADER if cell[1] < 5]
RIGHT_HEADER: Cells = [(0, 0, 2, 1, "基本支出"), (0, 1, 2, 1, "项目支出")]


def left(*rows: tuple[str, str, str], header: Cells = LEFT_HEADER) -> Cells:
    """Give the left part of a table of expenditure: class, name, total."""
    start = 2 if header else 0
    return [*header, *plain(*([code, "", "", name, total] for code, name, total in rows), start=start)]


def right(*rows: tuple[str, str], header: Cells = RIGHT_HEADER) -> Cells:
    """Give the right part: basic and project expenditure."""
    return [*header, *plain(*(list(row) for row in rows), start=2 if header else 0)]


def definition(table_id: str) -> TableDef:
    """Give a table of the layout."""
    found = LAYOUT.table(table_id)
    assert found is not None
    return found


def region(table_id: str, title: str | None, *grids: PlacedGrid) -> TableRegion:
    """Give a table on its way."""
    found = TableRegion(definition(table_id), Place(page=grids[0].grid.page), title=title)
    found.grids = list(grids)
    return found


def tables_of(*regions: TableRegion) -> list[Table]:
    """Read regions as the tables of one document."""
    grids = [placed.grid for one in regions for placed in one.grids]
    ledger = Ledger.open([Page(one.page, None, None, (), (one,)) for one in grids])
    return list(build_tables(list(regions), LAYOUT, None, ledger).tables)


def test_all_left_pages_and_then_all_right_ones_without_a_header_of_their_own() -> None:
    """The second right page has the columns of the first, and its rows are those of the second left page."""
    draft, _, unaccounted = read(
        "T3",
        grid(1, left(("201", "一般公共服务支出", "12.00"), ("203", "国防支出", "3.00"))),
        grid(2, left(("205", "教育支出", "5.00"), header=[])),
        grid(3, right(("10.00", "2.00"), ("", "3.00"))),
        grid(4, right(("4.00", "1.00"), header=[])),
    )
    assert cells(draft) == [
        ("201", "一般公共服务支出", {"total": "12.00", "basic": "10.00", "project": "2.00"}),
        ("203", "国防支出", {"total": "3.00", "project": "3.00"}),
        ("205", "教育支出", {"total": "5.00", "basic": "4.00", "project": "1.00"}),
    ]
    assert [amount.place.page for amount in draft.rows[2].amounts] == [2, 4, 4]
    assert not unaccounted


def test_rows_of_one_height_on_the_next_page_are_further_rows() -> None:
    """Without a header there, nothing but its columns tells that a page goes on downwards."""
    whole = [*HEADER, *plain(["201", "", "", "一般公共服务支出", "3.00", "2.00", "1.00"], start=2)]
    rest = plain(
        ["20101", "", "", "人大事务", "1.00", "1.00", ""],
        ["20102", "", "", "政协事务", "1.00", "1.00", ""],
        ["20103", "", "", "政府办公厅（室）及相关机构事务", "1.00", "", "1.00"],
    )
    draft, _, _ = read("T3", grid(1, whole), grid(2, rest))
    assert [row.code for row in draft.rows] == ["201", "20101", "20102", "20103"]


def test_income_on_one_page_and_expenditure_on_the_next() -> None:
    """Both pages have columns at the same places under nearly the same words."""
    draft, _, _ = read(
        "T1",
        grid(1, [(0, 0, 1, 2, "收 入"), *plain(["项目", "预算数"], ["收入总计", "7.00"], start=1)]),
        grid(2, [(0, 0, 1, 2, "支 出"), *plain(["项目", "预算数"], ["支出总计", "7.00"], start=1)]),
    )
    assert [(row.side, row.code, row.columns) for row in draft.rows] == [
        (0, "total", ["income"]),
        (1, "total", ["expenditure"]),
    ]


def test_words_over_columns_on_both_pages_that_one_page_prints() -> None:
    """小计 on the left page stands below 财政拨款收入 too, which is printed on the right page alone."""
    header_left: Cells = [(0, 0, 2, 1, "科目编码"), (0, 1, 2, 1, "科目名称"), (0, 2, 2, 1, "合计")]
    header_left += [(0, 3, 1, 1, ""), (1, 3, 1, 1, "小计")]
    header_right: Cells = [
        (0, 0, 1, 2, "财政拨款收入"),
        (1, 0, 1, 1, "一般公共预算"),
        (1, 1, 1, 1, "政府性基金预算"),
    ]
    parts = [
        PlacedGrid(grid(1, [*header_left, *plain(["201", "一般公共服务支出", "9.00", "9.00"], start=2)]), 0),
        PlacedGrid(grid(2, [*header_right, *plain(["9.00", ""], start=2)]), 0),
    ]
    (joined,) = side_by_side(parts, definition("T2"), LAYOUT)
    (over,) = [cell for cell in joined.grid.cells if cell.text == "财政拨款收入"]
    assert (over.column, over.column_span) == (3, 3)


def test_a_title_on_the_right_pages_alone() -> None:
    """The left page seemed to go on the table before, whose header it has not."""
    before = grid(1, [*plain(["科目编码", "科目名称", "合计"], ["201", "一般公共服务支出", "9.00"])])
    basic = plain(["301", "工资福利支出", "8.00"], ["302", "商品和服务支出", "1.00"], start=1)
    own = grid(2, [*plain(["经济分类科目编码", "经济分类科目名称", "合计"]), *basic])
    beside = grid(3, plain(["人员经费", "公用经费"], ["8.00", ""], ["", "1.00"]))
    tables = tables_of(
        region("T5", "一般公共预算支出表", PlacedGrid(before, 0), PlacedGrid(own, 0)),
        region("T6", "一般公共预算基本支出表", PlacedGrid(beside, 0)),
    )
    assert [(table.table_id, [row.row_code for row in table.rows]) for table in tables] == [
        ("T5", ["201"]),
        ("T6", ["301", "302"]),
    ]
    assert [cell.place.page for cell in tables[1].rows[0].cells] == [2, 3]


def test_a_left_page_below_no_title_at_all() -> None:
    """Nothing is left of the table without a name that it seemed to be."""
    own = grid(1, left(("201", "一般公共服务支出", "12.00")))
    beside = grid(2, right(("10.00", "2.00")))
    joined = join_parts(
        [region("T3", None, PlacedGrid(own, 0)), region("T3", "部门支出总体情况表", PlacedGrid(beside, 0))],
        LAYOUT,
    )
    assert [(one.title, [placed.grid.column_count for placed in one.grids]) for one in joined] == [
        ("部门支出总体情况表", [7])
    ]


def test_two_small_tables_of_one_height_are_not_laid_side_by_side() -> None:
    """They name their rows both, and of so few rows chance explains the height."""
    parts = [
        PlacedGrid(grid(1, plain(["项目名称", "金额"], ["设备购置", "1.00"])), 0),
        PlacedGrid(grid(2, plain(["采购品目", "数量", "预算"], ["台式电脑", "2", "1.00"])), 0),
    ]
    assert len(side_by_side(parts, definition("T3"), LAYOUT)) == 2
