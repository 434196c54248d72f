from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.validator.rules.intervals import Interval, around, tidy
from shared.model.money import half_unit

CENTS = st.decimals(min_value=-10_000, max_value=10_000, places=2)
HALF = half_unit(2)


def test_half_a_unit_of_the_last_place() -> None:
    assert [half_unit(places) for places in (0, 2, 6)] == [
        Decimal("0.5"),
        Decimal("0.005"),
        Decimal("0.0000005"),
    ]


@given(st.lists(CENTS, min_size=1, max_size=12), st.integers(-40, 40))
def test_a_sum_of_n_addends_is_consistent_within_half_a_cent_for_each_figure(
    addends: list[Decimal], off: int
) -> None:
    total = sum(addends, Decimal(0)) + Decimal(off) / 100
    parts = sum((around(value, HALF) for value in addends[1:]), around(addends[0], HALF))

    consistent = abs(off) * Decimal("0.01") <= Decimal("0.005") * (len(addends) + 1)
    assert parts.overlaps(around(total, HALF)) is consistent


@given(CENTS, CENTS, st.decimals(0, 1, places=3), st.decimals(0, 1, places=3))
def test_what_is_inside_stays_inside(left: Decimal, right: Decimal, shift: Decimal, other: Decimal) -> None:
    one, two = left + (shift - Decimal("0.5")) / 100, right + (other - Decimal("0.5")) / 100
    first, second = around(left, HALF), around(right, HALF)

    assert one + two in first + second
    assert one - two in first - second
    assert -3 * one in first.scaled(Decimal(-3))
    quotient = first.over(second)
    if quotient is not None:
        assert quotient.low - Decimal("1e-20") <= one / two <= quotient.high + Decimal("1e-20")


def test_a_divisor_that_may_be_zero_gives_no_quotient() -> None:
    assert Interval(Decimal(1), Decimal(2)).over(Interval(Decimal(0), Decimal(1))) is None


@pytest.mark.parametrize(
    ("value", "shown"), [("131.810", "131.81"), ("5", "5.00"), ("0.015", "0.015"), ("1200", "1200.00")]
)
def test_a_computed_value_loses_the_zeros_that_no_figure_stands_behind(value: str, shown: str) -> None:
    assert str(tidy(Decimal(value))) == shown


@given(
    CENTS.filter(lambda value: value >= 1),
    CENTS.filter(lambda value: value >= 1),
    st.decimals(0, 200, places=2),
)
def test_a_percentage_is_judged_without_a_quotient_as_with_one(
    part: Decimal, whole: Decimal, printed: Decimal
) -> None:
    one, other, share = around(part, HALF), around(whole, HALF), around(printed, HALF)
    quotient = one.scaled(Decimal(100)).over(other)

    assert quotient is not None
    assert one.is_percent_of(other, share) is quotient.overlaps(share)


def test_a_percentage_of_what_may_be_nothing_has_to_be_divided() -> None:
    nothing, whole = around(Decimal(0), HALF), around(Decimal(8), HALF)

    assert not whole.is_percent_of(nothing, around(Decimal(100), HALF))
    assert not nothing.is_percent_of(whole, around(Decimal(0), HALF))
    assert nothing.is_about_zero
    assert not whole.is_about_zero
