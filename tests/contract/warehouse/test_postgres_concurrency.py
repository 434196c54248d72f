"""Several loaders at one PostgreSQL warehouse: they wait for each other where they must, and only there."""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from psycopg import errors

from services.loader.document_rows import DocumentRows
from services.loader.warehouse.port import StoreOutcome
from services.loader.warehouse.postgres import PostgresWarehouse
from services.loader.warehouse.postgres.connection import connect
from services.loader.warehouse.postgres.session import PostgresSession
from services.loader.warehouse.session import Held
from shared.errors import TransientError
from shared.eventlog.port import TopicPartition
from shared.events.topics import ACCEPTED
from shared.model.finding import Verdict
from tests.contract.warehouse.adapters import PATIENCE_SECONDS, Postgres
from tests.contract.warehouse.documents import (
    ACCEPTED_0,
    MORNING,
    QUARANTINED_0,
    document_id,
    place,
    rows,
)
from tests.servers.postgres import PostgresAddress

pytestmark = pytest.mark.postgres

ACCEPTED_1 = TopicPartition(ACCEPTED, 1)


@pytest.fixture
def postgres(postgres_server: PostgresAddress) -> Iterator[Postgres]:
    """A warehouse without documents."""
    adapter = Postgres(postgres_server)
    yield adapter
    adapter.discard()


def at_once(*stores: Callable[[], StoreOutcome]) -> list[StoreOutcome]:
    """What stores that start together give."""
    barrier = threading.Barrier(len(stores))

    def run(store: Callable[[], StoreOutcome]) -> StoreOutcome:
        barrier.wait()
        return store()

    with ThreadPoolExecutor(len(stores)) as pool:
        return list(pool.map(run, stores))


def storing(
    warehouse: PostgresWarehouse, document: DocumentRows, offset: int, partition: TopicPartition
) -> Callable[[], StoreOutcome]:
    """A store that is still to be done."""
    return lambda: warehouse.store(document, place(offset, partition), {partition: offset + 1})


@contextmanager
def a_loader_that_holds(postgres: Postgres, what: Held, name: str) -> Iterator[None]:
    """Another loader in the midst of a transaction."""
    connection = connect(postgres.settings)
    with connection, connection.transaction():
        PostgresSession(connection).hold(what, [name])
        yield


def test_two_publications_of_a_disclosure_at_once_leave_one_current(postgres: Postgres) -> None:
    first, second = postgres.open(), postgres.open()
    for turn in range(25):
        early = rows(f"early {turn}", department=f"临溪县第{turn}局")
        late = rows(
            f"late {turn}", department=f"临溪县第{turn}局", submitted_at=MORNING + dt.timedelta(days=1)
        )
        outcomes = at_once(storing(first, early, turn, ACCEPTED_0), storing(second, late, turn, ACCEPTED_1))
        assert outcomes == [StoreOutcome.LOADED] * 2
    assert postgres.query("SELECT revision, is_current, count(*) FROM document GROUP BY 1, 2 ORDER BY 1") == [
        (1, False, 25),
        (2, True, 25),
    ]


def test_the_same_document_from_two_partitions_at_once_is_loaded_once(postgres: Postgres) -> None:
    first, second = postgres.open(), postgres.open()
    for turn in range(25):
        document = rows(f"same {turn}")
        outcomes = at_once(
            storing(first, document, turn, ACCEPTED_0), storing(second, document, turn, ACCEPTED_1)
        )
        assert Counter(outcomes) == {StoreOutcome.LOADED: 1, StoreOutcome.UNCHANGED: 1}
    assert postgres.query("SELECT count(*), count(DISTINCT document_id) FROM budget_line") == [(50, 25)]
    assert postgres.query("SELECT count(*) FROM load") == [(25,)]


def test_the_same_record_from_two_loaders_at_once_is_done_once(postgres: Postgres) -> None:
    """One of them has lost the partition to the other and does not know it yet."""
    owner, zombie = postgres.open(), postgres.open()
    for turn in range(25):
        document = rows(f"record {turn}")
        outcomes = at_once(
            storing(owner, document, turn, ACCEPTED_0), storing(zombie, document, turn, ACCEPTED_0)
        )
        assert Counter(outcomes) == {StoreOutcome.LOADED: 1, StoreOutcome.SKIPPED: 1}
    assert owner.next_offsets() == {ACCEPTED_0: 25}


def test_a_late_loader_moves_no_offset_back_and_adds_nothing(postgres: Postgres) -> None:
    owner, zombie = postgres.open(), postgres.open()
    owner.store(rows("one", validator_version="2"), place(7), {ACCEPTED_0: 8})
    assert zombie.store(rows("one"), place(3), {ACCEPTED_0: 4}) is StoreOutcome.SKIPPED
    zombie.advance({ACCEPTED_0: 4})
    assert owner.next_offsets() == {ACCEPTED_0: 8}
    assert postgres.query("SELECT validator_version FROM document") == [("2",)]


def test_offsets_that_many_move_at_once_end_at_the_highest(postgres: Postgres) -> None:
    warehouses = [postgres.open() for _ in range(4)]
    dice = random.Random(4)
    steps = [[dice.randrange(1000) for _ in range(30)] for _ in warehouses]

    def move(warehouse: PostgresWarehouse, offsets: list[int]) -> None:
        for offset in offsets:
            warehouse.advance({ACCEPTED_0: offset, QUARANTINED_0: 1000 - offset})

    with ThreadPoolExecutor(len(warehouses)) as pool:
        list(pool.map(move, warehouses, steps))
    moved = [offset for offsets in steps for offset in offsets]
    assert warehouses[0].next_offsets() == {ACCEPTED_0: max(moved), QUARANTINED_0: 1000 - min(moved)}


def test_documents_that_change_their_disclosure_under_many_loaders_never_deadlock(postgres: Postgres) -> None:
    """Each loader moves documents of its own between the same few disclosures, in another order."""
    names = [f"临溪县第{number}局" for number in range(3)]
    warehouses = [postgres.open() for _ in range(4)]

    def shuffle(number: int) -> None:
        partition, dice = TopicPartition(ACCEPTED, number), random.Random(number)
        for offset in range(30):
            document = rows(
                f"{number} {offset % 3}",
                department=dice.choice(names),
                submitted_at=MORNING + dt.timedelta(hours=number),
                verdict=dice.choice([Verdict.ACCEPTED, Verdict.QUARANTINED]),
                validator_version=str(offset),
            )
            warehouses[number].store(document, place(offset, partition), {partition: offset + 1})

    with ThreadPoolExecutor(len(warehouses)) as pool:
        list(pool.map(shuffle, range(4)))
    stored = postgres.query("SELECT department, revision, is_current FROM document")
    for name in {department for department, _, _ in stored}:
        mine = sorted((revision, current) for department, revision, current in stored if department == name)
        assert mine == [(number, number == len(mine)) for number in range(1, len(mine) + 1)]


@pytest.mark.parametrize(
    ("what", "name"),
    [
        (Held.PARTITION, f"{ACCEPTED}[0]"),
        (Held.DOCUMENT, document_id("one")),
        (Held.DISCLOSURE, '["\\u4e34\\u6eaa\\u53bf\\u6c34\\u52a1\\u5c40", "\\u90e8\\u95e8", 2025, "budget"]'),
    ],
    ids=lambda value: value.name.lower() if isinstance(value, Held) else "",
)
def test_a_loader_waits_until_the_other_is_done(postgres: Postgres, what: Held, name: str) -> None:
    warehouse = postgres.open()
    with ThreadPoolExecutor(1) as pool:
        with a_loader_that_holds(postgres, what, name):
            waiting: Future[StoreOutcome] = pool.submit(storing(warehouse, rows(), 0, ACCEPTED_0))
            postgres.wait_for_lock()
            assert not waiting.done()
            assert postgres.query("SELECT count(*) FROM document") == [(0,)]
        assert waiting.result(PATIENCE_SECONDS) is StoreOutcome.LOADED


def test_who_waits_too_long_for_the_other_tries_again_later(postgres: Postgres) -> None:
    hasty = PostgresWarehouse(postgres.settings.model_copy(update={"lock_timeout_seconds": 1.0}))
    with (
        a_loader_that_holds(postgres, Held.DOCUMENT, document_id("one")),
        pytest.raises(TransientError, match="canceling statement due to lock timeout"),
    ):
        hasty.store(rows(), place(), {ACCEPTED_0: 1})
    assert hasty.store(rows(), place(), {ACCEPTED_0: 1}) is StoreOutcome.LOADED
    hasty.close()


def test_a_loader_that_stands_still_in_a_transaction_loses_it(postgres: Postgres) -> None:
    """Its process was stopped, or its machine: the others need not wait longer than a statement may take."""
    settings = postgres.settings.model_copy(update={"statement_timeout_seconds": 1.0})
    other = postgres.open()
    connection = connect(settings)
    connection.execute("BEGIN")
    PostgresSession(connection).hold(Held.DOCUMENT, [document_id("one")])
    assert other.store(rows(), place(), {ACCEPTED_0: 1}) is StoreOutcome.LOADED
    with pytest.raises(errors.IdleInTransactionSessionTimeout):
        connection.execute("COMMIT")
    connection.close()


def test_readers_and_loader_do_not_wait_for_each_other(postgres: Postgres) -> None:
    warehouse = postgres.open()
    with postgres.server.connect(postgres.database, "fiscus_reader") as reader, reader.transaction():
        assert reader.execute("SELECT count(*) FROM current_budget_line").fetchall() == [(0,)]
        assert warehouse.store(rows(), place(), {ACCEPTED_0: 1}) is StoreOutcome.LOADED
        assert reader.execute("SELECT count(*) FROM current_budget_line").fetchall() == [(2,)]
