"""Figures of the other sections that say again what tables or performance tables say; `claims.yaml` names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial

from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held, not_checkable
from services.validator.rules.counterparts import PERFORMANCE, of_cells, of_plan
from services.validator.rules.figures import Stated
from services.validator.rules.intervals import CENT
from services.validator.rules.narrative import cell_sum
from services.validator.rules.slips import any_slip
from services.validator.rules.tied import cell_part, figure_tie, in_yuan, plan_part
from services.validator.rules.ties import SumTie, Tie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, cells
from shared.model.finding import Counterpart, Fault, Severity
from shared.model.money import Unit, decimals, half_unit, to_yuan
from shared.model.performance import PerformancePlan
from shared.rulebook.claims import FigureCells, PlanFigure, load_claims
from shared.rulebook.equation import Term
from shared.rulebook.instantiate import resolve

_WAN_YUAN, _YUAN = Unit.WAN_YUAN, Unit.YUAN
_CELL, _PLANS = "figures.cell", "figures.plans"


def restated_figure_checks(view: DocumentView, figures: Mapping[str, Stated]) -> Iterator[Check]:
    """Check every figure that the document states and the claim book ties to cells or performance tables."""
    for entry in load_claims().cells:
        if stated := figures.get(entry.figure):
            yield from _cell(view, entry, stated)
    profile = view.layout.id if view.layout else None
    for counted in load_claims().plans:
        if counted.profiles and profile not in counted.profiles:
            continue
        if stated := figures.get(counted.figure):
            yield from _counted(view, counted, stated)


def _cell(view: DocumentView, entry: FigureCells, stated: Stated) -> Iterator[Check]:
    unit = _unit(stated)
    found = [
        (terms, made)
        for side in entry.parsed
        if (view.form is None or view.form.has_all(side))
        and isinstance(terms := resolve(_CELL, side, view.outlines), tuple)
        and (made := cell_sum(view, terms, unit)) is not None
    ]
    if not found and entry.likely:
        return
    if not found:
        reason = Message("its cells are not in the tables", "各表中没有对应的数据")
        yield _unknown(_CELL, entry.figure, stated, reason)
        return
    terms, made = min(found, key=lambda pair: abs(pair[1].middle - stated.value))
    half = half_unit(decimals(stated.value)) if entry.likely and unit is _WAN_YUAN else Decimal(0)
    tie = partial(_cell_tie, view, entry.figure, stated, terms, half)
    if abs(stated.value - made.middle) <= half:
        yield held(_CELL, tie)
        return
    if entry.likely:
        slipped = [
            terms for terms, _ in found if any_slip(_cell_tie(view, entry.figure, stated, terms, half))
        ]
        if not slipped:
            return
        terms = slipped[0]
        tie = partial(_cell_tie, view, entry.figure, stated, terms, half)
        made = next(made for known, made in found if known == terms)
    numbers = Numbers(made.middle, stated.value, half)
    severity = Severity.INFO if unit is _WAN_YUAN and abs(stated.value - made.middle) <= CENT else None
    other = of_cells(view, terms)
    yield _differs(_CELL, entry.figure, stated, numbers, cells(view, terms), tie, severity, other)


def _cell_tie(
    view: DocumentView, key: str, stated: Stated, terms: Sequence[Term], tolerance: Decimal
) -> SumTie:
    parts = [cell_part(view, term.cell, term.weight) for term in terms]
    return figure_tie(key, stated.value, in_yuan(_unit(stated)), parts, tolerance)


def _counted(view: DocumentView, entry: PlanFigure, stated: Stated) -> Iterator[Check]:
    plans = [plan for plan in view.document.plans if plan.plan_kind is entry.kind]
    if not plans and stated.value:
        reason = Message("the document has no such performance table", "文件中没有绩效目标表")
        yield _unknown(_PLANS, entry.figure, stated, reason)
        return
    values = [_money(plan, entry.key) for plan in plans]
    if any(value is None for value in values):
        reason = Message("a performance table does not state its money", "有绩效目标表未列明金额")
        yield _unknown(_PLANS, entry.figure, stated, reason)
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
    name = Message("the performance tables", "绩效目标表")
    alone = of_plan(plans[0], entry.key) if len(plans) == 1 else Counterpart(where=PERFORMANCE)
    yield _differs(_PLANS, entry.figure, stated, numbers, name, tie, None, alone)


def _unknown(rule_id: str, key: str, stated: Stated, reason: Message) -> Check:
    name = load_claims().name_of(key)
    message = Message(f"The {name.en} cannot be compared: {reason.en}", f"{name.zh}无法核对：{reason.zh}")
    return not_checkable(rule_id, message, spot=Spot(row_label=key, place=stated.place))


def _money(plan: PerformancePlan, key: str | None) -> Decimal | None:
    """Give an amount of a performance table in yuan; without a key it does not matter."""
    if key is None:
        return Decimal(0)
    value = plan.amount(key)
    return to_yuan(value, plan.unit) if value is not None else None


def _unit(stated: Stated) -> Unit:
    return _YUAN if stated.unit == _YUAN else _WAN_YUAN


def _differs(  # noqa: PLR0917 - both sides of one comparison
    rule_id: str,
    key: str,
    stated: Stated,
    numbers: Numbers,
    other: Message,
    tie: Callable[[], Tie],
    severity: Severity | None = None,
    counterpart: Counterpart | None = None,
) -> Check:
    assert numbers.expected is not None  # noqa: S101 - both sides are known
    name = load_claims().name_of(key)
    message = Message(
        f"The {name.en} on page {stated.place.page} is {stated.value:,} {stated.unit}, but {other.en} give "
        f"{_shown(numbers.expected, stated)}",
        f"第{stated.place.page}页{name.zh}为{stated.value:,}{stated.unit}，"
        f"而{other.zh}为{_shown(numbers.expected, stated)}{stated.unit}",
    )
    spot = Spot(row_label=key, place=stated.place)
    return broken(
        rule_id,
        message,
        spot=spot,
        numbers=numbers,
        fault=Fault.DISCLOSURE,
        severity=severity,
        tie=tie,
        counterpart=counterpart,
    )


def _shown(value: Decimal, stated: Stated) -> str:
    """Give what is expected as the figure is printed: an amount, or a number of things."""
    return f"{value:,}" if decimals(stated.value) == 0 and not decimals(value.normalize()) else amount(value)
