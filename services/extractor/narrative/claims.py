"""Claims: the statements and absences of a section as the records that validator and warehouse know.

A section with what was read from it goes in; its claims in reading order come out, numbered on from those before.
Amounts keep their printed decimals and their unit (亿元 become 万元, which the models know); every claim quotes its
sentence and has its place on the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.extractor.narrative.absence import Absence
from services.extractor.narrative.items import Resolve, row_code
from services.extractor.narrative.paragraphs import Paragraph, place
from services.extractor.narrative.projects import PROJECT_BUDGET
from services.extractor.narrative.sections import Section
from services.extractor.narrative.statements import Statement
from services.extractor.narrative.tokens import Kind, Token
from services.extractor.reading.page import Line
from shared.layout import Layout
from shared.model.money import Unit
from shared.model.narrative import Claim
from shared.model.place import Place

_MAX_QUOTE = 200
_PLANNED = re.compile(r"(?:年初|全年|调整)预算(?:数|金额)?(?:为|是|：)?$")
_BUDGET = "budget"
"""What a final account says of its year's first budget has this key, or it behind that of its subject."""
_TEN_THOUSAND = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Source:
    """Where claims come from: the document's lines, its layout and the lookup of classification codes."""

    lines: Sequence[Line]
    layout: Layout
    resolve: Resolve
    is_final: bool = False
    """True for a final account, whose sections restate tables of their own."""


def build_claims(
    source: Source,
    section: Section,
    statements: Mapping[int, Statement],
    absences: Sequence[Absence],
    first_no: int,
) -> list[Claim]:
    """Give the claims of a section; `statements` are those that claim something, by their index in the section."""
    entries: list[tuple[int, int, int, int | Absence]] = sorted(
        [(s.paragraph, _order(s), index, index) for index, s in statements.items()]
        + [(a.paragraph, a.start, number, a) for number, a in enumerate(absences)],
        key=lambda entry: entry[:3],
    )
    numbers = {
        entry: first_no + position for position, (*_, entry) in enumerate(entries) if isinstance(entry, int)
    }
    return [
        _absence(source, section, entry, first_no + position)
        if isinstance(entry, Absence)
        else _claim(source, section, statements[entry], numbers, numbers[entry])
        for position, (*_, entry) in enumerate(entries)
    ]


def _order(statement: Statement) -> int:
    return min(figure.start for figure in statement.figures())


def _claim(
    source: Source, section: Section, statement: Statement, numbers: Mapping[int, int], number: int
) -> Claim:
    paragraph = section.paragraphs[statement.paragraph]
    unit = _unit(statement, source.layout)
    return Claim(
        claim_no=number,
        section=section.path,
        section_key=section.key,
        subject=statement.subject.text,
        subject_key=_subject_key(source, statement),
        table_id=_table_id(section, source),
        row_code=_row_code(source, section, statement),
        amount=_money(statement.quantity, unit),
        unit=unit,
        share_pct=statement.share.value if statement.share else None,
        direction=statement.direction,
        growth_direction=statement.growth_direction,
        delta=_money(statement.delta, unit),
        growth_pct=statement.growth.value if statement.growth else None,
        reason=statement.reason,
        part_of=numbers.get(statement.parent) if statement.parent is not None else None,
        quote=_quote(paragraph, statement.start, max(statement.end, statement.reason_end or 0)),
        place=_place(source.lines, paragraph, statement.start, statement.end, _order(statement)),
    )


def _subject_key(source: Source, statement: Statement) -> str | None:
    """Give the key of what a statement speaks of; in final accounts what was planned is not what was spent."""
    key = statement.subject.key
    if not source.is_final or not _PLANNED.search(statement.raw):
        return key
    return f"{key}.{_BUDGET}" if key else _BUDGET


def _row_code(source: Source, section: Section, statement: Statement) -> str | None:
    if statement.subject.is_past:
        return None
    if statement.subject.key == PROJECT_BUDGET:
        return source.resolve(None, None, statement.subject.text)
    if statement.subject.key is not None:
        return None
    definition = source.layout.section(section.key) if section.key else None
    names_classes = definition is not None and definition.names_classes
    return row_code(statement.subject.text, section.titles, source.resolve, names_classes=names_classes)


def _absence(source: Source, section: Section, absence: Absence, number: int) -> Claim:
    paragraph = section.paragraphs[absence.paragraph]
    return Claim(
        claim_no=number,
        section=section.path,
        section_key=section.key,
        subject=absence.subject.text,
        subject_key=absence.subject.key,
        table_id=absence.table_id or _table_id(section, source),
        statement=absence.statement,
        quote=_quote(paragraph, absence.start, absence.end),
        place=_place(source.lines, paragraph, absence.start, absence.end, absence.start),
    )


def _table_id(section: Section, source: Source) -> str | None:
    definition = source.layout.section(section.key) if section.key else None
    if definition is None:
        return None
    table_id = definition.final_table_id if source.is_final else definition.table_id
    return table_id if table_id and source.layout.table(table_id) else None


def _unit(statement: Statement, layout: Layout) -> Unit:
    figure = statement.quantity or statement.delta
    if figure is None or not figure.unit:
        return layout.default_unit
    return Unit.YUAN if figure.unit == "元" else Unit.WAN_YUAN


def _money(figure: Token | None, unit: Unit) -> Decimal | None:
    """Give a figure in the unit of its claim."""
    if figure is None or figure.value is None:
        return None
    value = figure.value
    if figure.unit.startswith("亿"):
        return value * _TEN_THOUSAND * (_TEN_THOUSAND if unit is Unit.YUAN else 1)
    if figure.kind is Kind.AMOUNT and figure.unit.startswith("万") and unit is Unit.YUAN:
        return value * _TEN_THOUSAND
    if figure.unit == "元" and unit is Unit.WAN_YUAN:
        return value / _TEN_THOUSAND
    return value


def _quote(paragraph: Paragraph, start: int, end: int) -> str:
    """Give the sentence from a place on, with the stop behind it."""
    stop = end + 1 if paragraph.text[end : end + 1] in ("。", "；") else end
    return paragraph.text[start:stop].lstrip("，、；：")[:_MAX_QUOTE]


def _place(lines: Sequence[Line], paragraph: Paragraph, start: int, end: int, figure: int) -> Place:
    page = lines[paragraph.origins[figure].line].page
    return place(lines, paragraph.origins[start:end] or paragraph.origins[figure : figure + 1], page)
