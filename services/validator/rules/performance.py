"""Performance tables: their budgets add up and agree with the tables, their weights make what the form prescribes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held, not_checkable
from services.validator.rules.intervals import half_unit
from services.validator.rules.narrative import cell_sum
from services.validator.rules.tied import plan_cells_tie, plan_tie, weight_tie
from services.validator.rules.ties import Tie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, cells, signed
from shared.layout.label import words
from shared.model.finding import Fault
from shared.model.money import Unit, decimals
from shared.model.performance import PerformancePlan, PlanKind
from shared.rulebook.equation import CellRef, Term
from shared.rulebook.formula import parse_side
from shared.rulebook.instantiate import resolve

_WEIGHT_SUMS = (90, 100)
"""Where the layout does not say: 100, or 90 beside the 10 points that the form gives for execution."""
_WHOLE_BUDGET = (
    parse_side("T1[total, income]"),
    parse_side("T2[total, total]"),
    parse_side("T3[total, total]"),
)


def performance_checks(view: DocumentView) -> Iterator[Check]:
    """Check every performance table."""
    for plan in view.document.plans:
        yield from _sums(plan)
        yield from _weights(view, plan)
        if plan.plan_kind is PlanKind.OVERALL:
            yield from _overall(view, plan)
        else:
            yield from _project(view, plan)


def _half(plan: PerformancePlan) -> Decimal:
    if plan.unit is Unit.YUAN:
        return Decimal(0)
    return half_unit(max((decimals(found.value) for found in plan.amounts), default=2))


def _sums(plan: PerformancePlan) -> Iterator[Check]:
    fiscal, by_level = plan.amount("fiscal"), _total(plan, "upper_level", "own_level")
    if fiscal is not None and by_level is not None:
        numbers = Numbers(by_level, fiscal, _half(plan) * 3)
        yield _compared(
            "performance.fiscal",
            plan,
            "fiscal",
            numbers,
            Message("upper_level + own_level", "上级与本级安排之和"),
            partial(plan_tie, plan, ("fiscal",), ("upper_level", "own_level"), numbers.tolerance),
        )
    budget, other = plan.amount("budget"), plan.amount("other")
    known = fiscal if fiscal is not None else by_level
    if budget is not None and known is not None and other is not None:
        numbers = Numbers(known + other, budget, _half(plan) * 3)
        parts = ("fiscal", "other") if fiscal is not None else ("upper_level", "own_level", "other")
        tie = partial(plan_tie, plan, ("budget",), parts, numbers.tolerance)
        name = Message("fiscal + other", "财政资金与其他资金之和")
        yield _compared("performance.budget", plan, "budget", numbers, name, tie)


def _total(plan: PerformancePlan, *keys: str) -> Decimal | None:
    """Give the sum of some amounts, None where one of them is not printed."""
    values = [plan.amount(key) for key in keys]
    printed = [value for value in values if value is not None]
    return sum(printed, Decimal(0)) if len(printed) == len(values) else None


def _compared(  # noqa: PLR0917 - one call, one comparison
    rule_id: str,
    plan: PerformancePlan,
    key: str,
    numbers: Numbers,
    other: Message,
    tie: Callable[[], Tie],
) -> Check:
    difference, expected, actual = numbers.difference, numbers.expected, numbers.actual
    if (
        difference is None
        or expected is None
        or actual is None
        or abs(difference) <= (numbers.tolerance or 0)
    ):
        return held(rule_id, tie)
    message = Message(
        f"Performance table “{plan.plan_name}”, page {plan.place.page}: {key} is {amount(actual)}, "
        f"but {other.en} is {amount(expected)}; difference {signed(difference)}",
        f"第{plan.place.page}页绩效目标表“{plan.plan_name}”的金额为{amount(actual)}，而{other.zh}为{amount(expected)}，"
        f"相差{signed(difference)}",
    )
    place = next((found.place for found in plan.amounts if found.amount_key == key), plan.place)
    spot = Spot(row_label=plan.plan_name, column_key=key, place=place)
    return broken(rule_id, message, spot=spot, numbers=numbers, fault=Fault.DISCLOSURE, tie=tie)


def _weights(view: DocumentView, plan: PerformancePlan) -> Iterator[Check]:
    rule_id = "performance.weights"
    weights = [indicator.weight for indicator in plan.indicators if indicator.weight is not None]
    if not weights:
        return
    form = view.layout.performance if view.layout else None
    allowed = form.weight_sums if form else _WEIGHT_SUMS
    total = sum(weights, Decimal(0))
    expected = Decimal(min(allowed, key=lambda one: abs(total - one)))
    tie = partial(weight_tie, plan, expected)
    if total in allowed:
        yield held(rule_id, tie)
        return
    named = " or ".join(str(one) for one in allowed)
    message = Message(
        f"Performance table “{plan.plan_name}”, page {plan.place.page}: the weights make {total}, not {named}",
        f"第{plan.place.page}页绩效目标表“{plan.plan_name}”的分值权重合计为{total}，应为{named.replace(' or ', '或')}",
    )
    spot = Spot(row_label=plan.plan_name, column_key="weight", place=plan.place)
    if len(weights) < len(plan.indicators):
        yield not_checkable(rule_id, message, spot=spot)
        return
    numbers = Numbers(expected=expected, actual=total, tolerance=Decimal(0))
    yield broken(rule_id, message, spot=spot, numbers=numbers, fault=Fault.DISCLOSURE, tie=tie)


def _overall(view: DocumentView, plan: PerformancePlan) -> Iterator[Check]:
    by_source = _total(plan, "upper_level", "own_level", "other")
    stated, parts = (plan.amount("budget"), 1) if plan.amount("budget") is not None else (by_source, 3)
    if stated is None:
        return
    for side in _WHOLE_BUDGET:
        terms = resolve("performance.overall", side, view.outlines)
        if isinstance(terms, tuple) and (found := cell_sum(view, terms, plan.unit)) is not None:
            numbers = Numbers(found.middle, stated, found.radius + _half(plan) * parts)
            keys = ("budget",) if parts == 1 else ("upper_level", "own_level", "other")
            tie = partial(plan_cells_tie, view, plan, keys, terms, numbers.tolerance)
            yield _compared("performance.overall", plan, "budget", numbers, cells(view, terms), tie)
            return


def _project(view: DocumentView, plan: PerformancePlan) -> Iterator[Check]:
    """Compare a project's fiscal money with its rows in T7; what other money pays for stands in no table by name."""
    rule_id, table = "performance.project", view.tables.get("T7")
    key = "fiscal" if plan.amount("fiscal") is not None else "budget"
    stated = plan.amount(key)
    if table is None or not stated:
        return
    name = words(plan.plan_name)
    rows = [row for row in table.rows if row.project_name and words(row.project_name) == name]
    terms = tuple(Term(CellRef("T7", row.row_no, "total")) for row in rows)
    found = cell_sum(view, terms, plan.unit) if terms else None
    if found is None:
        message = Message(
            f"Performance table “{plan.plan_name}”, page {plan.place.page}: no row of T7 bears this name",
            f"第{plan.place.page}页绩效目标表“{plan.plan_name}”：一般公共预算项目支出表中没有同名项目",
        )
        yield not_checkable(rule_id, message, spot=Spot(row_label=plan.plan_name, place=plan.place))
        return
    same = len(terms) == 1 and view.unit("T7") is plan.unit
    numbers = Numbers(found.middle, stated, Decimal(0) if same else found.radius + _half(plan))
    tie = partial(plan_cells_tie, view, plan, (key,), terms, numbers.tolerance)
    yield _compared(rule_id, plan, key, numbers, cells(view, terms), tie)
