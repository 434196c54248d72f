"""How far a loop has come in each partition, and what of that is committed.

Records that are done go in, what to commit comes out. No I/O: the loop commits, and tells.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shared.eventlog.port import Outgoing, Record, TopicPartition


@dataclass(frozen=True, slots=True)
class Commit:
    """What is to be committed together."""

    watermarks: Mapping[TopicPartition, int]
    outputs: tuple[Outgoing, ...]


class Progress:
    """Records done and not committed yet, with the events that followed from them, by partition."""

    def __init__(self) -> None:
        """Nothing is done."""
        self._next: dict[TopicPartition, int] = {}
        self._committed: dict[TopicPartition, int] = {}
        self._outputs: dict[TopicPartition, list[Outgoing]] = {}

    def done(self, record: Record, outputs: Collection[Outgoing]) -> None:
        """The record is handled, and so is every one before it in its partition: a loop goes in order."""
        self._next[record.topic_partition] = record.offset + 1
        self._outputs.setdefault(record.topic_partition, []).extend(outputs)

    def due(self, needed: Mapping[TopicPartition, int]) -> Commit | None:
        """What can be committed when the handler still needs the records from `needed` on; None where nothing is new.

        A partition with outputs is always named, also when its watermark stands still: naming it is what lets
        the log refuse the outputs of a member that has lost it.
        """
        reach = {p: min(offset, needed.get(p, offset)) for p, offset in self._next.items()}
        watermarks = {p: w for p, w in reach.items() if self._outputs.get(p) or self._committed.get(p) != w}
        if not watermarks:
            return None
        return Commit(watermarks, tuple(event for p in watermarks for event in self._outputs.get(p, ())))

    def committed(self, commit: Commit) -> None:
        """The commit is durable."""
        self._committed |= commit.watermarks
        for partition in commit.watermarks:
            self._outputs.pop(partition, None)

    def forget(self, partitions: Collection[TopicPartition]) -> None:
        """The partitions are lost, with what was done on them."""
        for partition in partitions:
            self._next.pop(partition, None)
            self._committed.pop(partition, None)
            self._outputs.pop(partition, None)
