"""Several loops in one thread, until nothing is left."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from shared.errors import TransientError
from shared.eventlog.embedded import EmbeddedEventLog
from shared.eventlog.memory import FaultKind, MemoryEventLog, Operation
from shared.eventlog.port import EventLog, Record
from shared.events.envelope import Event
from shared.service.backoff import Backoff
from shared.service.drain import run_until_idle
from shared.service.handler import Handler
from shared.service.loop import LoopSettings, ServiceLoop
from tests.unit.service.stages import DEAD, IN, OUT, Adder, Relay, everything_in, numbers, payloads, said

TOTAL = "total"


class Total:
    """The last stage: keeps what it is told."""

    def __init__(self) -> None:
        """Has been told nothing."""
        self.told: list[object] = []

    def handle(self, record: Record) -> Sequence[Event]:
        self.told += payloads([record])
        return ()


def loop_over(
    log: EventLog, stage: str, topic: str, handler: Handler, *, max_records: int = 32
) -> ServiceLoop:
    return ServiceLoop(
        stage,
        log.consumer(stage, [topic], member=stage),
        handler,
        service_version="1",
        settings=LoopSettings(max_records=max_records, backoff=Backoff(first_seconds=0.001)),
        dead_letter_topic=DEAD,
    )


def memory_log() -> MemoryEventLog:
    log = MemoryEventLog()
    log.create_topics({IN: 3, OUT: 2, DEAD: 1})
    return log


def test_stages_on_an_embedded_log_work_through_everything(tmp_path: Path) -> None:
    log = EmbeddedEventLog(tmp_path / "events.db")
    log.create_topics({IN: 3, OUT: 2, DEAD: 1})
    log.publish([event for n in range(10) for event in numbers(f"document {n}", 4)])
    total = Total()
    run_until_idle([loop_over(log, "adder", IN, Adder()), loop_over(log, "total", OUT, total)])
    assert total.told == [0 + 1 + 4 + 9] * 10
    log.close()


def test_a_stage_in_front_that_comes_later_in_the_list_is_waited_for() -> None:
    log = memory_log()
    log.publish(numbers("d", 3))
    total = Total()
    run_until_idle([loop_over(log, "total", OUT, total), loop_over(log, "adder", IN, Adder())])
    assert total.told == [5]


def test_nothing_to_do_is_done_at_once() -> None:
    run_until_idle([loop_over(memory_log(), "relay", IN, Relay())])


def test_a_transient_fault_is_waited_out() -> None:
    log = memory_log()
    log.publish(numbers("d", 3))
    loop = loop_over(log, "relay", IN, Relay())
    log.faults.add(Operation.POLL, FaultKind.FAIL_BEFORE)
    log.faults.add(Operation.COMMIT, FaultKind.FAIL_BEFORE)
    run_until_idle([loop])
    assert log.faults.unplayed == []
    assert len(everything_in(log, OUT)) == 3


def test_a_fault_that_stays_is_reported_when_patience_ends_and_the_work_is_kept() -> None:
    away = [True]

    def fail(record: Record) -> None:
        if away[0]:
            raise TransientError("the warehouse is away", where="db:5432")

    log = memory_log()
    log.publish(numbers("d", 3))
    loop = loop_over(log, "relay", IN, Relay(fail))
    with pytest.raises(TransientError, match="still failing after 0 s: the warehouse is away"):
        run_until_idle([loop], patience_seconds=0.2)
    away[0] = False
    run_until_idle([loop])
    assert len(everything_in(log, OUT)) == 3
    assert everything_in(log, DEAD) == []


def test_work_that_others_do_is_waited_for() -> None:
    log = memory_log()
    finished = threading.Event()

    def publish_late() -> None:
        log.publish([said(OUT, "d", 0, "late")])
        finished.set()

    timer = threading.Timer(0.3, publish_late)
    timer.start()
    total = Total()
    run_until_idle(
        [loop_over(log, "total", OUT, total)], finished=lambda: finished.is_set() and bool(total.told)
    )
    timer.join()
    assert total.told == ["late"]


def test_a_stop_ends_a_drain() -> None:
    log = memory_log()
    log.publish(numbers("d", 5))
    loop = loop_over(log, "relay", IN, Relay(lambda record: loop.stop.set()), max_records=1)
    run_until_idle([loop])
    assert len(everything_in(log, OUT)) == 1
