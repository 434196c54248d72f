"""What a loop tells of the work at hand and of its watermarks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from shared.errors import TransientError
from shared.eventlog.memory import MemoryEventLog
from shared.eventlog.port import Record, TopicPartition
from shared.service.backoff import Backoff
from shared.service.loop import LoopSettings, ServiceLoop
from shared.service.observer import Unobserved
from tests.unit.service.stages import DEAD, IN, OUT, Relay, numbers


class Diary(Unobserved):
    """Writes down what it is told."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        self.at_hands: list[datetime | None] = []
        self.standing: list[Mapping[TopicPartition, int]] = []

    def at_hand(self, stage: str, since: datetime | None) -> None:
        self.at_hands.append(since)

    def watermarks(self, stage: str, watermarks: Mapping[TopicPartition, int]) -> None:
        self.standing.append(watermarks)


class Outage:
    """A fault of one partition, as long as it lasts."""

    def __init__(self) -> None:
        """The fault is there."""
        self.lasts = True

    def __call__(self, record: Record) -> None:
        if self.lasts and record.partition == 0:
            raise TransientError("away")


def loop_over(log: MemoryEventLog, relay: Relay, diary: Diary, now: list[float]) -> ServiceLoop:
    return ServiceLoop(
        "relay",
        log.consumer("relay", [IN], member="a"),
        relay,
        service_version="1",
        settings=LoopSettings(backoff=Backoff(first_seconds=60, cap_seconds=60)),
        observer=diary,
        dead_letter_topic=DEAD,
        clock=lambda: now[0],
    )


def filled(partitions: int, documents: int) -> MemoryEventLog:
    log = MemoryEventLog()
    log.create_topics({IN: partitions, OUT: 1, DEAD: 1})
    for number in range(documents):
        log.publish(numbers(f"document {number}", 1))
    return log


def test_the_oldest_record_of_a_poll_is_at_hand_until_there_is_none() -> None:
    log, diary = filled(1, 3), Diary()
    loop = loop_over(log, Relay(), diary, [0.0])
    loop.step(0)
    loop.step(0)
    oldest = min(record.timestamp for record in log.partitions.records[TopicPartition(IN, 0)])
    assert diary.at_hands == [oldest, None]


def test_a_record_that_waits_for_a_retry_stays_at_hand_until_it_is_done() -> None:
    log, diary, outage, now = filled(2, 8), Diary(), Outage(), [0.0]
    loop = loop_over(log, Relay(outage), diary, now)
    waiting = log.partitions.records[TopicPartition(IN, 0)][0].timestamp
    for _ in range(3):
        loop.step(0)
    assert diary.at_hands[1:] == [waiting, waiting], "the other partition is done, this one waits"
    outage.lasts = False
    now[0] = 100.0
    loop.step(0)
    loop.step(0)
    assert diary.at_hands[3:] == [waiting, None]


def test_watermarks_are_told_for_the_partitions_of_the_lag_from_zero_on() -> None:
    log, diary, now = filled(1, 3), Diary(), [0.0]
    log.create_topics({"other": 1})
    consumer_of_two = ServiceLoop(
        "relay",
        log.consumer("relay", [IN, "other"], member="a"),
        Relay(),
        service_version="1",
        observer=diary,
        dead_letter_topic=DEAD,
        clock=lambda: now[0],
    )
    consumer_of_two.step(0)
    assert diary.standing == [{TopicPartition(IN, 0): 3, TopicPartition("other", 0): 0}]
