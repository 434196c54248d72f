"""A share of a whole that no table prints is checked against the claim that states the whole."""

from __future__ import annotations

import pytest

from shared.model.finding import Outcome
from tests.unit.validator.documents import told
from tests.unit.validator.samples import of_sample

WHOLE = {"section": "六、采购", "subject": "政府采购支出", "subject_key": "procurement", "amount": "80.00"}


def found(*parts: dict[str, str]) -> list[tuple[str, Outcome]]:
    """Give what is found about the shares of claims."""
    numbered = [{**claim, "claim_no": str(number)} for number, claim in enumerate([WHOLE, *parts], start=1)]
    findings = told(of_sample({"claims": numbered}))
    return [(f.rule_id, f.outcome) for f in findings if f.rule_id == "narrative.share"]


def part(share: str, words: str = "", *, part_of: str | None = "1", amount: str = "20.00") -> dict[str, str]:
    """Give a claim with a share of the whole that its words name."""
    claim = {"section": "六、采购", "subject": "货物", "amount": amount, "share_pct": share}
    quote = f"货物{amount}万元，占{words}{share}%。"
    return {**claim, "quote": quote, **({"part_of": part_of} if part_of else {})}


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        (part("25.00"), True),
        (part("26.00"), False),
        (part("25.00", "政府采购支出总额的"), True),
        (part("52.00", "政府采购支出总额的"), False),
        (part("25.00", "政府采购支出总额的", part_of=None), True),
        (part("52.00", "政府采购支出总额的", part_of=None), False),
    ],
)
def test_a_share_of_a_stated_whole(claim: dict[str, str], *, holds: bool) -> None:
    assert found(claim) == ([] if holds else [("narrative.share", Outcome.BROKEN)])


@pytest.mark.parametrize("claim", [part("52.00", part_of=None), part("52.00", "货物采购预算的")])
def test_a_share_of_what_is_not_stated_cannot_be_checked(claim: dict[str, str]) -> None:
    assert found(claim) == [("narrative.share", Outcome.NOT_CHECKABLE)]


def test_shares_that_do_not_make_a_hundred_have_a_wrong_one() -> None:
    shares = [part("25.00"), part("75.50", amount="60.00")]
    assert found(*shares) == [("narrative.share", Outcome.BROKEN)]


@pytest.mark.parametrize(
    ("share", "is_broken"), [("30.60", False), ("30.61", False), ("36.00", True), ("30.06", True)]
)
def test_shares_of_one_whole_that_nothing_states_imply_the_same(share: str, *, is_broken: bool) -> None:
    """What is told is published apart from its tables: 34.70 and 15.30 are of 50.00, which no sentence names."""
    claims = [
        part("69.40", "本年支出预算", amount="34.70", part_of=None),
        part(share, "本年支出预算", amount="15.30", part_of=None),
        part("12.00", "上年支出", amount="15.30", part_of=None),
    ]

    assert (("narrative.share", Outcome.BROKEN) in found(*claims)) is is_broken
