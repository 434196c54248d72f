from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.stream.memory import FLAT_MB, LEAST_DOCUMENTS, growth
from benchmarks.stream.usage import Sample
from tests.unit.benchmarks.stream.results import GROWTH

LOADED = [float(second) for second in range(1, 4001)]
"""4,000 documents, one a second."""


def samples(leak_mb: float, *, fills_mb: float = 0.0) -> list[Sample]:
    """One each second: 60 MB, what leaks for each 1,000 documents, and what fills in the first half; a worker of 80."""
    found = []
    for at in LOADED:
        own = 60e6 + leak_mb * 1e6 * at / 1000 + fills_mb * 1e6 * min(1.0, at / 1000)
        found.append(Sample(at, round(own), round(own + 80e6), at / 10))
    return found


@pytest.mark.parametrize("leak_mb", [0.0, 0.3, 5.0])
def test_a_leak_shows_as_slope(leak_mb: float) -> None:
    found = growth("validator-0", samples(leak_mb), LOADED)

    assert found.slope == pytest.approx(leak_mb, abs=0.01)
    assert found.slope_with_workers == pytest.approx(leak_mb, abs=0.01)
    assert found.level_with_workers == pytest.approx(found.level + 80)
    assert found.is_flat is (leak_mb <= FLAT_MB)


def test_what_fills_in_the_first_half_is_no_growth() -> None:
    found = growth("loader-0", samples(0.0, fills_mb=50.0), LOADED)

    assert found.slope == pytest.approx(0.0, abs=0.01)
    assert found.level == pytest.approx(110.0)
    assert found.quarters == pytest.approx((85.0, 110.0, 110.0, 110.0), abs=0.1)
    assert found.is_flat


def test_samples_after_the_last_document_do_not_count() -> None:
    later = [Sample(at, 900_000_000, 900_000_000, 0.0) for at in (4001.0, 4002.0)]

    assert growth("loader-0", samples(0.0) + later, LOADED).spread < 1


def test_a_few_documents_tell_nothing_of_thousands() -> None:
    assert replace(GROWTH, documents=LEAST_DOCUMENTS - 1, slope=50.0).is_flat is None
    assert replace(GROWTH, documents=LEAST_DOCUMENTS, slope=50.0).is_flat is False
