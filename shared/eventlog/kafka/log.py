"""The Kafka event log itself: topics, publishing, giving out consumers."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress

from shared.errors import TransientError
from shared.eventlog.kafka.catalogue import Catalogue
from shared.eventlog.kafka.consumer import KafkaMember
from shared.eventlog.kafka.publisher import Publisher
from shared.eventlog.kafka.settings import KafkaSettings
from shared.eventlog.port import Outgoing, TopicPartition
from shared.eventlog.size import to_messages


class KafkaEventLog:
    """See `shared.eventlog.port.EventLog`. May be shared between threads, not carried over a fork.

    Nothing is connected before it is used, and all objects outlive an outage: while no broker answers they raise
    `TransientError`, afterwards they work again.
    """

    def __init__(
        self,
        settings: KafkaSettings,
        *,
        replication_factor: int = 1,
        retention_days: Mapping[str, int] | None = None,
    ) -> None:
        """`replication_factor` is for the topics that this log creates, `retention_days` too, by topic.

        A topic that is not named keeps its records as long as the broker has it. One that exists is left as it is.
        """
        self._settings = settings
        self._replication_factor = replication_factor
        self._retention_days = retention_days or {}
        self._catalogue = Catalogue(settings)
        self._publisher = Publisher(settings)
        self._lock = threading.Lock()
        self._members: list[KafkaMember] = []

    def create_topics(self, topics: Mapping[str, int]) -> None:
        """See the port."""
        self._catalogue.create(topics, self._replication_factor, self._retention_days)

    def publish(self, events: Sequence[Outgoing]) -> None:
        """See the port. Nothing is published when an event is larger than 4 MiB.

        An event whose publishing was interrupted for longer than the delivery timeout may, when it is repeated, stand
        in the log twice, the second time behind later events of its key.
        """
        messages = to_messages(events)
        if not messages:
            return
        self._catalogue.require({message.topic for message in messages})
        try:
            self._publisher.publish(messages)
        except TransientError:
            self._catalogue.forget()
            raise

    def consumer(self, group: str, topics: Sequence[str], *, member: str) -> KafkaMember:
        """See the port. `ConfigurationError` where a topic does not exist; told by the first poll in an outage."""
        with suppress(TransientError):
            self._catalogue.require(topics)
        made = KafkaMember(
            self._settings, self._catalogue, self.publish, group=group, topics=topics, label=member
        )
        with self._lock:
            self._members.append(made)
        return made

    def end_offsets(self, topics: Sequence[str]) -> Mapping[TopicPartition, int]:
        """See the port."""
        return self._catalogue.ends(self._catalogue.partitions(topics))

    def close(self) -> None:
        """See the port. Takes seconds where the brokers do not answer."""
        with self._lock:
            members, self._members = self._members, []
        for member in members:
            member.close()
        self._publisher.close()
        self._catalogue.close()
