"""A service as a process: what it does before its loop begins."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from shared.errors import ConfigurationError
from shared.observability.metrics import Vocabulary
from shared.service.loop import ServiceLoop
from shared.service.process import Surroundings, run_service
from shared.settings import ServiceSettings


@pytest.fixture
def thawed() -> Iterator[None]:
    """Leaves the collector of the tests as it was."""
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
def test_what_stays_to_the_end_is_kept_from_the_collector() -> None:
    kept: list[int] = []

    def assemble(_: Surroundings) -> AbstractContextManager[ServiceLoop]:
        kept.append(gc.get_freeze_count())
        raise ConfigurationError("nothing to do", where="the test", remedy="none")

    settings = ServiceSettings(metrics_host="127.0.0.1", metrics_port=0)
    assert run_service("validator", settings, Vocabulary(stages=("validator",)), assemble) == 2
    assert kept > [10_000], "code alone is more"
