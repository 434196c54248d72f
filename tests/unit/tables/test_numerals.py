"""Which numeric words of a row are amounts, and which are the parts of one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extractor.reading import Line
from services.extractor.segment.region import PlacedLine
from services.extractor.tables.numerals import NumericWord, join_amounts


def numerals(*lines: str) -> list[NumericWord]:
    """Give the numeric words of lines, as the reader of rows finds them."""
    words = []
    for number, text in enumerate(lines):
        line = PlacedLine((1, number), Line(text, 1))
        position = 0
        for word in text.split():
            start = text.index(word, position)
            position = start + len(word)
            words.append(NumericWord(word, line, start, number))
    return words


@pytest.mark.parametrize(
    ("lines", "amounts"),
    [
        (["179.66 179.66"], ["179.66", "179.66"]),
        (["186.", "10"], ["186.10"]),
        (["2,02", "1.85"], ["2021.85"]),
        (["3,811.16 1,603.21", "186.", "10", "2,021", ".85"], ["3811.16", "1603.21", "186.10", "2021.85"]),
        (["1,", "234", ",567", ".89"], ["1234567.89"]),
        (["0.00 12.50 0.00"], ["0.00", "12.50", "0.00"]),
    ],
)
def test_parts_of_a_broken_amount_are_joined_over_lines(lines: list[str], amounts: list[str]) -> None:
    """What narrow cells broke is put together, what stands beside each other is not."""
    found, left_over = join_amounts(numerals(*lines))
    assert [amount.value for amount in found] == [Decimal(text) for text in amounts]
    assert not left_over


def test_a_whole_number_on_a_line_of_its_own_is_left_over() -> None:
    """A page number below a row is no cell of the row."""
    found, left_over = join_amounts(numerals("13.82 13.82", "9"))
    assert [amount.printed for amount in found] == ["13.82", "13.82"]
    assert [word.text for word in left_over] == ["9"]


AMOUNTS = st.lists(st.decimals(min_value=0, max_value=99_999_999, places=2), min_size=1, max_size=6)


@given(AMOUNTS, st.data())
def test_amounts_survive_any_break_after_a_separator(values: list[Decimal], data: st.DataObject) -> None:
    """However a cell breaks its amount at commas and points, the same amounts come out, in order."""
    lines: list[str] = []
    for value in values:
        printed = f"{value:,.2f}"
        cuts = [index + 1 for index, character in enumerate(printed) if character in ",."]
        cut = data.draw(st.sampled_from([len(printed), *cuts]))
        lines += [part for part in (printed[:cut], printed[cut:]) if part]
    found, left_over = join_amounts(numerals(*lines))
    assert [amount.value for amount in found] == values
    assert not left_over


def test_a_row_may_gather_a_page_of_words() -> None:
    """A page whose columns nobody told has one row of all its numbers."""
    amounts, left_over = join_amounts(numerals(*["12.00 3,4", "56.00"] * 2000))
    assert len(amounts) == 4000
    assert not left_over
