"""Slips of the hand: one digit printed for another, or two neighbouring digits exchanged, and where one mends a sum.

One comparison that is broken accuses all its figures alike. But where a slip in exactly one of them brings the
comparison right, and in no other, that one is the likely cause: in come a tie and its figures, out goes the figure with
what it should be, or nothing where several could have slipped, or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from services.validator.rules.ties import Printed, SumTie

_CLEAR = 2
"""So many times what rounding leaves open a slip must change, or it is rounding that it explains."""
_TELLING = 3
"""So many digits a figure has in which a slip is told by nothing but itself."""
_MOVED = tuple(Decimal(10) ** power for power in (-2, -1, 1, 2))
"""What a figure is multiplied by where its decimal point is in the wrong place."""
_SEVERAL = 3
"""Figures of a comparison: one that is ten times another need be no slip."""
_TENS = tuple(Decimal(10) ** power for power in range(4, -3, -1))
"""The last printed places that amounts, shares and rates may have, in the measure of their ties; the coarsest first."""


def only_slip(tie: SumTie, figures: Iterable[Printed]) -> tuple[Printed, Decimal] | None:
    """Give the one figure of a broken comparison that a slip explains, with the value before it slipped."""
    known = tuple(figures)
    place = _last_place([tie.value(figure) for figure in tie.figures])
    found = [(figure, value) for figure in known if (value := _mended(tie, figure, place)) is not None]
    return found[0] if len(found) == 1 else None


def any_slip(tie: SumTie) -> bool:
    """Tell whether a slip in any figure of a broken comparison explains it: a digit, two exchanged, a sign, a unit.

    Short figures differ by a digit for any reason; only longer ones count.
    """
    place = _last_place([tie.value(figure) for figure in tie.figures])
    return any(
        (_length(tie.value(figure)) >= _TELLING and _mended(tie, figure, place) is not None)
        or _is_plain_slip(tie, figure)
        for figure in tie.figures
    )


def _length(value: Decimal) -> int:
    """Give the digits of a figure without the zeros at its ends."""
    return len("".join(str(digit) for digit in value.as_tuple().digits).strip("0"))


def _is_plain_slip(tie: SumTie, figure: Printed) -> bool:
    """Tell whether a figure has the wrong sign, unit or decimal point, within what rounding leaves open."""
    wanted, printed = tie.solve(figure), tie.value(figure)
    if wanted is None or not printed or Decimal(0) in wanted:
        return False
    is_telling = _length(printed) >= _TELLING and len(tie.figures) >= _SEVERAL
    moved = (factor * printed for factor in _MOVED) if is_telling else ()
    return any(value in wanted for value in (-printed, printed / 10_000, printed * 10_000, *moved))


def is_slip(printed: Decimal, expected: Decimal) -> bool:
    """Tell whether one number is easily printed for the other: a digit, two digits swapped, a sign, a unit."""
    if printed == -expected or printed in (expected * 10_000, expected / 10_000):
        return True
    one, other = (f"{value:.2f}".replace(".", "") for value in (printed, expected))
    if len(one) != len(other):
        return False
    different = [index for index, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    if len(different) == 2:  # noqa: PLR2004 - two places that exchanged their digits
        a, b = different
        return b == a + 1 and (one[a], one[b]) == (other[b], other[a])
    return len(different) == 1


def _last_place(values: Iterable[Decimal]) -> Decimal:
    """Give the last place that all values are printed to: 100 yuan where a table in 万元 has two decimals."""
    known = tuple(values)
    return next((ten for ten in _TENS if not any(value % ten for value in known)), _TENS[-1])


def _mended(tie: SumTie, figure: Printed, place: Decimal) -> Decimal | None:
    """Give the value nearest to what the comparison asks for from which the printed one is a slip away."""
    wanted = tie.solve(figure)
    if wanted is None or not tie.value(figure):
        return None
    printed, middle = tie.value(figure), (wanted.low + wanted.high) / 2
    sign = -1 if printed < 0 else 1
    low, high = sorted((sign * wanted.low / place, sign * wanted.high / place))
    likely = [sign * place * number for number in _before_slips(abs(printed) / place, low, high)]
    found = [value for value in likely if abs(value - printed) >= _CLEAR * (wanted.high - wanted.low)]
    return min(found, key=lambda value: abs(value - middle), default=None)


def _before_slips(printed: Decimal, low: Decimal, high: Decimal) -> Iterator[int]:
    """Give the numbers from low to high that differ from a printed one by a digit, or by two neighbours exchanged.

    They are as long as it is; whole numbers, of its last places.
    """
    least, most = int(low.to_integral_value(ROUND_CEILING)), int(high.to_integral_value(ROUND_FLOOR))
    digits = f"{printed:.0f}"
    number, length = int(digits), len(digits)
    for at, digit in enumerate(digits if least <= most else ""):
        step = 10 ** (length - at - 1)
        rest = number - int(digit) * step
        for other in range(1 if at == 0 and length > 1 else 0, 10):
            if least <= rest + other * step <= most and rest + other * step != number:
                yield rest + other * step
    for at, (left, right) in enumerate(pairwise(digits if least <= most else "")):
        exchanged = number + 9 * (int(right) - int(left)) * 10 ** (length - at - 2)
        if left != right and not (at == 0 and right == "0") and least <= exchanged <= most:
            yield exchanged
