"""The records and groups that the in-memory log holds. Not safe for threads by itself: the log locks around it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from shared.errors import ConfigurationError
from shared.eventlog.assignment import fair_share, partition_of, settle
from shared.eventlog.port import Record, TopicPartition
from shared.events.envelope import Message


class Partitions:
    """Topics and their records; offsets are places in a list."""

    def __init__(self) -> None:
        """No topic yet."""
        self.counts: dict[str, int] = {}
        self.records: dict[TopicPartition, list[Record]] = {}

    def create(self, topic: str, partitions: int) -> None:
        """See `EventLog.create_topics`."""
        if partitions < 1:
            raise ConfigurationError("a topic needs at least one partition", where=topic)
        if self.counts.setdefault(topic, partitions) != partitions:
            raise ConfigurationError(
                f"the topic has {self.counts[topic]} partitions, not {partitions}", where=topic
            )
        for number in range(partitions):
            self.records.setdefault(TopicPartition(topic, number), [])

    def of(self, topics: Collection[str]) -> list[TopicPartition]:
        """The partitions of topics, in order; `ConfigurationError` where one does not exist."""
        missing = sorted(set(topics) - self.counts.keys())
        if missing:
            raise ConfigurationError(
                "the topic does not exist", where=", ".join(missing), remedy="create it first"
            )
        return [TopicPartition(topic, n) for topic in sorted(set(topics)) for n in range(self.counts[topic])]

    def append(self, messages: Sequence[Message]) -> None:
        """Append messages in order, all or none."""
        self.of({message.topic for message in messages})
        for message in messages:
            place = TopicPartition(message.topic, partition_of(message.key, self.counts[message.topic]))
            record = Record(
                topic=message.topic,
                key=message.key,
                value=message.value,
                headers=message.headers,
                partition=place.partition,
                offset=len(self.records[place]),
                timestamp=datetime.now(UTC),
            )
            self.records[place].append(record)


@dataclass
class Group:
    """A consumer group: members with their topics, owners with their epochs, committed watermarks."""

    members: dict[str, frozenset[str]] = field(default_factory=dict)
    owners: dict[TopicPartition, str | None] = field(default_factory=dict)
    epochs: defaultdict[TopicPartition, int] = field(default_factory=lambda: defaultdict(int))
    watermarks: dict[TopicPartition, int] = field(default_factory=dict)
    _names: itertools.count[int] = field(default_factory=itertools.count)

    def new_name(self, label: str) -> str:
        """A member name that nobody else has."""
        return f"{label}-{next(self._names):06d}"

    def settle(self, member: str, topics: frozenset[str], partitions: Partitions) -> None:
        """Join or stay, and bring the member's holdings to its fair share."""
        self.members[member] = topics
        for topic in sorted(topics):
            numbers = range(partitions.counts[topic])
            held = [n for n in numbers if self.owners.get(TopicPartition(topic, n)) == member]
            free = [n for n in numbers if self.owners.get(TopicPartition(topic, n)) is None]
            readers = [name for name, read in self.members.items() if topic in read]
            claimed, released = settle(held, free, fair_share(member, readers, len(numbers)))
            for number in claimed:
                self.owners[TopicPartition(topic, number)] = member
                self.epochs[TopicPartition(topic, number)] += 1
            for number in released:
                self.owners[TopicPartition(topic, number)] = None

    def holdings(self, member: str) -> Mapping[TopicPartition, int]:
        """The partitions of a member with the epochs in which it got them."""
        return {p: self.epochs[p] for p, owner in self.owners.items() if owner == member}

    def free(self, member: str) -> None:
        """Take all partitions from the member; it stays in the group."""
        for partition in self.holdings(member):
            self.owners[partition] = None

    def remove(self, member: str) -> None:
        """Put the member out."""
        self.free(member)
        self.members.pop(member, None)
