"""What the port promises about publishing: order, durability, partitions, bytes."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from shared.errors import ConfigurationError, PermanentError
from shared.eventlog.port import EventLog, RecordTooLargeError, TopicPartition
from shared.eventlog.size import LARGEST_EVENT_BYTES, size_of
from shared.events.envelope import Event, Message
from shared.service.deadletter import cause_of, dead_letter
from tests.contract.eventlog.adapters import Adapter, event, take

TOPIC = "counted"


def test_events_of_one_key_come_in_the_order_of_publishing(log: EventLog) -> None:
    keys = [f"文件{n}" for n in range(7)]
    log.publish([event(TOPIC, key, ordinal) for ordinal in range(20) for key in keys])
    records = take(log.consumer("readers", [TOPIC], member="a"), 140)
    for key in keys:
        mine = [record for record in records if record.key == key.encode()]
        assert [Event.from_message(record).data for record in mine] == [
            b'{"ordinal": %d}' % n for n in range(20)
        ]
        assert len({record.partition for record in mine}) == 1
        assert [record.offset for record in mine] == sorted({record.offset for record in mine})


def test_every_opening_puts_a_key_into_the_same_partition(adapter: Adapter, log: EventLog) -> None:
    for ordinal in range(10):
        adapter.open().publish([event(TOPIC, f"key-{n}", ordinal) for n in range(5)])
    records = take(log.consumer("readers", [TOPIC], member="a"), 50)
    homes = {(record.key, record.partition) for record in records}
    assert len(homes) == 5


def test_keys_spread_over_all_partitions(log: EventLog) -> None:
    log.publish([event(TOPIC, f"document {n}", 0) for n in range(100)])
    assert all(end >= 10 for end in log.end_offsets([TOPIC]).values())


def test_a_record_is_what_was_published_byte_for_byte(log: EventLog) -> None:
    message = Message(
        topic=TOPIC,
        key="部门预算公开".encode(),
        value=b"\x00\xff\xfe not JSON",
        headers=(("备注", "人员经费".encode()), ("raw", b"\x00\xff\x80"), ("raw", b""), ("empty", b"")),
    )
    log.publish([message])
    (record,) = take(log.consumer("readers", [TOPIC], member="a"), 1)
    assert (record.key, record.value, record.headers) == (message.key, message.value, message.headers)


def test_a_message_may_have_no_key_and_no_value(log: EventLog) -> None:
    log.publish([Message(topic=TOPIC, key=None, value=None)])
    (record,) = take(log.consumer("readers", [TOPIC], member="a"), 1)
    assert (record.key, record.value) == (None, None)


def test_an_event_comes_back_whole(log: EventLog) -> None:
    sent = Event(
        topic=TOPIC,
        key="e3b0c442",
        id="0f",
        type="fiscus.test.v1",
        source="/fiscus/test",
        data='{"名称": "合计"}'.encode(),
        subject="表一",
        time=datetime(2024, 2, 29, 8, 30, tzinfo=UTC),
        dataschema="https://example.org/schema.json",
        headers={"traceparent": "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"},
    )
    log.publish([sent])
    (record,) = take(log.consumer("readers", [TOPIC], member="a"), 1)
    assert Event.from_message(record) == sent


def test_large_payloads_pass(log: EventLog) -> None:
    payload = ("支出" * 100_000).encode()[: 512 * 1024]
    log.publish([event(TOPIC, "large", n, payload) for n in range(4)])
    records = take(log.consumer("readers", [TOPIC], member="a"), 4)
    assert [record.value for record in records] == [payload] * 4


def test_an_event_that_is_too_large_is_refused_and_nothing_is_published(log: EventLog) -> None:
    """The same on every adapter, so that a document that fits one fits all. The largest that is allowed comes back."""
    too_large = event(TOPIC, "a", 1, bytes(LARGEST_EVENT_BYTES))
    with pytest.raises(RecordTooLargeError, match=rf"too large, {LARGEST_EVENT_BYTES} is the most.*{TOPIC}"):
        log.publish([event(TOPIC, "a", 0), too_large])
    assert sum(log.end_offsets([TOPIC]).values()) == 0
    envelope = size_of(event(TOPIC, "a", 0, b"").to_message())
    largest = bytes(LARGEST_EVENT_BYTES - envelope)
    log.publish([event(TOPIC, "a", 0, largest)])
    (record,) = take(log.consumer("readers", [TOPIC], member="a"), 1)
    assert record.value == largest


def test_the_dead_letter_of_the_largest_event_is_not_too_large(log: EventLog) -> None:
    largest = event(
        TOPIC, "a", 0, bytes(LARGEST_EVENT_BYTES - size_of(event(TOPIC, "a", 0, b"").to_message()))
    )
    log.publish([largest])
    (record,) = take(log.consumer("readers", [TOPIC], member="a"), 1)
    cause = cause_of(
        record,
        PermanentError("错" * 5_000),
        stage="extractor",
        attempts=1,
        first_failure=record.timestamp,
        last_failure=record.timestamp,
        service_version="1",
    )
    log.publish([dead_letter(record, cause, "told")])
    (letter,) = take(log.consumer("readers", ["told"], member="b"), 1)
    assert letter.value == record.value


def test_no_watermark_is_committed_with_an_output_that_is_too_large(log: EventLog) -> None:
    log.publish([event(TOPIC, "a", 0)])
    consumer = log.consumer("readers", [TOPIC], member="a")
    (record,) = take(consumer, 1)
    with pytest.raises(RecordTooLargeError):
        consumer.commit(
            {record.topic_partition: 1},
            [event("told", "a", 0), event("told", "a", 1, bytes(LARGEST_EVENT_BYTES))],
        )
    assert consumer.committed().get(record.topic_partition, 0) == 0
    assert sum(log.end_offsets(["told"]).values()) == 0


def test_the_log_notes_when_it_took_a_record_in(log: EventLog) -> None:
    before = datetime.now(UTC)
    log.publish([event(TOPIC, "a", 0)])
    (record,) = take(log.consumer("readers", [TOPIC], member="a"), 1)
    assert before - timedelta(seconds=1) <= record.timestamp <= datetime.now(UTC) + timedelta(seconds=1)


def test_what_was_published_is_there_for_another_opening(adapter: Adapter, log: EventLog) -> None:
    log.publish([event(TOPIC, "a", n) for n in range(3)])
    other = adapter.open()
    assert sum(other.end_offsets([TOPIC]).values()) == 3
    assert len(take(other.consumer("readers", [TOPIC], member="a"), 3)) == 3


def test_publishing_from_many_threads_loses_nothing_and_keeps_each_threads_order(log: EventLog) -> None:
    def publish(name: str) -> None:
        for ordinal in range(25):
            log.publish([event(TOPIC, name, ordinal)])

    threads = [threading.Thread(target=publish, args=(f"thread {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    records = take(log.consumer("readers", [TOPIC], member="a"), 100)
    for n in range(4):
        mine = [record.value for record in records if record.key == b"thread %d" % n]
        assert mine == [b'{"ordinal": %d}' % ordinal for ordinal in range(25)]


def test_a_waiting_poll_returns_soon_after_something_is_published(log: EventLog) -> None:
    consumer = log.consumer("readers", [TOPIC], member="a")
    assert consumer.poll(1, 0) == []
    timer = threading.Timer(0.2, log.publish, [[event(TOPIC, "a", 0)]])
    timer.start()
    started = time.monotonic()
    records = consumer.poll(10, 15)
    timer.join()
    assert len(records) == 1
    assert time.monotonic() - started < 10


def test_an_idle_poll_returns_nothing_after_its_time(log: EventLog) -> None:
    consumer = log.consumer("readers", [TOPIC], member="a")
    started = time.monotonic()
    assert consumer.poll(10, 0.3) == []
    assert 0.2 < time.monotonic() - started < 5


def test_creating_a_topic_again_changes_nothing(log: EventLog) -> None:
    log.publish([event(TOPIC, "a", 0)])
    log.create_topics({TOPIC: 4})
    assert sum(log.end_offsets([TOPIC]).values()) == 1


def test_a_topic_keeps_its_number_of_partitions(log: EventLog) -> None:
    with pytest.raises(ConfigurationError, match=r"4 partitions, not 5.*counted"):
        log.create_topics({TOPIC: 5})


def test_a_topic_needs_a_partition(log: EventLog) -> None:
    with pytest.raises(ConfigurationError, match="at least one partition"):
        log.create_topics({"empty": 0})


def test_an_unknown_topic_is_refused_and_nothing_is_published(log: EventLog) -> None:
    with pytest.raises(ConfigurationError, match="nowhere"):
        log.publish([event(TOPIC, "a", 0), event("nowhere", "a", 1)])
    with pytest.raises(ConfigurationError, match="nowhere"):
        log.consumer("readers", ["nowhere"], member="a")
    with pytest.raises(ConfigurationError, match="nowhere"):
        log.end_offsets(["nowhere"])
    assert sum(log.end_offsets([TOPIC]).values()) == 0


def test_end_offsets_name_every_partition(log: EventLog) -> None:
    log.publish([event(TOPIC, f"{n}", n) for n in range(9)])
    ends = log.end_offsets([TOPIC, "told"])
    assert ends.keys() == {
        *(TopicPartition(TOPIC, n) for n in range(4)),
        *(TopicPartition("told", n) for n in range(2)),
    }
    assert sum(ends.values()) == 9


def test_publishing_nothing_is_fine(log: EventLog) -> None:
    log.publish([])
    assert sum(log.end_offsets([TOPIC]).values()) == 0
