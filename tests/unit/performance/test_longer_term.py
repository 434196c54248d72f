"""Forms that print a longer term beside the year: the plan is the year's, and what is left out is told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from services.extractor.performance import PlansRead, read_plans_from_grids, read_plans_from_lines
from services.extractor.reading import Grid
from shared.layout import load_layouts
from shared.model.document import ObservationKind
from shared.model.performance import PerformancePlan
from tests.unit.performance.printing import placed
from tests.unit.performance.ruled import Cell, grid, page

LAYOUT = next(layout for layout in load_layouts() if layout.id == "national")
WIDTHS = (40, 50, 60, 90, 60, 60, 90, 60)
NAME = [Cell(0, 0, "项目名称", column_span=2), Cell(0, 2, "堤防巡查", column_span=6)]
FUNDS = [
    Cell(1, 0, "项目资金（万元）", row_span=3, column_span=2),
    *[
        Cell(row, column, text)
        for row, texts in enumerate(
            (
                ("中期资金总额：", "90.00", "年度资金总额：", "30.00"),
                ("其中：财政拨款", "60.00", "其中：财政拨款", "20.00"),
                ("其他资金", "30.00", "其他资金", "10.00"),
            ),
            start=1,
        )
        for column, text in zip((2, 3, 5, 6), texts, strict=True)
    ],
]
GOALS = [
    Cell(4, 0, "总体目标", row_span=2),
    Cell(4, 1, "中期目标（2025年—2027年）", column_span=4),
    Cell(4, 5, "年度目标", column_span=3),
    Cell(5, 1, "三年巡查全部堤防90公里。", column_span=4),
    Cell(5, 5, "今年巡查堤防30公里。", column_span=3),
]


def plan_of(*cells: Cell, pages: Sequence[Grid] = ()) -> tuple[PerformancePlan, PlansRead]:
    first = page(1, "项目支出绩效目标申报表", "（2025年）", grid(1, WIDTHS, [*NAME, *FUNDS, *GOALS, *cells]))
    read = read_plans_from_grids([first, *(page(one.page, one) for one in pages)], LAYOUT)
    (plan,) = read.plans
    return plan, read


def rows(*texts: tuple[str | None, ...], first: int) -> list[Cell]:
    return [
        Cell(row, column, text)
        for row, line in enumerate(texts, start=first)
        for column, text in enumerate(line)
        if text is not None
    ]


TWICE = [
    Cell(6, 0, "绩效指标", row_span=4),
    *rows(
        (None, "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"),
        (None, "产出指标", "数量指标", "巡查里程", "90公里", "数量指标", "当年巡查里程", "30公里"),
        (None, None, None, "巡查次数", "36次", None, "当年巡查次数", "12次"),
        (None, "效益指标", "社会效益指标", "险情发现率", "≥90%", "社会效益指标", "", ""),
        first=6,
    ),
]


def test_goals_amounts_and_indicators_beside_those_of_a_longer_term_are_the_years() -> None:
    plan, read = plan_of(*TWICE)
    assert plan.goal == "今年巡查堤防30公里。"
    assert {one.amount_key: str(one.value) for one in plan.amounts} == {
        "budget": "30.00",
        "fiscal": "20.00",
        "other": "10.00",
    }
    assert [(one.level1, one.level2, one.level3, one.target) for one in plan.indicators] == [
        ("产出指标", "数量指标", "当年巡查里程", "30公里"),
        ("产出指标", "数量指标", "当年巡查次数", "12次"),
    ]
    (told,) = [found for found in read.problems if "longer term" in found.detail]
    assert (told.kind, told.printed) == (ObservationKind.TABLE_UNKNOWN, "中期资金总额：")
    used = "".join(use.text for use in read.used)
    assert all(number in used for number in ("90.00", "60.00", "90公里", "36次"))


def test_without_goals_the_right_side_of_a_header_printed_twice_is_the_years() -> None:
    sheet = [*NAME, *[Cell(c.row - 5, c.column, c.text, c.row_span, c.column_span) for c in TWICE]]
    read = read_plans_from_grids([page(1, "项目支出绩效目标申报表", grid(1, WIDTHS, sheet))], LAYOUT)
    assert [one.level3 for one in read.plans[0].indicators] == ["当年巡查里程", "当年巡查次数"]


ONCE = rows(
    ("绩效指标", "一级指标", "二级指标", "三级指标", "指标值"),
    (None, "产出指标", "数量指标", "巡查里程", "30公里"),
    first=6,
)


def test_a_form_with_two_goals_and_one_set_of_indicators_keeps_all_of_these() -> None:
    plan, _ = plan_of(*ONCE)
    assert plan.goal == "今年巡查堤防30公里。"
    assert [(one.level3, one.target) for one in plan.indicators] == [("巡查里程", "30公里")]


def test_a_blank_longer_term_is_nothing_to_tell_but_its_labels() -> None:
    """The form prints its labels in every document."""
    blank = [replaced if (replaced := _blanked(cell)) else cell for cell in [*NAME, *FUNDS, *GOALS, *ONCE]]
    read = read_plans_from_grids([page(1, "项目支出绩效目标申报表", grid(1, WIDTHS, blank))], LAYOUT)
    assert read.plans[0].goal == "今年巡查堤防30公里。"
    assert read.problems == ()


def _blanked(cell: Cell) -> Cell | None:
    if cell.text in ("90.00", "60.00", "三年巡查全部堤防90公里。") or (cell.row == 3 and cell.column == 3):
        return Cell(cell.row, cell.column, "", cell.row_span, cell.column_span)
    return None


@pytest.mark.parametrize("whole", ["总体目标", ""])
def test_goals_in_rows_of_their_own(whole: str) -> None:
    """实施期目标 and 年度目标 below each other, each before its text, with or without a word for both."""
    goals = [
        Cell(1, 0, whole, row_span=2),
        Cell(1, 1, "实施期目标", column_span=2),
        Cell(1, 3, "三年巡查全部堤防90公里。", column_span=5),
        Cell(2, 1, "年度目标", column_span=2),
        Cell(2, 3, "今年巡查堤防30公里。", column_span=5),
    ]
    sheet = [*NAME, *goals, *[Cell(c.row - 3, c.column, c.text, c.row_span, c.column_span) for c in ONCE]]
    read = read_plans_from_grids([page(1, "项目支出绩效目标申报表", grid(1, WIDTHS, sheet))], LAYOUT)
    assert read.plans[0].goal == "今年巡查堤防30公里。"


def test_goals_that_go_on_on_the_next_page_stay_apart() -> None:
    rest = grid(
        2,
        WIDTHS,
        [
            Cell(0, 0, ""),
            Cell(0, 1, "分三期实施。", column_span=4),
            Cell(0, 5, "分两批实施。", column_span=3),
            *[Cell(c.row - 5, c.column, c.text) for c in ONCE],
        ],
    )
    plan, _ = plan_of(pages=[rest])
    assert plan.goal == "今年巡查堤防30公里。分两批实施。"


def sections(*order: str) -> list[Cell]:
    cells: list[Cell] = []
    row = 6
    for name in order:
        cells.append(Cell(row, 0, name, row_span=2))
        target = "90公里" if name.startswith("长期") else "30公里"
        cells += rows(
            (None, "一级指标", "二级指标", "三级指标", "指标值"),
            (None, "产出指标", "数量指标", "巡查里程", target),
            first=row,
        )
        row += 2
    return cells


@pytest.mark.parametrize("order", [("长期绩效指标", "年度绩效指标"), ("年度绩效指标", "长期绩效指标")])
def test_indicators_of_a_longer_term_above_or_below_the_years_are_left_out(order: tuple[str, str]) -> None:
    plan, read = plan_of(*sections(*order))
    assert [(one.level3, one.target) for one in plan.indicators] == [("巡查里程", "30公里")]
    assert "90公里" in "".join(use.text for use in read.used)


def test_indicators_of_a_longer_term_alone_are_those_of_the_plan() -> None:
    plan, _ = plan_of(*sections("长期绩效指标"))
    assert [(one.level3, one.target) for one in plan.indicators] == [("巡查里程", "90公里")]


def test_of_lines_two_goals_side_by_side_cannot_be_told_apart_and_none_is_taken() -> None:
    lines = [
        "项目支出绩效目标表",
        "项目名称 堤防巡查",
        "年度资金总额 30.00",
        "总体目标",
        "实施期总目标 年度目标",
        "三年巡查全部堤防， 今年巡查堤防",
        "共90公里。 30公里。",
        "一级指标 二级指标 三级指标 指标值",
        "产出指标 数量指标 巡查里程 30公里",
    ]
    read = read_plans_from_lines(placed([lines]), LAYOUT)
    assert read.plans[0].goal is None
    assert ["cannot be told apart" in found.detail for found in read.problems] == [True]
