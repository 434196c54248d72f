"""What processes use while they run: processor time of a tree, and its memory, sampled again and again.

In: process ids by name. Out: processor seconds, and `Sample`s with resident bytes. Memory that a process shares with
its workers counts once for each, so that a sum is an upper bound.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

import psutil

from benchmarks.processes import resident

SAMPLE_SECONDS: Final = 0.5


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, of all that it has started and waited for, and of all that still run.

    Raises psutil.NoSuchProcess where it is gone.
    """
    root = psutil.Process(pid)
    used = 0.0
    for process in (root, *root.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue  # it ended between the listing and the look: its parent has counted it
        used += times.user + times.system + times.children_user + times.children_system
    return used


@dataclass(frozen=True, slots=True)
class Sample:
    """What a process used at a moment (seconds since the epoch)."""

    at: float
    own: int
    """Resident bytes of the process itself."""
    tree: int
    """Resident bytes of it and its workers."""
    cpu_seconds: float
    """Processor time of it and its workers since they were started."""


class Sampler:
    """Samples what several processes use in a thread while its block runs; a context manager."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        """Nothing is sampled yet."""
        self.samples: dict[str, list[Sample]] = {name: [] for name in pids}
        self._pids = pids
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            for name, pid in self._pids.items():
                try:
                    own, used = int(psutil.Process(pid).memory_info().rss), cpu_seconds(pid)
                except psutil.Error:
                    continue  # it ended; whoever waits for it says so
                self.samples[name].append(Sample(time.time(), own, resident(pid), used))


class CpuMeter:
    """Processor time that processes use from now on; several by name."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        """Begin to count."""
        self._pids = pids
        self._before = self._now()

    def used(self) -> dict[str, float]:
        """Processor seconds since the beginning, by name."""
        return {name: now - self._before[name] for name, now in self._now().items()}

    def _now(self) -> dict[str, float]:
        return {name: cpu_seconds(pid) for name, pid in self._pids.items()}
