"""The rows of the warehouse that a judged document makes, family by family, by column.

Every row has all columns of its model in `shared.model.records`, in the order of the model, so that its JSON is that of
the model. It is none, because most of what is published is rows: to make a model of each, only to write it, costs more
than everything else about them, and their values were validated when they were read. Amounts become yuan with two
decimals. Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from services.validator.assembly import AssembledDocument
from services.validator.judgement import Judgement
from shared.model.finding import Counterpart, Finding, Waived
from shared.model.money import Unit, to_yuan
from shared.model.narrative import Claim, Figure
from shared.model.performance import PerformancePlan
from shared.model.place import Place
from shared.model.records import BudgetLine, FindingRecord
from shared.model.table import Table

CENT: Final = Decimal("0.01")
FAMILIES: Final = ("lines", "claims", "plans", "indicators", "figures", "findings", "checks")
"""The families of rows in a batch, in the order in which batches are filled."""
Fields = dict[str, Any]
"""A row of the warehouse by column."""
_EMPTY_LINE: Final[Fields] = dict.fromkeys(BudgetLine.model_fields)
_EMPTY_FINDING: Final[Fields] = dict.fromkeys(FindingRecord.model_fields)


def rows_of(document: AssembledDocument, judgement: Judgement) -> dict[str, list[Fields]]:
    """Give every row under the name of its family in a batch."""
    plans = document.plans
    return {
        "lines": [line for table in document.tables for line in _lines(table)],
        "claims": [_claim(claim) for claim in document.claims],
        "plans": [_plan(plan) for plan in plans],
        "indicators": [row for plan in plans for row in _indicators(plan)],
        "figures": [_figure(figure) for figure in document.figures],
        "findings": [_finding(number, one) for number, one in enumerate(judgement.findings, start=1)],
        "checks": [result.__dict__ for result in judgement.results],
    }


def _yuan(value: Decimal | None, unit: Unit) -> Decimal | None:
    return None if value is None else to_yuan(value, unit).quantize(CENT)


def _lines(table: Table) -> Iterator[Fields]:
    # Most rows of a warehouse are made here, so that nothing is made twice for them.
    unit = table.amount_unit
    factor = None if unit is Unit.YUAN else to_yuan(Decimal(1), unit)
    of_table = {**_EMPTY_LINE, "table_id": table.table_id, "unit": unit}
    for row in table.rows:
        of_row: Fields = {
            **of_table,
            "row_no": row.row_no,
            "row_kind": row.row_kind,
            "row_code": row.row_code,
            "row_label": row.row_label,
            "project_name": row.project_name,
            "unit_name": row.unit_name,
            "further_codes": ";".join(row.further_codes) or None,
        }
        for cell in row.cells:
            place, line = cell.place, of_row.copy()
            box, value = place.box, cell.value if factor is None else cell.value * factor
            line["column_key"], line["printed"] = cell.column_key, cell.printed
            line["amount_yuan"] = value.quantize(CENT)
            line["inferred"], line["read_by"], line["page"] = cell.inferred, cell.read_by, place.page
            if box is not None:
                line["x0"], line["top"], line["x1"], line["bottom"] = box.x0, box.top, box.x1, box.bottom
            yield line


def _where(place: Place | None) -> Fields:
    """Give the columns of a place."""
    box = place.box if place else None
    if place is None or box is None:
        return {"page": place.page if place else None, "x0": None, "top": None, "x1": None, "bottom": None}
    return {"page": place.page, "x0": box.x0, "top": box.top, "x1": box.x1, "bottom": box.bottom}


def _claim(claim: Claim) -> Fields:
    return {
        "claim_no": claim.claim_no,
        "section": claim.section,
        "section_key": claim.section_key,
        "subject": claim.subject,
        "subject_key": claim.subject_key,
        "row_code": claim.row_code,
        "statement": claim.statement,
        "amount_yuan": _yuan(claim.amount, claim.unit),
        "share_pct": claim.share_pct,
        "direction": claim.direction,
        "delta_yuan": _yuan(claim.delta, claim.unit),
        "growth_pct": claim.growth_pct,
        "reason": claim.reason,
        "part_of": claim.part_of,
        "quote": claim.quote,
        "page": claim.place.page,
        "previous_yuan": _yuan(claim.previous, claim.unit),
        "read_by": claim.read_by,
    }


def _plan(plan: PerformancePlan) -> Fields:
    return {
        "plan_no": plan.plan_no,
        "plan_kind": plan.plan_kind,
        "plan_name": plan.plan_name,
        "budget_yuan": _yuan(plan.amount("budget"), plan.unit),
        "fiscal_yuan": _yuan(plan.amount("fiscal"), plan.unit),
        "other_yuan": _yuan(plan.amount("other"), plan.unit),
        "page": plan.place.page,
    }


def _indicators(plan: PerformancePlan) -> Iterator[Fields]:
    for number, indicator in enumerate(plan.indicators, start=1):
        yield {
            "plan_no": plan.plan_no,
            "plan_kind": plan.plan_kind,
            "plan_name": plan.plan_name,
            "indicator_no": number,
            "level1": indicator.level1,
            "level2": indicator.level2,
            "level3": indicator.level3,
            "target": indicator.target,
            "basis": indicator.basis,
            "previous": indicator.previous,
            "weight": indicator.weight,
            "page": indicator.place.page,
            "read_by": indicator.read_by,
        }


def _figure(figure: Figure) -> Fields:
    return {
        "figure_key": figure.figure_key,
        "value": figure.value,
        "unit": figure.unit,
        "page": figure.place.page,
        "read_by": figure.read_by,
    }


def _finding(number: int, finding: Finding) -> Fields:
    return {
        **_EMPTY_FINDING,
        "finding_no": number,
        "rule_id": finding.rule_id,
        "outcome": finding.outcome,
        "severity": finding.severity,
        "fault": finding.fault,
        "table_id": finding.table_id,
        "row_code": finding.row_code,
        "row_label": finding.row_label,
        "column_key": finding.column_key,
        "expected": finding.expected,
        "actual": finding.actual,
        "difference": finding.difference,
        "tolerance": finding.tolerance,
        "message": finding.message,
        "message_zh": finding.message_zh,
        **_where(finding.place),
        **(_counterpart(finding.counterpart) if finding.counterpart else {}),
        **(_waived(finding.waived) if finding.waived else {}),
    }


def _counterpart(counterpart: Counterpart) -> Fields:
    """Give the columns of the other place."""
    return {
        "counterpart_where": counterpart.where,
        "counterpart_document_id": counterpart.document_id,
        "counterpart_row_code": counterpart.row_code,
        "counterpart_row_label": counterpart.row_label,
        "counterpart_column_key": counterpart.column_key,
        **{f"counterpart_{name}": value for name, value in _where(counterpart.place).items()},
    }


def _waived(waived: Waived) -> Fields:
    """Give the columns that say who answers for a finding."""
    return {"waived_reason": waived.reason, "waived_by": waived.author, "waived_until": waived.until}
