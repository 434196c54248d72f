"""A group on Kafka whose members come and go all the time."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator

import pytest

from shared.errors import TransientError
from shared.eventlog.kafka import KafkaEventLog
from shared.eventlog.port import Consumer, RebalancedError
from shared.events.envelope import Event
from tests.contract.eventlog.adapters import event, kafka_settings
from tests.servers.kafka import GivenBroker, KafkaBroker

pytestmark = pytest.mark.kafka
RECORDS = 300


@pytest.fixture
def log(kafka_broker: KafkaBroker | GivenBroker) -> Iterator[KafkaEventLog]:
    """A log on the broker of the worker."""
    opened = KafkaEventLog(kafka_settings(kafka_broker.bootstrap))
    yield opened
    opened.close()


class Storm:
    """Members in threads, each with a short life, that relay every record of one topic to another."""

    def __init__(self, log: KafkaEventLog, prefix: str) -> None:
        """Two topics and a group, named after `prefix`."""
        self._log = log
        self._group = prefix + "relay"
        self.source, self.target = prefix + "in", prefix + "out"
        self._done = threading.Event()
        self.surprises: list[BaseException] = []
        self.losses = 0

    def rage(self, members: int, seconds: float) -> None:
        """Let so many members at a time come and go for so long; then let one finish."""
        threads = [threading.Thread(target=self._lives, args=(n,)) for n in range(members)]
        for thread in threads:
            thread.start()
        self._done.wait(seconds)
        self._done.set()
        for thread in threads:
            thread.join(60)
        self._work(f"last of {self._group}", polls=40)

    def _lives(self, number: int) -> None:
        dice = random.Random(number)
        try:
            while not self._done.is_set():
                self._work(f"member-{number}", polls=dice.randint(3, 12))
        except BaseException as error:  # noqa: BLE001 - told by the test
            self.surprises.append(error)

    def _work(self, label: str, polls: int) -> None:
        consumer = self._log.consumer(self._group, [self.source], member=label)
        for _ in range(polls):
            try:
                self._relay(consumer)
            except RebalancedError:
                self.losses += 1
            except TransientError:
                break  # what is not committed is done again by the next owner
        consumer.close()

    def _relay(self, consumer: Consumer) -> None:
        records = consumer.poll(3, 0.1)
        outputs = [
            event(self.target, (record.key or b"").decode(), int((record.key or b"0").decode()))
            for record in records
        ]
        marks = {record.topic_partition: record.offset + 1 for record in records}
        if marks:
            consumer.commit(marks, outputs)


def test_in_a_storm_of_rebalances_no_record_is_passed_over(log: KafkaEventLog, kafka_prefix: str) -> None:
    """A commit covers what its member has relayed; so every record below a watermark must have its output."""
    storm = Storm(log, kafka_prefix)
    log.create_topics({storm.source: 6, storm.target: 1})
    log.publish([event(storm.source, f"{n}", n) for n in range(RECORDS)])
    storm.rage(members=3, seconds=5)
    assert storm.surprises == []
    assert storm.losses > 0
    reader = log.consumer(kafka_prefix + "look", [storm.source], member="look")
    reader.poll(1, 1)
    marks = log._catalogue.committed(kafka_prefix + "relay", reader.assignment())
    ends = log.end_offsets([storm.target])
    relayed = read_all(log, kafka_prefix, storm.target, sum(ends.values()))
    assert marks == log.end_offsets([storm.source]), "the last member has finished all"
    assert relayed == {event(storm.target, f"{n}", n).id for n in range(RECORDS)}


def read_all(log: KafkaEventLog, prefix: str, topic: str, count: int) -> set[str]:
    """The ids of the events of a topic."""
    reader = log.consumer(prefix + "all", [topic], member="all")
    ids: list[str] = []
    for _ in range(100):
        ids += [Event.from_message(record).id for record in reader.poll(500, 0.2)]
        if len(ids) >= count:
            break
    return set(ids)
