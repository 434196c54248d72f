"""The three services as processes: the same warehouse as `fiscus ingest`, whatever is stopped or killed."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path

import duckdb
import psutil
import pytest

from tests.integration.conftest import Fiscus, small, typeset_pdf, typeset_text
from tests.servers.backends import (
    DuckDBPlace,
    EmbeddedPlace,
    KafkaPlace,
    LogPlace,
    PostgresPlace,
    WarehousePlace,
)
from tests.servers.kafka import KafkaBroker, free_ports
from tests.servers.postgres import PostgresServer
from tests.servers.service_process import ServiceProcess
from tests.servers.services import STAGES, Services
from tests.servers.warehouses import Contents, differences, duckdb_contents

DRAIN_SECONDS = 10.0
STALL_SECONDS = 130.0
"""Above what publishing to Kafka may take."""
SESSION_SECONDS = 3.0
"""How long Kafka waits for a member that was killed."""

Open = Callable[..., Services]

EMBEDDED = "embedded-duckdb"
STREAMING = "kafka-postgres"
KINDS = [
    EMBEDDED,
    pytest.param(STREAMING, marks=[pytest.mark.kafka, pytest.mark.postgres, pytest.mark.timeout(240)]),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of documents, one of which corrects another and one of which cannot be read."""
    folder = tmp_path_factory.mktemp("documents")
    typeset_pdf(small(50), folder / "0.pdf")
    for number in range(1, 4):
        typeset_text(small(50 + number, staff=10), folder / f"{number} 部门.txt")
    corrected = small(51)
    typeset_text(
        small(60, department=corrected.department, fiscal_year=corrected.fiscal_year), folder / "8.txt"
    )
    (folder / "9.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def expected(fiscus: Fiscus, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """The warehouse as `fiscus ingest` makes it of the folder, on one machine and undisturbed."""
    warehouse = tmp_path_factory.mktemp("calm") / "w.duckdb"
    done = fiscus("ingest", folder, "--warehouse", warehouse)
    assert done.code == 0, done.err
    return duckdb_contents(warehouse)


@pytest.fixture
def services(tmp_path: Path, folder: Path, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Gives services over an empty log and an empty warehouse of the kind that the test is for."""
    opened: list[Services] = []

    def open_services(kind: str, **settings: str) -> Services:
        log_kind, _, warehouse_kind = kind.partition("-")
        log: LogPlace = EmbeddedPlace(tmp_path / "log") if log_kind == "embedded" else empty_broker(request)
        warehouse: WarehousePlace
        if warehouse_kind == "duckdb":
            warehouse = DuckDBPlace(tmp_path / "w.duckdb")
        else:
            warehouse = PostgresPlace(request.getfixturevalue("postgres_server"))
        shared = {
            "FISCUS_SERVICE__DRAIN_SECONDS": str(DRAIN_SECONDS),
            "FISCUS_READING__MAX_SECONDS": "30",
            "FISCUS_SERVICE__STALL_SECONDS": str(STALL_SECONDS),
        }
        opened.append(Services(tmp_path, log, warehouse, documents=folder, settings={**shared, **settings}))
        return opened[-1]

    yield open_services
    for one in opened:
        one.close()


def empty_broker(request: pytest.FixtureRequest) -> KafkaPlace:
    """A broker without topics of ours. Publishing, requests and sessions end sooner than in earnest."""
    broker = KafkaPlace(
        request.getfixturevalue("kafka_broker").bootstrap,
        session_timeout_seconds=str(SESSION_SECONDS),
        request_timeout_seconds="5",
        delivery_timeout_seconds="10",
    )
    broker.clear()
    return broker


def paths(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


@pytest.mark.parametrize("kind", KINDS)
def test_services_make_the_warehouse_that_ingest_makes(
    kind: str, services: Open, folder: Path, expected: Contents
) -> None:
    """Their endpoints answer meanwhile; asked to stop, each ends with status 0 within its time."""
    running = services(kind)
    running.start_all(extractors=2)
    running.submit(paths(folder))
    running.wait_done()
    for process in running.processes():
        assert process.get("/healthz").status == HTTPStatus.OK
        assert process.get("/readyz").status == HTTPStatus.OK
        assert process.metric("fiscus_build_info") == 1
    extractors, (validator,), (loader,) = running.running.values()
    count = len(paths(folder))
    done = [
        sum(one.metric("fiscus_documents_total", stage="extractor", outcome=outcome) for one in extractors)
        for outcome in ("extracted", "unreadable")
    ]
    assert done == [count - 1, 1]
    size = sum(path.stat().st_size for path in paths(folder))
    assert sum(one.metric("fiscus_read_bytes_total") for one in extractors) == size
    assert sum(one.metric("fiscus_read_pages_total") for one in extractors) > count
    assert sum(one.metric("fiscus_sections_total", kind="manifest") for one in extractors) == count
    assert validator.metric("fiscus_documents_total", stage="validator") == count
    assert loader.metric("fiscus_records_written_total", table="document") == count
    assert loader.metric("fiscus_end_to_end_duration_seconds_count") == count
    assert running.dead_letters() == []
    for ended in running.stop().values():
        assert all(one.seconds < DRAIN_SECONDS for one in ended)
    assert differences(running.contents(), expected) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_service_that_is_killed_at_work_and_started_again_loses_and_doubles_nothing(
    kind: str, services: Open, folder: Path, expected: Contents
) -> None:
    """Each in turn, while the documents flow."""
    running = services(kind)
    running.start_all()
    running.submit(paths(folder))
    for stage in STAGES:
        (process,) = running.running[stage]
        process.wait_for(lambda it=process: has_worked(it), "to do something", 60)  # type: ignore[misc]
        process.kill()
        process.start()
    running.wait_done()
    assert running.dead_letters() == []
    running.stop()
    assert differences(running.contents(), expected) == []


def has_worked(process: ServiceProcess) -> bool:
    return process.metric("fiscus_stage_duration_seconds_count", stage=process.stage) > 0


def test_a_wrong_setting_ends_each_service_with_status_2_and_one_line(services: Open) -> None:
    running = services(EMBEDDED, FISCUS_EVENT_LOG__BACKEND="embeded")
    started = [process for stage in STAGES for process in running.start(stage)]
    for process in started:
        assert process.wait() == 2
        (line,) = process.log_lines()
        assert line == {
            "text": f"fiscus {process.stage}: a setting is wrong: "
            "FISCUS_EVENT_LOG__BACKEND should be 'kafka' or 'embedded'"
        }


def test_a_log_with_other_partitions_ends_a_service_with_status_2(services: Open) -> None:
    """What is found wrong after the start is one line of the log."""
    running = services(EMBEDDED)
    running.log.open().close()
    (process,) = running.start("validator", FISCUS_EVENT_LOG__PARTITIONS="3")
    assert process.wait() == 2
    (told,) = (line for line in process.log_lines() if line["event"] == "service.misconfigured")
    assert "the topic has 4 partitions, not 3" in told["error"]


def test_a_loader_waits_for_a_warehouse_that_another_process_holds(services: Open, tmp_path: Path) -> None:
    """Alive and not ready, with the reason; then ready by itself. So a second loader of a DuckDB file takes over."""
    running = services(EMBEDDED)
    holder = duckdb.connect(str(tmp_path / "w.duckdb"))
    (loader,) = running.start("loader")
    loader.wait_for_event("service.waiting")
    answer = loader.get("/readyz")
    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert "held by another process" in answer.reason
    assert loader.get("/healthz").status == HTTPStatus.OK
    holder.close()
    loader.wait_until(ready=True)
    assert loader.stop().status == 0


def test_an_extractor_that_is_stopped_drops_a_long_document_in_time(
    services: Open, folder: Path, tmp_path: Path
) -> None:
    """It ends with status 0, the attempt is not counted as one that ended the process, and the next start does it."""
    running = services(EMBEDDED, FISCUS_SERVICE__DRAIN_SECONDS="6")
    with busy_extractor(running, paths(folder), tmp_path) as (extractor, _):
        ended = extractor.stop()
    assert ended.status == 0
    assert 4.5 <= ended.seconds < 8  # with the end of the interpreter, on a busy machine
    assert attempts(tmp_path) == 0
    extractor.start()
    extractor.wait_for(lambda: running.backlog()["extractor"] == 0, "to read on", 60)
    assert extractor.metric("fiscus_documents_total", outcome="extracted") == 1
    assert extractor.stop().status == 0


def test_a_second_signal_ends_a_service_at_once(services: Open, folder: Path, tmp_path: Path) -> None:
    """What it was at counts as an attempt, and its worker ends with it."""
    running = services(EMBEDDED)
    with busy_extractor(running, paths(folder), tmp_path) as (extractor, worker):
        extractor.send(signal.SIGTERM)
        extractor.wait_for_event("service.stopping")
        assert extractor.get("/readyz").reason == "stopping"
        ended = extractor.stop()
        worker.resume()
        worker.wait(20)
    assert ended.status == 128 + signal.SIGTERM
    assert ended.seconds < 2
    assert attempts(tmp_path) == 1


@contextmanager
def busy_extractor(
    running: Services, documents: list[Path], folder: Path
) -> Iterator[tuple[ServiceProcess, psutil.Process]]:
    """An extractor that reads a document which takes for ever, and its worker, which is paused."""
    (extractor,) = running.start("extractor")
    running.submit(documents[1:2])
    extractor.wait_for(lambda: running.backlog()["extractor"] == 0, "to read a document", 60)
    (worker,) = psutil.Process(extractor.pid).children()
    worker.suspend()
    try:
        running.submit(documents[2:3])
        extractor.wait_for(lambda: attempts(folder) == 1, "to begin another", 60)
        yield extractor, worker
    finally:
        with suppress(psutil.NoSuchProcess):
            worker.kill()  # one that is paused does not notice that its parent has ended


def attempts(folder: Path) -> int:
    """How many documents the extractor has begun and not ended in any orderly way."""
    connection = sqlite3.connect(folder / "state" / "attempts.sqlite")
    try:
        return int(connection.execute("SELECT coalesce(sum(attempts), 0) FROM attempt").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.timeout(240)
def test_services_wait_out_a_broker_that_is_away(
    services: Open, folder: Path, expected: Contents, breakable_kafka: KafkaBroker
) -> None:
    """Alive and not ready, with the reason; then ready by themselves, and the work goes on. Also at the start."""
    running = services(STREAMING)
    running.start_all()
    running.submit(paths(folder)[:3])
    breakable_kafka.stop()
    for process in running.processes():
        answer = process.wait_until(ready=False)
        assert "Kafka" in answer.reason
        assert process.get("/healthz").status == HTTPStatus.OK
    (late,) = running.start("validator")
    assert "Kafka" in late.wait_for_event("service.waiting")["error"]
    assert late.get("/healthz").status == HTTPStatus.OK
    assert late.get("/readyz").status == HTTPStatus.SERVICE_UNAVAILABLE
    pids = [process.pid for process in running.processes()]
    breakable_kafka.start()
    for process in running.processes():
        process.wait_until(ready=True)
    running.submit(paths(folder)[3:])
    running.wait_done()
    assert [process.pid for process in running.processes()] == pids
    assert running.dead_letters() == []
    running.stop()
    assert differences(running.contents(), expected) == []


@pytest.mark.kafka
@pytest.mark.timeout(120)
def test_services_that_are_stopped_while_the_broker_is_away_end_in_time(
    services: Open, breakable_kafka: KafkaBroker
) -> None:
    running = services("kafka-duckdb")
    running.start_all()
    breakable_kafka.stop()
    for process in running.processes():
        process.wait_until(ready=False)
    for ended in running.stop().values():
        assert all(one.seconds < DRAIN_SECONDS + 1 for one in ended)


@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.timeout(240)
def test_a_loader_waits_out_a_database_that_is_away(
    services: Open, folder: Path, expected: Contents, breakable_postgres: PostgresServer
) -> None:
    """It says that it is not ready although it has nothing to do; the other services do not care."""
    running = services(STREAMING)
    running.start_all()
    running.submit(paths(folder)[:3])
    running.wait_done()
    extractor, validator, loader = running.processes()
    breakable_postgres.stop()
    assert "the warehouse" in loader.wait_until(ready=False).reason
    running.submit(paths(folder)[3:])
    validator.wait_for(lambda: running.backlog()["validator"] == 0, "to go on", 60)
    (late,) = running.start("loader")
    late.wait_for_event("service.waiting")
    for process in (loader, late):
        assert process.get("/readyz").status == HTTPStatus.SERVICE_UNAVAILABLE
        assert process.get("/healthz").status == HTTPStatus.OK
    for process in (extractor, validator):
        assert process.get("/readyz").status == HTTPStatus.OK
    breakable_postgres.start()
    for process in (loader, late):
        process.wait_until(ready=True)
    running.wait_done()
    assert running.dead_letters() == []
    running.stop()
    assert differences(running.contents(), expected) == []


def test_no_secret_is_logged_while_a_broker_is_away(services: Open, tmp_path: Path) -> None:
    """Nor does the password of a broker that nobody answers for stand in an answer of a probe."""
    secret = "xyzzy-plugh"  # noqa: S105 - nobody's
    (port,) = free_ports(1)
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "fiscus_kafka__sasl_password").write_text(secret)
    running = services(
        EMBEDDED,
        FISCUS_EVENT_LOG__BACKEND="kafka",
        FISCUS_EVENT_LOG__PATH="",
        FISCUS_KAFKA__BOOTSTRAP_SERVERS=f"127.0.0.1:{port}",
        FISCUS_KAFKA__SECURITY_PROTOCOL="SASL_PLAINTEXT",
        FISCUS_KAFKA__SASL_MECHANISM="PLAIN",
        FISCUS_KAFKA__SASL_USERNAME="fiscus",
        FISCUS_SECRETS_DIR=str(secrets),
        FISCUS_SERVICE__LOG_LEVEL="debug",
    )
    (validator,) = running.start("validator")
    validator.wait_for_event("service.waiting")
    answer = validator.get("/readyz")
    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert f"127.0.0.1:{port}" in answer.reason
    assert validator.stop().status == 0
    assert secret not in validator.log.read_text(encoding="utf-8") + answer.text
