"""The date that a document bears: that of its signature, in every form of writing dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise

from services.extractor.segment.region import PlacedLine
from shared.layout.label import normalise

_DATE_LINE = re.compile(r"^(20\d\d)(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})日?$")
_CHINESE_DATE = re.compile(
    r"^([二〇零○一三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日$"
)
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_SIGNATURE_LINES = 12


def published_on(prose: Sequence[PlacedLine]) -> dt.date | None:
    """Give the date of the signature: the last line of the document that is a date and nothing else."""
    dates = (date_of(normalise(line.text)) for line in reversed(prose[-_SIGNATURE_LINES:]))
    return next((date for date in dates if date is not None), None)


def date_of(text: str) -> dt.date | None:
    """Give the date that a line consists of: `2024年2月19日`, `2024-02-19`, `二〇二四年二月十九日`."""
    if match := _DATE_LINE.match(text):
        year, month, day = (int(group) for group in match.groups())
    elif match := _CHINESE_DATE.match(text):
        year = int("".join(str(_CHINESE_DIGITS[digit]) for digit in match.group(1)))
        month, day = _chinese_number(match.group(2)), _chinese_number(match.group(3))
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _chinese_number(text: str) -> int:
    """Give a number up to 99 written as 九, 十, 十二, 二十, 三十一."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _CHINESE_DIGITS[text[0]] if len(text) == 1 else 0
    return (_CHINESE_DIGITS[tens] if tens else 1) * 10 + (_CHINESE_DIGITS[ones] if ones else 0)


def signature_name(prose: Sequence[PlacedLine]) -> str | None:
    """Give the line before the signature's date, which names the publisher."""
    lines = [normalise(line.text) for line in prose[-_SIGNATURE_LINES:]]
    for name, date in pairwise(lines):
        if date_of(date) and 4 <= len(name) <= 40 and "。" not in name:  # noqa: PLR2004 - a name's length
            return name
    return None
