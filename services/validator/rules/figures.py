"""Figures of the other sections: staff, procurement and assets add up, and parts stay within their wholes.

`claims.yaml` names the sums and limits by figure key. A figure that the document states as a claim of the narrative
alone counts by the claim's subject key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held, not_checkable
from services.validator.rules.counterparts import of_figures
from services.validator.rules.relation_findings import ROUNDING
from services.validator.rules.tied import figures_tie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, signed
from shared.model.finding import Fault
from shared.model.money import Unit, decimals, half_unit, to_yuan
from shared.model.place import Place
from shared.rulebook.claims import FigureLimit, FigureSum, load_claims

_COUNTED = frozenset({"人", "辆", "个", "台", "套", "名"})
"""Units of things that are counted: nothing of them is rounded."""
_MONEY = frozenset(unit.value for unit in Unit)
_WAN_YUAN, _YI_YUAN = Unit.WAN_YUAN.value, Unit.YI_YUAN.value


class Stated(NamedTuple):
    """A figure with its place."""

    value: Decimal
    unit: str
    place: Place


def figure_checks(figures: Mapping[str, Stated]) -> Iterator[Check]:
    """Check every sum and limit whose figures the document states."""
    book = load_claims()
    for entry in book.sums:
        yield from _sum(figures, entry)
    for limit in book.limits:
        yield from _limit(figures, limit)


def stated_figures(view: DocumentView) -> Mapping[str, Stated]:
    """Give the figures by key; of one that is stated again the first."""
    found: dict[str, Stated] = {}
    for figure in view.document.figures:
        if figure.figure_key not in found:
            stated = Stated(figure.value, figure.unit, figure.place)
            found[figure.figure_key] = _in_unit(stated, _WAN_YUAN) if figure.unit == _YI_YUAN else stated
    for claim in view.document.claims:
        key = claim.subject_key
        if key and key not in found and claim.amount is not None:
            found[key] = Stated(claim.amount, claim.unit.value, claim.place)
    return found


def _sum(figures: Mapping[str, Stated], entry: FigureSum) -> Iterator[Check]:
    rule_id, whole = "figures.sum", figures.get(entry.whole)
    parts = {key: figures[key] for key in (*entry.parts, *entry.others) if key in figures}
    if whole is not None:
        parts = {key: _in_unit(part, whole.unit) for key, part in parts.items()}
    if whole is None or not parts:
        if stated := (whole, *parts.values()) if whole else tuple(parts.values()):
            yield _alone(rule_id, entry.whole, stated[0], has_whole=whole is not None)
        return
    made = sum((part.value for part in parts.values()), Decimal(0))
    tolerance = _half(whole, *parts.values()) * (len(parts) + 1)
    tie = partial(figures_tie, {entry.whole: whole.value}, {k: v.value for k, v in parts.items()}, tolerance)
    if whole.value == made:
        yield held(rule_id, tie)
        return
    numbers = Numbers(expected=made, actual=whole.value, tolerance=tolerance)
    message = _disagrees(entry, whole, numbers)
    spot = Spot(row_label=entry.whole, place=whole.place)
    other = of_figures({key: part.place for key, part in parts.items()})
    if abs(whole.value - made) <= tolerance:
        yield held(rule_id, tie)
        yield broken(ROUNDING, message, spot=spot, numbers=numbers, counterpart=other)
    elif made < whole.value and any(key not in parts for key in entry.parts):
        missing = [load_claims().name_of(key) for key in entry.parts if key not in parts]
        reason = Message(
            f"{message.en}; not stated: {', '.join(name.en for name in missing)}",
            f"{message.zh}；未列示：{'、'.join(name.zh for name in missing)}",
        )
        yield not_checkable(rule_id, reason, spot=spot)
    else:
        yield broken(
            rule_id,
            message,
            spot=spot,
            numbers=numbers,
            fault=Fault.DISCLOSURE,
            tie=tie,
            counterpart=other,
        )


def _limit(figures: Mapping[str, Stated], entry: FigureLimit) -> Iterator[Check]:
    part, whole = figures.get(entry.part), figures.get(entry.whole)
    if part is None or whole is None:
        if part is not None and part.value:
            yield _alone("figures.limit", entry.whole, part, has_whole=False)
        return
    part = _in_unit(part, whole.unit)
    tie = partial(
        figures_tie, {entry.part: part.value}, {entry.whole: whole.value}, Decimal(0), is_limit=True
    )
    if part.value <= whole.value:
        yield held("figures.limit", tie)
        return
    numbers = Numbers(expected=whole.value, actual=part.value, tolerance=Decimal(0))
    one, other = (load_claims().name_of(key) for key in (entry.part, entry.whole))
    message = Message(
        f"{one.en} on page {part.place.page} is {amount(part.value)} {part.unit}, more than {other.en} with "
        f"{amount(whole.value)}",
        f"第{part.place.page}页{one.zh}为{amount(part.value)}{part.unit}，超过{other.zh}{amount(whole.value)}{whole.unit}",
    )
    spot = Spot(row_label=entry.part, place=part.place)
    yield broken(
        "figures.limit",
        message,
        spot=spot,
        numbers=numbers,
        fault=Fault.DISCLOSURE,
        tie=tie,
        counterpart=of_figures({entry.whole: whole.place}),
    )


def _alone(rule_id: str, key: str, stated: Stated, *, has_whole: bool) -> Check:
    """Say that a whole is stated without its parts, or parts without their whole."""
    name, page = load_claims().name_of(key), stated.place.page
    lacking = (
        Message("its parts are not stated", "未列示其分项")
        if has_whole
        else Message("it is not stated", "未列示")
    )
    message = Message(
        f"The {name.en} cannot be compared (page {page}): {lacking.en}",
        f"第{page}页{name.zh}无法核对：{lacking.zh}",
    )
    return not_checkable(rule_id, message, spot=Spot(row_label=key, place=stated.place))


def _in_unit(stated: Stated, unit: str) -> Stated:
    """Give an amount of money in another unit; what is no money stays as it is."""
    if stated.unit == unit or not {stated.unit, unit} <= _MONEY:
        return stated
    value = to_yuan(stated.value, Unit(stated.unit)) / to_yuan(Decimal(1), Unit(unit))
    return Stated(value, unit, stated.place)


def _half(*figures: Stated) -> Decimal:
    if any(figure.unit in _COUNTED for figure in figures):
        return Decimal(0)
    return half_unit(max(decimals(figure.value) for figure in figures))


def _disagrees(entry: FigureSum, whole: Stated, numbers: Numbers) -> Message:
    made, difference = numbers.expected or Decimal(0), numbers.difference or Decimal(0)
    name = load_claims().name_of(entry.whole)
    return Message(
        f"The {name.en} on page {whole.place.page} is {_shown(whole.value)} {whole.unit}, its parts make "
        f"{_shown(made)}; difference {_by(difference)}",
        f"第{whole.place.page}页{name.zh}为{_shown(whole.value)}{whole.unit}，分项之和为{_shown(made)}{whole.unit}，"
        f"相差{_by(difference)}",
    )


def _shown(value: Decimal) -> str:
    return f"{value:,}"


def _by(difference: Decimal) -> str:
    """Give a difference with its sign; of counted things without decimals."""
    return f"{difference:+,}" if difference == difference.to_integral_value() else signed(difference)
