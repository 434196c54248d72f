"""Runs every contract test of the event log on every adapter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.eventlog.port import EventLog, TopicPartition
from tests.contract.eventlog.adapters import ADAPTERS, Adapter

TOPIC = "counted"
PARTITIONS = frozenset(TopicPartition(TOPIC, number) for number in range(4))


@pytest.fixture(params=ADAPTERS, ids=lambda adapter: adapter.__name__.lower())
def adapter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Adapter]:
    """An adapter with an empty log."""
    made: Adapter = request.param(tmp_path)
    yield made
    made.close()


@pytest.fixture
def log(adapter: Adapter) -> EventLog:
    """The log of the adapter, with a topic `counted` of four partitions and a topic `told` of two."""
    opened = adapter.open()
    opened.create_topics({TOPIC: 4, "told": 2})
    return opened
