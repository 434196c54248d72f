"""Labels are compared by their words, not by their form."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.layout.label import normalise, split_numbering, words


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("一、 本年收入", "本年收入"),
        ("1.一般公共预算拨款", "一般公共预算拨款"),
        ("1、一般公共预算拨款", "一般公共预算拨款"),
        ("其中：一般财力", "一般财力"),
        ("其中:一般财力", "一般财力"),
        ("收　入 总 计", "收入总计"),
        ("（二）当年拨款结构情况", "当年拨款结构情况"),
        ("财政拨款(补助)小计", "财政拨款（补助）小计"),
        ("2023年党政办公楼搬迁费用", "2023年党政办公楼搬迁费用"),
    ],
)
def test_numbering_blanks_and_width_are_no_part_of_the_words(printed: str, expected: str) -> None:
    """A year at the beginning of a name is no numbering."""
    assert words(printed) == expected


def test_the_comma_inside_a_number_stays() -> None:
    """A comma between words is punctuation, one between digits belongs to an amount."""
    assert normalise("合计 1,719.34 万元,其中") == "合计1,719.34万元，其中"


@given(st.text())
@example("A´")  # the accent is a blank with an accent above it
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    """The normal form is a fixed point."""
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_numbering_and_words_make_up_the_label(text: str) -> None:
    """Splitting loses nothing."""
    label = normalise(text)
    numbering, rest = split_numbering(label)
    assert numbering + rest == label
