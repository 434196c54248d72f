"""The views for readers: current, with names and units, and nothing counted twice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from services.loader.document_rows import DocumentRows
from services.loader.warehouse.port import Warehouse
from shared.model.finding import Verdict
from shared.model.records import BudgetLine, CheckRecord
from tests.contract.warehouse.adapters import Adapter
from tests.contract.warehouse.documents import MORNING, document, finding, line, place, rows, unreadable


def total(table_id: str, column_key: str, yuan: str, **changes: object) -> BudgetLine:
    """The total row of a table."""
    return line(
        99,
        yuan,
        table_id=table_id,
        column_key=column_key,
        row_code="total",
        row_kind="total",
        row_label="合计",
        **changes,
    )


def store(warehouse: Warehouse, *documents: DocumentRows) -> None:
    for offset, each in enumerate(documents):
        warehouse.store(each, place(offset), {})


def test_a_current_line_carries_its_document_and_the_names_of_its_codes(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    lines = (
        line(1, "18481100.00", row_code="2010301", row_label="行政 运行"),
        line(2, "1250000.50", table_id="T6", row_code="30201", row_label="办公费", column_key="operating"),
        line(3, "30000.00", table_id="T7", row_code="2010302", column_key="302", project_name="河道清淤"),
        line(4, "1.00", row_code="2999999", row_label="没有的科目"),
    )
    store(warehouse, rows(lines=lines))
    named = adapter.query(
        "SELECT row_code, class_name, class_level, class_parent, column_class_name, amount_wan "
        "FROM current_budget_line ORDER BY row_no"
    )
    assert named == [
        ("2010301", "行政运行", "项", "20103", None, Decimal("1848.110000")),
        ("30201", "办公费", "款", "302", None, Decimal("125.000050")),
        ("2010302", "一般行政管理事务", "项", "20103", "商品和服务支出", Decimal("3.000000")),
        ("2999999", None, None, None, None, Decimal("0.000100")),
    ]
    assert adapter.query(
        "SELECT DISTINCT department, org_level, region, fiscal_year, kind, revision, verdict, file_name "
        "FROM current_budget_line"
    ) == [("临溪县水务局", "部门", "临溪县", 2025, "budget", 1, "accepted", "one.pdf")]


def test_only_accepted_documents_in_their_current_revision_are_shown(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    store(
        warehouse,
        rows("first"),
        rows("second", submitted_at=MORNING + dt.timedelta(days=1), verdict=Verdict.ACCEPTED_WITH_FINDINGS),
        rows("other", department="临溪县林业局", verdict=Verdict.QUARANTINED),
        unreadable(),
    )
    for view in (
        "current_budget_line",
        "current_claim",
        "current_indicator",
        "current_performance_plan",
        "current_disclosed_figure",
    ):
        found = adapter.query(f"SELECT DISTINCT department, fiscal_year FROM {view}")  # noqa: S608 - our own names
        assert found == [("临溪县水务局", 2025)]
    assert adapter.query("SELECT count(*) FROM current_budget_line") == [(2,)]
    assert adapter.query("SELECT count(*) FROM current_claim") == [(1,)]


def test_the_summary_has_a_row_for_each_disclosure_with_its_totals(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    lines = (
        total("T1", "income", "100.00"),
        total("T1", "expenditure", "100.00"),
        total("T3", "total", "100.00"),
        total("T3", "basic", "60.00"),
        total("T3", "project", "40.00"),
        total("T10", "total", "5.00"),
        line(1, "60.00", column_key="basic"),
    )
    store(
        warehouse,
        rows("first", lines=lines[:1]),
        rows("second", lines=lines, submitted_at=MORNING + dt.timedelta(days=1)),
        rows("third", fiscal_year=2024, verdict=Verdict.QUARANTINED),
        unreadable(),
    )
    assert adapter.query(
        "SELECT fiscal_year, revision, verdict, t1_income_yuan, t1_expenditure_yuan, t2_income_yuan, "
        "t3_expenditure_yuan, t3_basic_yuan, t3_project_yuan, t10_three_public_yuan, amounts, errors, warnings, infos "
        "FROM department_summary ORDER BY fiscal_year"
    ) == [
        (2024, 1, "quarantined", None, None, None, None, None, None, None, 0, 0, 1, 0),
        (
            2025,
            2,
            "accepted",
            Decimal("100.00"),
            Decimal("100.00"),
            None,
            Decimal("100.00"),
            Decimal("60.00"),
            Decimal("40.00"),
            Decimal("5.00"),
            7,
            0,
            1,
            0,
        ),
    ]


@pytest.mark.parametrize(("second", "shown"), [("100.00", Decimal("100.00")), ("99.99", None)])
def test_a_total_that_is_printed_twice_counts_when_both_agree(
    adapter: Adapter, warehouse: Warehouse, second: str, shown: Decimal | None
) -> None:
    lines = (total("T3", "total", "100.00"), total("T3", "total", second).model_copy(update={"row_no": 100}))
    store(warehouse, rows(lines=lines))
    assert adapter.query("SELECT t3_expenditure_yuan FROM department_summary") == [(shown,)]
    assert adapter.query("SELECT table_id, column_key, total_yuan FROM table_total") == [
        ("T3", "total", shown)
    ]


def test_tables_with_ids_of_their_own_have_their_totals_too(adapter: Adapter, warehouse: Warehouse) -> None:
    store(warehouse, rows(lines=(total("procurement", "total", "7.00"),)))
    assert adapter.query("SELECT table_id, total_yuan FROM table_total") == [("procurement", Decimal("7.00"))]


def test_rule_outcomes_are_summed_over_documents(adapter: Adapter, warehouse: Warehouse) -> None:
    def checked(name: str, *checks: tuple[str, int, int, int]) -> DocumentRows:
        results = tuple(
            CheckRecord(rule_id=rule, held=held, broken=broken, not_checkable=unknown)
            for rule, held, broken, unknown in checks
        )
        return DocumentRows(document=document(name), checks=results)

    store(warehouse, checked("a", ("R1", 3, 1, 0), ("R2", 0, 0, 4)), checked("b", ("R1", 5, 0, 2)))
    assert adapter.query("SELECT * FROM rule_outcome ORDER BY rule_id") == [
        ("R1", 8, 1, 2, 2, 2, 1, 1),
        ("R2", 0, 0, 4, 1, 0, 0, 1),
    ]


def test_many_findings_and_lines_do_not_multiply_each_other(adapter: Adapter, warehouse: Warehouse) -> None:
    base = rows(lines=tuple(line(no) for no in range(1, 8)))
    several = DocumentRows(
        document=base.document,
        lines=base.lines,
        findings=(
            finding(1, severity="error"),
            finding(2),
            finding(3, severity="info"),
            finding(4, severity="info"),
        ),
    )
    store(warehouse, several)
    assert adapter.query("SELECT amounts, errors, warnings, infos FROM department_summary") == [(7, 1, 1, 2)]
