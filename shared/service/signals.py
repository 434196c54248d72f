"""SIGTERM and SIGINT as a wish: set an event, let the work end after the record at hand. A second one is no wish."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class SecondSignal(KeyboardInterrupt):
    """Whoever asked for the end asks again: end at once."""

    def __init__(self, number: int) -> None:
        """Keep the signal's number."""
        super().__init__()
        self.number = number


@contextmanager
def stop_on_signals(stop: threading.Event) -> Iterator[threading.Event]:
    """Inside the block, the first SIGTERM or SIGINT sets `stop`.

    A second one, of either kind, raises `SecondSignal` in the main thread, which alone can use this. Afterwards the old
    handlers are back.
    """

    def wish(number: int, frame: FrameType | None) -> None:
        del frame
        if stop.is_set():
            raise SecondSignal(number)
        stop.set()

    old = {number: signal.signal(number, wish) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
