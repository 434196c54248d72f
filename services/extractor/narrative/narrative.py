"""The narrative of a disclosure, from printed lines to headings, claims and figures.

The lines outside the tables go in, in reading order; out come the outline, every figure stated in a sentence with its
place, the figures of the other sections, and the account of all numbers on those lines. The way: furniture is told
apart, headings are found, sections divided and joined to paragraphs, sentences read by the grammar, and what they
state is built into records. Text behind 名词解释 makes no claims, and performance tables are left to their own
reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.extractor.narrative.absence import Absence, find_absences
from services.extractor.narrative.claims import Source, build_claims, quoted_spans
from services.extractor.narrative.counts import KeyedFigure
from services.extractor.narrative.figures import find_figures
from services.extractor.narrative.furniture import Furniture, sift
from services.extractor.narrative.grammar import read_section
from services.extractor.narrative.items import Resolve
from services.extractor.narrative.numbers import NumberAccount, NumberRole, NumberUse
from services.extractor.narrative.outline import HeadingSpan, Outline, Zone, find_outline
from services.extractor.narrative.paragraphs import Origin, line_text, place
from services.extractor.narrative.projects import tie_projects
from services.extractor.narrative.sections import Section, divide
from services.extractor.narrative.statements import Reading, Statement
from services.extractor.narrative.subjects import Subjects
from services.extractor.narrative.unfinished import Unfinished, find_unfinished
from services.extractor.reading.page import Line
from shared.layout import Layout
from shared.model.document import Heading
from shared.model.narrative import Claim, Figure

_MAX_QUOTE = 200
_FUNDS = {
    "government_fund": re.compile(r"政府性基金(?:预算)?(?:财政)?(?:拨款)?((?:年[初末]|本年|上年|结转).+)"),
    "state_capital": re.compile(r"国有资本经营(?:预算)?(?:财政)?(?:拨款)?((?:年[初末]|本年|上年|结转).+)"),
}
"""What stands before the words of an amount in the section on a fund."""


@dataclass(frozen=True, slots=True)
class Narrative:
    """What the lines outside the tables say.

    `numbers` has one entry for every number of every line, in the order of the lines.
    """

    headings: tuple[Heading, ...]
    sections: tuple[Section, ...]
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    numbers: tuple[NumberUse, ...]


def read_narrative(
    lines: Sequence[Line],
    layout: Layout,
    resolve: Resolve,
    *,
    is_final: bool = False,
    is_of_both: bool = False,
) -> Narrative:
    """Read the lines outside the tables of a document.

    `resolve` turns the names of class, section and item that a sentence gives (None for those it does not) into a
    classification code, or None. `is_final` says that the document is a final account; else its headings may say so,
    and where it is a budget too (`is_of_both`), the headings of each section do. Lines of performance tables among the
    lines are passed over.
    """
    texts = [line_text(line) for line in lines]
    kinds = sift(lines, texts)
    body = [index for index, kind in enumerate(kinds) if kind is None]
    body_texts = [texts[index] for index in body]
    outline = find_outline(body_texts, layout)
    sections = divide(lines, body, body_texts, outline, layout)
    account = NumberAccount()
    _account_lines(account, kinds, body, outline)
    source = Source(lines, layout, resolve, is_final=is_final or _is_final(outline))
    reader = _SectionReader(source, _learn(sections, outline, layout), account, is_of_both=is_of_both)
    for section in sections:
        reader.read(section)
    return Narrative(
        headings=tuple(_heading(lines, body, heading) for heading in outline.headings),
        sections=tuple(sections),
        claims=tuple(reader.claims),
        figures=tuple(reader.figures.values()),
        numbers=account.uses(lines),
    )


def _learn(sections: Sequence[Section], outline: Outline, layout: Layout) -> Subjects:
    told = (s for s in sections if s.zone in (Zone.NARRATIVE, Zone.FRONT) or s.key == "overview.organisation")
    paragraphs = [paragraph.text for section in told for paragraph in section.paragraphs]
    return Subjects.learn(layout, paragraphs, [heading.title for heading in outline.headings])


def _is_final(outline: Outline) -> bool:
    """Tell whether the headings are those of a final account (决算) and not of a budget."""
    titles = [heading.title for heading in outline.headings]
    final = sum("决算" in title for title in titles)
    return final > sum("预算" in title and "决算" not in title for title in titles)


def _account_lines(
    account: NumberAccount, kinds: Sequence[Furniture | None], body: Sequence[int], outline: Outline
) -> None:
    for index, kind in enumerate(kinds):
        if kind is not None and kind is not Furniture.BLANK:
            account.give_line(index, NumberRole(kind.value))
    for heading in outline.headings:
        for position in range(heading.first, heading.last + 1):
            if not heading.inline:
                account.give_line(body[position], NumberRole.HEADING)


def _heading(lines: Sequence[Line], body: Sequence[int], heading: HeadingSpan) -> Heading:
    indexes = body[heading.first : heading.last + 1]
    origins = [Origin(index, offset) for index in indexes for offset in range(len(lines[index].text))]
    return Heading(
        number=heading.number,
        title=heading.title,
        section_key=heading.section_key,
        place=place(lines, origins, lines[indexes[0]].page),
    )


class _SectionReader:
    """Reads section after section and gathers what they say."""

    def __init__(
        self, source: Source, subjects: Subjects, account: NumberAccount, *, is_of_both: bool
    ) -> None:
        self.source = source
        self.is_of_both = is_of_both
        self.subjects = subjects
        self.account = account
        self.claims: list[Claim] = []
        self.figures: dict[str, Figure] = {}

    def read(self, section: Section) -> None:
        """Read one section: its claims if it is narrative, its figures, its numbers."""
        if section.zone is Zone.GLOSSARY:
            reading = Reading(tokens=read_section(section.paragraphs, self.subjects).tokens)
            self.account.give_section(section, reading, {}, [])
            return
        reading = read_section(
            section.paragraphs, self.subjects, section.titles[-1] if section.titles else ""
        )
        statements, silent = tie_projects(section.paragraphs, self._of_own_fund(section, reading.statements))
        reading = replace(reading, statements=statements)
        claimed = {
            index: statement
            for index, statement in enumerate(statements)
            if section.zone is Zone.NARRATIVE and index not in silent and not statement.is_count
        }
        if section.zone is Zone.NARRATIVE:
            self._claim(section, reading, claimed)
        keyed = find_figures(section, statements)
        for figure in keyed:
            self.figures.setdefault(figure.key, self._figure(section, statements[figure.index], figure))
        self.account.give_section(section, reading, claimed, [figure.index for figure in keyed])

    def _of_own_fund(self, section: Section, statements: Sequence[Statement]) -> list[Statement]:
        """Name what a section on one fund says of it: 政府性基金预算财政拨款年初结转和结余 is its 年初结转和结余."""
        if section.key not in _FUNDS:
            return list(statements)
        return [
            replace(s, subject=replace(s.subject, key=self.subjects.clean(own.group(1)).key))
            if s.subject.key is None
            and not s.subject.is_past
            and (own := _FUNDS[section.key].match(s.subject.text))
            else s
            for s in statements
        ]

    def _claim(self, section: Section, reading: Reading, claimed: dict[int, Statement]) -> None:
        absences = [
            absence
            for number, paragraph in enumerate(section.paragraphs)
            for absence in find_absences(
                number, paragraph.text, _taken(reading, number), self.subjects, self.source.layout
            )
        ]
        quoted = quoted_spans(claimed.values(), absences)
        unfinished = [
            sentence
            for number, paragraph in enumerate(section.paragraphs)
            for sentence in find_unfinished(number, paragraph.text, quoted[number])
        ]
        others: list[Absence | Unfinished] = [*absences, *unfinished]
        source = replace(self.source, is_final=self._is_final(section))
        self.claims += build_claims(source, section, claimed, others, len(self.claims) + 1)

    def _is_final(self, section: Section) -> bool:
        """Tell whether a section is of a final account: where a file holds a budget too, its headings tell."""
        told = (title for title in reversed(section.titles) if ("决算" in title) != ("部门预算" in title))
        title = next(told, None) if self.is_of_both else None
        return self.source.is_final if title is None else "决算" in title

    def _figure(self, section: Section, statement: Statement, figure: KeyedFigure) -> Figure:
        paragraph = section.paragraphs[statement.paragraph]
        origins = paragraph.origins[statement.start : statement.end]
        return Figure(
            figure_key=figure.key,
            value=figure.value,
            unit=figure.unit,
            quote=paragraph.text[statement.start : statement.end][:_MAX_QUOTE],
            place=place(self.source.lines, origins, self.source.lines[origins[-1].line].page),
        )


def _taken(reading: Reading, number: int) -> list[tuple[int, int]]:
    stated = [(s.start, s.end) for s in reading.statements if s.paragraph == number]
    return stated + [(start, end) for paragraph, start, end in reading.asides if paragraph == number]
