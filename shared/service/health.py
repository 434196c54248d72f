"""What probes may know of a loop: that it moves (liveness) and that it can work (readiness).

Liveness asks only whether the loop ticked lately. It must not depend on the broker or the warehouse, else their
outage would restart every service. Readiness is off before the first poll, while a transient fault is waited
out, and after a stop.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

STALL_SECONDS: Final = 300.0
"""A loop that has not ticked for this long hangs: as long as a group waits for a silent member."""


@dataclass(frozen=True, slots=True)
class Probe:
    """The answer to a probe."""

    ok: bool
    reason: str


class Health:
    """The state of one loop, written by the loop's thread and read by the probes' threads."""

    def __init__(
        self, *, stall_seconds: float = STALL_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Alive from now on, not ready yet. `stall_seconds` is above the longest time one record may take."""
        self._lock = threading.Lock()
        self._stall_seconds = stall_seconds
        self._clock = clock
        self._last_tick = clock()
        self._hindrance = "starting"

    @property
    def last_tick(self) -> float:
        """When the loop last moved, on the monotonic clock."""
        with self._lock:
            return self._last_tick

    def tick(self) -> None:
        """The loop moves."""
        with self._lock:
            self._last_tick = self._clock()

    def ready(self) -> None:
        """The loop can work."""
        self.hindered("")

    def hindered(self, reason: str) -> None:
        """The loop cannot work now, for this reason."""
        with self._lock:
            self._hindrance = reason

    def live_probe(self) -> Probe:
        """Whether the loop ticked within the bound."""
        silent = self._clock() - self.last_tick
        ok = silent <= self._stall_seconds
        return Probe(ok, "" if ok else f"the loop has not moved for {silent:.0f} s")

    def ready_probe(self) -> Probe:
        """Whether the loop can work, and if not why."""
        with self._lock:
            return Probe(not self._hindrance, self._hindrance)
