"""Subjects: what a figure is about, taken out of the words before it.

The words from the start of a clause to its figure go in; the subject comes out, without the department's name and the
year that sentences begin with and without the verb that ends them (`…2025 年财政拨款“三公”经费数为` is
`财政拨款“三公”经费`). What the department is called is learned from the document itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.extractor.narrative.statements import Subject
from services.extractor.narrative.titles import bare
from shared.layout import Layout

_ORGANISATION = (
    r"(?:局|中心|委员会|委|办公室|办|厅|院|校|室|处|站|所|馆|会|部|署|队|部门|单位|社|团|府|园|学|系统|镇|乡|街道)"
    r"(?:（本级）|（汇总）|本级)?"
)
_NAMED = (
    re.compile(r"(?:^|[，。；])(?:关于)?([^，。；：、“”\d]{4,30}?)(?:部门|单位)?20\d\d年"),
    re.compile(
        rf"(?:^|[，。；])(?:20\d\d年度?，?)?([^，。；：、“”\d]{{3,30}}?{_ORGANISATION})(?:部门|单位)?"
        r"(?=预算收入|预算支出|收入预算|支出预算|预算\d|编制数|无下属|共有|纳入|财政拨款|政府采购|所有)"
    ),
)
_NOT_A_NAME = re.compile(
    r"原因|用于|增加|减少|根据|按照|纳入|包括|预算|支出|经费|截至|截止|反映|与|比|较|[从于在自]$|^本|^我"
)
_ANY_YEAR = re.compile(r"(?<![与比较同和至\-])(20\d\d)年")
_YEAR = re.compile(r"^(?:截至|截止)?(20\d\d)年度?(?:\d{1,2}月(?:\d{1,2}日)?)?[底末初]?(?:的)?[，：]?")
_PLAIN_YEAR = re.compile(r"^(20\d\d)年度?(?!\d|[底末初月])")
_PAST_PLAN = re.compile(
    r"20\d\d年度?(?:年初|当年|调整|全年)*(?:支出|收入)?(?:预算|决算|执行)+(?:安排|执行)?(?:数|总?额)?"
)
"""The formal words for an amount of another year: in a list too the year is no part of a name."""
_SELF = re.compile(
    r"^(?:本|我)(?:部门|单位|局|院|校|厅|委|办|中心|区|市)(?:（本级）)?(?:的)?[，]?|^学校(?=20\d\d)|^当年(?=本)"
)
_LEVEL = re.compile(r"^(?:部门|单位)(?=(?:收入|支出|预算|决算|财政))")
_SCOPE = re.compile(r"^(?:按(?:照)?(?:同|可比)口径|剔除不可比因素[后]?|相应(?:安排)?)[，]?")
"""How something is compared or follows from what was said: no subject of its own."""
_OWNS = re.compile(r"^.{0,40}?(?:共有|现有|拥有)(?=.)")
_CONNECTOR = re.compile(r"^(?:[，、：；]|以及|及|和|与|含)+")
_TAIL = re.compile(r"(?:共(?:有|计)?|分别|为|是|达|约|各|均|：|，|、)+$")
_YEAR_TAIL = r"(?:20\d\d年度?)?(?:年初)?"
_FORMAL_TAILS = (
    (
        re.compile(r"费$"),
        re.compile(
            rf"{_YEAR_TAIL}(?:当年)?(?:一般公共预算)?(?:财政)?(?:拨款)?(?:支出)?(?:年初|全年|调整)?(?:预算|决算)?(?:共计|合计|总计)?(?:支出|安排)?(?:数|总?额|总?金额|合计|总计|共)?$"
        ),
    ),
    (
        re.compile(r"(?:支出|预算)$"),
        re.compile(rf"{_YEAR_TAIL}(?:预算|决算)?(?:数|总?额|总?金额|合计|总计|共)?$"),
    ),
    (re.compile(r""), re.compile(rf"{_YEAR_TAIL}(?:数|总?额|总?金额|合计|总计|共)?$")),
)
"""How the formal words behind a label may read, by how the label ends: `财政拨款支出预算` is not `财政拨款`."""
_BEHIND_ORGANISATION = re.compile(rf"{_ORGANISATION}(?:的)?$")
_LONGEST_TAIL = 16
_PLAIN_WORD = re.compile(r"[\u4e00-\u9fff](?<![一二三四五六七八九十第其])")
"""The beginning of words that have no number, sign or blank before them, so that they are compared as they stand."""
_TIME = re.compile(r"^(?:当年|本年度?|年度)$")
_QUALIFIERS = r"(?:当年|本年度?|年度)?(?:一般公共预算|财政拨款|预算|拨款|安排|的|通过|使用|实际支出|实际)*"
_QUALIFIER = re.compile(rf"^{_QUALIFIERS}$")
_INTRODUCED = re.compile(
    rf"^[^，。；：]{{2,60}}?(?:{_ORGANISATION}(?:的)?|(?P<year>20\d\d)年度?){_QUALIFIERS}$"
)
"""Words that end in an office or in the year, and out of what money: `某某局使用财政拨款安排的`."""
_ANY_UNIT = re.compile(r"(?:参公|行政|事业)+单位|[本各](?:部门|单位)")
_OFFICE = re.compile(rf"{_ORGANISATION}(?:的)?(?:20\d\d年度?|{_QUALIFIERS}$)")
_WEAK = re.compile(r"^(?:当年|本年度?|年度)?(?:年初)?(?:预算|决算)?(?:安排)?(?:总)?(?:数|金额|额|资金)?$")


@dataclass(frozen=True, slots=True)
class Subjects:
    """The subjects of one document: the layout's labels, the department's names and the fiscal year."""

    labels: Mapping[str, str]
    departments: tuple[str, ...]
    fiscal_year: str | None
    _begin: frozenset[str] = field(init=False, repr=False, compare=False)
    """The characters that labels begin with."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_begin", frozenset(label[:1] for label in self.labels))

    @classmethod
    def learn(cls, layout: Layout, paragraphs: Iterable[str], headings: Iterable[str]) -> Subjects:
        """Learn how the document names its department and year from its headings and sentences."""
        headings, paragraphs = list(headings), list(paragraphs)
        said = Counter(name for text in paragraphs for pattern in _NAMED for name in pattern.findall(text))
        names = {name for text in headings for name in _NAMED[0].findall(text)} | {
            n for n, count in said.items() if count > 1
        }
        years = Counter(year for text in [*headings, *paragraphs] for year in _ANY_YEAR.findall(text))
        return cls(
            labels={bare(label): subject.key for subject in layout.subjects for label in subject.labels},
            departments=tuple(sorted((n for n in names if not _NOT_A_NAME.search(n)), key=len, reverse=True)),
            fiscal_year=max(years, key=lambda year: (years[year], year)) if years else None,
        )

    def is_known(self, words: str) -> bool:
        """Tell whether words are one of the layout's subjects."""
        return self.clean(words).key is not None

    def clean(self, raw: str, *, is_listed: bool = False) -> Subject:
        """Give the subject in the words before a figure; its text is empty where they say only `预算数为`.

        `is_listed`: the words stand behind a list number, where another year than the fiscal year belongs to a name.
        """
        text, led = _CONNECTOR.sub("", raw), False
        if self._is_past(text) and (not is_listed or _PAST_PLAN.fullmatch(_TAIL.sub("", text))):
            return Subject(_TAIL.sub("", text).strip(), None, led=True, is_past=True)
        while (
            self._labelled(text) is None
            and (shorter := self._without_lead(text, is_listed=is_listed)) != text
        ):
            text, led = shorter, True
        labelled = self._labelled(text)
        if labelled is not None:
            return Subject(*labelled, led)
        text = _TAIL.sub("", text).strip()
        if _WEAK.fullmatch(text):
            return Subject("", None, led)
        return self._by_ending(text, led=led)

    def _is_past(self, text: str) -> bool:
        """Tell whether words begin with the year before the fiscal year (`2030年预算数`, not `截至2030年底`)."""
        year = _PLAIN_YEAR.match(text)
        return bool(year and self.fiscal_year and int(year.group(1)) == int(self.fiscal_year) - 1)

    def _labelled(self, text: str) -> tuple[str, str] | None:
        """Find the label that words are, with the formal words behind it (`预算数为`) or without."""
        if text[:1] not in self._begin and _PLAIN_WORD.match(text):
            return None
        text = _TAIL.sub("", text)
        for end in range(len(text), max(0, len(text) - _LONGEST_TAIL), -1):
            key = self.labels.get(bare(text[:end]))
            if key is None:
                continue
            tail = next(tail for ending, tail in _FORMAL_TAILS if ending.search(bare(text[:end])))
            if tail.fullmatch(text[end:]):
                return text[:end], key
        return None

    def _without_lead(self, text: str, *, is_listed: bool) -> str:
        year = _YEAR.match(text)
        if year and (not is_listed or year.group(1) == self.fiscal_year):
            return text[year.end() :]
        for name in self.departments:
            if text.startswith(name):
                return text[len(name) :].removeprefix("（本级）").removeprefix("的")
        for lead in (_SELF, _LEVEL, _OWNS, _SCOPE):
            if (shorter := lead.sub("", text)) != text:
                return shorter
        return text

    def _introduces(self, before: str) -> bool:
        """Tell whether words only say who, in the fiscal year, and out of what money."""
        introduced = _INTRODUCED.match(before)
        if introduced is None or introduced.group("year") not in (None, self.fiscal_year):
            return False
        is_other = bool(_OFFICE.search(_ANY_UNIT.sub("", before))) and not any(
            name in before for name in self.departments
        )
        return not (self.departments and is_other)  # a unit below the department has figures of its own

    def _by_ending(self, text: str, *, led: bool) -> Subject:
        """Find the label that words end in, where what stands before it only says who or out of what money."""
        for start in range(1, len(text)):
            labelled = self._labelled(text[start:])
            if labelled is None:
                continue
            label, key = labelled
            before = text[:start]
            if _QUALIFIER.match(before):
                # `财政拨款基本支出` is not all of `基本支出`, but the 三公 are one thing whatever they are paid from.
                is_whole = bare(label).endswith("费") or bool(_TIME.match(before))
                return Subject(before + label, key if is_whole else None, led)
            if _BEHIND_ORGANISATION.search(before) or self._introduces(before):
                return Subject(label, key, led=True)
        return Subject(text, None, led)
