"""A unit with a character too few or too many is found, and so is a figure of a table that is blank."""

from __future__ import annotations

import pytest

from shared.model.finding import Finding, Outcome
from tests.unit.validator.documents import told
from tests.unit.validator.samples import of_sample

TEN = {"amount": "500000.00", "unit": "元", "times": "10"}


def broken(rule_id: str, *claims: dict[str, str], **tables: dict[str, dict[str, str]]) -> list[Finding]:
    """Give what of a rule is broken by claims and tables."""
    found = told(of_sample({"claims": list(claims), "tables": tables}))
    return [f for f in found if f.rule_id == rule_id and f.outcome is Outcome.BROKEN]


@pytest.mark.parametrize(
    ("amount", "is_wrong"), [("300000.00", True), ("51.00", True), ("50.00", False), ("20.00", False)]
)
def test_wan_yuan_among_yuan(amount: str, *, is_wrong: bool) -> None:
    assert bool(broken("identity.claim_unit", TEN, {"amount": amount, "unit": "万元"})) is is_wrong


def test_what_one_costs_is_told_in_yuan() -> None:
    ten = {"amount": "50.00", "times": "10"}
    assert not broken("identity.claim_unit", ten, {"subject": "人均接待费", "amount": "100.00", "unit": "元"})


def test_a_figure_of_a_blank_table_names_the_table() -> None:
    claim = {"section": "government_fund", "subject_key": "government_fund_expenditure", "amount": "100.00"}
    [finding] = broken("narrative.amount", claim, T8={})
    assert "T8" in finding.message
    assert "空表" in finding.message_zh
