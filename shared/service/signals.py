"""SIGTERM and SIGINT as a wish: set an event, and let the loop end after the record at hand."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_on_signals(stop: threading.Event) -> Iterator[threading.Event]:
    """Inside the block, SIGTERM and the first SIGINT set `stop`.

    A second SIGINT interrupts at once (`KeyboardInterrupt`). Afterwards the old handlers are back. Only the main
    thread can use it.
    """

    def wish(number: int, frame: FrameType | None) -> None:
        if number == signal.SIGINT and stop.is_set():
            signal.default_int_handler(number, frame)
        stop.set()

    old = {number: signal.signal(number, wish) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
