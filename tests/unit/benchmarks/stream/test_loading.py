from __future__ import annotations

import pytest

from benchmarks.stream.loaded import Loaded
from benchmarks.stream.loading import PARTS, stretches
from benchmarks.stream.usage import Sample


def test_a_stretch_has_its_own_rate_and_processor_time() -> None:
    """A document of 100 rows each second; the loader uses half a core in the first half of them, all of it later."""
    loaded = [Loaded(str(number), 1000.0 + number, 100, "accepted") for number in range(101)]
    samples = [
        Sample(at, 0, 0, max(at - 1000, 0) / 2 + max(at - 1050, 0) / 2) for at in map(float, range(990, 1111))
    ]

    found = stretches(loaded, {"loader": samples, "broker": []})

    assert len(found) == PARTS
    assert all(one.rows == 1000 and one.rows_per_second == pytest.approx(100) for one in found)
    assert found[0].cpu_seconds == {"loader": pytest.approx(5.0)}
    assert found[-1].cpu_seconds == {"loader": pytest.approx(10.0)}
