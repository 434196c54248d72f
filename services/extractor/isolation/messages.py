"""What a pool and its worker processes say to each other, pickled, over a pipe.

A module of its own because the worker's program runs as `__main__`, whose classes another process cannot unpickle.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.extractor.isolation.outcome import LimitExceeded, LimitKind, Outcome


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker needs before its first job."""

    preload: tuple[str, ...]
    """Modules to import now, so that no job pays for it."""
    memory: int
    """Bytes."""
    seconds: float
    """The parent's clock ends each job after so long."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has set itself up."""


@dataclass(frozen=True, slots=True)
class Job:
    """A function of a module, pickled by its name, and its arguments."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class TransientFailure:
    """The function raised a `TransientError`: the parent raises it again."""

    what: str
    where: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of one job; `is_spent` where the process should not take another."""

    outcome: Outcome[Any] | TransientFailure
    is_spent: bool = False


def out_of_memory(limit: int) -> LimitExceeded:
    """Give the outcome of a run that asked for more memory than it may have."""
    return LimitExceeded(
        LimitKind.MEMORY,
        limit,
        f"reading the document took more than {limit // 2**20} MiB of memory: split the file or raise the limit",
    )
