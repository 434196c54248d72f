"""The pipe's second half, by what comes in."""

from __future__ import annotations

import pytest

from services.standalone.pipe import validate_lines
from services.validator.basis import load_basis
from shared.errors import ContractError


@pytest.mark.parametrize("lines", [[], ["", "  \n"]])
def test_where_nothing_comes_in_nothing_is_judged_silently(lines: list[str]) -> None:
    """What could not be extracted leaves an empty input: that is no pass."""
    with pytest.raises(
        ContractError, match=r"there is no section event \(the input\): feed the whole output"
    ):
        list(validate_lines(lines, load_basis()))
