"""Interval arithmetic over printed figures, as XBRL Calculations 1.1 (REC 2023-02-22) decides consistency.

A figure printed with d decimals stands for every value that rounds to it: the closed interval of half a unit of its
last place on either side. A computed figure is the interval that the intervals of its parts make; it is consistent
with a printed one iff the two overlap, touching included. For n printed addends and a printed total, all with two
decimals, that is |difference| <= 0.005 x (n + 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

_PRECISION = 40
"""Digits of a quotient: far more than any printed figure has, so that rounding of the quotient decides nothing."""


@dataclass(slots=True, unsafe_hash=True)
class Interval:
    """All values from `low` to `high`, both included.

    Never changed once it is made; to forbid it would cost more than all arithmetic that is done with it.
    """

    low: Decimal
    high: Decimal

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __contains__(self, value: Decimal) -> bool:
        return self.low <= value <= self.high

    def scaled(self, factor: Decimal) -> Interval:
        """Multiply by a number; a negative one swaps the ends."""
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), max(ends))

    def overlaps(self, other: Interval) -> bool:
        """Tell whether a value lies in both."""
        return self.low <= other.high and other.low <= self.high

    def is_percent_of(self, whole: Interval, printed: Interval) -> bool:
        """Tell whether it can be the printed percentage of a whole, where neither is below zero and the whole above.

        True is what overlapping quotients would say, without dividing; False may be a case that has to be divided.
        """
        if self.low < 0 or whole.low <= 0:
            return False
        low, high = self.low * _HUNDRED, self.high * _HUNDRED
        return low <= printed.high * whole.high and printed.low * whole.low <= high

    def over(self, divisor: Interval) -> Interval | None:
        """Divide; None where the divisor can be zero and the quotient anything."""
        if Decimal(0) in divisor:
            return None
        with localcontext() as context:
            context.prec = _PRECISION
            ends = [a / b for a in (self.low, self.high) for b in (divisor.low, divisor.high)]
        return Interval(min(ends), max(ends))

    @property
    def is_about_zero(self) -> bool:
        """True where zero is in the middle."""
        return not self.low + self.high

    @property
    def middle(self) -> Decimal:
        """The value in the middle: for a printed figure, what is printed."""
        return tidy((self.low + self.high) / 2)

    @property
    def radius(self) -> Decimal:
        """Half the width."""
        return tidy((self.high - self.low) / 2)


def tidy(value: Decimal) -> Decimal:
    """Give a value without zeros behind its second decimal place, which no printed figure stands behind."""
    if value.same_quantum(CENT):
        return value  # as most are
    in_cents = value.quantize(CENT)
    return in_cents if in_cents == value else value.normalize()


CENT = Decimal("0.01")
_HUNDRED = Decimal(100)
ZERO = Interval(Decimal(0), Decimal(0))


def around(value: Decimal, half: Decimal) -> Interval:
    """Give the values that a printed figure stands for, with half a unit of its last place."""
    return Interval(value - half, value + half)
