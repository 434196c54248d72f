"""One cause, one finding: what is wrong is named, with what it should be and everything that it breaks."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from services.validator.assembly import AssembledDocument
from shared.model.finding import Finding, Severity
from shared.model.money import Unit
from shared.model.table import Row, Table
from tests.typeset.generate import generate
from tests.unit.validator.documents import (
    amended,
    assembled,
    changed,
    judged,
    told,
    with_amount,
    with_rows,
)

LOUD = (Severity.ERROR, Severity.WARNING)
CLEAN = assembled(
    generate(
        3,
        projects=3,
        transfer=True,
        unit_funds=True,
        carryover=True,
        government_fund=True,
        rounding=False,
        items_only=False,
        zeros="blank",
    )
)


def row_of(table_id: str, kind: str, column: str = "total") -> Row:
    """The last row of a kind that prints an amount in the column."""
    made = next(table for table in CLEAN.tables if table.table_id == table_id)
    rows = [row for row in made.rows if row.row_kind == kind]
    return [row for row in rows if any(cell.column_key == column for cell in row.cells)][-1]


def only(document: AssembledDocument) -> Finding:
    (finding,) = told(document, *LOUD)
    return finding


def test_the_clean_document_has_no_suspect() -> None:
    assert told(CLEAN, *LOUD) == []


@pytest.mark.parametrize(
    ("table_id", "kind", "column"),
    [
        ("T2", "item", "general_public"),
        ("T2", "total", "total"),
        ("T3", "item", "total"),
        ("T3", "item", "project"),
        ("T5", "section", "total"),
        ("T6", "section", "total"),
        ("T4", "class", "general_public"),
    ],
)
def test_a_wrong_cell_has_one_finding_that_names_it_and_what_it_should_be(
    table_id: str, kind: str, column: str
) -> None:
    row = row_of(table_id, kind, column)
    right = next(cell.value for cell in row.cells if cell.column_key == column)
    wrong = right + Decimal("731.31")

    finding = only(with_amount(CLEAN, table_id, row.row_code, column, f"{wrong}"))

    assert (finding.table_id, finding.row_code, finding.column_key) == (table_id, row.row_code, column)
    assert (finding.expected, finding.actual, finding.difference) == (right, wrong, Decimal("731.31"))
    assert finding.place is not None
    assert f"{right:,.2f}" in finding.message
    assert f"疑应为{right:,.2f}" in finding.message_zh


def test_everything_that_was_broken_stays_counted() -> None:
    row = row_of("T3", "item", "project")
    judgement = judged(with_amount(CLEAN, "T3", row.row_code, "project", "99999.99"))

    assert sum(result.broken for result in judgement.results if result.rule_id.startswith("within.T3")) > 1


def test_two_wrong_cells_have_two_findings() -> None:
    one, other = row_of("T6", "section"), row_of("T4", "class", "general_public")
    document = with_amount(CLEAN, "T6", one.row_code, "total", "88888.88")
    document = with_amount(document, "T4", other.row_code, "general_public", "77777.77")

    assert {finding.table_id for finding in told(document, *LOUD)} == {"T6", "T4"}


def test_an_amount_in_the_next_column_is_told_with_its_own_column() -> None:
    row = next(
        row
        for table in CLEAN.tables
        if table.table_id == "T5"
        for row in table.rows
        if row.row_kind == "item" and {cell.column_key for cell in row.cells} == {"total", "project"}
    )
    amount = next(cell for cell in row.cells if cell.column_key == "project")
    moved = tuple(replace(cell, column_key="basic") if cell is amount else cell for cell in row.cells)
    document = changed(CLEAN, "T5", in_row(row, lambda one: replace(one, cells=moved)))

    finding = only(document)

    assert (finding.table_id, finding.row_code, finding.column_key) == ("T5", row.row_code, "basic")
    assert "belongs into column project" in finding.message


def in_row(row: Row, change: Callable[[Row], Row | None]) -> Callable[[Table], Table]:
    return lambda table: with_rows(table, lambda one: change(one) if one.row_no == row.row_no else one)


@pytest.mark.parametrize("table_id", ["T2", "T3", "T5"])
def test_a_row_that_another_table_prints_is_missed_by_its_code(table_id: str) -> None:
    row = row_of(table_id, "item")
    finding = next(
        finding
        for finding in told(changed(CLEAN, table_id, in_row(row, lambda _: None)), *LOUD)
        if finding.table_id == table_id and "lacks a row" in finding.message
    )

    assert finding.row_code == row.row_code
    assert finding.actual is None
    assert finding.expected in {cell.value for cell in row.cells}


def test_a_row_that_is_printed_twice_has_one_finding() -> None:
    row = row_of("T3", "item")

    def doubled(table: Table) -> Table:
        again = replace(row, row_no=max(one.row_no for one in table.rows) + 1)
        at = next(n for n, one in enumerate(table.rows) if one.row_no == row.row_no)
        return replace(table, rows=(*table.rows[: at + 1], again, *table.rows[at + 1 :]))

    finding = only(changed(CLEAN, "T3", doubled))

    assert (finding.table_id, finding.row_code, finding.column_key) == ("T3", row.row_code, None)
    assert "printed twice" in finding.message


def test_a_table_in_another_unit_has_one_finding() -> None:
    document = changed(CLEAN, "T3", lambda table: replace(table, unit=Unit.YUAN, amount_unit=Unit.YUAN))

    finding = only(document)

    assert (finding.table_id, finding.row_code) == ("T3", None)
    assert "another unit" in finding.message


def test_a_wrong_amount_of_the_narrative_is_told_of_the_sentence_and_not_of_the_cell() -> None:
    claim = next(c for c in CLEAN.claims if c.section_key == "expenditure" and c.subject_key == "basic")
    assert claim.amount is not None
    wrong = replace(claim, amount=claim.amount + 1000)
    claims = tuple(wrong if one.claim_no == claim.claim_no else one for one in CLEAN.claims)

    finding = only(replace(CLEAN, claims=claims))

    assert (finding.table_id, finding.row_label) == (None, claim.subject)
    assert (finding.expected, finding.actual) == (claim.amount, claim.amount + 1000)


def test_what_several_figures_would_mend_alike_accuses_none() -> None:
    """A total and parts that nothing else holds: the finding stays that of the sum."""
    row = row_of("T10", "line", "general_public")
    document = changed(CLEAN, "T10", in_row(row, lambda one: amended(one, "state_capital", "5.00")))

    assert all("is expected" not in f.message or f.table_id == "T10" for f in told(document, *LOUD))
    assert told(document, *LOUD)


def test_where_two_figures_explain_several_ties_alike_both_are_named() -> None:
    """上级 and 本级 make the budget and the fiscal money together: no digit tells which of the two is wrong."""
    number, plan = next((n, p) for n, p in enumerate(CLEAN.plans) if p.amount("own_level"))
    stale = {"upper_level": Decimal("1357.91"), "own_level": plan.amount("own_level") or Decimal(0)}
    amounts = tuple(replace(one, value=stale.get(one.amount_key, one.value)) for one in plan.amounts)
    plans = list(CLEAN.plans)
    plans[number] = replace(plan, amounts=amounts)

    finding = only(replace(CLEAN, plans=tuple(plans)))

    assert finding.row_label == plan.plan_name
    assert finding.column_key in ("upper_level", "own_level")
    assert "nothing tells them apart" in finding.message
    assert "无法区分" in finding.message_zh
