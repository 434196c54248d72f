"""Which documents a stateful handler has begun and not finished, and what must be read again if it dies now.

In go the first record of each document and its end, out come watermarks below which nothing is needed. Mind
what a watermark promises: every record *at or above* it is read again, finished documents included, and of a
finished one that began below it only the rest. So a handler must tell the rest of a finished document from a
new one; it does, because a writer sends the events of a document in order: what does not begin with the first
ordinal was finished before, and is passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from shared.eventlog.port import Record, TopicPartition


class OpenWork:
    """Open documents by partition and key."""

    def __init__(self) -> None:
        """Nothing is open."""
        self._first: dict[TopicPartition, dict[str, Record]] = {}

    def begin(self, key: str, record: Record) -> None:
        """The document `key` needs `record`; only the first record of an open document counts."""
        self._first.setdefault(record.topic_partition, {}).setdefault(key, record)

    def finish(self, key: str, record: Record) -> None:
        """The document `key` needs nothing of the partition of `record` any more. Unknown keys are fine."""
        self._first.get(record.topic_partition, {}).pop(key, None)

    def is_open(self, key: str, record: Record) -> bool:
        """Whether the document `key` was begun in the partition of `record` and is not finished."""
        return key in self._first.get(record.topic_partition, {})

    def left_behind(self, reached: Record, records: int) -> Mapping[str, Record]:
        """The first records of documents begun more than so many records before `reached`, in its partition."""
        begun = self._first.get(reached.topic_partition, {})
        return {key: first for key, first in begun.items() if first.offset < reached.offset - records}

    def forget(self, partitions: Collection[TopicPartition]) -> frozenset[str]:
        """Drop what these partitions hold open; the keys of it."""
        return frozenset(key for partition in partitions for key in self._first.pop(partition, {}))

    def watermarks(self) -> Mapping[TopicPartition, int]:
        """For each partition with open documents, the offset of the oldest one's first record."""
        return {
            partition: min(record.offset for record in first.values())
            for partition, first in self._first.items()
            if first
        }

    def oldest(self) -> datetime | None:
        """When the log took in the first record of the oldest open document; None where nothing is open."""
        return min(
            (record.timestamp for first in self._first.values() for record in first.values()), default=None
        )
