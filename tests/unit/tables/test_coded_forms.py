"""Forms of coded tables that regions print: sources, codes at their own level, units, names alone, projects."""

from __future__ import annotations

import pytest

from services.extractor.ledger import Ledger
from services.extractor.reading import Page
from services.extractor.segment.region import PlacedGrid, TableRegion
from services.extractor.tables.codes_of_names import codes_of_names
from services.extractor.tables.draft import DraftRow, DraftTable
from services.extractor.tables.rows_from_grids import rows_from_grids
from services.extractor.tables.unit_rows import name_units_of_repeated
from shared.layout import load_layouts
from shared.model.place import Place
from shared.model.table import RowKind
from tests.unit.tables.test_rows_from_grids import Cells, grid, plain

LAYOUT = next(layout for layout in load_layouts() if layout.id == "national")


def read(table_id: str, cells: Cells, *more: Cells, units: tuple[str, ...] = ()) -> DraftTable:
    """Read grids, one a page, as one table of the department 云岭县水利局; every number must be accounted for."""
    definition = LAYOUT.table(table_id)
    assert definition is not None
    region = TableRegion(definition, Place(page=1), preparer="云岭县水利局")
    grids = [grid(page, one) for page, one in enumerate((cells, *more), start=1)]
    region.grids = [PlacedGrid(one, 0) for one in grids]
    pages = [Page(one.page, None, None, (), (one,)) for one in grids]
    ledger = Ledger.open(pages)
    draft, _ = rows_from_grids(region, definition, LAYOUT, (None, *units), ledger)
    assert [number.printed for account in ledger.pages(pages) for number in account.unaccounted] == []
    return draft


def amounts(row: DraftRow) -> dict[str, str]:
    return {str(key): amount.printed for key, amount in zip(row.columns, row.amounts, strict=True)}


def codes(draft: DraftTable) -> list[str]:
    return [row.code for row in draft.rows]


SOURCES: Cells = [
    (0, 0, 2, 1, "单位名称"),
    (0, 1, 2, 1, "合计"),
    (0, 2, 1, 3, "本年收入"),
    (0, 5, 1, 2, "上年结转结余"),
    *[(1, 2 + place, 1, 1, text) for place, text in enumerate(["小计", "一般公共预算", "其他收入"])],
    *[(1, 5 + place, 1, 1, text) for place, text in enumerate(["小计", "一般公共预算"])],
]


def test_the_same_word_means_another_column_below_another_group() -> None:
    draft = read("T2", [*SOURCES, *plain(["合计", "9.00", "7.00", "6.00", "1.00", "2.00", "2.00"], start=2)])
    assert amounts(draft.rows[0]) == {
        "total": "9.00",
        "current_income": "7.00",
        "general_public": "6.00",
        "other_income": "1.00",
        "carryover": "2.00",
        "general_public_carryover": "2.00",
    }


def test_rows_of_units_are_told_from_the_total_and_name_their_unit() -> None:
    rows = plain(
        ["合计", "9.00", "9.00", "9.00", "", "", ""],
        ["云岭县水利局", "5.00", "5.00", "5.00", "", "", ""],
        ["云岭县河道管理站", "4.00", "4.00", "4.00", "", "", ""],
        start=2,
    )
    draft = read("T2", [*SOURCES, *rows])
    assert [(row.kind, row.code, row.unit_name) for row in draft.rows] == [
        (RowKind.TOTAL, "total", None),
        (RowKind.DEPARTMENT, "unit", "云岭县水利局"),
        (RowKind.DEPARTMENT, "unit", "云岭县河道管理站"),
    ]


def test_the_number_of_a_unit_tells_the_department_above_its_units() -> None:
    rows = plain(
        ["单位编码", "单位名称", "合计", "财政拨款"],
        ["301", "云岭县水利局", "9.00", "9.00"],
        ["301001", "云岭县水利局（本级）", "5.00", "5.00"],
        ["301002", "云岭县河道管理站", "4.00", "4.00"],
    )
    draft = read("T2", rows)
    assert [(row.code, row.unit_code) for row in draft.rows] == [
        ("department", "301"),
        ("unit", "301001"),
        ("unit", "301002"),
    ]


def test_the_only_row_of_a_table_without_codes_is_its_total() -> None:
    draft = read("T2", plain(["预算单位", "收入总计", "其他收入"], ["云岭县水利局", "9.00", "1.00"]))
    assert [(row.kind, row.code, row.label) for row in draft.rows] == [
        (RowKind.TOTAL, "total", "云岭县水利局")
    ]


BY_UNIT = ["预算单位", "科目编码", "科目名称", "支出总计", "基本支出", "项目支出"]


def test_rows_below_a_unit_belong_to_it_until_the_next() -> None:
    draft = read(
        "T5",
        plain(
            BY_UNIT,
            ["云岭县水利局", "", "", "5.00", "5.00", ""],
            ["", "213", "农林水支出", "5.00", "5.00", ""],
            ["云岭县河道管理站", "", "", "4.00", "", "4.00"],
            ["", "213", "农林水支出", "4.00", "", "4.00"],
        ),
    )
    assert [(row.code, row.unit_name) for row in draft.rows] == [
        ("department", "云岭县水利局"),
        ("213", "云岭县水利局"),
        ("unit", "云岭县河道管理站"),
        ("213", "云岭县河道管理站"),
    ]


def test_a_unit_may_stand_in_the_columns_of_code_and_name() -> None:
    header = ["功能科目编码", "功能科目名称", "合计", "人员经费支出", "公用经费支出"]
    rows = plain(
        header,
        ["", "合计", "4.00", "4.00", ""],
        ["125001", "云岭县河道管理站", "4.00", "4.00", ""],
        ["213", "农林水支出", "4.00", "4.00", ""],
    )
    draft = read("T23", rows)
    assert [(row.kind, row.code) for row in draft.rows] == [
        (RowKind.TOTAL, "total"),
        (RowKind.DEPARTMENT, "unit"),
        (RowKind.CLASS, "213"),
    ]


def test_the_number_of_the_unit_beside_the_class_is_no_part_of_the_code() -> None:
    header: Cells = [
        (0, 0, 1, 3, "科目编码"),
        *[
            (0, 3 + place, 2, 1, text)
            for place, text in enumerate(["单位代码", "单位名称（科目）", "总计", "基本支出"])
        ],
        *[(1, column, 1, 1, text) for column, text in enumerate("类款项")],
    ]
    rows = plain(
        ["", "", "", "", "合计", "9.00", "9.00"],
        ["", "", "", "123001", "云岭县水利局", "9.00", "9.00"],
        ["213", "03", "04", "123001", "水利行业业务管理", "9.00", "9.00"],
        start=2,
    )
    draft = read("T3", [*header, *rows])
    assert [(row.code, row.label, row.unit_name) for row in draft.rows] == [
        ("total", "合计", None),
        ("department", "云岭县水利局", "云岭县水利局"),
        ("2130304", "水利行业业务管理", "云岭县水利局"),
    ]


def test_the_classes_of_government_lead_the_table_that_goes_by_them() -> None:
    header = [
        "政府预算支出经济分类科目编码",
        "政府预算支出经济分类科目名称",
        "部门预算支出经济分类科目编码",
        "部门预算支出经济分类科目名称",
        "合计",
    ]
    draft = read("T14", plain(header, ["50101", "工资奖金津补贴", "30101", "基本工资", "9.00"]))
    assert [(row.code, row.label, row.further_codes) for row in draft.rows] == [
        ("50101", "工资奖金津补贴", ("30101",))
    ]


def test_codes_set_in_by_their_level_and_the_total_in_the_words_of_the_form() -> None:
    rows = plain(
        ["支出功能分类", "合计", "人员类项目", "特定目标类项目"],
        ["213 农林水支出", "9.00", "5.00", "4.00"],
        ["  21303 水利", "9.00", "5.00", "4.00"],
        ["    2130304 水利行业业务管理", "9.00", "5.00", "4.00"],
        ["支出合计", "9.00", "5.00", "4.00"],
    )
    draft = read("T5", rows)
    assert codes(draft) == ["213", "21303", "2130304", "total"]
    assert list(amounts(draft.rows[0])) == ["total", "basic_personnel", "project_target"]


LEVELS: Cells = [
    (0, 0, 1, 3, "科目编码"),
    (0, 3, 2, 1, "科目名称"),
    (0, 4, 2, 1, "合计"),
    *[(1, column, 1, 1, text) for column, text in enumerate("类款项")],
]


def test_codes_printed_at_their_own_level_take_the_digits_above_over_pages_too() -> None:
    first = [
        *LEVELS,
        *plain(["205", "", "", "教育支出", "5.50"], ["", "08", "", "进修及培训", "5.50"], start=2),
    ]
    second = [*LEVELS, *plain(["", "", "03", "培训支出", "5.50"], start=2)]
    assert codes(read("T3", first, second)) == ["205", "20508", "2050803"]


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("[2010301]行政运行", "2010301"),
        ("2010301-行政运行", "2010301"),
        ("（2010301）行政运行", "2010301"),
        ("2010301行政运行", "2010301"),
        ("支出2010301-行政运行", "2010301"),
    ],
)
def test_code_and_name_in_one_cell(printed: str, code: str) -> None:
    draft = read(
        "T5", plain(["功能科目名称", "小计", "其中：基本支出", "项目支出"], [printed, "3.00", "1.00", "2.00"])
    )
    assert (draft.rows[0].label, amounts(draft.rows[0])) == (
        "行政运行",
        {"total": "3.00", "basic": "1.00", "project": "2.00"},
    )
    assert codes(draft) == [code]


def test_a_second_classification_is_kept_beside_the_rows_own() -> None:
    header: Cells = [
        (0, 0, 1, 2, "科目编码"),
        (0, 2, 2, 1, "部门预算支出经济分类科目名称"),
        (0, 3, 1, 2, "科目编码"),
        (0, 5, 2, 1, "政府预算支出经济分类科目名称"),
        (0, 6, 1, 2, "基本支出预算"),
        *[(1, column, 1, 1, text) for column, text in zip((0, 1, 3, 4), "类款类款", strict=True)],
        (1, 6, 1, 1, "小计"),
        (1, 7, 1, 1, "人员支出"),
    ]
    rows = plain(
        ["301", "", "工资福利支出", "501", "", "机关工资福利支出", "6.00", "6.00"],
        ["301", "01", "基本工资", "501", "01", "工资奖金津补贴", "6.00", "6.00"],
        start=2,
    )
    draft = read("T6", [*header, *rows])
    assert [(row.code, row.label, row.further_codes) for row in draft.rows] == [
        ("301", "工资福利支出", ("501",)),
        ("30101", "基本工资", ("50101",)),
    ]
    assert amounts(draft.rows[1]) == {"total": "6.00", "personnel": "6.00"}


def test_names_alone_have_the_codes_of_the_official_names_below_their_unit() -> None:
    rows = plain(
        ["支出项目类别", "总计", "财政拨款"],
        ["合计", "9.00", "9.00"],
        ["云岭县河道管理站", "9.00", "9.00"],
        ["工资福利支出", "7.00", "7.00"],
        ["基本工资", "7.00", "7.00"],
        ["商品和服务支出", "2.00", "2.00"],
        ["办公费", "2.00", "2.00"],
    )
    assert codes(read("T25", rows)) == ["total", "unit", "301", "30101", "302", "30201"]


def test_projects_have_their_names_and_units_that_other_tables_print_are_no_projects() -> None:
    rows = plain(
        ["支出项目类别（资金使用单位）", "总计", "绩效目标"],
        ["合计", "9.00", ""],
        ["河道管理所筹备组", "9.00", ""],
        ["堤防养护", "4.00", "养护12公里"],
        ["水质监测", "5.00", ""],
    )
    draft = read("T13", rows, units=("河道管理所筹备组",))
    assert [(row.kind, row.project_name, row.unit_name) for row in draft.rows] == [
        (RowKind.TOTAL, None, None),
        (RowKind.DEPARTMENT, None, "河道管理所筹备组"),
        (RowKind.PROJECT, "堤防养护", "河道管理所筹备组"),
        (RowKind.PROJECT, "水质监测", "河道管理所筹备组"),
    ]


def test_a_project_has_its_unit_its_sources_and_nothing_of_its_kind_or_codes() -> None:
    header: Cells = [
        *[
            (0, column, 2, 1, text)
            for column, text in enumerate(["类型", "项目名称", "项目单位", "科目编码", "合计"])
        ],
        (0, 5, 1, 2, "本年拨款"),
        (0, 7, 1, 1, "财政拨款结转结余"),
        (0, 8, 2, 1, "单位资金"),
        (1, 5, 1, 1, "一般公共预算"),
        (1, 6, 1, 1, "政府性基金预算"),
        (1, 7, 1, 1, "一般公共预算"),
    ]
    row = ["特定目标类", "堤防养护", "云岭县河道管理站", "2130304", "9.00", "5.00", "1.00", "2.00", "1.00"]
    (project,) = read("T13", [*header, *plain(row, start=2)]).rows
    assert (project.label, project.project_name, project.unit_name) == (
        "堤防养护",
        "堤防养护",
        "云岭县河道管理站",
    )
    assert amounts(project) == {
        "total": "9.00",
        "general_public": "5.00",
        "government_fund": "1.00",
        "general_public_carryover": "2.00",
        "unit_funds": "1.00",
    }


def test_sums_among_projects_are_found_where_only_their_reading_adds_up() -> None:
    rows = plain(
        ["项目名称", "项目金额"],
        ["合计", "9.00"],
        ["通用项目", "4.00"],
        ["物业管理", "4.00"],
        ["专用项目", "5.00"],
        ["堤防养护", "3.00"],
        ["水质监测", "2.00"],
    )
    assert codes(read("T13", rows)) == ["total", "group", "item", "group", "item", "item"]


@pytest.mark.parametrize("stroke", ["-", "—", "——", "无"])
def test_a_stroke_where_the_number_of_a_unit_stands_makes_no_unit_of_a_project(stroke: str) -> None:
    rows = plain(
        ["单位编码", "单位（项目）名称", "项目金额"],
        ["", "合计", "9.00"],
        ["305001", "云岭县河道管理站", "9.00"],
        ["", "专用项目", "9.00"],
        [stroke, "专用项目", "4.00"],
        ["", "堤防养护", "4.00"],
        ["", "其他专项", "5.00"],
        ["", "水质监测", "3.00"],
        ["", "闸门检修", "2.00"],
    )
    read_rows = read("T13", rows)
    assert codes(read_rows) == ["total", "unit", "group", "group", "item", "group", "item", "item"]
    assert {row.unit_name for row in read_rows.rows[1:]} == {"云岭县河道管理站"}


@pytest.mark.parametrize("stroke", ["-", "—"])
def test_a_stroke_where_a_code_stands_is_no_part_of_the_name(stroke: str) -> None:
    rows = plain(
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        [stroke, "合计", "9.00", "5.00", "4.00"],
        ["213", "农林水支出", "9.00", "5.00", "4.00"],
    )
    read_rows = read("T3", rows)
    assert [(row.code, row.label) for row in read_rows.rows] == [("total", "合计"), ("213", "农林水支出")]


def test_the_year_before_and_the_difference_are_columns_of_their_own() -> None:
    header: Cells = [
        (0, 0, 2, 1, "科目编码"),
        (0, 1, 2, 1, "科目名称"),
        (0, 2, 2, 1, "2025年执行数"),
        (0, 3, 1, 2, "2026年预算数"),
        (0, 5, 1, 2, "2026年预算数比2025年执行数增减"),
        (1, 3, 1, 1, "小计"),
        (1, 4, 1, 1, "基本支出"),
        (1, 5, 1, 1, "金额"),
        (1, 6, 1, 1, "增减%"),
    ]
    draft = read(
        "T5", [*header, *plain(["213", "农林水支出", "4.00", "5.00", "5.00", "1.00", "25.00"], start=2)]
    )
    assert amounts(draft.rows[0]) == {
        "previous.total": "4.00",
        "total": "5.00",
        "basic": "5.00",
        "change.total": "1.00",
    }


@pytest.mark.parametrize(
    "numbers",
    [
        ["**", "**", "1", "2"],
        ["※", "※", "1", "2"],
        ["1", "2", "3", "4"],
        ["甲", "乙", "1=2", "2"],
        ["栏次", "", "1", "2"],
        ["**", "**", "**", "**"],
    ],
)
def test_a_row_that_numbers_the_columns_is_furniture(numbers: list[str]) -> None:
    header = ["科目编码", "科目名称", "合计", "基本支出"]
    assert codes(read("T3", plain(header, numbers, ["213", "农林水支出", "5.00", "5.00"]))) == ["213"]


def test_headers_one_character_a_line_and_counts_beside_amounts() -> None:
    header = ["行\n次", "科\n目\n编\n码", "科\n目\n名\n称", "合\n计", "数\n量"]
    draft = read("T3", plain(header, ["1", "213", "农林水支出", "5.00", "3"]))
    assert codes(draft) == ["213"]
    assert amounts(draft.rows[0]) == {"total": "5.00"}


def test_a_table_printed_once_for_each_unit_tells_whose_rows_are_whose() -> None:
    rows = plain(["科目编码", "科目名称", "合计"], ["213", "农林水支出", "5.00"])
    tables = [read("T3", rows), read("T3", rows)]
    tables[1].region.preparer = "云岭县河道管理站"
    name_units_of_repeated(tables)
    assert [table.rows[0].unit_name for table in tables] == ["云岭县水利局", "云岭县河道管理站"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["一、教育支出", "进修及培训", "培训支出"], ["205", "20508", "2050803"]),
        (["城乡社区支出", "城乡社区环境卫生", "城乡社区环境卫生"], ["212", "21205", "2120501"]),
        (["行政运行"], [""]),
        (["工资福利支出", "某项津贴"], ["", ""]),
    ],
)
def test_a_name_has_the_code_that_the_rows_before_it_decide(names: list[str], expected: list[str]) -> None:
    assert codes_of_names(names, "2") == expected


PROCUREMENT: Cells = [
    (0, 0, 1, 3, "科目编码"),
    (0, 3, 2, 1, "单位编码"),
    (0, 4, 2, 1, "采购项目"),
    (0, 5, 2, 1, "采购目录"),
    (0, 6, 2, 1, "数量"),
    (0, 7, 2, 1, "预算金额"),
    *[(1, place, 1, 1, text) for place, text in enumerate("类款项")],
]


def test_what_is_bought_names_the_row_and_not_the_number_of_the_unit_that_buys() -> None:
    """Beside the code of the unit stands the unit's own name in its sum, and in every other row a thing."""
    draft = read(
        "T12",
        [
            *PROCUREMENT,
            *plain(
                ["", "", "", "", "合计", "", "3", "9.00"],
                ["213", "03", "05", "310001", "云岭县河道管理站", "", "3", "9.00"],
                ["213", "03", "05", "", "堤防检测", "C0901 技术服务", "1", "5.00"],
                ["213", "03", "05", "310001", "水位计", "A0207 仪表", "2", "4.00"],
                start=2,
            ),
        ],
        units=("云岭县河道管理站",),
    )
    assert [(row.code, row.label) for row in draft.rows] == [
        ("total", "合计"),
        ("unit", "云岭县河道管理站"),
        ("item", "堤防检测"),
        ("item", "水位计"),
    ]


def test_two_rows_with_a_unit_each_are_not_joined_over_a_page_end() -> None:
    """The last row of the page has no amount: that of the row above it is merged over both."""
    draft = read(
        "T12",
        [
            *PROCUREMENT,
            *plain(["213", "03", "05", "310001", "水位计", "仪表", "2", "4.00"], start=2),
            *plain(["213", "03", "05", "310001", "雨量计", "仪表", "1"], start=3),
        ],
        plain(["213", "03", "05", "310002", "办公桌", "家具", "6", "3.00"]),
    )
    assert [(row.label, amounts(row)) for row in draft.rows] == [
        ("水位计", {"total": "4.00"}),
        ("雨量计", {}),
        ("办公桌", {"total": "3.00"}),
    ]


def test_the_ordinary_money_within_the_appropriation_is_no_special_money() -> None:
    """其中：经费拨款 is the general public budget without what is raised for a purpose."""
    draft = read(
        "T2",
        [
            (0, 0, 2, 1, "单位名称"),
            (0, 1, 2, 1, "合计"),
            (0, 2, 1, 2, "本级财政拨款"),
            (1, 2, 1, 1, "金额"),
            (1, 3, 1, 1, "其中:经费拨款"),
            *plain(["云岭县水利局", "9.00", "9.00", "7.00"], start=2),
        ],
    )
    assert amounts(draft.rows[0]) == {
        "total": "9.00",
        "fiscal_subtotal": "9.00",
        "general_public_own": "7.00",
    }
