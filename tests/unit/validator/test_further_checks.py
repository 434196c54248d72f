"""Indicators, restated figures, units of sentences, parent rows, and rows that no placing reconciles."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shared.model.finding import Finding, Outcome, Severity
from shared.model.money import Unit
from shared.model.narrative import Claim, Figure
from shared.model.performance import Indicator, PerformancePlan, PlanAmount, PlanKind
from shared.model.place import Place
from shared.model.table import OpenAmount, Table
from tests.unit.validator.documents import bare, changed, from_example, told, ungrouped

PAGE = Place(page=3)
T1 = from_example({"T1": {"total": {"income": "120.00", "expenditure": "120.00"}}})


def plan(
    goal: str = "", *targets: tuple[str, str], kind: PlanKind = PlanKind.PROJECT, number: int = 1
) -> PerformancePlan:
    amounts = {"budget": "30.00", "fiscal": "20.00", "other": "10.00"}
    return PerformancePlan(
        plan_no=number,
        plan_kind=kind,
        title="绩效目标表",
        plan_name="渠道清淤",
        fiscal_year=2024,
        goal=goal,
        amounts=tuple(
            PlanAmount(amount_key=key, printed=value, value=Decimal(value), place=PAGE)
            for key, value in amounts.items()
        ),
        indicators=tuple(
            Indicator(level1="产出指标", level3=name, target=target, place=PAGE) for name, target in targets
        ),
        place=PAGE,
        last_page=3,
    )


def of_plans(rule_id: str, *plans: PerformancePlan) -> list[Finding]:
    return ungrouped(bare(plans=plans), rule_id)


@pytest.mark.parametrize(
    ("goal", "severities"),
    [
        ("项目资金30万元，其中：财政资金20万元，其他资金10万元。", []),
        ("项目资金31万元，其中：财政资金20万元。", [Severity.WARNING]),
        ("项目资金30.01万元。", [Severity.INFO]),
        ("该项目资金 300000 元，清淤三十公里。", []),
        ("清淤30公里。", []),
    ],
)
def test_amounts_in_a_goal_agree_with_the_budget(goal: str, severities: list[Severity]) -> None:
    assert [finding.severity for finding in of_plans("performance.goal", plan(goal))] == severities


@pytest.mark.parametrize(
    ("target", "broken"), [("<=30万元", False), ("<=31万元", True), ("<=300000元", False), (">=95%", False)]
)
def test_a_ceiling_does_not_exceed_the_budget(target: str, broken: bool) -> None:
    assert bool(of_plans("performance.ceiling", plan("", ("材料成本（万元）", target)))) is broken


@pytest.mark.parametrize(("amount", "broken"), [("12.00", False), ("12.50", True)])
def test_a_ceiling_that_is_named_like_a_part_of_the_allocation_equals_it(amount: str, broken: bool) -> None:
    claims = tuple(
        Claim(
            claim_no=number,
            section="七、",
            section_key="projects",
            subject=subject,
            subject_key=key,
            amount=Decimal(value),
            part_of=part_of,
            quote="",
            place=PAGE,
        )
        for number, subject, key, value, part_of in (
            (1, "渠道清淤", "project_budget", "30.00", None),
            (2, "材料", "project_allocation", amount, 1),
        )
    )
    document = bare(plans=(plan("", ("材料成本（万元）", "<=12万元")),), claims=claims)

    assert bool(ungrouped(document, "performance.ceiling")) is broken


def test_an_indicator_is_not_printed_twice() -> None:
    twice = plan("", ("清淤长度", ">=30公里"), ("清淤长度", ">=30公里"))

    assert len(of_plans("performance.indicator_once", twice)) == 1
    assert of_plans("performance.indicator_once", plan("", ("清淤长度", ">=30公里"))) == []


def test_targets_are_those_of_the_fiscal_year() -> None:
    assert of_plans("performance.target_year", plan("", ("完成时间", "=2024年12月"))) == []
    assert len(of_plans("performance.target_year", plan("", ("完成时间", "=2023年12月")))) == 1


def test_the_same_indicator_with_another_target_is_told() -> None:
    whole = plan("", ("清淤长度", ">=30公里"), kind=PlanKind.OVERALL)

    assert of_plans("performance.same_target", whole, plan("", ("清淤长度", ">=30公里"), number=2)) == []
    (finding,) = of_plans("performance.same_target", whole, plan("", ("清淤长度", ">=20公里"), number=2))
    assert finding.severity is Severity.INFO


def figure(key: str, value: str, unit: str = "万元") -> Figure:
    return Figure(figure_key=key, value=Decimal(value), unit=unit, quote="", place=PAGE)


@pytest.mark.parametrize(
    ("value", "severities"), [("120.00", []), ("120.01", [Severity.INFO]), ("210.00", [Severity.WARNING])]
)
def test_the_money_of_the_overall_goals_is_the_budget(value: str, severities: list[Severity]) -> None:
    document = replace(T1, figures=(figure("performance.overall_amount", value),))

    assert [f.severity for f in ungrouped(document, "figures.cell")] == severities


@pytest.mark.parametrize(
    ("key", "value", "unit", "broken"),
    [
        ("performance.fiscal_projects", "1", "个", False),
        ("performance.fiscal_projects", "2", "个", True),
        ("performance.fiscal_amount", "20.00", "万元", False),
        ("performance.nonfiscal_amount", "20.00", "万元", True),
        ("performance.overall_goals", "0", "个", False),
    ],
)
def test_projects_are_as_many_as_their_tables(key: str, value: str, unit: str, broken: bool) -> None:
    document = bare(plans=(plan(),), figures=(figure(key, value, unit),))

    assert bool(ungrouped(document, "figures.plans")) is broken


def test_without_performance_tables_nothing_is_counted() -> None:
    (finding,) = ungrouped(bare(figures=(figure("performance.projects", "2", "个"),)), "figures.plans")

    assert finding.outcome is Outcome.NOT_CHECKABLE


def stated(number: int, amount: str, unit: Unit = Unit.WAN_YUAN) -> Claim:
    return Claim(
        claim_no=number, section="", section_key=None, subject=f"第{number}项", amount=Decimal(amount), unit=unit,
        quote="", place=PAGE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("odd", "broken"),
    [
        (stated(11, "3.00"), False),
        (stated(11, "300.00", Unit.YUAN), True),
        (stated(11, "30000", Unit.YUAN), False),
    ],
)
def test_a_small_amount_in_yuan_among_amounts_in_wan_yuan_is_told(odd: Claim, broken: bool) -> None:
    document = bare(claims=(*(stated(number, "5.00") for number in range(1, 11)), odd))

    assert [f.row_label for f in ungrouped(document, "identity.claim_unit")] == (["第11项"] if broken else [])


@pytest.mark.parametrize(
    ("codes", "missing"),
    [
        (("201", "20103", "2010301"), []),
        (("20103", "2010301"), ["201"]),
        (("201", "20103", "2010301", "2080501"), ["20805", "208"]),
        (("2010301", "2080501"), []),
    ],
)
def test_a_class_above_a_printed_row_is_printed(codes: tuple[str, ...], missing: list[str]) -> None:
    others = {"T5": {code: {"total": "1.00"} for code in ("201", "20103", "2010301")}}
    document = from_example({"T3": {code: {"total": "1.00"} for code in codes}, **others})

    found = ungrouped(document, "completeness.parent_row")
    assert sorted(str(finding.row_code) for finding in found) == sorted(missing)


def with_open(amounts: tuple[str, ...]) -> list[Finding]:
    """A row of T11 whose total is 82.40 and whose other amounts have no column."""
    document = from_example({"T11": {"total": {"total": "82.40"}}})
    candidates = ("fiscal_total", "fiscal_project", "nonfiscal_total", "nonfiscal_project")

    def opened(table: Table) -> Table:
        (row,) = table.rows
        found = tuple(
            OpenAmount(printed=value, value=Decimal(value), candidates=candidates, place=PAGE)
            for value in amounts
        )
        keys = ("total", *candidates)
        columns = tuple(replace(table.columns[0], key=key, label=key) for key in keys)
        return replace(table, rows=(replace(row, open_amounts=found),), columns=columns)

    return [
        f for f in told(changed(document, "T11", opened), Severity.ERROR) if f.rule_id.startswith("within")
    ]


def test_a_row_whose_amounts_fit_into_no_columns_disagrees_with_itself() -> None:
    assert with_open(("82.40", "85.40"))


def test_a_row_whose_amounts_fit_in_several_ways_is_not_accused() -> None:
    assert with_open(("82.40", "82.40")) == []
