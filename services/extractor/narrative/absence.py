"""Sentences that say that there is nothing: `…未安排`, `无…预算`, `没有使用…的支出，…表为空表`.

A paragraph and what the grammar left of it go in; out come the statements of absence, each with its subject and,
where the sentence names one, the table that it speaks of. Half-sentences in reasons do not count: `主要原因是 2024
年未安排…` explains a change and plans nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.extractor.narrative.statements import Subject
from services.extractor.narrative.subjects import Subjects
from services.extractor.narrative.titles import bare
from shared.layout import Layout
from shared.model.narrative import Statement as StatementKind

_SENTENCE = re.compile(r"[^。；]+[。；]?")
_CLAUSE = re.compile(r"[^，。；]+")
_EMPTY = re.compile(r"空表|无数据|表为空")
_UNUSED = re.compile(r"(?:没有使用|没有|未使用|无)(?P<subject>.+?)(?:安排的?支出|的支出|收入和支出|收支)?$")
_UNPLANNED = re.compile(r"^(?P<subject>.+?)(?:均)?(?:未安排|没有安排|不安排)(?:预算)?$")
_PLANS_NOT = re.compile(r"(?:未安排|没有安排|不安排)(?P<subject>.+)$")
_NONE = re.compile(
    r"(?:^|部门|单位|（本级）|局|院|校|中心|年|均)(?:无|没有)"
    r"(?!法|关|偿|形|障|人|线|纸|锡|增|变|论|需|数|下属|其他需)(?P<subject>[^，]+)$"
)
_PAST = re.compile(
    r"(?:上一?|去|往)年度?[^，。；]{0,6}?(?:无|没有|未)|(?:无|没有|未安排)(?:该|此)"
    r"|(?:无|没有)(?:上年|以前年度|20\d\d年度?)[^，。；]{0,6}?结转的"
)
"""What was not there in the year before, or is not named, says nothing of a table of this year."""
_MONEY = re.compile(r"预算|支出|收入|经费|拨款|资金|收支|费$|结转|补助")
_AND = re.compile(r"[、和及]|以及")


@dataclass(frozen=True, slots=True)
class Absence:
    """One thing that is said not to be there."""

    paragraph: int
    start: int
    end: int
    subject: Subject
    statement: StatementKind
    table_id: str | None


def find_absences(
    number: int, text: str, taken: Sequence[tuple[int, int]], subjects: Subjects, layout: Layout
) -> list[Absence]:
    """Give the statements of absence of a paragraph; `taken` are the places of its statements and asides."""
    found: list[Absence] = []
    for sentence in _SENTENCE.finditer(text):
        if _EMPTY.search(sentence.group()) and not _overlaps(sentence.start(), sentence.end(), taken):
            found.append(_empty_table(number, sentence, subjects, layout))
            continue
        for clause in _CLAUSE.finditer(text, sentence.start(), sentence.end()):
            if not _overlaps(clause.start(), clause.end(), taken):
                found.extend(_none_planned(number, clause, subjects, layout))
    return found


def _overlaps(start: int, end: int, taken: Iterable[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in taken)


def _empty_table(number: int, sentence: re.Match[str], subjects: Subjects, layout: Layout) -> Absence:
    clause = next(iter(_CLAUSE.findall(sentence.group())), sentence.group())
    unused = _UNUSED.search(clause)
    subject = subjects.clean(unused.group("subject") if unused else clause)
    table_id = _table_named(sentence.group(), layout)
    return Absence(number, sentence.start(), sentence.end(), subject, StatementKind.EMPTY_TABLE, table_id)


def _table_named(text: str, layout: Layout) -> str | None:
    label = bare(text)
    named = [
        (len(title), table.table_id)
        for table in layout.tables
        for title in table.titles
        if bare(title) in label
    ]
    return max(named)[1] if named else None


def _none_planned(number: int, clause: re.Match[str], subjects: Subjects, layout: Layout) -> list[Absence]:
    match = (
        _UNPLANNED.search(clause.group()) or _PLANS_NOT.search(clause.group()) or _NONE.search(clause.group())
    )
    if match is None or _PAST.search(clause.group()) or not _MONEY.search(match.group("subject")):
        return []
    parts = [part for part in _AND.split(match.group("subject")) if part]
    if not all(_MONEY.search(part) for part in parts):
        parts = [match.group("subject")]
    table_id = _table_named(clause.group(), layout)
    return [
        Absence(
            number, clause.start(), clause.end(), subjects.clean(part), StatementKind.NONE_PLANNED, table_id
        )
        for part in parts
    ]
