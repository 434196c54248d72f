"""The validator as a process: rulebook, layouts and event log, wired to its loop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from services.validator.basis import Basis, load_basis
from services.validator.observer import STAGE, ValidatorMetrics
from services.validator.service import GROUP, ValidatorHandler
from services.validator.settings import ValidatorSettings
from shared.events.topics import EXTRACTED
from shared.observability.metrics import Vocabulary
from shared.rulebook.checks import load_rules
from shared.service.loop import LoopSettings, ServiceLoop
from shared.service.process import OUTAGE_BACKOFF, Surroundings, open_topics, run_service
from shared.version import VERSION


def run(settings: ValidatorSettings) -> int:
    """Run a validator until it is told to stop, and give the exit status. Raises `ConfigurationError` before that."""
    basis = load_basis(settings.validation.policy, settings.validation.waivers)
    return run_service(
        STAGE,
        settings.service,
        Vocabulary(stages=(STAGE,), rule_ids=tuple(load_rules())),
        lambda surroundings: _assembled(settings, basis, surroundings),
    )


@contextmanager
def _assembled(
    settings: ValidatorSettings, basis: Basis, surroundings: Surroundings
) -> Iterator[ServiceLoop]:
    """Open what the validator works with, and give its loop. See `shared.service.process.Assemble`."""
    with ExitStack() as stack:
        event_log = open_topics(settings, silent_seconds=settings.service.stall_seconds)
        stack.callback(event_log.close)
        loop = ServiceLoop(
            STAGE,
            event_log.consumer(GROUP, [EXTRACTED], member=surroundings.member),
            ValidatorHandler(basis, observer=ValidatorMetrics(surroundings.metrics)),
            service_version=VERSION,
            settings=LoopSettings(backoff=OUTAGE_BACKOFF),
            observer=surroundings.metrics,
            health=surroundings.health,
            stop=surroundings.stop,
        )
        stack.callback(loop.close)
        yield loop
