"""Counting attempts at work that can kill the process, durably and before the work starts.

An exception handler never sees a `kill -9` or a crash inside a C library; without a count on the disk such a
record would be tried for ever. So an attempt is written down, the work is done, and the attempt is struck out
when the work ended in any orderly way. What stays are the attempts that ended the process.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.eventlog.port import Record


@dataclass(frozen=True, slots=True)
class Attempt:
    """How often the work on a record was begun without an orderly end, this time included."""

    count: int
    first_at: datetime
    """When the first of them began, in UTC."""
    last_at: datetime
    """When the one before this began, in UTC; `first_at` at the first attempt."""


class Attempts(Protocol):
    """The durable counter. Keys are the stage and the record's place in the log."""

    def begin(self, stage: str, record: Record) -> Attempt:
        """Count an attempt; it is on the disk when this returns. Raises `TransientError` when it cannot be written."""
        ...

    def end(self, stage: str, record: Record) -> None:
        """The work ended in an orderly way, whatever came of it: forget the attempts."""
        ...

    def close(self) -> None:
        """Release what the counter holds. May be called twice."""
        ...
