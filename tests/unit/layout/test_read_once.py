"""What is read off a value is read once, and what is remembered is bounded."""

from __future__ import annotations

from shared.layout.read_once import read_once


def test_a_value_is_read_once_and_an_equal_one_by_itself() -> None:
    seen: list[list[int]] = []

    @read_once(4)
    def length(values: list[int]) -> int:
        seen.append(values)
        return len(values)

    one, other = [1, 2], [1, 2]
    assert [length(one), length(one), length(other)] == [2, 2, 2]
    assert [id(values) for values in seen] == [id(one), id(other)]


def test_beyond_the_bound_reading_begins_anew() -> None:
    seen: list[int] = []

    @read_once(2)
    def first(values: tuple[int, ...]) -> int:
        seen.append(values[0])
        return values[0]

    values = [(number, number) for number in range(3)]
    for each in (*values, values[2], values[0]):
        first(each)
    assert seen == [0, 1, 2, 0]


def test_a_remembered_value_stays_alive_so_that_no_other_is_taken_for_it() -> None:
    @read_once(8)
    def total(values: list[int]) -> int:
        return sum(values)

    assert [total([number]) for number in range(6)] == list(range(6))
