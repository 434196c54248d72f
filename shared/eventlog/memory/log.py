"""The in-memory event log: the port over lists and dictionaries, with the faults of a plan."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from shared.errors import TransientError
from shared.eventlog.memory.faults import FaultKind, FaultPlan, Operation
from shared.eventlog.memory.state import Group, Partitions
from shared.eventlog.port import FencedError, Outgoing, RebalancedError, Record, TopicPartition
from shared.eventlog.size import to_messages
from shared.events.envelope import Message


class MemoryEventLog:
    """See `shared.eventlog.port.EventLog`. Lives and ends with the process; may be shared between threads."""

    def __init__(self, faults: FaultPlan | None = None) -> None:
        """An empty log that fails as `faults` say, by default never."""
        self.faults = faults or FaultPlan()
        self.changed = threading.Condition()
        self.partitions = Partitions()
        self.groups: defaultdict[str, Group] = defaultdict(Group)

    def create_topics(self, topics: Mapping[str, int]) -> None:
        """See the port."""
        with self.changed:
            for topic, count in topics.items():
                self.partitions.create(topic, count)

    def publish(self, events: Sequence[Outgoing]) -> None:
        """See the port."""
        messages = to_messages(events)
        fault = self.strike(Operation.PUBLISH)
        if fault is not FaultKind.FAIL_BEFORE:
            with self.changed:
                self.append(messages)
        if fault in {FaultKind.FAIL_BEFORE, FaultKind.FAIL_AFTER}:
            raise unconfirmed(Operation.PUBLISH)

    def append(self, messages: Sequence[Message]) -> None:
        """Append without faults; the caller holds the lock."""
        self.partitions.append(messages)
        self.changed.notify_all()

    def consumer(self, group: str, topics: Sequence[str], *, member: str) -> MemoryConsumer:
        """See the port."""
        with self.changed:
            self.partitions.of(topics)
            return MemoryConsumer(
                self, self.groups[group], frozenset(topics), self.groups[group].new_name(member)
            )

    def end_offsets(self, topics: Sequence[str]) -> Mapping[TopicPartition, int]:
        """See the port."""
        with self.changed:
            return {p: len(self.partitions.records[p]) for p in self.partitions.of(topics)}

    def close(self) -> None:
        """See the port. The records stay, so that a test can look at them."""

    def strike(self, operation: Operation) -> FaultKind | None:
        """Play the plan for one call; a delay is served here."""
        with self.changed:
            fault = self.faults.strike(operation)
        if fault is not None and fault.kind is FaultKind.DELAY:
            time.sleep(fault.seconds)
        return None if fault is None else fault.kind


class MemoryConsumer:
    """See `shared.eventlog.port.Consumer`."""

    def __init__(self, log: MemoryEventLog, group: Group, topics: frozenset[str], name: str) -> None:
        """Made by `MemoryEventLog.consumer`."""
        self._log = log
        self._group = group
        self._topics = topics
        self._name = name
        self._held: dict[TopicPartition, int] = {}
        self._positions: dict[TopicPartition, int] = {}
        self._paused: set[TopicPartition] = set()
        self._joined = False

    def poll(self, max_records: int, timeout_seconds: float) -> list[Record]:
        """See the port."""
        fault = self._log.strike(Operation.POLL)
        deadline = time.monotonic() + timeout_seconds
        with self._log.changed:
            self._suffer(fault, Operation.POLL)
            while True:
                self._keep_membership()
                records = self._read(max_records)
                left = deadline - time.monotonic()
                if records or left <= 0:
                    return records
                self._log.changed.wait(left)

    def commit(self, watermarks: Mapping[TopicPartition, int], outputs: Sequence[Outgoing] = ()) -> None:
        """See the port. Both at once, unless the plan says otherwise."""
        messages = to_messages(outputs)
        fault = self._log.strike(Operation.COMMIT)
        with self._log.changed:
            self._suffer(fault, Operation.COMMIT)
            self._fence(watermarks)
            self._check_ends(watermarks)
            self._log.append(messages)
            if fault is not FaultKind.FAIL_BETWEEN:
                self._group.watermarks |= watermarks
        if fault in {FaultKind.FAIL_BETWEEN, FaultKind.FAIL_AFTER}:
            raise unconfirmed(Operation.COMMIT)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """See the port."""
        if partition not in self._held:
            raise RebalancedError([partition])
        self._positions[partition] = offset

    def assignment(self) -> frozenset[TopicPartition]:
        """See the port."""
        return frozenset(self._held)

    def pause(self, partitions: Collection[TopicPartition]) -> None:
        """See the port."""
        self._paused |= set(partitions) & set(self._held)

    def resume(self, partitions: Collection[TopicPartition]) -> None:
        """See the port."""
        self._paused -= set(partitions)

    def committed(self) -> Mapping[TopicPartition, int]:
        """See the port."""
        with self._log.changed:
            return {p: offset for p, offset in self._group.watermarks.items() if p in self._held}

    def lag(self) -> Mapping[TopicPartition, int]:
        """See the port."""
        committed = self.committed()
        with self._log.changed:
            return {p: len(self._log.partitions.records[p]) - committed.get(p, 0) for p in self._held}

    def close(self) -> None:
        """See the port."""
        with self._log.changed:
            self._group.remove(self._name)
            self._drop(self.assignment())
            self._log.changed.notify_all()

    def vanish(self) -> None:
        """Die without a word, and be noticed: the group gives the partitions to others; this member knows nothing."""
        with self._log.changed:
            self._group.remove(self._name)
            self._log.changed.notify_all()

    def _suffer(self, fault: FaultKind | None, operation: Operation) -> None:
        if fault is FaultKind.FAIL_BEFORE:
            raise unconfirmed(operation)
        if fault is FaultKind.REBALANCE:
            self._group.free(self._name)
        if fault is FaultKind.EXPEL:
            self._group.remove(self._name)
        if fault is FaultKind.REPEAT:
            self._positions |= {p: self._group.watermarks.get(p, 0) for p in self._held}

    def _keep_membership(self) -> None:
        put_out = self._joined and self._name not in self._group.members
        before = dict(self._group.owners)
        lost_already = self._missing()
        self._group.settle(self._name, self._topics, self._log.partitions)
        self._joined = True
        if self._group.owners != before:
            self._log.changed.notify_all()
        lost = {*lost_already, *self._missing()}
        held = dict(self._group.holdings(self._name))
        came = [p for p, epoch in held.items() if self._held.get(p) != epoch]
        self._drop(lost)
        self._held = held
        self._positions |= {p: self._group.watermarks.get(p, 0) for p in came}
        if lost:
            raise FencedError(lost) if put_out else RebalancedError(lost)

    def _missing(self) -> set[TopicPartition]:
        """What this member thinks it holds but does not, or not without a break."""
        actual = self._group.holdings(self._name)
        return {p for p, epoch in self._held.items() if actual.get(p) != epoch}

    def _fence(self, watermarks: Mapping[TopicPartition, int]) -> None:
        lost = {p for p in watermarks if p not in self._held} | (self._missing() & watermarks.keys())
        if not lost:
            return
        if self._joined and self._name not in self._group.members:
            lost |= self._held.keys()
            self._joined = False
            self._drop(lost)
            raise FencedError(lost)
        self._drop(lost)
        raise RebalancedError(lost)

    def _check_ends(self, watermarks: Mapping[TopicPartition, int]) -> None:
        for partition, offset in watermarks.items():
            if not 0 <= offset <= len(self._log.partitions.records[partition]):
                raise ValueError(f"watermark {offset} of {partition} lies outside the partition")

    def _drop(self, lost: Collection[TopicPartition]) -> None:
        for partition in lost:
            self._held.pop(partition, None)
            self._positions.pop(partition, None)
            self._paused.discard(partition)

    def _read(self, max_records: int) -> list[Record]:
        records: list[Record] = []
        for partition in sorted(self._held.keys() - self._paused):
            start = self._positions[partition]
            found = self._log.partitions.records[partition][start : start + max_records - len(records)]
            if found:
                records += found
                self._positions[partition] = found[-1].offset + 1
        return records


def unconfirmed(operation: Operation) -> TransientError:
    """What a caller sees when the log did not confirm."""
    return TransientError(f"the event log did not confirm a {operation}", where="memory", remedy="try again")
