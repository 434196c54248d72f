"""Lists have parts that only some regions state: they count where they are stated and are missed nowhere."""

from __future__ import annotations

import pytest

from shared.model.finding import Outcome
from tests.unit.validator.documents import told
from tests.unit.validator.samples import of_sample


@pytest.mark.parametrize(
    ("total", "special", "outcomes"),
    [("3", "1", []), ("4", "1", [Outcome.BROKEN]), ("2", None, []), ("3", None, [Outcome.BROKEN])],
)
def test_vehicles_of_further_kinds(total: str, special: str | None, outcomes: list[Outcome]) -> None:
    held = {"general": "1", "law_enforcement": "0", "other": "1", **({"special": special} if special else {})}
    figures = {f"assets.vehicles.{kind}.count": f"{count} 辆" for kind, count in held.items()}
    figures["assets.vehicles.count"] = f"{total} 辆"
    found = told(of_sample({"figures": figures}))
    assert [f.outcome for f in found if f.rule_id == "figures.sum"] == outcomes


@pytest.mark.parametrize(("operating", "outcomes"), [("5.00", []), ("6.00", [Outcome.BROKEN])])
def test_expenditure_of_further_kinds(operating: str, outcomes: list[Outcome]) -> None:
    amounts = {
        "expenditure_budget": "85.00",
        "basic": "50.00",
        "project": "30.00",
        "operating_business": operating,
    }
    claims = [
        {"section": "expenditure", "subject": key, "subject_key": key, "amount": amount}
        for key, amount in amounts.items()
    ]
    found = told(of_sample({"claims": claims}))
    assert [f.outcome for f in found if f.rule_id == "narrative.parts"] == outcomes


@pytest.mark.parametrize(
    ("second", "outcomes"), [(None, [Outcome.BROKEN]), ("3.00", [Outcome.NOT_CHECKABLE])]
)
def test_changes_against_several_bases_do_not_add_up(second: str | None, outcomes: list[Outcome]) -> None:
    deltas = [("abroad", "1.00"), ("reception", "1.00"), ("vehicle.purchase", "1.00")]
    deltas += [("vehicle.operation", "2.00"), ("three_public", "3.00")]
    deltas += [("three_public", second)] if second else []
    claims = [
        {"section": "three_public", "subject": key, "subject_key": key, "direction": "增加", "delta": delta}
        for key, delta in deltas
    ]
    found = told(of_sample({"claims": claims}))
    assert [f.outcome for f in found if f.rule_id == "narrative.delta"] == outcomes


@pytest.mark.parametrize(
    ("told_part", "printed", "outcome"),
    [
        ("657.63", "0.00", Outcome.BROKEN),  # 6 and 7 exchanged, and the table prints it right
        ("657.63", "657.63", Outcome.NOT_CHECKABLE),  # the table prints it as the text tells it
        ("312.40", "0.00", Outcome.NOT_CHECKABLE),  # no slip: something else is missing
    ],
)
def test_a_list_of_which_parts_are_missing_tells_a_slip_that_the_tables_know(
    told_part: str, printed: str, outcome: Outcome
) -> None:
    claims = [
        {"section": "income", "subject": key, "subject_key": key, "amount": amount, "claim_no": str(number)}
        for number, (key, amount) in enumerate(
            {"income_budget": "656.73", "general_public": told_part, "unit_funds": "0.00"}.items(), start=1
        )
    ]
    found = told(
        of_sample(
            {
                "claims": claims,
                "tables": {"T2": {"total": {"total": "656.73", "general_public_transfer": printed}}},
            }
        )
    )
    assert [f.outcome for f in found if f.rule_id == "narrative.parts"] == [outcome]


@pytest.mark.parametrize(
    ("basic", "outcomes"), [("50.00", []), ("55.00", [Outcome.BROKEN]), (None, [Outcome.NOT_CHECKABLE])]
)
def test_parts_may_stand_in_sections_of_their_own(basic: str | None, outcomes: list[Outcome]) -> None:
    """Expenditure is told in one section, what it is spent on in the next ones; money for next year may be left."""
    told_ = {
        "expenditure/expenditure_budget": "85.00",
        "basic/basic": basic,
        "projects/project": "30.00",
        "projects/carryover_next": "5.00",
    }
    claims = [
        {
            "section": name.partition("/")[0],
            "subject": name,
            "subject_key": name.partition("/")[2],
            "amount": amount,
            "claim_no": str(number),
        }
        for number, (name, amount) in enumerate(told_.items(), start=1)
        if amount is not None
    ]
    document = of_sample({"claims": claims, "head": {"profile": "beijing"}})
    found = [f for f in told(document) if f.rule_id == "narrative.parts" and "projects" in f.message]
    assert [f.outcome for f in found] == outcomes
