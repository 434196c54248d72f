from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.stream.arithmetic import at_moment, line, parts_of, percentile, steady_rate

SECONDS = st.floats(0, 1000, allow_nan=False)


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, 1.0), (0.5, 50.0), (0.9, 90.0), (0.99, 99.0), (0.991, 100.0), (1.0, 100.0)],
)
def test_a_percentile_is_the_value_that_so_many_do_not_exceed(share: float, expected: float) -> None:
    assert percentile([float(value) for value in range(100, 0, -1)], share) == expected


@given(st.lists(SECONDS, min_size=1), st.floats(0.001, 1))
def test_at_least_the_share_lies_at_or_below_its_percentile_and_it_is_the_least_such_value(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)

    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)
    assert sum(value < found for value in values) < share * len(values)


def test_there_is_no_percentile_of_nothing() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_steady_rate_leaves_out_the_start_and_the_end() -> None:
    """After a wait of 60 s, four a second; the last two come late, when one worker has run dry."""
    times = [60.0, 60.25, 60.5, 60.75, 61.0, 61.25, 65.0, 90.0]

    assert steady_rate(times) == pytest.approx(4.0)
    assert steady_rate(times[::-1]) == pytest.approx(4.0)


def test_two_documents_give_no_rate() -> None:
    with pytest.raises(ValueError, match="three times"):
        steady_rate([1.0])


def test_parts_tell_how_a_rate_changes() -> None:
    """A hundred rows a second at first, fifty later; the first document came at an unknown cost."""
    quick = [(float(second), 100) for second in range(11)]
    slow = [(10.0 + 2 * number, 100) for number in range(1, 11)]

    first, second = parts_of(quick + slow, 2)

    assert (first.rows, second.rows) == (1000, 1000)
    assert first.rows_per_second == pytest.approx(100.0)
    assert second.rows_per_second == pytest.approx(50.0)


@given(st.lists(st.tuples(st.floats(0.01, 5), st.integers(1, 2000)), min_size=12), st.integers(1, 10))
def test_parts_leave_no_row_out(steps: list[tuple[float, int]], parts: int) -> None:
    """But those of the first document."""
    now, finished = 0.0, []
    for seconds, rows in steps:
        now += seconds
        finished.append((now, rows))

    found = parts_of(finished, parts)

    assert sum(part.rows for part in found) == sum(rows for _, rows in finished[1:])
    assert 1 <= len(found) <= parts
    assert [part.begun for part in found] == [finished[0][0], *(part.ended for part in found[:-1])]
    assert found[-1].ended == finished[-1][0]


def test_fewer_documents_than_parts_cannot_be_cut() -> None:
    with pytest.raises(ValueError, match="cannot be cut"):
        parts_of([(1.0, 5), (2.0, 5)], 2)


def test_a_line_gives_slope_level_and_spread() -> None:
    found = line([(0.0, 10.0), (1.0, 12.0), (2.0, 14.0), (3.0, 16.0)])

    assert found.slope == pytest.approx(2.0)
    assert found.level == 13.0
    assert found.spread == 6.0


@given(st.floats(-5, 5), st.floats(0, 200), st.lists(st.integers(0, 100), min_size=2, unique=True))
def test_the_slope_of_samples_on_a_line_is_the_lines(slope: float, start: float, xs: list[int]) -> None:
    found = line([(float(x), start + slope * x) for x in xs])

    assert found.slope == pytest.approx(slope, abs=1e-6)


def test_samples_at_one_place_have_no_line() -> None:
    with pytest.raises(ValueError, match="no line"):
        line([(1.0, 2.0), (1.0, 3.0)])


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(0.0, 3.0), (1.0, 3.0), (2.0, 5.0), (3.0, 7.0), (4.0, 7.5), (5.0, 8.0), (9.0, 8.0)],
)
def test_between_samples_a_value_lies_in_proportion(moment: float, expected: float) -> None:
    assert at_moment([(1.0, 3.0), (3.0, 7.0), (5.0, 8.0)], moment) == pytest.approx(expected)


def test_without_samples_there_is_no_value() -> None:
    with pytest.raises(ValueError, match="no samples"):
        at_moment([], 1.0)
