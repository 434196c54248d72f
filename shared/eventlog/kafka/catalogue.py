"""Topics, their partitions and how far they reach, as the brokers tell them. What is asked for once is remembered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final, TypeVar

import kafka
from kafka import errors as kafka_errors
from kafka.errors import KafkaError
from kafka.protocol.consumer import OffsetSpec

from shared.errors import ConfigurationError
from shared.eventlog.kafka.client import Connected, connect
from shared.eventlog.kafka.errors import translation
from shared.eventlog.kafka.settings import KafkaSettings
from shared.eventlog.port import TopicPartition
from shared.eventlog.size import LARGEST_RECORD_BYTES

TOPIC_CONFIGURATION: Final = {
    # More than the largest record takes with the batch around it.
    "max.message.bytes": str(LARGEST_RECORD_BYTES + 32 * 1024),
    # The port wants to know when the log took a record in, not what the writer's clock said.
    "message.timestamp.type": "LogAppendTime",
}
DAY_MILLISECONDS: Final = 86_400_000
NONE_COMMITTED: Final = -1
GRACE_SECONDS: Final = 1.0
Answer = TypeVar("Answer")


class Catalogue:
    """Asks the brokers over one connection, made at the first question and anew after every failure. Any thread may."""

    def __init__(self, settings: KafkaSettings) -> None:
        """Nothing is asked yet."""
        self._settings = settings
        self._lock = threading.Lock()
        self._admin: Connected | None = None
        self._closed = False
        self._counts: dict[str, int] = {}

    def create(
        self, topics: Mapping[str, int], replication_factor: int, retention_days: Mapping[str, int]
    ) -> None:
        """Create the topics that are not there yet; `ConfigurationError` where one has another number of partitions."""
        for topic, partitions in topics.items():
            if partitions < 1:
                raise ConfigurationError("a topic needs at least one partition", where=topic)
        counts = self._look_up(topics)
        if missing := topics.keys() - counts.keys():
            wanted = {
                topic: {
                    "num_partitions": topics[topic],
                    "replication_factor": replication_factor,
                    "configs": configuration(retention_days.get(topic)),
                }
                for topic in sorted(missing)
            }
            self._ask(lambda admin: _create(admin, wanted))
            counts |= self._look_up(missing)
        self._counts |= counts
        for topic, partitions in counts.items():
            if partitions != topics[topic]:
                raise ConfigurationError(
                    f"the topic has {partitions} partitions, not {topics[topic]}",
                    where=topic,
                    remedy="keep the number, or begin a new event log",
                )

    def require(self, topics: Iterable[str]) -> dict[str, int]:
        """The number of partitions of each topic; `ConfigurationError` when one does not exist."""
        names = set(topics)
        if not names <= self._counts.keys():
            self._counts |= self._look_up(names - self._counts.keys())
        missing = sorted(names - self._counts.keys())
        if missing:
            raise ConfigurationError(
                "the topic does not exist", where=", ".join(missing), remedy="create it first"
            )
        return {topic: self._counts[topic] for topic in names}

    def forget(self) -> None:
        """Do not trust what was answered before: a topic may have been deleted, or created anew."""
        self._counts = {}

    def partitions(self, topics: Iterable[str]) -> list[TopicPartition]:
        """Every partition of the topics."""
        counts = self.require(topics)
        return [TopicPartition(topic, number) for topic in sorted(counts) for number in range(counts[topic])]

    def ends(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """For each partition the offset that its next record will take."""
        return self._offsets(partitions, OffsetSpec.LATEST)

    def starts(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """For each partition the offset of the oldest record that is still there."""
        return self._offsets(partitions, OffsetSpec.EARLIEST)

    def committed(self, group: str, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """The group's committed watermarks; absent where nothing was committed."""
        if not partitions:
            return {}
        wanted = [kafka.TopicPartition(*partition) for partition in partitions]
        found = self._ask(lambda admin: admin.list_group_offsets({group: wanted}))[group]
        return {TopicPartition(*p): at.offset for p, at in found.items() if at.offset > NONE_COMMITTED}

    def close(self) -> None:
        """Close the connection. May be called twice."""
        with self._lock:
            self._closed = True
            admin, self._admin = self._admin, None
        if admin is not None:
            admin.client.close()

    def _offsets(self, partitions: Collection[TopicPartition], spec: Any) -> dict[TopicPartition, int]:  # noqa: ANN401
        if not partitions:
            return {}
        wanted = {kafka.TopicPartition(*partition): spec for partition in partitions}
        found = self._ask(lambda admin: admin.list_partition_offsets(wanted))
        return {TopicPartition(*partition): at.offset for partition, at in found.items()}

    def _look_up(self, topics: Iterable[str]) -> dict[str, int]:
        """The number of partitions of those topics that exist."""
        described = self._ask(lambda admin: admin.describe_topics(sorted(topics)))
        counts: dict[str, int] = {}
        for topic in described:
            error = kafka_errors.for_code(topic["error_code"])
            if error is kafka_errors.NoError:
                counts[topic["name"]] = len(topic["partitions"])
            elif error is not kafka_errors.UnknownTopicOrPartitionError:
                raise translation(error(topic["name"]), self._settings.bootstrap_servers)
        return counts

    def _ask(self, question: Callable[[Any], Answer]) -> Answer:
        """The answer of the brokers. After a failure the connection is given up: nothing is known of its state."""
        admin = self._connected()
        # The library limits the time of a request, not that of a TLS handshake before it.
        alarm = threading.Timer(self._settings.request_timeout_seconds + GRACE_SECONDS, admin.network.close)
        alarm.daemon = True
        alarm.start()
        try:
            return question(admin.client)
        except KafkaError as error:
            self._give_up(admin)
            raise translation(error, self._settings.bootstrap_servers) from error
        finally:
            alarm.cancel()

    def _connected(self) -> Connected:
        with self._lock:
            if self._closed:
                raise ConfigurationError("the event log is closed", where="Kafka")
            if self._admin is None:
                self._admin = connect(kafka.KafkaAdminClient, self._settings, "fiscus", {})
            return self._admin

    def _give_up(self, admin: Connected) -> None:
        with self._lock:
            if self._admin is admin:
                self._admin = None
        self.forget()
        admin.client.close()


def configuration(retention_days: int | None = None) -> dict[str, str]:
    """The settings of a topic; without a number of days it keeps its records as long as the broker has it."""
    retention = {} if retention_days is None else {"retention.ms": str(retention_days * DAY_MILLISECONDS)}
    return {**TOPIC_CONFIGURATION, **retention}


def _create(admin: Any, wanted: Mapping[str, Mapping[str, Any]]) -> None:  # noqa: ANN401 - the library has no types
    """Create topics and wait until they can be used; one that somebody else creates meanwhile is as good."""
    outcome = admin.create_topics(dict(wanted), raise_errors=False)
    for topic in outcome["topics"]:
        error = kafka_errors.for_code(topic["error_code"])
        if error not in {kafka_errors.NoError, kafka_errors.TopicAlreadyExistsError}:
            raise error(topic["error_message"] or topic["name"])
    admin.wait_for_topics(list(wanted))
