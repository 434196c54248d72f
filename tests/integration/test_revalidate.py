"""Judging again what was read before: on one machine, and by running services. There are no files, only sections."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from click.testing import CliRunner, Result

from services.cli.main import main
from services.standalone import revalidate
from services.standalone.machine import LOG_SUFFIX, PARTITIONS
from shared.eventlog.embedded import EmbeddedEventLog
from shared.eventlog.port import EventLog
from shared.events.digest import sections_digest
from shared.events.envelope import Event, event_id
from shared.events.topics import (
    EXTRACTED,
    TOPICS,
    HeadSection,
    PagesSection,
    Section,
    Submission,
    TableSection,
)
from tests.integration.conftest import contents
from tests.servers.backends import (
    DuckDBPlace,
    EmbeddedPlace,
    KafkaPlace,
    LogPlace,
    PostgresPlace,
    WarehousePlace,
)
from tests.servers.services import Services
from tests.servers.warehouses import differences, duckdb_contents
from tests.typeset.generate import generate
from tests.unit.validator.documents import assembled, manifest
from tests.unit.validator.test_service import payload

SOUND, UNSOUND = "a" * 64, "b" * 64
MISSING = "completeness.table"
LENIENT = f"policy:\n  - {{rule: {MISSING}, becomes: warning}}\n"
"""A document that lacks tables passes, with its findings."""


def sections(document_id: str, file_name: str, *, tables: int | None = None, seed: int = 2) -> list[Event]:
    """What an extractor publishes of an invented disclosure, with so many of its tables."""
    document = assembled(generate(seed))
    assert document.head is not None
    told: list[Section] = [HeadSection(head=document.head), PagesSection(pages=document.pages)]
    told += [TableSection(table=table) for table in document.tables[:tables]]
    made = [payload(document_id, number, section) for number, section in enumerate(told)]
    submission = Submission(
        document_id=document_id,
        uri=f"file:///gone/{file_name}",
        file_name=file_name,
        media_type="application/pdf",
        size=1000,
        submitted_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
    )
    end = manifest(section_count=len(made), digest=sections_digest(made), submission=submission)
    kind = "fiscus.section.extracted.v1"
    return [
        Event(
            topic=EXTRACTED,
            key=document_id,
            id=event_id(document_id, "extractor", kind, number, "v1"),
            type=kind,
            source="/fiscus/extractor",
            data=data,
        )
        for number, data in enumerate([*made, payload(document_id, len(made), end)])
    ]


def read_everything(log: EventLog) -> None:
    """Publish a whole disclosure, and one that lacks its last tables."""
    log.publish(sections(SOUND, "sound.pdf"))
    log.publish(sections(UNSOUND, "unsound.pdf", tables=6, seed=3))


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """The path of a warehouse whose log has sections that nobody has judged yet."""
    path = tmp_path / "w.duckdb"
    log = EmbeddedEventLog(path.with_name(path.name + LOG_SUFFIX))
    log.create_topics(dict.fromkeys(TOPICS, PARTITIONS))
    read_everything(log)
    log.close()
    duckdb.connect(str(path)).close()
    return path


@pytest.fixture
def lenient(tmp_path: Path) -> Path:
    """A policy file."""
    path = tmp_path / "lenient.yaml"
    path.write_text(LENIENT, encoding="utf-8")
    return path


def fiscus(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def judged(warehouse: Path, *arguments: str | Path) -> dict[str, dict[str, Any]]:
    """Judge again; give what was told of each document by its id."""
    run = fiscus("revalidate", *arguments, "--warehouse", warehouse, "--json")
    assert run.exit_code == 0, run.stderr
    lines = (json.loads(line) for line in run.stdout.splitlines())
    return {line["document_id"]: line for line in lines}


def outcomes(told: dict[str, dict[str, Any]]) -> list[str]:
    return [told[document_id]["outcome"] for document_id in sorted(told)]


def amounts(warehouse: Path, document_id: str) -> tuple[int, int]:
    """How many of a document's amounts can be relied on, and how many are kept apart."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM budget_line WHERE document_id = $1), "
            "(SELECT count(*) FROM quarantined_line WHERE document_id = $1)",
            [document_id],
        ).fetchall()
    trusted, apart = counts[0]
    return trusted, apart


def waivers_file(folder: Path, rules: Sequence[str], expires: dt.date) -> Path:
    path = folder / f"waivers-{expires}.yaml"
    entry = {"document": UNSOUND, "reason": "confirmed", "author": "Wang", "expires": expires}
    path.write_text(
        yaml.safe_dump({"waivers": [{"rule": rule, **entry} for rule in rules]}), encoding="utf-8"
    )
    return path


def test_another_policy_judges_again_what_it_bears_on_and_the_old_one_restores_it(
    warehouse: Path, lenient: Path
) -> None:
    """Work that is left is done first. Verdict, findings and the place of the amounts change together, and back."""
    first = judged(warehouse)
    assert [first[one]["verdict"] for one in (SOUND, UNSOUND)] == ["accepted_with_findings", "quarantined"]
    before = contents(warehouse)
    trusted, apart = amounts(warehouse, UNSOUND)
    assert (trusted, apart > 100) == (0, True)

    told = judged(warehouse, UNSOUND[:8], "--policy", lenient)
    assert list(told) == [UNSOUND]
    assert (told[UNSOUND]["verdict_before"], told[UNSOUND]["verdict"]) == (
        "quarantined",
        "accepted_with_findings",
    )
    assert amounts(warehouse, UNSOUND) == (apart, 0)
    assert told[UNSOUND]["errors"] == 0
    assert outcomes(judged(warehouse, UNSOUND, "--policy", lenient)) == ["current"]

    assert outcomes(judged(warehouse, UNSOUND)) == ["judged"]
    assert contents(warehouse) == before
    assert outcomes(judged(warehouse)) == ["current", "current"]
    assert outcomes(judged(warehouse, "--again")) == ["judged", "judged"]
    assert contents(warehouse) == before


def test_a_waiver_lets_a_document_pass_until_it_expires(warehouse: Path, tmp_path: Path) -> None:
    errors = judged(warehouse)[UNSOUND]["errors"]
    assert errors > 1
    tomorrow, yesterday = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days) for days in (1, -1))
    covering = waivers_file(tmp_path, [MISSING, "within.T9.total"], tomorrow)

    run = fiscus("revalidate", "unsound.pdf", "--warehouse", warehouse, "--waivers", covering, "--json")
    told = json.loads(run.stdout)
    assert (told["verdict"], told["errors"], told["waived"]) == ("accepted_with_findings", 0, errors)
    assert (
        f"the waiver of within.T9.total in {UNSOUND[:12]} covers nothing: there is no such finding"
        in run.stderr
    )
    shown = fiscus("findings", UNSOUND[:8], "--warehouse", warehouse, "--waived", "--format", "json").stdout
    waived = [json.loads(line) for line in shown.splitlines()]
    assert {(one["rule_id"], one["severity"], one["waived_by"], one["waived_until"]) for one in waived} == {
        (MISSING, "error", "Wang", tomorrow.isoformat())
    }
    assert len(waived) == errors
    assert "豁免至" in fiscus("findings", UNSOUND[:8], "--warehouse", warehouse, "--language", "zh").stdout

    expired = waivers_file(tmp_path, [MISSING], yesterday)
    run = fiscus("revalidate", "unsound.pdf", "--warehouse", warehouse, "--waivers", expired, "--json")
    told = json.loads(run.stdout)
    assert (told["verdict"], told["errors"], told["waived"]) == ("quarantined", errors, 0)
    assert f"has expired on {yesterday}" in run.stderr


def test_what_cannot_be_judged_again_is_said(warehouse: Path, tmp_path: Path) -> None:
    """A name that fits nothing, a file that is no policy, a warehouse that is not there, a log that is gone."""
    judged(warehouse)
    bad = tmp_path / "bad.yaml"
    bad.write_text("policy: 7", encoding="utf-8")
    for arguments, said in (
        (("nowhere.txt", "--warehouse", warehouse), "no document is called so (nowhere.txt)"),
        (("--warehouse", warehouse, "--policy", bad), "no list “policy”"),
        (("--warehouse", tmp_path / "none.duckdb"), "there is no such warehouse"),
    ):
        run = fiscus("revalidate", *arguments)
        assert (run.exit_code, run.stdout) == (2, "")
        assert said in run.stderr
        assert len(run.stderr.splitlines()) == 1
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("DELETE FROM next_offset; DELETE FROM seen_record")
    for file in tmp_path.glob("w.duckdb.events*"):
        file.unlink()
    before = contents(warehouse)
    assert outcomes(judged(warehouse, "--again")) == ["no_sections", "no_sections"]
    assert contents(warehouse) == before


def places(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> tuple[LogPlace, WarehousePlace]:
    """An empty log and an empty warehouse."""
    if kind == "embedded":
        return EmbeddedPlace(tmp_path / "log"), DuckDBPlace(tmp_path / "services.duckdb")
    broker = KafkaPlace(request.getfixturevalue("kafka_broker").bootstrap, session_timeout_seconds="3")
    broker.clear()
    return broker, PostgresPlace(request.getfixturevalue("postgres_server"))


@pytest.mark.parametrize(
    "kind",
    [
        "embedded",
        pytest.param("kafka", marks=[pytest.mark.kafka, pytest.mark.postgres, pytest.mark.timeout(240)]),
    ],
)
def test_running_services_judge_again_by_their_own_policy(
    kind: str, warehouse: Path, lenient: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The warehouse ends as one machine makes it; validators and loaders are all that it takes."""
    judged(warehouse, "--policy", lenient)
    log_place, warehouse_place = places(kind, tmp_path, request)
    with Services(tmp_path, log_place, warehouse_place, documents=tmp_path) as services:
        log = log_place.open()
        read_everything(log)
        (validator,) = services.start("validator")
        services.start("loader")
        services.wait_done()
        validator.stop()
        assert {reading.document_id for reading in revalidate.request([], log)} == {SOUND, UNSOUND}
        log.close()
        services.start("validator", FISCUS_VALIDATION__POLICY=str(lenient))
        services.wait_done()
        assert services.dead_letters() == []
        services.stop()
        assert differences(services.contents(), duckdb_contents(warehouse)) == []
