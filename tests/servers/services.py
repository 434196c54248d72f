"""The three services as real processes over any log and warehouse: for tests of the whole, of outages and of crashes.

    place = EmbeddedPlace(tmp_path / "log"), DuckDBPlace(tmp_path / "w.duckdb")
    with Services(tmp_path, *place, documents=folder) as services:
        services.start("extractor", 2)
        services.start("validator")
        (loader,) = services.start("loader")
        services.submit(sorted(folder.iterdir()))
        loader.kill()
        loader.start()
        services.wait_done()               # everything submitted so far has gone through all stages
        assert services.dead_letters() == []
        services.stop()                    # SIGTERM to all; each must exit with 0
        assert differences(services.contents(), expected) == []

`running` has every process that was started, by stage; see `service_process` for what each can be asked. Settings of a
single instance are given to `start` as variables: `services.start("extractor", FISCUS_READING__MAX_SECONDS="5")`.
Leaving the block kills what still runs.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from shared.errors import TransientError
from shared.eventlog.port import EventLog, Outgoing
from shared.events.envelope import Message
from shared.events.topics import DEADLETTER, SUBMITTED
from shared.sources import submission_of
from shared.sources.submission import submission_event
from tests.servers.backends import READS, LogPlace, WarehousePlace
from tests.servers.service_process import LOOK_SECONDS, Answer, Ended, ServiceProcess
from tests.servers.warehouses import Contents

__all__ = ["STAGES", "Answer", "Ended", "ServiceProcess", "Services"]

STAGES: Final = tuple(READS)
DONE_SECONDS: Final = 120.0


class Services:
    """Any number of each service over one log and one warehouse. A context manager."""

    def __init__(
        self,
        folder: Path,
        log: LogPlace,
        warehouse: WarehousePlace,
        *,
        documents: Path,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Keep logs and state below `folder`; extractors may read below `documents`. `settings` go to every service."""
        self.folder = folder
        self.log = log
        self.warehouse = warehouse
        self.running: dict[str, list[ServiceProcess]] = {stage: [] for stage in STAGES}
        self._settings = {
            **log.settings(),
            **warehouse.settings(),
            "FISCUS_SOURCES__ALLOWED_ROOTS": str(documents),
            "FISCUS_SERVICE__STATE_DIR": str(folder / "state"),
            **(settings or {}),
        }
        self._submitted = 0
        self._last_submission = dt.datetime.now(dt.UTC)

    def start(
        self, stage: str, count: int = 1, *, program: Sequence[str] | None = None, **settings: str
    ) -> list[ServiceProcess]:
        """Start so many more of a service, or of another Python program that runs it; does not wait for them."""
        started = []
        for _ in range(count):
            number = len(self.running[stage])
            process = ServiceProcess(
                stage, {**self._settings, **settings}, self.folder / f"{stage}-{number}", program=program
            )
            self.running[stage].append(process)
            process.start()
            started.append(process)
        return started

    def start_all(self, *, extractors: int = 1, validators: int = 1, loaders: int = 1) -> None:
        """Start so many of each and wait until all are ready."""
        for stage, count in zip(STAGES, (extractors, validators, loaders), strict=True):
            self.start(stage, count)
        for process in self.processes():
            process.wait_until(ready=True)

    def processes(self) -> list[ServiceProcess]:
        """Every process, in the order of the flow, running or not."""
        return [process for stage in STAGES for process in self.running[stage]]

    def submit(self, paths: Iterable[Path]) -> list[str]:
        """Publish submissions of the files and give their document ids; later files have later times."""
        submissions = []
        for path in paths:
            now = max(dt.datetime.now(dt.UTC), self._last_submission + dt.timedelta(microseconds=1))
            self._last_submission = now
            submissions.append(submission_of(path, now))
        log = self.log.open()
        try:
            log.publish([submission_event(submission) for submission in submissions])
        finally:
            log.close()
        self._submitted += len(submissions)
        return [submission.document_id for submission in submissions]

    def publish(self, messages: Sequence[Outgoing]) -> None:
        """Put events or raw messages on the log."""
        log = self.log.open()
        try:
            log.publish(messages)
        finally:
            log.close()

    def wait_done(self, seconds: float = DONE_SECONDS) -> None:
        """Wait until every submission was worked through by all stages: verdict in the warehouse, or dead letter."""
        deadline = time.monotonic() + seconds
        log = self.log.open()
        try:
            while waiting := self._waiting_or_why_unknown(log):
                assert time.monotonic() < deadline, (
                    f"after {seconds} s there is still {waiting}\n{self._tails()}"
                )
                time.sleep(LOOK_SECONDS)
        finally:
            log.close()

    def backlog(self) -> dict[str, int]:
        """For each stage how many records it has not finished."""
        log = self.log.open()
        try:
            return {stage: self._backlog(log, stage) for stage in STAGES}
        finally:
            log.close()

    def dead_letters(self) -> list[Message]:
        """Everything in the dead letters. Reads as a member of a new group, so nobody is disturbed."""
        log = self.log.open()
        try:
            wanted = sum(log.end_offsets([DEADLETTER]).values())
            consumer = log.consumer(f"test-{time.monotonic_ns()}", [DEADLETTER], member="test")
            letters: list[Message] = []
            while len(letters) < wanted:
                letters.extend(consumer.poll(100, 1.0))
            return letters
        finally:
            log.close()

    def contents(self) -> Contents:
        """Every table of the warehouse; for a DuckDB file the loader must have ended."""
        return self.warehouse.contents()

    def stop(self) -> dict[str, list[Ended]]:
        """SIGTERM to all that run, the last stage first; each must exit with status 0. How long each took."""
        ended: dict[str, list[Ended]] = {}
        for stage in reversed(STAGES):
            ended[stage] = [process.stop() for process in self.running[stage] if process.is_running]
        bad = [one for told in ended.values() for one in told if one.status != 0]
        assert not bad, f"{bad}\n{self._tails()}"
        return ended

    def close(self) -> None:
        """Kill what still runs."""
        for process in self.processes():
            process.kill()

    def __enter__(self) -> Self:
        """The services."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill what still runs."""
        self.close()

    def _waiting_or_why_unknown(self, log: EventLog) -> str:
        """As `_waiting`; a log that has just come back may not tell yet, a loader that is stopped does not answer."""
        try:
            return self._waiting(log)
        except (TransientError, OSError) as error:
            return str(error)

    def _waiting(self, log: EventLog) -> str:
        """What is still to be done, empty when nothing is.

        The stages are looked at in the order of the flow: one that has finished gets nothing new while the next is
        looked at, because nothing is submitted meanwhile. They are looked at twice, because the loader may have put a
        text on the log again before it had finished, and between the two the loaders are asked whether they are still
        to do so: one that could not reach the log tries again after a while.
        """
        arrived = sum(log.end_offsets([SUBMITTED]).values())
        if arrived < self._submitted:
            return f"{arrived} of {self._submitted} submissions in the log"
        return self._backlogs(log) or self._joins() or self._backlogs(log)

    def _backlogs(self, log: EventLog) -> str:
        for stage in STAGES:
            if left := self._backlog(log, stage):
                return f"a backlog of {left} records of the {stage}"
        return ""

    def _joins(self) -> str:
        """What loaders have yet to join, empty where there is nothing; one that has ended has nothing at hand."""
        for loader in self.running["loader"]:
            if loader.is_running and (left := loader.metric("fiscus_joins_waiting")):
                return f"{left:g} departments of which files are to be joined"
        return ""

    def _backlog(self, log: EventLog, stage: str) -> int:
        _, topics = READS[stage]
        committed = self.log.committed(stage)
        ends = log.end_offsets(topics)
        return sum(max(0, end - committed.get(partition, 0)) for partition, end in ends.items())

    def _tails(self) -> str:
        return "\n".join(f"--- {process.folder.name}\n{process.tail()}" for process in self.processes())


def by_file(paths: Sequence[Path]) -> list[Path]:
    """The paths in the order in which `fiscus ingest` takes the files of a folder."""
    return sorted(paths, key=lambda path: path.name)
