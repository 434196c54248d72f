"""Figures read by OCR: confirmed by what else is printed, or an error of the extraction."""

from __future__ import annotations

from typing import Any

import pytest

from services.validator.judgement import Judgement, validate
from services.validator.records import batches
from services.validator.verdict import load_policy
from shared.layout import load_layouts
from shared.model.finding import Fault, Severity, Verdict
from tests.unit.validator.samples import of_sample

RULE = "extraction.ocr_unconfirmed"
OCR = {"T3": {"read_by": "ocr"}}
SOUND = {"total": "9.00", "basic": "6.00", "project": "3.00"}


def judged(**sample: object) -> Judgement:
    return validate(of_sample(sample), load_layouts(), load_policy())


def counts(judgement: Judgement) -> tuple[int, int]:
    """Held and broken."""
    return next(((one.held, one.broken) for one in judgement.results if one.rule_id == RULE), (0, 0))


@pytest.mark.parametrize(
    ("tables", "about", "held_and_broken"),
    [
        pytest.param({"T3": {"total": SOUND}}, OCR, (3, 0), id="an equation holds"),
        pytest.param({"T3": {"total": {**SOUND, "basic": "8.00"}}}, OCR, (0, 3), id="an equation is broken"),
        pytest.param({"T3": {"total": {"total": "9.00"}}}, OCR, (0, 1), id="nothing speaks of the figure"),
        pytest.param({"T3": {"total": {"total": "0.00"}}}, OCR, (0, 1), id="an equation of blanks is none"),
        pytest.param(
            {"T3": {"total": {"total": "9.00"}}, "T2": {"total": {"total": "9.00"}}},
            OCR,
            (1, 0),
            id="another table says the same",
        ),
        pytest.param({"T3": {"total": {"total": "9.00"}}}, {}, (0, 0), id="the page has a text layer"),
        pytest.param(
            {"T3": {"total": {"total": "9.00", "basic": "9.00"}}}, OCR, (0, 2), id="both may be misread alike"
        ),
        pytest.param(
            {"T3": {"total": {"total": "9.00", "basic": "9.00"}}, "T2": {"total": {"total": "9.00"}}},
            OCR,
            (2, 0),
            id="equal to one that another table confirms",
        ),
        pytest.param(
            {
                "T3": {
                    "total": {"total": "9.01", "basic": "6.01", "project": "3"},
                    "201": {"total": "9.01", "basic": "6.01"},
                }
            },
            OCR,
            (0, 5),
            id="an amount without its decimals confirms none",
        ),
        pytest.param(
            {"T3": {"total": {"total": "9.02", "basic": "6.00", "project": "3.00"}}},
            OCR,
            (0, 3),
            id="an equation that holds by its tolerance alone",
        ),
    ],
)
def test_a_figure_is_confirmed_by_an_equation_that_holds(
    tables: dict[str, Any], about: dict[str, Any], held_and_broken: tuple[int, int]
) -> None:
    assert counts(judged(tables=tables, about=about)) == held_and_broken


def test_an_unconfirmed_figure_is_an_error_of_the_extraction_and_keeps_the_document_out() -> None:
    judgement = judged(tables={"T3": {"total": {"total": "9.00"}}}, about=OCR)
    (finding,) = [one for one in judgement.findings if one.rule_id == RULE]
    assert (finding.severity, finding.fault) == (Severity.ERROR, Fault.EXTRACTION)
    assert (finding.table_id, finding.row_code, finding.column_key) == ("T3", "total", "total")
    assert finding.place is not None
    assert "9.00" in finding.message
    assert "9.00" in finding.message_zh
    assert judgement.verdict is Verdict.QUARANTINED


def test_a_table_with_many_unconfirmed_figures_tells_twenty_and_the_rest_in_one() -> None:
    rows = {f"2{number:02d}": {"total": f"{number}.11"} for number in range(1, 26)}
    judgement = judged(tables={"T3": rows}, about=OCR)
    messages = [one.message for one in judgement.findings if one.rule_id == RULE]
    assert len(messages) == 21
    assert sum(message.startswith("5 more amounts") for message in messages) == 1


def test_a_disagreement_of_figures_read_by_ocr_is_no_fault_of_the_disclosure() -> None:
    tables = {"T3": {"total": {**SOUND, "basic": "8.00"}}}
    findings = judged(tables=tables, about=OCR).findings
    of_relation = [one for one in findings if one.rule_id.startswith("within.T3")]
    assert of_relation
    assert {one.fault for one in of_relation} == {Fault.EXTRACTION}


@pytest.mark.parametrize(("about", "read_by"), [(OCR, "ocr"), ({}, "text")])
def test_a_line_of_the_warehouse_says_how_its_figure_was_read(about: dict[str, Any], read_by: str) -> None:
    document = of_sample({"tables": {"T3": {"total": SOUND}}, "about": about})
    judgement = validate(document, load_layouts(), load_policy())
    lines = [line for batch in batches(document, judgement) for line in batch.lines]
    assert [line.read_by for line in lines] == [read_by] * 3


CLAIM = "extraction.ocr_claim"
TOLD = {"section": "expenditure", "subject_key": "expenditure_budget", "read_by": "ocr"}


@pytest.mark.parametrize(
    ("claims", "held_and_broken"),
    [
        pytest.param([{**TOLD, "amount": "9.00"}], (1, 0), id="its cell says the same"),
        pytest.param([{**TOLD, "amount": "8.00"}], (0, 1), id="its cell says otherwise"),
        pytest.param(
            [{**TOLD, "subject_key": "assets", "amount": "8.00"}], (0, 1), id="nothing speaks of it"
        ),
        pytest.param([{**TOLD, "read_by": "text", "amount": "8.00"}], (0, 0), id="the page has a text layer"),
        pytest.param(
            [{**TOLD, "subject_key": "assets", "amount": "8.00"}] * 23,
            (0, 21),
            id="many are told as a number",
        ),
    ],
)
def test_stated_amounts_read_by_ocr_are_confirmed(
    claims: list[dict[str, str]], held_and_broken: tuple[int, int]
) -> None:
    judgement = judged(tables={"T3": {"total": SOUND}}, claims=claims)
    found = next((r for r in judgement.results if r.rule_id == CLAIM), None)
    assert ((found.held, found.broken) if found else (0, 0)) == held_and_broken
    told = [finding for finding in judgement.findings if finding.rule_id == CLAIM]
    assert all(f.severity is Severity.WARNING and f.fault is Fault.EXTRACTION for f in told)
