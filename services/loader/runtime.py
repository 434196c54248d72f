"""The loader as a process: warehouse and event log, wired to its loop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from services.loader.joining import Joiner
from services.loader.observer import STAGE, LoaderMetrics
from services.loader.service import LoaderHandler, loader_consumer
from services.loader.settings import LoaderSettings
from services.loader.warehouse.port import Warehouse
from services.loader.warehouse.rows import DOCUMENT_TABLES
from shared.observability.metrics import Vocabulary
from shared.service.loop import LoopSettings, ServiceLoop
from shared.service.process import OUTAGE_BACKOFF, Surroundings, open_topics, run_service
from shared.version import VERSION


def run(settings: LoaderSettings) -> int:
    """Run a loader until it is told to stop, and give the exit status. Raises `ConfigurationError` before that."""
    return run_service(
        STAGE,
        settings.service,
        Vocabulary(stages=(STAGE,), tables=("document", *DOCUMENT_TABLES)),
        lambda surroundings: _assembled(settings, surroundings),
    )


def open_warehouse(settings: LoaderSettings) -> Warehouse:
    """The warehouse that the settings name; the caller closes it.

    Raises `ConfigurationError` where it cannot be used, `TransientError` where it cannot be reached now.
    """
    if settings.warehouse.backend == "duckdb":
        from services.loader.warehouse.duckdb import DuckDBWarehouse  # noqa: PLC0415 - one of two is loaded

        assert settings.warehouse.path is not None  # noqa: S101 - the group has made sure of it
        return DuckDBWarehouse(settings.warehouse.path)
    from services.loader.warehouse.postgres import PostgresWarehouse  # noqa: PLC0415 - one of two is loaded

    return PostgresWarehouse(settings.postgres)


@contextmanager
def _assembled(settings: LoaderSettings, surroundings: Surroundings) -> Iterator[ServiceLoop]:
    """Open what the loader works with, and give its loop. See `shared.service.process.Assemble`."""
    with ExitStack() as stack:
        event_log = open_topics(settings, silent_seconds=settings.service.stall_seconds)
        stack.callback(event_log.close)
        warehouse = open_warehouse(settings)
        stack.callback(warehouse.close)
        observer = LoaderMetrics(surroundings.metrics)
        joiner = Joiner(event_log, warehouse, observer)
        loop = ServiceLoop(
            STAGE,
            loader_consumer(event_log, warehouse, member=surroundings.member, joiner=joiner),
            LoaderHandler(warehouse, observer, joiner),
            service_version=VERSION,
            settings=LoopSettings(backoff=OUTAGE_BACKOFF),
            observer=surroundings.metrics,
            health=surroundings.health,
            stop=surroundings.stop,
        )
        stack.callback(loop.close)
        yield loop
