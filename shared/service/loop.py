"""The loop of a service: poll, handle, publish with the watermark; wait out what may mend, never skip a record.

The order of one step, which the guarantee rests on:

1. Commit what an earlier step has finished but could not commit.
2. Poll. Partitions that wait for a retry are paused; those whose wait is over are read again from the failed record.
3. Handle each record in order. A record that fails transiently stops its partition: the rest of the batch from there is
   left, and the partition is wound back to it. Others go on.
4. Commit outputs and watermarks together. A watermark lies below the lowest record that is unfinished or still needed.
   A record whose outputs are larger than the log takes is a dead letter.

Lost partitions (`RebalancedError`) take their finished but uncommitted work with them: another member does it
again, with the same events. When the log itself fails, finished work is kept and committed later. An unknown
state is not survived: the exception leaves `run`, and a supervisor starts the service anew.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import structlog

from shared.errors import TransientError
from shared.eventlog.port import Consumer, RebalancedError, Record, RecordTooLargeError, TopicPartition
from shared.events.topics import DEADLETTER
from shared.observability.logs import bind_record
from shared.service.attempts import Attempts
from shared.service.backoff import Backoff
from shared.service.handler import Handler, StatefulHandler
from shared.service.health import Health
from shared.service.observer import LoopObserver, Unobserved
from shared.service.progress import Commit, Progress
from shared.service.treatment import Done, Postponed, Terms, Treatment

log = structlog.get_logger(__name__)

LAG_SECONDS: Final = 5.0
"""How often the lag is told: below the scrape interval of 15 s that Prometheus is set up with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopSettings:
    """How a loop works."""

    max_records: int = 32
    """Records of one poll; 1 where the work on a record takes long, so that partitions can change hands between two."""
    poll_seconds: float = 1.0
    """How long an idle poll waits: also how soon a stop is noticed."""
    max_attempts: int = 5
    """After how many crashes or surprises a record is given up. Transient errors do not count."""
    backoff: Backoff = field(default_factory=Backoff)


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait for a retry, on the loop's clock."""

    until: float
    error: Exception
    recorded_at: datetime | None = None
    """When the log took in the record that waits; None where the log itself is waited for."""


class ServiceLoop:
    """Runs a handler as a member of a consumer group, in one thread."""

    def __init__(
        self,
        stage: str,
        consumer: Consumer,
        handler: Handler,
        *,
        service_version: str,
        settings: LoopSettings | None = None,
        observer: LoopObserver | None = None,
        health: Health | None = None,
        attempts: Attempts | None = None,
        dead_letter_topic: str = DEADLETTER,
        stop: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        dice: random.Random | None = None,
    ) -> None:
        """Take over `consumer` (closed by `close`) and `attempts`. `stop` ends `run` after the record at hand."""
        self.stage = stage
        self.health = health or Health()
        self.stop = stop or threading.Event()
        self._consumer = consumer
        self._handler = handler
        self._settings = settings or LoopSettings()
        self._observer = observer or Unobserved()
        self._attempts = attempts
        self._clock = clock
        self._dice = dice or random.SystemRandom()
        self._progress = Progress()
        self._treatment = Treatment(
            handler,
            Terms(
                stage=stage,
                service_version=service_version,
                dead_letter_topic=dead_letter_topic,
                max_attempts=self._settings.max_attempts,
                attempts=attempts,
                now=now,
            ),
            self._observer,
        )
        self._retries: dict[TopicPartition, Wait] = {}
        self._log_wait: Wait | None = None
        self._log_failures = 0
        self._next_lag = 0.0

    def run(self) -> None:
        """Work until `stop` is set, then commit what is finished and leave the group."""
        log.info("loop.started", stage=self.stage)
        try:
            while not self.stop.is_set():
                self.step(self._settings.poll_seconds)
        finally:
            self.health.hindered("stopped")
            self.close()
            log.info("loop.stopped", stage=self.stage)

    def step(self, timeout_seconds: float) -> bool:
        """One round; waits at most `timeout_seconds` for records. Whether anything was finished or committed."""
        self.health.tick()
        if self._log_wait is not None and self._clock() < self._log_wait.until:
            self.stop.wait(min(timeout_seconds, self._log_wait.until - self._clock()))
            return False
        try:
            moved = self._round(timeout_seconds)
        except RebalancedError as error:
            self._forget(error.lost)
            return True
        except TransientError as error:
            self._log_failed(error)
            return False
        self._log_wait, self._log_failures = None, 0
        self.health.hindered(self._hindrance())
        return moved

    def waiting(self) -> Wait | None:
        """The wait that ends first, where the loop has work that it cannot do now; None where it has none."""
        waits = [*self._retries.values(), *([self._log_wait] if self._log_wait else [])]
        return min(waits, key=lambda wait: wait.until, default=None)

    def close(self) -> None:
        """Leave the group. Nothing is committed here: what is not committed yet is done again by the next owner."""
        self._consumer.close()
        if self._attempts is not None:
            self._attempts.close()

    def _round(self, timeout_seconds: float) -> bool:
        moved = self._commit()
        finished = 0
        records = self._poll(timeout_seconds)
        self._tell_at_hand(records)
        for record in records:
            if self.stop.is_set():
                break
            if record.topic_partition not in self._retries:
                finished += self._treat(record)
        moved |= self._commit()
        self._tell_lag()
        return moved or finished > 0

    def _poll(self, timeout_seconds: float) -> list[Record]:
        """Next records; partitions whose wait is over are among them, from the record that failed."""
        now = self._clock()
        over = [partition for partition, wait in self._retries.items() if wait.until <= now]
        self._consumer.resume(over)
        for partition in over:
            del self._retries[partition]
        earliest = min((wait.until - now for wait in self._retries.values()), default=timeout_seconds)
        return self._consumer.poll(self._settings.max_records, min(timeout_seconds, earliest))

    def _treat(self, record: Record) -> bool:
        """Handle one record; whether it is finished."""
        with bind_record(record, stage=self.stage):
            result = self._treatment.treat(record)
        self.health.tick()
        match result:
            case Done(outputs):
                self._progress.done(record, outputs)
                return True
            case Postponed(error, failures):
                self._postpone(record, error, failures)
                return False

    def _postpone(self, record: Record, error: Exception, failures: int) -> None:
        """Stop the partition and wind it back to the record, until the wait is over."""
        wait = self._settings.backoff.draw(failures, self._dice)
        self._retries[record.topic_partition] = Wait(self._clock() + wait, error, record.timestamp)
        self._consumer.seek(record.topic_partition, record.offset)
        self._consumer.pause([record.topic_partition])

    def _commit(self) -> bool:
        """Commit what is due; whether there was anything."""
        due = self._progress.due(self._needed())
        if due is None:
            return False
        try:
            self._consumer.commit(due.watermarks, due.outputs)
        except RecordTooLargeError:
            self._publish_one_by_one(due)
            self._consumer.commit(due.watermarks)
        self._progress.committed(due)
        self._treatment.committed()
        return True

    def _publish_one_by_one(self, due: Commit) -> None:
        """Publish what follows from each record by itself: one whose events the log does not take is given up.

        No watermark passes a record meanwhile. What was published is not published again, also where the log fails
        before the end.
        """
        for finished in due.finished:
            record, outputs = finished.record, finished.outputs
            mark = {record.topic_partition: min(record.offset, due.watermarks[record.topic_partition])}
            try:
                self._consumer.commit(mark, outputs)
            except RecordTooLargeError as error:
                with bind_record(record, stage=self.stage):
                    outputs = self._treatment.refused(record, error).outputs
                self._progress.says(record, outputs)
                self._consumer.commit(mark, outputs)
            self._progress.published(record)

    def _needed(self) -> Mapping[TopicPartition, int]:
        return self._handler.watermarks() if isinstance(self._handler, StatefulHandler) else {}

    def _forget(self, lost: Collection[TopicPartition]) -> None:
        log.info("loop.partitions_lost", stage=self.stage, partitions=[f"{t}[{n}]" for t, n in sorted(lost)])
        self._progress.forget(lost)
        self._treatment.forget(lost)
        for partition in lost:
            self._retries.pop(partition, None)
        if isinstance(self._handler, StatefulHandler):
            self._handler.forget(lost)

    def _log_failed(self, error: TransientError) -> None:
        self._log_failures += 1
        wait = self._settings.backoff.draw(self._log_failures, self._dice)
        self._log_wait = Wait(self._clock() + wait, error)
        self._observer.retrying(self.stage, error)
        self.health.hindered(str(error))
        log.warning("loop.log_failed", stage=self.stage, error=str(error), wait_seconds=round(wait, 3))

    def _hindrance(self) -> str:
        """Why the loop is not ready, empty when it is."""
        return next((str(wait.error) for wait in self._retries.values()), "")

    def _tell_lag(self) -> None:
        if self._clock() >= self._next_lag:
            self._next_lag = self._clock() + LAG_SECONDS
            lag, committed = self._consumer.lag(), self._consumer.committed()
            self._observer.lag(self.stage, lag)
            self._observer.watermarks(self.stage, {p: committed.get(p, 0) for p in lag})

    def _tell_at_hand(self, polled: Sequence[Record]) -> None:
        """Tell of the oldest record that was just read or waits for a retry."""
        waiting = [wait.recorded_at for wait in self._retries.values() if wait.recorded_at is not None]
        oldest = min([*waiting, *(record.timestamp for record in polled)], default=None)
        self._observer.at_hand(self.stage, oldest)
