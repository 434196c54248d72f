"""Ties: what they are solved for makes them hold, and what is printed does so exactly where the check held."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.validator.rules.ties import GrowthTie, Part, ShareTie, SumTie, Tie, WordTie, of_claim

CENT = Decimal("0.01")
A, B, C, D = (of_claim(number, "amount") for number in range(1, 5))
AMOUNTS = st.decimals(min_value=1, max_value=100_000, places=2)
RATES = st.decimals(min_value=1, max_value=90, places=2)


def sum_tie(whole: Decimal, *parts: Decimal, is_limit: bool = False) -> SumTie:
    figures = (
        Part(A, whole),
        *(Part(ref, value, Decimal(-1)) for ref, value in zip((B, C), parts, strict=False)),
    )
    return SumTie(figures, CENT, is_limit)


def share_tie(part: Decimal, whole: Decimal, share: Decimal) -> ShareTie:
    return ShareTie(
        SumTie((Part(A, part),), CENT), SumTie((Part(B, whole),), CENT), Part(C, share), Decimal("0.005")
    )


def growth_tie(amount: Decimal, delta: Decimal, growth: Decimal, sign: int) -> GrowthTie:
    parts = (Part(B, delta), Part(C, Decimal(sign)), Part(D, growth))
    return GrowthTie(SumTie((Part(A, amount),), CENT), *parts, Decimal("0.005"), CENT)


def assert_solved(tie: Tie) -> None:
    """Whatever a figure is solved for, the middle of it makes the tie hold."""
    for figure in tie.figures:
        found = tie.solve(figure)
        if found is not None and found.high - found.low < 10**9:
            assert tie.holds({figure: (found.low + found.high) / 2})


class TestSolving:
    @given(AMOUNTS, AMOUNTS, AMOUNTS)
    def test_a_sum_holds_with_what_it_is_solved_for(
        self, whole: Decimal, one: Decimal, other: Decimal
    ) -> None:
        assert_solved(sum_tie(whole, one, other))

    @given(AMOUNTS, AMOUNTS, RATES)
    def test_a_share_holds_with_what_it_is_solved_for(
        self, part: Decimal, whole: Decimal, share: Decimal
    ) -> None:
        assert_solved(share_tie(part, whole, share))

    @given(AMOUNTS, AMOUNTS, RATES)
    def test_growth_holds_with_the_rate_it_is_solved_for(
        self, amount: Decimal, delta: Decimal, growth: Decimal
    ) -> None:
        tie = growth_tie(amount + delta, delta, growth, 1)
        found = tie.solve(D)

        assert found is not None
        assert tie.holds({D: (found.low + found.high) / 2})


@pytest.mark.parametrize(
    ("tie", "holds"),
    [
        (sum_tie(Decimal(3), Decimal(1), Decimal(2)), True),
        (sum_tie(Decimal("3.01"), Decimal(1), Decimal(2)), True),
        (sum_tie(Decimal("3.02"), Decimal(1), Decimal(2)), False),
        (sum_tie(Decimal(1), Decimal(1), Decimal(2), is_limit=True), True),
        (sum_tie(Decimal(4), Decimal(1), Decimal(2), is_limit=True), False),
        (share_tie(Decimal(1), Decimal(4), Decimal("25.00")), True),
        (share_tie(Decimal(1), Decimal(4), Decimal("52.00")), False),
        (growth_tie(Decimal(110), Decimal(10), Decimal("10.00"), 1), True),
        (growth_tie(Decimal(110), Decimal(10), Decimal("10.00"), -1), False),
        (growth_tie(Decimal(90), Decimal(10), Decimal("10.00"), -1), True),
    ],
)
def test_a_tie_holds_with_what_is_printed(tie: Tie, holds: bool) -> None:
    assert tie.holds({}) is holds


def test_a_limit_allows_everything_below_it() -> None:
    found = sum_tie(Decimal(4), Decimal(1), Decimal(2), is_limit=True).solve(A)

    assert found is not None
    assert found.high == Decimal(3) + CENT
    assert Decimal(-1000) in found


def test_the_other_direction_mends_a_growth_that_holds_with_it() -> None:
    found = growth_tie(Decimal(110), Decimal(10), Decimal("10.00"), -1).solve(C)

    assert found is not None
    assert found.low == found.high == 1


def test_a_direction_word_is_mended_by_the_other_word_alone() -> None:
    tie = WordTie(Part(A, Decimal(1)))

    assert not tie.holds({})
    assert tie.holds({A: Decimal(-1)})
