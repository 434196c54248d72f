"""One digit wrong, or two exchanged: where just one figure of a broken sum can have slipped, it is the suspect."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.validator.rules.slips import any_slip, is_slip, only_slip
from services.validator.rules.ties import Part, SumTie
from shared.rulebook.equation import CellRef

WAN = Decimal(10_000)


def ref(number: int) -> CellRef:
    return CellRef("T6", number, "total")


def sum_of(*amounts: str, tolerance: str = "0") -> SumTie:
    """A whole and its parts, in 万元."""
    whole, *parts = (Decimal(amount) * WAN for amount in amounts)
    addends = (Part(ref(number), value, Decimal(-1)) for number, value in enumerate(parts, start=1))
    return SumTie((Part(ref(0), whole), *addends), Decimal(tolerance) * WAN)


def suspect(tie: SumTie, *numbers: int) -> tuple[int, str] | None:
    found = only_slip(tie, [ref(number) for number in numbers])
    return (found[0].row_no, f"{found[1] / WAN:.2f}") if found and isinstance(found[0], CellRef) else None


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (("40.00", "12.30", "21.60", "6.10"), None),  # it holds
        (
            ("40.10", "12.30", "26.10", "6.20"),
            (2, "21.60"),
        ),  # 1 and 6 exchanged: 4.50 is no digit of the others
        (("912.30", "12.30", "200.00"), (2, "900.00")),  # no other part has hundreds
        (("40.00", "12.30", "22.60", "6.10"), None),  # each part may have a 1 too many
        (("40.00", "11.11", "11.11"), None),  # 17.78 is no slip
    ],
)
def test_the_only_part_that_can_have_slipped_is_told(
    amounts: tuple[str, ...], expected: tuple[int, str] | None
) -> None:
    tie = sum_of(*amounts)
    assert suspect(tie, *range(1, len(amounts))) == expected


@pytest.mark.parametrize(
    ("amounts", "slipped"),
    [
        (("51.23", "40.00", "112.30"), True),  # a decimal point in the wrong place
        (("47.23", "4.00", "7.23"), False),  # 4.00 has too few digits to tell
        (("112.30", "11.23"), False),  # a part of a tenth
        (("51.23", "40.00", "15.60"), False),
    ],
)
def test_a_decimal_point_in_the_wrong_place_is_a_slip_among_several_figures(
    amounts: tuple[str, ...], slipped: bool
) -> None:
    assert any_slip(sum_of(*amounts)) is slipped


def test_a_difference_that_rounding_nearly_explains_tells_nothing() -> None:
    assert suspect(sum_of("30.00", "10.00", "20.09", tolerance="0.05"), 2) is None
    assert suspect(sum_of("30.00", "10.00", "20.90", tolerance="0.05"), 2) == (2, "20.00")


@given(st.integers(1_000, 9_999_999), st.integers(0, 8), st.data())
def test_a_digit_or_two_neighbours_are_a_slip(cents: int, other: int, data: st.DataObject) -> None:
    digits = str(cents)
    at = data.draw(st.integers(1, len(digits) - 2))
    changed = digits[:at] + str((int(digits[at]) + 1 + other) % 10) + digits[at + 1 :]
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    for wrong in {changed, swapped} - {digits}:
        assert is_slip(Decimal(wrong) / 100, Decimal(cents) / 100)


@given(st.integers(10_000, 99_999), st.data())
def test_the_figure_before_a_slip_is_found_whatever_slipped(cents: int, data: st.DataObject) -> None:
    digits = list(str(cents))
    at = data.draw(st.integers(0, 4))
    if data.draw(st.booleans()) and at < 4:
        digits[at], digits[at + 1] = digits[at + 1], digits[at]
    else:
        digits[at] = data.draw(st.sampled_from("123456789"))
    slipped = int("".join(digits))
    whole, part = f"{Decimal(slipped) / 100}", f"{Decimal(cents) / 100}"

    found = suspect(sum_of(whole, part), 0)

    is_as_long = slipped >= 10_000
    assert found == ((0, f"{Decimal(cents) / 100:.2f}") if is_as_long and slipped != cents else None)
