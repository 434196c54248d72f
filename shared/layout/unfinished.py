"""What a form leaves in a text that nobody finished: words to choose from, empty places, reasons not given.

A sentence or a heading in the narrative's form of characters (wide brackets, no blanks) goes in, the first words that
should have been struck out or filled in come out. The forms of the finance departments print `增加（减少）`, `XX万元`
and `主要原因是` for the author to finish; the extractor keeps sentences with such words, the validator reports them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_UP, _DOWN = "增加|增长|上升|提高", "减少|下降|降低"
_CHOICE = re.compile(
    rf"(?:{_UP})[（(/](?:{_DOWN})[）)]?|(?:{_DOWN})[（(/](?:{_UP})[）)]?|增[（(/]减[）)](?!额)"
    r"|大于[（(/]小于[）)]?|小于[（(/]大于[）)]?|增加或(?:者)?减少|增长或(?:者)?下降"
)
_BETWEEN = "（(/或"
"""What stands between words to choose from: without any of it there is nothing to choose."""
_MARKED = re.compile(
    r"(?<![A-Za-z0-9])[XＸx×]{2,}(?![A-Za-z0-9])|[○〇□]{2,}|_{2,}|＿{2,}|(?<!\d)[*＊]{2,}(?!\d)|某某"
)
_MARKS = frozenset("XＸx×○〇□_＿*＊某")
"""The first characters of empty places: nearly every sentence has none of them."""
_INSTRUCTION = re.compile(
    r"[（(〔](?:请|填写|部门名称|单位名称|若无|如无|若有|如有|根据实际)[^）)〕]{0,30}[）)〕]"
    r"|[（(〔][^（(〔）)〕。]{0,60}(?:填写|填列)[）)〕]|填列数应?与"
    r"|(?:部门|单位)名称(?=20\d\d年|概况|部门|单位)"
)
_OPENING = ("（", "(", "〔", "名称", "填列")
"""What every instruction begins with, or holds."""
_BARE_UNIT = re.compile(r"(?<!\d)[万亿%]")
"""A unit without a figure before it, as nearly no sentence has."""
_NO_FIGURE = re.compile(
    rf"(?:{_UP}|{_DOWN}|支出|收入|经费|拨款|预算数?|决算数?|费)(?:为)?(?:万元|亿元)(?![\d以])"
    rf"|(?:增加|增长|上升|减少|下降|降低)%|占[^\d，。；：%（）]{{0,20}}%"
)
_NO_REASON = re.compile(r"原因(?:说明)?(?:是|为|系|：|:)+(?:[。；]|其中)")


def choice_left(text: str) -> str | None:
    """Give the words of the form to choose from that were left standing (`增加（减少）`)."""
    return _first(_CHOICE, text) if any(mark in text for mark in _BETWEEN) else None


def place_left(text: str) -> str | None:
    """Give a place of the form that was not filled in (`XX万元`, `增加万元`, `占%`, `（部门名称）`)."""
    marked = None if _MARKS.isdisjoint(text) else _first(_MARKED, text)
    instruction = _first(_INSTRUCTION, text) if any(mark in text for mark in _OPENING) else None
    return marked or instruction or (_first(_NO_FIGURE, text) if _BARE_UNIT.search(text) else None)


def reason_left(text: str) -> str | None:
    """Give the announcement of a reason behind which none stands (`主要原因是。`)."""
    return _first(_NO_REASON, text) if "原因" in text else None


def unfinished_at(text: str) -> Iterator[int]:
    """Give the places of all of these in a text."""
    for pattern in (_CHOICE, _MARKED, _INSTRUCTION, _NO_FIGURE, _NO_REASON):
        yield from (match.start() for match in pattern.finditer(text))


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match.group() if match else None
