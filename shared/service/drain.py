"""Several loops in one thread until there is nothing left to do: how one machine works through what it was given.

In come loops over one log, out comes the log drained: a round in which no loop finished anything, while none
waits for a retry, is the end. Work of other members of the same groups is not seen here; `finished` is for
that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from shared.errors import TransientError
from shared.service.loop import ServiceLoop

PATIENCE_SECONDS: Final = 60.0
"""How long a drain bears that transient errors let nothing move: twice the longest wait between two attempts."""
IDLE_POLL_SECONDS: Final = 0.2
"""How long each loop listens where the rest of the work is with others."""


def run_until_idle(
    loops: Sequence[ServiceLoop],
    *,
    finished: Callable[[], bool] = lambda: True,
    patience_seconds: float = PATIENCE_SECONDS,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Step the loops in turn until none has anything to do and `finished()` holds, or one of them is told to stop.

    Give the loops in the order of the flow, so that each finds the outputs of the one before. Where other
    processes share the groups, `finished` says whether the documents this one cares for are through; until then
    the loops go on listening. Raises `TransientError`, the one in the way, when a retry has been waited for and
    nothing has moved for `patience_seconds`: the log keeps the work for the next run. Does not close the loops.
    """
    last_move = clock()
    listen = 0.0
    while not any(loop.stop.is_set() for loop in loops):
        moved = [loop.step(listen) for loop in loops]  # a list, so that every loop gets its turn
        if any(moved):
            last_move, listen = clock(), 0.0
            continue
        waits = [wait for loop in loops if (wait := loop.waiting())]
        if waits:
            first = min(waits, key=lambda wait: wait.until)
            if clock() - last_move > patience_seconds:
                raise TransientError(
                    f"still failing after {patience_seconds:.0f} s: {first.error}",
                    remedy="mend it and run again",
                )
            sleep(max(0.0, min(first.until - clock(), IDLE_POLL_SECONDS)))
        elif finished():
            return
        else:
            listen = IDLE_POLL_SECONDS
