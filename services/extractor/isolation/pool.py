"""A pool of isolated processes: each is started once, reused for many documents, and replaced when it is spent."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, Self, TypeVar

from services.extractor.isolation.messages import Job, Setup
from services.extractor.isolation.outcome import Outcome
from services.extractor.isolation.process import WorkerProcess

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """What one document may use up."""

    seconds: float = 300.0
    """Wall-clock time."""
    memory: int = 2 * 2**30
    """Bytes of resident memory of the process, about 100 MiB of which are the program itself."""


class WorkerPool:
    """Up to `size` worker processes, started when first needed. Safe for several threads; a context manager.

    Args:
        limits: what one run may use up.
        size: how many runs may go on at once; further callers wait.
        jobs_per_worker: a process is replaced after so many runs, so that nothing a parser leaks grows for ever.
        preload: modules to import when a process starts, so that no run's clock counts them.
        drop: once it is set, a run that goes on is ended, and `run` raises `TransientError`.
    """

    def __init__(
        self,
        limits: WorkLimits,
        *,
        size: int = 1,
        jobs_per_worker: int = 200,
        preload: tuple[str, ...] = (),
        drop: threading.Event | None = None,
    ) -> None:
        self._setup = Setup(preload=preload, memory=limits.memory, seconds=limits.seconds)
        self._jobs_per_worker = jobs_per_worker
        self._places: queue.LifoQueue[WorkerProcess | None] = queue.LifoQueue()
        self._size = size
        self._drop = drop or threading.Event()
        for _ in range(size):
            self._places.put(None)

    def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Outcome[T]:
        """Run `function(*args)` in a worker process and give how it ended.

        The function must be importable by its name, its arguments and its value must be picklable.

        Raises:
            TransientError: where the function raised one, a worker cannot be started, or the run was dropped.
            TypeError: for keyword arguments.
        """
        if kwargs:
            raise TypeError("an isolated function takes positional arguments only")
        worker = self._places.get()
        try:
            if worker is None:
                worker = WorkerProcess(self._setup)
            outcome: Outcome[Any] = worker.run(Job(function, args), self._drop)
        finally:
            self._places.put(self._kept(worker))
        return outcome

    def _kept(self, worker: WorkerProcess | None) -> WorkerProcess | None:
        if worker is None or worker.is_spent or worker.jobs_done >= self._jobs_per_worker:
            if worker is not None:
                worker.end()
            return None
        return worker

    def close(self) -> None:
        """End all workers that are not busy; waits for the busy ones to finish their run."""
        for _ in range(self._size):
            worker = self._places.get()
            if worker is not None:
                worker.end()
        for _ in range(self._size):
            self._places.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()
