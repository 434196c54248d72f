"""The adapters under the contract tests of the event log, each with its way of losing a member.

A new adapter is one more class here and one more line in `ADAPTERS`.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from kafka import KafkaAdminClient
from kafka.admin import MemberToRemove

from shared.eventlog.embedded import EmbeddedEventLog
from shared.eventlog.kafka import KafkaEventLog, KafkaSettings
from shared.eventlog.memory import MemoryEventLog
from shared.eventlog.port import Consumer, EventLog, RebalancedError, Record, TopicPartition
from shared.events.envelope import Event, event_id

ROOT = Path(__file__).parents[3]
PROGRAMS = Path(__file__).parent / "programs"
KAFKA_TOPICS = {"counted", "told", "single"}
KAFKA_GROUPS = {"readers", "listeners", "one", "two"}
"""All names in the contract tests: what stands under other names on the broker is somebody else's."""
PATIENCE_SECONDS = 20.0
"""How long a test waits for what must happen; a loaded machine is slow, a broken log is for ever."""


class Adapter(Protocol):
    """An adapter under test."""

    atomic: bool
    """Whether outputs and watermarks of a commit become visible together or not at all."""

    def open(self) -> EventLog:
        """A new opening of the same log, as another process would have it."""
        ...

    def killed_member(self, group: str, topic: str) -> None:
        """A member joins, reads what it can get, commits nothing, and is dead when this returns."""
        ...

    def expel(self, group: str, consumer: Consumer) -> None:
        """Let the group put the member out behind its back, as if it had been silent for too long."""
        ...

    def close(self) -> None:
        """Close everything that was opened."""
        ...


class Memory:
    """The in-memory log: there is only one opening of it."""

    atomic = True

    def __init__(self, folder: Path) -> None:
        """Needs no folder."""
        self._log = MemoryEventLog()
        del folder

    def open(self) -> EventLog:
        return self._log

    def killed_member(self, group: str, topic: str) -> None:
        consumer = self._log.consumer(group, [topic], member="doomed")
        take(consumer, 1)
        consumer.vanish()

    def expel(self, group: str, consumer: Consumer) -> None:
        self._log.groups[group].remove(next(iter(self._log.groups[group].members)))

    def close(self) -> None:
        self._log.close()


class Embedded:
    """The SQLite log: members die in processes of their own, by SIGKILL."""

    atomic = True

    def __init__(self, folder: Path) -> None:
        """Put the log into `folder`."""
        self.path = folder / "events.db"
        self._logs: list[EmbeddedEventLog] = []

    def open(self) -> EventLog:
        self._logs.append(EmbeddedEventLog(self.path))
        return self._logs[-1]

    def killed_member(self, group: str, topic: str) -> None:
        with start_program("member_that_holds.py", self.path, group, topic) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "holding\n"
            process.kill()
            process.wait()

    def expel(self, group: str, consumer: Consumer) -> None:
        log = EmbeddedEventLog(self.path)
        connection = log._own()
        connection.execute("UPDATE member SET lease_until = 0 WHERE group_name = ?", (group,))
        watcher = log.consumer(
            group, [topic for topic, _ in sorted(consumer.assignment())][:1], member="watcher"
        )
        watcher.poll(1, 0)  # joins, and buries whoever has no lease
        log.close()

    def close(self) -> None:
        for log in self._logs:
            log.close()


class Kafka:
    """The log on a Kafka broker: members die in processes of their own, by SIGKILL, and are missed after a while.

    Topics have the same names in all tests, so one test at a time uses a broker: the others wait for its lock.
    """

    atomic = False

    def __init__(self, bootstrap: str) -> None:
        """Take the broker at `bootstrap` for this test, without the topics and groups of earlier ones."""
        self._settings = kafka_settings(bootstrap)
        self._logs: list[KafkaEventLog] = []
        with ExitStack() as undo:
            lock = Path(tempfile.gettempdir()) / f"fiscus-test-kafka-{bootstrap.replace(':', '-')}"
            fcntl.flock(undo.enter_context(lock.open("w")), fcntl.LOCK_EX)
            self._admin = undo.enter_context(KafkaAdminClient(bootstrap_servers=bootstrap))
            self._clear()
            self._undo = undo.pop_all()

    def open(self) -> EventLog:
        self._logs.append(KafkaEventLog(self._settings))
        return self._logs[-1]

    def killed_member(self, group: str, topic: str) -> None:
        settings = self._settings.model_dump_json()
        with start_program("kafka_member_that_holds.py", settings, group, topic) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "holding\n"
            process.kill()
            process.wait()

    def expel(self, group: str, consumer: Consumer) -> None:
        members = self._admin.describe_groups([group])[group]["members"]
        removed = [MemberToRemove(member_id=member["member_id"]) for member in members]
        self._admin.remove_group_members(group, removed)
        # The member learns of it by its next heartbeat; one that has not heard yet is refused by the broker.

    def close(self) -> None:
        with self._undo:
            for log in self._logs:
                log.close()
            self._clear()

    def _clear(self) -> None:
        """Delete what the tests may have left; a group with members that were killed stays until they are missed."""
        delete_topics(self._admin, KAFKA_TOPICS)
        groups = KAFKA_GROUPS & {group["group_id"] for group in self._admin.list_groups()}
        if groups:
            self._admin.delete_groups(sorted(groups))


def delete_topics(admin: KafkaAdminClient, topics: Collection[str]) -> None:
    """Delete those of the topics that are there, and wait until they are gone: a broker can be behind itself."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while there := set(topics) & set(admin.list_topics()):
        assert time.monotonic() < deadline, f"{sorted(there)} are still there"
        admin.delete_topics(sorted(there), raise_errors=False)
        time.sleep(0.02)


def kafka_settings(bootstrap: str) -> KafkaSettings:
    """Settings for tests: a dead member is missed within seconds, and so is a broker."""
    return KafkaSettings(
        bootstrap_servers=(bootstrap,),
        session_timeout_seconds=3,
        max_poll_interval_seconds=8,
        request_timeout_seconds=10,
        delivery_timeout_seconds=20,
    )


ADAPTERS: tuple[type[Memory | Embedded | Kafka], ...] = (Memory, Embedded, Kafka)


def start_program(name: str, *arguments: object) -> subprocess.Popen[str]:
    """Start one of the programs beside the tests in a process of its own."""
    return subprocess.Popen(
        [sys.executable, str(PROGRAMS / name), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def event(topic: str, key: str, ordinal: int, data: bytes | None = None) -> Event:
    """An event that is a function of its arguments."""
    return Event(
        topic=topic,
        key=key,
        id=event_id(key, "test", "counted", ordinal, "1"),
        type="test.counted.v1",
        source="/test",
        data=data if data is not None else b'{"ordinal": %d}' % ordinal,
    )


def take(
    consumer: Consumer, count: int, *, batch: int = 100, beside: Sequence[Consumer] = ()
) -> list[Record]:
    """Poll until `count` records have come; what a rebalance takes away is polled again.

    `beside` are members that have nothing to read and go on polling, as they would in processes of their own.
    """
    records: list[Record] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(records) < count and time.monotonic() < deadline:
        try:
            records += consumer.poll(min(batch, count - len(records)), 0.2)
        except RebalancedError as error:
            records = [record for record in records if record.topic_partition not in error.lost]
        for other in beside:
            assert other.poll(1, 0.05) == []
    assert len(records) == count, f"{len(records)} records of {count} came in {PATIENCE_SECONDS} s"
    return records


def poll_for(consumer: Consumer, seconds: float) -> None:
    """Poll, taking records as they come, for so long or until the consumer raises."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        consumer.poll(1, 0.1)


def loss(old: Consumer, newcomer: Consumer) -> frozenset[TopicPartition]:
    """Let `newcomer` join the group of `old`, which has nothing to read; the partitions that `old` is told it lost."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert newcomer.poll(1, 0) == []
        try:
            assert old.poll(1, 0.5) == []
        except RebalancedError as error:
            return error.lost
    raise AssertionError(f"the old member still holds {sorted(old.assignment())}")


def settle(consumers: Sequence[Consumer], partitions: Collection[TopicPartition]) -> None:
    """Poll in turn (for nothing) until the members hold all partitions between them, and each holds some."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for consumer in consumers:
            try:
                assert consumer.poll(1, 0.05) == [], "settle before you publish"
            except RebalancedError:
                continue
        shares = [consumer.assignment() for consumer in consumers]
        if (
            all(shares)
            and sum(map(len, shares)) == len(partitions)
            and frozenset().union(*shares) == set(partitions)
        ):
            return
    raise AssertionError(
        f"the members did not settle: {[sorted(consumer.assignment()) for consumer in consumers]}"
    )


def watermarks_after(records: Sequence[Record]) -> dict[TopicPartition, int]:
    """The watermarks that say that all of `records` are done."""
    marks: dict[TopicPartition, int] = {}
    for record in records:
        marks[record.topic_partition] = max(marks.get(record.topic_partition, 0), record.offset + 1)
    return marks


def offsets(records: Sequence[Record]) -> list[tuple[int, int]]:
    """Partition and offset of each record, sorted."""
    return sorted((record.partition, record.offset) for record in records)
