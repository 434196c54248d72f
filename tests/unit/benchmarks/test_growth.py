from __future__ import annotations

import pytest

from benchmarks.growth import Growth
from tests.unit.benchmarks.figures import contest, runs


def test_a_step_says_what_each_further_page_cost() -> None:
    """What a run costs before its first page, such as its imports, is left out."""
    growth = Growth(
        "pages",
        (
            contest(runs(2.0), runs(1.0), pages=10),
            contest(runs(3.0), runs(5.0), pages=110),
            contest(runs(6.0), runs(9.0), pages=210),
        ),
    )

    assert [step.pages for step in growth.steps] == [100, 100]
    assert [step.fiscus for step in growth.steps] == pytest.approx([10.0, 30.0])
    assert [step.plain for step in growth.steps] == pytest.approx([40.0, 40.0])


def test_one_size_alone_has_no_steps() -> None:
    assert Growth("pages", (contest(runs(1.0), runs(1.0)),)).steps == ()
