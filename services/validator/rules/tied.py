"""The ties of each kind of check: how relations, claims, lists, figures and performance tables tie what is printed.

Amounts are carried over into yuan, whatever unit their table or sentence is in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from services.validator.rules.changes import direction_of
from services.validator.rules.relations import Judged
from services.validator.rules.statements import Restated
from services.validator.rules.ties import (
    FigureRef,
    GrowthTie,
    Part,
    Printed,
    ShareTie,
    SumTie,
    WordTie,
    of_claim,
)
from services.validator.rules.view import DocumentView
from shared.model.money import Unit, to_yuan
from shared.model.narrative import Claim, Statement
from shared.model.performance import PerformancePlan
from shared.rulebook.equation import CellRef, Comparison, Term

_ONE = Decimal(1)


def in_yuan(unit: Unit) -> Decimal:
    """Give what one of a unit is in yuan."""
    return to_yuan(_ONE, unit)


def cell_part(view: DocumentView, ref: CellRef, weight: int = 1) -> Part:
    """Give a cell as a part of a sum."""
    cell = view.cell(ref)
    value = cell.value * in_yuan(view.unit(ref.table_id)) if cell else Decimal(0)
    return Part(ref, value, Decimal(weight))


def relation_tie(view: DocumentView, judged: Judged) -> SumTie:
    """Tie the cells of an equation; amounts without a column count as they were judged."""
    left = [cell_part(view, term.cell, term.weight) for term in judged.equation.left]
    right = [cell_part(view, term.cell, -term.weight) for term in judged.equation.right]
    factor = in_yuan(judged.unit)
    made = sum((part.value * part.weight for part in (*left, *right)), Decimal(0))
    return SumTie(
        (*left, *right),
        judged.tolerance * factor,
        judged.equation.comparison is Comparison.AT_MOST,
        constant=judged.difference * factor - made,
    )


def _amount_part(claim: Claim, weight: int = 1) -> Part:
    value = claim.amount if claim.amount is not None else Decimal(0)
    return Part(of_claim(claim.claim_no, "amount"), value * in_yuan(claim.unit), Decimal(weight))


def claim_tie(view: DocumentView, claim: Claim, terms: Sequence[Term], tolerance: Decimal) -> SumTie:
    """Tie a claim's amount to the cells that it restates."""
    parts = (_amount_part(claim), *(cell_part(view, term.cell, -term.weight) for term in terms))
    return SumTie(parts, tolerance * in_yuan(claim.unit))


def least_tie(claim: Claim, least: Decimal) -> SumTie:
    """Tie a claim's amount to the least that it can be, in yuan."""
    return SumTie((_amount_part(claim, -1),), Decimal(0), is_limit=True, constant=least)


def cells_tie(view: DocumentView, terms: Sequence[Term]) -> SumTie:
    """Tie cells that are said to be nothing."""
    tolerance = sum((view.half_unit(term.cell.table_id) for term in terms), Decimal(0))
    return SumTie(tuple(cell_part(view, term.cell, term.weight) for term in terms), tolerance)


def _amount_of(view: DocumentView, claim: Claim, restated: Restated) -> SumTie:
    """Give the claim's own amount as a sum, or that of its cells."""
    if claim.amount is not None:
        half = view.claim_half(claim) * in_yuan(claim.unit)
        return SumTie((_amount_part(claim),), half)
    return _cells_of(view, restated.terms or ())


def _cells_of(view: DocumentView, terms: Sequence[Term]) -> SumTie:
    halves = (view.interval(t.cell).radius * in_yuan(view.unit(t.cell.table_id)) for t in terms)
    return SumTie(tuple(cell_part(view, term.cell, term.weight) for term in terms), sum(halves, Decimal(0)))


def share_tie(view: DocumentView, claim: Claim, restated: Restated, half: Decimal) -> ShareTie:
    """Tie a claim's share to its amount and to the whole."""
    share = Part(of_claim(claim.claim_no, "share"), claim.share_pct or Decimal(0))
    return ShareTie(_amount_of(view, claim, restated), _cells_of(view, restated.share_of or ()), share, half)


def completion_tie(view: DocumentView, claim: Claim, budget: Claim, half: Decimal) -> ShareTie:
    """Tie a result's rate of completion to its amount and to the budget's."""
    share = Part(of_claim(claim.claim_no, "share"), claim.share_pct or Decimal(0))
    return ShareTie(_amount_of(view, claim, Restated()), _amount_of(view, budget, Restated()), share, half)


def growth_tie(view: DocumentView, claim: Claim, restated: Restated, half: Decimal) -> GrowthTie:
    """Tie a claim's growth rate to its amount, its change and its direction word."""
    number, factor = claim.claim_no, in_yuan(claim.unit)
    return GrowthTie(
        _amount_of(view, claim, restated),
        Part(of_claim(number, "delta"), (claim.delta or Decimal(0)) * factor),
        Part(of_claim(number, "direction"), direction_of(claim) or _ONE),
        Part(of_claim(number, "growth"), claim.growth_pct or Decimal(0)),
        half,
        view.claim_half(claim) * factor,
    )


def previous_tie(view: DocumentView, claim: Claim, restated: Restated) -> SumTie:
    """Tie a claim's amount and change so that the year before is not less than nothing."""
    amount, factor = _amount_of(view, claim, restated), in_yuan(claim.unit)
    change = (claim.delta or Decimal(0)) * factor
    own = [Part(part.figure, part.value, -part.weight) for part in amount.parts]
    delta = Part(of_claim(claim.claim_no, "delta"), change, direction_of(claim) or _ONE)
    tolerance = amount.tolerance + view.claim_half(claim) * factor
    return SumTie((*own, delta), tolerance, is_limit=True)


def base_tie(view: DocumentView, claim: Claim, restated: Restated) -> SumTie:
    """Tie a claim's amount and change to the amount of the year before that its sentence names."""
    amount, factor = _amount_of(view, claim, restated), in_yuan(claim.unit)
    change = Part(of_claim(claim.claim_no, "delta"), (claim.delta or Decimal(0)) * factor, -_sign(claim))
    tolerance = amount.tolerance + 2 * view.claim_half(claim) * factor
    return SumTie((*amount.parts, change), tolerance, constant=-(claim.previous or Decimal(0)) * factor)


def _sign(claim: Claim) -> Decimal:
    return direction_of(claim) or _ONE


def zero_tie(claim: Claim) -> SumTie:
    """Tie a claim's amount to its change, which it equals where the year before was zero."""
    change = (claim.delta or Decimal(0)) * in_yuan(claim.unit)
    delta = Part(of_claim(claim.claim_no, "delta"), change, -(direction_of(claim) or _ONE))
    return SumTie((_amount_part(claim), delta), Decimal(0))


def word_tie(claim: Claim) -> WordTie:
    """Tie a claim's direction words to each other."""
    return WordTie(Part(of_claim(claim.claim_no, "direction"), direction_of(claim) or _ONE))


def list_tie(
    wholes: Sequence[Claim], parts: Sequence[Claim], tolerance: Decimal, *, of_delta: bool
) -> SumTie:
    """Tie a whole to its parts, by their amounts or by their changes with the signs of their words."""
    signed = [(claim, 1) for claim in wholes] + [(claim, -1) for claim in parts]
    factor = in_yuan(wholes[0].unit)
    if not of_delta:
        stated = (pair for pair in signed if pair[0].statement is not Statement.NONE_PLANNED)
        return SumTie(tuple(_amount_part(*pair) for pair in stated), tolerance * factor)
    deltas, words = [], []
    for claim, weight in signed:
        if claim.delta is None:
            continue
        value, sign = claim.delta * in_yuan(claim.unit), direction_of(claim) or _ONE
        deltas.append(Part(of_claim(claim.claim_no, "delta"), value, sign * weight))
        words.append(Part(of_claim(claim.claim_no, "direction"), sign, value * weight))
    return SumTie(tuple(deltas), tolerance * factor, beside=tuple(words))


def figures_tie(
    left: Mapping[str, Decimal],
    right: Mapping[str, Decimal],
    tolerance: Decimal,
    *,
    is_limit: bool = False,
) -> SumTie:
    """Tie figures of the other sections, in the units in which they are printed."""
    parts = [Part(FigureRef("figure", key, "value"), value) for key, value in left.items()]
    parts += [Part(FigureRef("figure", key, "value"), value, -_ONE) for key, value in right.items()]
    return SumTie(tuple(parts), tolerance, is_limit)


def _plan_part(plan: PerformancePlan, key: str, weight: int = 1) -> Part:
    value = (plan.amount(key) or Decimal(0)) * in_yuan(plan.unit)
    return Part(FigureRef("plan", str(plan.plan_no), key), value, Decimal(weight))


def plan_tie(
    plan: PerformancePlan, left: Sequence[str], right: Sequence[str], tolerance: Decimal | None
) -> SumTie:
    """Tie amounts of one performance table."""
    parts = (*(_plan_part(plan, key) for key in left), *(_plan_part(plan, key, -1) for key in right))
    return SumTie(parts, (tolerance or Decimal(0)) * in_yuan(plan.unit))


def plan_cells_tie(
    view: DocumentView,
    plan: PerformancePlan,
    keys: Sequence[str],
    terms: Sequence[Term],
    tolerance: Decimal | None,
) -> SumTie:
    """Tie amounts of a performance table to cells."""
    parts = [_plan_part(plan, key) for key in keys]
    parts += [cell_part(view, term.cell, -term.weight) for term in terms]
    return SumTie(tuple(parts), (tolerance or Decimal(0)) * in_yuan(plan.unit))


def weight_tie(plan: PerformancePlan, total: Decimal) -> SumTie:
    """Tie the weights of a performance table to what they must make."""
    parts = [
        Part(FigureRef("plan", str(plan.plan_no), f"weight.{number}"), indicator.weight)
        for number, indicator in enumerate(plan.indicators, start=1)
        if indicator.weight is not None
    ]
    return SumTie(tuple(parts), Decimal(0), constant=-total)


def plan_word_tie(
    plan: PerformancePlan, part: str, stated: Decimal, other: Part, *, is_limit: bool
) -> SumTie:
    """Tie an amount in the words of a performance table, in yuan, to another figure, which may be its limit."""
    own = Part(FigureRef("plan", str(plan.plan_no), part), stated)
    return SumTie((own, Part(other.figure, other.value, -_ONE)), Decimal(0), is_limit)


def ceilings_tie(
    plan: PerformancePlan, ceilings: Mapping[int, Decimal], budget: Part, tolerance: Decimal
) -> SumTie:
    """Tie the ceilings of cost of a performance table, by the number of the indicator, to the budget above them."""
    names = {n: FigureRef("plan", str(plan.plan_no), f"ceiling.{n}") for n in ceilings}
    parts = [Part(names[n], limit) for n, limit in ceilings.items()]
    return SumTie((*parts, Part(budget.figure, budget.value, -_ONE)), tolerance, is_limit=True)


def plan_part(plan: PerformancePlan, key: str) -> Part:
    """Give an amount of a performance table as a part of a sum."""
    return _plan_part(plan, key)


def claim_part(claim: Claim) -> Part:
    """Give a claim's amount as a part of a sum."""
    return _amount_part(claim)


def stated_tie(own: Part, others: Sequence[Part], tolerance: Decimal, *, is_limit: bool = False) -> SumTie:
    """Tie a figure to the sum of others, which may be its limit; all in yuan."""
    parts = (own, *(Part(other.figure, other.value, -other.weight) for other in others))
    return SumTie(parts, tolerance, is_limit)


def figure_tie(
    key: str,
    value: Decimal,
    unit: Decimal,
    others: Sequence[Part],
    tolerance: Decimal,
    *,
    constant: Decimal = Decimal(0),
) -> SumTie:
    """Tie a figure of the other sections to parts in yuan; `unit` is what one of the figure's unit is in yuan."""
    own = Part(FigureRef("figure", key, "value"), value)
    parts = (own, *(Part(o.figure, o.value, -o.weight / unit) for o in others))
    return SumTie(parts, tolerance, constant=constant)


def unit_of(view: DocumentView, figure: Printed) -> Decimal:
    """Give what one of the figure's own unit is in the measure of its ties."""
    if isinstance(figure, CellRef):
        return in_yuan(view.unit(figure.table_id))
    if figure.house == "claim" and figure.part in ("amount", "delta"):
        claim = next(c for c in view.document.claims if str(c.claim_no) == figure.key)
        return in_yuan(claim.unit)
    if figure.house == "plan" and not figure.part.startswith("weight."):
        return in_yuan(next(p for p in view.document.plans if str(p.plan_no) == figure.key).unit)
    return _ONE


def already(tie: SumTie) -> Callable[[], SumTie]:
    """Give a tie that is made already in the way in which a check asks for its tie."""
    return lambda: tie
