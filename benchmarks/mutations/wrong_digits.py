"""Wrong amounts: the ways in which a printed number is mistyped, each different from the number and as long."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from random import Random
from typing import Final

_CENT: Final = Decimal("0.01")


def other_digit(printed: str, rng: Random) -> str | None:
    """Give the number with one digit different; the first digit does not become zero."""
    places = [index for index, char in enumerate(printed) if char.isdigit()]
    at = rng.choice(places)
    leading = at == places[0] and len(places) > 1 and printed[at] != "0"
    digits = [digit for digit in "0123456789" if digit != printed[at] and not (leading and digit == "0")]
    return printed[:at] + rng.choice(digits) + printed[at + 1 :]


def swapped_digits(printed: str, rng: Random) -> str | None:
    """Give the number with two neighbouring digits exchanged; None where all neighbours are equal."""
    places = [index for index, char in enumerate(printed) if char.isdigit()]
    pairs = [
        (a, b)
        for a, b in pairwise(places)
        if printed[a] != printed[b] and not (a == places[0] and printed[b] == "0")
    ]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    chars = list(printed)
    chars[a], chars[b] = chars[b], chars[a]
    return "".join(chars)


def near(value: Decimal, rng: Random) -> Decimal | None:
    """Give an amount such as the same cell had a year before: between two thirds and one and a half of it."""
    made = (value * rng.randint(667, 1500) / 1000).quantize(_CENT, rounding=ROUND_HALF_UP)
    return made if made not in (value, 0) else None
