from __future__ import annotations

import pytest

from benchmarks.contest import Runs
from tests.unit.benchmarks.figures import contest, runs


def test_the_ratio_is_the_median_of_the_ratios_of_the_rounds() -> None:
    """Of each round by itself: a machine that was slow in one round was so for both."""
    found = contest(runs(1.0, 30.0, 2.0), runs(2.0, 40.0, 5.0))

    assert found.cpu_ratio == pytest.approx(0.5)  # of 0.5, 0.75 and 0.4


def test_the_cost_is_the_worse_of_wall_clock_and_processor_time() -> None:
    waits = contest(runs(1.0, waiting=2.0), runs(2.0))
    works = contest(runs(3.0), runs(2.0, waiting=4.0))

    assert waits.cost == waits.ratio == pytest.approx(1.5)
    assert works.cost == works.cpu_ratio == pytest.approx(1.5)


def test_memory_is_the_highest_of_all_rounds() -> None:
    both = (*runs(1.0, megabytes=90).usages, *runs(1.0, megabytes=120).usages)

    assert Runs(both).peak_bytes == 120_000_000
