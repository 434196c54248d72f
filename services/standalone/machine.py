"""The composition root of one machine: event log, warehouse and the loops of the three services, wired in one process.

In go a warehouse's path and the number of extractors, out comes a machine that can be given submissions and
drained. The event log lies beside the warehouse, so that work that was interrupted is found again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from services.extractor.sandbox import ReadingLimits, sandboxed_reader, worker_pool
from services.extractor.service import GROUP as EXTRACTOR_GROUP
from services.extractor.service import ExtractorHandler, ReadPayloads
from services.loader.joining import Joiner
from services.loader.observer import LoaderObserver
from services.loader.service import LoaderHandler, loader_consumer
from services.loader.warehouse.duckdb import DuckDBWarehouse
from services.validator.basis import Basis, load_basis
from services.validator.service import GROUP as VALIDATOR_GROUP
from services.validator.service import ValidatorHandler
from shared.eventlog.embedded import EmbeddedAttempts, EmbeddedEventLog
from shared.eventlog.port import EventLog, Record
from shared.events.topics import EXTRACTED, SUBMITTED, TOPICS, Submission
from shared.service.collection import rarely_collecting
from shared.service.drain import run_until_idle
from shared.service.loop import LoopSettings, ServiceLoop
from shared.service.observer import Failure, Unobserved
from shared.sources import Sources, SourceSettings
from shared.sources.submission import submission_event
from shared.version import VERSION

PARTITIONS: Final = 4
"""As many extractors can share the work; each partition costs every poll a look."""
LOG_SUFFIX: Final = ".events"
_WHOLE_MACHINE: Final = SourceSettings(allowed_roots=("/",))
"""Who ingests names the files, and reads them with rights of their own: nothing need be kept from them."""


class _DeadLetterWatch(Unobserved):
    """Remembers the documents whose events went to the dead letters: they get no verdict in this run."""

    def __init__(self) -> None:
        self.documents: set[str] = set()

    def dead_lettered(self, stage: str, record: Record, failure: Failure) -> None:
        """See `LoopObserver`."""
        del stage, failure
        if record.key is not None:
            self.documents.add(record.key.decode("utf-8", errors="replace"))


class Machine:
    """Fiscus on one machine. Used by one thread; extractors beside the first run in threads of their own."""

    def __init__(
        self,
        log: EventLog,
        warehouse: DuckDBWarehouse,
        loops: list[ServiceLoop],
        extra: list[ServiceLoop],
        watch: _DeadLetterWatch,
    ) -> None:
        """Take over what `open_machine` has wired."""
        self._watch = watch
        self.log = log
        self.warehouse = warehouse
        self._loops = loops
        self._extra = extra
        self.stop = loops[0].stop

    def submit(self, submissions: Iterable[Submission]) -> None:
        """Put submissions on the log. Raises TransientError where the log cannot take them."""
        self.log.publish([submission_event(submission) for submission in submissions])

    def has_backlog(self) -> bool:
        """Tell whether the log holds events at all, some of which an earlier run may have left undone."""
        return any(self.log.end_offsets(TOPICS).values())

    def is_closed(self, documents: set[str]) -> bool:
        """Tell whether each of the documents that have not been stored in this run went to the dead letters."""
        return documents <= self._watch.documents

    def drain(self, finished: Callable[[], bool]) -> None:
        """Work until nothing is left to do and `finished()` holds, or the machine is told to stop."""
        threads = [threading.Thread(target=loop.run, name=loop.stage, daemon=True) for loop in self._extra]
        for thread in threads:
            thread.start()
        try:
            run_until_idle(self._loops, finished=finished)
        finally:
            for loop in self._extra:
                loop.stop.set()
            for thread in threads:
                thread.join()


@contextmanager
def open_machine(
    warehouse_path: Path,
    *,
    jobs: int,
    limits: ReadingLimits,
    observer: LoaderObserver,
    basis: Basis | None = None,
) -> Iterator[Machine]:
    """Open log and warehouse, start the workers, and wire the loops; everything is closed at the end.

    Documents are judged by `basis`: where none is given, by the shipped policy and without waivers.

    Raises ConfigurationError where warehouse or log cannot be used, TransientError where another process
    holds them.
    """
    log_path = warehouse_path.with_name(warehouse_path.name + LOG_SUFFIX)
    with ExitStack() as stack:
        warehouse = DuckDBWarehouse(warehouse_path)
        stack.callback(warehouse.close)
        log = EmbeddedEventLog(log_path)
        stack.callback(log.close)
        log.create_topics(dict.fromkeys(TOPICS, PARTITIONS))
        pool = stack.enter_context(worker_pool(limits, jobs))
        stop = threading.Event()
        watch = _DeadLetterWatch()
        joiner = Joiner(log, warehouse, observer)
        read = sandboxed_reader(pool, limits)
        sources = Sources(_WHOLE_MACHINE, max_bytes=limits.max_bytes)
        stack.callback(sources.close)
        loops = [
            _extractor(log, log_path, sources, read, number=0, stop=stop, watch=watch),
            ServiceLoop(
                "validator",
                log.consumer(VALIDATOR_GROUP, [EXTRACTED], member="validator"),
                ValidatorHandler(basis or load_basis()),
                service_version=VERSION,
                observer=watch,
                stop=stop,
            ),
            ServiceLoop(
                "loader",
                loader_consumer(log, warehouse, member="loader", joiner=joiner),
                LoaderHandler(warehouse, observer, joiner),
                service_version=VERSION,
                observer=watch,
                stop=stop,
            ),
        ]
        extra = [
            _extractor(log, log_path, sources, read, number=number, stop=threading.Event(), watch=watch)
            for number in range(1, jobs)
        ]
        for loop in [*loops, *extra]:
            stack.callback(loop.close)
        stack.enter_context(rarely_collecting())
        yield Machine(log, warehouse, loops, extra, watch)


def _extractor(
    log: EventLog,
    log_path: Path,
    sources: Sources,
    read: ReadPayloads,
    *,
    number: int,
    stop: threading.Event,
    watch: _DeadLetterWatch,
) -> ServiceLoop:
    """Wire one extractor. Its attempts are counted in the log's own file, before the work begins."""
    return ServiceLoop(
        "extractor",
        log.consumer(EXTRACTOR_GROUP, [SUBMITTED], member=f"extractor-{number}"),
        ExtractorHandler(sources.fetch, read),
        service_version=VERSION,
        settings=LoopSettings(max_records=1, poll_seconds=0.2),
        observer=watch,
        attempts=EmbeddedAttempts(log_path),
        stop=stop,
    )
