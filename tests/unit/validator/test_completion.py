"""How much of a budget was used: the rate that stands beside budget and result of a final account."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from shared.model.finding import Outcome
from shared.model.narrative import Claim
from shared.model.place import Place
from tests.unit.validator.documents import from_example, told

CLAIM = TypeAdapter(Claim)


def _claim(number: int, subject_key: str | None, amount: str, **fields: object) -> Claim:
    given = {
        "claim_no": number,
        "section": "七、三公",
        "section_key": "three_public",
        "subject": "公务接待费",
        "subject_key": subject_key,
        "amount": amount,
        "quote": "某句话。",
        "place": Place(page=9),
        **fields,
    }
    return CLAIM.validate_python(given)


def _found(budget: Claim, result: Claim) -> list[tuple[str, Outcome]]:
    document = replace(from_example({}), claims=(budget, result))
    wanted = ("narrative.completion", "narrative.share", "narrative.share_limit")
    return [(f.rule_id, f.outcome) for f in told(document) if f.rule_id in wanted]


@pytest.mark.parametrize(
    ("budget", "final", "rate", "holds"),
    [
        pytest.param("40.00", "30.00", "75.00", True, id="part of the budget"),
        pytest.param("40.00", "50.00", "125.00", True, id="more than the budget"),
        pytest.param("40.00", "30.00", "75", True, id="without decimals"),
        pytest.param("0.03", "0.01", "33.33", True, id="within what small amounts leave open"),
        pytest.param("40.00", "30.00", "57.00", False, id="two digits swapped"),
        pytest.param("40.00", "30.00", "76", False, id="a digit of a whole rate"),
        pytest.param("0.00", "0.00", "100.00", True, id="nothing of nothing"),
    ],
)
def test_a_rate_is_the_result_over_the_budget(budget: str, final: str, rate: str, *, holds: bool) -> None:
    found = _found(
        _claim(1, "reception.budget", budget), _claim(2, "reception", final, share_pct=rate, part_of=1)
    )

    assert found == ([] if holds else [("narrative.completion", Outcome.BROKEN)])


def test_a_rate_of_no_budget_cannot_be_checked() -> None:
    found = _found(_claim(1, "budget", "0.00"), _claim(2, None, "3.00", share_pct="100.00", part_of=1))

    assert found == [("narrative.completion", Outcome.NOT_CHECKABLE)]
