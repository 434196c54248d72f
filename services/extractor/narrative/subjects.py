"""Subjects: what a figure is about, taken out of the words before it.

The words from the start of a clause to its figure go in; the subject comes out, without the department's name and the year
that sentences begin with and without the verb that ends them (`…2025 年财政拨款“三公”经费数为` is `财政拨款“三公”经费`). What
the department is called is learned from the document itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.extractor.narrative.statements import Subject
from services.extractor.narrative.titles import bare
from shared.layout import Layout

_BEFORE_YEAR = re.compile(r"(?:^|[，。；])(?:关于)?([^，。；：、“”\d]{4,30}?)(?:部门|单位)?(20\d\d)年")
_NOT_A_NAME = re.compile(r"原因|用于|增加|减少|根据|按照|纳入|包括|预算|支出|经费|截至|截止|与|比|较")
_YEAR = re.compile(r"^(?:截至|截止)?(20\d\d)年度?(?:\d{1,2}月(?:\d{1,2}日)?)?[底末初]?(?:的)?[，：]?")
_SELF = re.compile(r"^(?:本|我)(?:部门|单位|局|院|校|厅|委|办|中心|区|市)(?:（本级）)?(?:的)?[，]?|^学校(?=20\d\d)")
_LEVEL = re.compile(r"^(?:部门|单位)(?=(?:收入|支出|预算|决算|财政))")
_CONNECTOR = re.compile(r"^(?:[，、：；]|以及|及|和|与)+")
_TAIL = re.compile(r"(?:共(?:有|计)?|为|是|达|约|：|，|、)+$")
_FORMAL_TAIL = re.compile(r"(?:支出)?(?:预算|决算)?(?:安排|支出)?(?:数|额|总额|合计|总计|共)?$")
_ORGANISATION = re.compile(
    r"(?:局|中心|委员会|委|办公室|办|厅|院|校|室|处|站|所|馆|会|部|署|队|部门|单位|本级|社|团|府|园|学|系统|（本级）|（汇总）)(?:的)?$"
)
_QUALIFIER = re.compile(r"^(?:当年|本年度?|年度)?(?:一般公共预算|财政拨款|安排|的|通过|使用)*$")
_WEAK = re.compile(r"^(?:年初|当年|本年度?|年度)?(?:预算|决算)?(?:安排)?(?:总)?(?:数|金额|额|资金)?$")


@dataclass(frozen=True, slots=True)
class Subjects:
    """The subjects of one document: the layout's labels, the department's names and the fiscal year."""

    labels: Mapping[str, str]
    departments: tuple[str, ...]
    fiscal_year: str | None

    @classmethod
    def learn(cls, layout: Layout, paragraphs: Iterable[str], headings: Iterable[str]) -> Subjects:
        """Learn how the document names its department and year from its headings and sentences."""
        named = [match for text in headings for match in _BEFORE_YEAR.findall(text)]
        said = Counter(match for text in paragraphs for match in _BEFORE_YEAR.findall(text))
        names = {name for name, _ in named} | {name for (name, _), count in said.items() if count > 1}
        names = {name for name in names if not _NOT_A_NAME.search(name)}
        years = Counter(year for _, year in named) + Counter({year: n for (_, year), n in said.items()})
        return cls(
            labels={bare(label): subject.key for subject in layout.subjects for label in subject.labels},
            departments=tuple(sorted(names, key=len, reverse=True)),
            fiscal_year=max(years, key=lambda year: years[year]) if years else None,
        )

    def is_known(self, words: str) -> bool:
        """Tell whether words are one of the layout's subjects."""
        return self.clean(words).key is not None

    def clean(self, raw: str, *, is_listed: bool = False) -> Subject:
        """Give the subject in the words before a figure; its text is empty where they say only `预算数为`.

        `is_listed`: the words stand behind a list number, where another year than the fiscal year belongs to a name.
        """
        text, led = _CONNECTOR.sub("", raw), False
        while self._labelled(text) is None and (shorter := self._without_lead(text, is_listed=is_listed)) != text:
            text, led = shorter, True
        labelled = self._labelled(text)
        if labelled is not None:
            return Subject(*labelled, led)
        text = _TAIL.sub("", text).strip()
        if _WEAK.fullmatch(text):
            return Subject("", None, led)
        return self._by_ending(text, led=led)

    def _labelled(self, text: str) -> tuple[str, str] | None:
        """Find the label that words are, with their formal ending (`预算数为`) or without."""
        text = _TAIL.sub("", text)
        tail = _FORMAL_TAIL.search(text)
        for end in range(len(text), (tail.start() if tail else len(text)) - 1, -1):
            key = self.labels.get(bare(text[:end])) if end else None
            if key is not None:
                return text[:end], key
        return None

    def _without_lead(self, text: str, *, is_listed: bool) -> str:
        year = _YEAR.match(text)
        if year and (not is_listed or year.group(1) == self.fiscal_year):
            return text[year.end() :]
        for name in self.departments:
            if text.startswith(name):
                return text[len(name) :].removeprefix("（本级）").removeprefix("的")
        shorter = _SELF.sub("", text)
        return shorter if shorter != text else _LEVEL.sub("", text)

    def _by_ending(self, text: str, *, led: bool) -> Subject:
        """Find the label that words end in, where what stands before it is only who or how."""
        for start in range(len(text)):
            labelled = self._labelled(text[start:])
            before = text[:start]
            if labelled is not None and (_QUALIFIER.match(before) or _ORGANISATION.search(before)):
                return Subject(*labelled, led or bool(_ORGANISATION.search(before)))
        return Subject(text, None, led)
