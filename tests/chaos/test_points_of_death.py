"""The kill -9 matrix: each service dies at each point on each backend, and nothing is lost or doubled by it.

One service dies again and again while the others work on: at each point in turn, with documents left half done by the
death before. The short form draws some of the points for each service and backend, the long form visits all of them,
each at several turns.
"""

from __future__ import annotations

import itertools
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest

from shared.events.topics import Submission
from shared.sources.submission import submission_event
from tests.chaos.account import assert_as_if_nothing_had_happened
from tests.chaos.conftest import EITHER, Backend, Calm, Form
from tests.chaos.corpus import again
from tests.chaos.intruders import visit
from tests.chaos.points import ALL, Point, points_of
from tests.servers.service_process import ServiceProcess
from tests.servers.services import Services

VISITS = 3
"""Points of one service and backend in the short form."""
DEATH_SECONDS = 90.0
FEED_SECONDS = 15.0


@EITHER
@pytest.mark.parametrize("stage", ALL)
@pytest.mark.chaos(group="points of death of {stage}")
@pytest.mark.timeout(1800)
def test_killed_at_its_points_of_death_a_service_loses_and_doubles_nothing(
    *,
    backend: Backend,
    stage: str,
    services: Callable[..., Services],
    calm: Calm,
    form: Form,
    dice: random.Random,
    record_property: Callable[[str, object], None],
) -> None:
    visits = _visits(points_of(stage, backend.name), form, dice)
    these = services(backend, calm.corpus)
    for other in ALL:
        if other != stage:
            these.start(other, program=_doomed(other, "never"))
    portions = _portions(calm, len(visits))
    for (point, turn), portion in zip(visits, portions, strict=True):
        these.publish([submission_event(submission) for submission in portion])
        (doomed,) = these.start(stage, program=_doomed(stage, point.name, turn))
        _await_death(these, doomed, point, portion)
    these.start(stage, program=_doomed(stage, "never"))
    assert_as_if_nothing_had_happened(these, calm.corpus.submissions, calm.contents)
    record_property("deaths", [f"{point.name}/{turn}" for point, turn in visits])


def _visits(points: Sequence[Point], form: Form, dice: random.Random) -> list[tuple[Point, int]]:
    """Each point with its turn. Two that need documents do not share them: see `_portions`."""
    if form.is_long:
        return dice.sample(all_ := [(point, turn) for point in points for turn in point.turns], len(all_))
    return [(point, dice.choice(point.turns)) for point in dice.sample(points, VISITS)]


def _portions(calm: Calm, count: int) -> Iterator[Sequence[Submission]]:
    """The corpus in so many nearly equal portions."""
    submissions = calm.corpus.submissions
    for number in range(count):
        yield submissions[len(submissions) * number // count : len(submissions) * (number + 1) // count]


def _doomed(stage: str, point: str, turn: int = 1) -> tuple[str, ...]:
    return ("-m", "tests.chaos.programs.doomed", stage, point, str(turn))


def _await_death(
    these: Services, doomed: ServiceProcess, point: Point, portion: Sequence[Submission]
) -> None:
    """Wait until the process has killed itself at the point, and nowhere else.

    Where the documents are done before that, they are submitted once more: to the warehouse that is all the same.
    """
    if point.takes_rebalance:
        doomed.wait_until(ready=True)
        _intrude(these, doomed)
    hours = itertools.count(1)
    deadline = time.monotonic() + DEATH_SECONDS
    while doomed.is_running and time.monotonic() < deadline:
        try:
            doomed.wait(FEED_SECONDS)
        except subprocess.TimeoutExpired:
            these.publish([submission_event(again(submission, next(hours))) for submission in portion])
    assert not doomed.is_running, f"{point.name} was not reached\n{doomed.tail()}"
    status = doomed.wait()
    last = doomed.log_lines()[-1]
    assert (status, last.get("event"), last.get("point")) == (-signal.SIGKILL, "chaos.died", point.name), (
        f"{point.name}: {status}\n{doomed.tail()}"
    )


def _intrude(these: Services, doomed: ServiceProcess) -> None:
    """Join the group of the doomed until it has died of it, and leave without having done anything."""
    dead = threading.Event()
    thread = threading.Thread(target=visit, args=(these.log, doomed.stage, DEATH_SECONDS, dead), daemon=True)
    thread.start()
    doomed.wait(DEATH_SECONDS)
    dead.set()
    thread.join(DEATH_SECONDS)
