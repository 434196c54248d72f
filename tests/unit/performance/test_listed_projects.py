"""Tables that list several projects in one grid, and targets printed in parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from services.extractor.ledger import Ledger, Role
from services.extractor.performance import PlansRead, read_plans_from_grids
from services.extractor.reading.page import Grid, Line, Page
from shared.layout import load_layouts
from shared.model.money import Unit
from shared.model.performance import PlanKind
from shared.model.place import Box
from tests.unit.performance.ruled import Cell, grid, page, rows

LAYOUT = next(layout for layout in load_layouts() if layout.id == "national")
WIDTHS = (70, 50, 50, 50, 90, 50, 50, 80, 40, 40, 40)
HEADER = [
    *[
        Cell(0, column, text, row_span=2)
        for column, text in (
            (0, "项目名称"),
            (1, "项目总额"),
            (4, "绩效目标"),
            (5, "一级指标"),
            (6, "二级指标"),
            (7, "三级指标"),
            (8, "绩效指标性质"),
            (9, "本年绩效指标值"),
            (10, "绩效度量单位"),
        )
    ],
    Cell(0, 2, "其中：", column_span=2),
    Cell(1, 2, "财政资金"),
    Cell(1, 3, "其他资金"),
]


def project(
    row: int, name: str, amounts: tuple[str, str, str], indicators: Sequence[tuple[str, ...]]
) -> list[Cell]:
    """A project whose name, amounts and goal are merged over its indicators."""
    merged = (name, *amounts, f"{name}完成 3 期。")
    return [
        *[Cell(row, column, text, row_span=len(indicators)) for column, text in enumerate(merged)],
        *[
            Cell(row + number, 5 + column, text)
            for number, indicator in enumerate(indicators)
            for column, text in enumerate(indicator)
        ],
    ]


ROADS = [
    ("产出指标", "数量指标", "养护里程", "≥", "120", "公里"),
    ("效益指标", "社会效益指标", "道路通畅", "定性", "明显改善", ""),
]
BRIDGES = [("产出指标", "质量指标", "验收合格率", "＝", "100", "%")]


def read(*pages: Page) -> PlansRead:
    return read_plans_from_grids(pages, LAYOUT)


def unread_numbers(pages: tuple[Page, ...], found: PlansRead) -> list[str]:
    """The numbers of the pages that no plan accounts for."""
    ledger = Ledger.open(pages)
    for use in found.used:
        ledger.account(use.span, Role.PERFORMANCE)
    return [one.printed for account in ledger.pages(pages) for one in account.unaccounted]


def test_each_project_of_a_list_is_a_plan_of_its_own() -> None:
    cells = [
        *HEADER,
        *project(2, "道路养护", ("30.00", "28.00", "2.00"), ROADS),
        *project(4, "桥梁检测", ("9.00", "9.00", ""), BRIDGES),
    ]
    only = page(1, "预算表12 项目支出绩效目标表", "金额单位：万元", grid(1, WIDTHS, cells))

    found = read(only)

    assert [(plan.plan_kind, plan.plan_name, plan.goal) for plan in found.plans] == [
        (PlanKind.PROJECT, "道路养护", "道路养护完成3期。"),
        (PlanKind.PROJECT, "桥梁检测", "桥梁检测完成3期。"),
    ]
    assert [{a.amount_key: a.value for a in plan.amounts} for plan in found.plans] == [
        {"budget": Decimal("30.00"), "fiscal": Decimal("28.00"), "other": Decimal("2.00")},
        {"budget": Decimal("9.00"), "fiscal": Decimal("9.00")},
    ]
    assert [(one.level3, one.target) for plan in found.plans for one in plan.indicators] == [
        ("养护里程", ">=120公里"),
        ("道路通畅", "明显改善"),
        ("验收合格率", "=100%"),
    ]
    assert found.problems == ()
    assert unread_numbers((only,), found) == []


def test_a_project_over_two_pages_is_one_plan_though_its_cells_are_printed_again() -> None:
    first = page(
        1, "项目支出绩效目标表", grid(1, WIDTHS, [*HEADER, *project(2, "道路养护", ("30", "30", ""), ROADS)])
    )
    second = page(
        2,
        "项目支出绩效目标表",
        grid(2, WIDTHS, [*HEADER, *project(2, "道路养护", ("30", "30", ""), BRIDGES)]),
    )

    found = read(first, second)

    assert [plan.plan_name for plan in found.plans] == ["道路养护"]
    assert len(found.plans[0].indicators) == 3
    assert unread_numbers((first, second), found) == []


def test_a_header_of_two_rows_printed_again_on_the_next_page_is_no_part_of_the_plan() -> None:
    """The names of the indicators stand in its second row; what stands above them there names no project."""
    header = [
        *[
            Cell(0, column, text, row_span=2)
            for column, text in ((0, "单位名称"), (1, "资金总额"), (4, "整体绩效目标"))
        ],
        Cell(0, 2, "其中：", column_span=2),
        Cell(1, 2, "财政资金"),
        Cell(1, 3, "其他资金"),
        Cell(0, 5, "部门整体支出年度绩效目标", column_span=6),
        *[
            Cell(1, 5 + place, text)
            for place, text in enumerate(
                ("一级指标", "二级指标", "三级指标", "绩效指标性质", "指标值", "计量单位")
            )
        ],
    ]
    money = ("50.00", "50.00", "")
    first, second = (
        page(
            number,
            "部门整体支出绩效目标表",
            grid(number, WIDTHS, [*header, *project(2, "云岭县水利局", money, indicators)]),
        )
        for number, indicators in ((1, ROADS), (2, BRIDGES))
    )

    found = read(first, second)

    assert [(plan.plan_kind, plan.plan_name) for plan in found.plans] == [(PlanKind.OVERALL, "云岭县水利局")]
    assert [one.level3 for one in found.plans[0].indicators] == ["养护里程", "道路通畅", "验收合格率"]
    assert unread_numbers((first, second), found) == []


def _cut_by_the_page_end(cells: Sequence[Cell], first_row: int, row_count: int) -> list[Cell]:
    """The part of a project's cells on one of its pages: name and amounts are blank, of the goal a line is there."""
    part = [Cell(first_row, column, "", row_span=row_count) for column in range(4)]
    part.append(Cell(first_row, 4, "全年检测", row_span=row_count))
    return [*part, *cells]


def test_a_project_whose_merged_cells_are_cut_by_a_page_end_before_their_text_is_named_on_the_next_page() -> (
    None
):
    begun = [Cell(4, 5 + column, text) for column, text in enumerate(BRIDGES[0])]
    first = page(
        1,
        "项目支出绩效目标表",
        grid(
            1,
            WIDTHS,
            [
                *HEADER,
                *project(2, "道路养护", ("30", "30", ""), ROADS),
                *_cut_by_the_page_end(begun, 4, 1),
            ],
        ),
    )
    second = page(2, grid(2, WIDTHS, project(0, "桥梁检测", ("9", "9", ""), ROADS)))

    found = read(first, second)

    assert [(plan.plan_name, [one.level3 for one in plan.indicators]) for plan in found.plans] == [
        ("道路养护", ["养护里程", "道路通畅"]),
        ("桥梁检测", ["验收合格率", "养护里程", "道路通畅"]),
    ]
    assert unread_numbers((first, second), found) == []


def test_blank_cells_at_a_page_end_that_no_page_names_belong_to_the_project_above() -> None:
    begun = [Cell(4, 5 + column, text) for column, text in enumerate(BRIDGES[0])]
    cells = [*HEADER, *project(2, "道路养护", ("30", "30", ""), ROADS), *_cut_by_the_page_end(begun, 4, 1)]
    only = page(1, "项目支出绩效目标表", grid(1, WIDTHS, cells))

    found = read(only)

    assert [(plan.plan_name, len(plan.indicators)) for plan in found.plans] == [("道路养护", 3)]


def test_where_each_row_has_a_cell_for_the_name_a_blank_one_is_of_the_project_above() -> None:
    single = [
        *[Cell(0, column, text) for column, text in enumerate(("桥梁检测", "9", "9", "", "检测完成。"))],
        *[Cell(0, 5 + column, text) for column, text in enumerate(BRIDGES[0])],
        *[Cell(1, column, "") for column in range(5)],
        *[Cell(1, 5 + column, text) for column, text in enumerate(ROADS[0])],
    ]
    first = page(
        1,
        "项目支出绩效目标表",
        grid(1, WIDTHS, [*HEADER, *[replace(cell, row=cell.row + 2) for cell in single]]),
    )
    second = page(2, grid(2, WIDTHS, project(0, "道路养护", ("30", "30", ""), ROADS[1:])))

    found = read(first, second)

    assert [(plan.plan_name, len(plan.indicators)) for plan in found.plans] == [
        ("桥梁检测", 2),
        ("道路养护", 1),
    ]


@pytest.mark.parametrize("top", [98.0, 104.0])
def test_the_text_of_a_cell_that_is_merged_over_pages_stands_beside_its_rows_and_ends_no_list(
    top: float,
) -> None:
    """On a further page the merged cells may have no borders: what is left of their text are lines beside the grid."""
    left = sum(WIDTHS[:5])
    first = page(
        1, "项目支出绩效目标表", grid(1, WIDTHS, [*HEADER, *project(2, "道路养护", ("30", "30", ""), ROADS)])
    )
    indicators = [Cell(0, column, text) for column, text in enumerate(BRIDGES[0])]
    bare = page(2, grid(2, WIDTHS[5:], indicators))
    bare = replace(
        bare,
        grids=(_moved(bare.grids[0], left),),
        lines=(
            Line("其余 3 期在年内完成，全年验收。", 2, Box(x0=200, top=top, x1=left + 40, bottom=top + 10)),
        ),
    )
    third = page(3, grid(3, WIDTHS, project(0, "桥梁检测", ("9.00", "9.00", ""), BRIDGES)))

    found = read(first, bare, third)

    assert [(plan.plan_name, len(plan.indicators)) for plan in found.plans] == [
        ("道路养护", 3),
        ("桥梁检测", 1),
    ]
    assert unread_numbers((first, bare, third), found) == []


def _moved(grid: Grid, right: float) -> Grid:
    """The grid, moved to the right."""

    def moved(box: Box) -> Box:
        return replace(box, x0=box.x0 + right, x1=box.x1 + right)

    return replace(
        grid,
        box=moved(grid.box),
        column_edges=tuple(edge + right for edge in grid.column_edges),
        cells=tuple(replace(cell, box=moved(cell.box)) for cell in grid.cells),
    )


def test_the_total_of_a_list_is_no_plan_and_its_numbers_are_accounted_for() -> None:
    cells = [
        *HEADER,
        Cell(2, 0, "合计"),
        Cell(2, 1, "39.00"),
        *project(3, "桥梁检测", ("9.00", "9.00", ""), BRIDGES),
    ]
    only = page(1, "项目支出绩效目标表", grid(1, WIDTHS, cells))

    found = read(only)

    assert [plan.plan_name for plan in found.plans] == ["桥梁检测"]
    assert unread_numbers((only,), found) == []


def test_names_alone_are_the_third_level_and_the_words_beside_them_are_not() -> None:
    """表十 of Chongqing: 绩效指标 stands beside all rows, the names under 指标名称."""
    cells = [
        Cell(0, 0, "当年整体绩效目标", column_span=5),
        Cell(1, 0, "全年服务企业 40 家。", column_span=5),
        Cell(2, 0, "绩效指标", row_span=3),
        *[Cell(2, 1 + n, t) for n, t in enumerate(("指标名称", "指标性质", "指标值", "指标权重(%)"))],
        *[Cell(3, 1 + n, t) for n, t in enumerate(("服务企业数", "≥", "40", "60"))],
        *[Cell(4, 1 + n, t) for n, t in enumerate(("满意度", "≥", "95", "40"))],
    ]
    only = page(1, "表十", "2026年部门整体绩效目标表", grid(1, (40, 150, 50, 50, 60), cells))

    (plan,) = read(only).plans

    assert (plan.plan_kind, plan.goal) == (PlanKind.OVERALL, "全年服务企业40家。")
    assert [(one.level3, one.target, one.weight) for one in plan.indicators] == [
        ("服务企业数", ">=40", Decimal(60)),
        ("满意度", ">=95", Decimal(40)),
    ]
    assert unread_numbers((only,), read(only)) == []


@pytest.mark.parametrize(
    "title",
    [
        "部门专项业务经费绩效目标表",
        "2026年市级重点专项资金绩效目标表（一级项目）",
        "专项资金绩效目标表",
        "某市财政扶持项目支出绩效目标批复表",
    ],
)
def test_titles_of_other_regions_open_a_project(title: str) -> None:
    header = rows(("一级指标", "二级指标", "三级指标", "指标值", "分值权重（90分）"), first_row=2)
    cells = [
        Cell(0, 0, "专项资金名称", column_span=2),
        Cell(0, 2, "道路养护", column_span=3),
        Cell(1, 0, "年度预算总额", column_span=2),
        Cell(1, 2, "30.00", column_span=3),
        *header,
        *rows(("产出指标", "数量指标", "养护里程", "≥120公里", "90"), first_row=3),
    ]

    (plan,) = read(page(1, "表14", title, grid(1, (60, 60, 120, 60, 60), cells))).plans

    assert (plan.plan_kind, plan.plan_name, plan.title) == (
        PlanKind.PROJECT,
        "道路养护",
        title.removesuffix("（一级项目）"),
    )


def test_a_title_over_two_lines_and_the_headings_above_it_are_read() -> None:
    header = rows(("一级指标", "二级指标", "三级指标", "指标值", "分值（90）"), first_row=1)
    cells = [
        Cell(0, 0, "项目名称", column_span=2),
        Cell(0, 2, "236 实验室改造", column_span=3),
        *header,
        *rows(("产出指标", "数量指标", "改造面积", "≥900平方米", "90"), first_row=2),
    ]
    only = page(
        1,
        "（二）236 实验室改造",
        "236 实验室改造项目绩",
        "效目标表",
        "（2024 年度）",
        grid(1, (60, 60, 120, 60, 60), cells),
    )

    found = read(only)

    assert [(plan.plan_name, plan.fiscal_year) for plan in found.plans] == [("236实验室改造", 2024)]
    assert unread_numbers((only,), found) == []


INDICATORS = [
    *rows(("一级指标", "二级指标", "三级指标", "指标值", "分值（90）"), first_row=5),
    *rows(("产出指标", "数量指标", "改造面积", "≥900平方米", "90"), first_row=6),
]


def test_amounts_below_their_labels_are_those_of_the_whole() -> None:
    cells = [
        Cell(0, 0, "部门名称", column_span=2),
        Cell(0, 2, "长堤州统计局", column_span=3),
        Cell(1, 0, "总体资金情况（万元）", row_span=3),
        Cell(1, 1, "预算支出总额", row_span=2),
        Cell(1, 2, "财政拨款", column_span=2),
        Cell(1, 4, "其他资金", row_span=2),
        *[Cell(2, 2 + n, t) for n, t in enumerate(("合计", "基本支出"))],
        *[Cell(3, 1 + n, t) for n, t in enumerate(("90.500000", "80.500000", "70.000000", "10.000000"))],
        Cell(4, 0, "整体绩效目标"),
        Cell(4, 1, "完成改造。", column_span=4),
        *INDICATORS,
    ]

    found = read(page(1, "预算13表 部门整体支出绩效目标表", grid(1, (60, 80, 80, 80, 80), cells)))

    assert {a.amount_key: a.printed for a in found.plans[0].amounts} == {
        "budget": "90.500000",
        "fiscal": "80.500000",
        "other": "10.000000",
    }
    assert found.problems == ()


def test_of_amounts_by_task_the_sum_counts() -> None:
    cells = [
        Cell(0, 0, "年度主要任务", row_span=5),
        Cell(0, 1, "任务名称", row_span=2),
        Cell(0, 2, "预算金额（万元）", column_span=3),
        *[Cell(1, 2 + n, t) for n, t in enumerate(("总额", "财政拨款", "其他资金"))],
        *[Cell(2, 1 + n, t) for n, t in enumerate(("日常运转", "20.76万元", "20.76万元", ""))],
        *[Cell(3, 1 + n, t) for n, t in enumerate(("房屋改造", "13.00万元", "11.00万元", "2.00万元"))],
        *[Cell(4, 1 + n, t) for n, t in enumerate(("金额合计", "33.76万元", "31.76万元", "2.00万元"))],
        *INDICATORS,
    ]

    found = read(page(1, "部门整体支出绩效目标表", grid(1, (60, 80, 80, 80, 80), cells)))

    assert {a.amount_key: a.value for a in found.plans[0].amounts} == {
        "budget": Decimal("33.76"),
        "fiscal": Decimal("31.76"),
        "other": Decimal("2.00"),
    }


def test_the_tasks_of_the_year_may_fill_a_page_before_that_of_the_indicators() -> None:
    """The unit is the one beside the heading of the amounts."""
    tasks = [
        Cell(0, 0, "部门（单位）名称", column_span=2),
        Cell(0, 2, "长堤州统计局", column_span=3),
        Cell(1, 0, "年度主要任务", row_span=4),
        Cell(1, 1, "任务名称", row_span=2),
        Cell(1, 2, "预算金额（元）", column_span=3),
        *[Cell(2, 2 + n, t) for n, t in enumerate(("总额", "财政拨款", "其他资金"))],
        *[Cell(3, 1 + n, t) for n, t in enumerate(("日常运转", "207600.00", "207600.00", ""))],
        *[Cell(4, 1 + n, t) for n, t in enumerate(("金额合计", "207600.00", "207600.00", ""))],
    ]
    title = page(1, "2026年部门整体支出绩效目标表", grid(1, (60, 80, 80, 80, 80), tasks))
    header = rows(("一级指标", "二级指标", "三级指标", "指标值", "分值（90）"))
    indicators = rows(("产出指标", "数量指标", "改造面积", "≥900平方米", "90"), first_row=1)

    found = read(title, page(2, grid(2, (60, 80, 80, 80, 80), [*header, *indicators])))

    (plan,) = found.plans
    assert (plan.title, plan.plan_name, plan.unit) == (
        "2026年部门整体支出绩效目标表",
        "长堤州统计局",
        Unit.YUAN,
    )
    assert {a.amount_key: a.value for a in plan.amounts} == {
        "budget": Decimal("207600.00"),
        "fiscal": Decimal("207600.00"),
    }
    assert (plan.place.page, plan.last_page) == (1, 2)
    assert found.problems == ()


def test_rows_go_on_in_a_grid_without_the_columns_of_the_levels() -> None:
    """A page end leaves the merged cells of the levels open: the next page rules only what stands right of them."""
    header = rows(("一级指标", "二级指标", "三级指标", "指标值"), first_row=1)
    first = page(
        1,
        "2026年部门整体支出绩效目标表",
        grid(
            1,
            (60, 80, 160, 80),
            [
                Cell(0, 0, "部门（单位）名称"),
                Cell(0, 1, "长堤州应急管理局", column_span=3),
                *header,
                *rows(("产出指标", "数量指标", "演练次数", "≥6次"), first_row=2),
            ],
        ),
    )
    narrow = grid(2, (160, 80), rows(("巡查次数", "≥40次"), ("整改率", "100%")))
    moved = replace(
        narrow,
        box=replace(narrow.box, x0=190.0, x1=430.0),
        column_edges=(190.0, 350.0, 430.0),
        cells=tuple(
            replace(
                cell,
                box=replace(cell.box, x0=cell.box.x0 + 140, x1=cell.box.x1 + 140),
            )
            for cell in narrow.cells
        ),
    )

    (plan,) = read(first, page(2, moved)).plans

    assert [(one.level1, one.level3, one.target) for one in plan.indicators] == [
        ("产出指标", "演练次数", ">=6次"),
        ("产出指标", "巡查次数", ">=40次"),
        ("产出指标", "整改率", "100%"),
    ]
