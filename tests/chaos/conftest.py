"""What the chaos tests share: their form and seed, the corpus and what must come of it, and the backends.

`FISCUS_CHAOS` is `short` (the default: of each group of tests one, drawn by the seed) or `long` (all of them, more of
everything). `FISCUS_CHAOS_SEED` repeats what an earlier run drew; without it the day decides, so that every day draws
others. A test names its group in its marker: `@pytest.mark.chaos(group="disks")`; one without a group always runs.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.corpus import Corpus, make_corpus, undisturbed
from tests.servers.backends import (
    DuckDBPlace,
    EmbeddedPlace,
    KafkaPlace,
    LogPlace,
    PostgresPlace,
    WarehousePlace,
)
from tests.servers.kafka import GivenBroker, KafkaBroker
from tests.servers.postgres import PostgresAddress
from tests.servers.services import Services
from tests.servers.warehouses import Contents

SHORT_DOCUMENTS, LONG_DOCUMENTS, FLOOD_DOCUMENTS = 8, 40, 200
SESSION_SECONDS = 3
"""How long the group waits for a sign of life of a member: as short as a loaded machine allows."""
DELIVERY_SECONDS = 10
"""How long a writer waits until what it sends is confirmed."""
KAFKA_SETTINGS = {
    "session_timeout_seconds": str(SESSION_SECONDS),
    "request_timeout_seconds": "5",
    "delivery_timeout_seconds": str(DELIVERY_SECONDS),
}


@dataclass(frozen=True, slots=True)
class Form:
    """How much is done."""

    is_long: bool

    @property
    def documents(self) -> int:
        """Documents of an ordinary test."""
        return LONG_DOCUMENTS if self.is_long else SHORT_DOCUMENTS

    @property
    def flood(self) -> int:
        """Documents that flow while services are killed at random."""
        return FLOOD_DOCUMENTS if self.is_long else SHORT_DOCUMENTS


@dataclass(frozen=True, slots=True)
class Backend:
    """A log and a warehouse, both empty."""

    name: str
    log: LogPlace
    warehouse: WarehousePlace

    @property
    def loaders(self) -> int:
        """How many loaders can work on the warehouse at once."""
        return 1 if isinstance(self.warehouse, DuckDBPlace) else 2


@dataclass(frozen=True, slots=True)
class Calm:
    """Documents, and what the warehouse holds after a run without faults."""

    corpus: Corpus
    contents: Contents


def chosen_form() -> Form:
    """Short or long, as the environment says."""
    told = os.environ.get("FISCUS_CHAOS", "short")
    assert told in {"short", "long"}, f"FISCUS_CHAOS is short or long, not {told}"
    return Form(told == "long")


def chosen_seed() -> str:
    """The seed of this run."""
    return os.environ.get("FISCUS_CHAOS_SEED") or str(datetime.now(UTC).toordinal())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep one test of each group in the short form."""
    if chosen_form().is_long:
        return
    groups: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        marker = item.get_closest_marker("chaos")
        if marker is not None and "group" in marker.kwargs:
            groups[_group_of(item, marker.kwargs["group"])].append(item)
    left_out = {
        id(item)
        for name, group in groups.items()
        for item in group
        if item is not random.Random(f"{chosen_seed()} {name}").choice(group)
    }
    config.hook.pytest_deselected(items=[item for item in items if id(item) in left_out])
    items[:] = [item for item in items if id(item) not in left_out]


def _group_of(item: pytest.Item, group: str) -> str:
    """The group's name; braces stand for a parameter of the test."""
    return (
        group.format_map(item.callspec.params)
        if isinstance(item, pytest.Function) and "{" in group
        else group
    )


@pytest.fixture(scope="session")
def form() -> Form:
    """Short or long."""
    return chosen_form()


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> random.Random:
    """The test's own source of chance; the seed stands in the output of a failed test."""
    print(f"FISCUS_CHAOS_SEED={chosen_seed()}")  # noqa: T201 - pytest shows it where the test fails
    return random.Random(f"{chosen_seed()} {request.node.name}")


@pytest.fixture(scope="session")
def calm(form: Form, tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """The documents of an ordinary test."""
    return _calm(form.documents, tmp_path_factory)


@pytest.fixture(scope="session")
def calm_flood(form: Form, tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """The documents of the random kills."""
    return _calm(form.flood, tmp_path_factory)


def _calm(count: int, factory: pytest.TempPathFactory) -> Calm:
    """Make it once for all workers of pytest-xdist: whoever comes first holds a lock meanwhile."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"chaos-{count}"
    folder.mkdir(exist_ok=True)
    kept = folder / "calm.pickle"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            corpus = make_corpus(folder / "documents", count)
            made = Calm(corpus, undisturbed(corpus.submissions, folder / "calm"))
            kept.write_bytes(pickle.dumps(made))
    calm: Calm = pickle.loads(kept.read_bytes())  # noqa: S301 - our own
    return calm


@pytest.fixture
def embedded(tmp_path: Path) -> Backend:
    """SQLite and DuckDB."""
    return Backend("embedded", EmbeddedPlace(tmp_path / "events.db"), DuckDBPlace(tmp_path / "w.duckdb"))


@pytest.fixture
def kafka_log(kafka_broker: KafkaBroker | GivenBroker) -> KafkaPlace:
    """An emptied broker."""
    place = KafkaPlace(kafka_broker.bootstrap, **KAFKA_SETTINGS)
    place.clear()
    return place


@pytest.fixture
def postgres_warehouse(postgres_server: PostgresAddress) -> PostgresPlace:
    """A new database with the warehouse's tables."""
    return PostgresPlace(postgres_server, connect_timeout_seconds="2", statement_timeout_seconds="10")


@pytest.fixture
def servers(kafka_log: KafkaPlace, postgres_warehouse: PostgresPlace) -> Backend:
    """Kafka and PostgreSQL, for tests with both markers."""
    return Backend("kafka", kafka_log, postgres_warehouse)


EITHER = pytest.mark.parametrize(
    "backend",
    ["embedded", pytest.param("servers", marks=[pytest.mark.kafka, pytest.mark.postgres])],
    indirect=True,
)
"""A test on each backend."""


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> Backend:
    """The backend that the parameter names."""
    chosen: Backend = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Callable[..., Services]]:
    """Services over a backend; killed at the end of the test."""
    opened: list[Services] = []

    def over(backend: Backend, corpus: Corpus, **settings: Any) -> Services:  # noqa: ANN401 - passed on
        opened.append(
            Services(tmp_path, backend.log, backend.warehouse, documents=corpus.folder, settings=settings)
        )
        return opened[-1]

    yield over
    for one in opened:
        one.close()
