"""The faults of the in-memory log: each does what its name says, when the plan says."""

from __future__ import annotations

import time

import pytest

from shared.errors import TransientError
from shared.eventlog.memory import Fault, FaultKind, FaultPlan, MemoryConsumer, MemoryEventLog, Operation
from shared.eventlog.port import FencedError, RebalancedError, TopicPartition
from shared.eventlog.size import to_messages
from shared.events.envelope import Event

IN, OUT = TopicPartition("in", 0), TopicPartition("out", 0)


def event(topic: str = "in") -> Event:
    return Event(topic=topic, key="k", id="1", type="t", source="/t", data=b"{}")


def log_with(*faults: Fault) -> MemoryEventLog:
    log = MemoryEventLog(FaultPlan(faults))
    log.create_topics({"in": 1, "out": 1})
    return log


def reader_of(log: MemoryEventLog) -> MemoryConsumer:
    """A member that has joined, and has read one record that was there before."""
    with log.changed:
        log.append(to_messages([event()]))
    consumer = log.consumer("g", ["in"], member="a")
    assert len(consumer.poll(10, 0)) == 1
    return consumer


def ends(log: MemoryEventLog) -> tuple[int, int]:
    found = log.end_offsets(["in", "out"])
    return found[IN], found[OUT]


@pytest.mark.parametrize(("kind", "published"), [(FaultKind.FAIL_BEFORE, 0), (FaultKind.FAIL_AFTER, 1)])
def test_a_failed_publish_has_or_has_not_happened(kind: FaultKind, published: int) -> None:
    log = log_with(Fault(Operation.PUBLISH, 1, kind))
    with pytest.raises(TransientError):
        log.publish([event()])
    assert ends(log) == (published, 0)
    log.publish([event()])
    assert ends(log) == (published + 1, 0)


@pytest.mark.parametrize(
    ("kind", "published", "watermarks"),
    [
        (FaultKind.FAIL_BEFORE, 0, {}),
        (FaultKind.FAIL_BETWEEN, 1, {}),
        (FaultKind.FAIL_AFTER, 1, {IN: 1}),
    ],
)
def test_a_failed_commit_has_happened_so_far(
    kind: FaultKind, published: int, watermarks: dict[TopicPartition, int]
) -> None:
    log = log_with(Fault(Operation.COMMIT, 1, kind))
    consumer = reader_of(log)
    with pytest.raises(TransientError):
        consumer.commit({IN: 1}, [event("out")])
    assert ends(log) == (1, published)
    assert consumer.committed() == watermarks


@pytest.mark.parametrize(
    ("kind", "error"), [(FaultKind.REBALANCE, RebalancedError), (FaultKind.EXPEL, FencedError)]
)
def test_a_commit_after_a_loss_is_refused_whole(kind: FaultKind, error: type[RebalancedError]) -> None:
    log = log_with(Fault(Operation.COMMIT, 1, kind))
    consumer = reader_of(log)
    with pytest.raises(error) as caught:
        consumer.commit({IN: 1}, [event("out")])
    assert caught.value.lost == {IN}
    assert ends(log) == (1, 0)
    assert [record.offset for record in consumer.poll(10, 0)] == [0], "it comes back, from the watermark"


@pytest.mark.parametrize(
    ("kind", "error"), [(FaultKind.REBALANCE, RebalancedError), (FaultKind.EXPEL, FencedError)]
)
def test_a_poll_tells_of_a_loss_once(kind: FaultKind, error: type[RebalancedError]) -> None:
    log = log_with(Fault(Operation.POLL, 2, kind))
    consumer = reader_of(log)
    with pytest.raises(error):
        consumer.poll(10, 0)
    assert [record.offset for record in consumer.poll(10, 0)] == [0]


def test_a_repeated_delivery_says_nothing() -> None:
    log = log_with(Fault(Operation.POLL, 2, FaultKind.REPEAT))
    consumer = reader_of(log)
    assert [record.offset for record in consumer.poll(10, 0)] == [0]


def test_a_failed_poll_loses_nothing() -> None:
    log = log_with(Fault(Operation.POLL, 2, FaultKind.FAIL_BEFORE))
    consumer = reader_of(log)
    log.publish([event()])
    with pytest.raises(TransientError):
        consumer.poll(10, 0)
    assert [record.offset for record in consumer.poll(10, 0)] == [1]


def test_a_delay_is_late_and_nothing_else() -> None:
    log = log_with(Fault(Operation.PUBLISH, 1, FaultKind.DELAY, seconds=0.05))
    started = time.monotonic()
    log.publish([event()])
    assert time.monotonic() - started >= 0.05
    assert ends(log) == (1, 0)


def test_a_plan_knows_what_has_not_been_played() -> None:
    later = Fault(Operation.PUBLISH, 3, FaultKind.FAIL_BEFORE)
    log = log_with(later)
    log.publish([event()])
    assert log.faults.unplayed == [later]


def test_faults_can_be_added_for_coming_calls() -> None:
    log = log_with()
    log.publish([event()])
    log.faults.add(Operation.PUBLISH, FaultKind.FAIL_BEFORE, after=1)
    log.publish([event()])
    with pytest.raises(TransientError):
        log.publish([event()])


@pytest.mark.parametrize(
    ("operation", "call", "kind"),
    [
        (Operation.PUBLISH, 1, FaultKind.REBALANCE),
        (Operation.POLL, 1, FaultKind.FAIL_BETWEEN),
        (Operation.COMMIT, 0, FaultKind.FAIL_BEFORE),
    ],
)
def test_a_fault_that_could_never_be_seen_is_refused(
    operation: Operation, call: int, kind: FaultKind
) -> None:
    with pytest.raises(ValueError, match=r"cannot|from 1"):
        Fault(operation, call, kind)


def test_a_call_has_one_fault() -> None:
    with pytest.raises(ValueError, match="same call"):
        FaultPlan([Fault(Operation.POLL, 1, FaultKind.REPEAT), Fault(Operation.POLL, 1, FaultKind.DELAY)])


def test_a_random_plan_is_the_same_for_the_same_seed() -> None:
    plans = [FaultPlan.random(seed, calls=50, rate=0.3).unplayed for seed in (7, 7, 8)]
    assert plans[0] == plans[1] != plans[2]
    assert 20 < len(plans[0]) < 70
