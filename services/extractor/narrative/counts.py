"""What the section on the 三公 counts: trips and travellers, vehicles bought and held, guests and their visits.

The statements of the section go in, figures with keys come out. Final accounts must tell these counts beside the
amounts (the Ministry of Finance's notices on publishing final accounts); words and units tell them apart, and a
bare `620 人次` counts what was counted before it. Guests from abroad (外事接待) are part of others and no figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.extractor.narrative.statements import Statement

_GROUPS, _TRAVELLERS = "three_public.abroad.groups", "three_public.abroad.persons"
_BATCHES, _GUESTS = "three_public.receptions.domestic", "three_public.receptions.domestic.persons"
_BOUGHT, _HELD = "three_public.vehicles.bought", "three_public.vehicles.held"
_PERSONS_OF = {_GROUPS: _TRAVELLERS, _BATCHES: _GUESTS}
_FOREIGN = re.compile(r"外事|外宾|国（境）外")
_OTHERS = re.compile(r"参加其他单位")
_ASIDE = re.compile(r"（(?!境）)[^）]*）")
_ABROAD = re.compile(r"出国|团组")
_RECEPTION = re.compile(r"接待")


@dataclass(frozen=True, slots=True)
class KeyedFigure:
    """A figure with its key, before it is given a place: the statement that states it, by its index."""

    key: str
    value: Decimal
    unit: str
    index: int


def three_public_counts(statements: Sequence[Statement]) -> list[KeyedFigure]:
    """Give the counts of a section on the 三公, in reading order."""
    found: list[KeyedFigure] = []
    before: str | None = None
    for index, statement in enumerate(statements):
        quantity = statement.quantity
        if not statement.is_count or quantity is None or quantity.value is None:
            continue
        words = _ASIDE.sub("", statement.before + statement.raw + statement.subject.text)
        if _FOREIGN.search(words) or _OTHERS.search(words):
            continue
        key = _key(words, quantity.unit, before)
        if key is not None:
            before = key
            found.append(KeyedFigure(key, quantity.value, quantity.unit, index))
    return found


def _key(words: str, unit: str, before: str | None) -> str | None:
    """Give the key of a count by its words and unit; `before` is that of the count before it."""
    if unit in ("辆", "台"):
        if "保有" in words:
            return _HELD
        return _BOUGHT if re.search(r"购置|更新|购买", words) else None
    if unit in ("批次", "批") or re.search(r"批次|接待.*团组", words):
        return _BATCHES if _RECEPTION.search(words) else None
    if unit in ("人次", "人") or re.search(r"人[次数]", words):
        if _RECEPTION.search(words):
            return _GUESTS
        return _TRAVELLERS if _ABROAD.search(words) else _PERSONS_OF.get(before or "")
    return _GROUPS if _ABROAD.search(words) and unit in ("个", "次", "批") else None
