"""Printed amounts and their units: from the characters on a page to exact decimals, never a float."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

YUAN_PER_WAN = Decimal(10_000)
_CENT = Decimal("0.01")
_HALF = Decimal("0.5")


class Unit(StrEnum):
    """The unit that a table or a sentence states for its amounts."""

    WAN_YUAN = "万元"
    YUAN = "元"
    BAI_YUAN = "百元"
    QIAN_YUAN = "千元"
    BAIWAN_YUAN = "百万元"
    YI_YUAN = "亿元"


_YUAN_IN = {
    Unit.YUAN: Decimal(1),
    Unit.BAI_YUAN: Decimal(100),
    Unit.QIAN_YUAN: Decimal(1_000),
    Unit.WAN_YUAN: YUAN_PER_WAN,
    Unit.BAIWAN_YUAN: Decimal(1_000_000),
    Unit.YI_YUAN: Decimal(100_000_000),
}
UNIT_WORDS = "|".join(sorted((unit.value for unit in Unit), key=len, reverse=True))
"""The units as alternatives of a regular expression, longer ones first."""
_AMOUNT = re.compile(r"^(?:[-+]?¥?|¥[-+])\d+(?:,\d{3})*(?:\.\d+)?$")
_BRACKETED = re.compile(r"^\(¥?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{2,})\)$")
"""An accountant's negative amount. What has neither separators nor decimals may be a code or a number of a list."""
_FULL_WIDTH = str.maketrans("０１２３４５６７８９，．－−＋￥（）", "0123456789,.--+¥()")


def parse_amount(printed: str, unit: Unit | None = None) -> Decimal | None:
    """Give the exact value of a printed amount, or None where the characters are not one.

    Spaces inside are ignored, thousands separators must stand at thousands (`1,303.17`, and `17925,360` where only the
    last is printed), full-width digits and signs are read, and the number of printed decimals is kept in the exponent
    (`2.50` is `Decimal("2.50")`). A currency sign may stand before it, `unit` behind it; in brackets it is negative.
    """
    text = re.sub(r"\s", "", printed).translate(_FULL_WIDTH)
    if unit is not None:
        text = text.removesuffix(unit)
    if _AMOUNT.match(text):
        return Decimal(text.replace(",", "").replace("¥", ""))
    bracketed = _BRACKETED.match(text)
    return -Decimal(bracketed[1].replace(",", "")) if bracketed else None


def looks_like_amount(printed: str) -> bool:
    """Tell whether characters are an amount, whichever unit stands behind it."""
    if not printed.rstrip().endswith(Unit.YUAN):
        return parse_amount(printed) is not None
    return any(parse_amount(printed, unit) is not None for unit in Unit)


def decimals(value: Decimal) -> int:
    """Give the number of decimal places that a value carries, 0 for whole numbers."""
    if value.same_quantum(_CENT):  # as most do, and it is known at a glance
        return 2
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@lru_cache(maxsize=64)
def half_unit(places: int) -> Decimal:
    """Give half a unit of the last of so many decimal places: by so much a figure may be rounded."""
    return _HALF.scaleb(-places)


def to_yuan(value: Decimal, unit: Unit) -> Decimal:
    """Convert an amount from its printed unit into yuan, exactly."""
    return value * _YUAN_IN[unit]
