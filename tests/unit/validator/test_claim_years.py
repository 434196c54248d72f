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


def keyless(quote: str, amount: str, section: str = "expenditure", subject: str = "预算") -> dict[str, str]:
    """Give a claim whose words name another year, so that the reader knows no subject of this year."""
    return {"section": section, "subject": subject, "amount": amount, "quote": quote}


@pytest.mark.parametrize(
    "claim",
    [
        expenditure(f"{YEAR - 1}年支出预算80.00万元，比上年增加2.00万元。"),
        keyless(f"支出总计：{YEAR - 1}年预算数45.67万元，主要用于库房。", "45.67"),
        keyless(f"支出（201），{YEAR - 1}年预算数45.67万元。", "45.67"),
        keyless(
            f"{YEAR - 1}年会议费3.00万元，比{YEAR - 1}年减少1.00万元。", "3.00", "other.general_expenses"
        ),
        keyless(f"{YEAR - 1}年预算45.67万元，原因是{YEAR}年库房增加。", "45.67"),
    ],
)
def test_a_year_left_over_is_found_by_the_amount_or_by_what_it_is_compared_with(
    claim: dict[str, str],
) -> None:
    tables = {"T3": {"total": {"total": "80.00"}, "201": {"total": "45.67"}}}
    findings = told(of_sample({"tables": tables, "claims": [claim]}))

    assert [f.outcome for f in findings if f.rule_id == "narrative.year"] == [Outcome.BROKEN]


@pytest.mark.parametrize(
    "claims",
    [
        [keyless(f"{YEAR - 1}年预算45.67万元，{YEAR}年不变。", "45.67")],
        [keyless(f"{YEAR - 1}年预算45.67万元。", "45.67"), keyless(f"{YEAR}年预算45.67万元。", "45.67")],
        [keyless(f"{YEAR - 1}年执行数45.67万元。", "45.67")],
        [keyless(f"{YEAR - 1}年库房改造项目45.67万元。", "45.67", subject=f"{YEAR - 1}年库房改造项目")],
        [keyless(f"{YEAR - 1}年预算45.68万元。", "45.68")],
        [keyless(f"{YEAR - 1}年预算9.00万元。", "9.00", "basic")],
    ],
)
def test_amounts_of_other_years_and_names_with_a_year_are_left_alone(claims: list[dict[str, str]]) -> None:
    tables = {"T3": {"total": {"total": "9.00"}, "201": {"total": "45.67"}}}
    findings = told(of_sample({"tables": tables, "claims": claims}))

    assert not any(f.rule_id == "narrative.year" and f.outcome is Outcome.BROKEN for f in findings)


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
