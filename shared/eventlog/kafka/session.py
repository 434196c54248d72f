"""One connection of a group member: the library's consumer, held to what the port promises about losses.

The library changes the assignment only while it is polled, so what a member holds is what it held after its last
poll. Everything here is called by one thread.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import kafka
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import CommitFailedError, KafkaError, RebalanceInProgressError
from kafka.structs import MemberState, OffsetAndMetadata

from shared.errors import TransientError
from shared.eventlog.kafka.client import connect
from shared.eventlog.kafka.errors import translated
from shared.eventlog.kafka.losses import Losses
from shared.eventlog.kafka.mends import free_parked, heed_answer
from shared.eventlog.kafka.settings import KafkaSettings
from shared.eventlog.port import Record, TopicPartition
from shared.eventlog.size import LARGEST_RECORD_BYTES

SLICE_SECONDS: Final = 0.1
"""How long the library is left to wait before losses are looked for."""
NAP_SECONDS: Final = 0.005
CLOSE_SECONDS: Final = 5.0
HEARTBEATS: Final = 15
"""Heartbeats in a session timeout: one every 3 s with Kafka's default of 45 s."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Session:
    """The library's consumer, connected. It joins the group when it is polled."""

    def __init__(self, settings: KafkaSettings, group: str, topics: Sequence[str], label: str) -> None:
        """Connect. Raises `TransientError` when no broker answers."""
        assignor = CooperativeStickyAssignor()
        self._servers = settings.bootstrap_servers
        self._losses = Losses(assignor)
        self._connection = connect(
            kafka.KafkaConsumer,
            settings,
            label,
            _options(settings, group) | {"partition_assignment_strategy": [assignor]},
        )
        self._client = self._connection.client
        self._topics = sorted(set(topics))
        self._client.subscribe(self._topics, listener=self._losses)
        self.held: frozenset[TopicPartition] = frozenset()
        """The partitions of this member, as of the last poll."""

    def poll(self, max_records: int, wait_seconds: float) -> list[Record]:
        """One look at group and records; `RebalancedError` for each loss, once, and then no record is passed over."""
        batches = self._look(max_records, wait_seconds)
        if (loss := self._losses.news()) is not None:
            self._put_back(batches)
            raise loss
        return [_record(one) for batch in batches.values() for one in batch]

    def may_join(self) -> bool:
        """Whether the topics' partitions are known. A member that joins before shares out what it does not see."""
        return self._connection.knows(self._topics)

    def in_group(self) -> bool:
        """Whether the member has its share, and no rebalance is under way that it knows of."""
        return bool(self._client.group_metadata().state is MemberState.STABLE)

    def reaches_a_broker(self) -> bool:
        """Whether any connection is established."""
        return self._connection.reaches_a_broker()

    def require(self, partitions: Collection[TopicPartition]) -> None:
        """Raise `RebalancedError` unless all of them are held, `FencedError` when the member was put out."""
        if self.held and self._client.group_metadata().state is MemberState.UNJOINED:
            held, self.held = self.held, frozenset()
            raise self._losses.put_out(held)
        if missing := set(partitions) - self.held:
            raise self._losses.refusal(missing)

    def commit(self, watermarks: Mapping[TopicPartition, int], seconds: float) -> None:
        """Commit, going through a rebalance first where one is under way: the group takes no commits meanwhile."""
        deadline = time.monotonic() + seconds
        offsets = {kafka.TopicPartition(*p): OffsetAndMetadata(at, "", -1) for p, at in watermarks.items()}
        while not self._is_committed(offsets, max(deadline - time.monotonic(), NAP_SECONDS)):
            self.require(watermarks)
            self._rebalance(deadline)
            self.require(watermarks)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read on from there. The partition must be held."""
        self._client.seek(kafka.TopicPartition(*partition), offset)

    def pause(self, partitions: Collection[TopicPartition]) -> None:
        """Pass over those of the partitions that are held."""
        self._client.pause(*(kafka.TopicPartition(*partition) for partition in self.held & set(partitions)))

    def resume(self, partitions: Collection[TopicPartition]) -> None:
        """Read those of the partitions that are held."""
        self._client.resume(*(kafka.TopicPartition(*partition) for partition in self.held & set(partitions)))

    def known_end(self, partition: TopicPartition) -> int:
        """How far the partition reached when records were last fetched from it; 0 before that. It must be held."""
        return self._client.highwater(kafka.TopicPartition(*partition)) or 0

    def close(self) -> None:
        """Leave the group and disconnect, within seconds, whether the brokers answer or not."""
        self.held = frozenset()
        try:
            self._client.close(autocommit=False, timeout_ms=CLOSE_SECONDS * 1000)
        except KafkaError:
            self._connection.network.close()

    def _look(self, max_records: int, wait_seconds: float) -> dict[Any, list[Any]]:
        heed_answer(self._client)
        free_parked(self._client)
        with translated(self._servers):
            batches: dict[Any, list[Any]] = self._client.poll(
                timeout_ms=wait_seconds * 1000, max_records=max_records
            )
        self.held = frozenset(TopicPartition(*partition) for partition in self._client.assignment())
        return batches

    def _put_back(self, batches: Mapping[Any, list[Any]]) -> None:
        """Let the next poll give these records again: nobody has seen them."""
        for partition, batch in batches.items():
            if TopicPartition(*partition) in self.held:
                self._client.seek(partition, batch[0].offset)

    def _is_committed(self, offsets: Mapping[Any, OffsetAndMetadata], seconds: float) -> bool:
        """Commit; False where the group does not take it from this member now."""
        with translated(self._servers):
            try:
                self._client.commit(offsets, timeout_ms=seconds * 1000)
            except (CommitFailedError, RebalanceInProgressError):
                return False
        return True

    def _rebalance(self, deadline: float) -> None:
        """A step through a rebalance, past no record. Losses are noted, to be told."""
        if time.monotonic() > deadline:
            raise TransientError(
                "the group rebalances and takes no commit", where=f"Kafka at {', '.join(self._servers)}"
            )
        self._put_back(self._look(1, SLICE_SECONDS))


def _options(settings: KafkaSettings, group: str) -> dict[str, Any]:
    session_ms = round(settings.session_timeout_seconds * 1000)
    return {
        "group_id": group,
        "enable_auto_commit": False,
        "auto_offset_reset": "earliest",
        "allow_auto_create_topics": False,
        "session_timeout_ms": session_ms,
        "heartbeat_interval_ms": session_ms // HEARTBEATS,
        "max_poll_interval_ms": round(settings.max_poll_interval_seconds * 1000),
        "max_partition_fetch_bytes": LARGEST_RECORD_BYTES,
    }


def _record(found: Any) -> Record:  # noqa: ANN401 - the library has no types
    """A record as the port has it. Writers other than ours may send headers without value."""
    return Record(
        topic=found.topic,
        partition=found.partition,
        offset=found.offset,
        key=found.key,
        value=found.value,
        headers=tuple((name, value or b"") for name, value in found.headers),
        timestamp=EPOCH + timedelta(milliseconds=found.timestamp),
    )
