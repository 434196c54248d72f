"""Assembled documents made of invented disclosures: what a perfect extractor would hand over.

Every cell has its place on the page of its table, claims bear the layout's keys, and the page account is complete, so
that whatever the validator finds is in the figures.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from services.validator.assembly import AssembledDocument
from services.validator.judgement import Judgement, checks_of, validate
from services.validator.verdict import load_policy
from shared.events.topics import Manifest, ManifestOutcome, Submission
from shared.layout import load_layouts
from shared.layout.label import words
from shared.model.document import DocumentKind, Head, Heading, Mention, PageAccount
from shared.model.finding import Finding, Severity
from shared.model.money import Unit
from shared.model.narrative import Claim, Figure, Statement
from shared.model.performance import Indicator, PerformancePlan, PlanAmount, PlanKind
from shared.model.place import Box, Place
from shared.model.table import Cell, Column, Row, RowKind, Table
from shared.rulebook.example import example_tables
from shared.rulebook.relation import Example
from tests.typeset import disclosure as typeset
from tests.typeset.sentences import Claim as Told

LAYOUT = next(layout for layout in load_layouts() if layout.id == "xinjiang")
DOCUMENT_ID = hashlib.sha256(b"an invented disclosure").hexdigest()
NARRATIVE_PAGE = 20
SECTION_KEYS = {
    "一、收支预算总体情况": "overall",
    "二、收入预算": "income",
    "三、支出预算": "expenditure",
    "四、财政拨款收支预算": "appropriation",
    "五、（一）一般公共预算当年拨款规模变化": "general_public.change",
    "五、（二）一般公共预算当年拨款结构": "general_public.structure",
    "五、（三）一般公共预算当年拨款具体使用": "general_public.items",
    "六、一般公共预算基本支出": "basic",
    "七、一般公共预算项目支出": "projects",
    "八、政府性基金预算拨款": "government_fund",
    "九、国有资本经营预算拨款": "state_capital",
    "十、财政拨款“三公”经费": "three_public",
    "十一、上年结转结余": "carryover",
    "十二、（一）单位运行经费": "other.operating",
    "十二、（二）政府采购": "other.procurement",
    "十二、（三）国有资产占用使用": "other.assets",
    "十二、（四）预算绩效": "other.performance",
}
SUBJECT_KEYS = {words(label): subject.key for subject in LAYOUT.subjects for label in subject.labels}


def assembled(source: typeset.Disclosure) -> AssembledDocument:
    """The document that a perfect reading of a disclosure gives."""
    tables = tuple(table(source, made, page) for page, made in enumerate(source.tables.values(), start=5))
    return AssembledDocument(
        document_id=DOCUMENT_ID,
        extractor_version="1",
        manifest=manifest(),
        head=head(source, tables),
        headings=headings(),
        tables=tables,
        claims=tuple(claims(source)),
        figures=tuple(figures(source)),
        plans=tuple(plans(source)),
        pages=tuple(pages()),
    )


def judged(document: AssembledDocument) -> Judgement:
    """The judgement by the shipped layouts, rules and policy."""
    return validate(document, load_layouts(), load_policy())


def ungrouped(document: AssembledDocument, rule_id: str) -> list[Finding]:
    """The findings of one rule as it gives them, before those of one cause are put together."""
    checks = checks_of(document, LAYOUT)
    return [check.finding for check in checks if check.finding and check.rule_id == rule_id]


def told(document: AssembledDocument, *severities: Severity) -> list[Finding]:
    """The findings of these weights, of all without one."""
    return [
        finding for finding in judged(document).findings if not severities or finding.severity in severities
    ]


def manifest(outcome: ManifestOutcome = ManifestOutcome.COMPLETE, **fields: object) -> Manifest:
    """A manifest with an invented submission."""
    submission = Submission(
        document_id=DOCUMENT_ID,
        uri="file:///disclosure.pdf",
        file_name="disclosure.pdf",
        media_type="application/pdf",
        size=1000,
        submitted_at=dt.datetime(2024, 3, 1, tzinfo=dt.UTC),
    )
    given = {"section_count": 1, "digest": "0" * 64, **fields}
    return Manifest.model_validate({"outcome": outcome, "submission": submission, **given})


def head(source: typeset.Disclosure, tables: Sequence[Table]) -> Head:
    """Who published the disclosure, said once above each table."""
    said = {
        "department": source.department,
        "fiscal_year": str(source.fiscal_year),
        "org_level": source.org_level,
    }
    mentions = tuple(
        Mention(field=field, value=value, where=made.table_id, place=Place(page=made.first_page))
        for made in tables
        for field, value in said.items()
    )
    return Head(
        department=source.department,
        org_level=source.org_level,
        fiscal_year=source.fiscal_year,
        kind=DocumentKind.BUDGET,
        profile=LAYOUT.id,
        published_on=source.published_on,
        page_count=40,
        mentions=mentions,
    )


def headings() -> tuple[Heading, ...]:
    """A heading for each section of the layout, in order."""
    return tuple(
        Heading(
            number=None, title=section.titles[0], section_key=section.key, place=Place(page=NARRATIVE_PAGE)
        )
        for section in LAYOUT.sections
    )


def pages() -> Iterator[PageAccount]:
    """Pages on which every number is accounted for."""
    for page in range(1, 41):
        is_table = 5 <= page < 5 + len(LAYOUT.tables)
        yield PageAccount(page=page, is_table_page=is_table, numbers_seen=9, numbers_accounted=9)


def table(source: typeset.Disclosure, made: typeset.Table, page: int) -> Table:
    """A table whose cells stand where they are printed."""
    definition = LAYOUT.table(made.id)
    assert definition is not None
    return Table(
        table_id=made.id,
        title=made.title,
        unit=Unit.WAN_YUAN,
        amount_unit=Unit.WAN_YUAN,
        preparer=source.department,
        fiscal_year=source.fiscal_year,
        first_page=page,
        last_page=page,
        columns=tuple(Column(key=key, label=key) for key in definition.column_keys()),
        rows=tuple(row(number, printed, page) for number, printed in enumerate(made.rows, start=1)),
        empty_sentence=made.sentence,
    )


def row(number: int, printed: typeset.Row, page: int) -> Row:
    """A row with its cells from left to right."""
    kind = RowKind.ITEM if printed.code == "item" else RowKind(printed.kind)
    return Row(
        row_no=number,
        row_kind=kind,
        row_code=printed.code,
        row_label=printed.label,
        place=place(page, number, 0),
        project_name=printed.project,
        cells=tuple(
            Cell(column_key=key, printed=f"{value:,}", value=value, place=place(page, number, index))
            for index, (key, value) in enumerate(printed.cells.items(), start=1)
        ),
    )


def place(page: int, number: int, index: int) -> Place:
    """A place of its own for each row and column."""
    box = Box(x0=50.0 * index, top=20.0 * number, x1=50.0 * index + 40, bottom=20.0 * number + 12)
    return Place(page=page, box=box)


def claims(source: typeset.Disclosure) -> Iterator[Claim]:
    """The claims with the layout's keys, a breakdown as claims of its own, and the sentences of emptiness."""
    number = 0
    wholes: dict[tuple[str, str], int] = {}
    for made in source.claims():
        if made.amount is not None or made.delta is not None:
            number += 1
            yield claim(number, made)
            wholes.setdefault((made.section, made.subject), number)
        for name, amount in made.breakdown:
            number += 1
            part = Told(
                made.section, name, _class_code(source, name), amount, None, None, None, None, (), made.quote
            )
            yield claim(number, part, part_of=wholes.get((made.section, made.subject)))
    for made_table in source.tables.values():
        if made_table.sentence is not None:
            number += 1
            yield Claim(
                claim_no=number,
                section="空表说明",
                section_key=None,
                subject=made_table.title,
                table_id=made_table.id,
                statement=Statement.EMPTY_TABLE,
                quote=made_table.sentence,
                place=Place(page=NARRATIVE_PAGE),
            )


def claim(number: int, made: Told, part_of: int | None = None) -> Claim:
    """One claim."""
    return Claim(
        claim_no=number,
        section=made.section,
        section_key=SECTION_KEYS[made.section],
        subject=made.subject,
        subject_key=_subject_key(made, part_of),
        row_code=made.code,
        amount=made.amount,
        share_pct=made.share_pct,
        direction=made.direction,
        growth_direction={"增加": "增长", "减少": "下降"}.get(made.direction or ""),
        delta=made.delta,
        growth_pct=made.growth_pct,
        part_of=part_of,
        quote=made.quote,
        place=Place(page=NARRATIVE_PAGE),
    )


def _subject_key(made: Told, part_of: int | None) -> str | None:
    if SECTION_KEYS[made.section] == "projects":
        return "project_allocation" if part_of is not None else "project_budget"
    return SUBJECT_KEYS.get(words(made.subject))


def _class_code(source: typeset.Disclosure, name: str) -> str | None:
    rows = source.tables["T4"].rows
    return next((made.code for made in rows if made.label == name and made.code.isdigit()), None)


def figures(source: typeset.Disclosure) -> Iterator[Figure]:
    """Staff, procurement and vehicles."""
    keys = {"在职": "serving", "退休": "retired", "离休": "veteran_retired"}
    yield figure("staff.actual", source.staff.total, "人")
    for group in source.staff.groups:
        yield figure(f"staff.{keys[group.name]}", group.count, "人")
    procurement = source.procurement
    yield figure("procurement.total", procurement.total, "万元")
    for key in ("goods", "works", "services", "reserved_sme", "reserved_small_micro"):
        yield figure(f"procurement.{key}", getattr(procurement, key), "万元")
    kinds = ("general", "law_enforcement", "other")
    vehicles = source.assets.vehicles
    yield figure("assets.vehicles.count", sum(group.count for group in vehicles), "辆")
    yield figure("assets.vehicles.value", sum((group.value for group in vehicles), Decimal(0)), "万元")
    for kind, vehicle in zip(kinds, vehicles, strict=True):
        yield figure(f"assets.vehicles.{kind}.count", vehicle.count, "辆")
        yield figure(f"assets.vehicles.{kind}.value", vehicle.value, "万元")


def figure(key: str, value: Decimal | int, unit: str) -> Figure:
    """One figure."""
    return Figure(
        figure_key=key, value=Decimal(value), unit=unit, quote=key, place=Place(page=NARRATIVE_PAGE)
    )


def plans(source: typeset.Disclosure) -> Iterator[PerformancePlan]:
    """The performance tables."""
    for number, plan in enumerate(source.plans, start=1):
        page = 30 + number
        overall = plan.kind == "overall"
        amounts = (
            {
                "upper_level": plan.upper_level,
                "own_level": plan.fiscal - plan.upper_level,
                "other": plan.other,
            }
            if overall
            else {"budget": plan.budget, "fiscal": plan.fiscal, "other": plan.other}
        )
        yield PerformancePlan(
            plan_no=number,
            plan_kind=PlanKind(plan.kind),
            title="绩效目标表",
            plan_name=plan.name,
            fiscal_year=source.fiscal_year,
            amounts=tuple(
                PlanAmount(amount_key=key, printed=str(value), value=value, place=Place(page=page))
                for key, value in amounts.items()
            ),
            indicators=tuple(
                Indicator(
                    level3=made.level3,
                    target=made.target,
                    weight=Decimal(made.weight),
                    place=Place(page=page),
                )
                for made in plan.indicators
            ),
            place=Place(page=page),
            last_page=page,
        )


def from_example(example: Example, *, unit: Unit = Unit.WAN_YUAN) -> AssembledDocument:
    """A document of the few cells of a rule's example; a table without rows is declared empty."""
    made = example_tables(example)
    tables = []
    for page, (table_id, skeleton) in enumerate(made.skeletons.items(), start=1):
        rows = tuple(
            Row(
                row_no=number.row_no,
                row_kind=number.row_kind,
                row_code=number.row_code,
                row_label=name.partition("/")[2] or name,
                place=Place(page=page),
                project_name=number.project_name if number.row_kind is RowKind.PROJECT else None,
                cells=tuple(
                    Cell(column_key=ref.column_key, printed=str(value), value=value, place=Place(page=page))
                    for ref, value in made.amounts.items()
                    if (ref.table_id, ref.row_no) == (table_id, number.row_no)
                ),
            )
            for number, name in zip(skeleton.rows, example[table_id], strict=True)
        )
        tables.append(
            Table(
                table_id=table_id,
                title=table_id,
                unit=unit,
                amount_unit=unit,
                first_page=page,
                last_page=page,
                columns=tuple(Column(key=key, label=key) for key in skeleton.column_keys),
                rows=rows,
                empty_sentence=None if rows else "本表为空表。",
            )
        )
    return bare(tables=tuple(tables))


def bare(**fields: object) -> AssembledDocument:
    """A document of the given parts and nothing else."""
    who = Head(
        department="青川市水务局",
        org_level="部门",
        fiscal_year=2024,
        kind=DocumentKind.BUDGET,
        profile=LAYOUT.id,
        page_count=1,
    )
    given: dict[str, Any] = {"head": who, **fields}
    return AssembledDocument(document_id=DOCUMENT_ID, extractor_version="1", manifest=manifest(), **given)


def changed(
    document: AssembledDocument, table_id: str, change: Callable[[Table], Table | None]
) -> AssembledDocument:
    """The document with one table changed, or taken out where the change gives None."""
    tables = [change(made) if made.table_id == table_id else made for made in document.tables]
    return replace(document, tables=tuple(made for made in tables if made is not None))


def with_rows(made: Table, change: Callable[[Row], Row | None]) -> Table:
    """The table with each row changed, or taken out where the change gives None."""
    rows = [change(one) for one in made.rows]
    return replace(made, rows=tuple(one for one in rows if one is not None))


def with_amount(
    document: AssembledDocument, table_id: str, code: str, column: str, value: str
) -> AssembledDocument:
    """The document with the amount of one cell printed differently; the first row with the code counts."""

    def change(made: Table) -> Table:
        number = next(one.row_no for one in made.rows if one.row_code == code)
        return with_rows(made, lambda one: amended(one, column, value) if one.row_no == number else one)

    return changed(document, table_id, change)


def amended(one: Row, column: str, value: str) -> Row:
    """The row with an amount in a column."""
    cell = Cell(column_key=column, printed=value, value=Decimal(value), place=one.place)
    kept = tuple(found for found in one.cells if found.column_key != column)
    return replace(one, cells=(*kept, cell))
