"""Which partitions a member has lost: noted on the library's thread, told on the polling thread, each loss once."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable

from kafka.consumer.subscription_state import ConsumerRebalanceListener
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor

from shared.eventlog.port import FencedError, RebalancedError, TopicPartition


class Losses(ConsumerRebalanceListener):  # type: ignore[misc] # the library has no types
    """The library's listener. What runs on its thread only takes notes: anything that waits would stop the thread."""

    def __init__(self, assignor: CooperativeStickyAssignor) -> None:
        """Nothing is lost. `assignor` is the member's own; it tells the group what the member holds."""
        self._assignor = assignor
        self._lock = threading.Lock()
        self._lost: set[TopicPartition] = set()
        self._put_out = False
        self._told_before: frozenset[TopicPartition] = frozenset()

    def on_partitions_revoked(self, revoked: Iterable[tuple[str, int]]) -> None:
        """The library: these go to another member, in good order."""
        with self._lock:
            self._lost |= {TopicPartition(*partition) for partition in revoked}

    def on_partitions_lost(self, lost: Iterable[tuple[str, int]]) -> None:
        """The library: the member was put out of its group, others may have these since long.

        The member must not claim them when it joins again, as the library's assignor would let it.
        """
        self._assignor.member_assignment = None
        with self._lock:
            self._lost |= {TopicPartition(*partition) for partition in lost} - self._told_before
            self._put_out = bool(self._lost)
            self._told_before = frozenset()

    def on_partitions_assigned(self, assigned: object) -> None:
        """The library: these came. Nothing to note, the polling thread looks at what it holds."""

    def news(self) -> RebalancedError | None:
        """What has to be told since the last time; None where nothing has."""
        with self._lock:
            lost, put_out = self._lost, self._put_out
            self._lost, self._put_out = set(), False
        if not lost:
            return None
        return FencedError(lost) if put_out else RebalancedError(lost)

    def refusal(self, partitions: Collection[TopicPartition]) -> RebalancedError:
        """The error for work on partitions that are not held any more; with it their loss is told."""
        with self._lock:
            if not self._put_out:
                self._lost -= set(partitions)
                return RebalancedError(partitions)
        return self.news() or RebalancedError(partitions)

    def put_out(self, held: Collection[TopicPartition]) -> FencedError:
        """The member has learnt that it was put out before the library says that it lost `held`; told with this."""
        with self._lock:
            self._told_before = frozenset(held)
        return FencedError(held)
