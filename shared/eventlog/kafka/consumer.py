"""A group member on Kafka, as the port has it: poll, commit outputs before watermarks, pause, seek, lag."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from shared.errors import ConfigurationError, TransientError
from shared.eventlog.kafka.catalogue import Catalogue
from shared.eventlog.kafka.session import NAP_SECONDS, SLICE_SECONDS, Session
from shared.eventlog.kafka.settings import KafkaSettings
from shared.eventlog.port import Outgoing, RebalancedError, Record, TopicPartition

JOIN_SECONDS: Final = 1.5
"""How long the first poll waits for the member to get into its group, whatever its timeout."""


class KafkaMember:
    """See `shared.eventlog.port.Consumer`. Made by `KafkaEventLog.consumer`; connects and joins with its first poll."""

    def __init__(
        self,
        settings: KafkaSettings,
        catalogue: Catalogue,
        publish: Callable[[Sequence[Outgoing]], None],
        *,
        group: str,
        topics: Sequence[str],
        label: str,
    ) -> None:
        """Nothing is connected yet."""
        self._settings = settings
        self._catalogue = catalogue
        self._publish = publish
        self._group = group
        self._topics = topics
        self._label = label
        self._session: Session | None = None
        self._join_until = 0.0
        self._closed = False

    def poll(self, max_records: int, timeout_seconds: float) -> list[Record]:
        """See the port. The first poll lasts until the member is in its group, or 1.5 s, also beyond its timeout."""
        session = self._joining()
        deadline = time.monotonic() + timeout_seconds
        while True:
            left = max(0.0, deadline - time.monotonic())
            wait = min(left, SLICE_SECONDS) if session.in_group() else SLICE_SECONDS
            if records := session.poll(max_records, wait):
                return records
            in_group = session.in_group()
            self._join_until = 0.0 if in_group else self._join_until
            # One look without a wait may begin a rebalance; none ends it.
            if time.monotonic() >= max(deadline, self._join_until) and (in_group or wait):
                break
        if not session.reaches_a_broker():
            raise TransientError(
                "no Kafka broker answers", where=f"Kafka at {', '.join(self._settings.bootstrap_servers)}"
            )
        return []

    def commit(self, watermarks: Mapping[TopicPartition, int], outputs: Sequence[Outgoing] = ()) -> None:
        """See the port. The outputs are durable before the watermarks are committed."""
        if watermarks:
            session = self._holding(watermarks)
            self._check_ends(session, watermarks)
            self._publish(outputs)
            session.commit(watermarks, self._settings.request_timeout_seconds)
        else:
            self._publish(outputs)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """See the port."""
        self._holding([partition]).seek(partition, offset)

    def assignment(self) -> frozenset[TopicPartition]:
        """See the port."""
        return frozenset() if self._session is None else self._session.held

    def pause(self, partitions: Collection[TopicPartition]) -> None:
        """See the port."""
        if self._session is not None:
            self._session.pause(partitions)

    def resume(self, partitions: Collection[TopicPartition]) -> None:
        """See the port."""
        if self._session is not None:
            self._session.resume(partitions)

    def committed(self) -> Mapping[TopicPartition, int]:
        """See the port."""
        return self._catalogue.committed(self._group, self.assignment())

    def lag(self) -> Mapping[TopicPartition, int]:
        """See the port. Records that the topic's retention has removed are no work."""
        held, marks = self.assignment(), self.committed()
        starts, ends = self._catalogue.starts(held), self._catalogue.ends(held)
        return {p: max(0, ends[p] - max(marks.get(p, 0), starts[p])) for p in held}

    def close(self) -> None:
        """See the port. A member that cannot say goodbye is missed when its session timeout is over."""
        self._closed = True
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _joining(self) -> Session:
        """The session, begun at the first call that finds the brokers."""
        if self._closed:
            raise ConfigurationError("the member has left its group", where=self._group)
        if self._session is None:
            self._catalogue.require(self._topics)
            self._session = Session(self._settings, self._group, self._topics, self._label)
            self._join_until = time.monotonic() + JOIN_SECONDS
            while not self._session.may_join() and time.monotonic() < self._join_until:
                time.sleep(NAP_SECONDS)
        return self._session

    def _holding(self, partitions: Collection[TopicPartition]) -> Session:
        """The session, where it holds all of these; else `RebalancedError`."""
        if self._session is None:
            raise RebalancedError(partitions)
        self._session.require(partitions)
        return self._session

    def _check_ends(self, session: Session, watermarks: Mapping[TopicPartition, int]) -> None:
        """Refuse watermarks outside their partition. Brokers are asked only about what was not fetched yet."""
        ends = self._catalogue.ends([p for p, offset in watermarks.items() if offset > session.known_end(p)])
        for partition, offset in watermarks.items():
            if not 0 <= offset <= ends.get(partition, offset):
                raise ValueError(f"watermark {offset} of {partition} lies outside the partition")
