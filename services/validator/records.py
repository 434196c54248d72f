"""From a judged document to what goes on the event log: batches of warehouse rows of bounded size, and finding events.

Amounts become yuan with two decimals; every row keeps what the warehouse contract names. Nothing here decides
anything: the same document and judgement give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from services.validator.assembly import AssembledDocument
from services.validator.judgement import Judgement
from shared.events.topics import FindingEvent, JudgementOrder, RecordBatch
from shared.model.base import Model
from shared.model.finding import Counterpart, Finding, Waived
from shared.model.money import Unit, to_yuan
from shared.model.narrative import Claim
from shared.model.performance import PerformancePlan
from shared.model.records import (
    BudgetLine,
    CheckRecord,
    ClaimRecord,
    DocumentRecord,
    FigureRecord,
    FindingRecord,
    IndicatorRecord,
    PlanRecord,
)
from shared.model.table import Cell, Row, Table
from shared.version import VERSION

BATCH_BYTES: Final = 400 * 1024
"""Rows of one batch, as JSON: with the document's own row it stays below 512 KiB, the soft limit of an event."""
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Act:
    """One judging of a document: what tells it from others of the same document."""

    identity: str
    """See `Basis.judgement`."""
    order: JudgementOrder | None = None
    """None where there is no event log to tell it."""


def batches(
    document: AssembledDocument, judgement: Judgement, act: Act | None = None
) -> tuple[RecordBatch, ...]:
    """Give all rows of a document in batches of at most `BATCH_BYTES`, each with the document's own row."""
    own = document_record(document, judgement, act)
    order = act.order if act else None
    groups = list(_grouped(_rows(document, judgement))) or [{}]
    return tuple(
        RecordBatch.model_validate(
            {
                "document_id": own.document_id,
                "part": part,
                "parts": len(groups),
                "order": order,
                "document": own,
                **rows,
            }
        )
        for part, rows in enumerate(groups)
    )


def finding_events(
    document: AssembledDocument, judgement: Judgement, act: Act | None = None
) -> tuple[FindingEvent, ...]:
    """Give one event for each finding, numbered from 1 as in the warehouse."""
    return tuple(
        FindingEvent(
            document_id=document.document_id,
            finding_no=number,
            verdict=judgement.verdict,
            judgement=act.identity if act else None,
            finding=finding,
        )
        for number, finding in enumerate(judgement.findings, start=1)
    )


def document_record(
    document: AssembledDocument, judgement: Judgement, act: Act | None = None
) -> DocumentRecord:
    """Give the row of `document`; of an unreadable one only what the submission says is known."""
    head, submission = document.head, document.manifest.submission
    return DocumentRecord(
        document_id=document.document_id,
        source_uri=submission.uri,
        file_name=submission.file_name,
        media_type=submission.media_type,
        department=head.department if head else None,
        org_level=head.org_level if head else None,
        region=head.region if head else None,
        fiscal_year=head.fiscal_year if head else None,
        kind=head.kind.value if head else None,
        profile=head.profile if head else None,
        published_on=head.published_on if head else None,
        page_count=head.page_count if head else document.manifest.page_count,
        verdict=judgement.verdict,
        numbers_seen=judgement.numbers_seen,
        numbers_accounted=judgement.numbers_accounted,
        extractor_version=document.extractor_version,
        validator_version=VERSION,
        submitted_at=submission.submitted_at,
        judgement=act.identity if act else None,
        scope=head.scope.value if head else None,
        disclosure_id=head.disclosure_id if head else None,
    )


def _grouped(rows: Iterator[tuple[str, Model]]) -> Iterator[dict[str, list[Model]]]:
    """Fill one batch after the other."""
    group: dict[str, list[Model]] = {}
    size = 0
    for family, row in rows:
        length = len(row.model_dump_json().encode("utf-8")) + 1
        if group and size + length > BATCH_BYTES:
            yield group
            group, size = {}, 0
        group.setdefault(family, []).append(row)
        size += length
    if group:
        yield group


def _rows(document: AssembledDocument, judgement: Judgement) -> Iterator[tuple[str, Model]]:
    """Give every row with the name of its family in a batch."""
    for table in document.tables:
        yield from (("lines", _line(table, row, cell)) for row in table.rows for cell in row.cells)
    yield from (("claims", _claim(claim)) for claim in document.claims)
    yield from (("plans", _plan(plan)) for plan in document.plans)
    for plan in document.plans:
        yield from (("indicators", row) for row in _indicators(plan))
    for figure in document.figures:
        yield (
            "figures",
            FigureRecord(
                figure_key=figure.figure_key, value=figure.value, unit=figure.unit, page=figure.place.page
            ),
        )
    yield from (("findings", row) for row in _findings(judgement.findings))
    for result in judgement.results:
        yield "checks", CheckRecord(**result.model_dump())


def _yuan(value: Decimal | None, unit: Unit) -> Decimal | None:
    return None if value is None else to_yuan(value, unit).quantize(CENT)


def _line(table: Table, row: Row, cell: Cell) -> BudgetLine:
    box = cell.place.box
    return BudgetLine(
        table_id=table.table_id,
        row_no=row.row_no,
        row_kind=row.row_kind.value,
        row_code=row.row_code,
        row_label=row.row_label,
        project_name=row.project_name,
        column_key=cell.column_key,
        printed=cell.printed,
        amount_yuan=to_yuan(cell.value, table.amount_unit).quantize(CENT),
        unit=table.amount_unit.value,
        page=cell.place.page,
        x0=box.x0 if box else None,
        top=box.top if box else None,
        x1=box.x1 if box else None,
        bottom=box.bottom if box else None,
        inferred=cell.inferred,
        unit_name=row.unit_name,
        further_codes=";".join(row.further_codes) or None,
        read_by=cell.read_by.value,
    )


def _claim(claim: Claim) -> ClaimRecord:
    return ClaimRecord(
        claim_no=claim.claim_no,
        section=claim.section,
        section_key=claim.section_key,
        subject=claim.subject,
        subject_key=claim.subject_key,
        row_code=claim.row_code,
        statement=claim.statement.value,
        amount_yuan=_yuan(claim.amount, claim.unit),
        share_pct=claim.share_pct,
        direction=claim.direction,
        delta_yuan=_yuan(claim.delta, claim.unit),
        growth_pct=claim.growth_pct,
        reason=claim.reason,
        part_of=claim.part_of,
        quote=claim.quote,
        page=claim.place.page,
    )


def _plan(plan: PerformancePlan) -> PlanRecord:
    return PlanRecord(
        plan_no=plan.plan_no,
        plan_kind=plan.plan_kind.value,
        plan_name=plan.plan_name,
        budget_yuan=_yuan(plan.amount("budget"), plan.unit),
        fiscal_yuan=_yuan(plan.amount("fiscal"), plan.unit),
        other_yuan=_yuan(plan.amount("other"), plan.unit),
        page=plan.place.page,
    )


def _indicators(plan: PerformancePlan) -> Iterator[IndicatorRecord]:
    for number, indicator in enumerate(plan.indicators, start=1):
        yield IndicatorRecord(
            plan_no=plan.plan_no,
            plan_kind=plan.plan_kind.value,
            plan_name=plan.plan_name,
            indicator_no=number,
            level1=indicator.level1,
            level2=indicator.level2,
            level3=indicator.level3,
            target=indicator.target,
            basis=indicator.basis,
            previous=indicator.previous,
            weight=indicator.weight,
            page=indicator.place.page,
        )


def _findings(findings: Sequence[Finding]) -> Iterator[FindingRecord]:
    for number, finding in enumerate(findings, start=1):
        box = finding.place.box if finding.place else None
        yield FindingRecord(
            finding_no=number,
            rule_id=finding.rule_id,
            outcome=finding.outcome.value,
            severity=finding.severity.value,
            fault=finding.fault.value,
            table_id=finding.table_id,
            row_code=finding.row_code,
            row_label=finding.row_label,
            column_key=finding.column_key,
            expected=finding.expected,
            actual=finding.actual,
            difference=finding.difference,
            tolerance=finding.tolerance,
            message=finding.message,
            message_zh=finding.message_zh,
            page=finding.place.page if finding.place else None,
            x0=box.x0 if box else None,
            top=box.top if box else None,
            x1=box.x1 if box else None,
            bottom=box.bottom if box else None,
            **_counterpart(finding.counterpart),
            **_waived(finding.waived),
        )


def _counterpart(counterpart: Counterpart | None) -> dict[str, Any]:
    """Give the columns of the other place."""
    if counterpart is None:
        return {}
    place = counterpart.place
    box = place.box if place else None
    return {
        "counterpart_where": counterpart.where,
        "counterpart_row_code": counterpart.row_code,
        "counterpart_row_label": counterpart.row_label,
        "counterpart_column_key": counterpart.column_key,
        "counterpart_page": place.page if place else None,
        "counterpart_x0": box.x0 if box else None,
        "counterpart_top": box.top if box else None,
        "counterpart_x1": box.x1 if box else None,
        "counterpart_bottom": box.bottom if box else None,
    }


def _waived(waived: Waived | None) -> dict[str, Any]:
    """Give the columns that say who answers for a finding."""
    if waived is None:
        return {}
    return {"waived_reason": waived.reason, "waived_by": waived.author, "waived_until": waived.until}
