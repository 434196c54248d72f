"""Work in one thread, watched by the main thread: signals, the time to drain, and the exit status.

In go the work and two events that it listens to, out comes the exit status. The main thread does nothing else, so that
a signal is noticed at once whatever library the work is waiting in.

    SIGTERM or SIGINT   `stop` is set: the work finishes the record at hand
    drain - reserve     `drop` is set: the work drops the record at hand, in order, if it can
    drain               the process ends as it stands; nothing is lost by it, see `shared.service.loop`
    a second signal     the process ends at once
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Final, NoReturn

import structlog

from shared.errors import ConfigurationError, ExitCode, exit_code_of
from shared.service.signals import SecondSignal, stop_on_signals

log = structlog.get_logger(__name__)

LOOK_SECONDS: Final = 0.1
"""How often the main thread looks whether the work has ended."""
_SIGNALLED: Final = 128
"""A shell's status of a process that a signal ended is this and the signal's number."""


class _Work:
    """The work in its thread, and how it ended."""

    def __init__(self, work: Callable[[], None], name: str) -> None:
        self._work = work
        self.error: BaseException | None = None
        # A daemon: a process that ends as it stands must not wait for it.
        self.thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it decides the exit status
            self.error = error


def supervise(
    work: Callable[[], None],
    *,
    name: str,
    stop: threading.Event,
    drop: threading.Event,
    drain_seconds: float,
) -> int:
    """Run `work` to its end and give the exit status: 0 after a stop, otherwise that of the error that ended the work.

    Only for the main thread. Does not return when the time to drain is over or a second signal comes.
    """
    with stop_on_signals(stop):
        running = _Work(work, name)
        try:
            _watch(running.thread, stop, drop, drain_seconds)
        except SecondSignal as signalled:
            log.warning("service.ended_at_once", signal=signalled.number)
            _end(_SIGNALLED + signalled.number)
    return _status(running.error)


def _watch(thread: threading.Thread, stop: threading.Event, drop: threading.Event, drain: float) -> None:
    """Wait for the thread; bound that by `drain` seconds once `stop` is set."""
    asked: float | None = None
    while thread.is_alive():
        thread.join(LOOK_SECONDS)
        if asked is None and stop.is_set():
            asked = time.monotonic()
            log.info("service.stopping", drain_seconds=drain)
        if asked is None:
            continue
        gone = time.monotonic() - asked
        if gone >= drain and thread.is_alive():
            log.warning("service.drain_cut_short", drain_seconds=drain)
            _end(ExitCode.OK)
        if gone >= drain - reserve(drain):
            drop.set()


def reserve(drain_seconds: float) -> float:
    """The part of the time to drain that is kept for dropping the record at hand and closing in order."""
    return min(5.0, drain_seconds / 4)


def _status(error: BaseException | None) -> int:
    if error is None:
        return ExitCode.OK
    if isinstance(error, ConfigurationError):
        log.critical("service.misconfigured", error=str(error))
    else:
        # As text: a structured traceback shows the values of variables, and a connection's hold its password.
        trace = "".join(traceback.format_exception(error))
        log.critical("service.died", error_class=type(error).__name__, traceback=trace)
    return exit_code_of(error)


def _end(status: int) -> NoReturn:
    """End the process as it stands: no thread is waited for, nothing is closed."""
    sys.stderr.flush()
    sys.stdout.flush()
    os._exit(status)
