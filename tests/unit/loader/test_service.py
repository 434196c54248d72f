"""The loader as a service: over a log that misbehaves, restarted at will, it fills the warehouse as if undisturbed."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from services.loader.document_rows import DocumentRows
from services.loader.observer import LoaderMetrics
from services.loader.position import IDLE_LOOK_SECONDS, TOPICS, WarehouseConsumer
from services.loader.service import GROUP, LoaderHandler, decode, loader_consumer
from services.loader.warehouse.port import Offsets, RecordPlace, StoreOutcome, Warehouse
from shared.errors import ConfigurationError, ContractError, PermanentError, TransientError
from shared.eventlog.memory import FaultPlan, MemoryEventLog
from shared.eventlog.port import Record, TopicPartition
from shared.events.envelope import Message
from shared.events.topics import ACCEPTED, DEADLETTER, QUARANTINED, JudgementOrder
from shared.model.finding import Verdict
from shared.observability.metrics import Metrics
from shared.service.backoff import Backoff
from shared.service.drain import run_until_idle
from shared.service.loop import LoopSettings, ServiceLoop
from tests.contract.warehouse.adapters import DuckDB, content
from tests.contract.warehouse.documents import ACCEPTED_0, MORNING, document_id, line, place, rows, unreadable
from tests.unit.loader.batches import batches, event, record

LIBRARY = [
    rows("first", lines=tuple(line(n) for n in range(6))),
    rows("second", submitted_at=MORNING.replace(day=2)),
    rows("elsewhere", department="临溪县林业局", verdict=Verdict.QUARANTINED),
    unreadable(),
    rows("elsewhere", department="临溪县林业局", validator_version="1.1"),
]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[DuckDB]:
    """A DuckDB warehouse that is opened and closed as the test says."""
    adapter = DuckDB(tmp_path)
    yield adapter
    adapter.close()


def new_log(partitions: int = 1) -> MemoryEventLog:
    log = MemoryEventLog()
    log.create_topics({ACCEPTED: partitions, QUARANTINED: partitions, DEADLETTER: 1})
    return log


def loop_over(log: MemoryEventLog, warehouse: Warehouse) -> ServiceLoop:
    """A loader at the log, as it is set up in earnest."""
    return ServiceLoop(
        "loader",
        loader_consumer(log, warehouse, member="loader"),
        LoaderHandler(warehouse),
        service_version="1",
        settings=LoopSettings(max_records=3, poll_seconds=0.0, backoff=Backoff(first_seconds=0.0)),
    )


def work(log: MemoryEventLog, warehouse: Warehouse) -> None:
    """Let a loader work until every watermark is at its end, then leave."""
    loop = loop_over(log, warehouse)
    rounds = iter(range(40))
    run_until_idle([loop], finished=lambda: is_done(log) or next(rounds, None) is None)
    loop.close()


def is_done(log: MemoryEventLog) -> bool:
    ends = {p: end for p, end in log.end_offsets(TOPICS).items() if end}
    return all(log.groups[GROUP].watermarks.get(partition) == end for partition, end in ends.items())


def dead_letters(log: MemoryEventLog) -> int:
    return sum(log.end_offsets([DEADLETTER]).values())


def outcomes(adapter: DuckDB) -> Mapping[str, list[tuple[Any, ...]]]:
    """Everything but where in the log it came from, which repeats move."""
    found = content(adapter)
    del found["load"]
    # Before the last five columns stands `judged_at`, when the log took the judgement in.
    return {**found, "document": [(*row[:-6], *row[-5:]) for row in found["document"]]}


def test_documents_of_several_parts_and_both_topics_reach_the_warehouse(kept: DuckDB) -> None:
    log, warehouse = new_log(), kept.open()
    for document in LIBRARY[:4]:
        log.publish([event(batch) for batch in batches(document, 3)])
    work(log, warehouse)
    assert kept.query("SELECT file_name, verdict, revision FROM document ORDER BY file_name") == [
        ("broken.pdf", "unreadable", 1),
        ("elsewhere.pdf", "quarantined", 1),
        ("first.pdf", "accepted", 1),
        ("second.pdf", "accepted", 2),
    ]
    assert warehouse.next_offsets() == dict.fromkeys(log.end_offsets(TOPICS), 6)
    assert dead_letters(log) == 0


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), seed=st.integers(0, 2**32))
def test_whatever_the_log_does_and_however_often_it_is_restarted_the_warehouse_ends_the_same(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, seed: int
) -> None:
    """Runs of the validator interleave as they can (each in order), repeat after deaths, and the log has faults."""
    log = new_log(partitions=2)
    dice = random.Random(seed)
    queues = []
    for document in LIBRARY:
        parts = [event(batch) for batch in batches(document, dice.randint(1, 3))]
        died = [parts[: dice.randint(0, len(parts))]] if dice.random() < 0.5 else []
        queues.append([each for run in [*died, parts] for each in run])
    # The last document of the library is a later verdict on the third: it is validated after that.
    last = queues.pop()
    while any(queues):
        log.publish([dice.choice([queue for queue in queues if queue]).pop(0)])
    log.publish(last)
    log.faults = FaultPlan.random(seed, calls=40, rate=0.15)

    disturbed = DuckDB(tmp_path_factory.mktemp("disturbed"))
    for _ in range(data.draw(st.integers(0, 3), label="deaths")):
        loop = loop_over(log, disturbed.open())
        for _ in range(dice.randint(1, 6)):
            loop.step(0.0)
        loop.close()
    work(log, disturbed.open())
    assert is_done(log), "every watermark reaches its end"
    assert dead_letters(log) == 0

    undisturbed = DuckDB(tmp_path_factory.mktemp("undisturbed"))
    warehouse = undisturbed.open()
    for offset, document in enumerate(LIBRARY):
        warehouse.store(document, place(offset), {})
    assert outcomes(disturbed) == outcomes(undisturbed)
    disturbed.close()
    undisturbed.close()


def test_a_new_warehouse_is_filled_from_the_beginning_of_a_log_that_was_read_before(kept: DuckDB) -> None:
    """The group's watermark is a hint; what counts is how far the warehouse is."""
    log = new_log()
    log.publish([event(batch) for document in LIBRARY for batch in batches(document, 2)])
    work(log, kept.open())
    before = outcomes(kept)
    kept.close()
    kept.path.unlink()
    work(log, kept.open())
    assert outcomes(kept) == before


def test_a_warehouse_that_is_ahead_of_the_watermark_is_not_written_again(kept: DuckDB) -> None:
    """The loader died between the warehouse's commit and the log's."""
    log, warehouse = new_log(), kept.open()
    parts = batches(rows(), 2)
    log.publish([event(batch) for batch in parts])
    warehouse.store(rows(), RecordPlace(partition=ACCEPTED_0, offset=1, recorded_at=MORNING), {ACCEPTED_0: 2})
    before = content(kept)
    work(log, warehouse)
    assert is_done(log)
    assert content(kept) == before


def test_a_log_that_ends_before_the_warehouses_offset_is_refused(kept: DuckDB) -> None:
    log, warehouse = new_log(), kept.open()
    log.publish([event(batch) for batch in batches(rows(), 2)])
    warehouse.advance({ACCEPTED_0: 3})
    with pytest.raises(ConfigurationError, match=r"read to offset 3, but the log ends at 2") as caught:
        loader_consumer(log, warehouse, member="loader")
    assert f"{ACCEPTED}[0]" in str(caught.value)
    assert caught.value.remedy
    warehouse.close()


def test_a_topic_that_is_gone_is_refused(kept: DuckDB) -> None:
    warehouse = kept.open()
    warehouse.advance({TopicPartition(ACCEPTED, 7): 1})
    with pytest.raises(ConfigurationError, match="not the same log"):
        loader_consumer(new_log(), warehouse, member="loader")


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (b"{", "not a record batch"),
        (b"[]", "not a record batch"),
        (b'{"document_id": "x"}', "not a record batch: Field required at part"),
        (None, "no value"),
    ],
)
def test_what_is_no_batch_is_refused_in_one_line(value: bytes | None, what: str) -> None:
    good = record(batches(rows(), 1)[0], 3)
    with pytest.raises(ContractError, match=what) as caught:
        decode(dataclasses.replace(good, value=value))
    assert ACCEPTED in str(caught.value)


def test_a_batch_under_the_key_of_another_document_is_refused() -> None:
    with pytest.raises(ContractError, match="not of the document that is its key"):
        decode(dataclasses.replace(record(batches(rows(), 1)[0], 3), key=b"0" * 64))


def test_a_poisoned_record_goes_to_the_dead_letters_and_the_others_are_loaded(kept: DuckDB) -> None:
    log, warehouse = new_log(), kept.open()
    bad = [event(batch) for batch in batches(rows("bad"), 2)]
    message = bad[1].to_message()
    log.publish([bad[0], Message(topic=ACCEPTED, key=message.key, value=b"{}", headers=message.headers)])
    log.publish([event(batch) for batch in batches(rows("good"), 2)])
    work(log, warehouse)
    assert is_done(log), "what came before of the bad document holds nothing back"
    assert dead_letters(log) == 1
    assert kept.query("SELECT file_name FROM document") == [("good.pdf",)]
    assert warehouse.next_offsets() == {ACCEPTED_0: 4}


def test_a_dead_letter_is_not_written_again_after_a_restart(kept: DuckDB) -> None:
    log = new_log()
    log.publish([dataclasses.replace(event(batches(rows(), 1)[0]), data=b"{}")])
    work(log, kept.open())
    work(log, kept.open())
    assert dead_letters(log) == 1


class Unwell:
    """A warehouse whose disk is full for a while; everything else is a real one's."""

    def __init__(self, warehouse: Warehouse, failures: int) -> None:
        self._warehouse = warehouse
        self.failures = failures

    def store(self, document: DocumentRows, at: RecordPlace, next_offsets: Offsets) -> StoreOutcome:
        if self.failures:
            self.failures -= 1
            raise TransientError("the warehouse cannot be written", remedy="make room")
        return self._warehouse.store(document, at, next_offsets)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - it stands for every method
        return getattr(self._warehouse, name)


def test_a_full_disk_is_waited_out_without_losing_the_parts_read_before(kept: DuckDB) -> None:
    log, warehouse = new_log(), Unwell(kept.open(), failures=3)
    log.publish([event(batch) for batch in batches(rows(), 3)])
    work(log, warehouse)
    assert warehouse.failures == 0
    assert kept.query("SELECT count(*) FROM budget_line") == [(2,)]
    assert dead_letters(log) == 0


def test_the_tail_of_a_document_that_is_whole_already_is_passed_over_after_a_restart(kept: DuckDB) -> None:
    """`one` is whole at 3 and `two` open since 1: a restart reads on from 1 and meets the rest of `one` again."""
    warehouse = kept.open()
    one, two = batches(rows("one"), 3), batches(rows("two", department="临溪县林业局"), 2)
    order = [one[0], two[0], one[1], one[2]]
    handler = LoaderHandler(warehouse)
    for offset, batch in enumerate(order):
        handler.handle(record(batch, offset))
    assert warehouse.next_offsets() == {ACCEPTED_0: 1}
    again = LoaderHandler(kept.open())
    for offset, batch in list(enumerate([*order, two[1]]))[1:]:
        again.handle(record(batch, offset))
    assert again.watermarks() == {}
    assert kept.open().next_offsets() == {ACCEPTED_0: 5}


def test_metrics_count_documents_and_rows(kept: DuckDB) -> None:
    registry = CollectorRegistry()
    handler = LoaderHandler(kept.open(), LoaderMetrics(Metrics(registry, version="1")))
    one = batches(rows(), 1)[0]
    handler.handle(record(one, 0))
    handler.handle(record(one, 1))
    handler.handle(record(batches(rows("two"), 2)[0], 2))

    def value(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(name, labels)

    assert value("fiscus_documents_total", stage="loader", outcome="loaded") == 1
    assert value("fiscus_documents_total", stage="loader", outcome="already_loaded") == 1
    assert value("fiscus_records_written_total", table="budget_line") == 2
    assert value("fiscus_records_written_total", table="document") == 1
    assert value("fiscus_end_to_end_duration_seconds_count") == 1
    opened = record(batches(rows("two"), 2)[0], 2).timestamp.timestamp()
    assert value("fiscus_oldest_open_document_timestamp_seconds", stage="loader") == opened


def test_a_document_that_is_judged_again_is_not_late(kept: DuckDB) -> None:
    """How long it took is told of the first judgement alone."""
    registry = CollectorRegistry()
    handler = LoaderHandler(kept.open(), LoaderMetrics(Metrics(registry, version="1")))
    one = batches(rows(), 1)[0]
    again = one.document.model_copy(update={"judgement": "2"})
    for offset, (document, judged) in enumerate(((one.document, 5), (again, 9))):
        order = JudgementOrder(reading=5, judged=judged)
        handler.handle(record(one.model_copy(update={"document": document, "order": order}), offset))
    loaded = {"stage": "loader", "outcome": "loaded"}
    assert registry.get_sample_value("fiscus_documents_total", loaded) == 2
    assert registry.get_sample_value("fiscus_end_to_end_duration_seconds_count") == 1


def test_partitions_that_went_to_another_loader_are_forgotten(kept: DuckDB) -> None:
    handler = LoaderHandler(kept.open())
    handler.handle(record(batches(rows(), 2)[0], 0))
    assert handler.watermarks() == {ACCEPTED_0: 0}
    handler.forget([ACCEPTED_0])
    assert handler.watermarks() == {}
    assert document_id("one") not in handler._warehouse.known_documents([document_id("one")])


def test_what_another_loader_has_done_meanwhile_is_skipped(kept: DuckDB) -> None:
    """The partition came back; the warehouse has moved on."""
    warehouse = kept.open()
    handler = LoaderHandler(warehouse)
    handler.forget([ACCEPTED_0])
    warehouse.advance({ACCEPTED_0: 1})
    handler.forget([ACCEPTED_0])
    handler.handle(record(batches(rows(), 1)[0], 0))
    assert warehouse.status(document_id("one")) is None


def test_what_another_loader_stored_before_a_partition_came_is_known_when_it_comes(kept: DuckDB) -> None:
    """The tail of a document that is stored would else be taken for a beginning, and hold the watermark for long.

    The other one stores it after this one has begun and has looked at another partition: a look at the beginning, or at
    the time of a loss, would be too early.
    """
    warehouse = kept.open()
    ours, other = LoaderHandler(warehouse), LoaderHandler(warehouse)
    ours.forget([ACCEPTED_0])
    ours.handle(record(batches(rows("elsewhere", verdict=Verdict.QUARANTINED), 1)[0], 0))
    first, second = batches(rows("one"), 2)
    open_one = batches(rows("open"), 2)[0]
    for offset, batch in enumerate([first, open_one, second]):
        other.handle(record(batch, offset))
    assert warehouse.next_offsets()[ACCEPTED_0] == 1
    for offset, batch in ((1, open_one), (2, second)):
        ours.handle(record(batch, offset))
    assert ours.watermarks() == {ACCEPTED_0: 1}
    ours.give_up(record(open_one, 1), PermanentError("for the test"))
    assert ours.watermarks() == {}


def test_a_record_of_the_log_is_what_the_test_records_stand_for() -> None:
    """The hand-made records of these tests carry what a log delivers."""
    log = new_log()
    log.publish([event(batches(rows(), 1)[0])])
    consumer = log.consumer("g", [ACCEPTED], member="m")
    polled: list[Record] = []
    while not polled:
        polled = consumer.poll(1, 0.1)
    made = record(batches(rows(), 1)[0], 0)
    assert dataclasses.replace(polled[0], timestamp=made.timestamp) == made


def test_an_idle_loader_looks_now_and_then_whether_the_warehouse_is_there(kept: DuckDB) -> None:
    """It polls the log first, so it stays in its group; and it looks again at every poll until there is an answer."""
    log = new_log()
    warehouse = kept.open()
    away = False
    looks = 0

    class Warehouse:
        def next_offsets(self) -> Offsets:
            nonlocal looks
            looks += 1
            if away:
                raise TransientError("the warehouse is away")
            return warehouse.next_offsets()

    now = 0.0
    consumer = WarehouseConsumer(log.consumer(GROUP, TOPICS, member="m"), log, Warehouse(), clock=lambda: now)  # type: ignore[arg-type]
    consumer.poll(1, 0.0)
    looks, away = 0, True
    consumer.poll(1, 0.0)
    assert looks == 0
    now = IDLE_LOOK_SECONDS
    for _ in range(2):
        with pytest.raises(TransientError, match="away"):
            consumer.poll(1, 0.0)
    away = False
    consumer.poll(1, 0.0)
    consumer.poll(1, 0.0)
    assert looks == 3
