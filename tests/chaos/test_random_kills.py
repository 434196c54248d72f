"""Services of every kind are killed at random moments while documents flow, come again, and come out of order."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from shared.events.topics import Submission
from shared.sources.submission import submission_event
from tests.chaos.account import assert_as_if_nothing_had_happened
from tests.chaos.conftest import EITHER, Backend, Calm, Form
from tests.chaos.corpus import again
from tests.chaos.intruders import storm
from tests.servers.services import Services

SHORT_KILLS, LONG_KILLS = 5, 60
PORTIONS = 5
AWAITED = 0.8
"""The share of kills that wait until the victim has begun to work."""


@EITHER
@pytest.mark.chaos(group="random kills")
@pytest.mark.timeout(3600)
def test_random_kills_of_every_service_lose_and_double_nothing(
    backend: Backend,
    services: Callable[..., Services],
    calm_flood: Calm,
    form: Form,
    dice: random.Random,
) -> None:
    """The documents come in random order, some of them two or three times: also corrections before the corrected."""
    these = services(backend, calm_flood.corpus)
    for stage, count in (("extractor", 2), ("validator", 2), ("loader", backend.loaders)):
        these.start(stage, count)
    portions = _portions(calm_flood.corpus.submissions, dice)
    for kill in range(kills := LONG_KILLS if form.is_long else SHORT_KILLS):
        if kill % (kills // PORTIONS) == 0 and portions:
            these.publish([submission_event(submission) for submission in portions.pop()])
        time.sleep(dice.uniform(0.2, 6.0 if form.is_long else 2.5))
        victim = dice.choice(these.processes())
        if dice.random() < AWAITED:
            victim.wait_for_event(
                "service.started"
            )  # otherwise a slow machine's kills are all in the imports
        victim.kill()
        victim.start()
    these.publish([submission_event(submission) for portion in portions for submission in portion])
    assert_as_if_nothing_had_happened(these, calm_flood.corpus.submissions, calm_flood.contents)


@EITHER
@pytest.mark.chaos(group="storms")
@pytest.mark.timeout(1800)
def test_a_storm_of_rebalances_loses_and_doubles_nothing(
    backend: Backend,
    services: Callable[..., Services],
    calm: Calm,
    form: Form,
    dice: random.Random,
) -> None:
    """Members join and leave all three groups without pause, services among them, while the documents flow."""
    these = services(backend, calm.corpus)
    these.start_all()
    with storm(backend.log, ("extractor", "validator", "loader"), dice) as blowing:
        these.publish([submission_event(submission) for submission in calm.corpus.submissions])
        for _ in range(8 if form.is_long else 2):
            (guest,) = these.start(dice.choice(("extractor", "validator")))
            guest.wait_until(ready=True)
            time.sleep(dice.uniform(0.0, 1.0))
            assert guest.stop().status == 0
    assert blowing.memberships >= 6
    assert_as_if_nothing_had_happened(these, calm.corpus.submissions, calm.contents)


def _portions(submissions: tuple[Submission, ...], dice: random.Random) -> list[list[Submission]]:
    """Every submission, a third of them once more or twice, in random order and nearly equal portions."""
    repeats = [
        again(submission, hours) for submission in submissions[::3] for hours in (1, 5)[: dice.randint(1, 2)]
    ]
    everything = dice.sample([*submissions, *repeats], len(submissions) + len(repeats))
    size = -(-len(everything) // PORTIONS)
    return [everything[start : start + size] for start in range(0, len(everything), size)]
