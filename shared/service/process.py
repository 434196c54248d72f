"""A service as a process: logs, metrics, probes and signals around its loop, and patience while servers are away.

In go the service's settings and a function that opens what it works with and wires its loop, out comes the exit status.
The probes answer from the start. What cannot be opened because a server is away is tried again until it can: meanwhile
the service is alive and not ready, with the reason, and no supervisor restarts it.
"""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

import structlog
from prometheus_client import CollectorRegistry, ProcessCollector

from shared.errors import TransientError
from shared.eventlog.port import EventLog
from shared.events.topics import TOPICS
from shared.observability.logs import configure_logging
from shared.observability.metrics import Metrics, Vocabulary
from shared.observability.server import ObservabilityServer
from shared.service.backoff import Backoff
from shared.service.collection import rarely_collecting
from shared.service.health import Health, Probe
from shared.service.loop import ServiceLoop
from shared.service.supervision import supervise
from shared.settings.event_log import EventLogGroups, open_event_log
from shared.settings.groups import ServiceSettings
from shared.version import VERSION

log = structlog.get_logger(__name__)

OUTAGE_BACKOFF: Final = Backoff(cap_seconds=10.0)
"""How services wait out an outage: a server that is back is noticed within ten seconds."""
_TICK_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a process gives to the service that runs in it."""

    stage: str
    metrics: Metrics
    health: Health
    stop: threading.Event
    """The record at hand is the last."""
    drop: threading.Event
    """The record at hand takes too long: drop it, it is done again after the next start."""

    @property
    def member(self) -> str:
        """A label of this process among the members of its consumer group, for people."""
        return f"{self.stage}-{socket.gethostname()}-{os.getpid()}"


Assemble = Callable[[Surroundings], AbstractContextManager[ServiceLoop]]
"""Opens what a service works with and gives its loop; closes everything at the end of the block. `TransientError` where
something is out of reach now."""


def run_service(stage: str, settings: ServiceSettings, vocabulary: Vocabulary, assemble: Assemble) -> int:
    """Run a service until it is told to stop, and give the exit status. Only for the main thread.

    Raises `ConfigurationError` where the endpoints cannot be served; what is found wrong later is logged, and ends the
    service with the status of the error.
    """
    configure_logging(settings.log_level)
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    surroundings = Surroundings(
        stage=stage,
        metrics=Metrics(registry, version=VERSION, vocabulary=vocabulary),
        health=Health(stall_seconds=settings.stall_seconds),
        stop=threading.Event(),
        drop=threading.Event(),
    )
    with (
        rarely_collecting(),
        ObservabilityServer(
            registry,
            live=surroundings.health.live_probe,
            ready=lambda: _ready(surroundings),
            host=settings.metrics_host,
            port=settings.metrics_port,
        ) as server,
    ):
        log.info("service.started", stage=stage, version=VERSION, port=server.port)
        status = supervise(
            lambda: _work(surroundings, assemble),
            name=stage,
            stop=surroundings.stop,
            drop=surroundings.drop,
            drain_seconds=settings.drain_seconds,
        )
    log.info("service.stopped", stage=stage, status=int(status))
    return int(status)


def open_topics(settings: EventLogGroups, *, silent_seconds: float) -> EventLog:
    """The event log with every topic in it; the caller closes it. Each service makes what is missing.

    Raises `ConfigurationError` where a topic has another number of partitions, `TransientError` where the log cannot be
    reached now.
    """
    event_log = open_event_log(settings, silent_seconds=silent_seconds)
    try:
        event_log.create_topics(dict.fromkeys(TOPICS, settings.event_log.partitions))
    except BaseException:
        event_log.close()
        raise
    return event_log


def _ready(surroundings: Surroundings) -> Probe:
    return (
        Probe(ok=False, reason="stopping")
        if surroundings.stop.is_set()
        else surroundings.health.ready_probe()
    )


def _work(surroundings: Surroundings, assemble: Assemble) -> None:
    """Assemble and run, again after each outage, until told to stop. What is no outage ends the work."""
    failures = 0
    while not surroundings.stop.is_set():
        try:
            with assemble(surroundings) as loop:
                failures = 0
                loop.run()
                return
        except TransientError as error:
            failures += 1
            _wait(surroundings, error, OUTAGE_BACKOFF.draw(failures, random.SystemRandom()))


def _wait(surroundings: Surroundings, error: TransientError, seconds: float) -> None:
    """Stay alive and not ready for a while, or until told to stop."""
    log.warning("service.waiting", stage=surroundings.stage, error=str(error), wait_seconds=round(seconds, 3))
    surroundings.health.hindered(str(error))
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        surroundings.health.tick()
        if surroundings.stop.wait(min(left, _TICK_SECONDS)):
            return
