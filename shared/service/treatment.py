"""One record through the handler: what came of it, and what is to be said about it.

The class of an error decides alone. Transient: postponed, as often as it takes. Permanent or of contract: a
dead letter, now. Outside the taxonomy, a bug: tried again a few times, since a bug may depend on the moment,
then a dead letter, so that one document cannot stop the others. Work that ends the process is counted
beforehand and is a dead letter after as many attempts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog

from shared.errors import ContractError, FiscusError, PermanentError, TransientError
from shared.eventlog.port import Outgoing, Record, TopicPartition
from shared.events.envelope import Event
from shared.observability.tracing import in_trace_of
from shared.service.attempts import Attempts
from shared.service.deadletter import cause_of, dead_letter
from shared.service.handler import GivesUp, Handler
from shared.service.observer import Failure, LoopObserver

log = structlog.get_logger(__name__)


class CrashLoopError(PermanentError):
    """The work on a record has ended the process too often."""


@dataclass(frozen=True, slots=True)
class Done:
    """The record needs no more work once `outputs` are published."""

    outputs: tuple[Outgoing, ...]


@dataclass(frozen=True, slots=True)
class Postponed:
    """The record is to be handled again later; it has failed `failures` times in a row."""

    error: Exception
    failures: int


@dataclass(slots=True)
class _History:
    """The failures of the record at which a partition stands."""

    offset: int
    first_failure: datetime
    failures: int = 0
    unexpected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms on which records are treated. `attempts` counts crashes; None for work that cannot crash."""

    stage: str
    service_version: str
    dead_letter_topic: str
    max_attempts: int
    attempts: Attempts | None
    now: Callable[[], datetime]


class Treatment:
    """Treats the records of one loop."""

    def __init__(self, handler: Handler, terms: Terms, observer: LoopObserver) -> None:
        """Nothing has failed yet."""
        self._handler = handler
        self._terms = terms
        self._observer = observer
        self._histories: dict[TopicPartition, _History] = {}
        self._crashed: list[Record] = []
        self._ended: list[Record] = []

    def treat(self, record: Record) -> Done | Postponed:
        """Handle the record. Errors of set-up (`ConfigurationError`) pass through: they are not about the record."""
        started = time.perf_counter()
        try:
            outputs = self._handle(record)
        except TransientError as error:
            return self._postpone(record, error)
        except (PermanentError, ContractError) as error:
            return self._bury(record, error)
        except FiscusError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug on one document must not stop the others
            return self._after_surprise(record, error)
        self._histories.pop(record.topic_partition, None)
        self._observer.handled(self._terms.stage, record, time.perf_counter() - started)
        return Done(in_trace_of(record, outputs))

    def refused(self, record: Record, error: PermanentError) -> Done:
        """The log will never take what followed from a record that was handled: it is a dead letter after all."""
        return self._bury(record, error)

    def forget(self, partitions: Collection[TopicPartition]) -> None:
        """The partitions went to another member, with their failures."""
        for partition in partitions:
            self._histories.pop(partition, None)
        self._crashed = [record for record in self._crashed if record.topic_partition not in partitions]

    def committed(self) -> None:
        """What was treated is durable: the attempts of records that were given up need not be remembered."""
        self._ended += self._crashed
        self._crashed.clear()
        with suppress(TransientError):
            self._strike_out()

    def _handle(self, record: Record) -> Sequence[Event]:
        """Call the handler, counted beforehand where it can end the process."""
        attempts, stage = self._terms.attempts, self._terms.stage
        if attempts is None:
            return self._handler.handle(record)
        self._strike_out()
        attempt = attempts.begin(stage, record)
        if attempt.count > self._terms.max_attempts:
            history = self._history(record)
            history.first_failure, history.failures = attempt.first_at, attempt.count - 1
            self._crashed.append(record)
            raise CrashLoopError(
                f"the work ended the process {attempt.count - 1} times",
                where=f"{record.topic}[{record.partition}] at {record.offset}",
                remedy="mend the cause, then replay",
            )
        try:
            return self._handler.handle(record)
        finally:
            self._ended.append(record)
            with suppress(TransientError):  # the work is done all the same
                self._strike_out()

    def _strike_out(self) -> None:
        """Forget the attempts that ended in an orderly way.

        Where that cannot be written (a full disk), it must be before anything else is counted: attempts that are left
        standing would add up to a crash loop that there never was.
        """
        while self._ended and self._terms.attempts is not None:
            self._terms.attempts.end(self._terms.stage, self._ended[-1])
            self._ended.pop()

    def _postpone(self, record: Record, error: Exception) -> Postponed:
        history = self._failed(record)
        self._observer.retrying(self._terms.stage, error)
        log.warning(
            "record.postponed", error=str(error), error_class=type(error).__name__, failures=history.failures
        )
        return Postponed(error, history.failures)

    def _after_surprise(self, record: Record, error: Exception) -> Done | Postponed:
        history = self._history(record)
        history.unexpected += 1
        log.error(
            "record.surprise", error_class=type(error).__name__, attempt=history.unexpected, exc_info=error
        )
        return (
            self._postpone(record, error)
            if history.unexpected < self._terms.max_attempts
            else self._bury(record, error)
        )

    def _bury(self, record: Record, error: Exception) -> Done:
        history = self._history(record) if isinstance(error, CrashLoopError) else self._failed(record)
        self._histories.pop(record.topic_partition, None)
        cause = cause_of(
            record,
            error,
            stage=self._terms.stage,
            attempts=history.failures,
            first_failure=history.first_failure,
            last_failure=self._terms.now(),
            service_version=self._terms.service_version,
        )
        self._observer.dead_lettered(self._terms.stage, record, failure_of(error))
        log.error(
            "record.dead_lettered", error=cause.message, error_class=cause.exception_class, exc_info=error
        )
        letter = dead_letter(record, cause, self._terms.dead_letter_topic)
        return Done((letter, *in_trace_of(record, self._last_words(record, error))))

    def _last_words(self, record: Record, error: Exception) -> Sequence[Event]:
        """What the handler wants to say when it gives up. A bug there must not keep the dead letter back."""
        if not isinstance(self._handler, GivesUp):
            return ()
        told = error if isinstance(error, FiscusError) else PermanentError(f"{type(error).__name__}: {error}")
        try:
            return self._handler.give_up(record, told)
        except Exception as bug:
            log.critical("record.give_up_failed", exc_info=bug)
            return ()

    def _history(self, record: Record) -> _History:
        history = self._histories.get(record.topic_partition)
        if history is None or history.offset != record.offset:
            history = self._histories[record.topic_partition] = _History(record.offset, self._terms.now())
        return history

    def _failed(self, record: Record) -> _History:
        history = self._history(record)
        history.failures += 1
        return history


def failure_of(error: BaseException) -> Failure:
    """The kind of a failure that ends in a dead letter."""
    if isinstance(error, CrashLoopError):
        return Failure.CRASH
    if isinstance(error, ContractError):
        return Failure.CONTRACT
    return Failure.PERMANENT if isinstance(error, PermanentError) else Failure.UNEXPECTED
