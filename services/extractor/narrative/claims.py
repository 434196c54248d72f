"""Claims: the statements and absences of a section as the records that validator and warehouse know.

A section with what was read from it goes in; its claims in reading order come out, numbered on from those before.
Amounts keep their printed decimals and their unit (亿元 become 万元, which the models know); every claim quotes its
sentence and has its place on the page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.extractor.narrative.absence import Absence
from services.extractor.narrative.items import Resolve, row_code
from services.extractor.narrative.paragraphs import Paragraph, place
from services.extractor.narrative.projects import PROJECT_BUDGET
from services.extractor.narrative.sections import Section
from services.extractor.narrative.statements import Statement
from services.extractor.narrative.tokens import Kind, Token
from services.extractor.narrative.unfinished import Unfinished
from services.extractor.reading.page import Line
from shared.layout import Layout
from shared.model.money import Unit, to_yuan
from shared.model.narrative import Claim
from shared.model.narrative import Statement as Kinds
from shared.model.place import Place

_MAX_QUOTE = 200
_PLANNED = re.compile(r"(?:年初|全年|调整|当年|年度|支出|经费|完成了?)预算(?:数|金额|安排)?(?:为|是|：)?$")
_SECOND_PLAN = re.compile(r"[，、]*(?:全年|调整)预算数?(?:为|是|：)?$")
"""The budget as it was changed, told behind the first one of the same thing."""
_BUDGET = "budget"
"""What a final account says of its year's first budget has this key, or it behind that of its subject."""
_ONE = Decimal(1)
_UNITS = {unit.value: unit for unit in Unit} | {"亿": Unit.YI_YUAN, "万": Unit.WAN_YUAN}
"""What stands behind an amount of money; claims in 亿元 are told in 万元."""


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
    others: Sequence[Absence | Unfinished],
    first_no: int,
) -> list[Claim]:
    """Give the claims of a section; `statements` are those that claim something, by their index in the section.

    `others` are its sentences without figures that matter.
    """
    entries: list[tuple[int, int, int, int | Absence | Unfinished]] = sorted(
        [(s.paragraph, _order(s), index, index) for index, s in statements.items()]
        + [(a.paragraph, a.start, number, a) for number, a in enumerate(others)],
        key=lambda entry: entry[:3],
    )
    numbers = {
        entry: first_no + position for position, (*_, entry) in enumerate(entries) if isinstance(entry, int)
    }
    return [
        _claim(source, section, statements[entry], numbers, numbers[entry])
        if isinstance(entry, int)
        else _figureless(source, section, entry, first_no + position)
        for position, (*_, entry) in enumerate(entries)
    ]


def _order(statement: Statement) -> int:
    return min((figure.start for figure in statement.figures()), default=statement.start)


def _claim(
    source: Source, section: Section, statement: Statement, numbers: Mapping[int, int], number: int
) -> Claim:
    paragraph = section.paragraphs[statement.paragraph]
    unit = _unit(statement, source.layout)
    completed = _completed(source, statement, numbers)
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
        share_pct=_share(statement, completed=completed),
        direction=statement.direction,
        growth_direction=statement.growth_direction,
        delta=_money(statement.delta, unit),
        growth_pct=statement.growth.value if statement.growth else None,
        previous=_money(statement.previous, unit),
        reason=statement.reason,
        part_of=completed or (numbers.get(statement.parent) if statement.parent is not None else None),
        quote=_quote(paragraph, statement.start, _quote_end(statement)),
        place=_place(source.lines, paragraph, statement.start, statement.end, _order(statement)),
    )


def _completed(source: Source, statement: Statement, numbers: Mapping[int, int]) -> int | None:
    """Give the number of the claim of the budget whose completion a statement tells, in a final account.

    Such a claim is a part of that of the budget, and its share is the rate of completion.
    """
    tells = source.is_final and statement.completed is not None and statement.share is None
    return numbers.get(statement.planned) if tells and statement.planned is not None else None


def _share(statement: Statement, *, completed: int | None) -> Decimal | None:
    share = statement.share if completed is None else statement.completed
    return share.value if share else None


def _subject_key(source: Source, statement: Statement) -> str | None:
    """Give the key of what a statement speaks of; in final accounts what was planned is not what was spent."""
    key = None if _is_of_another(source, statement) else statement.subject.key
    if not source.is_final or not _PLANNED.search(statement.raw):
        return key
    return f"{key}.{_BUDGET}" if key and not _SECOND_PLAN.match(statement.raw) else _BUDGET


def _is_of_another(source: Source, statement: Statement) -> bool:
    """Tell whether a budget document tells what plan was fulfilled: that of the year before."""
    return not source.is_final and statement.raw.startswith("完成")


def _row_code(source: Source, section: Section, statement: Statement) -> str | None:
    if statement.subject.is_past or _is_of_another(source, statement):
        return None
    if statement.subject.key == PROJECT_BUDGET:
        return source.resolve(None, None, statement.subject.text)
    if statement.subject.key is not None:
        return None
    definition = source.layout.section(section.key) if section.key else None
    names_classes = definition is not None and definition.names_classes
    return row_code(statement.subject.text, section.titles, source.resolve, names_classes=names_classes)


def quoted_spans(
    statements: Iterable[Statement], absences: Iterable[Absence]
) -> Mapping[int, list[tuple[int, int]]]:
    """Give for each paragraph, by its number, the places that the claims of its statements and absences quote."""
    spans: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for statement in statements:
        spans[statement.paragraph].append((statement.start, _quote_end(statement) + 1))
    for absence in absences:
        spans[absence.paragraph].append((absence.start, absence.end))
    return spans


def _figureless(source: Source, section: Section, sentence: Absence | Unfinished, number: int) -> Claim:
    paragraph = section.paragraphs[sentence.paragraph]
    absence = sentence if isinstance(sentence, Absence) else None
    words = sentence.subject if isinstance(sentence, Unfinished) else ""
    return Claim(
        claim_no=number,
        section=section.path,
        section_key=section.key,
        subject=absence.subject.text if absence else words,
        subject_key=absence.subject.key if absence else None,
        table_id=(absence.table_id or _table_id(section, source)) if absence else None,
        statement=absence.statement if absence else Kinds.AMOUNT,
        quote=_quote(paragraph, sentence.start, sentence.end),
        place=_place(source.lines, paragraph, sentence.start, sentence.end, sentence.start),
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
    own = _UNITS.get(figure.unit, Unit.WAN_YUAN)
    return Unit.WAN_YUAN if own is Unit.YI_YUAN else own


def _money(figure: Token | None, unit: Unit) -> Decimal | None:
    """Give a figure in the unit of its claim."""
    if figure is None or figure.value is None:
        return None
    value = figure.value
    own = _UNITS.get(figure.unit) if figure.kind is Kind.AMOUNT else None
    return value if own in (None, unit) else value * to_yuan(_ONE, own) / to_yuan(_ONE, unit)


def _quote_end(statement: Statement) -> int:
    return max(statement.end, statement.reason_end or 0)


def _quote(paragraph: Paragraph, start: int, end: int) -> str:
    """Give the sentence from a place on, with the stop behind it."""
    stop = end + 1 if paragraph.text[end : end + 1] in ("。", "；") else end
    return paragraph.text[start:stop].lstrip("，、；：")[:_MAX_QUOTE]


def _place(lines: Sequence[Line], paragraph: Paragraph, start: int, end: int, figure: int) -> Place:
    page = lines[paragraph.origins[figure].line].page
    return place(lines, paragraph.origins[start:end] or paragraph.origins[figure : figure + 1], page)
