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
_MARKED = re.compile(
    r"(?<![A-Za-z0-9])[XＸx×]{2,}(?![A-Za-z0-9])|[○〇□]{2,}|_{2,}|＿{2,}|(?<!\d)[*＊]{2,}(?!\d)|某某"
)
_INSTRUCTION = re.compile(
    r"[（(〔](?:请|填写|部门名称|单位名称|若无|如无|若有|如有|根据实际)[^）)〕]{0,30}[）)〕]"
    r"|[（(〔][^（(〔）)〕。]{0,60}(?:填写|填列)[）)〕]|填列数应?与"
    r"|(?:部门|单位)名称(?=20\d\d年|概况|部门|单位)"
)
_CHOOSING = re.compile("[（(/或](?<=[加长升高少降低增于].)")
"""What stands between words to choose from, behind the end of one: without any there is nothing to choose."""
_OPEN = re.compile(r"[XＸx×○〇□_＿*＊某请填若如称际万亿%](?<!\d[万亿%])")
"""Marks of empty places, a character of every instruction, and a unit without a figure before it: nearly every sentence
has none of them."""
_LOOK = re.compile(
    r"[（(/或XＸx×○〇□_＿*＊某请填若如称际万亿%](?<!\d[万亿%])(?<![^加长升高少降低增于][（(/或])"
)
"""Both at once."""
_NO_FIGURE = re.compile(
    rf"(?:{_UP}|{_DOWN}|支出|收入|经费|拨款|预算数?|决算数?|费)(?:为)?(?:万元|亿元)(?![\d以])"
    rf"|(?:增加|增长|上升|减少|下降|降低)%|占[^\d，。；：%（）]{{0,20}}%"
)
_NO_REASON = re.compile(r"原因(?:说明)?(?:是|为|系|：|:)+(?:[。；]|其中)")


def is_finished(text: str) -> bool:
    """Tell at a glance that a text has none of these; False where it has to be looked at."""
    return _LOOK.search(text) is None and reason_left(text) is None


def choice_left(text: str) -> str | None:
    """Give the words of the form to choose from that were left standing (`增加（减少）`)."""
    return _first(_CHOICE, text) if _CHOOSING.search(text) else None


def place_left(text: str) -> str | None:
    """Give a place of the form that was not filled in (`XX万元`, `增加万元`, `占%`, `（部门名称）`)."""
    if _OPEN.search(text) is None:
        return None
    return _first(_MARKED, text) or _first(_INSTRUCTION, text) or _first(_NO_FIGURE, text)


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
