"""The loop of a service: what it commits, when it waits, what it gives up."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NoReturn

import pytest
import structlog

from shared.errors import ConfigurationError, ContractError, FiscusError, PermanentError, TransientError
from shared.eventlog.memory import FaultKind, MemoryConsumer, MemoryEventLog, Operation
from shared.eventlog.port import Record, TopicPartition
from shared.eventlog.size import LARGEST_EVENT_BYTES
from shared.events.envelope import Event, Message
from shared.service.backoff import Backoff
from shared.service.deadletter import read_cause
from shared.service.handler import Handler
from shared.service.loop import LoopSettings, ServiceLoop
from tests.unit.service.stages import (
    DEAD,
    IN,
    OUT,
    Adder,
    Quitter,
    Relay,
    everything_in,
    numbers,
    payloads,
    said,
)

P = TopicPartition(IN, 0)


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Scene:
    """A loop over an in-memory log with one partition, on a clock of the test's own."""

    def __init__(self, handler: Handler, *, max_attempts: int = 5, poll_seconds: float = 1.0) -> None:
        self.log = MemoryEventLog()
        self.log.create_topics({IN: 1, OUT: 1, DEAD: 1})
        self.clock = Clock()
        self.consumer: MemoryConsumer = self.log.consumer("g", [IN], member="a")
        self.loop = ServiceLoop(
            "relay",
            self.consumer,
            handler,
            service_version="9.9",
            settings=LoopSettings(
                poll_seconds=poll_seconds,
                max_attempts=max_attempts,
                backoff=Backoff(first_seconds=1.0, cap_seconds=8.0),
            ),
            dead_letter_topic=DEAD,
            clock=self.clock,
            now=lambda: datetime(2024, 1, 1, tzinfo=UTC),
            dice=random.Random(1),
        )

    def say(self, document: str = "d", count: int = 3) -> None:
        self.log.publish(numbers(document, count))

    @property
    def committed(self) -> int:
        return self.consumer.committed().get(P, 0)

    def out(self) -> list[object]:
        return payloads(everything_in(self.log, OUT))

    def dead(self) -> list[Record]:
        return everything_in(self.log, DEAD)


def failing(*failures: Exception | None, at: int = 1) -> Callable[[Record], None]:
    """Raise each of `failures` in turn when the record at that offset is handled."""
    queue = list(failures)

    def fail(record: Record) -> None:
        if record.offset == at and queue and (error := queue.pop(0)):
            raise error

    return fail


def always(error: Exception, at: int = 1) -> Callable[[Record], None]:
    def fail(record: Record) -> None:
        if record.offset == at:
            raise error

    return fail


def test_outputs_and_watermark_of_a_batch_are_committed_together() -> None:
    scene = Scene(Relay())
    scene.say()
    assert scene.loop.step(0)
    assert scene.committed == 3
    assert len(scene.out()) == 3


def test_a_step_without_work_says_so() -> None:
    scene = Scene(Relay())
    assert not scene.loop.step(0)


def test_a_record_that_fails_for_now_stops_its_partition_and_is_tried_again() -> None:
    relay = Relay(failing(TransientError("database away"), TransientError("database away")))
    scene = Scene(relay)
    scene.say(count=4)
    scene.loop.step(0)
    assert scene.committed == 1, "what came before it is done"
    assert relay.seen == [(0, 0), (0, 1)], "what comes after it waits"
    assert not scene.loop.step(0), "the wait is not over"
    for _ in range(2):
        scene.clock.seconds += 8
        scene.loop.step(0)
    assert relay.seen == [(0, 0), (0, 1), (0, 1), (0, 1), (0, 2), (0, 3)]
    assert scene.committed == 4
    assert len(scene.out()) == 4
    assert scene.dead() == []


def test_other_partitions_go_on_while_one_waits() -> None:
    log = MemoryEventLog()
    log.create_topics({IN: 8, OUT: 1, DEAD: 1})
    stuck = numbers("stuck", 1)
    log.publish([*stuck, *(event for n in range(30) for event in numbers(f"document {n}", 1))])
    (home,) = [record.topic_partition for record in everything_in(log, IN) if record.key == b"stuck"]

    def fail(record: Record) -> None:
        if record.key == b"stuck":
            raise TransientError("away")

    consumer = log.consumer("g", [IN], member="a")
    loop = ServiceLoop("relay", consumer, Relay(fail), service_version="1", dead_letter_topic=DEAD)
    for _ in range(3):
        loop.step(0)
    ends = log.end_offsets([IN])
    committed = consumer.committed()
    assert {p: committed.get(p, 0) for p in ends if p != home} == {
        p: end for p, end in ends.items() if p != home
    }
    assert committed.get(home, 0) == 0


def test_waits_grow_and_are_bounded_and_jittered() -> None:
    relay = Relay(always(TransientError("away"), at=0))
    scene = Scene(relay)
    scene.say()
    waits = []
    for _ in range(12):
        scene.loop.step(0)
        wait = scene.loop.waiting()
        assert wait is not None
        waits.append(wait.until - scene.clock.seconds)
        scene.clock.seconds = wait.until
    bounds = [1, 2, 4, 8, 8, 8, 8, 8, 8, 8, 8, 8]
    assert all(0 <= wait <= bound for wait, bound in zip(waits, bounds, strict=True))
    assert len(set(waits)) == 12
    assert scene.dead() == [], "a transient fault never makes a dead letter"


def test_readiness_goes_while_a_transient_fault_is_waited_out_and_comes_back() -> None:
    scene = Scene(Relay(failing(TransientError("the warehouse is away"))))
    assert not scene.loop.health.ready_probe().ok
    scene.loop.step(0)
    assert scene.loop.health.ready_probe().ok
    scene.say()
    scene.loop.step(0)
    assert scene.loop.health.ready_probe().reason == "the warehouse is away"
    scene.clock.seconds += 8
    scene.loop.step(0)
    assert scene.loop.health.ready_probe().ok


@pytest.mark.parametrize("error", [PermanentError("no such table"), ContractError("no such field")])
def test_a_record_that_fails_for_good_goes_to_the_dead_letters_at_once_and_the_others_go_on(
    error: Exception,
) -> None:
    scene = Scene(Relay(always(error)))
    scene.say()
    scene.loop.step(0)
    assert scene.committed == 3
    assert len(scene.out()) == 2
    (letter,) = scene.dead()
    original = everything_in(scene.log, IN)[1]
    assert (letter.key, letter.value) == (original.key, original.value)
    assert letter.headers[: len(original.headers)] == original.headers
    cause = read_cause(letter)
    assert (cause.topic, cause.partition, cause.offset, cause.stage) == (IN, 0, 1, "relay")
    assert (cause.exception_class, cause.message) == (type(error).__name__, str(error))
    assert (cause.attempts, cause.service_version) == (1, "9.9")
    assert cause.first_failure_at == cause.last_failure_at == "2024-01-01T00:00:00+00:00"


def test_a_bug_is_tried_again_a_few_times_and_is_then_a_dead_letter() -> None:
    relay = Relay(always(KeyError("合计")))
    scene = Scene(relay, max_attempts=3)
    scene.say()
    for _ in range(5):
        scene.loop.step(0)
        scene.clock.seconds += 8
    assert relay.seen.count((0, 1)) == 3
    assert scene.committed == 3
    (letter,) = scene.dead()
    assert read_cause(letter).exception_class == "KeyError"
    assert read_cause(letter).attempts == 3


def test_a_bug_that_goes_away_costs_nothing() -> None:
    scene = Scene(Relay(failing(RuntimeError("once"))))
    scene.say()
    for _ in range(3):
        scene.loop.step(0)
        scene.clock.seconds += 8
    assert len(scene.out()) == 3
    assert scene.dead() == []


def test_transient_failures_between_do_not_count_towards_giving_up() -> None:
    errors = [RuntimeError("bug"), *[TransientError("away")] * 10, RuntimeError("bug"), None]
    scene = Scene(Relay(failing(*errors)), max_attempts=3)
    scene.say()
    for _ in range(20):
        scene.loop.step(0)
        scene.clock.seconds += 8
    assert len(scene.out()) == 3
    assert scene.dead() == []


def test_a_wrong_set_up_is_not_the_records_fault_and_ends_the_loop() -> None:
    scene = Scene(Relay(always(ConfigurationError("no warehouse is named"))))
    scene.say()
    with pytest.raises(ConfigurationError):
        scene.loop.step(0)
    assert scene.dead() == []


def test_a_handler_that_gives_up_has_the_last_word() -> None:
    scene = Scene(Quitter(always(PermanentError("unreadable"))))
    scene.say()
    scene.loop.step(0)
    assert "gave up: unreadable" in scene.out()
    assert len(scene.dead()) == 1


def test_a_bug_in_the_last_word_does_not_keep_the_dead_letter_back() -> None:
    class Speechless(Quitter):
        def give_up(self, record: Record, error: FiscusError) -> NoReturn:
            raise RuntimeError("speechless")

    scene = Scene(Speechless(always(PermanentError("unreadable"))))
    scene.say()
    scene.loop.step(0)
    assert len(scene.dead()) == 1
    assert scene.committed == 3


def test_a_dead_letter_keeps_what_is_no_event_at_all() -> None:
    scene = Scene(Relay())
    scene.log.publish([Message(topic=IN, key=None, value=None, headers=(("x", b"\xff"),))])
    scene.loop.step(0)
    (letter,) = scene.dead()
    assert (letter.key, letter.value, letter.headers[0]) == (None, None, ("x", b"\xff"))
    assert read_cause(letter).exception_class == "ContractError"


def test_a_watermark_stays_below_what_a_stateful_handler_still_needs() -> None:
    scene = Scene(Adder())
    first, second = numbers("first", 2), numbers("second", 2)
    scene.log.publish([second[0], first[0], first[1]])
    scene.loop.step(0)
    assert scene.out() == [1]
    assert scene.committed == 0, "the second document, begun at 0, is open"
    scene.log.publish([second[1]])
    scene.loop.step(0)
    assert scene.out() == [1, 1]
    assert scene.committed == 4


def test_outputs_do_not_wait_for_a_watermark_that_stands_still() -> None:
    scene = Scene(Adder())
    open_one, other, third = numbers("open", 2), numbers("other", 1), numbers("third", 2)
    scene.log.publish([open_one[0], *other])
    scene.loop.step(0)
    assert (scene.committed, scene.out()) == (0, [0])
    scene.log.publish(third)
    scene.loop.step(0)
    assert (scene.committed, scene.out()) == (0, [0, 1])
    assert not scene.loop.step(0), "and they are published once"


def test_a_partition_that_was_lost_while_it_waited_is_read_anew_when_it_comes_back() -> None:
    scene = Scene(Relay(failing(TransientError("away"))))
    scene.say()
    scene.loop.step(0)
    scene.log.faults.add(Operation.POLL, FaultKind.REBALANCE)
    scene.loop.step(0)
    assert scene.loop.waiting() is None
    scene.loop.step(0)
    assert scene.committed == 3
    assert len(scene.out()) == 3


def test_after_a_restart_open_documents_are_read_again_and_finished_ones_are_not_opened_anew() -> None:
    scene = Scene(Adder())
    one, two, three = numbers("one", 3), numbers("two", 3), numbers("three", 2)
    scene.log.publish([one[0], two[0], one[1], one[2], three[0], three[1]])
    scene.loop.step(0)
    assert scene.committed == 1, "two is open from 1; one began below it"
    scene.loop.close()
    scene.log.publish([two[1], two[2]])
    adder = Adder()
    again = ServiceLoop(
        "adder", scene.log.consumer("g", [IN], member="b"), adder, service_version="1", dead_letter_topic=DEAD
    )
    again.step(0)
    assert scene.out() == [5, 1, 1, 5], "one is passed over, three is said again with the same id"
    assert len({record.header("ce_id") for record in everything_in(scene.log, OUT)}) == 3
    assert adder.watermarks() == {}
    assert scene.log.groups["g"].watermarks == {P: 8}


class Echo(Relay):
    """Says more than the log takes where a document is called so."""

    def handle(self, record: Record) -> Sequence[Event]:
        said_again = super().handle(record)
        return [
            replace(event, data=bytes(LARGEST_EVENT_BYTES)) if event.key == "huge" else event
            for event in said_again
        ]


class EchoThatQuits(Echo, Quitter):
    """The same with a last word."""


def test_what_is_too_large_for_the_log_ends_as_a_dead_letter_and_the_others_go_on() -> None:
    """All of one batch: nothing is lost, said twice, or held back."""
    scene = Scene(EchoThatQuits())
    for document in ("before", "huge", "after"):
        scene.say(document, count=1)
    assert scene.loop.step(0)
    assert scene.committed == 3
    (letter,) = scene.dead()
    cause = read_cause(letter)
    assert (cause.exception_class, cause.offset) == ("RecordTooLargeError", 1)
    assert "too large" in cause.message
    assert letter.value == everything_in(scene.log, IN)[1].value
    said_by = [(record.key, record.value) for record in everything_in(scene.log, OUT)]
    assert [key for key, _ in said_by] == [b"before", b"huge", b"after"]
    assert b"gave up" in (said_by[1][1] or b"")
    assert not scene.loop.step(0)


@pytest.mark.parametrize("call", range(4))
@pytest.mark.parametrize("kind", [FaultKind.FAIL_BEFORE, FaultKind.FAIL_BETWEEN, FaultKind.FAIL_AFTER])
def test_a_log_that_fails_while_the_too_large_is_told_apart_loses_nothing(kind: FaultKind, call: int) -> None:
    """The fault strikes each commit of the way in turn: what is said of each record, the letter, the watermark."""
    scene = Scene(Echo())
    for document in ("before", "huge", "after"):
        scene.say(document, count=1)
    scene.log.faults.add(Operation.COMMIT, kind, after=call)
    for _ in range(6):
        scene.loop.step(0)
        scene.clock.seconds += 60
    assert not scene.log.faults.unplayed
    assert scene.committed == 3
    assert {read_cause(letter).offset for letter in scene.dead()} == {1}
    assert {record.key for record in everything_in(scene.log, OUT)} == {b"before", b"after"}


def test_a_partition_that_is_lost_while_the_too_large_is_told_apart_is_left_to_its_new_owner() -> None:
    scene = Scene(Echo())
    for document in ("before", "huge"):
        scene.say(document, count=1)
    scene.log.faults.add(Operation.COMMIT, FaultKind.REBALANCE, after=1)
    assert scene.loop.step(0)
    assert scene.dead() == []
    for _ in range(3):
        scene.loop.step(0)
    assert scene.committed == 2
    assert len(scene.dead()) == 1


def test_lost_partitions_take_their_uncommitted_work_with_them() -> None:
    scene = Scene(Relay())
    scene.loop.step(0)
    scene.say()
    scene.log.faults.add(Operation.COMMIT, FaultKind.EXPEL)
    scene.loop.step(0)
    assert (scene.committed, scene.out()) == (0, [])
    scene.loop.step(0)
    assert scene.committed == 3
    assert len(scene.out()) == 3


def test_a_stateful_handler_forgets_what_came_from_lost_partitions() -> None:
    adder = Adder()
    scene = Scene(adder)
    scene.log.publish(numbers("d", 3)[:2])
    scene.loop.step(0)
    assert adder.watermarks() == {P: 0}
    scene.log.faults.add(Operation.POLL, FaultKind.REBALANCE)
    scene.loop.step(0)
    assert adder.watermarks() == {}


@pytest.mark.parametrize("kind", [FaultKind.FAIL_BEFORE, FaultKind.FAIL_BETWEEN, FaultKind.FAIL_AFTER])
def test_a_commit_that_is_not_confirmed_is_repeated_without_handling_again(kind: FaultKind) -> None:
    relay = Relay()
    scene = Scene(relay)
    scene.loop.step(0)
    scene.say()
    scene.log.faults.add(Operation.COMMIT, kind)
    assert not scene.loop.step(0)
    assert not scene.loop.health.ready_probe().ok
    scene.clock.seconds += 8
    assert scene.loop.step(0)
    assert scene.loop.health.ready_probe().ok
    assert relay.seen == [(0, 0), (0, 1), (0, 2)]
    assert scene.committed == 3
    assert len({record.header("ce_id") for record in everything_in(scene.log, OUT)}) == 3


def test_a_log_that_is_away_is_waited_for() -> None:
    scene = Scene(Relay())
    scene.say()
    scene.log.faults.add(Operation.POLL, FaultKind.FAIL_BEFORE)
    assert not scene.loop.step(0)
    wait = scene.loop.waiting()
    assert wait is not None
    assert not scene.loop.step(0), "it does not ask again before the wait is over"
    scene.clock.seconds = wait.until
    assert scene.loop.step(0)
    assert scene.committed == 3


def test_a_stop_ends_the_batch_after_the_record_at_hand() -> None:
    def stop_at_one(record: Record) -> None:
        if record.offset == 1:
            scene.loop.stop.set()

    scene = Scene(Relay(stop_at_one))
    scene.say(count=5)
    scene.loop.run()
    assert scene.log.groups["g"].watermarks == {P: 2}
    assert len(scene.out()) == 2
    assert scene.loop.health.ready_probe().reason == "stopped"
    assert scene.log.groups["g"].members == {}


def test_a_stop_wakes_a_loop_that_waits_for_records() -> None:
    scene = Scene(Relay(), poll_seconds=0.05)
    thread = threading.Thread(target=scene.loop.run)
    thread.start()
    scene.loop.stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_events_go_on_in_the_trace_of_their_cause() -> None:
    scene = Scene(Relay())
    header = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"
    event = said(IN, "d", 0, {"ordinal": 0})
    scene.log.publish([replace(event, headers={"traceparent": header})])
    scene.loop.step(0)
    (record,) = everything_in(scene.log, OUT)
    told = record.header("traceparent")
    assert told is not None
    assert told.split("-")[1] == header.split("-")[1]
    assert told.split("-")[2] != header.split("-")[2]


def test_every_line_logged_by_a_handler_names_the_record() -> None:
    lines: list[dict[str, Any]] = []

    def speak(record: Record) -> None:
        lines.append(dict(structlog.contextvars.get_contextvars()))

    scene = Scene(Relay(speak))
    scene.say("文档", count=1)
    scene.loop.step(0)
    assert lines == [
        {
            "stage": "relay",
            "document_id": "文档",
            "topic": IN,
            "partition": 0,
            "offset": 0,
            "event_id": numbers("文档", 1)[0].id,
            "trace_id": None,
        }
    ]
    assert structlog.contextvars.get_contextvars() == {}
