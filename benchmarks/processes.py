"""Runs a command on one core and measures what its whole process tree used: time, processor time, memory.

In: a command and a core. Out: its output and a `Usage`. The caller keeps off that core while the command runs.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import psutil

LOOK_EVERY: Final = 0.02
"""Seconds between two looks at the memory of a process tree."""
_KIB: Final = 1024
_ERROR_CHARACTERS: Final = 2000


class CommandFailedError(RuntimeError):
    """A measured command ended with another status than expected; the message has the end of its stderr."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and everything that it started used.

    `seconds` is wall-clock time, `cpu_seconds` user and system time together, `peak_bytes` the highest sum of resident
    memory that was seen. Memory that processes share counts once for each, so that the sum is an upper bound.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def default_core() -> int | None:
    """Give the core to measure on: the last one that this process may use; None where cores cannot be chosen."""
    return max(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None


def measured(command: Sequence[str], core: int | None, *, good: Sequence[int] = (0,)) -> tuple[bytes, Usage]:
    """Run a command to its end and give its stdout and its usage.

    Raises CommandFailedError where its exit status is none of `good`.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors, _Pinned(core) as pinned:
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, cwd=Path(__file__).parents[1]
        )
        pinned.leave()
        with _Watch(process.pid) as watch:
            _, status, used = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(
            status
        )  # it is reaped: Popen must not wait for it again
        if process.returncode not in good:
            errors.seek(0)
            trace = errors.read().decode(errors="replace")[-_ERROR_CHARACTERS:]
            raise CommandFailedError(f"{' '.join(command[:4])} … ended with {process.returncode}:\n{trace}")
        output.seek(0)
        # The kernel's own maximum begins with the memory of the process that started this one: a last resort.
        peak = watch.peak or used.ru_maxrss * _KIB
        return output.read(), Usage(seconds, used.ru_utime + used.ru_stime, peak)


class _Pinned:
    """Lets what is started run on one core, which this process then leaves if it has another; a context manager."""

    def __init__(self, core: int | None) -> None:
        self._core = core
        self._mine: set[int] = set() if core is None else os.sched_getaffinity(0)

    def __enter__(self) -> Self:
        if self._core is not None:
            os.sched_setaffinity(0, {self._core})
        return self

    def leave(self) -> None:
        """Keep off the core, after the start."""
        if self._core is not None:
            os.sched_setaffinity(0, self._mine - {self._core} or self._mine)

    def __exit__(self, *_exception: object) -> None:
        if self._core is not None:
            os.sched_setaffinity(0, self._mine)


class _Watch:
    """Looks at the memory of a process tree again and again, in a thread; a context manager."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(LOOK_EVERY):
            self.peak = max(self.peak, resident(self._pid))


def resident(pid: int) -> int:
    """Give the sum of resident memory of a process and all below it, 0 once it is gone."""
    total = 0
    try:
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            try:
                total += process.memory_info().rss
            except psutil.Error:
                continue  # it ended between the listing and the look
    except psutil.Error:
        return total
    return total
