"""How far a loop has come in each partition, and what of that is committed.

Records that are done go in, what to commit comes out. No I/O: the loop commits, and tells.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shared.eventlog.port import Outgoing, Record, TopicPartition


@dataclass(frozen=True, slots=True)
class Finished:
    """A record that is done, with the events that followed from it and are not published yet."""

    record: Record
    outputs: tuple[Outgoing, ...]


@dataclass(frozen=True, slots=True)
class Commit:
    """What is to be committed together."""

    watermarks: Mapping[TopicPartition, int]
    finished: tuple[Finished, ...]

    @property
    def outputs(self) -> tuple[Outgoing, ...]:
        """The events to publish, in order."""
        return tuple(event for each in self.finished for event in each.outputs)


class Progress:
    """Records done and not committed yet, with the events that followed from them, by partition."""

    def __init__(self) -> None:
        """Nothing is done."""
        self._next: dict[TopicPartition, int] = {}
        self._committed: dict[TopicPartition, int] = {}
        self._finished: dict[TopicPartition, dict[int, Finished]] = {}

    def done(self, record: Record, outputs: Collection[Outgoing]) -> None:
        """The record is handled, and so is every one before it in its partition: a loop goes in order."""
        self._next[record.topic_partition] = record.offset + 1
        if outputs:
            self.says(record, outputs)

    def says(self, record: Record, outputs: Collection[Outgoing]) -> None:
        """These events follow from a record that is done, and none that was told before."""
        at = self._finished.setdefault(record.topic_partition, {})
        at[record.offset] = Finished(record, tuple(outputs))

    def due(self, needed: Mapping[TopicPartition, int]) -> Commit | None:
        """What can be committed when the handler still needs the records from `needed` on; None where nothing is new.

        A partition with outputs is always named, also when its watermark stands still: naming it is what lets
        the log refuse the outputs of a member that has lost it.
        """
        reach = {p: min(offset, needed.get(p, offset)) for p, offset in self._next.items()}
        watermarks = {p: w for p, w in reach.items() if self._finished.get(p) or self._committed.get(p) != w}
        if not watermarks:
            return None
        return Commit(
            watermarks, tuple(each for p in watermarks for each in self._finished.get(p, {}).values())
        )

    def published(self, record: Record) -> None:
        """What followed from the record is durable; its watermark is not committed yet."""
        self._finished.get(record.topic_partition, {}).pop(record.offset, None)

    def committed(self, commit: Commit) -> None:
        """The commit is durable."""
        self._committed |= commit.watermarks
        for partition in commit.watermarks:
            self._finished.pop(partition, None)

    def forget(self, partitions: Collection[TopicPartition]) -> None:
        """The partitions are lost, with what was done on them."""
        for partition in partitions:
            self._next.pop(partition, None)
            self._committed.pop(partition, None)
            self._finished.pop(partition, None)
