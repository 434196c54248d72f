"""Work that ends the process: counted beforehand, tried again, given up in the end; the others are served."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shared.errors import TransientError
from shared.eventlog.embedded import EmbeddedAttempts, EmbeddedEventLog
from shared.eventlog.memory import MemoryEventLog
from shared.eventlog.port import Record
from shared.service.attempts import Attempt
from shared.service.backoff import Backoff
from shared.service.deadletter import read_cause
from shared.service.drain import run_until_idle
from shared.service.loop import LoopSettings, ServiceLoop
from tests.unit.service.stages import DEAD, IN, OUT, Relay, everything_in, numbers

ROOT = Path(__file__).parents[3]
MAX_ATTEMPTS = 3

DEADLY_SERVICE = f"""
import os, signal, sys
from shared.eventlog.embedded import EmbeddedAttempts, EmbeddedEventLog
from shared.service.drain import run_until_idle
from shared.service.loop import LoopSettings, ServiceLoop
from tests.unit.service.stages import DEAD, IN, Relay

def die(record):
    if record.key == b"poison":
        os.kill(os.getpid(), signal.SIGKILL)

log = EmbeddedEventLog(sys.argv[1])
loop = ServiceLoop(
    "relay",
    log.consumer("g", [IN], member="a"),
    Relay(die),
    service_version="1",
    settings=LoopSettings(max_records=1, max_attempts={MAX_ATTEMPTS}),
    attempts=EmbeddedAttempts(sys.argv[1]),
    dead_letter_topic=DEAD,
)
run_until_idle([loop])
"""


def test_a_document_that_kills_the_service_is_given_up_after_some_attempts(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    log = EmbeddedEventLog(path)
    log.create_topics({IN: 1, OUT: 1, DEAD: 1})
    log.publish([*numbers("before", 2), *numbers("poison", 1), *numbers("after", 2)])
    ends = [
        subprocess.run([sys.executable, "-c", DEADLY_SERVICE, str(path)], cwd=ROOT, check=False).returncode
        for _ in range(MAX_ATTEMPTS + 1)
    ]
    assert ends == [-signal.SIGKILL] * MAX_ATTEMPTS + [0]
    assert [record.key for record in everything_in(log, OUT)] == [b"before", b"before", b"after", b"after"]
    (letter,) = everything_in(log, DEAD)
    cause = read_cause(letter)
    assert (letter.key, cause.exception_class, cause.attempts) == (b"poison", "CrashLoopError", MAX_ATTEMPTS)
    assert cause.message.startswith("the work ended the process 3 times")
    assert cause.first_failure_at < cause.last_failure_at
    log.close()
    counter = EmbeddedAttempts(path)
    assert counter._connection.execute("SELECT count(*) FROM attempt").fetchone() == (0,), (
        "nothing is left to count"
    )
    counter.close()


class Brittle:
    """A counter on a disk that is full for a while."""

    def __init__(self, failures: int) -> None:
        self.failures = failures

    def begin(self, stage: str, record: Record) -> Attempt:
        if self.failures:
            self.failures -= 1
            raise TransientError("the disk is full")
        return Attempt(1, record.timestamp, record.timestamp)

    def end(self, stage: str, record: Record) -> None:
        """Nothing to forget."""

    def close(self) -> None:
        """Nothing to close."""


def test_work_that_cannot_be_counted_waits() -> None:
    relay = Relay()
    log = MemoryEventLog()
    log.create_topics({IN: 1, OUT: 1, DEAD: 1})
    log.publish(numbers("d", 2))
    loop = ServiceLoop(
        "relay",
        log.consumer("g", [IN], member="a"),
        relay,
        service_version="1",
        settings=LoopSettings(backoff=Backoff(first_seconds=0.001)),
        attempts=Brittle(2),
        dead_letter_topic=DEAD,
    )
    run_until_idle([loop])
    assert relay.seen == [(0, 0), (0, 1)], "handled only once it was counted"
    assert everything_in(log, DEAD) == []


@pytest.mark.parametrize("error", [TransientError("away"), KeyError("bug")])
def test_attempts_that_end_in_an_exception_do_not_count_as_crashes(tmp_path: Path, error: Exception) -> None:
    failures = [error] * 3

    def fail(record: Record) -> None:
        if failures:
            raise failures.pop()

    log = MemoryEventLog()
    log.create_topics({IN: 1, OUT: 1, DEAD: 1})
    log.publish(numbers("d", 1))
    loop = ServiceLoop(
        "relay",
        log.consumer("g", [IN], member="a"),
        Relay(fail),
        service_version="1",
        settings=LoopSettings(backoff=Backoff(first_seconds=0.001), max_attempts=4),
        attempts=EmbeddedAttempts(tmp_path / "attempts.db"),
        dead_letter_topic=DEAD,
    )
    run_until_idle([loop])
    loop.close()
    assert len(everything_in(log, OUT)) == 1
    assert everything_in(log, DEAD) == []


class Forgetless:
    """A counter whose disk is full whenever something is to be struck out, but for one time in `period`."""

    def __init__(self, counter: EmbeddedAttempts, period: int) -> None:
        self._counter = counter
        self._period = period
        self._calls = 0

    def begin(self, stage: str, record: Record) -> Attempt:
        return self._counter.begin(stage, record)

    def end(self, stage: str, record: Record) -> None:
        self._calls += 1
        if self._calls % self._period:
            raise TransientError("the disk is full")
        self._counter.end(stage, record)

    def close(self) -> None:
        self._counter.close()


def test_attempts_that_cannot_be_struck_out_do_not_add_up_to_a_crash_loop(tmp_path: Path) -> None:
    """Each record fails transiently some times, and only every fourth deletion fits on the disk."""
    failures = dict.fromkeys(range(3), 6)

    def fail(record: Record) -> None:
        if failures[record.offset]:
            failures[record.offset] -= 1
            raise TransientError("away")

    relay = Relay(fail)
    log = MemoryEventLog()
    log.create_topics({IN: 1, OUT: 1, DEAD: 1})
    log.publish(numbers("d", 3))
    loop = ServiceLoop(
        "relay",
        log.consumer("g", [IN], member="a"),
        relay,
        service_version="1",
        settings=LoopSettings(backoff=Backoff(first_seconds=0.0001, cap_seconds=0.001), max_attempts=2),
        attempts=Forgetless(EmbeddedAttempts(tmp_path / "attempts.db"), 4),
        dead_letter_topic=DEAD,
    )
    run_until_idle([loop])
    loop.close()
    assert len(everything_in(log, OUT)) == 3
    assert everything_in(log, DEAD) == []
    assert len(relay.seen) == 3 * 7, "work that is done is not done again for the count's sake"
