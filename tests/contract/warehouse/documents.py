"""Invented documents as the validator would hand them over, small enough to be compared whole."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from decimal import Decimal

from services.loader.document_rows import DocumentRows
from services.loader.warehouse.port import RecordPlace
from shared.eventlog.port import TopicPartition
from shared.events.topics import ACCEPTED, QUARANTINED
from shared.model.finding import Verdict
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

ACCEPTED_0 = TopicPartition(ACCEPTED, 0)
QUARANTINED_0 = TopicPartition(QUARANTINED, 0)
MORNING = dt.datetime(2025, 3, 1, 8, 0, tzinfo=dt.UTC)


_made = itertools.count(1)


def fresh(name: str) -> str:
    """A name that no other document of this test run has: examples of one test share a warehouse."""
    return f"{name} {next(_made)}"


def document_id(name: str) -> str:
    """The id of the document of that name: 64 hex digits."""
    return hashlib.sha256(name.encode()).hexdigest()


def document(name: str = "one", **changes: object) -> DocumentRecord:
    """The row of a document; by default an accepted budget of a department that does not exist."""
    values = {
        "document_id": document_id(name),
        "source_uri": f"file:///published/{name}.pdf",
        "file_name": f"{name}.pdf",
        "media_type": "application/pdf",
        "department": "临溪县水务局",
        "org_level": "部门",
        "region": "临溪县",
        "fiscal_year": 2025,
        "kind": "budget",
        "profile": "invented",
        "published_on": dt.date(2025, 2, 20),
        "page_count": 12,
        "verdict": Verdict.ACCEPTED,
        "numbers_seen": 40,
        "numbers_accounted": 40,
        "extractor_version": "1.0",
        "validator_version": "1.0",
        "submitted_at": MORNING,
    }
    return DocumentRecord.model_validate(values | changes)


def line(row_no: int = 1, yuan: str = "1234567.00", **changes: object) -> BudgetLine:
    """A line of table T3 with an amount in yuan, printed in 万元."""
    values = {
        "table_id": "T3",
        "row_no": row_no,
        "row_kind": "item",
        "row_code": "2010301",
        "row_label": "行政运行",
        "project_name": None,
        "column_key": "total",
        "printed": f"{Decimal(yuan) / 10000:,.2f}",
        "amount_yuan": Decimal(yuan),
        "unit": "万元",
        "page": 3,
        "x0": 100.5,
        "top": 200.25,
        "x1": 150.0,
        "bottom": 210.0,
        "inferred": False,
    }
    return BudgetLine.model_validate(values | changes)


def finding(finding_no: int = 1, **changes: object) -> FindingRecord:
    """A warning about a sum that is off by a cent."""
    values = {
        "finding_no": finding_no,
        "rule_id": "T3-SUM",
        "outcome": "broken",
        "severity": "warning",
        "fault": "disclosure",
        "table_id": "T3",
        "row_code": "201",
        "row_label": "一般公共服务支出",
        "column_key": "total",
        "expected": Decimal("123.46"),
        "actual": Decimal("123.45"),
        "difference": Decimal("-0.01"),
        "tolerance": Decimal("0.005"),
        "message": "The items of 201 add up to 123.46, printed is 123.45.",
        "message_zh": "201 各项之和为 123.46，表中为 123.45。",
        "page": 3,
    }
    return FindingRecord.model_validate(values | changes)


def claim(claim_no: int = 1, **changes: object) -> ClaimRecord:
    """A sentence on income with its growth."""
    values = {
        "claim_no": claim_no,
        "section": "二、收入情况",
        "section_key": "income",
        "subject": "收入预算",
        "subject_key": "total",
        "row_code": "total",
        "statement": "amount",
        "amount_yuan": Decimal("1234567.00"),
        "share_pct": Decimal("12.5"),
        "direction": "增加",
        "delta_yuan": Decimal("10000.00"),
        "growth_pct": Decimal("0.82"),
        "reason": "人员增加",
        "part_of": None,
        "quote": "收入预算123.46万元，比上年增加1万元。",
        "page": 7,
    }
    return ClaimRecord.model_validate(values | changes)


def rows(
    name: str = "one", *, lines: tuple[BudgetLine, ...] | None = None, **changes: object
) -> DocumentRows:
    """A whole document with a row of every family; `changes` go to the document's own row."""
    return DocumentRows(
        document=document(name, **changes),
        lines=(line(1), line(2, "8.00", row_code="2010302", row_label="一般行政管理事务"))
        if lines is None
        else lines,
        claims=(claim(),),
        plans=(
            PlanRecord(
                plan_no=1,
                plan_kind="project",
                plan_name="河道清淤",
                budget_yuan=Decimal("500000.00"),
                fiscal_yuan=Decimal("500000.00"),
                other_yuan=None,
                page=9,
            ),
        ),
        indicators=(
            IndicatorRecord(
                plan_no=1,
                plan_kind="project",
                plan_name="河道清淤",
                indicator_no=1,
                level1="产出指标",
                level2="数量指标",
                level3="清淤长度",
                target=">=12公里",
                basis=None,
                previous=None,
                weight=Decimal("12.5"),
                page=9,
            ),
        ),
        figures=(FigureRecord(figure_key="staff.serving", value=Decimal(35), unit="人", page=8),),
        findings=(finding(),),
        checks=(CheckRecord(rule_id="T3-SUM", held=3, broken=1, not_checkable=2),),
    )


def unreadable(name: str = "broken", **changes: object) -> DocumentRows:
    """A file that no document could be made of."""
    unknown = dict.fromkeys(
        ("department", "org_level", "region", "fiscal_year", "kind", "profile", "published_on", "page_count")
    )
    return DocumentRows(
        document=document(
            name,
            **unknown | {"verdict": Verdict.UNREADABLE, "numbers_seen": 0, "numbers_accounted": 0} | changes,
        ),
        findings=(
            finding(rule_id="DOC-READABLE", severity="error", table_id=None, row_code=None, page=None),
        ),
    )


def place(
    offset: int = 0, partition: TopicPartition = ACCEPTED_0, *, minute: int | None = None
) -> RecordPlace:
    """The place of a record; without `minute` the log took it in that many minutes after the first."""
    recorded_at = MORNING + dt.timedelta(minutes=offset if minute is None else minute)
    return RecordPlace(partition=partition, offset=offset, recorded_at=recorded_at)
