"""Group members that come and go and do no work: each coming and each going makes the group share out anew."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from shared.errors import TransientError
from shared.eventlog.port import RebalancedError
from tests.servers.backends import READS, LogPlace


@dataclass
class Storm:
    """What the storm has done so far."""

    memberships: int = 0
    _over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def storm(place: LogPlace, stages: Sequence[str], dice: random.Random) -> Iterator[Storm]:
    """In the block, members join the groups of these stages, hold partitions for up to a second, and leave."""
    blowing = Storm()
    threads = [
        threading.Thread(
            target=_blow, args=(blowing, place, stage, random.Random(dice.random())), daemon=True
        )
        for stage in stages
    ]
    for thread in threads:
        thread.start()
    try:
        yield blowing
    finally:
        blowing._over.set()
        for thread in threads:
            thread.join(60)


def visit(place: LogPlace, stage: str, seconds: float, over: threading.Event) -> None:
    """Be a member of the stage's group for so long, or until `over`. What is polled is left to others."""
    group, topics = READS[stage]
    log = place.open()
    try:
        member = log.consumer(group, topics, member="intruder")
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not over.is_set():
            with suppress(RebalancedError, TransientError):
                member.poll(1, 0.1)
    finally:
        log.close()


def _blow(blowing: Storm, place: LogPlace, stage: str, dice: random.Random) -> None:
    while not blowing._over.is_set():
        visit(place, stage, dice.uniform(0.3, 1.0), blowing._over)
        blowing.memberships += 1
        blowing._over.wait(dice.uniform(0.1, 0.6))
