"""Texts of indicator cells: their normal form, and what they can be (a target, a date, a weight).

In goes the text of a cell without blanks, out comes its normal form or what it looks like. Targets are
printed with operators in many ways (`＞=95％`, `≥95%`, `>=95%`); one form is kept so that equal targets are
equal texts.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum

from shared.model.money import parse_amount

_TO_ASCII = str.maketrans(
    {
        chr(code): chr(code - 0xFEE0)
        for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    }
    | dict(zip("％＜＝＞／＋．－−～﹥﹤﹦", "%<=>/+.--~><=", strict=True))
)
_OPERATORS = re.compile(r"≥|≧|⩾|>=|=>|≤|≦|⩽|<=|=<")
_OPERATOR_FORMS = {"≥": ">=", "≧": ">=", "⩾": ">=", "=>": ">=", "≤": "<=", "≦": "<=", "⩽": "<=", "=<": "<="}
_OPERATOR = r"(?P<operator>>=|<=|=|>|<)"
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_DATE = re.compile(rf"^{_OPERATOR}?\d{{4}}年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:前|底|末|以前|之前|底前)?$")
_MEASURED = re.compile(
    rf"^{_OPERATOR}?{_NUMBER}(?P<unit_before>\D*?)(?:[-~—至]{_NUMBER})?(?P<unit>[^\d<>=]*)$"
)
_WEIGHT = re.compile(r"^(?P<number>\d{1,3}(?:\.\d{1,2})?)(?:%|分)?$")
_ANY_OPERATOR = re.compile(r"[<>=＜＞＝≥≤≧≦]")
_BRACKETS = {"（": ")", "(": ")", "《": "》", "“": "”", "【": "】", "〔": "〕", "[": "]"}
_CLOSING = {"）": ")", ")": ")", "》": "》", "”": "”", "】": "】", "〕": "〕", "]": "]"}
_MOST_WEIGHT = 100


class Shape(Enum):
    """What a target or a value of last year looks like."""

    DATE = "date"
    MEASURED = "measured"
    """A number with an optional operator and an optional unit."""
    WORDS = "words"
    """Words without figures: a quality to be reached, such as 有效保障."""
    OTHER = "other"


def normalise_target(text: str) -> str:
    """Give a target with ASCII figures and one form of each operator: `>=`, `<=`, `=`, `>`, `<`."""
    ascii_text = text.translate(_TO_ASCII)
    return _OPERATORS.sub(lambda match: _OPERATOR_FORMS.get(match.group(), match.group()), ascii_text)


def has_operator(text: str) -> bool:
    """Tell whether an operator stands anywhere in a text."""
    return bool(_ANY_OPERATOR.search(text))


def shape(target: str) -> tuple[Shape, bool, str]:
    """Give what a normalised target looks like, whether it begins with an operator, and its unit (empty where none)."""
    date = _DATE.match(target)
    if date:
        return Shape.DATE, date.group("operator") is not None, ""
    measured = _MEASURED.match(target)
    if measured:
        unit = measured.group("unit") or measured.group("unit_before")
        return Shape.MEASURED, measured.group("operator") is not None, unit
    if not any(character.isdigit() for character in target) and not has_operator(target):
        return Shape.WORDS, False, ""
    return Shape.OTHER, has_operator(target[:1]), ""


def parse_weight(text: str) -> Decimal | None:
    """Give a printed weight (`15`, `15分`, `15%`) as points of a hundred; None where the text is no such number."""
    match = _WEIGHT.match(normalise_target(text))
    value = parse_amount(match.group("number")) if match else None
    return value if value is not None and value <= _MOST_WEIGHT else None


def is_balanced(text: str) -> bool:
    """Tell whether the brackets and quotation marks of a text are closed in order; widths of brackets may be mixed."""
    return open_brackets(text) == 0


def open_brackets(text: str) -> int:
    """Give how many brackets a text leaves open; -1 where it closes one that it has not opened."""
    expected: list[str] = []
    for character in text:
        if character in _BRACKETS:
            expected.append(_BRACKETS[character])
        elif character in _CLOSING and (not expected or expected.pop() != _CLOSING[character]):
            return -1
    return len(expected)
