"""Amounts as OCR writes them, made what was printed where only one amount can be meant.

In goes the text of one line, out comes the same text, or the amount that it is with its commas and its point:
full-width signs, letters that look like figures, a point in place of a comma and the other way round. Whole numbers and
codes stay as they are. What is made here is a reading like any other, to be confirmed by arithmetic before it counts.
"""

from __future__ import annotations

import re
from typing import Final

_SIGNS: Final = str.maketrans("，．。·：；‚'’－—–", ",...,,,,,---")
_LETTERS: Final = str.maketrans("OoQlI|S〇", "00011150")
_FIGURES: Final = r"[\dOoQlI|S〇]"
_AMOUNT: Final = re.compile(rf"(-?)({_FIGURES}{{1,3}}(?:[,.]{_FIGURES}{{3}})*|\d+)[,.]({_FIGURES}{{2}})")
_THOUSANDS: Final = re.compile(rf"-?{_FIGURES}{{1,3}}(?:[,.]{_FIGURES}{{3}}){{2,}}")
_LEAST_FIGURES: Final = 0.6
"""The share of figures among the signs of an amount that are no separators; with less it is a word."""


def amount_as_printed(text: str) -> str:
    """Give the amount with two decimals, or with thousands, that a text is meant to be; else the text itself."""
    plain = re.sub(r"\s*([,.])\s*", r"\1", text.strip().translate(_SIGNS))
    signs = re.sub(r"[-,.]", "", plain)
    if sum(sign.isdigit() for sign in signs) < _LEAST_FIGURES * len(signs):
        return text
    amount = _AMOUNT.fullmatch(plain)
    if amount is not None:
        sign, whole, decimals = (part.translate(_LETTERS) for part in amount.groups())
        return f"{sign}{whole.replace('.', ',')}.{decimals}"
    return plain.translate(_LETTERS).replace(".", ",") if _THOUSANDS.fullmatch(plain) else text
