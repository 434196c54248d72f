"""A service as a process: what it does before its loop begins."""

from __future__ import annotations

import gc
from contextlib import AbstractContextManager

from shared.errors import ConfigurationError
from shared.observability.metrics import Vocabulary
from shared.service.loop import ServiceLoop
from shared.service.process import Surroundings, run_service
from shared.settings import ServiceSettings


def test_what_stays_to_the_end_is_kept_from_the_collector() -> None:
    kept: list[int] = []
    often = gc.get_threshold()[0]

    def assemble(_: Surroundings) -> AbstractContextManager[ServiceLoop]:
        kept.extend((gc.get_freeze_count(), gc.get_threshold()[0]))
        raise ConfigurationError("nothing to do", where="the test", remedy="none")

    settings = ServiceSettings(metrics_host="127.0.0.1", metrics_port=0)
    assert run_service("validator", settings, Vocabulary(stages=("validator",)), assemble) == 2
    frozen, rarely = kept
    assert frozen > 10_000, "code alone is more"
    assert rarely > often
    assert (gc.get_freeze_count(), gc.get_threshold()[0]) == (0, often), "as it was, in the end"
