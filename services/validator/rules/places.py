"""How finely figures are printed: the most decimal places of several, and half a unit of the last of them.

Most figures of a document have two decimals; whether all of some have is known without a look at each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter

from services.validator.rules.intervals import CENT
from shared.model.money import Unit, decimals, half_unit
from shared.model.narrative import Claim

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


class ClaimPlaces:
    """How finely a narrative prints amounts and changes, by section and unit.

    A narrative may tell one section in whole 万元 and the next with two decimals.
    """

    def __init__(self, claims: Iterable[Claim]) -> None:
        """Look through the claims of a document."""
        printed: defaultdict[tuple[str, Unit], list[Decimal]] = defaultdict(list)
        for claim in claims:
            told = (claim.amount, claim.delta, claim.previous)
            printed[claim.section, claim.unit] += [figure for figure in told if figure is not None]
        self._of_section: dict[tuple[str, Unit], Decimal] = {}
        finest = dict.fromkeys(Unit, 0)
        for (section, unit), values in filter(itemgetter(1), printed.items()):
            places = most_decimals(values)
            self._of_section[section, unit] = half_of(unit, places)
            finest[unit] = max(finest[unit], places)
        self.half_units: Mapping[Unit, Decimal] = {
            unit: half_of(unit, places) for unit, places in finest.items()
        }
        """Half a unit of the finest place that the whole narrative prints for each unit."""

    def half(self, claim: Claim) -> Decimal:
        """Give half a unit of the finest place that the claim's section prints in its unit."""
        found = self._of_section.get((claim.section, claim.unit))
        return self.half_units[claim.unit] if found is None else found
