"""Performance tables: their budgets add up and agree with the tables, their weights make what the form prescribes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache, partial

from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held, not_checkable
from services.validator.rules.counterparts import of_cells, of_plan
from services.validator.rules.narrative import cell_sum
from services.validator.rules.slips import any_slip
from services.validator.rules.tied import plan_cells_tie, plan_tie, weight_tie
from services.validator.rules.ties import SumTie, Tie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, cells, signed
from shared.layout.label import words
from shared.model.finding import Counterpart, Fault
from shared.model.money import Unit, decimals, half_unit
from shared.model.performance import PerformancePlan, PlanKind
from shared.rulebook.equation import CellRef, Term
from shared.rulebook.formula import CellName, parse_side
from shared.rulebook.instantiate import resolve

_YUAN, _OVERALL_PLAN = Unit.YUAN, PlanKind.OVERALL
_WEIGHT_SUMS = (90, 100)
"""Where the layout does not say: 100, or 90 beside the 10 points that the form gives for execution."""
_WHOLE_BUDGET = (
    parse_side("T1[total, income]"),
    parse_side("T2[total, total]"),
    parse_side("T3[total, total]"),
    parse_side("T1[expenditure.current, expenditure]"),
)
"""The whole with what is carried over to the next year, or what is spent this year."""

_BY_LEVEL = Message("upper_level + own_level", "上级与本级安排之和")
_BY_SOURCE = Message("fiscal + other", "财政资金与其他资金之和")
_STATED = Message("the stated sources", "所列资金来源之和")

_MANY = 3
"""So many tables must state all their money, and so many times as many as do not, to expect it of the rest."""
_FISCAL_BUDGET = (parse_side("T2[total, fiscal_subtotal] + T2[total, fiscal_carryover]?"),)
"""What the overall table calls 财政资金: the appropriations of the year, and what is left of those before."""


def performance_checks(view: DocumentView) -> Iterator[Check]:
    """Check every performance table."""
    states_all = cache(partial(_states_all_sources, view.document.plans))
    for plan in view.document.plans:
        yield from _sums(plan, states_all)
        yield from _weights(view, plan)
        if plan.plan_kind is _OVERALL_PLAN:
            yield from _overall(view, plan)
        else:
            yield from _project(view, plan)


def _half(plan: PerformancePlan) -> Decimal:
    if plan.unit is _YUAN:
        return Decimal(0)
    return half_unit(max((decimals(found.value) for found in plan.amounts), default=2))


def _rounding(plan: PerformancePlan, whole: str, *parts: str) -> Decimal:
    """Give what the rounding of some amounts explains together: each by its own places, where it has any.

    One amount alone that makes the whole, printed to as many places, is the same money printed twice: nothing.
    """
    found = [plan.amount(key) for key in (whole, *parts)]
    known = [value for value in found if value is not None]
    made = [value for value in found[1:] if value]
    is_again = found[0] is not None and len(made) == 1 and decimals(made[0]) == decimals(found[0])
    if is_again or plan.unit is _YUAN:
        return Decimal(0)
    own = [half_unit(decimals(value)) if decimals(value) else _half(plan) for value in known]
    return sum(own, Decimal(0))


def _sums(plan: PerformancePlan, states_all: Callable[[], bool]) -> Iterator[Check]:
    fiscal, by_level = plan.amount("fiscal"), _total(plan, "upper_level", "own_level")
    if fiscal is not None and by_level is not None:
        rounding = _rounding(plan, "fiscal", "upper_level", "own_level")
        numbers = Numbers(by_level, fiscal, rounding)
        tie = partial(plan_tie, plan, ("fiscal",), ("upper_level", "own_level"), numbers.tolerance)
        other_side = partial(of_plan, plan, "own_level")
        yield _compared("performance.fiscal", plan, "fiscal", numbers, lambda: _BY_LEVEL, tie, other_side)
    budget, other = plan.amount("budget"), plan.amount("other")
    known = fiscal if fiscal is not None else by_level
    if budget is not None and known is not None and other is not None:
        carried = plan.amount("carryover")
        parts = ("fiscal", "other") if fiscal is not None else ("upper_level", "own_level", "other")
        parts = parts if carried is None else (*parts, "carryover")
        numbers = Numbers(known + other + (carried or 0), budget, _rounding(plan, "budget", *parts))
        tie = partial(plan_tie, plan, ("budget",), parts, numbers.tolerance)
        other_side = partial(of_plan, plan, parts[0])
        yield _compared("performance.budget", plan, "budget", numbers, lambda: _BY_SOURCE, tie, other_side)
    elif budget is not None:
        yield _of_stated_sources(plan, budget, states_all)


def _states_all_sources(plans: Sequence[PerformancePlan]) -> bool:
    """Tell whether the tables of a document that state some sources alone state all: nearly all of them add up."""
    told = [plan for plan in plans if plan.amount("budget") is not None and _stated_sources(plan)]
    ties = [_source_tie(plan, plan.amount("budget") or Decimal(0))[1] for plan in told]
    kept = sum(tie.allows(tie.residual) for tie in ties)
    return kept >= max(_MANY, _MANY * (len(told) - kept))


def _stated_sources(plan: PerformancePlan) -> list[str]:
    levels = () if plan.amount("fiscal") is not None else ("upper_level", "own_level", "transfer")
    return [key for key in ("fiscal", *levels, "other", "carryover") if plan.amount(key) is not None]


def _source_tie(plan: PerformancePlan, budget: Decimal) -> tuple[Numbers, SumTie]:
    parts = _stated_sources(plan)
    made = sum((plan.amount(key) or Decimal(0) for key in parts), Decimal(0))
    numbers = Numbers(made, budget, _rounding(plan, "budget", *parts))
    return numbers, plan_tie(plan, ("budget",), parts, numbers.tolerance)


def _of_stated_sources(plan: PerformancePlan, budget: Decimal, states_all: Callable[[], bool]) -> Check:
    """Compare a budget with the money whose source is stated, where fiscal or other money is not: mostly there is none.

    Where both differ, the rest may be stated in words, so that a slip is all that can be told, but where nearly all
    tables of the document state all of it.
    """
    if parts := _stated_sources(plan):
        numbers, tie = _source_tie(plan, budget)
        if tie.allows(tie.residual) or states_all() or any_slip(tie):
            make = partial(plan_tie, plan, ("budget",), parts, numbers.tolerance)
            other = partial(of_plan, plan, parts[0])
            return _compared("performance.budget", plan, "budget", numbers, lambda: _STATED, make, other)
    reason = Message("it does not state fiscal and other money", "未列明财政资金与其他资金")
    return _unknown("performance.budget", plan, reason)


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
    named: Callable[[], Message],
    tie: Callable[[], Tie],
    counterpart: Callable[[], Counterpart | None],
) -> Check:
    """Compare two figures; how the other is `named`, and where it is, is asked for where they differ."""
    difference, expected, actual = numbers.difference, numbers.expected, numbers.actual
    if (
        difference is None
        or expected is None
        or actual is None
        or abs(difference) <= (numbers.tolerance or 0)
    ):
        return held(rule_id, tie)
    other = named()
    message = Message(
        f"Performance table “{plan.plan_name}”, page {plan.place.page}: {key} is {amount(actual)}, "
        f"but {other.en} is {amount(expected)}; difference {signed(difference)}",
        f"第{plan.place.page}页绩效目标表“{plan.plan_name}”的金额为{amount(actual)}，而{other.zh}为{amount(expected)}，"
        f"相差{signed(difference)}",
    )
    place = next((found.place for found in plan.amounts if found.amount_key == key), plan.place)
    spot = Spot(row_label=plan.plan_name, column_key=key, place=place)
    return broken(
        rule_id,
        message,
        spot=spot,
        numbers=numbers,
        fault=Fault.DISCLOSURE,
        tie=tie,
        counterpart=counterpart(),
    )


def _unknown(rule_id: str, plan: PerformancePlan, reason: Message) -> Check:
    page = plan.place.page
    message = Message(
        f"Performance table “{plan.plan_name}”, page {page}, cannot be compared: {reason.en}",
        f"第{page}页绩效目标表“{plan.plan_name}”无法核对：{reason.zh}",
    )
    return not_checkable(rule_id, message, spot=Spot(row_label=plan.plan_name, place=plan.place))


def _weights(view: DocumentView, plan: PerformancePlan) -> Iterator[Check]:
    rule_id = "performance.weights"
    weights = [indicator.weight for indicator in plan.indicators if indicator.weight is not None]
    if not weights:
        if plan.indicators:
            yield _unknown(rule_id, plan, Message("no indicator has a weight", "各指标均未列分值权重"))
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
    yield from _whole_budget(view, plan)
    keys = ("upper_level", "own_level")
    fiscal = _total(plan, *keys)
    if fiscal is not None and plan.amount("other") is not None:
        made = _against_tables(view, plan, ("performance.overall_fiscal", keys), fiscal, _FISCAL_BUDGET)
        yield from (made,) if made else ()


def _against_tables(
    view: DocumentView,
    plan: PerformancePlan,
    named: tuple[str, tuple[str, ...]],
    stated: Decimal,
    sides: Sequence[tuple[CellName, ...]],
) -> Check | None:
    """Compare amounts of the overall table with the sum of cells that they are, else with the first that is stated.

    `named` are the rule and the amounts. None where the tables state no such sum.
    """
    rule_id, keys = named
    made = [
        (terms, Numbers(found.middle, stated, found.radius + _half(plan) * len(keys)))
        for side in sides
        if isinstance(terms := resolve(rule_id, side, view.outlines), tuple)
        and (found := cell_sum(view, terms, plan.unit)) is not None
    ]
    if not made:
        return None
    terms, numbers = next((one for one in made if _is_within(one[1])), made[0])
    tie = partial(plan_cells_tie, view, plan, keys, terms, numbers.tolerance or Decimal(0))
    told, other = partial(cells, view, terms), partial(of_cells, view, terms)
    key = "budget" if "other" in keys or keys == ("budget",) else "fiscal"
    return _compared(rule_id, plan, key, numbers, told, tie, other)


def _is_within(numbers: Numbers) -> bool:
    return abs(numbers.difference or Decimal(0)) <= (numbers.tolerance or Decimal(0))


def _whole_budget(view: DocumentView, plan: PerformancePlan) -> Iterator[Check]:
    by_source = _total(plan, "upper_level", "own_level", "other")
    keys: tuple[str, ...] = ("budget",)
    stated = plan.amount("budget")
    if stated is None:
        keys, stated = ("upper_level", "own_level", "other"), by_source
    if stated is None:
        yield _unknown("performance.overall", plan, Message("it states no money", "未列明金额"))
        return
    made = _against_tables(view, plan, ("performance.overall", keys), stated, _WHOLE_BUDGET)
    if made is not None:
        yield made
        return
    reason = Message("the tables do not state the whole budget", "各表未列明收支总计")
    yield _unknown("performance.overall", plan, reason)


def _project(view: DocumentView, plan: PerformancePlan) -> Iterator[Check]:
    """Compare a project's fiscal money with its rows in T7; what other money pays for stands in no table by name."""
    rule_id, table = "performance.project", view.tables.get("T7")
    key = "fiscal" if plan.amount("fiscal") is not None else "budget"
    stated = plan.amount(key)
    if stated is None:
        yield _unknown(rule_id, plan, Message("it states no money", "未列明金额"))
    elif table is None and (view.layout is None or view.definition("T7") is not None):
        yield _unknown(rule_id, plan, Message("T7 is not in the document", "文件中没有项目支出表"))
    if table is None or not stated:
        return
    name = words(plan.plan_name)
    rows = [row for row in table.rows if row.project_name is not None and words(row.project_name) == name]
    terms = tuple(Term(CellRef("T7", row.row_no, "total")) for row in rows)
    found = cell_sum(view, terms, plan.unit) if terms else None
    if found is None:
        reason = Message("no row of T7 bears this name", "一般公共预算项目支出表中没有同名项目")
        yield _unknown(rule_id, plan, reason)
        return
    same = len(terms) == 1 and view.unit("T7") is plan.unit
    numbers = Numbers(found.middle, stated, Decimal(0) if same else found.radius + _half(plan))
    tie = partial(plan_cells_tie, view, plan, (key,), terms, numbers.tolerance)
    named, other = partial(cells, view, terms), partial(of_cells, view, terms)
    yield _compared(rule_id, plan, key, numbers, named, tie, other)
