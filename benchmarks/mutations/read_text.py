"""Changes outside of the tables of a document as read: claims, figures of the other sections, performance tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from benchmarks.mutations.read_change import Change, other_value
from benchmarks.mutations.targets import Group, Kind
from benchmarks.mutations.wrong_digits import other_digit
from services.validator.assembly import AssembledDocument
from services.validator.rules.changes import DOWN, UP
from services.validator.rules.ties import FigureRef, of_claim
from shared.model.narrative import Claim, Figure
from shared.model.performance import PerformancePlan

_FIELDS = {"amount": "amount", "share": "share_pct", "delta": "delta", "growth": "growth_pct"}
"""The parts of a claim, with the field of each."""
_CLAIM_KINDS = (Kind.DIGIT, Kind.SWAP, Kind.STALE, Kind.UNIT)


def claim_changes(document: AssembledDocument, number: int, rng: Random) -> Iterator[Change]:
    """Draw so many changes of claims, at most two for each; fewer where what is drawn changes nothing."""
    claims = [claim for claim in document.claims if _parts(claim)]
    for _ in range(min(number, 2 * len(claims))):
        if made := _of_claim(document, rng.choice(claims), rng):
            yield made


def figure_changes(document: AssembledDocument, number: int, rng: Random) -> Iterator[Change]:
    """Draw figures of the other sections, and give each a wrong digit."""
    for figure in rng.sample(document.figures, min(len(document.figures), number)):
        digits = other_digit(str(figure.value), rng) if figure.value else None
        if digits is not None:
            yield wrong_figure(document, figure, Decimal(digits))


def wrong_figure(document: AssembledDocument, figure: Figure, value: Decimal) -> Change:
    """Give the document with another figure of the other sections; a claim of the same words says the same."""
    same = [
        one for one in document.claims if one.amount == figure.value and one.place.page == figure.place.page
    ]
    told = [claim for claim in same if str(claim.unit) == figure.unit]
    figures = tuple(_with_figure(one, value) if one is figure else one for one in document.figures)
    claims = tuple(replace(one, amount=value) if one in told else one for one in document.claims)
    return Change(
        Group.FIGURES,
        Kind.DIGIT,
        figure.figure_key,
        (FigureRef("figure", figure.figure_key, "value"), *(of_claim(c.claim_no, "amount") for c in told)),
        frozenset((figure.figure_key, *(claim.subject for claim in told))),
        frozenset((figure.place, *(claim.place for claim in told))),
        f"{figure.figure_key}: {figure.value} → {value}",
        replace(document, figures=figures, claims=claims),
    )


def _with_figure(figure: Figure, value: Decimal) -> Figure:
    return replace(figure, value=value)


def _parts(claim: Claim) -> Sequence[str]:
    return [part for part, field in _FIELDS.items() if getattr(claim, field)]


def _of_claim(document: AssembledDocument, claim: Claim, rng: Random) -> Change | None:
    is_turned = claim.direction in UP | DOWN and claim.growth_direction is None and claim.delta
    part = rng.choice([*_parts(claim), *(["direction"] if is_turned else [])])
    return wrong_claim(document, claim, part, rng.choice(_CLAIM_KINDS), rng)


def wrong_claim(
    document: AssembledDocument, claim: Claim, part: str, kind: Kind, rng: Random
) -> Change | None:
    """Give the document with one part of a claim told differently; None where it would be the same."""
    if part == "direction":
        kind, field = Kind.DIRECTION, "direction"
        other: object = "减少" if claim.direction in UP else "增加"
        before: object = claim.direction
    else:
        field = _FIELDS[part]
        value = getattr(claim, field)
        before, other = value, other_value(value, kind, rng)
        is_percent = part in ("share", "growth")
        if other is None or other == value or (is_percent and kind is Kind.UNIT):
            return None
    told: dict[str, Any] = {field: other}
    made = replace(claim, **told)
    claims = tuple(made if one is claim else one for one in document.claims)
    figures = tuple(
        _with_figure(one, other) if isinstance(other, Decimal) and _is_said_by(one, claim, part) else one
        for one in document.figures
    )
    said = [one.figure_key for one in document.figures if _is_said_by(one, claim, part)]
    return Change(
        Group.NARRATIVE,
        kind,
        claim.section_key or "?",
        (of_claim(claim.claim_no, part), *(FigureRef("figure", key, "value") for key in said)),
        frozenset((claim.subject, *said)),
        frozenset((claim.place,)),
        f"{claim.claim_no} {claim.section_key} {claim.subject_key} {claim.subject} {part}: "
        f"{before} → {other} ({kind})",
        replace(document, claims=claims, figures=figures),
    )


def _is_said_by(figure: Figure, claim: Claim, part: str) -> bool:
    """Tell whether a claim's amount is a figure of the other sections too: the same words on the same page."""
    is_same = figure.value == claim.amount and figure.unit == str(claim.unit)
    return part == "amount" and is_same and figure.place.page == claim.place.page


def plan_changes(document: AssembledDocument, number: int, rng: Random) -> Iterator[Change]:
    """Draw amounts of performance tables, and half as many weights, and give each a wrong digit."""
    amounts = [(plan, n) for plan in document.plans for n, one in enumerate(plan.amounts) if one.value]
    for plan, at in rng.sample(amounts, min(len(amounts), number)):
        amount = plan.amounts[at]
        digits = other_digit(str(amount.value), rng)
        if digits is None:
            continue
        other = replace(amount, value=Decimal(digits), printed=digits)
        values = (*plan.amounts[:at], other, *plan.amounts[at + 1 :])
        how = f"{amount.value} → {digits}"
        yield _of_plan(document, plan, amount.amount_key, Kind.DIGIT, how, {"amounts": values})
    weighed = [(p, n) for p in document.plans for n, one in enumerate(p.indicators) if one.weight]
    for plan, at in rng.sample(weighed, min(len(weighed), number // 2)):
        indicator = plan.indicators[at]
        digits = other_digit(str(indicator.weight), rng)
        if digits is None:
            continue
        heavier = replace(indicator, weight=Decimal(digits))
        indicators = (*plan.indicators[:at], heavier, *plan.indicators[at + 1 :])
        how = f"{indicator.weight} → {digits}"
        yield _of_plan(document, plan, f"weight.{at + 1}", Kind.WEIGHT, how, {"indicators": indicators})


def _of_plan(  # noqa: PLR0917 - what is changed, and how
    document: AssembledDocument,
    plan: PerformancePlan,
    part: str,
    kind: Kind,
    how: str,
    update: dict[str, Any],
) -> Change:
    made = replace(plan, **update)
    return Change(
        Group.PERFORMANCE,
        kind,
        plan.plan_kind.value,
        (FigureRef("plan", str(plan.plan_no), part),),
        frozenset((plan.plan_name,)),
        frozenset(),
        f"{plan.plan_no} {plan.plan_name} {part}: {how} ({kind})",
        replace(document, plans=tuple(made if one is plan else one for one in document.plans)),
    )
