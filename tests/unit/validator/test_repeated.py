"""What a section states twice is one amount; parts of different wholes are different amounts."""

from __future__ import annotations

import pytest

from services.validator.rules.repeated import repeated_checks
from services.validator.rules.view import DocumentView
from shared.model.finding import Outcome
from tests.unit.validator.samples import of_sample

GOODS = {"section": "二、政府采购情况", "subject": "货物", "subject_key": "procurement.goods"}


def outcomes(*claims: dict[str, str]) -> list[Outcome]:
    """Give the outcomes of the claims, in order."""
    view = DocumentView(of_sample({"claims": list(claims)}), None)
    return [check.outcome for check in repeated_checks(view)]


@pytest.mark.parametrize(
    ("first", "again", "outcome"),
    [
        ({"amount": "8.00"}, {"amount": "8.00"}, Outcome.HELD),
        ({"amount": "8.00"}, {"amount": "9.00"}, Outcome.BROKEN),
        ({"amount": "8.00"}, {"amount": "80000.00", "unit": "元"}, Outcome.HELD),
        ({"amount": "8.36"}, {"amount": "8.4"}, Outcome.HELD),
        ({"amount": "8.36"}, {"amount": "8.3"}, Outcome.BROKEN),
    ],
)
def test_the_same_subject_of_a_section_has_one_amount(
    first: dict[str, str], again: dict[str, str], outcome: Outcome
) -> None:
    assert outcomes({**GOODS, **first}, {**GOODS, **again}) == [outcome]


def test_parts_of_different_wholes_and_other_sections_are_left_alone() -> None:
    elsewhere = {**GOODS, "section": "三、其他", "amount": "9.00"}
    assert outcomes({**GOODS, "amount": "8.00"}, elsewhere) == []
    parts = [{**GOODS, "amount": "8.00", "part_of": "1"}, {**GOODS, "amount": "9.00", "part_of": "2"}]
    assert outcomes(*parts) == []


def test_what_is_said_of_one_item_is_not_what_is_said_of_all() -> None:
    section = {"section": "五、一般公共预算支出情况说明", "section_key": "general_public"}
    item = {**section, "subject": "2012604档案馆", "row_code": "2012604", "amount": "12.00"}
    basic = {**section, "subject": "基本支出", "subject_key": "basic"}
    assert outcomes(item, {**basic, "amount": "5.00", "part_of": "1"}, {**basic, "amount": "60.00"}) == []
    whole = {
        **section,
        "subject": "一般公共预算支出",
        "subject_key": "general_public_expenditure",
        "amount": "90.00",
    }
    told = [whole, {**basic, "amount": "5.00", "part_of": "1"}, {**basic, "amount": "60.00"}]
    assert outcomes(*told) == [Outcome.BROKEN]


def test_words_without_a_meaning_are_not_compared() -> None:
    asked = {"section": "二", "subject": "采购金额"}
    assert outcomes({**asked, "amount": "8.00"}, {**asked, "amount": "9.00"}) == []
