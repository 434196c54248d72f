"""Which documents a stateful handler has begun and not finished, and what must be read again if it dies now.

In go the first record of each document, those that go on with it, and its end; out come watermarks below which nothing
is needed. Mind what a watermark promises: every record *at or above* it is read again, finished documents included, and
of a finished one that began below it only the rest. So a handler must tell the rest of a finished document from a
new one; it does, because a writer sends the events of a document in order: what does not begin with the first
ordinal was finished before, and is passed over.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.eventlog.port import Record, TopicPartition


@dataclass(slots=True)
class _Open:
    first: Record
    last: Record
    seconds: float
    until: float
    """On the clock."""


class OpenWork:
    """Open documents by partition and key."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is open."""
        self._clock = clock
        self._open: dict[TopicPartition, dict[str, _Open]] = {}

    def begin(self, key: str, record: Record, *, seconds: float = math.inf) -> None:
        """The document `key` has come to `record`; it needs its first record as long as it is open.

        It holds its watermark for `seconds` after its last record at most. What is given when it begins counts; less
        than for ever is for one that may be lost in the end, since all that would follow from it was said before.
        """
        begun = self._open.setdefault(record.topic_partition, {})
        work = begun.setdefault(key, _Open(record, record, seconds, seconds))
        work.last, work.until = record, self._clock() + work.seconds

    def finish(self, key: str, record: Record) -> None:
        """The document `key` needs nothing of the partition of `record` any more. Unknown keys are fine."""
        self._open.get(record.topic_partition, {}).pop(key, None)

    def is_open(self, key: str, record: Record) -> bool:
        """Whether the document `key` was begun in the partition of `record` and is not finished."""
        return key in self._open.get(record.topic_partition, {})

    def left_behind(self, reached: Record, records: int) -> Mapping[str, Record]:
        """The first records of documents that nobody has gone on with for so many records of the partition."""
        begun = self._open.get(reached.topic_partition, {})
        return {key: work.first for key, work in begun.items() if work.last.offset < reached.offset - records}

    def forget(self, partitions: Collection[TopicPartition]) -> frozenset[str]:
        """Drop what these partitions hold open; the keys of it."""
        return frozenset(key for partition in partitions for key in self._open.pop(partition, {}))

    def watermarks(self) -> Mapping[TopicPartition, int]:
        """For each partition with open documents that hold it, the offset of the oldest one's first record."""
        lowest: dict[TopicPartition, int] = {}
        for first in self._held():
            partition, offset = first.topic_partition, first.offset
            lowest[partition] = min(offset, lowest.get(partition, offset))
        return lowest

    def oldest(self) -> datetime | None:
        """When the log took in the first record of the oldest open document that holds its watermark; None without."""
        return min((first.timestamp for first in self._held()), default=None)

    def _held(self) -> Iterator[Record]:
        """The first records of what holds a watermark now."""
        now = self._clock()
        for begun in self._open.values():
            yield from (work.first for work in begun.values() if now < work.until)
