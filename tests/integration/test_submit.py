"""`fiscus submit`, `fiscus watch` and `fiscus serve` as processes: what they print, their exit status, and signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import pytest
from click.testing import CliRunner

from services.cli.main import main
from shared.eventlog.embedded import EmbeddedEventLog
from shared.eventlog.scan import scan
from shared.events.topics import EXTRACTED, SUBMITTED, SectionEvent, Submission
from tests.integration.conftest import command, small, typeset_text
from tests.servers.backends import KafkaPlace
from tests.servers.kafka import KafkaBroker
from tests.servers.s3 import REGION, S3Server, s3_server, s3_session

__all__ = ["s3_server", "s3_session"]
PATIENCE_SECONDS = 60.0
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings of the services: a log of this machine, and a folder that they may read."""
    (tmp_path / "in").mkdir()
    return {
        "FISCUS_EVENT_LOG__BACKEND": "embedded",
        "FISCUS_EVENT_LOG__PATH": str(tmp_path / "events.db"),
        "FISCUS_SOURCES__ALLOWED_ROOTS": str(tmp_path / "in"),
    }


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Start]:
    """Gives a function that starts `fiscus` with these settings, and others by keyword."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str | Path, **settings: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command(*arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment, **settings, "PYTHONUNBUFFERED": "1"},
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of a process that ends by itself."""
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, out, err


def values(environment: Mapping[str, str], topic: str) -> list[bytes]:
    """What stands in a topic, by partition and offset."""
    log = EmbeddedEventLog(environment["FISCUS_EVENT_LOG__PATH"])
    try:
        consumer = log.consumer("look", [topic], member="look")
        left = sum(log.end_offsets([topic]).values())
        return [record.value or b"" for record in (consumer.poll(10_000, 5.0) if left else [])]
    finally:
        log.close()


def submissions(environment: Mapping[str, str]) -> list[Submission]:
    found = [Submission.model_validate_json(value) for value in values(environment, SUBMITTED)]
    return sorted(found, key=lambda submission: submission.submitted_at)


def line(stream: IO[str] | None) -> str:
    """The next line of a running process."""
    assert stream is not None
    return stream.readline()


def test_submit_prints_a_table_and_json_lines(
    start: Start, environment: dict[str, str], tmp_path: Path
) -> None:
    """Before any service has run: the topics are made. What is printed is on the log."""
    (tmp_path / "in" / "预算 1.txt").write_text("one", encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_text("two", encoding="utf-8")

    code, out, err = ended(start("submit", tmp_path / "in"))
    assert (code, err) == (0, "")
    first = submissions(environment)
    assert [row.split()[:2] for row in out.splitlines()[1:-1]] == [
        [submission.document_id[:12], str(submission.size)] for submission in first
    ]
    assert "预算 1.txt" in out
    assert out.splitlines()[-1] == "2 documents submitted"

    code, out, err = ended(start("submit", tmp_path / "in", "--json"))
    told = [json.loads(row) for row in out.splitlines()]
    assert [(row["document_id"], row["uri"], row["bytes"]) for row in told] == [
        (submission.document_id, submission.uri, submission.size) for submission in first
    ]


@pytest.mark.parametrize(
    ("paths", "settings", "status", "said"),
    [
        (["gone"], {}, 2, "nothing is there"),
        (["."], {}, 2, "lies outside their allowed roots"),
        (["in", "gone"], {}, 2, "nothing is there"),
        (["in"], {"FISCUS_EVENT_LOG__PARTITIONS": "many"}, 2, "FISCUS_EVENT_LOG__PARTITIONS"),
        (["in"], {"FISCUS_SOURCES__ALLOWED_ROOTS": "relative"}, 2, "FISCUS_SOURCES__ALLOWED_ROOTS"),
        (["in"], {"FISCUS_SOURCES__ALOWED_ROOTS": "/"}, 2, "did you mean FISCUS_SOURCES__ALLOWED_ROOTS"),
        (
            ["s3://bucket/x"],
            {"FISCUS_SOURCES__S3_ENDPOINT_URL": "http://127.0.0.1:1"},
            1,
            "cannot be read now",
        ),
    ],
)
def test_what_was_not_submitted_is_told_in_one_line(
    environment: dict[str, str],
    tmp_path: Path,
    *,
    paths: list[str],
    settings: dict[str, str],
    status: int,
    said: str,
) -> None:
    """With status 1 where a retry could mend it, and 2 otherwise; what is passed over has a line of its own."""
    (tmp_path / "stray.txt").write_text("x", encoding="utf-8")
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION}
    given = [path if "://" in path else str(tmp_path / path) for path in paths]
    done = CliRunner().invoke(main, ["submit", *given], env={**environment, **keys, **settings})
    assert done.exit_code == status
    assert said in done.stderr
    assert len([line for line in done.stderr.splitlines() if "events.db" not in line]) == 1


def test_submit_without_documents_says_so(environment: dict[str, str], tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["submit", str(tmp_path / "in")], env=environment)
    assert (done.exit_code, done.stdout) == (0, "no PDF or text file was found\n")


@pytest.mark.timeout(150)
def test_watch_submits_what_arrives_and_ends_on_sigterm(
    start: Start, environment: dict[str, str], tmp_path: Path
) -> None:
    """Started again it goes on from there; killed, too."""
    options = ("--settle", "0.3", "--interval", "0.1", "--json")
    folder = tmp_path / "in"
    for round_, end in enumerate((signal.SIGTERM, signal.SIGKILL, signal.SIGINT)):
        watch = start("watch", folder, *options)
        (folder / f"{round_}.txt.part").write_text(f"content {round_}", encoding="utf-8")
        (folder / f"{round_}.txt.part").rename(folder / f"{round_}.txt")
        assert json.loads(line(watch.stdout))["uri"] == (folder / f"{round_}.txt").as_uri()
        time.sleep(0.3)  # noted with the next breath
        watch.send_signal(end)
        code, out, err = ended(watch)
        assert (code, out, err) == (0 if end is not signal.SIGKILL else -9, "", "")
    assert [submission.file_name for submission in submissions(environment)] == ["0.txt", "1.txt", "2.txt"]


def test_one_folder_has_one_watch(start: Start, tmp_path: Path) -> None:
    (tmp_path / "in" / "a.txt").write_text("a", encoding="utf-8")
    first = start("watch", tmp_path / "in", "--settle", "0")
    assert line(first.stdout)
    code, _, err = ended(start("watch", tmp_path / "in"))
    assert code == 1
    assert "watched by another process" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gone"], "does not exist"),
        (["in", "--state", "nowhere/notes"], "name a file that can be written with --state"),
    ],
)
def test_a_watch_that_cannot_be_is_told(
    environment: dict[str, str], tmp_path: Path, arguments: list[str], said: str
) -> None:
    folder, *options = arguments
    done = CliRunner().invoke(main, ["watch", str(tmp_path / folder), *options], env=environment)
    assert done.exit_code == 2
    assert said in done.stderr


def test_watch_waits_for_a_broker_that_is_not_there_and_ends_on_sigterm(start: Start, tmp_path: Path) -> None:
    """One line tells what is missing; a stop is not held up by it."""
    kafka = {
        "FISCUS_EVENT_LOG__BACKEND": "kafka",
        "FISCUS_EVENT_LOG__PATH": "",
        "FISCUS_KAFKA__BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "FISCUS_KAFKA__REQUEST_TIMEOUT_SECONDS": "1",
        "FISCUS_KAFKA__DELIVERY_TIMEOUT_SECONDS": "2",
    }
    (tmp_path / "in" / "a.txt").write_text("a", encoding="utf-8")
    watch = start("--log-level", "critical", "watch", tmp_path / "in", "--settle", "0", **kafka)
    told = line(watch.stderr)
    assert told.startswith("fiscus: ")
    asked = time.monotonic()
    watch.terminate()
    code, out, err = ended(watch)
    assert (code, out, err) == (0, "", "")
    assert time.monotonic() - asked < 15


@pytest.mark.kafka
@pytest.mark.timeout(240)
def test_watch_outlives_a_stop_of_the_broker(
    start: Start, breakable_kafka: KafkaBroker, tmp_path: Path
) -> None:
    """What arrives meanwhile is submitted when the broker is back, once."""
    place = KafkaPlace(breakable_kafka.bootstrap)
    place.clear()
    quick = {
        "FISCUS_EVENT_LOG__PATH": "",
        "FISCUS_KAFKA__REQUEST_TIMEOUT_SECONDS": "2",
        "FISCUS_KAFKA__DELIVERY_TIMEOUT_SECONDS": "4",
    }
    options = ("--settle", "0.2", "--interval", "0.1", "--json")
    watch = start("--log-level", "critical", "watch", tmp_path / "in", *options, **place.settings(), **quick)
    (tmp_path / "in" / "1.txt").write_text("before", encoding="utf-8")
    first = json.loads(line(watch.stdout))
    breakable_kafka.stop()
    (tmp_path / "in" / "2.txt").write_text("meanwhile", encoding="utf-8")
    assert line(watch.stderr).startswith("fiscus: ")
    breakable_kafka.start()
    second = json.loads(line(watch.stdout))
    watch.terminate()
    assert ended(watch)[0] == 0

    log = place.open()
    try:
        told = [Submission.model_validate_json(record.value or b"") for record in scan(log, SUBMITTED)]
    finally:
        log.close()
    assert {submission.document_id for submission in told} == {first["document_id"], second["document_id"]}


@pytest.mark.timeout(150)
def test_an_object_is_submitted_and_read_by_the_extractor(
    start: Start, environment: dict[str, str], s3_server: S3Server, tmp_path: Path
) -> None:
    """From `fiscus submit s3://…` to the sections that `fiscus serve extractor` publishes; stopped, it ends with 0."""
    document = typeset_text(small(3), tmp_path / "预算.txt").read_bytes()
    uri = s3_server.put(s3_server.bucket(), "in/预算 2026.txt", document)
    settings = {
        "FISCUS_SOURCES__ALLOWED_ROOTS": uri.rpartition("/")[0],
        "FISCUS_SOURCES__S3_ENDPOINT_URL": s3_server.url,
        "FISCUS_SOURCES__S3_REGION": REGION,
        "FISCUS_SERVICE__STATE_DIR": str(tmp_path / "state"),
        "FISCUS_SERVICE__METRICS_PORT": "0",
        "FISCUS_SERVICE__METRICS_HOST": "127.0.0.1",
    }
    code, out, err = ended(start("submit", uri.rpartition("/")[0], **settings))
    assert (code, err) == (0, "")
    assert "预算 2026.txt" in out

    extractor = start("serve", "extractor", **settings)
    manifest = awaited_manifest(environment)
    extractor.terminate()
    assert ended(extractor)[0] == 0
    assert manifest["outcome"] == "complete", manifest["reason"]
    assert manifest["submission"]["uri"].startswith("s3://")


def awaited_manifest(environment: Mapping[str, str]) -> dict[str, Any]:
    """The manifest of the one document, once the extractor has published it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for value in values(environment, EXTRACTED):
            section = SectionEvent.model_validate_json(value).section
            if section.kind == "manifest":
                return section.model_dump(mode="json")
        time.sleep(0.3)
    raise AssertionError("the extractor has published no manifest")


@pytest.mark.parametrize("service", ["extractor", "validator", "loader"])
def test_serve_refuses_wrong_settings_before_anything_is_opened(
    environment: dict[str, str], service: str
) -> None:
    """The same line and status as `python -m services.…`."""
    wrong = {**environment, "FISCUS_EVENT_LOG__PARTITIONS": "0"}
    done = CliRunner().invoke(main, ["serve", service], env=wrong)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "FISCUS_EVENT_LOG__PARTITIONS" in done.stderr
    assert not Path(environment["FISCUS_EVENT_LOG__PATH"]).exists()
