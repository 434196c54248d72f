"""Prescribed rows that stand for others, as relations name them."""

from __future__ import annotations

import pytest

from shared.model.table import RowKind
from shared.rulebook.outline import Outline
from shared.rulebook.prescribed import bare, find
from shared.rulebook.skeleton import RowSkeleton, TableSkeleton


def outline(*codes: str) -> Outline:
    """Give a table that prints rows of these codes."""
    rows = tuple(RowSkeleton(number, RowKind.LINE, code) for number, code in enumerate(codes, start=1))
    return Outline(TableSkeleton("T1", rows, ("income",)))


@pytest.mark.parametrize(
    ("name", "printed", "rows"),
    [
        ("printed.income.fiscal", ["income.fiscal", "income.general_public"], ["income.fiscal"]),
        ("printed.income.fiscal", ["income.general_public"], []),
        ("parts.income.fiscal", ["income.fiscal", "income.general_public"], ["income.general_public"]),
        ("whole.income.fiscal", ["income.fiscal", "income.general_public"], ["income.fiscal"]),
        ("whole.income.fiscal", ["income.general_public"], ["income.general_public"]),
        (
            "whole.income.current",
            ["income.government_fund", "income.unit_funds.other", "carryover"],
            ["income.government_fund", "income.unit_funds.other"],
        ),
        ("whole.vehicle", ["abroad"], []),
    ],
)
def test_a_row_stands_for_itself_or_for_its_parts(name: str, printed: list[str], rows: list[str]) -> None:
    """The prefix says which; parts of parts count, what is not printed does not."""
    found = find(name, outline(*printed).with_code)
    assert found is not None
    assert [row.row_code for row in found] == rows


def test_a_name_without_prefix_is_no_such_name() -> None:
    """It is looked for as it is."""
    assert find("income.fiscal", outline("income.fiscal").with_code) is None
    assert bare("whole.income.fiscal") == "income.fiscal"
    assert bare("income.fiscal") == "income.fiscal"
