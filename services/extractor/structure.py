"""The bare structure of a document, before anything is read: which tables it titles, which sections it heads.

In go its lines and a layout (the fallback), out comes what tells a department's disclosure, or a part of one, from
other files that speak of money.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.extractor.identity.titles import office_name
from services.extractor.segment.headline import (
    TitleMatch,
    is_performance_title,
    match_broken_title,
    match_preparer,
    match_title,
)
from shared.layout import Layout
from shared.layout.label import normalise, split_numbering, words

_TITLE = re.compile(r"20\d\d年?度?.{0,40}(?:预算|决算)|(?:部门|单位)(?:综合)?(?:预算|决算)")
_YEAR = re.compile(r"20\d\d年?度?")
_OF_A_DEPARTMENT = re.compile(r"(?:部门|单位)(?:综合|收支)?(?:预算|决算)(?!单位|编制的通知)")
_AMOUNT = re.compile(r"\d\.\d{2,6}(?!\d)|\d{1,3}(?:,\d{3})+")
_SUM_OF_MONEY = re.compile(r"\d(?:\.\d+)?(?:万元|亿元|元)")
_SENTENCE = re.compile(r"[。；，]")
_LONGEST_HEADING: Final = 40
_INDICATORS: Final = ("一级指标", "二级指标", "产出指标", "三级指标")
_EVALUATED: Final = ("自评", "评价", "监控")
_LEAST_TABLES: Final = 3
_LEAST_TELLING: Final = 2
_LEAST_SECTIONS: Final = 3
_LEAST_HEADED: Final = 4
"""Of sections whose headings are told by their words and not by the titles of the form."""
_LEAST_SUMS: Final = 3
_LEAST_AMOUNTS: Final = 3
_LEAST_ROWS: Final = 8
"""Lines with amounts: fewer are not those of several tables."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What the lines of a document show of its form."""

    tables: frozenset[str]
    """The ids of the tables that a line titles, in the contents or above the table."""
    telling: frozenset[str]
    """Those of them that only a department's disclosure has."""
    sections: frozenset[str]
    """The keys of the sections that a line heads with a title of the form."""
    headed: frozenset[str]
    """The keys of the sections that a numbered heading opens, by whichever words."""
    says_budget: bool
    """A line speaks of a year's budget or final account, or of a department's."""
    says_departments: bool
    """A short line speaks of a department's or a unit's budget or final account."""
    names_publisher: bool
    """The head of a table names the office that made it."""
    amounts: int
    """The lines with an amount as tables print them."""
    sums: int
    """The lines with an amount as sentences print them."""
    plans: int
    """The titles of performance tables, where indicators stand below them."""

    @property
    def is_departments(self) -> bool:
        """A department's disclosure, whole or in parts: its own summaries, or its narrative."""
        if self.has_tables and (self.says_budget or self.names_publisher or len(self.tables) > _LEAST_TABLES):
            return True
        return self.says_budget and self.sums >= _LEAST_SUMS and self._has_narrative

    @property
    def has_tables(self) -> bool:
        """Several tables are titled that only a department's disclosure has."""
        return len(self.telling) >= _LEAST_TELLING and len(self.tables) >= _LEAST_TABLES

    @property
    def prints_tables(self) -> bool:
        """Such tables are titled, and lines of amounts stand in the file."""
        return self.has_tables and self.amounts >= _LEAST_ROWS

    @property
    def _has_narrative(self) -> bool:
        titled = len(self.sections) >= _LEAST_SECTIONS
        if titled and (self.tables or len(self.sections) > _LEAST_SECTIONS):
            return True
        return self.says_departments and len(self.headed | self.sections) >= _LEAST_HEADED

    @property
    def is_part(self) -> bool:
        """Some of the tables of a disclosure, or performance tables alone."""
        return bool(self.plans) or (bool(self.tables) and self.says_budget and self.amounts >= _LEAST_AMOUNTS)


def structure_of(lines: Sequence[str], layout: Layout) -> Structure:
    """Give the structure of a document's lines by the titles and headings of a layout."""
    labels = [normalise(line) for line in lines]
    titles = list(_titles(lines, layout))
    tables = frozenset(match.definition.table_id for match in titles)
    text = "".join(labels)
    plans = [label for label in labels if is_performance_title(label, layout)]
    has_indicators = any(word in text for word in _INDICATORS)
    evaluated = any(word in plan for plan in plans for word in _EVALUATED)
    return Structure(
        tables=tables,
        telling=tables & frozenset(layout.recognition.telling_tables),
        sections=frozenset(_titled_sections(labels, layout)),
        headed=frozenset(_headed(labels, layout)),
        says_budget=any(len(label) <= 2 * _LONGEST_HEADING and _TITLE.search(label) for label in labels),
        says_departments=any(
            len(label) <= _LONGEST_HEADING and _OF_A_DEPARTMENT.search(label) for label in labels
        ),
        names_publisher=any(_names_publisher(line, layout) for line in lines)
        or any(_begins_with_office(match, layout) for match in titles),
        amounts=sum(bool(_AMOUNT.search(line)) for line in lines),
        sums=sum(bool(_SUM_OF_MONEY.search(label)) for label in labels),
        plans=len(plans) if has_indicators and not evaluated else 0,
    )


def _titles(lines: Sequence[str], layout: Layout) -> Iterator[TitleMatch]:
    for index, line in enumerate(lines):
        match = match_title(line, layout)
        if match is None and len(line) <= _LONGEST_HEADING:
            broken = match_broken_title(lines[index : index + 3], layout)
            match = broken[0] if broken else None
        if match is not None:
            yield match


def _begins_with_office(match: TitleMatch, layout: Layout) -> bool:
    """Tell whether the title of a table names the office before its own words: 某局收支总表."""
    before = match.title.removesuffix(match.words)
    return before != match.title and office_name(_YEAR.sub("", before), layout) is not None


def _names_publisher(line: str, layout: Layout) -> bool:
    name = match_preparer(line, layout) if len(line) <= 2 * _LONGEST_HEADING else None
    return name is not None and office_name(normalise(name), layout) is not None


def _headed(labels: Sequence[str], layout: Layout) -> set[str]:
    found: set[str] = set()
    for label in labels:
        numbering, heading = split_numbering(label)
        if numbering and len(label) <= _LONGEST_HEADING and not _SENTENCE.search(label):
            key = next((one.section for one in layout.headings if re.search(one.words, heading)), None)
            found |= {key} if key else set()
    return found


def _titled_sections(labels: Sequence[str], layout: Layout) -> set[str]:
    titles = [(normalise(title), section.key) for section in layout.sections for title in section.titles]
    short = {words(label) for label in labels if len(label) <= _LONGEST_HEADING and "。" not in label}
    return {key for title, key in titles if any(title in label for label in short)}
