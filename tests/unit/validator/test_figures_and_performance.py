from dataclasses import replace
from decimal import Decimal

import pytest

from services.validator.assembly import AssembledDocument
from shared.model.finding import Finding, Outcome
from shared.model.narrative import Figure
from shared.model.performance import Indicator, PerformancePlan, PlanAmount, PlanKind
from shared.model.place import Place
from tests.unit.validator.documents import bare, figure, from_example, told


def of(document: AssembledDocument, rule_id: str) -> list[Finding]:
    return [finding for finding in told(document) if finding.rule_id == rule_id]


def stated(**values: str) -> list[Figure]:
    units = {"staff": "人", "procurement": "万元"}
    return [
        figure(key.replace("__", "."), Decimal(value), units[key.partition("__")[0]])
        for key, value in values.items()
    ]


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        (stated(staff__actual="16", staff__serving="13", staff__retired="3", staff__veteran_retired="0"), []),
        (
            stated(staff__actual="17", staff__serving="13", staff__retired="3", staff__veteran_retired="0"),
            [("figures.sum", Outcome.BROKEN)],
        ),
        (stated(staff__actual="17", staff__serving="13"), [("figures.sum", Outcome.NOT_CHECKABLE)]),
        (stated(staff__serving="13", staff__retired="3"), [("figures.sum", Outcome.NOT_CHECKABLE)]),
        (
            stated(
                procurement__total="10.01",
                procurement__goods="3.00",
                procurement__works="0",
                procurement__services="7.00",
            ),
            [("rounding.sum", Outcome.BROKEN)],
        ),
        (
            stated(procurement__total="10.00", procurement__reserved_sme="10.00"),
            [("figures.sum", Outcome.NOT_CHECKABLE)],
        ),
        (stated(procurement__reserved_sme="10.00"), [("figures.limit", Outcome.NOT_CHECKABLE)]),
        (
            stated(procurement__total="10.00", procurement__reserved_sme="10.01"),
            [("figures.limit", Outcome.BROKEN), ("figures.sum", Outcome.NOT_CHECKABLE)],
        ),
    ],
)
def test_figures_of_the_other_sections(figures: list[Figure], found: list[tuple[str, Outcome]]) -> None:
    rules = ("figures.sum", "figures.limit", "rounding.sum")

    assert [(f.rule_id, f.outcome) for f in told(bare(figures=tuple(figures))) if f.rule_id in rules] == found


def plan(
    kind: PlanKind, weights: tuple[str | None, ...] = (), name: str = "道路养护", **amounts: str
) -> PerformancePlan:
    here = Place(page=9)
    return PerformancePlan(
        plan_no=1,
        plan_kind=kind,
        title="绩效目标表",
        plan_name=name,
        amounts=tuple(
            PlanAmount(amount_key=key, printed=value, value=Decimal(value), place=here)
            for key, value in amounts.items()
        ),
        indicators=tuple(
            Indicator(level3="指标", weight=None if weight is None else Decimal(weight), place=here)
            for weight in weights
        ),
        place=here,
        last_page=9,
    )


TABLES = from_example({"T1": {"total": {"income": "120.00"}}, "T7": {"2010302/道路养护": {"total": "15.00"}}})
PROJECT, OVERALL = PlanKind.PROJECT, PlanKind.OVERALL


@pytest.mark.parametrize(
    ("made", "rule_id", "outcome"),
    [
        (plan(PROJECT, budget="15.00", fiscal="15.00", other="0.00"), "performance.budget", None),
        (plan(PROJECT, budget="16.00", fiscal="15.00", other="0.00"), "performance.budget", Outcome.BROKEN),
        (plan(PROJECT, budget="16.00", fiscal="15.00"), "performance.budget", Outcome.NOT_CHECKABLE),
        # One source alone is the same money printed again; of several, each may be rounded.
        (
            plan(PROJECT, budget="15.01", fiscal="15.00", other="0.00"),
            "performance.budget",
            Outcome.BROKEN,
        ),
        (plan(PROJECT, budget="15.01", fiscal="14.00", other="1.00"), "performance.budget", None),
        (plan(PROJECT, budget="15.1", fiscal="15.06", other="0.00"), "performance.budget", None),
        (
            plan(OVERALL, budget="9.00", other="2.00", upper_level="3.00", own_level="4.00"),
            "performance.budget",
            None,
        ),
        (
            plan(OVERALL, budget="9.00", other="5.00", upper_level="3.00", own_level="4.00"),
            "performance.budget",
            Outcome.BROKEN,
        ),
        (plan(OVERALL, fiscal="7.00", upper_level="3.00", own_level="4.00"), "performance.fiscal", None),
        (
            plan(OVERALL, fiscal="8.00", upper_level="3.00", own_level="4.00"),
            "performance.fiscal",
            Outcome.BROKEN,
        ),
        (plan(OVERALL, other="20.00", upper_level="0.00", own_level="100.00"), "performance.overall", None),
        (
            plan(OVERALL, other="20.00", upper_level="0.00", own_level="10.00"),
            "performance.overall",
            Outcome.BROKEN,
        ),
        (plan(OVERALL, other="20.00", own_level="10.00"), "performance.overall", Outcome.NOT_CHECKABLE),
        (plan(PROJECT, (None, None)), "performance.weights", Outcome.NOT_CHECKABLE),
        (plan(PROJECT, fiscal="15.00"), "performance.project", None),
        (plan(PROJECT, fiscal="51.00"), "performance.project", Outcome.BROKEN),
        (plan(PROJECT, fiscal="0.00", other="3.00"), "performance.project", None),
        (plan(PROJECT, fiscal="15.00", name="道路养护工作"), "performance.project", Outcome.NOT_CHECKABLE),
        (plan(PROJECT, ("40", "40", "10")), "performance.weights", None),
        (plan(PROJECT, ("40", "40", "20")), "performance.weights", None),
        (plan(PROJECT, ("40", "40", "11")), "performance.weights", Outcome.BROKEN),
        (plan(PROJECT, ("40", "40", None)), "performance.weights", Outcome.NOT_CHECKABLE),
        (plan(PROJECT), "performance.weights", None),
    ],
)
def test_performance_tables(made: PerformancePlan, rule_id: str, outcome: Outcome | None) -> None:
    found = of(replace(TABLES, plans=(made,)), rule_id)

    assert [finding.outcome for finding in found] == ([outcome] if outcome else [])


@pytest.mark.parametrize(("stated", "is_broken"), [("120.00", False), ("118.00", False), ("115.00", True)])
def test_the_whole_of_an_overall_table_may_leave_out_what_the_next_year_gets(
    stated: str, *, is_broken: bool
) -> None:
    totals = {"total": {"income": "120.00"}, "expenditure.current": {"expenditure": "118.00"}}
    document = replace(from_example({"T1": totals}), plans=(plan(OVERALL, budget=stated),))

    assert bool(of(document, "performance.overall")) is is_broken


def test_a_weight_finding_says_what_the_form_allows() -> None:
    (finding,) = of(replace(TABLES, plans=(plan(PROJECT, ("41", "11", "39")),)), "performance.weights")

    assert (finding.expected, finding.actual) == (Decimal(90), Decimal(91))
    assert "not 90 or 100" in finding.message
    assert "应为90或100" in finding.message_zh


@pytest.mark.parametrize(
    ("total", "unit", "outcomes"),
    [
        ("0.3", "亿元", []),
        ("30000000.00", "元", []),
        ("3000.00", "万元", []),
        ("0.5", "亿元", [Outcome.BROKEN]),
    ],
)
def test_a_whole_may_be_told_in_another_unit_than_its_parts(
    total: str, unit: str, outcomes: list[Outcome]
) -> None:
    figures = (
        figure("procurement.total", Decimal(total), unit),
        *stated(procurement__goods="1000.00", procurement__works="0", procurement__services="2000.00"),
    )
    assert [found.outcome for found in of(bare(figures=figures), "figures.sum")] == outcomes
