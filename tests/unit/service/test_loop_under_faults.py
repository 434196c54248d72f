"""Whatever the log does to it, a loop says everything that an undisturbed one says, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import TransientError
from shared.eventlog.memory import FaultPlan, MemoryEventLog
from shared.eventlog.port import Record
from shared.events.envelope import Event
from shared.service.backoff import Backoff
from shared.service.drain import run_until_idle
from shared.service.handler import Handler
from shared.service.loop import LoopSettings, ServiceLoop
from tests.unit.service.stages import DEAD, IN, OUT, Adder, Relay, everything_in, numbers, payloads

documents = st.lists(st.integers(1, 6), min_size=1, max_size=8)


def flaky(seed: int, rate: float) -> Callable[[Record], None]:
    """A mood for a handler: at that rate it cannot work just now."""
    dice = random.Random(seed)

    def fail(_record: Record) -> None:
        if dice.random() < rate:
            raise TransientError("not just now")

    return fail


def interleaved(sizes: list[int], order: list[int]) -> list[Event]:
    """The documents' events, each document's in order, the documents mixed as `order` says."""
    waiting = [numbers(f"document {n}", size) for n, size in enumerate(sizes)]
    events = []
    for choice in order:
        left = [document for document in waiting if document]
        if left:
            events.append(left[choice % len(left)].pop(0))
    return [*events, *(event for document in waiting for event in document)]


def said_by(
    make: Callable[[Callable[[Record], None]], Handler],
    events: list[Event],
    faults: FaultPlan,
    *,
    moods: Callable[[Record], None] = lambda record: None,
    members: int = 1,
) -> dict[str | None, object]:
    """What the members of a group say about the events, by id; they work until every watermark is at its end."""
    log = MemoryEventLog()
    log.create_topics({IN: 3, OUT: 2, DEAD: 1})
    log.publish(events)
    log.faults = faults
    loops = [
        ServiceLoop(
            "stage",
            log.consumer("g", [IN], member=f"{n}"),
            make(moods),
            service_version="1",
            settings=LoopSettings(max_records=4, backoff=Backoff(first_seconds=0.0)),
            dead_letter_topic=DEAD,
        )
        for n in range(members)
    ]
    rounds = iter(range(300))
    run_until_idle(loops, finished=lambda: all_finished(log) or next(rounds, None) is None)
    assert all_finished(log), "every watermark reaches its end"
    log.faults = FaultPlan()
    assert everything_in(log, DEAD) == []
    records = everything_in(log, OUT)
    ids = [record.header("ce_id") for record in records]
    return dict(zip(ids, payloads(records), strict=True))


def all_finished(log: MemoryEventLog) -> bool:
    ends = {place: end for place, end in log.end_offsets([IN]).items() if end}
    return log.groups["g"].watermarks == ends


@pytest.mark.parametrize("make", [Relay, Adder])
@given(
    sizes=documents,
    order=st.lists(st.integers(0, 7), max_size=40),
    seed=st.integers(0, 10**6),
    rate=st.sampled_from([0.1, 0.3, 0.6]),
    members=st.integers(1, 3),
)
def test_faults_change_nothing_that_is_said(
    *,
    make: Callable[[Callable[[Record], None]], Handler],
    sizes: list[int],
    order: list[int],
    seed: int,
    rate: float,
    members: int,
) -> None:
    events = interleaved(sizes, order)
    undisturbed = said_by(make, events, FaultPlan())
    disturbed = said_by(
        make, events, FaultPlan.random(seed, calls=60, rate=rate), moods=flaky(seed, rate), members=members
    )
    assert disturbed == undisturbed
    assert len(undisturbed) == (len(events) if make is Relay else len(sizes))
