"""The lines at the head of a table: its number, title, preparer, unit and year; and the lines that are none of these.

Titles are recognised by their meaning (`titles.py`), so that `表3 某局2024年部门支出总体情况表` and `支出预算总表`
are the same title. Contents lines, which end in a page number after dots, are not titles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.extractor.segment.titles import (
    bare_number,
    find_title,
    is_performance_label,
    split_number,
    wording,
)
from services.extractor.segment.unit_words import UNIT_LABEL, without_unit
from shared.layout import Layout, TableDef
from shared.layout.label import normalise

_NO_PREPARER = re.compile(r"^(?:为)?（?(?:人民币)?(?:[千百万亿]*元|[千百万亿]+$|人|辆|台|个|项|%)")
"""What stands behind 单位： where it means the unit of measure."""
_UNIT_NUMBER = re.compile(r"^[（【]?\d{3,12}[）】]?[-–—－_]*(?=[\u4e00-\u9fff])")
"""The number that finance systems print before the name of a unit: 104001_, [104001], 104001-."""
_YEAR = re.compile(r"(20\d\d)年")
_DOTS = re.compile(r"[.．…·]{3,}|\.{2,}\s*\d+$")
_SENTENCE = re.compile(r"[，。；]")
_TRAILING_AMOUNT = re.compile(r"\d\.\d\d$")
_BARE_NUMBER = re.compile(r"^[-–—\s]*\d{1,4}[-–—\s]*$")
_NOTE = re.compile(r"^（?(?:备?注|说明)[：:\d]")
_MAX_TITLE = 60
MAX_TITLE_LINES = 3
"""A title in large type with the department's name runs over two lines, seldom three."""
_SHORTEST_SENTENCE = 10


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A line that bears a table's title: which table, the title without its number, and the number."""

    definition: TableDef
    title: str
    number: str | None
    words: str
    """The words of the form's title that the line ends with, normalised."""


def match_number(text: str) -> str | None:
    """Give the table number that a line consists of (`表3` for `表 3`), or None; a unit may follow it."""
    label = normalise(text)
    return bare_number(without_unit(label)) if label else None


def match_title(text: str, layout: Layout) -> TitleMatch | None:
    """Recognise a table's title in a line, with the table's number before or behind it: the longest title wins."""
    label = normalise(text)
    if len(label) > _MAX_TITLE or _DOTS.search(label) or _SENTENCE.search(label):
        return None
    number, title = split_number(label)
    found = find_title(title, layout)
    return TitleMatch(found[0], title, number, found[1]) if found else None


def match_broken_title(lines: Sequence[str], layout: Layout) -> tuple[TitleMatch, int] | None:
    """Recognise a title that begins in the first of some lines and ends in a later one; give it and its line count.

    The words of the title itself must be broken: a line that ends in a title by itself is not joined to another.
    """
    for count in range(2, min(len(lines), MAX_TITLE_LINES) + 1):
        match = match_title("".join(lines[:count]), layout)
        rest = normalise("".join(lines[1:count]))
        if match is not None and (
            len(match.words) > len(rest)
            or len(wording(match.words).words) > len(wording(rest).words)
            or ("三公" in match.title and "三公" not in rest)
        ):
            return match, count
    return None


def match_preparer(text: str, layout: Layout) -> str | None:
    """Give the department that a head line such as `编制部门：某局 单位：万元` names."""
    match = _preparer(layout.identity.preparer_labels).search(normalise(text))
    name = without_unit_number(match.group("name")) if match else None
    return name if name and not _NO_PREPARER.match(name) else None


def without_unit_number(name: str) -> str:
    """Give the name of a unit without the number that finance systems print before it."""
    return _UNIT_NUMBER.sub("", name)


@lru_cache
def _preparer(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Give the pattern of a name behind one of a layout's labels, up to what else the line says."""
    words = "|".join(sorted((re.escape(normalise(label)) for label in labels), key=len, reverse=True))
    return re.compile(
        rf"(?:{words})(?:（公章）|（盖章）)?：(?P<name>.+?)"
        rf"(?=（?{UNIT_LABEL}|(?:编制|填报|报送)?日期：|保密审查|$)"
    )


def match_year(text: str) -> int | None:
    """Give the year that a title or head line names."""
    match = _YEAR.search(normalise(text))
    return int(match.group(1)) if match else None


def is_bare_number(text: str) -> bool:
    """Tell whether a line is nothing but a short number, as page numbers are (`12`, `- 12 -`)."""
    return bool(_BARE_NUMBER.match(text))


def is_sentence(text: str) -> bool:
    """Tell whether a line belongs to a sentence and not to a row: it has a comma or full stop and ends in no amount."""
    label = normalise(text)
    if _TRAILING_AMOUNT.search(label):
        return False
    return bool(_NOTE.match(label)) or (
        len(label) >= _SHORTEST_SENTENCE and bool(_SENTENCE.search(label) or "没有使用" in label)
    )


def is_part_heading(text: str) -> bool:
    """Tell whether a line opens a part of the document (`第三部分 …`)."""
    return bool(re.match(r"^第[一二三四五六七八九十]+部分", normalise(text)))


def is_performance_title(text: str, layout: Layout) -> bool:
    """Tell whether a line is the title of a performance table."""
    label = normalise(text)
    return len(label) <= _MAX_TITLE and is_performance_label(label, layout)
