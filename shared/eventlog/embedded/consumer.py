"""A group member on the embedded log: poll, commit, pause, seek, with its own connection to the file."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from shared.eventlog.embedded import storage
from shared.eventlog.embedded.database import transaction, translated
from shared.eventlog.embedded.group import Holding, Membership
from shared.eventlog.port import FencedError, Outgoing, RebalancedError, Record, TopicPartition
from shared.eventlog.size import to_messages

LIVENESS_SECONDS: Final = 1.0
"""How often a polling member looks for dead ones. Looking costs a few reads under /proc."""
SHORTEST_NAP_SECONDS: Final = 0.002
LONGEST_NAP_SECONDS: Final = 0.05
"""An idle poll asks SQLite for news (`data_version`, microseconds) between naps that double from one to the other."""


class EmbeddedConsumer:
    """See `shared.eventlog.port.Consumer`. Made by `EmbeddedEventLog.consumer`."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, membership: Membership, lease_seconds: float
    ) -> None:
        """Take over `connection`; it is closed with the consumer."""
        self._connection = connection
        self._path = path
        self._membership = membership
        self._lease_seconds = lease_seconds
        self._holdings: dict[TopicPartition, Holding] = {}
        self._positions: dict[TopicPartition, int] = {}
        self._paused: set[TopicPartition] = set()
        self._joined = False
        self._closed = False
        self._generation = -1
        self._next_look = 0.0
        self._next_renewal = 0.0
        self._turn = 0

    def poll(self, max_records: int, timeout_seconds: float) -> list[Record]:
        """See the port."""
        deadline = time.monotonic() + timeout_seconds
        with translated(self._path):
            while True:
                self._keep_membership()
                version = self._data_version()
                records = self._read(max_records)
                if records or time.monotonic() >= deadline:
                    return records
                self._await_news(version, deadline)

    def commit(self, watermarks: Mapping[TopicPartition, int], outputs: Sequence[Outgoing] = ()) -> None:
        """See the port. Outputs and watermarks are one transaction."""
        messages = to_messages(outputs)
        with translated(self._path), transaction(self._connection):
            held = self._fence(watermarks)
            self._check_ends(watermarks)
            storage.append(self._connection, messages)
            rows = {held[partition].partition_id: offset for partition, offset in watermarks.items()}
            storage.store_watermarks(self._connection, self._membership.group, rows)
            self._membership.renew(self._connection, time.time())

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """See the port."""
        if partition not in self._holdings:
            raise RebalancedError([partition])
        self._positions[partition] = offset

    def assignment(self) -> frozenset[TopicPartition]:
        """See the port."""
        return frozenset(self._holdings)

    def pause(self, partitions: Collection[TopicPartition]) -> None:
        """See the port."""
        self._paused |= set(partitions) & set(self._holdings)

    def resume(self, partitions: Collection[TopicPartition]) -> None:
        """See the port."""
        self._paused -= set(partitions)

    def committed(self) -> Mapping[TopicPartition, int]:
        """See the port."""
        with translated(self._path):
            stored = storage.watermarks(self._connection, self._membership.group)
        return {
            partition: stored[holding.partition_id]
            for partition, holding in self._holdings.items()
            if holding.partition_id in stored
        }

    def lag(self) -> Mapping[TopicPartition, int]:
        """See the port."""
        committed = self.committed()
        with translated(self._path):
            extents = storage.extents(self._connection, self._membership.topics)
        return {
            partition: extents[partition].unread_from(committed.get(partition, 0))
            for partition in self._holdings
        }

    def close(self) -> None:
        """See the port. A member that cannot say goodbye (disk full) is missed when its process or its lease ends."""
        if self._closed:
            return
        self._closed = True
        if self._joined:
            with suppress(sqlite3.Error), transaction(self._connection):
                self._membership.leave(self._connection)
        self._connection.close()
        self._holdings.clear()

    def _read(self, max_records: int) -> list[Record]:
        """Next records, the partitions taken in turn so that a full one does not starve the others."""
        records: list[Record] = []
        for partition in self._in_turn():
            wanted = max_records - len(records)
            if wanted <= 0:
                break
            holding, position = self._holdings[partition], self._positions[partition]
            found = storage.read(self._connection, partition, holding.partition_id, position, wanted)
            if found:
                records += found
                self._positions[partition] = found[-1].offset + 1
        return records

    def _in_turn(self) -> Iterator[TopicPartition]:
        ready = sorted(self._holdings.keys() - self._paused)
        if ready:
            self._turn = (self._turn + 1) % len(ready)
        yield from ready[self._turn :]
        yield from ready[: self._turn]

    def _await_news(self, version: int, deadline: float) -> None:
        """Nap until the file changes, the next look at the group is due, or the deadline passes."""
        nap = SHORTEST_NAP_SECONDS
        wake = min(deadline, self._next_look)
        while (left := wake - time.monotonic()) > 0:
            time.sleep(min(nap, left))
            if self._data_version() != version:
                return
            nap = min(2 * nap, LONGEST_NAP_SECONDS)

    def _data_version(self) -> int:
        """Changes when another connection, of this or any process, has committed."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def _keep_membership(self) -> None:
        """Join, renew, settle where it is time; raise `RebalancedError` when partitions were lost."""
        clock, now = time.monotonic(), time.time()
        generation = self._membership.generation(self._connection)
        if generation == self._generation and clock < self._next_look:
            return
        self._next_look = clock + LIVENESS_SECONDS
        gone = self._membership.gone(self._connection, now)
        if generation == self._generation and clock < self._next_renewal and not gone:
            return
        with transaction(self._connection):
            put_out = self._joined and not self._membership.is_member(self._connection)
            held = self._membership.settle(self._connection, now, gone)
            self._generation = self._membership.generation(self._connection)
        self._joined = True
        self._next_renewal = clock + self._lease_seconds / 3
        self._adopt(held, put_out=put_out)

    def _adopt(self, held: Mapping[TopicPartition, Holding], *, put_out: bool) -> None:
        """Take note of the new holdings: positions for what came, `RebalancedError` for what went."""
        lost = [partition for partition, holding in self._holdings.items() if held.get(partition) != holding]
        came = [partition for partition, holding in held.items() if self._holdings.get(partition) != holding]
        self._drop(lost)
        self._holdings = dict(held)
        if came:
            stored = storage.watermarks(self._connection, self._membership.group)
            self._positions |= {p: stored.get(held[p].partition_id, 0) for p in came}
        if lost:
            raise FencedError(lost) if put_out else RebalancedError(lost)

    def _drop(self, lost: Collection[TopicPartition]) -> None:
        for partition in lost:
            self._holdings.pop(partition, None)
            self._positions.pop(partition, None)
            self._paused.discard(partition)

    def _fence(self, watermarks: Mapping[TopicPartition, int]) -> Mapping[TopicPartition, Holding]:
        """The file's view of the holdings; `RebalancedError` where a partition of `watermarks` is not held any more."""
        actual = self._membership.holdings(self._connection)
        lost = [p for p in watermarks if p not in self._holdings or actual.get(p) != self._holdings[p]]
        if not lost:
            return actual
        if not self._joined or self._membership.is_member(self._connection):
            self._drop(lost)
            raise RebalancedError(lost)
        lost = [*{*lost, *self._holdings}]
        self._drop(lost)
        self._joined = False
        self._generation = -1
        raise FencedError(lost)

    def _check_ends(self, watermarks: Mapping[TopicPartition, int]) -> None:
        extents = storage.extents(self._connection, {partition.topic for partition in watermarks})
        for partition, offset in watermarks.items():
            if not 0 <= offset <= extents[partition].next_offset:
                raise ValueError(f"watermark {offset} of {partition} lies outside the partition")
