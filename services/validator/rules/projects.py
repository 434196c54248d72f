"""Projects: one name and one budget wherever a project is spoken of.

A project stands in the table of projects (T7), in the narrative and in a performance table of its own. Projects that
other money than the general public budget pays for stand in T7 not at all and in T3 only within the sum of all project
expenditure, so that of them only the limit can be told: what T3 has for projects beyond T7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache, partial

from services.validator.rules.check import (
    Check,
    Message,
    Numbers,
    Spot,
    broken,
    held,
    not_checkable,
)
from services.validator.rules.counterparts import of_cells, of_claims
from services.validator.rules.intervals import Interval, tidy
from services.validator.rules.narrative import cell_sum
from services.validator.rules.tied import cell_part, claim_part, plan_part, stated_tie
from services.validator.rules.ties import Part
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, title_of
from shared.layout.label import words
from shared.model.finding import Counterpart, Fault
from shared.model.money import Unit, to_yuan
from shared.model.narrative import Claim
from shared.model.performance import PerformancePlan, PlanKind
from shared.model.place import Place
from shared.model.table import Row
from shared.rulebook.claims import PROJECT_BUDGET
from shared.rulebook.equation import Term
from shared.rulebook.formula import parse_side
from shared.rulebook.instantiate import resolve

_NAME, _OTHER, _STATED = "performance.project_name", "performance.other_funds", "performance.narrative"
_ALIKE = 0.75
"""Names that agree in so much are one name, misprinted; projects of one department often share half of theirs."""
_TABLE = "T7"
_BEYOND = (parse_side("T3[total, project]"), parse_side("T7[total, total]"))
"""What all projects get, less what the general public budget pays for."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A project as the narrative or a performance table names it."""

    name: str
    where: Message
    budget: Part
    unit: Unit
    place: Place


def project_checks(view: DocumentView) -> Iterator[Check]:
    """Check names and budgets of the projects that narrative and performance tables speak of."""
    told, planned = _told(view), _planned(view)
    yield from _stated_again(view)
    table = view.tables.get(_TABLE)
    if view.layout is not None and view.definition(_TABLE) is None:
        return
    rows = {words(row.project_name): row for row in table.rows if row.project_name} if table else {}
    beyond = cache(partial(_beyond, view))
    for mention in (*told, *planned):
        if words(mention.name) in rows:
            yield held(_NAME)
        elif (row := _like(mention, rows, (*told, *planned))) is not None:
            yield _misnamed(view, mention, row)
        else:
            yield from _other_money(view, mention, *beyond())


def _told(view: DocumentView) -> Sequence[_Mention]:
    return [
        _Mention(c.subject, _on(c.place, "the narrative", "文字说明"), claim_part(c), c.unit, c.place)
        for c in _claims(view)
    ]


def _claims(view: DocumentView) -> Sequence[Claim]:
    return [c for c in view.document.claims if c.subject_key == PROJECT_BUDGET and c.amount]


def _planned(view: DocumentView) -> Sequence[_Mention]:
    return [
        _Mention(
            plan.plan_name,
            _on(plan.place, "the performance table", "绩效目标表"),
            plan_part(plan, "budget"),
            plan.unit,
            plan.place,
        )
        for plan in view.document.plans
        if plan.plan_kind is PlanKind.PROJECT and plan.amount("budget")
    ]


def _on(place: Place, en: str, zh: str) -> Message:
    return Message(f"{en} on page {place.page}", f"第{place.page}页{zh}")


def _like(mention: _Mention, rows: Mapping[str, Row], mentions: Sequence[_Mention]) -> Row | None:
    """Give the one row of T7 with a name much like this and named nowhere else, None where there is none."""
    name = words(mention.name)
    taken = {words(other.name) for other in mentions}
    found = [
        row
        for key, row in rows.items()
        if key not in taken and SequenceMatcher(None, name, key).ratio() >= _ALIKE
    ]
    return found[0] if len(found) == 1 else None


def _misnamed(view: DocumentView, mention: _Mention, row: Row) -> Check:
    message = Message(
        f"A project is called “{mention.name}” in {mention.where.en}, but “{row.project_name}” in {_TABLE}",
        f"项目名称不一致：{mention.where.zh}为“{mention.name}”，{title_of(view, _TABLE)}为“{row.project_name}”",
    )
    other = Counterpart(
        where=_TABLE, row_code=row.row_code or None, row_label=row.project_name, place=row.place
    )
    return broken(_NAME, message, spot=Spot(row_label=mention.name, place=mention.place), counterpart=other)


def _beyond(view: DocumentView) -> tuple[list[Term], Interval | None]:
    """Give the cells of what T3 has for projects beyond T7, and what they make in yuan where both tables say it."""
    sides = [resolve(_OTHER, side, view.outlines) for side in _BEYOND]
    terms = [Term(t.cell, -t.weight if n else t.weight) for n, side in enumerate(sides) for t in _of(side)]
    return terms, cell_sum(view, terms, Unit.YUAN) if all(isinstance(side, tuple) for side in sides) else None


def _other_money(
    view: DocumentView, mention: _Mention, terms: Sequence[Term], most: Interval | None
) -> Iterator[Check]:
    """Compare the budget of a project that T7 does not have with what T3 has for projects beyond T7."""
    spot = Spot(row_label=mention.name, column_key="budget", place=mention.place)
    if most is None or not terms:
        yield not_checkable(_OTHER, _unseen(mention), spot=spot)
        return
    limit = [cell_part(view, term.cell, term.weight) for term in terms]
    tie = partial(stated_tie, mention.budget, limit, most.radius, is_limit=True)
    if mention.budget.value <= most.high:
        yield held(_OTHER, tie)
        return
    numbers = _numbers(mention, most)
    yield broken(
        _OTHER,
        _too_much(view, mention, numbers),
        spot=spot,
        numbers=numbers,
        tie=tie,
        counterpart=of_cells(view, terms[:1]),
    )


def _of(side: object) -> Sequence[Term]:
    return side if isinstance(side, tuple) else ()


def _numbers(mention: _Mention, most: Interval) -> Numbers:
    unit = to_yuan(Decimal(1), mention.unit)
    return Numbers(tidy(most.middle / unit), tidy(mention.budget.value / unit), tidy(most.radius / unit))


def _too_much(view: DocumentView, mention: _Mention, numbers: Numbers) -> Message:
    stated, most = amount(numbers.actual or Decimal(0)), amount(numbers.expected or Decimal(0))
    return Message(
        f"The project “{mention.name}” ({mention.where.en}) is not listed in T7, and its budget of {stated} is more "
        f"than the {most} that T3 has for projects beyond those of T7",
        f"{mention.where.zh}的项目“{mention.name}”未列入{title_of(view, 'T7')}，其预算{stated}{mention.unit}"
        f"又超过{title_of(view, 'T3')}中未列入该表的项目支出{most}{mention.unit}",
    )


def _unseen(mention: _Mention) -> Message:
    return Message(
        f"The budget of the project “{mention.name}” ({mention.where.en}) cannot be compared: T7 does not list it, and "
        "T3 does not say what other money pays for",
        f"{mention.where.zh}的项目“{mention.name}”无法核对：项目支出表未列示，支出总表也未列出其他资金安排的项目支出",
    )


def _stated_again(view: DocumentView) -> Iterator[Check]:
    """Compare the budget of each performance table with what the narrative says of the project."""
    told = {words(claim.subject): claim for claim in reversed(_claims(view))}
    for plan in view.document.plans:
        claim, budget = told.get(words(plan.plan_name)), plan.amount("budget")
        if plan.plan_kind is PlanKind.PROJECT and claim is not None and budget is not None:
            yield _compared(view, plan, claim)


def _compared(view: DocumentView, plan: PerformancePlan, claim: Claim) -> Check:
    budget, stated = plan_part(plan, "budget"), claim_part(claim)
    same = plan.unit is claim.unit
    tolerance = Decimal(0) if same else view.claim_half(claim) * to_yuan(Decimal(1), claim.unit)
    tie = partial(stated_tie, budget, [stated], tolerance)
    if abs(budget.value - stated.value) <= tolerance:
        return held(_STATED, tie)
    unit = to_yuan(Decimal(1), plan.unit)
    numbers = Numbers(tidy(stated.value / unit), tidy(budget.value / unit), tidy(tolerance / unit))
    page, other = plan.place.page, claim.place.page
    printed, told = amount(numbers.actual or Decimal(0)), amount(numbers.expected or Decimal(0))
    message = Message(
        f"Performance table “{plan.plan_name}”, page {page}: the budget is {printed}, but the narrative on page "
        f"{other} states {told} for this project",
        f"第{page}页绩效目标表“{plan.plan_name}”的预算为{printed}{plan.unit}，"
        f"而第{other}页文字说明中该项目为{told}{plan.unit}",
    )
    place = next((found.place for found in plan.amounts if found.amount_key == "budget"), plan.place)
    spot = Spot(row_label=plan.plan_name, column_key="budget", place=place)
    return broken(
        _STATED,
        message,
        spot=spot,
        numbers=numbers,
        fault=Fault.DISCLOSURE,
        tie=tie,
        counterpart=of_claims([claim]),
    )
