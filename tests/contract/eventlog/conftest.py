"""Runs every contract test of the event log on every adapter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.eventlog.port import EventLog, TopicPartition
from tests.contract.eventlog.adapters import ADAPTERS, Adapter, Kafka

TOPIC = "counted"
PARTITIONS = frozenset(TopicPartition(TOPIC, number) for number in range(4))


@pytest.fixture(
    params=[
        pytest.param(kind, id=kind.__name__.lower(), marks=[pytest.mark.kafka] if kind is Kafka else [])
        for kind in ADAPTERS
    ]
)
def adapter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Adapter]:
    """An adapter with an empty log."""
    place = request.getfixturevalue("kafka_broker").bootstrap if request.param is Kafka else tmp_path
    made: Adapter = request.param(place)
    yield made
    made.close()


@pytest.fixture
def log(adapter: Adapter) -> EventLog:
    """The log of the adapter, with a topic `counted` of four partitions and a topic `told` of two."""
    opened = adapter.open()
    opened.create_topics({TOPIC: 4, "told": 2})
    return opened
