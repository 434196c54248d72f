"""Lost rows, titles and headings: a warning where the other figures force them, an error where nothing does."""

from dataclasses import replace
from typing import Any

import pytest

from services.validator.assembly import AssembledDocument
from services.validator.rules.losses import derive, lost_rows
from services.validator.rules.view import DocumentView
from shared.model.finding import Finding, Severity, Verdict
from shared.model.table import Row, Table
from tests.typeset.generate import generate
from tests.unit.validator.documents import LAYOUT, assembled, changed, judged, told, with_amount, with_rows

BOLD = {
    "total",
    "department",
    "income.current",
    "income.general_public",
    "income.government_fund",
    "income.state_capital",
    "income.unit_funds",
    "carryover",
    "carryover.fiscal",
    "carryover.nonfiscal",
    "appropriation",
    "vehicle",
}
"""Rows that forms print in bold type."""


def without(document: AssembledDocument, table_id: str, *codes: str) -> AssembledDocument:
    return changed(
        document, table_id, lambda made: with_rows(made, lambda row: None if row.row_code in codes else row)
    )


def without_bold(document: AssembledDocument) -> AssembledDocument:
    """The document after an extraction that lost every bold character."""

    def strip(made: Table) -> Table:
        kept = with_rows(made, lambda row: None if is_bold(made.table_id, row) else row)
        return replace(kept, title=None, empty_sentence=None)

    return replace(document, tables=tuple(strip(made) for made in document.tables), headings=())


def is_bold(table_id: str, row: Row) -> bool:
    lowest = 5 if table_id == "T6" else 7
    is_parent = row.row_code.isdigit() and len(row.row_code) < lowest and table_id not in ("T1", "T4")
    return row.row_code in BOLD or is_parent


def of_row(findings: list[Finding], table_id: str, code: str) -> Finding:
    return next(f for f in findings if (f.table_id, f.row_code) == (table_id, code) and "row" in f.rule_id)


@pytest.mark.parametrize("seed", range(12))
def test_a_document_that_lost_its_bold_text_is_told_what_is_missing_and_accepted(seed: int) -> None:
    document = without_bold(assembled(generate(seed)))
    judgement = judged(document)
    named = {(finding.table_id, finding.row_code) for finding in judgement.findings}
    filled = {made.table_id for made in document.tables if any(row.cells for row in made.rows)}

    assert [finding.message for finding in judgement.findings if finding.severity is Severity.ERROR] == []
    assert judgement.verdict is Verdict.ACCEPTED_WITH_FINDINGS
    assert {(table_id, "total") for table_id in filled} <= named
    assert ("T1", "income.general_public") in named
    assert sum(finding.rule_id == "completeness.title" for finding in judgement.findings) == len(
        document.tables
    )
    assert any(finding.rule_id == "completeness.section" for finding in judgement.findings)


def test_the_forced_amount_of_a_lost_total_is_told() -> None:
    document = assembled(generate(2))
    total = next(row for row in document.tables[1].rows if row.row_code == "total").value("total")
    finding = of_row(told(without(document, "T2", "total")), "T2", "total")

    assert (finding.rule_id, finding.severity, finding.expected) == (
        "completeness.total_row",
        Severity.WARNING,
        total,
    )


def test_a_lost_total_that_parts_and_other_figures_contradict_is_an_error() -> None:
    document = without(assembled(generate(2)), "T10", "total")
    wrong = with_amount(document, "T10", "reception", "total", "99999.99")
    finding = of_row(told(wrong), "T10", "total")

    assert finding.severity is Severity.ERROR
    assert "nothing confirms" in finding.message


def test_a_lost_total_that_only_its_own_parts_speak_of_is_an_error() -> None:
    document = without(assembled(generate(2)), "T10", "total")
    silent = replace(document, claims=(), tables=tuple(t for t in document.tables if t.table_id == "T10"))

    assert of_row(told(silent), "T10", "total").severity is Severity.ERROR


def test_a_lost_row_that_everything_leaves_blank_is_a_warning() -> None:
    document = without(assembled(generate(2, state_capital=False)), "T1", "income.state_capital")
    finding = of_row(told(document), "T1", "income.state_capital")

    assert finding.severity is Severity.WARNING
    assert "leave it blank" in finding.message


def test_nothing_is_lost_in_a_clean_document() -> None:
    view = DocumentView(assembled(generate(2)), LAYOUT)

    assert lost_rows(view) == ()
    assert derive(view, ()) == ()


def test_what_a_derivation_rests_on_is_printed() -> None:
    """Two witnesses share no figure, and one of them stands outside the table."""
    document = without(assembled(generate(2)), "T5", "total")
    view = DocumentView(document, LAYOUT)
    cells = [
        cell for cell in derive(view, lost_rows(view)) if cell.row.table_id == "T5" and not cell.is_blank
    ]

    assert cells
    for cell in cells:
        assert cell.witnesses is not None
        one, other = cell.witnesses
        assert not one.sources & other.sources
        assert {table_id for table_id, _, _ in one.sources | other.sources} != {"T5"}
        assert one.interval.overlaps(other.interval)


class TestParts:
    def test_a_lost_title_is_a_warning_where_other_tables_confirm_the_table(self) -> None:
        document = changed(assembled(generate(2)), "T3", lambda made: replace(made, title=None))
        (finding,) = told(document, Severity.WARNING, Severity.ERROR)

        assert (finding.rule_id, finding.table_id, finding.severity) == (
            "completeness.title",
            "T3",
            Severity.WARNING,
        )

    def test_a_lost_title_is_an_error_where_nothing_confirms_the_table(self) -> None:
        document = changed(assembled(generate(2)), "T10", lambda made: replace(made, title=None))
        alone = replace(document, claims=(), tables=tuple(t for t in document.tables if t.table_id == "T10"))
        finding = next(f for f in told(alone) if f.rule_id == "completeness.title")

        assert finding.severity is Severity.ERROR

    @pytest.mark.parametrize(
        ("lost", "rule_id"),
        [({"unit": None}, "completeness.unit"), ({"has_header": False}, "completeness.header")],
    )
    def test_unit_and_header_are_asked_of_tables_with_amounts(
        self, lost: dict[str, Any], rule_id: str
    ) -> None:
        document = assembled(generate(2, state_capital=False))
        full = changed(document, "T3", lambda made: replace(made, **lost))
        empty = changed(document, "T9", lambda made: replace(made, **lost))

        assert [finding.rule_id for finding in told(full, Severity.WARNING)] == [rule_id]
        assert told(empty, Severity.WARNING, Severity.ERROR) == []
