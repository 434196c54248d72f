"""A document is taken apart into tables and prose, whatever a page brings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extractor.reading import Grid, GridCell, Line, Page
from services.extractor.segment.walk import segment
from shared.layout import load_layouts
from shared.model.money import Unit
from shared.model.place import Box

LAYOUT = next(layout for layout in load_layouts() if layout.id == "xinjiang")


def pages(*texts: str) -> tuple[Page, ...]:
    """Give pages of lines."""
    return tuple(
        Page(number, None, None, tuple(Line(line, number) for line in text.strip().splitlines()))
        for number, text in enumerate(texts, start=1)
    )


def test_a_table_goes_on_over_pages_until_the_next_head() -> None:
    """The second page of a table has no title; its lines belong to the table all the same."""
    segments = segment(
        pages(
            "表 3\n部门支出总体情况表\n编制部门：云岭县水利局 单位：万元\n201 一般公共服务支出 5.00 5.00",
            "203 国防支出 1.00 1.00\n表 5\n一般公共预算支出情况表\n编制部门：云岭县水利局 单位：万元\n总计 6.00 6.00",
        ),
        LAYOUT,
    )
    first, second = segments.tables
    assert [line.text for page in first.body for line in page] == [
        "201 一般公共服务支出 5.00 5.00",
        "203 国防支出 1.00 1.00",
    ]
    assert (first.preparer, first.unit, first.number, first.last_page) == (
        "云岭县水利局",
        Unit.WAN_YUAN,
        "表3",
        2,
    )
    assert second.definition is not None
    assert second.definition.table_id == "T5"


def test_a_lost_title_is_made_up_for_by_the_printed_number() -> None:
    """`表 6` alone names the table; its title stays unknown."""
    (region,) = segment(
        pages("表 6\n编制部门：云岭县水利局\n301 01 基本工资 4.00 4.00\n单位：万元"), LAYOUT
    ).tables
    assert region.definition is not None
    assert region.definition.table_id == "T6"
    assert region.title is None
    assert region.unit is Unit.WAN_YUAN


@pytest.mark.parametrize("unit", ["单位：万\n元", "单位：\n万元", "金额单位：\n万元"])
def test_a_unit_that_a_narrow_cell_breaks_over_two_lines_is_that_of_the_table(unit: str) -> None:
    """Neither line is a row or a sentence."""
    (region,) = segment(
        pages(f"表 3\n部门支出总体情况表\n编制部门：云岭县水利局 {unit}\n201 一般公共服务支出 5.00 5.00"),
        LAYOUT,
    ).tables
    assert (region.preparer, region.unit) == ("云岭县水利局", Unit.WAN_YUAN)
    assert [line.text for page in region.body for line in page] == ["201 一般公共服务支出 5.00 5.00"]


def test_the_sentence_of_an_empty_table_belongs_to_it_and_the_next_sentence_ends_it() -> None:
    """The sentence may run over lines; the narrative begins without a heading."""
    segments = segment(
        pages(
            "表 9\n国有资本经营预算支出情况表\n编制部门：云岭县水利局 单位：万元\n"
            "备注：云岭县水利局 2026 年没有使用国有资本经营\n预算拨款安排的支出，国有资本经营预算支出情况表为空表。",
            "按照全口径预算的原则，云岭县水利局所有收入\n和支出均纳入部门预算管理。",
        ),
        LAYOUT,
    )
    (region,) = segments.tables
    assert region.empty_sentence is not None
    assert region.empty_sentence.endswith("为空表。")
    assert len(segments.prose) == 2


def test_a_title_repeated_on_the_next_page_opens_no_second_table() -> None:
    """Some producers print the whole head again on every page."""
    head = "表 3\n部门支出总体情况表\n编制部门：云岭县水利局 单位：万元\n"
    segments = segment(
        pages(head + "201 一般公共服务支出 5.00 5.00", "部门支出总体情况表\n203 国防支出 1.00 1.00"), LAYOUT
    )
    assert len(segments.tables) == 1


def test_the_entries_of_a_contents_page_are_no_tables() -> None:
    """Bare titles of tables that come later go back to the prose."""
    segments = segment(
        pages(
            "目录\n一、部门收支总体情况表\n二、部门支出总体情况表",
            "表 3\n部门支出总体情况表\n编制部门：云岭县水利局 单位：万元\n总计 6.00 6.00",
            "部门收支总体情况表\n编制部门：云岭县水利局 单位：万元\n一、本年收入 6.00 201 一般公共服务支出 6.00",
        ),
        LAYOUT,
    )
    assert [region.place.page for region in segments.tables] == [2, 3]
    assert [line.text for line in segments.prose] == [
        "目录",
        "一、部门收支总体情况表",
        "二、部门支出总体情况表",
    ]


def test_a_sentence_whose_line_ends_in_an_amount_is_no_row() -> None:
    """The unit on the next line tells: the narrative begins here, though the line ends like a row."""
    segments = segment(
        pages(
            "表 11\n上年结转结余情况明细表\n编制部门：云岭县水利局 单位：万元",
            "云岭县水利局收支总预算 331.81\n万元。",
        ),
        LAYOUT,
    )
    assert [line.text for line in segments.prose] == ["云岭县水利局收支总预算 331.81", "万元。"]


@pytest.mark.parametrize(
    "name",
    ["水渠清淤，泵站及闸门维修", "水渠清淤经费120\n万元以内的部分", "水渠清淤；闸门维修"],
    ids=["a comma", "an amount broken before its unit", "a semicolon"],
)
def test_a_name_like_a_sentence_does_not_end_the_table(name: str) -> None:
    """The amounts of its row follow; behind the last row a sentence ends the table as ever."""
    head = "表 7\n一般公共预算项目支出情况表\n编制部门：云岭县水利局 单位：万元\n总计 9.00 9.00"
    rows = f"211 01 02\n一般行政管理事务\n{name}\n改造\n6.00 6.00\n211 01 03 机关服务 水质抽检 3.00 3.00"
    text = "水渠清淤经费比上年增加，主要用于人工 6.00\n万元，其余未变。"
    segments = segment(pages(f"{head}\n{rows}\n{text}"), LAYOUT)
    (region,) = segments.tables
    assert [line.text for page in region.body for line in page][-1] == "211 01 03 机关服务 水质抽检 3.00 3.00"
    assert "".join(line.text for line in segments.prose) == text.replace("\n", "")


def test_the_first_name_of_a_table_may_read_like_a_sentence() -> None:
    head = "表 11\n上年结转结余情况明细表\n编制部门：云岭县水利局 单位：万元\n项目名称 总计"
    segments = segment(pages(f"{head}\n水渠清淤；泵站及闸门\n维修\n9.00 9.00"), LAYOUT)
    assert [line.text for page in segments.tables[0].body for line in page][1:] == [
        "水渠清淤；泵站及闸门",
        "维修",
        "9.00 9.00",
    ]


def ruled(number: int, rows: list[list[str]], *above: str, below: tuple[str, ...] = ()) -> Page:
    """Give a page with lines above and below a grid of three columns; a row of one text is one cell across."""
    lines = [Line(text, number, Box(x0=0, top=y, x1=9, bottom=y + 1)) for y, text in enumerate(above)]
    top = len(above)
    lines += [
        Line(text, number, Box(x0=0, top=y, x1=9, bottom=y + 1))
        for y, text in enumerate(below, start=top + len(rows))
    ]
    cells = []
    for row, texts in enumerate(rows):
        span = 3 if len(texts) == 1 else 1
        for column, text in enumerate(texts):
            box = Box(x0=column, top=top + row, x1=column + span, bottom=top + row + 1)
            cells.append(GridCell(row, column, 1, span, text, box))
    grid = Grid(
        page=number,
        box=Box(x0=0, top=top, x1=3, bottom=top + len(rows)),
        row_count=len(rows),
        column_count=3,
        column_edges=(0.0, 1.0, 2.0, 3.0),
        row_edges=tuple(float(top + row) for row in range(len(rows) + 1)),
        cells=tuple(cells),
    )
    return Page(number, None, None, tuple(lines), (grid,))


def test_the_sentence_below_a_grid_is_whole_though_its_first_line_has_no_punctuation() -> None:
    """Below a ruled table stand no rows, so lines up to the full stop are read together."""
    sentence = ("云岭县水利局2026年没有上年结转结余预算安排的支", "出，上年结转结余情况明细表为空表。")
    page = ruled(1, [["项目名称", "总计", "小计"]], "上年结转结余情况明细表", below=sentence)
    (region,) = segment([page], LAYOUT).tables
    assert region.empty_sentence == "".join(sentence)


def test_a_title_that_breaks_over_lines_is_one_title() -> None:
    """The end of one title may be another one; the whole words count."""
    head = ["附表4", "云岭县水利局2026年财政拨款", "收支预算总体情况表", "编制部门：云岭县水利局 单位：万元"]
    (region,) = segment([ruled(1, BODY_ROWS, *head)], LAYOUT).tables
    assert region.definition is not None
    assert (region.definition.table_id, region.number) == ("T4", "附表4")
    assert region.title == "云岭县水利局2026年财政拨款收支预算总体情况表"
    assert region.fiscal_year == 2026
    assert len(region.head_lines) == 4


HEAD_ROWS = [["部门支出总体情况表"], ["编制部门：云岭县水利局", "", "单位：万元"]]
BODY_ROWS = [["科目", "合计", "基本支出"], ["201 一般公共服务支出", "5.00", "5.00"]]


def test_the_head_inside_a_grid_names_the_table_of_the_number_above_it() -> None:
    """Spreadsheets print title, preparer and unit in the first rows of the grid."""
    (region,) = segment([ruled(1, HEAD_ROWS + BODY_ROWS, "表 3")], LAYOUT).tables
    assert region.definition is not None
    assert (region.definition.table_id, region.number, region.title) == ("T3", "表3", "部门支出总体情况表")
    assert (region.preparer, region.unit) == ("云岭县水利局", Unit.WAN_YUAN)
    assert [placed.head.row_count for placed in region.grids] == [2]
    assert [line.text for line in region.head_lines] == ["表 3"]


def test_a_frame_round_head_and_table_is_one_cell_that_says_it_line_by_line() -> None:
    page = ruled(1, [["表 3部门支出总体情况表编制部门：云岭县水利局 单位：万元"], *BODY_ROWS])
    (grid,) = page.grids
    frame = grid.cells[0]
    said = ("表 3", "部门支出", "总体情况表", "编制部门：云岭县水利局 单位：万元")
    cells = (replace(frame, lines=tuple(Line(text, 1, frame.box) for text in said)), *grid.cells[1:])
    (region,) = segment([replace(page, grids=(replace(grid, cells=cells),))], LAYOUT).tables
    assert region.definition is not None
    assert (region.definition.table_id, region.number, region.title) == ("T3", "表3", "部门支出总体情况表")
    assert (region.preparer, region.unit) == ("云岭县水利局", Unit.WAN_YUAN)


def test_a_head_printed_again_over_the_rest_of_a_table_opens_no_second_one() -> None:
    """Rows that are repeated on every page may begin with the number and the title."""
    head = ["表 3", "部门支出总体情况表", "编制部门：云岭县水利局 单位：万元"]
    (inside,) = segment([ruled(1, HEAD_ROWS + BODY_ROWS), ruled(2, HEAD_ROWS + BODY_ROWS)], LAYOUT).tables
    (above,) = segment([ruled(1, BODY_ROWS, *head), ruled(2, BODY_ROWS, *head)], LAYOUT).tables
    assert len(inside.grids) == len(above.grids) == 2


def test_a_grid_with_the_title_of_a_performance_table_ends_the_table_before_it() -> None:
    """Nothing but the first row of the grid says that another table begins."""
    plan = [["项目支出绩效目标表"], ["（2026年）"], ["预算单位", "云岭县水利局", ""]]
    segments = segment([ruled(1, HEAD_ROWS + BODY_ROWS), ruled(2, plan)], LAYOUT)
    assert [len(region.grids) for region in segments.tables] == [1]
    assert len(segments.performance) == 1


NATIONAL = next(layout for layout in load_layouts() if layout.id == "national")
SUMMARY = [
    ["收入", "", "支出", ""],
    ["项目", "预算数", "项目", "预算数"],
    ["收入总计", "5.00", "支出总计", "5.00"],
]


def test_one_table_for_each_unit_is_a_table_of_its_own() -> None:
    """The same title over another unit's name opens another region; over the same name it goes on."""
    regions = segment(
        [
            ruled(1, SUMMARY, "收支总表", "单位名称：云岭县水文站 单位：万元"),
            ruled(2, SUMMARY, "收支总表", "单位名称：云岭县水文站 单位：万元"),
            ruled(3, SUMMARY, "收支总表", "单位名称：云岭县河道所 单位：万元"),
        ],
        NATIONAL,
    ).tables
    assert [(region.preparer, len(region.grids)) for region in regions] == [
        ("云岭县水文站", 2),
        ("云岭县河道所", 1),
    ]


def test_a_title_that_nobody_knows_opens_a_table_all_the_same() -> None:
    """It ends the table before it; its number is kept."""
    known, unknown = segment(
        [
            ruled(1, SUMMARY, "表1", "收支总表"),
            ruled(2, BODY_ROWS, "表2", "公务用车调配情况表", "单位：万元"),
        ],
        NATIONAL,
    ).tables
    assert known.definition is not None
    assert (unknown.definition, unknown.title, unknown.number) == (None, "公务用车调配情况表", "表2")
    assert unknown.unit is Unit.WAN_YUAN


def test_a_title_at_the_foot_of_a_page_names_the_table_below_the_unit_on_the_next_page() -> None:
    """Without it the second table would go on the first."""
    first, second = segment(
        [
            ruled(1, BODY_ROWS, "会议安排明细表", "单位：万元", below=("培训安排明细表",)),
            ruled(2, BODY_ROWS, "单位：元"),
        ],
        NATIONAL,
    ).tables
    assert [(one.title, one.unit, len(one.grids)) for one in (first, second)] == [
        ("会议安排明细表", Unit.WAN_YUAN, 1),
        ("培训安排明细表", Unit.YUAN, 1),
    ]


def test_a_grid_below_no_head_is_a_table_without_a_name() -> None:
    """A list in the text that the narrative's sentences stand around."""
    segments = segment([ruled(1, BODY_ROWS, "云岭县水利局2027年共安排培训两期，具体如下。")], NATIONAL)
    (region,) = segments.tables
    assert (region.definition, region.title) == (None, None)
    assert len(segments.stray) == 1


def test_a_grid_that_lists_indicators_is_a_performance_table_whatever_stood_before() -> None:
    """Plans follow the last table without a title of their own on every page."""
    plan = [["项目名称", "一级指标", "二级指标"], ["河道清淤", "产出指标", "数量指标"]]
    segments = segment([ruled(1, SUMMARY, "收支总表"), ruled(2, plan)], NATIONAL)
    assert [len(region.grids) for region in segments.tables] == [1]
    assert len(segments.performance) == 1


def test_a_note_in_brackets_below_a_table_does_not_take_the_next_head_with_it() -> None:
    """（注：…。） ends with its bracket; the next title opens its table."""
    first = ruled(1, SUMMARY, "收支总表", "（注：本表金额为整数。）")
    regions = segment([first, ruled(2, SUMMARY, "财政拨款收支总表")], NATIONAL).tables
    assert [region.definition.table_id for region in regions if region.definition] == ["T1", "T4"]


def test_a_note_that_says_nothing_does_not_take_the_next_heading_with_it() -> None:
    """备注：无 is whole though it has no full stop."""
    below = ("备注：无", "第八部分 其他需要说明情况", "一、机关运行经费", "本部门没有机关运行经费。")
    page = ruled(1, [["项目", "预算数", "绩效目标"], ["渠道清淤", "9.00", "畅通"]], below=below)
    segments = segment([page], LAYOUT)
    assert [line.text for line in segments.prose] == list(below[1:])


def test_the_line_behind_a_bare_number_is_the_title_whatever_its_last_word() -> None:
    """机关运行经费 stands for 机关运行经费表 where its table's number stands above it."""
    page = ruled(1, [["科目名称", "预算数", ""], ["办公费", "9.00", ""]], "表 11", "2027年机关运行经费")
    national = next(layout for layout in load_layouts() if layout.id == "national")
    (region,) = segment([page], national).tables
    assert region.definition is not None
    assert (region.definition.table_id, region.number, region.fiscal_year) == ("T16", "表11", 2027)


def test_the_word_that_tells_the_table_may_stand_in_the_first_line_of_its_title() -> None:
    """The second line alone would be the title of all expenditure."""
    head = ["某厅2027年“三公”经费、会议费、培训费", "支出预算表"]
    (table,) = segment([ruled(1, BODY_ROWS, *head)], LAYOUT).tables
    assert table.definition is not None
    assert table.definition.table_id == "T10"


LISTED = ["报表", "报表名称", "是否空表", "公开空表理由"]


def listed(*rows: list[str], number: int = 1) -> Page:
    return ruled(number, [LISTED, *rows], "报表目录")


def table_page(title: str, number: int) -> Page:
    return ruled(number, [["科目编码", "科目名称", "合计"], ["201", "一般公共服务支出", "1.00"]], title)


def test_the_list_of_tables_is_none_and_says_which_are_empty() -> None:
    """A table that it calls empty has a sentence of its own, or the entry for one; the list goes on over pages."""
    first = listed(["表1", "2025年部门收支总体情况表", "否", ""], ["表2", "部门收入总体情况表", "", ""])
    second = ruled(
        2,
        [
            ["表3", "部门支出总体情况表", "是", "不涉及"],
            ["表9", "政府性基金预算支出情况表", "是", "本部门没有"],
        ],
    )
    segments = segment(
        (
            first,
            second,
            table_page("表1 2025年部门收支总体情况表", 3),
            table_page("表2 部门收入总体情况表", 4),
            table_page("表9 政府性基金预算支出情况表", 5),
        ),
        LAYOUT,
    )
    assert [(region.place.page, region.empty_sentence) for region in segments.tables] == [
        (3, None),
        (4, None),
        (5, "报表目录：是否空表：是（本部门没有）"),
    ]
    assert [placed.grid.page for placed in segments.lists] == [1, 2]


def test_a_table_of_reasons_below_no_such_header_stays_a_table() -> None:
    rows = [["序号", "项目名称", "是否新增", "说明"], ["1", "堤防巡查", "是", "5.00"]]
    assert segment((ruled(1, rows, "项目情况表"),), LAYOUT).lists == []


@pytest.mark.parametrize("number", ["表五", "附表5", "预算05表", "表5："])
def test_a_number_tells_the_table_however_it_is_written(number: str) -> None:
    """The title is lost."""
    (table,) = segment(
        pages(number, "编制部门：云岭县农业农村局 单位：万元", "201 一般公共服务支出 1.00"), LAYOUT
    ).tables
    assert table.definition is not None
    assert table.definition.table_id == "T5"


def test_a_number_of_two_parts_tells_no_table() -> None:
    (table,) = segment(
        pages("表5-1", "编制部门：云岭县农业农村局 单位：万元", "201 一般公共服务支出 1.00"), LAYOUT
    ).tables
    assert table.definition is None
