"""What a loop tells about its work, for metrics and progress displays. The loop never waits for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shared.eventlog.port import Record, TopicPartition


class Failure(StrEnum):
    """Kinds of failure that end in a dead letter: a bounded set, fit for a label."""

    PERMANENT = "permanent"
    CONTRACT = "contract"
    UNEXPECTED = "unexpected"
    """An exception outside the taxonomy: a bug of ours."""
    CRASH = "crash"
    """The work ended the process too often."""


class LoopObserver(Protocol):
    """Listens to a loop, in the loop's thread. An exception raised here ends the loop."""

    def handled(self, stage: str, record: Record, seconds: float) -> None:
        """A record was handled well (not yet committed), in this many seconds."""
        ...

    def dead_lettered(self, stage: str, record: Record, failure: Failure) -> None:
        """A record failed for good."""
        ...

    def retrying(self, stage: str, error: BaseException) -> None:
        """An attempt failed and will be repeated."""
        ...

    def at_hand(self, stage: str, since: datetime | None) -> None:
        """When the log took in the oldest record that was read and is not finished; told before work on it begins.

        None where the loop waits for records.
        """
        ...

    def lag(self, stage: str, lag: Mapping[TopicPartition, int]) -> None:
        """Unfinished records by partition, told every few seconds."""
        ...

    def watermarks(self, stage: str, watermarks: Mapping[TopicPartition, int]) -> None:
        """The committed watermark of the same partitions, 0 where there is none, told with the lag."""
        ...


class Unobserved:
    """An observer that does not listen."""

    def handled(self, stage: str, record: Record, seconds: float) -> None:
        """Nothing."""

    def dead_lettered(self, stage: str, record: Record, failure: Failure) -> None:
        """Nothing."""

    def retrying(self, stage: str, error: BaseException) -> None:
        """Nothing."""

    def lag(self, stage: str, lag: Mapping[TopicPartition, int]) -> None:
        """Nothing."""

    def at_hand(self, stage: str, since: datetime | None) -> None:
        """Nothing."""

    def watermarks(self, stage: str, watermarks: Mapping[TopicPartition, int]) -> None:
        """Nothing."""
