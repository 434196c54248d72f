"""Servers that die, shut down, stand still and come back while documents flow. The services outlive it all."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from shared.events.topics import Submission
from shared.sources.submission import submission_event
from tests.chaos.account import assert_as_if_nothing_had_happened
from tests.chaos.conftest import DELIVERY_SECONDS, SESSION_SECONDS, Backend, Calm, Form
from tests.servers.backends import DuckDBPlace, EmbeddedPlace, KafkaPlace, PostgresPlace
from tests.servers.kafka import KafkaBroker
from tests.servers.postgres import PostgresServer
from tests.servers.services import Services

Fault = Callable[[], None]


@pytest.mark.chaos
@pytest.mark.kafka
@pytest.mark.timeout(1800)
def test_a_broker_that_dies_restarts_and_stands_still_costs_nothing(
    *,
    breakable_kafka: KafkaBroker,
    kafka_log: KafkaPlace,
    tmp_path: Path,
    services: Callable[..., Services],
    calm: Calm,
    form: Form,
    dice: random.Random,
) -> None:
    def killed() -> None:
        breakable_kafka.kill()
        time.sleep(dice.uniform(0.0, 2.0))
        breakable_kafka.start()

    def restarted() -> None:
        breakable_kafka.stop()
        breakable_kafka.start()

    def paused() -> None:
        """Longer than the group waits for its members: when it goes on, it takes them for dead."""
        breakable_kafka.pause()
        time.sleep(2 * SESSION_SECONDS + 1)
        breakable_kafka.resume()

    def paused_for_long() -> None:
        """Longer than writers wait for a confirmation: what they gave up may arrive beside what they repeat."""
        breakable_kafka.pause()
        time.sleep(DELIVERY_SECONDS + 4)
        breakable_kafka.resume()

    backend = Backend("kafka", kafka_log, DuckDBPlace(tmp_path / "w.duckdb"))
    these = services(backend, calm.corpus)
    these.start_all(extractors=2)
    standing_still = [paused, paused_for_long] if form.is_long else [dice.choice([paused, paused_for_long])]
    _flow_through(these, calm, _rounds([killed, restarted, *standing_still], form, dice), dice)


@pytest.mark.chaos
@pytest.mark.postgres
@pytest.mark.timeout(1800)
def test_a_postgresql_that_dies_restarts_and_stands_still_costs_nothing(
    *,
    breakable_postgres: PostgresServer,
    postgres_warehouse: PostgresPlace,
    tmp_path: Path,
    services: Callable[..., Services],
    calm: Calm,
    form: Form,
    dice: random.Random,
) -> None:
    def killed() -> None:
        breakable_postgres.kill()
        time.sleep(dice.uniform(0.0, 2.0))
        breakable_postgres.start()

    def stopped() -> None:
        breakable_postgres.stop()
        time.sleep(dice.uniform(0.0, 2.0))
        breakable_postgres.start()

    def paused() -> None:
        breakable_postgres.pause()
        time.sleep(dice.uniform(2.0, 4.0))
        breakable_postgres.resume()

    backend = Backend("postgres", EmbeddedPlace(tmp_path / "events.db"), postgres_warehouse)
    these = services(backend, calm.corpus)
    these.start_all(loaders=2)
    _flow_through(these, calm, _rounds([killed, stopped, paused], form, dice), dice)


def _rounds(faults: Sequence[Fault], form: Form, dice: random.Random) -> list[Fault]:
    """Every fault once, or (long) three times, in random order."""
    return dice.sample(all_ := [*faults] * (3 if form.is_long else 1), len(all_))


def _flow_through(these: Services, calm: Calm, faults: Sequence[Fault], dice: random.Random) -> None:
    """Let the faults happen among the documents; no service may end, and nothing may be missing afterwards."""
    before = _pids(these)
    submissions: Sequence[Submission] = calm.corpus.submissions
    for number, fault in enumerate(faults):
        first, end = (len(submissions) * n // len(faults) for n in (number, number + 1))
        these.publish([submission_event(submission) for submission in submissions[first:end]])
        time.sleep(dice.uniform(0.3, 2.0))
        fault()
    these.wait_done()
    assert all(process.is_running for process in these.processes())
    assert _pids(these) == before
    assert_as_if_nothing_had_happened(these, submissions, calm.contents)


def _pids(these: Services) -> Mapping[str, int]:
    return {process.folder.name: process.pid for process in these.processes()}
