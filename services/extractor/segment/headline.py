"""The lines at the head of a table: its number, title, preparer, unit and year; and the lines that are none of these.

Titles are recognised by their words wherever department, year or level stand around them, so that `表3
某局2024年部门支出总体情况表` and `部门支出总体情况表` are the same title. Contents lines, which end in a page
number after dots, are not titles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.layout import Layout, TableDef
from shared.layout.label import normalise
from shared.model.money import Unit

_TABLE_NUMBER = re.compile(r"^(?:附?表|公开|附件)[一二三四五六七八九十\d]+(?:表)?[：:、.]?")
_PREPARER = re.compile(
    r"(?:编制|填报|公开|预算)?(?:部门|单位)(?:名称)?(?:（公章）|（盖章）)?：(?P<name>.+?)(?=金额单位：|单位：|$)"
)
_UNIT = re.compile(r"(?:金额)?单位：(?:人民币)?(?P<unit>万元|元)")
_YEAR = re.compile(r"(20\d\d)年")
_DOTS = re.compile(r"[.．…·]{3,}|\.{2,}\s*\d+$")
_SENTENCE = re.compile(r"[，。；]")
_TRAILING_AMOUNT = re.compile(r"\d\.\d\d$")
_BARE_NUMBER = re.compile(r"^[-–—\s]*\d{1,4}[-–—\s]*$")
_NOTE = re.compile(r"^(?:备?注|说明)[：:\d]")
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
    """Give the table number that a line consists of (`表3` for `表 3`), or None."""
    label = normalise(text)
    match = _TABLE_NUMBER.match(label)
    return label.rstrip("：:、.") if match and match.end() == len(label) else None


def match_title(text: str, layout: Layout) -> TitleMatch | None:
    """Recognise a table's title in a line: the longest title words that the line ends with win."""
    label = normalise(text)
    if len(label) > _MAX_TITLE or _DOTS.search(label) or _SENTENCE.search(label):
        return None
    number = _TABLE_NUMBER.match(label)
    bare = label[number.end() :] if number else label
    bare = re.sub(r"(?:（续表?）|续表|（空表）)$", "", bare)
    known = [(normalise(title), definition) for definition in layout.tables for title in definition.titles]
    found = [(words, definition) for words, definition in known if bare.endswith(words)]
    if not found:
        return None
    words, definition = max(found, key=lambda pair: len(pair[0]))
    return TitleMatch(definition, bare, number.group().rstrip("：:、.") if number else None, words)


def match_broken_title(lines: Sequence[str], layout: Layout) -> tuple[TitleMatch, int] | None:
    """Recognise a title that begins in the first of some lines and ends in a later one; give it and its line count.

    The words of the title itself must be broken: a line that ends in a title by itself is not joined to another.
    """
    for count in range(2, min(len(lines), MAX_TITLE_LINES) + 1):
        match = match_title("".join(lines[:count]), layout)
        if match is not None and len(match.words) > len(normalise("".join(lines[1:count]))):
            return match, count
    return None


def match_preparer(text: str) -> str | None:
    """Give the department that a head line such as `编制部门：某局 单位：万元` names."""
    match = _PREPARER.search(normalise(text))
    name = match.group("name") if match else None
    return name if name and name not in ("万元", "元") else None


def match_unit(text: str) -> Unit | None:
    """Give the unit that a head line states."""
    match = _UNIT.search(normalise(text))
    return Unit(match.group("unit")) if match else None


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
    if layout.performance is None:
        return False
    label = normalise(text)
    titles = layout.performance.overall_titles + layout.performance.project_titles
    return len(label) <= _MAX_TITLE and any(label.endswith(title) for title in titles)
