"""The words of a layout's performance tables in the form in which printed words are compared with them.

In goes a layout's definition of its performance tables, out comes what a printed text means: a title, the
label of a field, the label of an indicator column, the name of an indicator level, a usual cell text, a
measure word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from shared.layout.label import normalise, split_numbering, words
from shared.layout.model import Layout, PerformanceDef
from shared.model.money import UNIT_WORDS, Unit
from shared.model.performance import PlanKind

HEAD_FIELDS = frozenset({"plan_name", "project_name", "person", "telephone"})
AMOUNT_FIELDS = frozenset({"budget", "fiscal", "other", "upper_level", "own_level", "carryover", "transfer"})
BLOCK_FIELDS = frozenset({"budget_block"})
"""Labels that head the budget block and carry no value of their own, such as 资金来源."""
GOAL = "goal"

_UNIT_NOTE = re.compile(rf"(?:（|单位：)(?:人民币)?(?P<unit>{UNIT_WORDS})(?=$|[^\u4e00-\u9fff])")
_CLOSING_NOTE = re.compile(r"（[^（）]*）：?$")
_YEAR_NOTE = re.compile(r"（?20\d\d年?度?）?$")
_YEAR = re.compile(r"(20\d\d)年")
_SENTENCE = re.compile(r"[，。；、！？]")
_NOTE_OR_VALUE = re.compile(r"[（：]")
_MULTIPLES = "十百千万亿"
_LONGEST_TITLE_PREFIX = 40


@dataclass(frozen=True)
class Title:
    """A recognised title: its words as printed, without blanks, and the kind of plan that it opens."""

    text: str
    kind: PlanKind
    is_bare: bool
    """Whether the title stands without a department's name or other words before it."""
    year: int | None = None


@dataclass(frozen=True)
class Wording:
    """The words of one layout's performance tables."""

    definition: PerformanceDef
    section_titles: frozenset[str]

    @classmethod
    def of(cls, layout: Layout) -> Wording | None:
        """Give the wording of a layout; None where it defines no performance tables."""
        if layout.performance is None:
            return None
        titles = frozenset(normalise(title) for section in layout.sections for title in section.titles)
        return cls(layout.performance, titles)

    @cached_property
    def _titles(self) -> tuple[tuple[str, PlanKind], ...]:
        by_kind = (
            (PlanKind.OVERALL, self.definition.overall_titles),
            (PlanKind.PROJECT, self.definition.project_titles),
        )
        pairs = [(normalise(title), kind) for kind, titles in by_kind for title in titles]
        return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))

    @cached_property
    def _fields(self) -> dict[str, str]:
        return {_label(label): key for key, labels in self.definition.fields.items() for label in labels}

    @cached_property
    def _columns(self) -> dict[str, str]:
        return {_label(label): key for key, labels in self.definition.columns.items() for label in labels}

    @cached_property
    def _levels(self) -> dict[str, frozenset[str]]:
        return {"level1": _set(self.definition.level1), "level2": _set(self.definition.level2)}

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        known = {column: _set(texts) for column, texts in self.definition.known.items()}
        return {**known, **self._levels, "heading": _set(self.definition.row_headings)}

    @cached_property
    def _units(self) -> frozenset[str]:
        return frozenset(self.definition.units)

    def title(self, text: str) -> Title | None:
        """Recognise a title, with or without a department, year or table number around it; else None."""
        label = split_numbering(_YEAR_NOTE.sub("", normalise(text)))[1]
        label = _CLOSING_NOTE.sub("", label) or label
        for title, kind in self._titles:
            prefix = label.removesuffix(title)
            if (
                label.endswith(title)
                and len(prefix) <= _LONGEST_TITLE_PREFIX
                and not _SENTENCE.search(prefix)
            ):
                year = _YEAR.search(normalise(text))
                return Title(label, kind, is_bare=not prefix, year=int(year.group(1)) if year else None)
        return None

    def field(self, text: str) -> str | None:
        """Give the key of the field that a label names, or None."""
        return self._fields.get(_label(text))

    def column(self, text: str) -> str | None:
        """Give the key of the indicator column that a header cell names, or None."""
        return self._columns.get(_label(text))

    def grid_column(self, text: str) -> str | None:
        """Give the key of the column that a header cell of a ruled table names, those of lists included, or None."""
        label = _label(text)
        return self._columns.get(label) or self._list_columns.get(label)

    @cached_property
    def _list_columns(self) -> dict[str, str]:
        return {
            _label(label): key for key, labels in self.definition.list_columns.items() for label in labels
        }

    def can_start_label(self, text: str) -> bool:
        """Tell whether a label of a field or column can begin with this text; it keeps the search for labels cheap."""
        return _start(text) in self._label_starts or normalise(text).strip("：:") == "其中"

    @cached_property
    def _label_starts(self) -> frozenset[str]:
        labels = (*self._fields, *self._columns)
        return frozenset(_start(label[:size]) for label in labels for size in range(len(label) + 1))

    def known_in(self, text: str) -> frozenset[str]:
        """Give the columns in which a text is a usual one; `heading`: the form's own words beside the rows."""
        return self._columns_of.get(normalise(text), frozenset())

    @cached_property
    def _columns_of(self) -> dict[str, frozenset[str]]:
        texts = {text for known in self._known.values() for text in known}
        columns = {text: {column for column, known in self._known.items() if text in known} for text in texts}
        # Last year's value may be whatever a target may be.
        return {
            text: frozenset(found | ({"previous"} if "target" in found else set()))
            for text, found in columns.items()
        }

    def begins_known(self, column: str, text: str) -> bool:
        """Tell whether a usual text of a column begins with this one and goes on."""
        return text in self._beginnings.get(column, frozenset())

    @cached_property
    def _beginnings(self) -> dict[str, frozenset[str]]:
        return {
            column: frozenset(text[:size] for text in texts for size in range(2, len(text))) - texts
            for column, texts in self._known.items()
        }

    def holds_level(self, text: str) -> bool:
        """Tell whether the name of an indicator level stands inside a longer text."""
        return any(name in text and name != text for name in self._level_names)

    @cached_property
    def _level_names(self) -> tuple[str, ...]:
        names = self._levels["level1"] | self._levels["level2"]
        return tuple(name for name in names if name.endswith("指标"))

    def ends_usually(self, column: str, text: str) -> bool:
        """Tell whether a text ends in a word in which the texts of a column usually end."""
        return text.endswith(self.definition.endings.get(column, ()))

    def begins_usually(self, column: str, text: str) -> bool:
        """Tell whether a text begins with a word with which the texts of a column often begin."""
        return text.startswith(self.definition.beginnings.get(column, ()))

    def breaks_off(self, name: str) -> bool:
        """Tell whether a text ends in a word with which qualities begin (…有效), so that more should follow."""
        return name.endswith(self.definition.beginnings.get("target", ()))

    def allows(self, level1: str | None, level2: str) -> bool:
        """Tell whether the form may print a second level under a first level; True for names that it does not know."""
        provided = self.definition.level2_under.get(level1 or "")
        return provided is None or level2 in provided or level2 not in self._levels["level2"]

    def is_unit(self, text: str) -> bool:
        """Tell whether a text is a measure word (`万立方米`, `元/人·月`), with or without a multiple before it."""
        parts = text.replace("·", "/").split("/")
        return all(part in self._units or part.lstrip(_MULTIPLES) in self._units for part in parts)

    def is_section_heading(self, text: str) -> bool:
        """Tell whether a line is the heading of a part or section of the document."""
        numbering, title = split_numbering(normalise(text))
        return title in self.section_titles or numbering.startswith("第")


def unit_of(text: str) -> Unit | None:
    """Give the unit that a label names in brackets, or a line such as 单位：万元; None where neither does."""
    match = _UNIT_NOTE.search(normalise(text))
    return Unit(match.group("unit")) if match else None


def _label(text: str) -> str:
    """Give a label's words without a closing note: 分值权重（90分） and 分值权重 are one label."""
    label = words(text)
    return _CLOSING_NOTE.sub("", label) or label


def _start(text: str) -> str:
    """Give the words of a text before its first bracket or colon."""
    return _NOTE_OR_VALUE.split(words(text), maxsplit=1)[0]


def _set(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normalise, texts))
