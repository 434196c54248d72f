"""Classification codes as they are printed: digits in columns, joined, or in brackets; and the level they stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.layout import Axis
from shared.model.table import RowKind

_SPACED = re.compile(r"^\s*(\d{3})(?:\s+(\d{2})(?=\s|$))?(?:\s+(\d{2})(?=\s|$))?(?=\s|$)")
_JOINED = re.compile(
    r"^\s*[\[（(]?(\d{3}(?:\d{2}){0,2})(?:[\]）)](?=\s|$|\D)|[-—]+(?=\D)|(?=\s|$)|(?=[^\d.,，\s]))"
)
_FUNCTIONAL_FIRST = "2"
_ECONOMIC_FIRST = "35"
"""3xx are the classes of departments, 5xx those of government."""
_BY_GOVERNMENT_CLASS = frozenset({"T14"})
"""Tables whose rows go by the government's economic classification though they may print that of departments too."""

CODED_AXES = (Axis.FUNCTIONAL, Axis.FUNCTIONAL_CLASSES, Axis.FUNCTIONAL_PROJECTS, Axis.ECONOMIC)
"""The axes whose rows bear classification codes."""


@dataclass(frozen=True, slots=True)
class ParsedCode:
    """A code at the beginning of a text: its digits joined, and how many characters it takes there."""

    digits: str
    length: int


def parse_code(text: str, axis: Axis) -> ParsedCode | None:
    """Give the classification code that a text begins with, or None. A bare amount such as `186.10` is none."""
    match = _SPACED.match(text) or _JOINED.match(text)
    if match is None:
        return None
    digits = "".join(group for group in match.groups() if group)
    return ParsedCode(digits, match.end()) if is_code(digits, axis) else None


def is_code(digits: str, axis: Axis) -> bool:
    """Tell whether digits can be a code of the axis: functional codes begin with 2, economic ones with 3 or 5."""
    first = _ECONOMIC_FIRST if axis is Axis.ECONOMIC else _FUNCTIONAL_FIRST
    return digits.isdigit() and len(digits) in (3, 5, 7) and digits[0] in first


def first_digits(axis: Axis, table_id: str) -> str:
    """Give the first digits of the codes of an axis, those that its rows go by first where a table prints several."""
    if axis is not Axis.ECONOMIC:
        return _FUNCTIONAL_FIRST
    return _ECONOMIC_FIRST[::-1] if table_id in _BY_GOVERNMENT_CLASS else _ECONOMIC_FIRST


def row_kind(code: str) -> RowKind:
    """Give the level of a code: three digits are a class, five a section, seven an item."""
    return {3: RowKind.CLASS, 5: RowKind.SECTION, 7: RowKind.ITEM}.get(len(code), RowKind.LINE)
