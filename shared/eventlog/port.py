"""The port to the event log, to be held in the head: publish a batch, poll as a group member, commit a watermark.

Services see events only through this module; adapters (`embedded`, `memory`, Kafka) implement it. In come
events and watermarks, out go records. The promise is *at least once*: a record below a committed watermark is
not delivered to the group again, every other record is, also after any member is killed. Records of one key
stand in one partition, in the order in which they were published. Effects must be idempotent; event ids are
functions of the input to make them so.

A *watermark* of a partition is the offset of the lowest record that is still needed: everything below it is
finished. Committing a watermark of 7 means that records 0 to 6 are done and 7 is the next to be read by whoever
owns the partition.

Threads: an `EventLog` may be shared; a `Consumer` is used by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from shared.errors import FiscusError, PermanentError
from shared.events.envelope import Event, Message

Outgoing = Event | Message
"""What can be published: an event, or a raw message where the original bytes must be kept (dead letters, replay)."""


class TopicPartition(NamedTuple):
    """One partition of a topic; partitions count from 0."""

    topic: str
    partition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Message):
    """A message at its place in the log. `Event.from_message(record)` gives the event it carries."""

    partition: int
    offset: int
    """Counts from 0 in each partition, grows, is never used twice; there may be gaps."""
    timestamp: datetime
    """When the log took the record in, in UTC. For ages and logs, never for identity."""

    @property
    def topic_partition(self) -> TopicPartition:
        """The partition that the record stands in."""
        return TopicPartition(self.topic, self.partition)


class RebalancedError(FiscusError):
    """Partitions of this member went to another one: drop the work on `lost` and poll again.

    Raised by `poll` once for each loss, and by `commit`, which then has committed nothing. What the member
    knows of lost partitions is void even if they come back later: they are read again from the committed
    watermark.
    """

    def __init__(self, lost: Collection[TopicPartition]) -> None:
        """`lost`: the partitions that are no longer this member's."""
        self.lost = frozenset(lost)
        names = ", ".join(f"{topic}[{partition}]" for topic, partition in sorted(self.lost))
        super().__init__(
            "partitions went to another member", where=names, remedy="drop their work and poll again"
        )


class FencedError(RebalancedError):
    """The member itself was put out of its group (it was silent too long): all of its partitions are lost.

    Polling again joins the group anew.
    """


class RecordTooLargeError(PermanentError):
    """Something that is to be published is larger than the log takes (`shared.eventlog.size`), now and later.

    Raised by `publish`, and by `commit`, which then has committed no watermark.
    """


class Consumer(Protocol):
    """A member of a consumer group: joins with its first `poll`, leaves with `close` or when its process dies."""

    def poll(self, max_records: int, timeout_seconds: float) -> list[Record]:
        """Give up to `max_records` next records of the assigned, unpaused partitions; `[]` when none came in time.

        Within a partition offsets rise. Polling shows that the member is alive and moves its positions, not the
        committed watermarks. A partition that is new to the member is read from its committed watermark, or
        from the oldest record where there is none.

        Raises `RebalancedError` when partitions were lost, `TransientError` when the log is out of reach.
        """
        ...

    def commit(self, watermarks: Mapping[TopicPartition, int], outputs: Sequence[Outgoing] = ()) -> None:
        """Publish `outputs`, then commit `watermarks`; return when both are durable.

        The embedded log does both in one transaction. Kafka does it in this order, so a crash in between
        repeats the outputs. A watermark may go back (that is how records are read again after a restart); it
        may not lie beyond the end of its partition (`ValueError`).

        Raises `RebalancedError` when a partition of `watermarks` is not this member's any more,
        `TransientError` when the log did not confirm in time: then it is unknown whether the commit happened,
        and repeating it is right. `RecordTooLargeError` when an output is too large: no watermark is committed then.
        """
        ...

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Let the next `poll` read an assigned partition from `offset`; `RebalancedError` where it is not assigned."""
        ...

    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions that this member holds, as of the last `poll`."""
        ...

    def pause(self, partitions: Collection[TopicPartition]) -> None:
        """Let `poll` pass over these partitions. The member keeps them; a pause ends when a partition is lost."""
        ...

    def resume(self, partitions: Collection[TopicPartition]) -> None:
        """Let `poll` read these partitions again, from where it stood."""
        ...

    def committed(self) -> Mapping[TopicPartition, int]:
        """The group's committed watermarks of the assigned partitions; absent where nothing was committed yet."""
        ...

    def lag(self) -> Mapping[TopicPartition, int]:
        """The unfinished work: how many records lie at or above the committed watermark of each assigned partition."""
        ...

    def close(self) -> None:
        """Leave the group, so that others get the partitions at once. Commits nothing. May be called twice."""
        ...


class EventLog(Protocol):
    """Topics of records in partitions."""

    def create_topics(self, topics: Mapping[str, int]) -> None:
        """Create each topic with its number of partitions; one that exists with that number is left as it is.

        Raises `ConfigurationError` when a topic exists with another number: the order of a key's events would
        break.
        """
        ...

    def publish(self, events: Sequence[Outgoing]) -> None:
        """Append events in order; return when all are durable.

        Raises `TransientError` when the log did not confirm: then some or all may be in the log, and repeating
        is right; `ConfigurationError` for a topic that does not exist, `RecordTooLargeError` for an event that is
        too large.
        """
        ...

    def consumer(self, group: str, topics: Sequence[str], *, member: str) -> Consumer:
        """A new member of `group` that reads `topics`. `member` is a label for people; two members may share it."""
        ...

    def end_offsets(self, topics: Sequence[str]) -> Mapping[TopicPartition, int]:
        """For each partition of `topics` the offset that its next record will take."""
        ...

    def close(self) -> None:
        """Close the log and every consumer it gave out. May be called twice."""
        ...
