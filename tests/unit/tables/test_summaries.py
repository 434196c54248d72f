"""Tables of prescribed rows as regions print them: blocks side by side, items across, titles that nobody knows."""

from __future__ import annotations

from services.extractor.ledger import Ledger
from services.extractor.reading import Grid, GridCell, Page
from services.extractor.segment.region import PlacedGrid, TableRegion
from services.extractor.tables.build import TablesRead, build_tables
from shared.layout import load_layouts
from shared.model.document import ObservationKind
from shared.model.money import Unit
from shared.model.place import Box, Place
from shared.model.table import Table

LAYOUT = next(layout for layout in load_layouts() if layout.id == "national")


def grid(*rows: str, page: int = 1) -> Grid:
    """Give a grid of rows whose cells are parted by `|`; `<` goes on the cell to the left, `^` the one above."""
    texts = [[text.strip() for text in row.split("|")] for row in rows]
    cells = [
        GridCell(r, c, _down(texts, r, c), _right(row, c), text, _box(r, c))
        for r, row in enumerate(texts)
        for c, text in enumerate(row)
        if text not in ("<", "^")
    ]
    width = len(texts[0])
    return Grid(
        page=page,
        box=Box(x0=0, top=0, x1=width, bottom=len(rows)),
        row_count=len(rows),
        column_count=width,
        column_edges=tuple(float(edge) for edge in range(width + 1)),
        row_edges=tuple(float(edge) for edge in range(len(rows) + 1)),
        cells=tuple(cells),
    )


def _right(row: list[str], column: int) -> int:
    span = 1
    while column + span < len(row) and row[column + span] == "<":
        span += 1
    return span


def _down(texts: list[list[str]], row: int, column: int) -> int:
    span = 1
    while row + span < len(texts) and texts[row + span][column] == "^":
        span += 1
    return span


def _box(row: int, column: int) -> Box:
    return Box(x0=column, top=row, x1=column + 1, bottom=row + 1)


def read(table_id: str | None, *grids: Grid, title: str | None = None) -> tuple[TablesRead, list[str]]:
    """Read grids as one table; give what came of it and the numbers that nothing accounts for."""
    definition = LAYOUT.table(table_id) if table_id else None
    region = TableRegion(definition, Place(page=1), title=title, unit=Unit.WAN_YUAN)
    region.grids = [PlacedGrid(one, 0) for one in grids]
    pages = [Page(one.page, None, None, (), (one,)) for one in grids]
    ledger = Ledger.open(pages)
    found = build_tables([region], LAYOUT, None, ledger)
    open_numbers = [number.printed for account in ledger.pages(pages) for number in account.unaccounted]
    return found, open_numbers


def amounts(table: Table) -> dict[str, dict[str, str]]:
    """Give the printed amounts of a table by row code and column."""
    return {row.row_code: {cell.column_key: cell.printed for cell in row.cells} for row in table.rows}


def test_classes_without_codes_get_those_of_their_names_and_the_rows_between_their_own() -> None:
    """Summaries number the classes and close with the sums of the year and what is left over."""
    found, unaccounted = read(
        "T1",
        grid(
            "收入 | < | 支出 | <",
            "项目 | 2027年预算数 | 项目 | 2027年预算数",
            "一、财政拨款 | 60.00 | 一、教育支出 | 50.00",
            "1.一般公共预算拨款 | 60.00 | 普通教育 | 50.00",
            "二、事业收入 | 15.00 | 二、文化体育与传媒支出 | 20.00",
            "本年收入合计 | 75.00 | 本年支出合计 | 70.00",
            "上年结转结余 | 5.00 | 年终结转结余 | 10.00",
            "收入总计 | 80.00 | 支出总计 | 80.00",
        ),
    )
    assert amounts(found.tables[0]) == {
        "income.fiscal": {"income": "60.00"},
        "205": {"expenditure": "50.00"},
        "income.general_public": {"income": "60.00"},
        "20502": {"expenditure": "50.00"},
        "income.unit_funds.business": {"income": "15.00"},
        "207": {"expenditure": "20.00"},
        "income.current": {"income": "75.00"},
        "expenditure.current": {"expenditure": "70.00"},
        "carryover": {"income": "5.00"},
        "expenditure.carryover": {"expenditure": "10.00"},
        "total": {"income": "80.00", "expenditure": "80.00"},
    }
    assert not unaccounted
    assert not found.observations


def test_blocks_side_by_side_are_told_apart_by_what_stands_in_them() -> None:
    """Row headers and labels say which block is which; a sum written across two is that of both."""
    found, unaccounted = read(
        "T1",
        grid(
            "收入 | < | 支出 | < | < | <",
            "项目 | 金额 | 功能分类 | 金额 | 支出用途 | 金额",
            "一、一般公共预算 | 30.00 | 一、教育支出 | 30.00 | 一、基本支出 | 20.00",
            " | | | | 二、项目支出 | 10.00",
            "收入合计 | 30.00 | 支出合计 | < | < | 30.00",
        ),
    )
    assert amounts(found.tables[0]) == {
        "income.general_public": {"income": "30.00"},
        "205": {"expenditure": "30.00"},
        "use.basic": {"by_use": "20.00"},
        "use.project": {"by_use": "10.00"},
        "total": {"income": "30.00", "expenditure": "30.00", "by_use": "30.00"},
    }
    assert not unaccounted


def test_interest_on_debt_is_the_same_class_under_its_older_name() -> None:
    """债务付息及费用支出 is printed for 307 and 511; the functional class 债务付息支出 remains another."""
    found, unaccounted = read(
        "T1",
        grid(
            "收入 | < | 支出 | < | < | < | < | <",
            "项目 | 预算数 | 支出功能分类 | 预算数 | 部门预算支出经济分类 | 预算数 | 政府预算支出经济分类 | 预算数",
            "一、一般公共预算 | 7.00 | 一、债务付息支出 | 7.00 | 一、项目支出 | 7.00 | 一、债务付息及费用支出 | 7.00",
            " | | | | 债务付息及费用支出 | 7.00 | | ",
            "收入总计 | 7.00 | 支出总计 | 7.00 | 支出总计 | 7.00 | 支出总计 | 7.00",
        ),
    )
    assert amounts(found.tables[0]) == {
        "income.general_public": {"income": "7.00"},
        "232": {"expenditure": "7.00"},
        "use.project": {"by_use": "7.00"},
        "government.511": {"by_government_class": "7.00"},
        "use.project.307": {"by_use": "7.00"},
        "total": {"income": "7.00", "expenditure": "7.00", "by_use": "7.00", "by_government_class": "7.00"},
    }
    assert not unaccounted
    assert not found.observations


def test_a_block_of_classes_goes_on_over_a_page_without_header() -> None:
    """The first class of the next page is a row, neither header nor the rest of the row before."""
    found, _ = read(
        "T4",
        grid(
            "收入 | < | 支出 | <",
            "项目 | 预算数 | 项目 | 预算数",
            "一、本年收入 | 9.00 | 一、教育支出 | ",
        ),
        grid(" | | 二、科学技术支出 | ", "收入总计 | 9.00 | 支出总计 | 9.00", page=2),
    )
    assert list(amounts(found.tables[0])) == ["appropriation", "205", "206", "total"]


def test_a_heading_that_repeats_the_sum_of_the_year_is_a_row_of_its_own() -> None:
    """财政拨款 and 本年收入合计 stand in one table; where only the second does, it is the appropriation."""
    rows = ("收入 | < | 支出 | <", "项目 | 金额 | 项目 | 金额")
    both, _ = read(
        "T4",
        grid(*rows, "财政拨款 | 9.00 | 一、教育支出 | 9.00", "本年收入合计 | 9.00 | 本年支出合计 | 9.00"),
    )
    alone, _ = read("T4", grid(*rows, "本年收入合计 | 9.00 | 本年支出合计 | 9.00"))
    assert list(amounts(both.tables[0])) == [
        "appropriation",
        "205",
        "appropriation.current",
        "expenditure.current",
    ]
    assert list(amounts(alone.tables[0])) == ["appropriation", "expenditure.current"]


def test_items_across_become_rows_with_a_column_for_each_year() -> None:
    """Items are headers here; the sum of 三公 is told from the sum of everything."""
    found, unaccounted = read(
        "T10",
        grid(
            "单位编码 | 单位名称 | 上年 | < | < | < | 当年 | < | < | <",
            "^ | ^ | 合计 | “三公”经费 | < | 会议费 | 合计 | “三公”经费 | < | 会议费",
            "^ | ^ | ^ | 小计 | 公务接待费 | ^ | ^ | 小计 | 公务接待费 | ^",
            "合计 | < | 5.00 | 3.00 | 3.00 | 2.00 | 4.00 | 3.00 | 3.00 | 1.00",
            "101001 | 云岭县水利局 | 5.00 | 3.00 | 3.00 | 2.00 | 4.00 | 3.00 | 3.00 | 1.00",
        ),
    )
    table = found.tables[0]
    assert amounts(table)["all"] == {"previous.total": "5.00", "total": "4.00"}
    assert amounts(table)["total"] == {"previous.total": "3.00", "total": "3.00"}
    assert amounts(table)["unit.meeting"] == {"previous.total": "2.00", "total": "1.00"}
    assert (
        next(row.row_label for row in table.rows if row.row_code == "unit.meeting") == "云岭县水利局/会议费"
    )
    assert not unaccounted


def test_years_down_and_sources_across_are_columns_of_the_same_items() -> None:
    """One line for each year and one for the difference; a blank item keeps its row."""
    found, _ = read(
        "T10",
        grid(
            "预算单位 | 年度 | 总计 | < | 因公出国（境）费 | < | 公务接待费 | <",
            "^ | ^ | 一般公共预算 | 政府性基金预算 | 一般公共预算 | 政府性基金预算 | 一般公共预算 | 政府性基金预算",
            "云岭县水利局 | 2026年 | 4.00 | | | | 4.00 | ",
            " | 2027年 | 3.00 | | | | 3.00 | ",
            " | 增减变化金额 | -1.00 | | | | -1.00 | ",
        ),
    )
    rows = amounts(found.tables[0])
    assert rows["reception"] == {
        "previous.general_public": "4.00",
        "general_public": "3.00",
        "change.general_public": "-1.00",
    }
    assert rows["abroad"] == {}


def test_final_accounts_have_halves_for_budget_and_result() -> None:
    """预算数 and 决算数 below each item are columns of its row."""
    found, _ = read(
        "FA7",
        grid(
            "合计 | < | 公务用车购置及运行维护费 | < | 因公出国（境）费 | < | 公务接待费 | <",
            "预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数",
            "5.00 | 4.00 | 3.00 | 3.00 | 0.00 | 0.00 | 2.00 | 1.00",
        ),
    )
    assert amounts(found.tables[0])["reception"] == {"budget": "2.00", "final": "1.00"}


def test_line_numbers_of_final_accounts_stand_beside_the_rows() -> None:
    """行次 is no amount, and accounted for."""
    found, unaccounted = read(
        "FA1",
        grid(
            "收入 | < | < | 支出 | < | <",
            "项目 | 行次 | 决算数 | 项目（按功能分类） | 行次 | 决算数",
            "栏次 | | 1 | 栏次 | | 2",
            "一、财政拨款收入 | 1 | 8.00 | 一、教育支出 | 9 | 8.00",
            "本年收入合计 | 2 | 8.00 | 本年支出合计 | 10 | 8.00",
            "总计 | 3 | 8.00 | 总计 | 11 | 8.00",
        ),
    )
    assert amounts(found.tables[0])["total"] == {"income": "8.00", "expenditure": "8.00"}
    assert amounts(found.tables[0])["income.fiscal"] == {"income": "8.00"}
    assert not unaccounted


def test_economic_classes_side_by_side_are_one_list() -> None:
    """The same columns twice: personnel on the left, public funds on the right."""
    found, unaccounted = read(
        "FA6",
        grid(
            "经济分类科目编码 | 科目名称 | 决算数 | 经济分类科目编码 | 科目名称 | 决算数",
            "301 | 工资福利支出 | 7.00 | 302 | 商品和服务支出 | 3.00",
            "30101 | 基本工资 | 7.00 | 30201 | 办公费 | 3.00",
            "人员经费合计 | < | 7.00 | 公用经费合计 | < | 3.00",
        ),
    )
    assert amounts(found.tables[0]) == {
        "301": {"total": "7.00"},
        "302": {"total": "3.00"},
        "30101": {"total": "7.00"},
        "30201": {"total": "3.00"},
        "personnel": {"total": "7.00"},
        "operating": {"total": "3.00"},
    }
    assert not unaccounted


def test_a_table_that_no_layout_knows_keeps_its_figures_under_its_own_words() -> None:
    """Its id is U1, its columns bear their headers, and one observation says so."""
    found, unaccounted = read(
        None,
        grid("序号 | 培训名称 | 人数 | 金额", "1 | 水文测验培训 | 60人 | 8.52", "2 | 档案培训 | 26人 | 2.34"),
        title="培训费明细表",
    )
    (table,) = found.tables
    assert table.table_id == "U1"
    assert [(row.row_label, [(c.column_key, c.printed) for c in row.cells]) for row in table.rows] == [
        ("水文测验培训", [("x:金额", "8.52")]),
        ("档案培训", [("x:金额", "2.34")]),
    ]
    assert [seen.kind for seen in found.observations] == [ObservationKind.TABLE_UNKNOWN]
    assert not unaccounted


def test_a_list_without_amounts_is_no_table() -> None:
    """The list of tables that says which are empty, or the list of units: its numbers count its rows."""
    found, unaccounted = read(
        None, grid("报表 | 报表名称 | 是否空表", "表1 | 收支总表 | 否", "表2 | 收入总表 | 是")
    )
    assert not found.tables
    assert not unaccounted


def test_items_across_two_pages_with_a_header_each() -> None:
    """The second page lists other items for the same units; no item of either is lost."""
    found, unaccounted = read(
        "T10",
        grid(
            "单位名称 | “三公”经费 | < | <",
            "^ | 小计 | 因公出国（境）费 | 公务接待费",
            "云岭县水利局 | 5.00 | 2.00 | 3.00",
        ),
        grid(
            "单位名称 | 公务用车购置及运行费 | < | <",
            "^ | 小计 | 公务用车购置费 | 公务用车运行费",
            "云岭县水利局 | 4.00 | 0.00 | 4.00",
        ),
    )
    codes = {row.row_code.removeprefix("unit.") for row in found.tables[0].rows if row.cells}
    assert {"abroad", "reception", "vehicle.purchase", "vehicle.operation"} <= codes
    assert not unaccounted
