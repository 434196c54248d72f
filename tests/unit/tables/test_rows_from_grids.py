"""Rows of ruled tables, built from grids by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extractor.ledger import Ledger
from services.extractor.reading import Grid, GridCell, Page
from services.extractor.segment.region import PlacedGrid, TableRegion
from services.extractor.tables.draft import DraftTable
from services.extractor.tables.header_grid import is_number_row
from services.extractor.tables.header_matrix import CellMatrix
from services.extractor.tables.rows_from_grids import rows_from_grids
from services.extractor.tables.side_by_side import side_by_side
from shared.layout import Axis, SideDef, TableDef, load_layouts
from shared.model.document import Observation, ObservationKind
from shared.model.place import Box, Place
from shared.model.table import RowKind

LAYOUT = next(layout for layout in load_layouts() if layout.id == "xinjiang")
Cells = list[tuple[int, int, int, int, str]]
"""Row, column, row span, column span, text."""


def grid(page: int, cells: Cells) -> Grid:
    """Give a grid of unit squares."""
    rows = max(row + height for row, _, height, _, _ in cells)
    columns = max(column + width for _, column, _, width, _ in cells)
    return Grid(
        page=page,
        box=Box(x0=0, top=0, x1=columns, bottom=rows),
        row_count=rows,
        column_count=columns,
        column_edges=tuple(float(edge) for edge in range(columns + 1)),
        row_edges=tuple(float(edge) for edge in range(rows + 1)),
        cells=tuple(
            GridCell(
                row,
                column,
                height,
                width,
                text,
                Box(x0=column, top=row, x1=column + width, bottom=row + height),
            )
            for row, column, height, width, text in cells
        ),
    )


def plain(*rows: list[str], start: int = 0) -> Cells:
    """Give rows of single cells."""
    return [(start + r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row)]


HEADER: Cells = [
    (0, 0, 1, 3, "功能分类科目编码"),
    (0, 3, 2, 1, "功能分类科目名称"),
    (0, 4, 2, 1, "合 计"),
    (0, 5, 2, 1, "基本支出"),
    (0, 6, 2, 1, "项目支出"),
    *[(1, column, 1, 1, text) for column, text in enumerate("类款项")],
]


def read(table_id: str, *grids: Grid) -> tuple[DraftTable, list[Observation], list[str]]:
    """Read grids as one table; give it, what was noticed, and the numbers that nothing accounts for."""
    definition = LAYOUT.table(table_id)
    assert definition is not None
    region = TableRegion(definition, Place(page=1), preparer="云岭县水利局")
    region.grids = side_by_side([PlacedGrid(one, 0) for one in grids], definition, LAYOUT)
    pages = [Page(one.page, None, None, (), (one,)) for one in grids]
    ledger = Ledger.open(pages)
    draft, observations = rows_from_grids(region, definition, LAYOUT, (None,), ledger)
    for one in grids:
        ledger.mark_table_page(one.page)
    unaccounted = [number.printed for account in ledger.pages(pages) for number in account.unaccounted]
    return draft, observations, unaccounted


def cells(draft: DraftTable) -> list[tuple[str, str, dict[str, str]]]:
    """Give code, label and amounts of each row."""
    return [
        (
            row.code,
            row.label,
            {str(key): amount.printed for key, amount in zip(row.columns, row.amounts, strict=True)},
        )
        for row in draft.rows
    ]


def test_merged_headers_and_split_codes_give_codes_and_columns() -> None:
    """The header's merged cells name every column below; the number row ends it; every number is accounted for."""
    draft, observations, unaccounted = read(
        "T3",
        grid(
            1,
            [
                *HEADER,
                *plain(["※", "※", "※", "※", "1", "2", "3"], start=2),
                (3, 0, 1, 4, "总 计"),
                *[(3, column, 1, 1, text) for column, text in ((4, "12.00"), (5, "10.00"), (6, "2.00"))],
                *plain(["201", "", "", "一般公共服务支出", "12.00", "10.00", "2.00"], start=4),
                *plain(
                    ["201", "03", "99", "其他政府办公厅（室）及相关机构事务支出", "2.00", "", "2.00"], start=5
                ),
            ],
        ),
    )
    assert cells(draft) == [
        ("total", "总计", {"total": "12.00", "basic": "10.00", "project": "2.00"}),
        ("201", "一般公共服务支出", {"total": "12.00", "basic": "10.00", "project": "2.00"}),
        ("2010399", "其他政府办公厅（室）及相关机构事务支出", {"total": "2.00", "project": "2.00"}),
    ]
    assert [row.kind for row in draft.rows] == [RowKind.TOTAL, RowKind.CLASS, RowKind.ITEM]
    assert not observations
    assert not unaccounted


def test_a_page_without_header_goes_on_in_the_columns_of_the_page_before() -> None:
    """A row whose label goes on there is one row."""
    first = grid(1, [*HEADER, *plain(["201", "03", "99", "其他政府办公厅", "2.00", "", "2.00"], start=2)])
    second = grid(
        2,
        plain(
            ["", "", "", "（室）及相关机构事务支出", "", "", ""],
            ["203", "", "", "国防支出", "1.00", "1.00", ""],
        ),
    )
    draft, _, _ = read("T3", first, second)
    assert cells(draft) == [
        ("2010399", "其他政府办公厅（室）及相关机构事务支出", {"total": "2.00", "project": "2.00"}),
        ("203", "国防支出", {"total": "1.00", "basic": "1.00"}),
    ]


def test_a_row_cut_at_a_page_end_and_printed_again_counts_once() -> None:
    """Some producers clip the last row and repeat it whole on the next page."""
    row = ["201", "", "", "一般公共服务支", "12.00", "10.00", "2.00"]
    whole = [*row[:3], "一般公共服务支出", *row[4:]]
    after = grid(2, plain(whole, ["203", "", "", "国防支出", "1.00", "1.00", ""]))
    draft, _, _ = read("T3", grid(1, [*HEADER, *plain(row, start=2)]), after)
    assert [code for code, _, _ in cells(draft)] == ["201", "203"]
    assert cells(draft)[0][1] == "一般公共服务支出"


def test_a_row_printed_twice_over_a_page_end_stays_two_unless_the_first_is_clipped() -> None:
    """Word for word and as high as before it is no cut row; with less height the page end has clipped it."""
    row = ["201", "", "", "一般公共服务支出", "12.00", "10.00", "2.00"]
    first, again = grid(1, [*HEADER, *plain(row, start=2)]), plain(row)
    doubled, _, _ = read("T3", first, grid(2, again))
    assert [code for code, _, _ in cells(doubled)] == ["201", "201"]

    whole = grid(2, again)
    higher = tuple(replace(cell, box=replace(cell.box, bottom=cell.box.bottom + 9)) for cell in whole.cells)
    clipped, _, _ = read("T3", first, replace(whole, cells=higher))
    assert [code for code, _, _ in cells(clipped)] == ["201"]


@pytest.mark.parametrize(
    ("last", "first", "count"),
    [
        ("校舍维修", "桥梁养护", 2),
        ("道路养护第一标段", "道路养护第二标段", 2),
        ("", "道路养护", 2),
        ("道路养护第一标", "道路养护第一标段", 1),
    ],
)
def test_projects_of_one_item_with_equal_amounts_stay_two_over_a_page_end(
    last: str, first: str, count: int
) -> None:
    """What they are called tells two projects from one that is printed again."""
    header: Cells = [
        (0, 0, 1, 3, "科目编码"),
        (0, 3, 2, 1, "功能分类科目名称"),
        (0, 4, 2, 1, "项目名称"),
        (0, 5, 2, 1, "项目支出合计"),
        (0, 6, 2, 1, "商品和服务支出"),
        *[(1, column, 1, 1, text) for column, text in enumerate("类款项")],
    ]
    code, amounts = ["201", "03", "02", "一般行政管理事务"], ["2.00", "2.00"]
    before = grid(1, [*header, *plain([*code, last, *amounts], start=2)])
    draft, _, _ = read("T7", before, grid(2, plain([*code, first, *amounts])))
    assert [row.code for row in draft.rows] == ["2010302"] * count
    assert draft.rows[-1].project_name == first


@pytest.mark.parametrize(
    ("again", "codes"),
    [("校舍维修", ["total", "2010302", "2010302"]), ("桥梁养护", ["total", "group", "2010302"])],
)
def test_a_project_printed_twice_is_no_group_of_itself(again: str, codes: list[str]) -> None:
    """A row over one project of its amount may be the group; word for word the same it is a row too many."""
    header: Cells = [
        (0, 0, 1, 3, "科目编码"),
        (0, 3, 2, 1, "功能分类科目名称"),
        (0, 4, 2, 1, "项目名称"),
        (0, 5, 2, 1, "项目支出合计"),
        (0, 6, 2, 1, "商品和服务支出"),
        *[(1, column, 1, 1, text) for column, text in enumerate("类款项")],
    ]
    item = ["201", "03", "02", "一般行政管理事务"]
    body = plain(
        ["", "", "", "总计", "", "2.00", "2.00"],
        [*item, "校舍维修", "2.00", "2.00"],
        [*item, again, "2.00", "2.00"],
        start=2,
    )
    draft, _, _ = read("T7", grid(1, [*header, *body]))
    assert [row.code for row in draft.rows] == codes


def test_a_row_that_is_called_like_a_column_opens_no_header_on_a_further_page() -> None:
    """The income side of T4 has 政府性基金预算 for a row, the expenditure side for a column."""
    header: Cells = [
        (0, 0, 1, 2, "财政拨款收入"),
        (0, 2, 1, 5, "财政拨款支出"),
        *[
            (1, column, 1, 1, text)
            for column, text in enumerate(
                ["项目", "合计", "功能分类", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"]
            )
        ],
    ]
    before = grid(
        1, [*header, *plain(["一般公共预算", "9.00", "201 一般公共服务支出", "", "", "", ""], start=2)]
    )
    after = plain(
        ["政府性基金预算", "", "203 国防支出", "", "", "", ""],
        ["", "", "208 社会保障和就业支出", "9.00", "9.00", "", ""],
    )
    draft, _, _ = read("T4", before, grid(2, after))
    assert [(code, amounts) for code, _, amounts in cells(draft) if amounts] == [
        ("appropriation.general_public", {"income": "9.00"}),
        ("208", {"total": "9.00", "general_public": "9.00"}),
    ]


WHOLE = ["2,021.85", "1,000.00", "1,021.85"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            ["201", "03", "99", "其他事务", "2,021.8", "1,0", "1,021.85"],
            ["", "", "", "支出", "5", "00.00", ""],
        ),
        (
            ["201", "03", "99", "其他事务", "2,021.", "1,000", ""],
            ["", "", "", "支出", "85", ".00", "1,021.85"],
        ),
        (["201", "03", "99", "其他事务", "", "", ""], ["", "", "", "支出", *WHOLE]),
        (["201", "03", "9", "其他事务支出", *WHOLE], ["", "", "9", "", "", "", ""]),
        (["201", "03", "", "其他事务支出", *WHOLE], ["", "", "99", "", "", "", ""]),
        (["", "", "", "其他事务支出", *WHOLE], ["201", "03", "99", "", "", "", ""]),
        (["201", "03", "99", "", "", "", ""], ["", "", "", "其他事务支出", *WHOLE]),
        (["", "03", "99", "", *WHOLE], ["201", "", "", "其他事务支出", "", "", ""]),
    ],
    ids=("last digits", "decimals", "all amounts", "digit", "last part", "code last", "code first", "mixed"),
)
def test_a_row_that_a_page_end_cuts_is_one_row(before: list[str], after: list[str]) -> None:
    """Amounts, code and label go on in the first row of the next page; every part is accounted for."""
    following = ["203", "", "", "国防支出", "1.00", "1.00", ""]
    first = grid(1, [*HEADER, *plain(before, start=2)])
    draft, observations, unaccounted = read("T3", first, grid(2, plain(after, following)))
    assert cells(draft) == [
        ("2010399", "其他事务支出", dict(zip(("total", "basic", "project"), WHOLE, strict=True))),
        ("203", "国防支出", {"total": "1.00", "basic": "1.00"}),
    ]
    assert draft.rows[0].place.page == 1
    assert not observations
    assert not unaccounted


def test_a_total_whose_amounts_stand_on_the_next_page_is_one_row() -> None:
    """The word of the total is the last of the page before."""
    first = grid(1, [*HEADER, *plain(["合计", "", "", "", "", "", ""], start=2)])
    draft, _, _ = read("T3", first, grid(2, plain(["", "", "", "", *WHOLE])))
    assert cells(draft) == [("total", "合计", dict(zip(("total", "basic", "project"), WHOLE, strict=True)))]


def test_a_total_or_a_prescribed_row_at_the_top_of_a_page_is_a_row_of_its_own() -> None:
    """Only what cannot stand alone is the rest of a cut row."""
    rows = [["合 计", "50.60", "50.60", "", ""], ["因公出国（境）费", "", "", "", ""]]
    header = [["“三公”经费支出内容", "合计", "一般公共预算", "政府性基金", "国有资本经营预算"]]
    rest = [["公务接待费", "0.60", "0.60", "", ""], ["公务用车购置及运行", "50.00", "50.00", "", ""]]
    last = [["费（小计）", "", "", "", ""], ["公务用车运行费", "50.00", "50.00", "", ""]]
    pages = [header + rows, rest, last]
    draft, _, _ = read("T10", *(grid(number, plain(*page)) for number, page in enumerate(pages, start=1)))
    assert [row.code for row in draft.rows] == [
        "total",
        "abroad",
        "reception",
        "vehicle",
        "vehicle.operation",
    ]


def test_a_header_whose_brackets_stand_apart_means_its_column() -> None:
    """Upright headers print brackets turned by a quarter, and these are read after the words."""
    header = [["科目编码", "功能分类科目名称", "项目名称", "合计", "资本性支出", "资本性支出基本建设（）"]]
    draft, _, _ = read("T7", grid(1, plain(*header, ["201", "一般公共服务支出", "", "3.00", "1.00", "2.00"])))
    assert cells(draft)[0][2] == {"total": "3.00", "310": "1.00", "309": "2.00"}


def test_projects_below_a_merged_code_that_a_page_end_cuts_keep_the_code() -> None:
    """The code's cell spans the rows of its projects; on the next page it is blank."""
    header = [["科目编码", "功能分类科目名称", "项目名称", "合计", "商品和服务支出"]]
    first = [["2010399", "其他事务支出", "会议室维修", "2.00", "2.00"]]
    second = [["", "", "食堂补助", "3.00", "3.00"]]
    draft, _, _ = read("T7", grid(1, plain(*header, *first)), grid(2, plain(*second)))
    assert [(row.code, row.label, row.project_name) for row in draft.rows] == [
        ("2010399", "其他事务支出", "会议室维修"),
        ("2010399", "其他事务支出", "食堂补助"),
    ]


def test_two_sides_are_read_apart() -> None:
    """Income rows by their labels, expenditure rows by their codes, whether code and name share a cell or not."""
    header = [
        (0, 0, 1, 2, "收 入"),
        (0, 2, 1, 2, "支 出"),
        *plain(["项 目", "预算数", "功能分类", "预算数"], start=1),
    ]
    draft, _, _ = read(
        "T1",
        grid(
            1,
            [
                *header,
                *plain(
                    ["一、本年收入", "12.00", "201 一般公共服务支出", "12.00"],
                    ["1.一般公共预算拨款", "12.00", "202 外交支出", ""],
                    ["收 入 总 计", "12.00", "支 出 总 计", "12.00"],
                    start=2,
                ),
            ],
        ),
    )
    assert [(row.side, row.code) for row in draft.rows] == [
        (0, "income.current"),
        (1, "201"),
        (0, "income.general_public"),
        (1, "202"),
        (0, "total"),
        (1, "total"),
    ]


def test_strokes_and_broken_numbers_in_amount_columns() -> None:
    """A stroke is no amount and worth no word; what looks like a number and is none is reported."""
    row = ["203", "", "", "国防支出", "—", "无", "1,2.00"]
    draft, observations, _ = read("T3", grid(1, [*HEADER, *plain(row, start=2)]))
    assert cells(draft) == [("203", "国防支出", {})]
    assert [(one.kind, one.printed) for one in observations] == [(ObservationKind.NUMBER_BROKEN, "1,2.00")]


@pytest.mark.parametrize("printed", ["######", "＃＃＃", "\ufffd\ufffd", "\ue012"])
def test_what_hides_a_figure_is_told_and_not_taken_for_a_blank(printed: str) -> None:
    """A spreadsheet prints # where the column is too narrow, a font without a map what nobody can read."""
    row = ["201", "03", "01", "行政运行", "12.00", printed, "2.00"]
    _, observations, _ = read("T3", grid(1, [*HEADER, *plain(row, start=2)]))
    assert [one.kind for one in observations] == [ObservationKind.NUMBER_BROKEN]


def test_columns_on_a_page_of_their_own_belong_to_the_rows_beside_them() -> None:
    """A table wider than a page: the header of the second part has one row where that of the first has two."""
    left = [*HEADER[:3], *HEADER[4:], *plain(["201", "", "", "一般公共服务支出", "12.00"], start=2)]
    left = [cell for cell in left if cell[1] < 5]
    left += plain(["203", "", "", "国防支出", "3.00"], start=3)
    right = [(0, 0, 2, 1, "基本支出"), (0, 1, 2, 1, "项目支出")]
    right += [(2, 0, 1, 1, "10.00"), (2, 1, 1, 1, "2.00"), (3, 0, 1, 1, ""), (3, 1, 1, 1, "3.00")]
    draft, _, unaccounted = read("T3", grid(1, left), grid(2, right))
    assert cells(draft) == [
        ("201", "一般公共服务支出", {"total": "12.00", "basic": "10.00", "project": "2.00"}),
        ("203", "国防支出", {"total": "3.00", "project": "3.00"}),
    ]
    assert [amount.place.page for amount in draft.rows[0].amounts] == [1, 2, 2]
    assert not unaccounted


def test_the_order_of_the_form_tells_the_columns_of_a_blank_header() -> None:
    """The words of the header were lost; the grid has the columns that the form prescribes."""
    rows = [["一、本年收入", "12.00", "201", "一般公共服务支出", "7.00"], ["", "", "202", "外交支出", "5.00"]]
    draft, observations, _ = read("T1", grid(1, plain(["", "", "", "", ""], *rows)))
    assert cells(draft) == [
        ("income.current", "一、本年收入", {"income": "12.00"}),
        ("201", "一般公共服务支出", {"expenditure": "7.00"}),
        ("202", "外交支出", {"expenditure": "5.00"}),
    ]
    assert not observations
    assert not draft.has_header


def test_a_blank_header_above_other_columns_than_the_form_has_says_nothing() -> None:
    """An amount too many: its order tells nothing any more."""
    draft, observations, _ = read(
        "T6", grid(1, plain(["", "", "", ""], ["301", "工资福利支出", "4.00", "4.00"]))
    )
    assert [row.columns for row in draft.rows] == [[]]
    assert [observation.printed for observation in observations] == ["4.00", "4.00"]


def test_a_header_that_a_page_end_cuts_names_the_columns() -> None:
    """The words of its cells go on, and the number row stands, on the page with the first rows."""
    header = [["功能分类科目编码", "功能分类科目名称", "合计", "基本", "项目支"]]
    rest = [
        ["", "", "", "支出", "出"],
        ["※", "※", "1", "2", "3"],
        ["203", "国防支出", "3.00", "1.00", "2.00"],
    ]
    draft, _, unaccounted = read("T3", grid(1, plain(*header)), grid(2, plain(*rest)))
    assert cells(draft) == [("203", "国防支出", {"total": "3.00", "basic": "1.00", "project": "2.00"})]
    assert not unaccounted


def test_amounts_below_an_unknown_header_are_kept_under_its_words_and_reported_once() -> None:
    """They are in the table with what is printed above them, and no known column has them."""
    header = [cell if cell[4] != "项目支出" else (*cell[:4], "某项专款") for cell in HEADER]
    draft, observations, unaccounted = read(
        "T3",
        grid(
            1,
            [
                *header,
                *plain(["201", "", "", "一般公共服务支出", "12.00", "10.00", "2.00"], start=2),
                *plain(["203", "", "", "国防支出", "1.00", "", "1.00"], start=3),
            ],
        ),
    )
    assert cells(draft)[0][2] == {"total": "12.00", "basic": "10.00", "x:某项专款": "2.00"}
    assert [column.key for column in draft.header if column.is_unmapped] == ["x:某项专款"]
    assert [(one.kind, one.column_key) for one in observations] == [
        (ObservationKind.HEADER_UNMAPPED, "x:某项专款")
    ]
    assert not unaccounted


def test_a_sentence_in_a_merged_row_declares_the_table_empty() -> None:
    """The sentence is no row, and its year is accounted for."""
    draft, _, unaccounted = read(
        "T3", grid(1, [*HEADER, (2, 0, 1, 7, "云岭县水利局2026年没有此项支出，部门支出总体情况表为空表。")])
    )
    assert not draft.rows
    assert draft.region.empty_sentence is not None
    assert not unaccounted


def test_a_stroke_for_a_blank_cell_is_no_sign_of_the_amount_below_it() -> None:
    """The last row of a page has strokes for amounts; the next page begins with the amounts of a cut row."""
    rows = plain(["201", "", "", "一般公共", "-", "-", "-"], start=2)
    draft, _, _ = read(
        "T3", grid(1, [*HEADER, *rows]), grid(2, plain(["", "", "", "服务支出", "12.00", "10.00", "2.00"]))
    )
    assert cells(draft) == [
        ("201", "一般公共服务支出", {"total": "12.00", "basic": "10.00", "project": "2.00"})
    ]


def test_a_row_of_noughts_is_no_header() -> None:
    """Whole numbers without separators may be codes; nought is an amount."""
    header = plain(["项目", "预算数", "项目", "预算数"])
    rows = plain(
        ["一、本年收入", "0", "201 一般公共服务支出", "0"], ["收入总计", "0", "支出总计", "0"], start=1
    )
    draft, _, _ = read("T1", grid(1, [*header, *rows]))
    assert [row.code for row in draft.rows] == ["income.current", "201", "total", "total"]


def test_amounts_at_a_page_end_belong_to_the_name_below_the_repeated_header() -> None:
    """The row is cut between them; its code and name, alone on their page, look like one more row of the header."""
    row = ["201", "", "", "一般公共服务支出", "9.00", "9.00", ""]
    last = ["", "", "", "", "2.00", "2.00", ""]
    rest = ["", "03", "", "政府办公厅（室）及相关机构事务", "", "", ""]
    draft, _, _ = read(
        "T3",
        grid(1, [*HEADER, *plain(row, last, start=2)]),
        grid(2, [*HEADER, *plain(rest, ["203", "", "", "国防支出", "1.00", "", "1.00"], start=2)]),
    )
    assert cells(draft) == [
        ("201", "一般公共服务支出", {"total": "9.00", "basic": "9.00"}),
        ("20103", "政府办公厅（室）及相关机构事务", {"total": "2.00", "basic": "2.00"}),
        ("203", "国防支出", {"total": "1.00", "project": "1.00"}),
    ]


def test_a_code_that_a_page_end_breaks_is_not_set_below_the_code_before_it() -> None:
    """2010 begins with the class above it; 2010 301 is one code, not 201 2010."""
    header = plain(["科目编码", "科目名称", "合计", "基本支出", "项目支出"])
    rows = plain(
        ["201", "一般公共服务支出", "3.00", "3.00", ""], ["2010", "行政", "2.00", "2.00", ""], start=1
    )
    draft, _, _ = read("T3", grid(1, [*header, *rows]), grid(2, plain(["301", "运行", "", "", ""])))
    assert [(row.code, row.label) for row in draft.rows] == [
        ("201", "一般公共服务支出"),
        ("2010301", "行政运行"),
    ]


def test_a_level_that_a_spreadsheet_took_for_a_number_has_two_digits() -> None:
    """2 in the column of sections is 02."""
    rows = [
        ["201", "", "", "一般公共服务支出", "3.00", "3.00", ""],
        ["201", "3", "1", "行政运行", "2.00", "2.00", ""],
        ["203", "", "", "国防支出", "1.00", "1.00", ""],
    ]
    draft, _, _ = read("T3", grid(1, [*HEADER, *plain(*rows, start=2)]))
    assert [row.code for row in draft.rows] == ["201", "2010301", "203"]


@pytest.mark.parametrize(
    ("row", "is_numbers"),
    [
        (["※", "※", "1", "2", "3"], True),
        (["**", "1", "", "3", "4"], True),
        (["栏次", "1=2+3", "", "", "4"], True),
        (["**", "1", "", "4", "5"], False),
        (["**", "1", "3", "4", "5"], False),
        (["合计", "1", "2", "3", "4"], False),
    ],
)
def test_a_number_row_may_lack_a_number_whose_cell_is_there(row: list[str], is_numbers: bool) -> None:
    assert is_number_row(CellMatrix(grid(1, plain(row))), 0) is is_numbers


def test_a_header_alone_at_the_foot_of_a_page_does_not_say_what_its_columns_hold() -> None:
    """No layout knows the table: whether 预算数 are amounts shows below the header that the next page repeats."""
    side = SideDef(axis=Axis.ITEMS, columns=())
    unknown = TableDef(table_id="U1", titles=("重点安排",), sides=(side,), mandatory=False)
    header = ["项目", "预算数（单位：万元）", "绩效目标"]
    grids = [
        grid(1, plain(header)),
        grid(2, plain(header, ["河道清淤", "4237", "水质改善"], ["堤防加固", "88", "安全度汛"])),
    ]
    region = TableRegion(unknown, Place(page=1))
    region.grids = [PlacedGrid(one, 0) for one in grids]
    ledger = Ledger.open([Page(one.page, None, None, (), (one,)) for one in grids])

    draft, _ = rows_from_grids(region, unknown, LAYOUT, (None,), ledger)

    assert [(row.label, [amount.printed for amount in row.amounts]) for row in draft.rows] == [
        ("河道清淤", ["4237"]),
        ("堤防加固", ["88"]),
    ]
