"""Performance tables beyond their budget: what goal, indicators and targets say again or must not say twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from services.validator.rules.check import Check, Message, Numbers, Spot, all_held, broken, held
from services.validator.rules.counterparts import of_plan
from services.validator.rules.intervals import CENT, tidy
from services.validator.rules.tied import ceilings_tie, claim_part, plan_part, plan_word_tie
from services.validator.rules.ties import Part, Tie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount
from shared.layout.label import words
from shared.model.finding import Counterpart, Fault, Severity
from shared.model.money import Unit, half_unit, parse_amount, to_yuan
from shared.model.performance import Indicator, PerformancePlan, PlanKind
from shared.rulebook.claims import PROJECT_BUDGET

_AMOUNT = r"(?:总额|合计|共计|为|：|:)?([\d,，]+(?:\.\d+)?)(万元|元)"
_NAMED = {
    "budget": re.compile("项目(?:总)?资金" + _AMOUNT),
    "fiscal": re.compile("财政(?:拨款)?资金" + _AMOUNT),
    "other": re.compile("其他资金" + _AMOUNT),
}
"""The amounts of the budget as a goal names them; the first of each counts."""
_MONEY = "资金"
_CEILING = re.compile(r"^(?:<=|<|=)?([\d,，]+(?:\.\d+)?)(万元|元)$")
_MONEY_UNIT = "元"
_COST = re.compile(r"(?:成本)?(?:[（(](?:万)?元[)）])?$")
_YEAR = re.compile(r"(20\d\d)年")
_RATE = re.compile("[每/]|人均|次均|单次|单场|单人|标准|单价|单位成本|平均")
"""Words of a cost that is one of many, so that ceilings do not add up."""
_WHOLE = re.compile("总成本|总支出|总预算|总额|预算控制|支出计划|控制额度")
"""Words of the cost of the whole project, which the other ceilings are parts of."""
_NEARLY = Decimal("0.99")
"""A ceiling of so much of the budget is that of the whole, printed as less than (≤ 186.99 of 187.00)."""
_SEVERAL = 2
_Limit = tuple[int, Indicator, Decimal]
"""An indicator with its number, and the amount that it says not to exceed."""


def indicator_checks(view: DocumentView) -> Iterator[Check]:
    """Check goal, ceilings, repetitions and years of every performance table, and targets across them."""
    shares = _allocations(view)
    for plan in view.document.plans:
        yield from _goal(plan)
        yield from _once(plan)
        yield from _years(view, plan)
        if plan.plan_kind is PlanKind.PROJECT:
            limits = [
                (number, one, ceiling)
                for number, one in enumerate(plan.indicators, start=1)
                if (ceiling := _ceiling_of(one)) is not None
            ]
            if limits:
                yield from _ceilings(plan, limits, shares.get(words(plan.plan_name), {}))
                yield from _all_ceilings(plan, limits)
    yield from _same_targets(view)


def _broken(
    rule_id: str,
    plan: PerformancePlan,
    message: Message,
    *,
    key: str | None = None,
    numbers: Numbers | None = None,
    severity: Severity | None = None,
    tie: Callable[[], Tie] | None = None,
    counterpart: Counterpart | None = None,
) -> Check:
    page = plan.place.page
    return broken(
        rule_id,
        Message(
            f"Performance table “{plan.plan_name}”, page {page}: {message.en}",
            f"第{page}页绩效目标表“{plan.plan_name}”{message.zh}",
        ),
        spot=Spot(row_label=plan.plan_name, column_key=key, place=plan.place),
        numbers=numbers,
        fault=Fault.DISCLOSURE,
        severity=severity,
        tie=tie,
        counterpart=counterpart,
    )


def _yuan(number: str, unit: str) -> Decimal | None:
    value = parse_amount(number)
    return to_yuan(value, Unit(unit)) if value is not None else None


def _goal(plan: PerformancePlan) -> Iterator[Check]:
    if plan.goal is None or _MONEY not in (text := words(plan.goal)):
        return
    rule_id = "performance.goal"
    for key, pattern in _NAMED.items():
        found = pattern.search(text)
        named = _yuan(found[1], found[2]) if found else None
        printed = plan.amount(key) if named is not None else None
        if named is None or printed is None:
            continue
        stated, budget = named / to_yuan(Decimal(1), plan.unit), printed
        tie = partial(plan_word_tie, plan, f"goal.{key}", named, plan_part(plan, key), is_limit=False)
        if stated == budget:
            yield held(rule_id, tie)
            continue
        # Amounts are rounded once for the table and once for the text: a cent is no fault of either.
        rounded = plan.unit is Unit.WAN_YUAN and abs(stated - budget) <= CENT
        yield _broken(
            rule_id,
            plan,
            Message(
                f"the goal names {amount(stated)} as {key}, the budget has {amount(budget)}",
                f"目标文字中的金额为{amount(stated)}，而预算栏为{amount(budget)}",
            ),
            key="goal",
            numbers=Numbers(budget, stated, Decimal(0)),
            severity=Severity.INFO if rounded else None,
            tie=tie,
            counterpart=of_plan(plan, key),
        )


def _allocations(view: DocumentView) -> dict[str, dict[str, Part]]:
    """Give the parts of each project's allocation by name, as the narrative tells them."""
    names = {c.claim_no: words(c.subject) for c in view.document.claims if c.subject_key == PROJECT_BUDGET}
    found: dict[str, dict[str, Part]] = {}
    for claim in view.document.claims:
        if claim.subject_key == "project_allocation" and claim.part_of in names and claim.amount is not None:
            parts = found.setdefault(names[claim.part_of], {})
            parts[words(claim.subject)] = claim_part(claim)
    return found


def _ceilings(plan: PerformancePlan, limits: Sequence[_Limit], shares: dict[str, Part]) -> Iterator[Check]:
    budget = plan_part(plan, "budget") if plan.amount("budget") is not None else None
    for number, indicator, ceiling in limits:
        share = shares.get(_COST.sub("", words(indicator.level3)))
        other = share or budget
        if other is None:
            continue
        part, is_limit = f"ceiling.{number}", share is None
        tie = partial(plan_word_tie, plan, part, ceiling, other, is_limit=is_limit)
        if ceiling == other.value or (is_limit and ceiling < other.value):
            yield held("performance.ceiling", tie)
        elif share is not None:
            named = Counterpart(where="projects", row_label=indicator.level3)
            what = Message("the allocation has", "资金分配中为")
            yield _ceiling(plan, indicator, ceiling, share, what, tie, named)
        else:
            what = Message("the budget is", "项目预算为")
            yield _ceiling(plan, indicator, ceiling, other, what, tie, of_plan(plan, "budget"))


def _ceiling(  # noqa: PLR0917 - both sides of one comparison
    plan: PerformancePlan,
    indicator: Indicator,
    ceiling: Decimal,
    other: Part,
    what: Message,
    tie: Callable[[], Tie],
    counterpart: Counterpart,
) -> Check:
    unit = to_yuan(Decimal(1), plan.unit)
    stated, expected = ceiling / unit, other.value / unit
    return _broken(
        "performance.ceiling",
        plan,
        Message(
            f"the ceiling of “{indicator.level3}” is {amount(stated)}, {what.en} {amount(expected)}",
            f"的“{indicator.level3}”为{amount(stated)}，而{what.zh}{amount(expected)}",
        ),
        key="ceiling",
        numbers=Numbers(expected, stated, Decimal(0)),
        tie=tie,
        counterpart=counterpart,
    )


def _all_ceilings(plan: PerformancePlan, limits: Sequence[_Limit]) -> Iterator[Check]:
    """Compare the sum of the ceilings with the budget, where each is a part: none is a rate, or the whole itself."""
    # A rate (每人, 标准) is no part of the whole.
    found = [(n, limit) for n, one, limit in limits if limit and not _RATE.search(words(one.level3))]
    if len(found) < _SEVERAL:
        return
    budget = plan_part(plan, "budget")
    if not budget.value or any(_is_whole(plan, *one) for one in found):
        return
    total = sum((limit for _, limit in found), Decimal(0))
    # Each ceiling and the budget are rounded by themselves.
    tolerance = half_unit(2) * to_yuan(Decimal(1), Unit.WAN_YUAN) * (len(found) + 1)
    tie = partial(ceilings_tie, plan, dict(found), budget, tolerance)
    if total <= budget.value + tolerance:
        yield held("performance.ceilings", tie)
        return
    unit = to_yuan(Decimal(1), plan.unit)
    numbers = Numbers(tidy(budget.value / unit), tidy(total / unit), tidy(tolerance / unit))
    made, whole = amount(total / unit), amount(budget.value / unit)
    yield _broken(
        "performance.ceilings",
        plan,
        Message(
            f"the {len(found)} ceilings of cost make {made}, more than the budget of {whole}",
            f"的{len(found)}项成本指标合计{made}{plan.unit}，超过项目预算{whole}{plan.unit}",
        ),
        key="ceiling",
        numbers=numbers,
        tie=tie,
        counterpart=of_plan(plan, "budget"),
    )


def _is_whole(plan: PerformancePlan, number: int, limit: Decimal) -> bool:
    """Tell whether a ceiling is that of the whole project, by its size or by its words."""
    name, whole = words(plan.indicators[number - 1].level3), plan_part(plan, "budget").value
    return limit >= whole * _NEARLY or bool(_WHOLE.search(name))


def _ceiling_of(indicator: Indicator) -> Decimal | None:
    """Give the amount that a target says not to exceed, in yuan; None for other targets."""
    target = words(indicator.target or "")
    found = _CEILING.match(target) if target.endswith(_MONEY_UNIT) else None
    return _yuan(found[1], found[2]) if found else None


def _once(plan: PerformancePlan) -> Iterator[Check]:
    seen: set[tuple[str | None, str | None, str]] = set()
    for indicator in plan.indicators:
        name = (indicator.level1, indicator.level2, words(indicator.level3))
        if name not in seen:
            seen.add(name)
            continue
        message = Message(
            f"the indicator “{indicator.level3}” is printed twice", f"的指标“{indicator.level3}”重复填列"
        )
        yield _broken("performance.indicator_once", plan, message, key="indicator")
    yield from all_held("performance.indicator_once", len(seen))


def _years(view: DocumentView, plan: PerformancePlan) -> Iterator[Check]:
    year = plan.fiscal_year or (view.document.head.fiscal_year if view.document.head else None)
    if year is None:
        return
    for indicator in plan.indicators:
        years = [int(found) for found in _YEAR.findall(indicator.target)] if indicator.target else ()
        if not years:
            continue
        if max(years) >= year:  # what goes on into the next year has its end there
            yield held("performance.target_year")
            continue
        message = Message(
            f"the target of “{indicator.level3}” is {indicator.target}, the fiscal year is {year}",
            f"的指标“{indicator.level3}”为{indicator.target}，预算年度为{year}年",
        )
        yield _broken("performance.target_year", plan, message, key="target")


def _same_targets(view: DocumentView) -> Iterator[Check]:
    """Compare targets of one name between the whole department's table and each project's."""
    rule_id = "performance.same_target"
    overall = [plan for plan in view.document.plans if plan.plan_kind is PlanKind.OVERALL]
    targets = {words(i.level3): (i.target, plan) for plan in overall for i in plan.indicators if i.target}
    for plan in view.document.plans if targets else ():
        if plan.plan_kind is PlanKind.OVERALL:
            continue
        for indicator in plan.indicators:
            found = targets.get(words(indicator.level3))
            if found is None or indicator.target is None:
                continue
            other, whole = found
            if words(other) == words(indicator.target):
                yield held(rule_id)
                continue
            message = Message(
                f"the target of “{indicator.level3}” is {indicator.target}, in the overall table {other}",
                f"的指标“{indicator.level3}”为{indicator.target}，而整体绩效目标表为{other}",
            )
            yield _broken(rule_id, plan, message, key="target", counterpart=of_plan(whole, "target"))
