"""Reading what stands in a topic now, without taking part in anybody's work.

The port gives records to members of groups only, so a group is made up for the reading. It commits nothing, so that
Kafka forgets it by itself, and no other group notices it.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Collection, Generator, Iterator, Mapping
from typing import Final

from shared.errors import TransientError
from shared.eventlog.port import Consumer, EventLog, RebalancedError, Record, TopicPartition

GROUP_PREFIX: Final = "fiscus-inspection-"
"""What the made-up groups are called, for the rights on a Kafka cluster; host and process follow."""
PATIENCE_SECONDS: Final = 30.0
"""How long nothing may come before the reading is given up. Joining a group takes Kafka some seconds."""
_RECORDS: Final = 500
_POLL_SECONDS: Final = 1.0


def scan(
    log: EventLog, topic: str, *, starts: Mapping[TopicPartition, int] | None = None
) -> Generator[Record, None, None]:
    """Give the records that stand in a topic when the reading begins; within a partition in order.

    With `starts`, only these partitions are read, each from its offset. Raises TransientError where the log does not
    give everything.
    """
    ends = {partition: end for partition, end in log.end_offsets([topic]).items() if end > 0}
    wanted = set(ends) if starts is None else set(ends) & set(starts)
    if not wanted:
        return
    consumer = log.consumer(
        f"{GROUP_PREFIX}{socket.gethostname()}-{os.getpid()}", [topic], member="inspection"
    )
    try:
        yield from _read(consumer, topic, wanted, ends, starts or {})
    except RebalancedError as error:
        raise TransientError(
            "the reading was disturbed", where=topic, remedy="run the same command again"
        ) from error
    finally:
        consumer.close()


def _read(
    consumer: Consumer,
    topic: str,
    wanted: set[TopicPartition],
    ends: Mapping[TopicPartition, int],
    starts: Mapping[TopicPartition, int],
) -> Iterator[Record]:
    held_back = _assigned(consumer, topic, wanted, starts)
    # What was trimmed leaves an end without records.
    empty = {partition for partition, records in consumer.lag().items() if not records}
    unread = wanted - empty
    deadline = time.monotonic() + PATIENCE_SECONDS
    while unread:
        records = held_back or consumer.poll(_RECORDS, _POLL_SECONDS)
        held_back = []
        if records:
            deadline = time.monotonic() + PATIENCE_SECONDS
        elif time.monotonic() > deadline:
            raise _incomplete(topic)
        for record in records:
            if record.topic_partition in unread:
                if record.offset < ends[record.topic_partition]:
                    yield record
                if record.offset >= ends[record.topic_partition] - 1:
                    unread.discard(record.topic_partition)


def _assigned(
    consumer: Consumer, topic: str, wanted: Collection[TopicPartition], starts: Mapping[TopicPartition, int]
) -> list[Record]:
    """Join and wait for the partitions, set each to its start. Gives what came in the meantime from the others."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    records: list[Record] = []
    while not consumer.assignment() >= set(wanted):
        if time.monotonic() > deadline:
            raise _incomplete(topic)
        records += consumer.poll(_RECORDS, _POLL_SECONDS)
    for partition, offset in starts.items():
        if partition in wanted:
            consumer.seek(partition, offset)
    consumer.pause(consumer.assignment() - set(wanted))
    return [record for record in records if record.topic_partition not in starts]


def _incomplete(topic: str) -> TransientError:
    return TransientError(
        "the event log gave only a part of the topic", where=topic, remedy="run the same command again"
    )
