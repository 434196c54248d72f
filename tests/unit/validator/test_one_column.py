"""The appropriation summary with one column of expenditure: what it still says of the single budgets' tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.validator.rules.relations import judge_relations
from services.validator.rules.view import DocumentView
from shared.layout import load_layouts
from shared.model.finding import Outcome
from shared.model.money import Unit
from shared.rulebook.relation import Example
from tests.unit.validator.documents import from_example

NATIONAL = next(layout for layout in load_layouts() if layout.id == "national")
Made = dict[str, dict[str, dict[str, str]]]
RULES = ("within_class", "class_of_general_public", "total_less_other_budgets")
ALL_HOLD = {rule: {Outcome.HELD} for rule in RULES}


def outcomes(example: Example, units: dict[str, Unit] | None = None) -> dict[str, set[Outcome]]:
    """Give what the rules say of tables; the document prints no other ones."""
    document = from_example(example)
    tables = tuple(
        replace(table, amount_unit=unit, unit=unit)
        for table in document.tables
        for unit in ((units or {}).get(table.table_id, Unit.WAN_YUAN),)
    )
    found: dict[str, set[Outcome]] = {}
    for one in judge_relations(DocumentView(replace(document, tables=tables), NATIONAL)).judged:
        rule = one.equation.rule_id.split(".")[-1]
        if rule in RULES:
            found.setdefault(rule, set()).add(one.outcome)
    return found


def summary(**changed: str) -> Made:
    """Give T4 and T5 of a department without money of other budgets, whose tables it leaves out."""
    of_class = {"201": "80.00", "208": "20.00"} | {code.removeprefix("c"): to for code, to in changed.items()}
    return {
        "T4": {
            "appropriation.general_public": {"income": "100.00"},
            "appropriation.government_fund": {"income": "0.00"},
            "201": {"total": "80.00"},
            "208": {"total": "20.00"},
            "total": {"income": "100.00", "total": "100.00"},
        },
        "T5": {**{code: {"total": value} for code, value in of_class.items()}, "total": {"total": "100.00"}},
    }


def test_without_other_budgets_each_class_is_compared() -> None:
    assert outcomes(summary()) == ALL_HOLD


@pytest.mark.parametrize(
    ("wrong", "rule"), [({"c208": "21.00"}, "within_class"), ({"c208": "19.00"}, "class_of_general_public")]
)
def test_a_class_that_differs_is_found_in_both_directions(wrong: dict[str, str], rule: str) -> None:
    found = outcomes(summary(**wrong))
    assert found.pop(rule) == {Outcome.HELD, Outcome.BROKEN}
    assert set().union(*found.values()) == {Outcome.HELD}


def test_what_other_budgets_were_given_is_left_to_them() -> None:
    """A class that the government fund can have paid is no fault; more than it was given is one."""
    example = summary(c208="15.00")
    example["T4"]["appropriation.government_fund"] = {"income": "5.00"}
    example["T5"]["total"] = {"total": "95.00"}
    assert outcomes(example) == ALL_HOLD

    example["T5"]["total"] = {"total": "96.00"}
    assert outcomes(example)["total_less_other_budgets"] == {Outcome.BROKEN}


def test_tables_in_different_units_are_compared_exactly() -> None:
    """T4 in 千元, T5 in 万元: 80.00千元 are 8万元."""
    example = summary(c201="8.00", c208="2.00")
    example["T5"]["total"] = {"total": "10.00"}
    units = {"T4": Unit.QIAN_YUAN}
    assert outcomes(example, units) == ALL_HOLD

    example["T5"]["208"] = {"total": "2.10"}
    assert Outcome.BROKEN in outcomes(example, units)["within_class"]
