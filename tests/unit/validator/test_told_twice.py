"""What a narrative tells of its own accord: lists, one thing in several sections, figures that tables repeat."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from services.validator.rules.slips import any_slip
from services.validator.rules.ties import FigureRef, Part, SumTie
from tests.unit.validator.documents import judged
from tests.unit.validator.samples import of_sample

Told = dict[str, str]


def results(rule_id: str, sample: dict[str, Any]) -> tuple[int, int, int]:
    """How often a rule held, was broken and could not be checked."""
    found = next((one for one in judged(of_sample(sample)).results if one.rule_id == rule_id), None)
    return (found.held, found.broken, found.not_checkable) if found else (0, 0, 0)


def list_of(whole: str, *parts: str) -> dict[str, Any]:
    """A sentence with an amount and its parts."""
    head = {"section": "other.operating", "subject": "运行经费", "amount": whole}
    own = [
        {"section": "other.operating", "subject": f"第{n}项", "amount": part} for n, part in enumerate(parts)
    ]
    return {"claims": [head, *({**one, "part_of": "1"} for one in own)]}


@pytest.mark.parametrize(
    ("amounts", "found"),
    [
        (("64.32", "41.11", "23.21"), (1, 0, 0)),
        (("64.32", "41.11", "23.21", "60.00", "4.32"), (1, 0, 0)),
        (("64.32", "41.11", "29.90"), (0, 1, 0)),
        (("64.32", "4.11", "3.21"), (0, 0, 0)),
        (("64.32", "41.11", "99.21"), (0, 0, 0)),
        (("64.32", "411100.00", "23.21"), (0, 1, 0)),
        (("64.32", "64.32"), (1, 0, 0)),
        (("64.32", "64.82"), (0, 1, 0)),
        (("64.32", "31.00"), (0, 0, 0)),
        (("64.32", "0.00"), (0, 0, 0)),
    ],
    ids=[
        "right",
        "told twice",
        "wrong",
        "not complete",
        "something else",
        "unit",
        "one",
        "slip",
        "a part",
        "none",
    ],
)
def test_amounts_of_a_list(amounts: tuple[str, ...], found: tuple[int, int, int]) -> None:
    assert results("narrative.told_list", list_of(*amounts)) == found


@pytest.mark.parametrize(
    ("subject", "broken"), [("固定资产原值", 0), ("纳入绩效目标管理的项目资金", 0), ("其他资金", 1)]
)
def test_a_choice_of_assets_or_goals_need_not_be_complete(subject: str, broken: int) -> None:
    sample = list_of("2500.00", "1500.00", "80.00")
    sample["claims"][0]["subject"] = subject
    assert results("narrative.told_list", sample)[1] == broken


def test_a_list_that_the_claim_book_names_is_left_to_its_own_rule() -> None:
    sample = list_of("64.32", "41.11", "29.90")
    sample["claims"] = [
        {**claim, "section": "basic", "subject_key": "basic_total"} for claim in sample["claims"]
    ]

    assert results("narrative.told_list", sample) == (0, 0, 0)


def moved(key: str, change: str, amount: str = "64.32", section: str = "overall", way: str = "增加") -> Told:
    """A claim with a change against the year before."""
    named = {"section": section, "subject": key, "subject_key": key}
    return {**named, "amount": amount, "direction": way, "delta": change}


@pytest.mark.parametrize(
    ("first", "again", "found"),
    [
        (moved("income_budget", "9.00"), moved("expenditure_budget", "9.00"), (1, 0, 0)),
        (moved("income_budget", "9.00"), moved("expenditure_budget", "17.00"), (0, 1, 0)),
        (moved("income_budget", "9.00"), moved("expenditure_budget", "9.00", way="减少"), (0, 1, 0)),
        (moved("income_budget", "9.00"), moved("expenditure_budget", "17.00", "70.00"), (0, 0, 0)),
        (moved("fiscal_income", "19.37"), moved("fiscal_expenditure", "15.02"), (0, 0, 0)),
        (moved("fiscal_income", "19.37"), moved("fiscal_expenditure", "19.73"), (0, 1, 0)),
        (moved("project", "9.59"), moved("project", "14.00", section="expenditure"), (0, 0, 0)),
    ],
    ids=["same", "other", "direction", "other amounts", "carried over", "swapped", "other base"],
)
def test_changes_of_one_amount(first: Told, again: Told, found: tuple[int, int, int]) -> None:
    assert results("narrative.same_change", {"claims": [first, again]}) == found


@pytest.mark.parametrize(
    ("again", "found"),
    [("512.34", (1, 0, 0)), ("512", (1, 0, 0)), ("521.34", (0, 1, 0)), ("498.00", (0, 0, 0))],
)
def test_an_amount_told_in_two_sections(again: str, found: tuple[int, int, int]) -> None:
    claims = [
        {"section": "overall", "subject_key": "basic", "amount": "512.34"},
        {"section": "expenditure", "subject_key": "basic", "amount": again},
    ]

    assert results("narrative.told_again", {"claims": claims}) == found


@pytest.mark.parametrize(
    ("printed", "found"), [("40.00", (1, 0, 0)), ("400000", (0, 1, 0)), ("33.10", (0, 0, 0))]
)
def test_a_figure_that_probably_restates_a_cell(printed: str, found: tuple[int, int, int]) -> None:
    sample = {
        "tables": {"T6": {"302": {"total": "40.00", "operating": "40.00"}, "total": {"operating": "40.00"}}},
        "figures": {"operating_expenses.amount": f"{printed} 万元"},
    }

    assert results("figures.cell", sample) == found


@pytest.mark.parametrize(
    ("budget", "found"), [("46.31", (1, 0, 0)), ("86.31", (0, 1, 0)), ("63.50", (0, 0, 1))]
)
def test_a_budget_whose_only_stated_source_is_fiscal(budget: str, found: tuple[int, int, int]) -> None:
    plan = {"plan_kind": "project", "amounts": {"budget": budget, "fiscal": "46.31"}}

    assert results("performance.budget", {"plans": [plan]}) == found


@pytest.mark.parametrize(
    ("printed", "found"),
    [("2", (1, 0, 0)), ("5", (0, 1, 0)), ("1", (0, 0, 1))],
    ids=["right", "more than all", "one part is not stated"],
)
def test_stated_parts_are_no_more_than_their_whole(printed: str, found: tuple[int, int, int]) -> None:
    figures = {"assets.vehicles.count": "4 辆", "assets.vehicles.general.count": "2 辆"}
    sample = {"figures": {**figures, "assets.vehicles.law_enforcement.count": f"{printed} 辆"}}

    assert results("figures.sum", sample) == found


def test_a_slip_is_no_reason_for_what_should_be_nothing() -> None:
    """0.39 beside 0.00 is no amount in another unit."""
    parts = (
        Part(FigureRef("claim", "1", "amount"), Decimal(3900)),
        Part(FigureRef("claim", "2", "amount"), Decimal(0)),
    )

    assert not any_slip(SumTie(parts, Decimal(100)))


def test_where_nearly_all_tables_state_all_their_money_the_rest_must() -> None:
    plans = [{"name": f"项目{n}", "amounts": {"budget": "46.00", "fiscal": "46.00"}} for n in range(3)]
    wrong = {"name": "项目", "amounts": {"budget": "63.50", "fiscal": "46.00"}}

    assert results("performance.budget", {"plans": [*plans, wrong]}) == (3, 1, 0)
    assert results("performance.budget", {"plans": [*plans[:2], wrong]}) == (2, 0, 1)
