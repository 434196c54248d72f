"""A sentence or heading that still names the year of the disclosure it was copied from is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.model.document import Heading
from shared.model.finding import Outcome
from shared.model.place import Place
from tests.unit.validator.documents import told
from tests.unit.validator.samples import of_sample

TABLES = {"T3": {"total": {"total": "80.00", "basic": "50.00", "project": "30.00"}}}
YEAR = 2024
"""The fiscal year of the sample documents."""


def broken(claim: dict[str, str] | None = None, headings: tuple[str, ...] = ()) -> bool:
    """Tell whether the year of a claim or heading is found to be wrong."""
    sample = {"tables": TABLES, "claims": [claim] if claim else [], "headings": headings}
    findings = told(of_sample(sample))
    return any(f.rule_id == "narrative.year" and f.outcome is Outcome.BROKEN for f in findings)


def expenditure(quote: str, amount: str = "80.00", key: str = "expenditure_budget") -> dict[str, str]:
    """Give a claim of the section on expenditure."""
    return {
        "section": "expenditure",
        "subject": "支出预算",
        "subject_key": key,
        "amount": amount,
        "quote": quote,
    }


@pytest.mark.parametrize("year", [YEAR - 1, YEAR - 3, YEAR + 1])
def test_another_year_before_an_amount_of_this_years_tables(year: int) -> None:
    assert broken(expenditure(f"云岭县档案馆{year}年支出预算80.00万元。"))


@pytest.mark.parametrize(
    "claim",
    [
        expenditure(f"{YEAR}年支出预算80.00万元。"),
        expenditure(f"{YEAR - 1}年支出预算70.00万元。", amount="70.00"),
        expenditure(f"{YEAR - 1}年支出预算80.00万元，{YEAR}年与上年持平。"),
        expenditure(f"截至{YEAR - 1}年底支出80.00万元。"),
        expenditure(f"{YEAR - 1}年结转80.00万元。", key="carryover_total"),
        expenditure("支出预算80.00万元。"),
    ],
)
def test_sentences_of_this_year_and_of_others(claim: dict[str, str]) -> None:
    assert not broken(claim)


@pytest.mark.parametrize(
    ("title", "is_left"),
    [
        (f"{YEAR - 1}年部门预算表", True),
        (f"{YEAR}年部门预算表", False),
        (f"{YEAR - 1}年部门决算表", False),
        (f"{YEAR - 1}年预算执行情况", False),
    ],
)
def test_a_heading_of_a_part_names_the_year_too(title: str, *, is_left: bool) -> None:
    heading = Heading(number=None, title=title, section_key="part.tables", place=Place(page=3))
    document = replace(of_sample({}), headings=(heading,))
    assert any(f.rule_id == "narrative.year" for f in told(document)) is is_left


def test_a_document_that_names_another_year_throughout_was_read_with_the_wrong_one() -> None:
    claims = [expenditure(f"{YEAR - 1}年支出预算80.00万元。") for _ in range(3)]
    found = told(of_sample({"tables": TABLES, "claims": claims}))
    assert [f for f in found if f.rule_id == "narrative.year"] == []
