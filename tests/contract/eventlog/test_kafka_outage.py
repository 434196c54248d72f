"""The Kafka log while its broker is away: killed, stopped, not there at all. Nothing is lost, nothing made anew."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from shared.errors import TransientError
from shared.eventlog.kafka import KafkaEventLog, KafkaSettings
from shared.eventlog.port import Consumer, RebalancedError, TopicPartition
from shared.events.envelope import Event
from tests.contract.eventlog.adapters import PATIENCE_SECONDS, event, take
from tests.servers.kafka import KafkaBroker

pytestmark = pytest.mark.kafka
SESSION_SECONDS = 3.0
PACE_SECONDS = 0.02


def impatient(bootstrap: str, *, session_seconds: float = SESSION_SECONDS) -> KafkaSettings:
    """Settings with which an outage shows itself within seconds."""
    return KafkaSettings(
        bootstrap_servers=(bootstrap,),
        session_timeout_seconds=session_seconds,
        max_poll_interval_seconds=30,
        request_timeout_seconds=2,
        delivery_timeout_seconds=3,
    )


@pytest.fixture
def log(breakable_kafka: KafkaBroker) -> Iterator[KafkaEventLog]:
    """A log on a broker that the test may break."""
    opened = KafkaEventLog(impatient(breakable_kafka.bootstrap))
    yield opened
    opened.close()


class Traffic:
    """One thread publishes numbered events of one key, another consumes and commits them, whatever is raised."""

    def __init__(self, log: KafkaEventLog, topic: str) -> None:
        """Not started yet."""
        self._log = log
        self._topic = topic
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._publish), threading.Thread(target=self._consume)]
        self.published: list[str] = []
        self.seen: list[str] = []
        self.publisher_waits = 0
        self.consumer_waits = 0
        self.surprises: list[BaseException] = []

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def await_progress(self, events: int) -> None:
        """Wait until so many more events have come through."""
        goal = len(self.seen) + events
        deadline = time.monotonic() + 2 * PATIENCE_SECONDS
        while len(self.seen) < goal and not self.surprises:
            assert time.monotonic() < deadline, f"{len(self.published)} published, {len(self.seen)} seen"
            time.sleep(0.05)

    def finish(self) -> None:
        """Stop publishing, and wait until all is consumed."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=60)
        assert self.surprises == []

    def _publish(self) -> None:
        try:
            ordinal = 0
            while not self._stop.is_set():
                one = event(self._topic, "key", ordinal)
                try:
                    self._log.publish([one])
                except TransientError:
                    self.publisher_waits += 1
                    continue
                self.published.append(one.id)
                ordinal += 1
                time.sleep(PACE_SECONDS)
        except BaseException as error:  # noqa: BLE001 - told by `finish`
            self.surprises.append(error)

    def _consume(self) -> None:
        consumer = self._log.consumer("readers-of-" + self._topic, [self._topic], member="steady")
        try:
            while not (self._stop.is_set() and not self._threads[0].is_alive() and self._all_seen()):
                try:
                    self._consume_some(consumer)
                except RebalancedError:
                    continue
                except TransientError:
                    self.consumer_waits += 1
        except BaseException as error:  # noqa: BLE001
            self.surprises.append(error)

    def _consume_some(self, consumer: Consumer) -> None:
        records = consumer.poll(10, 0.2)
        # Seen before the commit: what is not confirmed need not come again, the next commit covers it.
        self.seen += [Event.from_message(record).id for record in records]
        if records:
            consumer.commit({records[-1].topic_partition: records[-1].offset + 1})

    def _all_seen(self) -> bool:
        return set(self.published) <= set(self.seen)


def first_times(ids: list[str]) -> list[str]:
    """Each id once, in the order of its first time."""
    return list(dict.fromkeys(ids))


def test_a_broker_that_is_killed_and_started_again_loses_nothing(
    log: KafkaEventLog, breakable_kafka: KafkaBroker, kafka_prefix: str
) -> None:
    topic = kafka_prefix + "in"
    log.create_topics({topic: 1})
    traffic = Traffic(log, topic)
    traffic.start()
    traffic.await_progress(20)
    breakable_kafka.kill()
    time.sleep(1)
    breakable_kafka.start()
    traffic.await_progress(20)
    traffic.finish()
    assert traffic.consumer_waits > 0
    assert first_times(traffic.seen) == traffic.published


def test_a_broker_that_stands_still_for_longer_than_the_session_timeout_loses_nothing(
    log: KafkaEventLog, breakable_kafka: KafkaBroker, kafka_prefix: str
) -> None:
    topic = kafka_prefix + "in"
    log.create_topics({topic: 1})
    traffic = Traffic(log, topic)
    traffic.start()
    traffic.await_progress(20)
    breakable_kafka.pause()
    time.sleep(2 * SESSION_SECONDS)
    breakable_kafka.resume()
    traffic.await_progress(20)
    traffic.finish()
    assert traffic.consumer_waits > 0
    assert traffic.publisher_waits > 0
    assert first_times(traffic.seen) == traffic.published


def test_without_a_broker_every_call_raises_in_time_and_works_when_it_is_there(
    log: KafkaEventLog, breakable_kafka: KafkaBroker, kafka_prefix: str
) -> None:
    topic = kafka_prefix + "in"
    breakable_kafka.kill()
    started = time.monotonic()
    consumer = log.consumer("readers-of-" + topic, [topic], member="early")
    with pytest.raises(TransientError, match="no Kafka broker answers"):
        log.create_topics({topic: 1})
    with pytest.raises(TransientError, match="no Kafka broker answers"):
        log.publish([event(topic, "a", 0)])
    with pytest.raises(TransientError, match="no Kafka broker answers"):
        log.end_offsets([topic])
    with pytest.raises(TransientError, match="no Kafka broker answers"):
        consumer.poll(1, 0)
    assert consumer.assignment() == frozenset()
    assert time.monotonic() - started < 5
    breakable_kafka.start()
    log.create_topics({topic: 1})
    log.publish([event(topic, "a", 0)])
    (record,) = take(consumer, 1)
    consumer.commit({record.topic_partition: 1})
    assert consumer.committed() == {TopicPartition(topic, 0): 1}


def test_a_commit_that_the_broker_does_not_confirm_is_repeated_when_it_is_back(
    breakable_kafka: KafkaBroker, kafka_prefix: str
) -> None:
    topic = kafka_prefix + "in"
    log = KafkaEventLog(impatient(breakable_kafka.bootstrap, session_seconds=30))
    log.create_topics({topic: 1})
    log.publish([event(topic, "a", n) for n in range(3)])
    consumer = log.consumer("readers-of-" + topic, [topic], member="patient")
    take(consumer, 3)
    place = TopicPartition(topic, 0)
    breakable_kafka.pause()
    with pytest.raises(TransientError):
        consumer.commit({place: 2})
    breakable_kafka.resume()
    assert insist(consumer, {place: 2}) < PATIENCE_SECONDS
    assert consumer.committed() == {place: 2}
    log.close()


def insist(consumer: Consumer, watermarks: dict[TopicPartition, int]) -> float:
    """Commit until it succeeds, as a loop would; the seconds that it took."""
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE_SECONDS:
        with suppress(TransientError, RebalancedError):
            if consumer.assignment() != watermarks.keys():
                consumer.poll(1, 0.5)
            consumer.commit(watermarks)
            break
    return time.monotonic() - started


def test_closing_without_a_broker_is_bounded(breakable_kafka: KafkaBroker, kafka_prefix: str) -> None:
    topic = kafka_prefix + "in"
    log = KafkaEventLog(impatient(breakable_kafka.bootstrap))
    log.create_topics({topic: 1})
    log.publish([event(topic, "a", 0)])
    take(log.consumer("readers-of-" + topic, [topic], member="leaving"), 1)
    breakable_kafka.pause()
    started = time.monotonic()
    log.close()
    assert time.monotonic() - started < 15
