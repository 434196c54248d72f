"""The bare structure of a document, before anything is read: which tables it titles, which sections it heads.

In go its lines and a layout (the fallback), out comes what tells a department's disclosure, or a part of one, from
other files that speak of money.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.extractor.segment.headline import is_performance_title, match_broken_title, match_title
from shared.layout import Layout
from shared.layout.label import normalise, words

_TITLE = re.compile(r"20\d\d年?度?.{0,40}(?:预算|决算)|(?:部门|单位)(?:综合)?(?:预算|决算)")
_AMOUNT = re.compile(r"\d\.\d{2,6}(?!\d)|\d{1,3}(?:,\d{3})+")
_SUM_OF_MONEY = re.compile(r"\d(?:\.\d+)?(?:万元|亿元|元)")
_LONGEST_HEADING: Final = 40
_INDICATORS: Final = ("一级指标", "二级指标", "产出指标", "三级指标")
_EVALUATED: Final = ("自评", "评价", "监控")
_LEAST_TABLES: Final = 3
_LEAST_TELLING: Final = 2
_LEAST_SECTIONS: Final = 3
_LEAST_SUMS: Final = 3
_LEAST_AMOUNTS: Final = 3


@dataclass(frozen=True, slots=True)
class Structure:
    """What the lines of a document show of its form."""

    tables: frozenset[str]
    """The ids of the tables that a line titles, in the contents or above the table."""
    telling: frozenset[str]
    """Those of them that only a department's disclosure has."""
    sections: frozenset[str]
    """The keys of the sections that a line heads."""
    says_budget: bool
    """A line speaks of a year's budget or final account, or of a department's."""
    amounts: int
    """The lines with an amount as tables print them."""
    sums: int
    """The lines with an amount as sentences print them."""
    plans: int
    """The titles of performance tables, where indicators stand below them."""

    @property
    def is_departments(self) -> bool:
        """A department's disclosure, whole or in parts: its own summaries, or its narrative."""
        tables = len(self.telling) >= _LEAST_TELLING and len(self.tables) >= _LEAST_TABLES
        if not self.says_budget:
            return tables and len(self.tables) > _LEAST_TABLES
        narrative = len(self.sections) >= _LEAST_SECTIONS and self.sums >= _LEAST_SUMS
        return tables or (narrative and bool(self.tables or len(self.sections) > _LEAST_SECTIONS))

    @property
    def is_part(self) -> bool:
        """Some of the tables of a disclosure, or performance tables alone."""
        return bool(self.plans) or (bool(self.tables) and self.says_budget and self.amounts >= _LEAST_AMOUNTS)


def structure_of(lines: Sequence[str], layout: Layout) -> Structure:
    """Give the structure of a document's lines by the titles and headings of a layout."""
    labels = [normalise(line) for line in lines]
    tables = frozenset(_titled(lines, layout))
    text = "".join(labels)
    plans = [label for label in labels if is_performance_title(label, layout)]
    has_indicators = any(word in text for word in _INDICATORS)
    evaluated = any(word in plan for plan in plans for word in _EVALUATED)
    return Structure(
        tables=tables,
        telling=tables & frozenset(layout.recognition.telling_tables),
        sections=frozenset(_headed(labels, layout)),
        says_budget=any(len(label) <= 2 * _LONGEST_HEADING and _TITLE.search(label) for label in labels),
        amounts=sum(bool(_AMOUNT.search(line)) for line in lines),
        sums=sum(bool(_SUM_OF_MONEY.search(label)) for label in labels),
        plans=len(plans) if has_indicators and not evaluated else 0,
    )


def _titled(lines: Sequence[str], layout: Layout) -> set[str]:
    found: set[str] = set()
    for index, line in enumerate(lines):
        match = match_title(line, layout)
        if match is None and len(line) <= _LONGEST_HEADING:
            broken = match_broken_title(lines[index : index + 3], layout)
            match = broken[0] if broken else None
        if match is not None:
            found.add(match.definition.table_id)
    return found


def _headed(labels: Sequence[str], layout: Layout) -> set[str]:
    titles = [(normalise(title), section.key) for section in layout.sections for title in section.titles]
    short = {words(label) for label in labels if len(label) <= _LONGEST_HEADING and "。" not in label}
    return {key for title, key in titles if any(title in label for label in short)}
