"""Performance tables out of ruled grids."""

from decimal import Decimal

import pytest

from services.extractor.performance import PlansRead, read_plans_from_grids
from services.extractor.reading.page import Page
from shared.model.document import ObservationKind
from shared.model.performance import PlanKind
from shared.model.place import Box
from tests.unit.performance.forms import LAYOUT, texts
from tests.unit.performance.ruled import Cell, grid, page, rows

WIDTHS = (50, 50, 100, 60, 60, 50, 40, 60, 50)
COLUMNS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
    "指标值设置依据",
    "上年完成值",
    "指标分值权重",
    "指标赋分规则",
    "佐证资料",
)
FORM = [
    Cell(0, 0, "预算单位", column_span=2),
    Cell(0, 2, "青原县流动图书馆", column_span=7),
    Cell(1, 0, "项目名称", column_span=2),
    Cell(1, 2, "图书配送经费", column_span=3),
    Cell(1, 5, "项目负责人", column_span=2),
    Cell(1, 7, "林知远", column_span=2),
    Cell(2, 0, "项目资金（万元）", column_span=2),
    Cell(2, 2, "年度预算总额"),
    Cell(2, 3, "12.50"),
    Cell(2, 4, "其中：财政拨款"),
    Cell(2, 5, "12.00", column_span=2),
    Cell(2, 7, "其他资金"),
    Cell(2, 8, "0.50"),
    Cell(3, 0, "项目总体目标", column_span=2),
    Cell(3, 2, "项目资金12.50万元，全年向村镇配送新书。", column_span=7),
    *rows(COLUMNS, first_row=4),
]
SCORING = ("按照完成比例赋分", "工作资料")


def read(*pages: Page) -> PlansRead:
    return read_plans_from_grids(pages, LAYOUT)


def first_page(*cells: Cell) -> Page:
    return page(1, "项目支出绩效目标表", "（2025年）", grid(1, WIDTHS, [*FORM, *cells]))


ROWS = [
    Cell(5, 0, "产出指标", row_span=3),
    Cell(5, 1, "数量指标", row_span=2),
    *[Cell(5, 2 + n, t) for n, t in enumerate(("配送次数", "＞=12 次", "计划标准", "10次", "30", *SCORING))],
    *[Cell(6, 2 + n, t) for n, t in enumerate(("新书种数", "=300种", "计划标准", "", "20", *SCORING))],
    Cell(7, 1, "质量指标"),
    *[Cell(7, 2 + n, t) for n, t in enumerate(("图书完好率", "≥95%", "行业标准", "95%", "40", *SCORING))],
]


def test_fields_and_rows_are_read_with_page_and_box() -> None:
    (plan,) = read(first_page(*ROWS)).plans
    assert (plan.plan_kind, plan.plan_name, plan.fiscal_year) == (PlanKind.PROJECT, "图书配送经费", 2025)
    assert plan.goal == "项目资金12.50万元，全年向村镇配送新书。"
    assert {amount.amount_key: amount.value for amount in plan.amounts} == {
        "budget": Decimal("12.50"),
        "fiscal": Decimal("12.00"),
        "other": Decimal("0.50"),
    }
    assert plan.amounts[0].place.box == Box(x0=250, top=140, x1=310, bottom=160)
    assert texts(plan.indicators[0]) == (
        "产出指标",
        "数量指标",
        "配送次数",
        ">=12次",
        "计划标准",
        "10次",
        "30",
        "按照完成比例赋分",
        "工作资料",
    )
    assert plan.indicators[0].place.page == 1
    assert plan.indicators[0].place.box == Box(x0=150, top=200, x1=570, bottom=220)


def test_a_merged_level_holds_for_all_its_rows_and_a_blank_cell_stays_blank() -> None:
    (plan,) = read(first_page(*ROWS)).plans
    assert [(row.level1, row.level2, row.previous) for row in plan.indicators] == [
        ("产出指标", "数量指标", "10次"),
        ("产出指标", "数量指标", None),
        ("产出指标", "质量指标", "95%"),
    ]


def test_rows_go_on_on_the_next_page_with_and_without_a_repeated_header() -> None:
    more = ("", "", "下乡场次", ">=6场", "计划标准", "5场", "10", *SCORING)
    for repeated in ([], [COLUMNS]):
        second = page(2, grid(2, WIDTHS, rows(*repeated, more), top=40), "2")
        (plan,) = read(first_page(*ROWS), second).plans
        assert [row.level3 for row in plan.indicators] == ["配送次数", "新书种数", "图书完好率", "下乡场次"]
        last = plan.indicators[-1]
        assert (last.level1, last.level2, last.place.page) == ("产出指标", "质量指标", 2)
        assert plan.last_page == 2


def test_a_header_that_the_page_end_cuts_names_the_columns() -> None:
    """The rest of its labels stands above the first row of the next page; nothing is noticed."""
    torn = [{"指标值设置依据": "指标值设置", "指标分值权重": "指标分值"}.get(name, name) for name in COLUMNS]
    rest = ["", "", "", "", "依据", "", "权重", "", ""]
    first = page(1, "项目支出绩效目标表", grid(1, WIDTHS, [*FORM[: -len(COLUMNS)], *rows(torn, first_row=4)]))
    row = ("产出指标", "数量指标", "下乡场次", ">=6场", "计划标准", "5场", "10", *SCORING)
    found = read(first, page(2, grid(2, WIDTHS, rows(rest, row), top=40)))

    (indicator,) = found.plans[0].indicators
    assert (indicator.level3, indicator.basis, indicator.weight) == ("下乡场次", "计划标准", Decimal(10))
    assert not found.problems


def test_a_row_that_the_page_end_cuts_in_two_is_one_row() -> None:
    cut = [
        Cell(5, 0, "产出指"),
        Cell(5, 1, "数量指标"),
        *[
            Cell(5, 2 + n, t)
            for n, t in enumerate(("购置流动图书车费用（万", "<=45", "计划标准", "新增", "30"))
        ],
        Cell(5, 7, "按照完成"),
        Cell(5, 8, "工作资料"),
    ]
    rest = ("标", "", "元）", "万元", "", "", "", "比例赋分", "")
    after = ("", "质量指标", "图书完好率", "≥95%", "行业标准", "95%", "40", *SCORING)
    (plan,) = read(first_page(*cut), page(2, grid(2, WIDTHS, rows(rest, after), top=40))).plans
    assert [texts(row) for row in plan.indicators] == [
        (
            "产出指标",
            "数量指标",
            "购置流动图书车费用（万元）",
            "<=45万元",
            "计划标准",
            "新增",
            "30",
            *SCORING,
        ),
        ("产出指标", "质量指标", "图书完好率", ">=95%", "行业标准", "95%", "40", *SCORING),
    ]


def test_columns_are_found_by_their_header_and_not_by_their_number() -> None:
    # The form's own words stand in a first column; the name is split over two grid columns below one header cell.
    cells = [
        Cell(0, 0, "年度绩效指标", row_span=3),
        *[Cell(0, 1 + n, t) for n, t in enumerate(("一级指标", "二级指标"))],
        Cell(0, 3, "三级指标", column_span=2),
        Cell(0, 5, "分值权重（90分）"),
        Cell(0, 6, "指标值"),
        Cell(1, 1, "履职效能", row_span=2),
        Cell(1, 2, "数量指标", row_span=2),
        Cell(1, 3, "配送"),
        Cell(1, 4, "图书"),
        Cell(1, 5, "50"),
        Cell(1, 6, "≥400册"),
        Cell(2, 3, "在岗人员", column_span=2),
        Cell(2, 5, "40"),
        Cell(2, 6, "=9人"),
    ]
    form = page(
        1, "部门整体绩效目标表", "部门名称：青原县流动图书馆", grid(1, (30, 60, 60, 50, 50, 60, 60), cells)
    )
    (plan,) = read(form).plans
    assert plan.plan_name == "青原县流动图书馆"
    assert [(r.level1, r.level2, r.level3, r.target, r.weight) for r in plan.indicators] == [
        ("履职效能", "数量指标", "配送图书", ">=400册", Decimal(50)),
        ("履职效能", "数量指标", "在岗人员", "=9人", Decimal(40)),
    ]


def test_level_names_without_indicators_give_no_rows() -> None:
    cells = rows(
        ("一级指标", "二级指标", "三级指标", "指标值", "分值权重"),
        ("运行成本", "数量指标", "在岗人员", "=9人", "40"),
        ("管理效率", "", "", "", ""),
        ("履职效能", "", "配送图书", "≥400册", "50"),
        ("社会效益", "", "", "", ""),
    )
    (plan,) = read(page(1, "部门整体绩效目标表", "单位名称：青原县图书馆", grid(1, (60,) * 5, cells))).plans
    assert [(row.level1, row.level2, row.level3) for row in plan.indicators] == [
        ("运行成本", "数量指标", "在岗人员"),
        ("履职效能", None, "配送图书"),
    ]


@pytest.mark.parametrize(("target", "is_told"), [("", False), ("≥3场", True)])
def test_only_a_form_that_was_filled_in_lacks_its_name(target: str, *, is_told: bool) -> None:
    cells = rows(
        ("项目名称", "", "", "", ""),
        ("一级指标", "二级指标", "三级指标", "指标值", "分值权重"),
        ("产出指标", "数量指标", "指标1：", target, ""),
    )
    found = read(page(1, "项目支出绩效目标表", grid(1, (60,) * 5, cells)))
    assert any("names no project" in problem.detail for problem in found.problems) is is_told


def test_a_level_without_indicators_at_a_page_end_is_no_cut_row() -> None:
    """The next page begins with a level of its own."""
    bare = Cell(8, 0, "成本指标")
    row = ("效益指标", "社会效益指标", "借阅人次", ">=500人次", "计划标准", "", "10", *SCORING)
    (plan,) = read(first_page(*ROWS, bare), page(2, grid(2, WIDTHS, rows(row), top=40))).plans
    last = plan.indicators[-1]
    assert (last.level1, last.level2, last.level3) == ("效益指标", "社会效益指标", "借阅人次")


def test_a_form_in_the_same_grid_or_without_its_title_is_a_plan_of_its_own() -> None:
    header = ("一级指标", "二级指标", "三级指标", "指标值", "分值权重")
    form = rows(
        ("项目名称", "图书配送经费", "项目负责人", "林知远", ""),
        header,
        ("产出指标", "数量指标", "配送次数", "=12次", "90"),
        ("项目名称", "读者活动经费", "项目负责人", "沈书禾", ""),
        header,
        ("产出指标", "数量指标", "活动场次", "=6场", "90"),
    )
    found = read(page(1, "项目支出绩效目标表", grid(1, (60,) * 5, form)))
    assert [(plan.plan_name, [row.level3 for row in plan.indicators]) for plan in found.plans] == [
        ("图书配送经费", ["配送次数"]),
        ("读者活动经费", ["活动场次"]),
    ]
    assert [problem.kind for problem in found.problems] == [ObservationKind.TABLE_UNKNOWN]


def test_a_sentence_a_heading_or_another_table_ends_a_plan() -> None:
    other = rows(("科目", "合计"), ("办公费", "3.20"))
    for between in ("以上目标已经审核，自批复之日起执行。", "（五）其他需说明的事项"):
        found = read(first_page(*ROWS), page(2, between, grid(2, (200, 320), other, top=80)))
        assert [len(plan.indicators) for plan in found.plans] == [3]
    found = read(first_page(*ROWS), page(2, grid(2, (100, 100), other, top=40)))
    assert {use.span.key[0] for use in found.used} == {1}


def test_every_cell_of_a_plan_is_accounted_for_once() -> None:
    sheet = first_page(*ROWS)
    found = read(sheet)
    cells = {(1, 0, cell.row, cell.column) for cell in sheet.grids[0].cells if cell.text}
    keys = [use.span.key for use in found.used if len(use.span.key) == 4]
    assert set(keys) == cells
    assert len(keys) == len(cells)
    assert {use.text: use.role for use in found.used}["12.50"] == "amount"


def test_a_mention_of_the_title_above_another_table_is_no_plan() -> None:
    other = rows(("项目名称", "合计", "财政拨款"), ("购书尾款", "3.20", "3.20"))
    assert read(page(1, "项目支出绩效目标表", grid(1, (60, 60, 60), other))).plans == ()


def test_an_unknown_column_is_told_with_its_box() -> None:
    cells = rows(
        ("一级指标", "二级指标", "三级指标", "度量方式", "指标值"),
        ("产出指标", "数量指标", "配送次数", "正向", "=12次"),
    )
    found = read(page(1, "项目支出绩效目标表", "项目名称：图书配送经费", grid(1, (60,) * 5, cells)))
    (problem,) = found.problems
    assert (problem.kind, problem.printed) == (ObservationKind.HEADER_UNMAPPED, "度量方式")
    assert problem.place.box is not None
    assert found.plans[0].indicators[0].target == "=12次"
