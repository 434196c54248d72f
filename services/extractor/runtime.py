"""The extractor as a process: sources, worker, attempts and event log, wired to its loop."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from services.extractor.observer import STAGE, ExtractorMetrics
from services.extractor.sandbox import sandboxed_reader, worker_pool
from services.extractor.service import GROUP, ExtractorHandler
from services.extractor.settings import ExtractorSettings
from shared.errors import ConfigurationError
from shared.eventlog.embedded import EmbeddedAttempts
from shared.events.topics import SUBMITTED
from shared.observability.metrics import Vocabulary
from shared.service.loop import LoopSettings, ServiceLoop
from shared.service.process import OUTAGE_BACKOFF, Surroundings, open_topics, run_service
from shared.sources import Sources
from shared.version import VERSION

ATTEMPTS_FILE: Final = "attempts.sqlite"
"""In the state folder; several extractors of one machine may share it."""


def run(settings: ExtractorSettings) -> int:
    """Run an extractor until it is told to stop, and give the exit status. Raises `ConfigurationError` before that."""
    _prepare(settings.service.state_dir)
    return run_service(
        STAGE,
        settings.service,
        Vocabulary(stages=(STAGE,)),
        lambda surroundings: _assembled(settings, surroundings),
    )


@contextmanager
def _assembled(settings: ExtractorSettings, surroundings: Surroundings) -> Iterator[ServiceLoop]:
    """Open what the extractor works with, and give its loop. See `shared.service.process.Assemble`."""
    with ExitStack() as stack:
        event_log = open_topics(settings, silent_seconds=settings.service.stall_seconds)
        stack.callback(event_log.close)
        sources = stack.enter_context(Sources(settings.sources, max_bytes=settings.reading.max_bytes))
        pool = stack.enter_context(worker_pool(settings.reading, workers=1, drop=surroundings.drop))
        reader = sandboxed_reader(pool, settings.reading)
        loop = ServiceLoop(
            STAGE,
            event_log.consumer(GROUP, [SUBMITTED], member=surroundings.member),
            ExtractorHandler(sources.fetch, reader, ExtractorMetrics(surroundings.metrics)),
            service_version=VERSION,
            # One at a time: the group waits for a member no longer than for one document, and partitions can change
            # hands between two.
            settings=LoopSettings(max_records=1, backoff=OUTAGE_BACKOFF),
            observer=surroundings.metrics,
            health=surroundings.health,
            attempts=EmbeddedAttempts(settings.service.state_dir / ATTEMPTS_FILE),
            stop=surroundings.stop,
        )
        stack.callback(loop.close)
        yield loop


def _prepare(state_dir: Path) -> None:
    """Make the state folder. Raises ConfigurationError where that is not possible, or it cannot be written."""
    remedy = "let FISCUS_SERVICE__STATE_DIR name a folder that the extractor may write"
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise ConfigurationError(
            f"the state folder cannot be made: {reason}", where=str(state_dir), remedy=remedy
        ) from error
    if not os.access(state_dir, os.W_OK | os.X_OK):
        raise ConfigurationError("the state folder cannot be written", where=str(state_dir), remedy=remedy)
