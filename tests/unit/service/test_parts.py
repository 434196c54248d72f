"""The parts of the loop: back-off, dead letters, health, open work, signals."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import ContractError, PermanentError
from shared.eventlog.port import Record, TopicPartition
from shared.events.envelope import Message
from shared.service.backoff import Backoff
from shared.service.deadletter import LONGEST_MESSAGE, Cause, cause_of, dead_letter, read_cause, restored
from shared.service.health import Health
from shared.service.open_work import OpenWork
from shared.service.signals import SecondSignal, stop_on_signals

NOW = datetime(2024, 1, 1, tzinfo=UTC)


def record(
    offset: int = 0, *, partition: int = 0, key: bytes | None = b"k", value: bytes | None = b"v"
) -> Record:
    return Record(
        topic="in",
        key=key,
        value=value,
        headers=(("ce_id", b"1"), ("raw", b"\xff")),
        partition=partition,
        offset=offset,
        timestamp=NOW + timedelta(seconds=offset),
    )


def cause(of: Record, error: Exception = PermanentError("unreadable")) -> Cause:  # noqa: B008 - never changed
    return cause_of(
        of, error, stage="extractor", attempts=3, first_failure=NOW, last_failure=NOW, service_version="1.2"
    )


@given(st.integers(1, 10_000), st.floats(0.001, 10), st.floats(0.001, 100), st.integers())
def test_a_wait_is_never_longer_than_the_cap(failures: int, first: float, cap: float, seed: int) -> None:
    assert 0 <= Backoff(first, cap).draw(failures, random.Random(seed)) <= cap


def test_bounds_double_up_to_the_cap() -> None:
    assert [Backoff(0.5, 5).bound(n) for n in (1, 2, 3, 4, 5, 10_000)] == [0.5, 1, 2, 4, 5, 5]


def test_a_dead_letter_can_be_read_and_restored() -> None:
    original = record(7)
    letter = dead_letter(original, cause(original), "dead")
    assert read_cause(letter) == Cause(
        topic="in",
        partition=0,
        offset=7,
        stage="extractor",
        exception_class="PermanentError",
        message="unreadable",
        attempts=3,
        first_failure_at="2024-01-01T00:00:00+00:00",
        last_failure_at="2024-01-01T00:00:00+00:00",
        service_version="1.2",
        content_sha256=hashlib.sha256(b"v").hexdigest(),
    )
    back = restored(letter)
    assert (back.topic, back.key, back.value, back.headers) == ("in", b"k", b"v", original.headers)


def test_a_record_that_dies_again_after_a_replay_has_one_cause() -> None:
    original = record(7)
    again = restored(dead_letter(original, cause(original), "dead"))
    second = Record(
        topic=again.topic,
        key=again.key,
        value=again.value,
        headers=again.headers,
        partition=0,
        offset=99,
        timestamp=NOW,
    )
    letter = dead_letter(second, cause(second), "dead")
    assert read_cause(letter).offset == 99
    assert len([name for name, _ in letter.headers if name == "fiscus_dlq_offset"]) == 1


def test_a_tombstone_can_be_a_dead_letter() -> None:
    letter = dead_letter(record(value=None, key=None), cause(record(value=None)), "dead")
    assert (letter.key, letter.value) == (None, None)
    assert read_cause(letter).content_sha256 == hashlib.sha256(b"").hexdigest()


def test_the_text_of_a_cause_is_one_line_of_bounded_length() -> None:
    told = cause(record(), ValueError("第一行\n" + "x" * 5000)).message
    assert told.startswith("第一行 x")
    assert len(told) == LONGEST_MESSAGE


@pytest.mark.parametrize(
    ("headers", "complaint"),
    [
        ((), "are missing: attempts, content_sha256"),
        (
            tuple((f"fiscus_dlq_{name}", b"x") for name in Cause.__dataclass_fields__),
            "fiscus_dlq_partition is not a number",
        ),
    ],
)
def test_what_is_no_dead_letter_is_refused(headers: tuple[tuple[str, bytes], ...], complaint: str) -> None:
    with pytest.raises(ContractError, match=complaint):
        restored(Message(topic="dead", key=b"k", value=b"v", headers=headers))


def test_health_tells_a_moving_loop_from_one_that_hangs() -> None:
    now = [100.0]
    health = Health(stall_seconds=10, clock=lambda: now[0])
    now[0] = 109
    assert health.live_probe().ok
    health.tick()
    now[0] = 120
    probe = health.live_probe()
    assert (probe.ok, probe.reason) == (False, "the loop has not moved for 11 s")
    assert health.last_tick == 109


def test_being_alive_does_not_depend_on_being_ready() -> None:
    health = Health()
    assert (health.ready_probe().ok, health.ready_probe().reason) == (False, "starting")
    health.hindered("the broker is away")
    assert health.live_probe().ok
    assert health.ready_probe().reason == "the broker is away"
    health.ready()
    assert health.ready_probe().ok


def test_the_oldest_open_document_of_each_partition_holds_its_watermark() -> None:
    work = OpenWork()
    for offset, key in enumerate(["a", "b", "a", "c"]):
        work.begin(key, record(offset))
    work.begin("d", record(9, partition=1))
    assert work.watermarks() == {TopicPartition("in", 0): 0, TopicPartition("in", 1): 9}
    work.finish("a", record(2))
    assert work.watermarks()[TopicPartition("in", 0)] == 1
    assert work.oldest() == NOW + timedelta(seconds=1)
    assert work.is_open("b", record(5))
    assert not work.is_open("a", record(5))
    assert work.forget([TopicPartition("in", 0)]) == {"b", "c"}
    assert work.watermarks() == {TopicPartition("in", 1): 9}
    work.finish("d", record(10, partition=1))
    work.finish("unknown", record(11, partition=2))
    assert work.watermarks() == {}
    assert work.oldest() is None


def test_a_document_that_may_be_lost_holds_its_watermark_for_a_while_after_its_last_record() -> None:
    now = 0.0
    work = OpenWork(lambda: now)
    work.begin("a", record(0), seconds=10)
    work.begin("b", record(1))
    now = 9.0
    work.begin("a", record(2))
    now = 18.0
    assert work.watermarks() == {TopicPartition("in", 0): 0}
    now = 19.0
    assert work.watermarks() == {TopicPartition("in", 0): 1}
    assert work.oldest() == NOW + timedelta(seconds=1)
    assert work.is_open("a", record(3))


def test_a_document_is_left_behind_when_nobody_goes_on_with_it() -> None:
    work = OpenWork()
    for offset, key in enumerate(["a", "b", "a"]):
        work.begin(key, record(offset))
    assert work.left_behind(record(4), 2) == {"b": record(1)}
    assert work.left_behind(record(5, partition=1), 2) == {}


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_a_wish_and_a_second_one_is_not(second: signal.Signals) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stop_on_signals(threading.Event()) as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wait(5)
        with pytest.raises(SecondSignal) as raised:
            send_and_wait(second)
    assert raised.value.number == second
    assert signal.getsignal(signal.SIGTERM) is before


def send_and_wait(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)
    threading.Event().wait(5)
