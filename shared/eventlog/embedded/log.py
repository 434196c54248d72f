"""The embedded event log itself: topics, publishing, giving out consumers, making room."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from shared.errors import ConfigurationError
from shared.eventlog.embedded import storage
from shared.eventlog.embedded.consumer import EmbeddedConsumer
from shared.eventlog.embedded.database import connect, transaction, translated
from shared.eventlog.embedded.group import Membership
from shared.eventlog.port import Outgoing, TopicPartition
from shared.eventlog.size import to_messages

LEASE_SECONDS: Final = 300.0
"""How long a member may be silent between polls: as long as Kafka's `max.poll.interval.ms` by default. The death of a
process is noticed within a second; the lease is for a process that lives but hangs."""
BUSY_TIMEOUT_SECONDS: Final = 30.0
"""How long a transaction waits for the file's write lock. Transactions last milliseconds; only a stopped process or a
stalled disk holds the lock this long."""


class EmbeddedEventLog:
    """See `shared.eventlog.port.EventLog`. May be shared between threads: each gets its own connection.

    Not to be carried over a fork; a child process opens the file itself.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        lease_seconds: float = LEASE_SECONDS,
        busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS,
        max_bytes: int | None = None,
    ) -> None:
        """Open the log at `path`, creating it if needed.

        `max_bytes` bounds the file: a publish or commit beyond it raises `TransientError`, as on a full disk.
        Raises `ConfigurationError` when `path` is no place for a log or holds something else.
        """
        self._path = Path(path)
        self._lease_seconds = lease_seconds
        self._busy_timeout_seconds = busy_timeout_seconds
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._connections: list[sqlite3.Connection] = []
        self._consumers: list[EmbeddedConsumer] = []
        self._of_thread = threading.local()
        self._closed = False
        self._own()

    def create_topics(self, topics: Mapping[str, int]) -> None:
        """See the port."""
        with self._writing() as connection:
            for topic, partitions in topics.items():
                storage.create_topic(connection, topic, partitions)

    def publish(self, events: Sequence[Outgoing]) -> None:
        """See the port. All or nothing."""
        messages = to_messages(events)
        if messages:
            with self._writing() as connection:
                storage.append(connection, messages)

    def consumer(self, group: str, topics: Sequence[str], *, member: str) -> EmbeddedConsumer:
        """See the port. `ConfigurationError` where a topic does not exist."""
        with translated(self._path):
            storage.existing_extents(self._own(), topics)
        membership = Membership(group, topics, member, self._lease_seconds)
        consumer = EmbeddedConsumer(self._connect(), self._path, membership, self._lease_seconds)
        with self._lock:
            self._consumers.append(consumer)
        return consumer

    def end_offsets(self, topics: Sequence[str]) -> Mapping[TopicPartition, int]:
        """See the port."""
        with translated(self._path):
            extents = storage.existing_extents(self._own(), topics)
        return {partition: extent.next_offset for partition, extent in extents.items()}

    def trim_consumed(self, topic: str, groups: Collection[str]) -> int:
        """Delete what all `groups` have finished with and give the space back to the disk; the number of records.

        Nothing goes where one of them has committed nothing. Groups that are not named are not asked: name
        every one that reads the topic. Offsets are never used again.
        """
        if not groups:
            return 0
        with self._writing() as connection:
            finished = [storage.watermarks(connection, group) for group in groups]
            trimmed = sum(
                storage.trim(
                    connection, extent.partition_id, min(w.get(extent.partition_id, 0) for w in finished)
                )
                for extent in storage.existing_extents(connection, [topic]).values()
            )
        with translated(self._path):
            # It works page by page, a step each; `execute` would take the first step only.
            self._own().executescript("PRAGMA incremental_vacuum")
        return trimmed

    def close(self) -> None:
        """See the port."""
        with self._lock:
            self._closed = True
            consumers, self._consumers = self._consumers, []
            connections, self._connections = self._connections, []
        for consumer in consumers:
            consumer.close()
        for connection in connections:
            connection.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = self._own()
        with translated(self._path), transaction(connection):
            yield connection

    def _own(self) -> sqlite3.Connection:
        """The calling thread's connection, opened at its first use."""
        connection: sqlite3.Connection | None = getattr(self._of_thread, "connection", None)
        if connection is None:
            connection = self._connect()
            self._of_thread.connection = connection
            with self._lock:
                self._connections.append(connection)
        return connection

    def _connect(self) -> sqlite3.Connection:
        if self._closed:
            raise ConfigurationError("the event log is closed", where=str(self._path))
        return connect(self._path, busy_timeout_seconds=self._busy_timeout_seconds, max_bytes=self._max_bytes)
