"""Dead letters from end to end: a document that cannot be processed, the cause mended, a replay, the proper verdict."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from services.cli.main import main
from services.extractor.document import read_payloads
from services.extractor.reading import ReadLimits
from services.extractor.service import ExtractorHandler, ReadPayloads
from services.loader.service import LoaderHandler
from services.loader.warehouse.duckdb import DuckDBWarehouse
from services.validator import records as validator_records
from services.validator.service import ValidatorHandler
from shared.errors import ContractError
from shared.eventlog.embedded import EmbeddedEventLog
from shared.eventlog.kafka import KafkaEventLog, KafkaSettings
from shared.eventlog.port import Consumer, EventLog, Record, TopicPartition
from shared.events.envelope import Event
from shared.events.topics import ACCEPTED, EXTRACTED, QUARANTINED, SUBMITTED, TOPICS, Submission
from shared.layout import load_layouts
from shared.model.finding import Verdict
from shared.service.drain import run_until_idle
from shared.service.handler import Handler
from shared.service.loop import ServiceLoop
from shared.service.observer import Failure, Unobserved
from shared.sources import Sources, SourceSettings, submission_of
from shared.sources.submission import submission_event
from tests.integration.conftest import contents, small, typeset_text
from tests.servers.backends import KafkaPlace
from tests.servers.kafka import KafkaBroker

PARTITIONS = 2


class Reach(Unobserved):
    """How far a loop has come."""

    def __init__(self) -> None:
        self._next: dict[TopicPartition, int] = {}

    def handled(self, stage: str, record: Record, seconds: float) -> None:
        self._next[record.topic_partition] = record.offset + 1

    def dead_lettered(self, stage: str, record: Record, failure: Failure) -> None:
        self._next[record.topic_partition] = record.offset + 1

    def is_end(self, consumer: Consumer, ends: Mapping[TopicPartition, int]) -> bool:
        """Whether everything on the log was handled, by this loop or one before it."""
        if consumer.assignment() != frozenset(ends):
            return False
        done = consumer.committed()
        return all(max(self._next.get(p, 0), done.get(p, 0)) >= end for p, end in ends.items())


@dataclass
class Stack:
    """The services on one log, in this process, each run with a handler of the test's choice until nothing is left."""

    folder: Path
    open_log: Callable[[], EventLog]
    environment: dict[str, str]
    groups: str = field(default_factory=lambda: uuid.uuid4().hex)
    warehouse_path: Path = field(init=False)

    def __post_init__(self) -> None:
        self.warehouse_path = self.folder / "w.duckdb"
        log = self.open_log()
        log.create_topics(dict.fromkeys(TOPICS, PARTITIONS))
        log.close()

    def submit(self, path: Path) -> str:
        """Submit a document; its id."""
        submission = submission_of(path, dt.datetime.now(dt.UTC))
        log = self.open_log()
        log.publish([submission_event(submission)])
        log.close()
        return submission.document_id

    def extract(self, read: ReadPayloads | None = None) -> None:
        sources = Sources(SourceSettings(allowed_roots=(str(self.folder),)), max_bytes=2**20)
        self._run("extractor", [SUBMITTED], lambda: ExtractorHandler(sources.fetch, read or read_document))

    def validate(self, kind: type[ValidatorHandler] = ValidatorHandler) -> None:
        self._run("validator", [EXTRACTED], lambda: kind(load_layouts()))

    def load(self, kind: type[LoaderHandler] = LoaderHandler) -> None:
        warehouse = DuckDBWarehouse(self.warehouse_path)
        try:
            self._run("loader", [ACCEPTED, QUARANTINED], lambda: kind(warehouse))
        finally:
            warehouse.close()

    def fiscus(self, *arguments: str) -> Result:
        """Run a command on the same log."""
        return CliRunner().invoke(main, arguments, env=self.environment)

    def letters(self, *filters: str) -> list[dict[str, Any]]:
        """The dead letters, as the command lists them."""
        listed = self.fiscus("deadletter", "list", "--json", *filters)
        assert listed.exit_code == 0, listed.stderr
        return [json.loads(line) for line in listed.stdout.splitlines()]

    def replay(self, *arguments: str) -> Result:
        done = self.fiscus("deadletter", "replay", *arguments)
        assert done.exit_code == 0, done.stderr
        return done

    def verdict(self, document_id: str) -> Verdict | None:
        warehouse = DuckDBWarehouse(self.warehouse_path)
        try:
            status = warehouse.status(document_id)
        finally:
            warehouse.close()
        return status.verdict if status else None

    def _run(self, stage: str, topics: Sequence[str], handler: Callable[[], Handler]) -> None:
        log = self.open_log()
        try:
            consumer = log.consumer(f"{self.groups}-{stage}", topics, member=stage)
            reach = Reach()
            loop = ServiceLoop(stage, consumer, handler(), service_version="1.2.3", observer=reach)
            # A round without records may come before the joining, and is not the end.
            run_until_idle([loop], finished=lambda: reach.is_end(consumer, log.end_offsets(topics)))
            loop.close()
        finally:
            log.close()


@pytest.fixture
def embedded(tmp_path: Path) -> Stack:
    path = tmp_path / "events.db"
    environment = {"FISCUS_EVENT_LOG__BACKEND": "embedded", "FISCUS_EVENT_LOG__PATH": str(path)}
    return Stack(tmp_path, lambda: EmbeddedEventLog(path), environment)


@pytest.fixture
def kafka(tmp_path: Path, kafka_broker: KafkaBroker) -> Stack:
    place = KafkaPlace(kafka_broker.bootstrap)
    place.clear()
    environment = {**place.settings(), "FISCUS_EVENT_LOG__PARTITIONS": str(PARTITIONS)}
    settings = KafkaSettings.model_validate({"bootstrap_servers": kafka_broker.bootstrap})
    return Stack(tmp_path, lambda: KafkaEventLog(settings), environment)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document that is accepted."""
    return typeset_text(small(7), tmp_path_factory.mktemp("typeset") / "预算.txt")


@pytest.fixture
def path(document: Path, tmp_path: Path) -> Path:
    """The document where the services may read it."""
    copy = tmp_path / document.name
    copy.write_bytes(document.read_bytes())
    return copy


_READ: dict[bytes, list[bytes]] = {}


def read_document(submission: Submission, data: bytes) -> list[bytes]:
    """Read the document, in this process; its submission differs from test to test, its sections do not."""
    if data not in _READ:
        _READ[data] = read_payloads(submission, data, ReadLimits())
    manifest = json.loads(_READ[data][-1])
    manifest["section"]["submission"] = json.loads(submission.model_dump_json())
    return [*_READ[data][:-1], json.dumps(manifest).encode()]


def broken(submission: Submission, data: bytes) -> list[bytes]:
    raise ContractError("the worker speaks another version", where=submission.file_name)


def poisoned_validator(ordinal: int) -> type[ValidatorHandler]:
    """A validator that cannot understand the section with this ordinal (from behind where it is negative)."""

    class Poisoned(ValidatorHandler):
        def handle(self, record: Record) -> Sequence[Event]:
            section = json.loads(record.value or b"")
            count = section["section"].get("section_count", -1) + 1
            if section["ordinal"] == ordinal or section["ordinal"] == count + ordinal:
                raise ContractError("the section is of another version")
            return super().handle(record)

    return Poisoned


def poisoned_loader(part: int) -> type[LoaderHandler]:
    """A loader that cannot understand one part of a document."""

    class Poisoned(LoaderHandler):
        def handle(self, record: Record) -> Sequence[Event]:
            if json.loads(record.value or b"")["part"] == part:
                raise ContractError("the batch is of another version")
            return super().handle(record)

    return Poisoned


@pytest.fixture(scope="module")
def faultless(document: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The warehouse that a run without faults makes of the document."""
    folder = tmp_path_factory.mktemp("faultless")
    stack = Stack(folder, lambda: EmbeddedEventLog(folder / "events.db"), {})
    copy = folder / document.name
    copy.write_bytes(document.read_bytes())
    stack.submit(copy)
    stack.extract()
    stack.validate()
    stack.load()
    return contents(stack.warehouse_path)


def check_given_up_then_replayed(stack: Stack, path: Path, faultless: dict[str, Any]) -> None:
    """The extractor gives a document up: it is unreadable. Replayed, its verdict takes the place of that."""
    document_id = stack.submit(path)
    stack.extract(broken)
    stack.validate()
    stack.load()
    assert stack.verdict(document_id) is Verdict.UNREADABLE

    (letter,) = stack.letters("--document", document_id)
    assert letter["stage"] == "extractor"
    assert letter["topic"] == SUBMITTED
    assert "another version" in letter["message"]
    shown = stack.fiscus("deadletter", "show", letter["letter"])
    assert document_id in shown.stdout
    assert "ce_id: " + letter["event_id"] in shown.stdout

    done = stack.replay(letter["letter"])
    assert f"{letter['letter']} replayed to {SUBMITTED}" in done.stdout
    stack.extract()
    stack.validate()
    stack.load()
    assert stack.verdict(document_id) in {Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_FINDINGS}
    assert contents(stack.warehouse_path) == faultless
    assert stack.letters("--open", "--document", document_id) == []


def check_poison_in_the_validator(stack: Stack, path: Path, faultless: dict[str, Any], ordinal: int) -> None:
    """Its document has no verdict; replayed, the whole reading comes again, though one section failed."""
    document_id = stack.submit(path)
    stack.extract()
    stack.validate(poisoned_validator(ordinal))
    stack.load()
    assert stack.verdict(document_id) is None
    letters = stack.letters("--stage", "validator", "--document", document_id)
    assert len(letters) == 1

    stack.replay("--all", "--document", document_id[:16])
    stack.validate()
    stack.load()
    assert contents(stack.warehouse_path) == faultless


def test_a_document_that_was_given_up_gets_its_proper_verdict_after_a_replay(
    embedded: Stack, path: Path, faultless: dict[str, Any]
) -> None:
    check_given_up_then_replayed(embedded, path, faultless)


@pytest.mark.parametrize("ordinal", [0, 1, -1])
def test_a_poisoned_section_leads_to_a_verdict_after_a_replay(
    embedded: Stack, path: Path, faultless: dict[str, Any], ordinal: int
) -> None:
    check_poison_in_the_validator(embedded, path, faultless, ordinal)


@pytest.mark.kafka
@pytest.mark.timeout(240)
def test_dead_letters_on_kafka_lead_to_verdicts_after_a_replay(
    kafka: Stack, path: Path, faultless: dict[str, Any]
) -> None:
    """First one of the extractor, then one of the validator, on the same broker."""
    check_given_up_then_replayed(kafka, path, faultless)
    other = typeset_text(small(8), path.with_name("other.txt"))
    document_id = kafka.submit(other)
    kafka.extract()
    kafka.validate(poisoned_validator(1))
    kafka.load()
    assert kafka.verdict(document_id) is None
    kafka.replay("--all", "--document", document_id)
    kafka.validate()
    kafka.load()
    assert kafka.verdict(document_id) is Verdict.ACCEPTED


@pytest.mark.parametrize("restarted", [True, False])
@pytest.mark.parametrize("part", [0, 1])
def test_a_poisoned_batch_leads_to_a_document_after_a_replay(
    embedded: Stack,
    path: Path,
    faultless: dict[str, Any],
    *,
    part: int,
    restarted: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whether or not the loader has kept the other parts; and it has nothing half left afterwards."""
    monkeypatch.setattr(validator_records, "BATCH_BYTES", 20_000)
    document_id = embedded.submit(path)
    embedded.extract()
    embedded.validate()
    warehouse = DuckDBWarehouse(embedded.warehouse_path)
    handler = poisoned_loader(part)(warehouse)
    embedded._run("loader", [ACCEPTED, QUARANTINED], lambda: handler)
    assert len(embedded.letters("--stage", "loader")) == 1
    assert warehouse.status(document_id) is None

    told = embedded.replay("--all")
    assert "other records of its document" in told.stdout
    mended = LoaderHandler(warehouse)
    if not restarted:
        mended._assembler = handler._assembler
    embedded._run("loader", [ACCEPTED, QUARANTINED], lambda: mended)
    assert mended.watermarks() == {}
    warehouse.close()
    assert contents(embedded.warehouse_path) == faultless


def test_a_replay_whose_cause_is_not_mended_is_a_new_letter(embedded: Stack, path: Path) -> None:
    """The old one says that it was replayed, and is left alone from then on."""
    embedded.submit(path)
    embedded.extract(broken)
    (first,) = embedded.letters()
    embedded.replay("--all")
    embedded.extract(broken)

    (old, new) = embedded.letters()
    assert (old["letter"], new["replayed_at"]) == (first["letter"], [])
    assert len(old["replayed_at"]) == 1
    assert [letter["letter"] for letter in embedded.letters("--open")] == [new["letter"]]
    assert old["event_id"] == new["event_id"]


def test_nothing_is_replayed_twice_by_accident(embedded: Stack, path: Path) -> None:
    """It is told when it was replayed before; on request it goes once more."""
    embedded.submit(path)
    embedded.extract(broken)
    (letter,) = embedded.letters()
    embedded.replay(letter["letter"])
    submissions = embedded.open_log().end_offsets([SUBMITTED])

    refused = embedded.fiscus("deadletter", "replay", letter["letter"])
    assert refused.exit_code == 2
    assert "was replayed before, at 20" in refused.stderr
    skipped = embedded.fiscus("deadletter", "replay", "--all")
    assert skipped.exit_code == 0
    assert "was replayed before" in skipped.stderr
    assert "no dead letters replayed" in skipped.stdout
    assert embedded.open_log().end_offsets([SUBMITTED]) == submissions

    embedded.replay(letter["letter"], "--again")
    assert embedded.open_log().end_offsets([SUBMITTED]) != submissions


def test_the_value_of_a_letter_is_written_byte_for_byte(embedded: Stack, path: Path, tmp_path: Path) -> None:
    embedded.submit(path)
    embedded.extract(broken)
    (letter,) = embedded.letters()
    log = embedded.open_log()
    consumer = log.consumer("look", [SUBMITTED], member="look")
    (record,) = consumer.poll(10, 5.0)
    log.close()

    done = embedded.fiscus("deadletter", "show", letter["letter"], "--value", str(tmp_path / "value"))
    assert done.exit_code == 0
    assert (tmp_path / "value").read_bytes() == record.value
    assert (
        embedded.fiscus("deadletter", "show", letter["letter"], "--value", "-").stdout_bytes == record.value
    )
    whole = json.loads(embedded.fiscus("deadletter", "show", letter["letter"], "--json").stdout)
    assert whole["attempts"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "0:77"], "there is no such dead letter (0:77)"),
        (["show", "first"], "that is no dead letter"),
        (["replay", "0:77"], "there is no such dead letter (0:77)"),
        (["replay"], "name the dead letters, or give --all"),
        (["replay", "0:1", "--all"], "name the dead letters, or give --all"),
        (["replay", "0:1", "--stage", "loader"], "letters that are named need none"),
        (["list", "--since", "yesterday"], "that is no time (yesterday)"),
    ],
)
def test_wrong_usage_is_told_in_one_line(embedded: Stack, arguments: list[str], said: str) -> None:
    done = embedded.fiscus("deadletter", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_log_without_dead_letters_says_so(embedded: Stack) -> None:
    assert embedded.fiscus("deadletter", "list").stdout == "no dead letters\n"
    assert embedded.fiscus("deadletter", "list", "--since", "24h").exit_code == 0
    assert embedded.fiscus("deadletter", "replay", "--all").stdout == "no dead letters replayed\n"
