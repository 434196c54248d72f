"""The amount of the year before that a sentence names agrees with amount, change and growth rate."""

from __future__ import annotations

import pytest

from shared.model.finding import Outcome
from tests.unit.validator.documents import told
from tests.unit.validator.samples import of_sample


def broken(**fields: str) -> list[str]:
    """Give the rules that a claim of 110.00 breaks."""
    found = told(of_sample({"claims": [{"amount": "110.00", **fields}]}))
    return [f.rule_id for f in found if f.outcome is Outcome.BROKEN and f.rule_id.startswith("narrative.")]


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({"direction": "增加", "delta": "10.00", "previous": "100.00"}, []),
        ({"direction": "增加", "delta": "10.00", "previous": "100.01"}, []),
        ({"direction": "增加", "delta": "10.00", "previous": "101.00"}, ["narrative.base"]),
        ({"direction": "减少", "delta": "10.00", "previous": "120.00"}, []),
        ({"direction": "减少", "delta": "10.00", "previous": "100.00"}, ["narrative.base"]),
        ({"direction": "增长", "growth_pct": "10.00", "previous": "100.00"}, []),
        ({"direction": "增长", "growth_pct": "11.00", "previous": "100.00"}, ["narrative.growth"]),
        ({"direction": "下降", "growth_pct": "8.33", "previous": "120.00"}, []),
        ({"direction": "下降", "growth_pct": "8.33", "previous": "102.00"}, ["narrative.growth"]),
        ({"direction": "增减", "delta": "0.00", "growth_pct": "0.00"}, []),
        ({"direction": "增减", "delta": "-10.00", "previous": "120.00"}, []),
        ({"direction": "增减", "delta": "-10.00", "previous": "100.00"}, ["narrative.base"]),
        ({"direction": "增减", "delta": "10.00", "previous": "120.00"}, []),  # which way is not said
        ({"direction": "减支", "delta": "10.00", "previous": "120.00"}, []),
        ({"direction": "未发生变化", "delta": "10.00"}, ["narrative.direction"]),
        ({"amount": "2", "direction": "增长", "growth_pct": "75", "previous": "1.50"}, ["narrative.growth"]),
        ({"amount": "2", "direction": "增长", "growth_pct": "33", "previous": "1.50"}, []),
    ],
)
def test_the_year_before_that_a_sentence_names(fields: dict[str, str], rules: list[str]) -> None:
    assert broken(**fields) == rules
