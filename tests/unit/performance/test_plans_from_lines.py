"""Whole performance tables out of text extracts."""

from decimal import Decimal

from services.extractor.performance import PlansRead, read_plans_from_lines
from shared.layout import Layout
from shared.model.document import ObservationKind
from shared.model.money import Unit
from shared.model.performance import PlanKind
from tests.unit.performance.forms import HEAD, HEADER, LAYOUT, SHORT_HEADER, read_pages
from tests.unit.performance.printing import placed

OVERALL = [
    "部门整体绩效目标表",
    "（2025年）",
    "部门名称（盖章） 青原县流动图书馆",
    "部门联系人 林知远 联系电话 0990-123456",
    "年度绩效目标",
    "把书送到每个村，",
    "让读者方便。",
    "年度预算(万元)",
    "资金来源 资金总额（万元）",
    "财政资金（万元）",
    "上级安排 20.00",
    "本级安排 310.05",
    "其他资金（万元） 其他 7.00",
    *SHORT_HEADER,
    "履职效能",
    "数量指标 配送图书 ＞=400 册",
    "2025 年工作计",
    "划",
    "50",
    "质量指标 图书完好率 ＞=95% 行业标准 40",
]
PROJECT = [
    *HEAD,
    *HEADER,
    "产出指标",
    "数量指标",
    "配送次数 =12次 计划标准 12次 90 按照完成比例赋分 工作资料",
]


def shown(read: PlansRead) -> list[tuple[str, str, int]]:
    return [(plan.plan_kind, plan.plan_name, len(plan.indicators)) for plan in read.plans]


def test_a_document_has_a_plan_for_the_department_and_one_for_each_project() -> None:
    read = read_pages(
        ["（四）预算绩效情况", "具体情况见下表："], OVERALL, PROJECT, ["（五）其他需说明的事项", "无。"]
    )
    overall, project = read.plans
    assert (overall.plan_no, overall.plan_kind, overall.title) == (1, PlanKind.OVERALL, "部门整体绩效目标表")
    assert (overall.plan_name, overall.fiscal_year, overall.unit) == ("青原县流动图书馆", 2025, Unit.WAN_YUAN)
    assert overall.goal == "把书送到每个村，让读者方便。"
    assert {amount.amount_key: amount.value for amount in overall.amounts} == {
        "upper_level": Decimal("20.00"),
        "own_level": Decimal("310.05"),
        "other": Decimal("7.00"),
    }
    assert [(row.level3, row.target, row.basis, row.weight) for row in overall.indicators] == [
        ("配送图书", ">=400册", "2025年工作计划", Decimal(50)),
        ("图书完好率", ">=95%", "行业标准", Decimal(40)),
    ]
    assert (overall.place.page, overall.last_page) == (2, 2)
    assert (project.plan_no, project.plan_kind, project.plan_name) == (2, PlanKind.PROJECT, "图书配送经费")
    assert project.amount("budget") == Decimal("12.50")
    assert read.problems == ()


def test_every_character_of_a_plan_is_accounted_for_once_and_none_outside() -> None:
    before, after = ["预算绩效情况见下表 2 张："], ["（五）其他需说明的事项", "结转项目 2 个。"]
    lines = placed([before, OVERALL, PROJECT, after])
    read = read_plans_from_lines(lines, LAYOUT)
    used = {(use.span.key, position) for use in read.used for position in range(use.span.start, use.span.end)}
    printed = {
        (line.key, position)
        for line in lines
        for position, character in enumerate(line.text)
        if line.line.page in (2, 3) and not character.isspace()
    }
    assert used == printed
    assert sum(use.span.end - use.span.start for use in read.used) == len(used)


def test_the_account_says_what_each_number_is() -> None:
    roles = {use.text: use.role for use in read_pages(OVERALL).used}
    assert roles["310.05"] == "amount"
    assert roles["40"] == "weight"
    assert roles["＞=95%"] == "target"
    assert roles["0990-123456"] == "telephone"
    assert roles["（2025年）"] == "preface"


def test_prose_below_the_last_row_is_left_to_others() -> None:
    prose = [
        "当年非财政拨款项目1个，涉及资金7.00万元，不公开的",
        "原因：资金用于往来结算，",
        "金额随业务变动。",
        "2025 年 2 月 9 日",
    ]
    read = read_pages(OVERALL, prose)
    assert shown(read) == [("overall", "青原县流动图书馆", 2)]
    assert {use.span.key[0] for use in read.used} == {1}


def test_a_title_with_department_year_and_number_is_a_title() -> None:
    titled = ["附件2：青原县2025年部门（单位）整体绩效目标", "申报表", *OVERALL[2:]]
    (plan,) = read_pages(titled).plans
    assert (plan.title, plan.fiscal_year) == ("附件2：青原县2025年部门（单位）整体绩效目标申报表", 2025)


def test_the_line_before_a_title_is_no_part_of_it() -> None:
    read = read_pages(["划 10"], OVERALL)
    assert read.plans[0].title == "部门整体绩效目标表"


def test_forms_that_have_lost_their_titles_are_read_and_the_loss_is_told() -> None:
    read = read_pages(OVERALL[1:], PROJECT[1:])
    assert shown(read) == [("overall", "青原县流动图书馆", 2), ("project", "图书配送经费", 1)]
    assert [plan.title for plan in read.plans] == ["", ""]
    assert [plan.fiscal_year for plan in read.plans] == [2025, 2025]
    assert [problem.kind for problem in read.problems] == [ObservationKind.TABLE_UNKNOWN] * 2


def test_another_table_that_names_projects_is_no_plan() -> None:
    read = read_pages(
        ["项目名称 总计 财政拨款", "合计", "购书尾款 2.00 2.00"],
        ["一、项目名称：购书尾款", "项目资金 2.00 万元。"],
    )
    assert read == PlansRead()


def test_a_title_above_no_table_is_told() -> None:
    read = read_pages(["项目支出绩效目标表", "（2025年）", "本单位没有项目支出，此表为空。"])
    assert read.plans == ()
    assert [(problem.kind, problem.printed) for problem in read.problems] == [
        (ObservationKind.TABLE_UNKNOWN, "项目支出绩效目标表")
    ]


def test_an_unknown_column_a_missing_weight_and_a_broken_amount_are_told() -> None:
    read = read_pages(
        [
            *HEAD[:5],
            "年度预算总额 12.5O",
            "一级指标 二级指标 三级指标 度量方式 指标值 指标值设置依据 分值权重",
            "产出指标 数量指标 配送次数 =12次 计划标准",
        ]
    )
    assert [problem.kind for problem in read.problems] == [
        ObservationKind.HEADER_UNMAPPED,
        ObservationKind.NUMBER_BROKEN,
        ObservationKind.ROW_UNMAPPED,
    ]


def test_a_doubtful_border_between_cells_is_told_and_not_hidden() -> None:
    # Nothing in the table says whether 阅读 closes the name or opens the quality.
    rows = [
        "效益指标",
        "社会效益指标",
        "浓厚书香",
        "阅读",
        "兴盛",
        "其他标准 新增 90 按评判等级赋分 说明材料",
    ]
    read = read_pages([*HEAD, *HEADER, *rows])
    assert any(
        problem.kind is ObservationKind.ROW_UNMAPPED and "level3 ends and target begins" in problem.detail
        for problem in read.problems
    )


def test_no_lines_and_a_layout_without_performance_tables_give_nothing() -> None:
    assert read_plans_from_lines([], LAYOUT) == PlansRead()
    assert read_plans_from_lines(placed([OVERALL]), Layout(id="plain", name="plain")) == PlansRead()


def test_a_layout_may_have_columns_of_its_own() -> None:
    form = LAYOUT.performance
    assert form is not None
    own = form.model_copy(update={"columns": {**form.columns, "duty": ("责任科室",)}})
    lines = [
        *HEAD,
        "一级指标 二级指标 三级指标 责任科室 指标值 指标值设置依据 分值权重",
        "产出指标 数量指标 配送次数 借阅科 =12次 计划标准 90",
    ]
    read = read_plans_from_lines(placed([lines]), LAYOUT.model_copy(update={"performance": own}))
    (row,) = read.plans[0].indicators
    assert (row.level3, row.target, row.weight) == ("配送次数", "=12次", Decimal(90))
    assert {use.text: use.role for use in read.used}["借阅科"] == "duty"
    assert not [problem for problem in read.problems if problem.kind is ObservationKind.HEADER_UNMAPPED]
