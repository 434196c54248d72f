"""Keeps the group's place in the log and the warehouse's in step: the warehouse's is the one that counts.

The offsets in the warehouse are written together with the rows, so they are right whatever was killed when; the group's
committed watermarks are a hint. A partition that comes to this member is therefore read from the warehouse's offset:
further back than the watermark where the warehouse is a new or an older one, further on where a crash came between
the two.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import structlog

from services.loader.joining import Joiner
from services.loader.warehouse.port import Offsets, Warehouse
from shared.errors import ConfigurationError, TransientError
from shared.eventlog.port import Consumer, EventLog, Outgoing, RebalancedError, Record, TopicPartition
from shared.events.topics import ACCEPTED, QUARANTINED

log = structlog.get_logger(__name__)

TOPICS: Final = (ACCEPTED, QUARANTINED)
"""What the loader reads."""
IDLE_LOOK_SECONDS: Final = 5.0
"""How often a loader that has nothing to do looks whether the warehouse is there, lest it call itself ready without."""


def check_ends(stored: Offsets, ends: Mapping[TopicPartition, int]) -> None:
    """Make sure that no stored offset lies beyond the end of its partition.

    Raises `ConfigurationError` where one does: then the log is not the one that the warehouse was filled from (a topic
    was made anew), and what comes now would be taken for done and skipped.
    """
    for partition, offset in sorted(stored.items()):
        end = ends.get(partition, 0)
        if offset > end:
            raise ConfigurationError(
                f"the warehouse has read to offset {offset}, but the log ends at {end}: it is not the same log",
                where=f"{partition.topic}[{partition.partition}]",
                remedy="give the log that filled this warehouse or a new warehouse, or reset its offsets "
                "as docs/warehouse.md says",
            )


class WarehouseConsumer:
    """A consumer that reads every partition from where the warehouse stands. See `shared.eventlog.port.Consumer`."""

    def __init__(
        self,
        consumer: Consumer,
        event_log: EventLog,
        warehouse: Warehouse,
        *,
        joiner: Joiner | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take over `consumer`."""
        self._joiner = joiner
        self._consumer = consumer
        self._log = event_log
        self._warehouse = warehouse
        self._clock = clock
        self._next_look = clock() + IDLE_LOOK_SECONDS
        self._placed: frozenset[TopicPartition] = frozenset()

    def poll(self, max_records: int, timeout_seconds: float) -> list[Record]:
        """See the port. Raises `ConfigurationError` when the log ends before the warehouse's offset.

        Where nothing came, `TransientError` may also mean that the warehouse is out of reach. The log was polled
        before, so the member stays in its group.
        """
        self._place()
        records = self._poll(max_records, timeout_seconds)
        if not records and self._unplaced():
            self._place()
            records = self._poll(max_records, timeout_seconds)
        if not records:
            self._look_at_warehouse()
        if self._joiner is not None:
            self._joiner.work()
        return records

    def commit(self, watermarks: Mapping[TopicPartition, int], outputs: Sequence[Outgoing] = ()) -> None:
        """See the port. Afterwards the warehouse's offsets follow, past what brought nothing to store."""
        with self._noting_losses():
            self._consumer.commit(watermarks, outputs)
        stored = self._warehouse.next_offsets()
        ahead = {p: offset for p, offset in watermarks.items() if offset > stored.get(p, 0)}
        if ahead:
            self._follow(ahead)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """See the port."""
        self._consumer.seek(partition, offset)

    def assignment(self) -> frozenset[TopicPartition]:
        """See the port."""
        return self._consumer.assignment()

    def pause(self, partitions: Collection[TopicPartition]) -> None:
        """See the port."""
        self._consumer.pause(partitions)

    def resume(self, partitions: Collection[TopicPartition]) -> None:
        """See the port."""
        self._consumer.resume(partitions)

    def committed(self) -> Mapping[TopicPartition, int]:
        """See the port."""
        return self._consumer.committed()

    def lag(self) -> Mapping[TopicPartition, int]:
        """See the port."""
        return self._consumer.lag()

    def close(self) -> None:
        """See the port."""
        self._consumer.close()

    def _poll(self, max_records: int, timeout_seconds: float) -> list[Record]:
        """Records of placed partitions; those of partitions that only just came are read again once placed."""
        with self._noting_losses():
            records = self._consumer.poll(max_records, timeout_seconds)
        return [record for record in records if record.topic_partition in self._placed]

    def _look_at_warehouse(self) -> None:
        """Ask it something now and then; where it does not answer, again at every poll."""
        if self._clock() >= self._next_look:
            self._warehouse.next_offsets()
            self._next_look = self._clock() + IDLE_LOOK_SECONDS

    def _unplaced(self) -> frozenset[TopicPartition]:
        return self._consumer.assignment() - self._placed

    def _place(self) -> None:
        """Wind partitions that came to the warehouse's offset, and let the group's watermark say the same."""
        came = self._unplaced()
        if not came:
            return
        reached = self._warehouse.next_offsets()
        stored = {partition: reached.get(partition, 0) for partition in came}
        if self._joiner is not None:
            # The former owner may have died between storing the second file and asking for the joint judgement.
            self._joiner.look_back()
        check_ends(stored, self._log.end_offsets(TOPICS))
        with self._noting_losses():
            for partition, offset in stored.items():
                self._consumer.seek(partition, offset)
            committed = self._consumer.committed()
            behind = {p: offset for p, offset in stored.items() if offset > committed.get(p, 0)}
            if behind:
                self._consumer.commit(behind)
        self._placed |= came

    @contextmanager
    def _noting_losses(self) -> Iterator[None]:
        try:
            yield
        except RebalancedError as error:
            self._placed -= error.lost
            raise

    def _follow(self, watermarks: Offsets) -> None:
        """Move the warehouse's offsets. Where that fails the records are read again after a restart, to no harm."""
        try:
            self._warehouse.advance(watermarks)
        except TransientError as error:
            log.warning("loader.offsets_not_stored", error=str(error))
