"""How finely several figures are printed, whether all have two decimals or not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.validator.rules.places import half_of, most_decimals
from shared.model.money import Unit, decimals


@given(
    st.lists(
        st.integers(0, 99_999).flatmap(lambda n: st.sampled_from([Decimal(n).scaleb(-p) for p in range(5)]))
    )
)
def test_the_finest_figure_tells(values: list[Decimal]) -> None:
    assert most_decimals(values) == max((decimals(value) for value in values), default=0)


@pytest.mark.parametrize(
    ("unit", "places", "half"), [(Unit.YUAN, 2, "0"), (Unit.WAN_YUAN, 2, "0.005"), (Unit.WAN_YUAN, 0, "0.5")]
)
def test_half_a_unit_of_the_last_place_but_of_yuan(unit: Unit, places: int, half: str) -> None:
    assert half_of(unit, places) == Decimal(half)
