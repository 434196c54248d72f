"""How an isolated run can end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The function returned `value`."""

    value: T


@dataclass(frozen=True, slots=True)
class Refused:
    """The function raised a `PermanentError`: it looked at the document and says why nothing can be made of it."""

    reason_code: str
    """The error's `reason_code` where it has one, else `refused`."""
    reason: str
    """One line: what, where, what to do."""


class LimitKind(StrEnum):
    """What a run may use up."""

    SECONDS = "seconds"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class LimitExceeded:
    """The run was ended because it used more than it may. Trying again ends the same way."""

    kind: LimitKind
    limit: float
    """Seconds, or bytes."""
    reason: str
    """One line: what, and what to do."""


@dataclass(frozen=True, slots=True)
class Crashed:
    """The process died, or the function raised an error that is no statement about the document."""

    reason: str
    """One line: the signal, exit status or exception."""
    trace: str = ""
    """What is known of where it happened: a Python traceback, or the last lines on the process's stderr."""


Outcome = Done[T] | Refused | LimitExceeded | Crashed
