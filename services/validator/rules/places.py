"""How finely figures are printed: the most decimal places of several, and half a unit of the last of them.

Most figures of a document have two decimals; whether all of some have is known without a look at each.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from services.validator.rules.intervals import CENT, half_unit
from shared.model.money import Unit, decimals

_YUAN = Unit.YUAN
_EXACT = Decimal(0)


def most_decimals(values: Sequence[Decimal]) -> int:
    """Give the decimal places of the value that has most; none of no values."""
    if values and all(map(CENT.same_quantum, values)):
        return decimals(CENT)
    return max(map(decimals, values), default=0)


def half_of(unit: Unit, places: int) -> Decimal:
    """Give half a unit of the last of so many places; nothing for 元, which is exact."""
    return _EXACT if unit is _YUAN else half_unit(places)
