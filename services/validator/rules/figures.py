"""Figures of the other sections: staff, procurement and assets add up, and parts stay within their wholes.

`claims.yaml` names the sums and limits by figure key. A figure that the document states as a claim of the narrative
alone counts by the claim's subject key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held, not_checkable
from services.validator.rules.intervals import half_unit
from services.validator.rules.relation_findings import ROUNDING
from services.validator.rules.tied import figures_tie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, signed
from shared.model.finding import Fault
from shared.model.money import decimals
from shared.model.place import Place
from shared.rulebook.claims import FigureLimit, FigureSum, load_claims

_COUNTED = frozenset({"人", "辆", "个", "台", "套", "名"})
"""Units of things that are counted: nothing of them is rounded."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure with its place."""

    value: Decimal
    unit: str
    place: Place


def figure_checks(view: DocumentView) -> Iterator[Check]:
    """Check every sum and limit whose figures the document states."""
    figures = stated_figures(view)
    book = load_claims()
    for entry in book.sums:
        yield from _sum(figures, entry)
    for limit in book.limits:
        yield from _limit(figures, limit)


def stated_figures(view: DocumentView) -> Mapping[str, Stated]:
    """Give the figures by key; of one that is stated again the first."""
    found: dict[str, Stated] = {}
    for figure in view.document.figures:
        found.setdefault(figure.figure_key, Stated(figure.value, figure.unit, figure.place))
    for claim in view.document.claims:
        if claim.subject_key and claim.amount is not None:
            found.setdefault(claim.subject_key, Stated(claim.amount, claim.unit.value, claim.place))
    return found


def _sum(figures: Mapping[str, Stated], entry: FigureSum) -> Iterator[Check]:
    rule_id, whole = "figures.sum", figures.get(entry.whole)
    parts = {key: figures[key] for key in entry.parts if key in figures}
    if whole is None or not parts:
        return
    made = sum((part.value for part in parts.values()), Decimal(0))
    tolerance = _half(whole, *parts.values()) * (len(parts) + 1)
    numbers = Numbers(expected=made, actual=whole.value, tolerance=tolerance)
    message = _disagrees(entry, whole, numbers)
    spot = Spot(row_label=entry.whole, place=whole.place)
    tie = partial(figures_tie, {entry.whole: whole.value}, {k: v.value for k, v in parts.items()}, tolerance)
    if abs(whole.value - made) <= tolerance:
        yield held(rule_id, tie)
        if whole.value != made:
            yield broken(ROUNDING, message, spot=spot, numbers=numbers)
    elif len(parts) < len(entry.parts):
        missing = ", ".join(key for key in entry.parts if key not in parts)
        reason = Message(f"{message.en}; not stated: {missing}", f"{message.zh}；未列示：{missing}")
        yield not_checkable(rule_id, reason, spot=spot)
    else:
        yield broken(rule_id, message, spot=spot, numbers=numbers, fault=Fault.DISCLOSURE, tie=tie)


def _limit(figures: Mapping[str, Stated], entry: FigureLimit) -> Iterator[Check]:
    part, whole = figures.get(entry.part), figures.get(entry.whole)
    if part is None or whole is None:
        return
    tie = partial(
        figures_tie, {entry.part: part.value}, {entry.whole: whole.value}, Decimal(0), is_limit=True
    )
    if part.value <= whole.value:
        yield held("figures.limit", tie)
        return
    numbers = Numbers(expected=whole.value, actual=part.value, tolerance=Decimal(0))
    message = Message(
        f"{entry.part} is {amount(part.value)} {part.unit}, more than {entry.whole} with {amount(whole.value)}",
        f"第{part.place.page}页 {entry.part} 为{amount(part.value)}{part.unit}，"
        f"超过 {entry.whole} {amount(whole.value)}",
    )
    spot = Spot(row_label=entry.part, place=part.place)
    yield broken("figures.limit", message, spot=spot, numbers=numbers, fault=Fault.DISCLOSURE, tie=tie)


def _half(*figures: Stated) -> Decimal:
    if any(figure.unit in _COUNTED for figure in figures):
        return Decimal(0)
    return half_unit(max(decimals(figure.value) for figure in figures))


def _disagrees(entry: FigureSum, whole: Stated, numbers: Numbers) -> Message:
    made, difference = numbers.expected or Decimal(0), numbers.difference or Decimal(0)
    return Message(
        f"{entry.whole} is {_shown(whole.value)} {whole.unit}, its parts make {_shown(made)}; "
        f"difference {signed(difference)}",
        f"第{whole.place.page}页 {entry.whole} 为{_shown(whole.value)}{whole.unit}，分项之和为{_shown(made)}，"
        f"相差{signed(difference)}",
    )


def _shown(value: Decimal) -> str:
    return f"{value:,}"
