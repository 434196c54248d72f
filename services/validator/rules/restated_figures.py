"""Figures of the other sections that say again what tables or performance tables say; `claims.yaml` names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held, not_checkable
from services.validator.rules.figures import Stated, stated_figures
from services.validator.rules.intervals import CENT, half_unit
from services.validator.rules.narrative import cell_sum
from services.validator.rules.tied import cell_part, figure_tie, in_yuan, plan_part
from services.validator.rules.ties import Tie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, cells
from shared.model.finding import Fault, Severity
from shared.model.money import Unit, decimals, to_yuan
from shared.model.performance import PerformancePlan
from shared.rulebook.claims import FigureCells, PlanFigure, load_claims
from shared.rulebook.instantiate import resolve

_CELL, _PLANS = "figures.cell", "figures.plans"


def restated_figure_checks(view: DocumentView) -> Iterator[Check]:
    """Check every figure that the document states and the claim book ties to cells or performance tables."""
    figures = stated_figures(view)
    for entry in load_claims().cells:
        if stated := figures.get(entry.figure):
            yield from _cell(view, entry, stated)
    for counted in load_claims().plans:
        if stated := figures.get(counted.figure):
            yield from _counted(view, counted, stated)


def _cell(view: DocumentView, entry: FigureCells, stated: Stated) -> Iterator[Check]:
    unit = _unit(stated)
    found = [
        (terms, made)
        for side in entry.parsed
        if isinstance(terms := resolve(_CELL, side, view.outlines), tuple)
        and (made := cell_sum(view, terms, unit)) is not None
    ]
    if not found:
        return
    terms, made = min(found, key=lambda pair: abs(pair[1].middle - stated.value))
    parts = [cell_part(view, term.cell, term.weight) for term in terms]
    tie = partial(figure_tie, entry.figure, stated.value, in_yuan(unit), parts, Decimal(0))
    if stated.value == made.middle:
        yield held(_CELL, tie)
        return
    numbers = Numbers(made.middle, stated.value, Decimal(0))
    severity = Severity.INFO if unit is Unit.WAN_YUAN and abs(stated.value - made.middle) <= CENT else None
    yield _differs(_CELL, entry.figure, stated, numbers, cells(view, terms), tie, severity)


def _counted(view: DocumentView, entry: PlanFigure, stated: Stated) -> Iterator[Check]:
    plans = [plan for plan in view.document.plans if plan.plan_kind is entry.kind]
    if not plans and stated.value:
        reason = Message(
            f"{entry.figure}: the document has no such performance table",
            f"{entry.figure}：文件中没有绩效目标表",
        )
        yield not_checkable(_PLANS, reason, spot=Spot(row_label=entry.figure, place=stated.place))
        return
    values = [_money(plan, entry.key) for plan in plans]
    if any(value is None for value in values):
        return
    known = [value for value in values if value is not None]
    if entry.measure == "count":
        made = Decimal(sum(entry.key is None or bool(value) for value in known))
    else:
        made = sum(known, Decimal(0)) / to_yuan(Decimal(1), _unit(stated))
    places = max(decimals(stated.value), 2)
    tolerance = half_unit(places) * (len(known) + 1) if entry.measure == "amount" else Decimal(0)
    parts = [plan_part(plan, entry.key) for plan in plans if entry.key and entry.measure == "amount"]
    constant = Decimal(0) if parts else -made
    tie = partial(
        figure_tie, entry.figure, stated.value, in_yuan(_unit(stated)), parts, tolerance, constant=constant
    )
    if abs(made - stated.value) <= tolerance:
        yield held(_PLANS, tie)
        return
    numbers = Numbers(made, stated.value, tolerance)
    yield _differs(
        _PLANS, entry.figure, stated, numbers, Message("the performance tables", "绩效目标表"), tie
    )


def _money(plan: PerformancePlan, key: str | None) -> Decimal | None:
    """Give an amount of a performance table in yuan; without a key it does not matter."""
    if key is None:
        return Decimal(0)
    value = plan.amount(key)
    return to_yuan(value, plan.unit) if value is not None else None


def _unit(stated: Stated) -> Unit:
    return Unit.YUAN if stated.unit == Unit.YUAN.value else Unit.WAN_YUAN


def _differs(  # noqa: PLR0917 - both sides of one comparison
    rule_id: str,
    key: str,
    stated: Stated,
    numbers: Numbers,
    other: Message,
    tie: Callable[[], Tie],
    severity: Severity | None = None,
) -> Check:
    assert numbers.expected is not None  # noqa: S101 - both sides are known
    message = Message(
        f"{key} on page {stated.place.page} is {stated.value:,} {stated.unit}, but {other.en} give "
        f"{amount(numbers.expected)}",
        f"第{stated.place.page}页 {key} 为{stated.value:,}{stated.unit}，而{other.zh}为{amount(numbers.expected)}",
    )
    spot = Spot(row_label=key, place=stated.place)
    return broken(
        rule_id, message, spot=spot, numbers=numbers, fault=Fault.DISCLOSURE, severity=severity, tie=tie
    )
