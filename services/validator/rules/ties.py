"""Ties: what a check says of the figures it compares, as something that can be solved for each of them.

Every check that compares printed figures ties them together. A tie answers two questions: would it hold if some of its
figures were printed differently, and which values of one figure would make it hold, all others as printed. `suspects`
asks both, to find the figure that is wrong. Amounts are in yuan, shares and rates in percent, a direction is 1 or -1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from services.validator.rules.intervals import Interval, around
from shared.rulebook.equation import CellRef

HUNDRED = Decimal(100)
FAR = Decimal(10) ** 18
"""Beyond every amount: the open end of what a limit allows."""


@dataclass(frozen=True, slots=True)
class FigureRef:
    """A printed figure outside of the tables: of a claim, of the other sections, or of a performance table."""

    house: str
    """`claim`, `figure` or `plan`."""
    key: str
    """The claim's number, the figure's key, or the plan's number."""
    part: str
    """`amount`, `share`, `delta`, `growth`, `direction`; `value`; the amount's key or `weight.3`."""


Printed = CellRef | FigureRef
"""A printed figure by its place in the document."""
Changes = Mapping[Printed, Decimal]
"""Figures with what would be printed instead."""


def of_claim(claim_no: int, part: str) -> FigureRef:
    """Give the name of a figure of a claim."""
    return FigureRef("claim", str(claim_no), part)


class Tie(Protocol):
    """A comparison of printed figures."""

    @property
    def is_limit(self) -> bool:
        """True where one side may be less than the other: such a tie says what is too much, not what is right."""
        ...

    @property
    def figures(self) -> Sequence[Printed]:
        """The figures that it ties together, each once."""
        ...

    def value(self, figure: Printed) -> Decimal:
        """What is printed; a blank cell is zero."""
        ...

    def holds(self, changed: Changes) -> bool:
        """Tell whether it would hold with some figures printed differently; others are no part of it."""
        ...

    def solve(self, figure: Printed) -> Interval | None:
        """Give the values of one figure with which it would hold; None where there are none."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A figure of a sum, with its weight."""

    figure: Printed
    value: Decimal
    weight: Decimal = Decimal(1)


@dataclass(frozen=True)
class SumTie:
    """`Σ weight x value` is zero within a tolerance, or at most the tolerance where it is a limit."""

    parts: tuple[Part, ...]
    tolerance: Decimal
    is_limit: bool = False
    beside: tuple[Part, ...] = ()
    """Figures that change the sum with this weight without being addends of it: direction words."""
    constant: Decimal = Decimal(0)

    @cached_property
    def _by_figure(self) -> dict[Printed, Part]:
        found: dict[Printed, Part] = {}
        for part in (*self.parts, *self.beside):
            known = found.get(part.figure)
            weight = part.weight + known.weight if known else part.weight
            found[part.figure] = Part(part.figure, part.value, weight)
        return found

    @cached_property
    def residual(self) -> Decimal:
        """What the sum makes of the figures as printed."""
        return sum((part.weight * part.value for part in self.parts), self.constant)

    def distance(self, changed: Changes) -> Decimal:
        """Give how far the sum is from zero with some figures printed differently."""
        made = self.residual
        for figure in changed if len(changed) < len(self._by_figure) else self._by_figure:
            part = self._by_figure.get(figure)
            if part is not None and figure in changed:
                made += part.weight * (changed[figure] - part.value)
        return made

    @property
    def figures(self) -> Sequence[Printed]:
        """See `Tie`."""
        return tuple(self._by_figure)

    def value(self, figure: Printed) -> Decimal:
        """See `Tie`."""
        return self._by_figure[figure].value

    def holds(self, changed: Changes) -> bool:
        """See `Tie`."""
        return self.allows(self.distance(changed))

    def allows(self, distance: Decimal) -> bool:
        """Tell whether the sum may be so far from zero."""
        return distance <= self.tolerance if self.is_limit else abs(distance) <= self.tolerance

    def solve(self, figure: Printed) -> Interval | None:
        """See `Tie`."""
        part = self._by_figure[figure]
        if not part.weight:
            return None
        low, high = -self.tolerance - self.residual, self.tolerance - self.residual
        ends = (part.value + low / part.weight, part.value + high / part.weight)
        found = Interval(min(ends), max(ends))
        if not self.is_limit:
            return found
        return Interval(-FAR, found.high) if part.weight > 0 else Interval(found.low, FAR)


@dataclass(frozen=True)
class ShareTie:
    """`share` is `part / whole` in percent, within what rounding allows."""

    part: SumTie
    whole: SumTie
    share: Part
    half: Decimal
    """Half a unit of the share's last place, with what shading allows."""

    @property
    def is_limit(self) -> bool:
        """See `Tie`."""
        return False

    @property
    def figures(self) -> Sequence[Printed]:
        """See `Tie`."""
        return tuple(dict.fromkeys((self.share.figure, *self.part.figures, *self.whole.figures)))

    def value(self, figure: Printed) -> Decimal:
        """See `Tie`."""
        if figure == self.share.figure:
            return self.share.value
        return (self.part if figure in self.part.figures else self.whole).value(figure)

    def holds(self, changed: Changes) -> bool:
        """See `Tie`."""
        part, whole = with_changes(self.part, changed), with_changes(self.whole, changed)
        made = part.scaled(HUNDRED).over(whole)
        share = changed.get(self.share.figure, self.share.value)
        return made is not None and made.overlaps(around(share, self.half))

    def solve(self, figure: Printed) -> Interval | None:
        """See `Tie`."""
        part, whole = with_changes(self.part, {}), with_changes(self.whole, {})
        share = around(self.share.value, self.half)
        if figure == self.share.figure:
            made = part.scaled(HUNDRED).over(whole)
            return Interval(made.low - self.half, made.high + self.half) if made else None
        if figure in self.part.figures:
            return None if figure in self.whole.figures else _addend(self.part, figure, _times(share, whole))
        made = part.scaled(HUNDRED).over(share)
        return _addend(self.whole, figure, made) if made else None


@dataclass(frozen=True)
class GrowthTie:
    """`growth` is `delta / (amount - sign x delta)` in percent, within what rounding allows."""

    amount: SumTie
    delta: Part
    sign: Part
    growth: Part
    half: Decimal
    """Half a unit of the rate's last place."""
    half_delta: Decimal = field(default=Decimal(0))

    @property
    def is_limit(self) -> bool:
        """See `Tie`."""
        return False

    @property
    def figures(self) -> Sequence[Printed]:
        """See `Tie`."""
        own = (self.growth.figure, self.delta.figure, self.sign.figure)
        return tuple(dict.fromkeys((*own, *self.amount.figures)))

    def value(self, figure: Printed) -> Decimal:
        """See `Tie`."""
        own = {part.figure: part.value for part in (self.growth, self.delta, self.sign)}
        return own[figure] if figure in own else self.amount.value(figure)

    def holds(self, changed: Changes) -> bool:
        """See `Tie`."""
        made = self._rate(changed)
        growth = changed.get(self.growth.figure, self.growth.value)
        return made is not None and made.overlaps(around(growth, self.half))

    def _rate(self, changed: Changes) -> Interval | None:
        delta = around(changed.get(self.delta.figure, self.delta.value), self.half_delta)
        sign = changed.get(self.sign.figure, self.sign.value)
        previous = with_changes(self.amount, changed) - delta.scaled(sign)
        return delta.scaled(HUNDRED).over(previous)

    def solve(self, figure: Printed) -> Interval | None:
        """See `Tie`."""
        sign, delta = self.sign.value, around(self.delta.value, self.half_delta)
        growth = around(self.growth.value, self.half)
        if figure == self.growth.figure:
            made = self._rate({})
            return Interval(made.low - self.half, made.high + self.half) if made else None
        if figure == self.sign.figure:
            return around(-sign, Decimal(0)) if self.holds({figure: -sign}) else None
        if figure == self.delta.figure:
            top = _times(growth, with_changes(self.amount, {})).scaled(HUNDRED)
            bottom = growth.scaled(sign)
            return top.over(Interval(HUNDRED + bottom.low, HUNDRED + bottom.high))
        previous = delta.scaled(HUNDRED).over(growth)
        return _addend(self.amount, figure, previous + delta.scaled(sign)) if previous else None


@dataclass(frozen=True)
class WordTie:
    """A direction word contradicts the sentence that it stands in: only another word mends it."""

    word: Part

    @property
    def is_limit(self) -> bool:
        """See `Tie`."""
        return False

    @property
    def figures(self) -> Sequence[Printed]:
        """See `Tie`."""
        return (self.word.figure,)

    def value(self, figure: Printed) -> Decimal:
        """See `Tie`."""
        del figure
        return self.word.value

    def holds(self, changed: Changes) -> bool:
        """See `Tie`."""
        return changed.get(self.word.figure, self.word.value) != self.word.value

    def solve(self, figure: Printed) -> Interval | None:
        """See `Tie`."""
        del figure
        return around(-self.word.value, Decimal(0))


def with_changes(total: SumTie, changed: Changes) -> Interval:
    """Give what a sum stands for with some of its figures changed; its tolerance is what rounding leaves open."""
    made = total.residual
    for part in total.parts:
        if part.figure in changed:
            made += part.weight * (changed[part.figure] - part.value)
    return around(made, total.tolerance)


def _times(percent: Interval, amount: Interval) -> Interval:
    ends = [a * b / HUNDRED for a in (percent.low, percent.high) for b in (amount.low, amount.high)]
    return Interval(min(ends), max(ends))


def _addend(total: SumTie, figure: Printed, wanted: Interval) -> Interval | None:
    """Give what one addend must be for a sum to become what is wanted."""
    needed = Interval(wanted.low - total.residual, wanted.high - total.residual)
    weight = next(part.weight for part in total.parts if part.figure == figure)
    if not weight:
        return None
    change = needed.scaled(1 / weight)
    own = total.value(figure)
    return Interval(own + change.low, own + change.high)
