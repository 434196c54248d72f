"""What judging costs beside reading, and that it stays little.

Judging is to cost less than 5 % of reading; on a busy machine 3 to 3.5 % was measured (docs/benchmarks.md). Of four
rounds the least time of each counts, so that the load of a machine does not make the test fail. Tracing, with which
coverage is measured, is off while the time is taken: it costs one more than the other.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.documents import write_usual
from benchmarks.validation.__main__ import complaints_of, main
from benchmarks.validation.measure import Cost


@pytest.fixture
def _untraced() -> Iterator[None]:
    tracer = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(tracer)


@pytest.mark.usefixtures("_untraced")
def test_judging_costs_less_than_5_percent_of_reading(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Some four seconds: a PDF of some two dozen pages is typeset, and read and judged four times."""
    write_usual(tmp_path, 1)

    ended = main([*map(str, tmp_path.iterdir()), "--rounds", "4", "--limit", "5", "--json"])

    output, errors = capfd.readouterr()
    (cost,) = json.loads(output)
    assert ended == 0, errors
    assert cost["pages"] > 15
    assert 0 < cost["parsing"] < cost["judging"] < cost["damaged"]
    assert cost["share"] == pytest.approx(cost["judging"] / cost["reading"])
    assert cost["findings"] < cost["damaged_findings"]


def test_a_document_beyond_the_limit_is_named() -> None:
    dear = Cost("dear.pdf", 20, 1.0, 0.2, 0.05, 0.4, 3, 9)
    cheap = replace(dear, name="cheap.pdf", judging=0.04)

    assert complaints_of([dear, cheap], 5) == ["dear.pdf: judging costs 20.0% of reading, more than 5 %"]
    assert complaints_of([dear, cheap], 20) == []
    assert dear.bare_share == pytest.approx(0.15)
    assert dear.damaged_share == pytest.approx(0.4)


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "lost.pdf")]) == 2
    assert "lost.pdf" in capfd.readouterr().err
