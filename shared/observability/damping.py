"""Keeps libraries from saying the same again and again.

In an outage a client of a broker or database may log twenty lines a second, for hours, and bury what the service itself
says. Here is a filter for a handler of the standard library's logging: of what one place in a library's code has to say
it lets one line pass in each `QUIET_SECONDS`; the next one tells how many were left out.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

QUIET_SECONDS: Final = 60.0


@dataclass(slots=True)
class _Place:
    next_at: float
    left_out: int = 0


class Damper(logging.Filter):
    """Lets a line pass for each place in the code and level, then no other for a while. Lines of threads may mix."""

    def __init__(self, seconds: float = QUIET_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing was said yet."""
        super().__init__()
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._places: dict[tuple[str, int, int], _Place] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line may pass. One that does says how many like it did not."""
        place = (record.pathname, record.lineno, record.levelno)
        now = self._clock()
        with self._lock:
            known = self._places.get(place)
            if known is not None and now < known.next_at:
                known.left_out += 1
                return False
            self._places[place] = _Place(now + self._seconds)
        if known is not None and known.left_out:
            record.msg = f"{record.getMessage()} ({known.left_out} more like it were left out)"
            record.args = ()
        return True
