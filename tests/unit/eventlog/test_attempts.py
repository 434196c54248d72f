"""The durable counter of attempts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.eventlog.embedded import EmbeddedAttempts, EmbeddedEventLog
from shared.eventlog.port import Record

ROOT = Path(__file__).parents[3]
CRASH = """
import os, signal, sys
from datetime import UTC, datetime
from shared.eventlog.embedded import EmbeddedAttempts
from shared.eventlog.port import Record
attempts = EmbeddedAttempts(sys.argv[1])
record = Record(topic="t", key=b"k", value=b"", partition=0, offset=7, timestamp=datetime.now(UTC))
attempts.begin("extractor", record)
os.kill(os.getpid(), signal.SIGKILL)
"""


def record(offset: int) -> Record:
    return Record(topic="t", key=b"k", value=b"", partition=0, offset=offset, timestamp=datetime.now(UTC))


@pytest.fixture
def attempts(tmp_path: Path) -> Iterator[EmbeddedAttempts]:
    opened = EmbeddedAttempts(tmp_path / "events.db")
    yield opened
    opened.close()
    opened.close()


def test_attempts_without_an_end_add_up(attempts: EmbeddedAttempts) -> None:
    assert [attempts.begin("extractor", record(7)).count for _ in range(3)] == [1, 2, 3]


def test_an_orderly_end_begins_the_count_anew(attempts: EmbeddedAttempts) -> None:
    attempts.begin("extractor", record(7))
    attempts.end("extractor", record(7))
    assert attempts.begin("extractor", record(7)).count == 1


def test_records_and_stages_are_counted_apart(attempts: EmbeddedAttempts) -> None:
    attempts.begin("extractor", record(7))
    assert attempts.begin("extractor", record(8)).count == 1
    assert attempts.begin("loader", record(7)).count == 1


def test_an_attempt_knows_when_the_first_and_the_last_began(attempts: EmbeddedAttempts) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    first = attempts.begin("extractor", record(7))
    second = attempts.begin("extractor", record(7))
    third = attempts.begin("extractor", record(7))
    assert before <= first.first_at == first.last_at == second.first_at == second.last_at == third.first_at
    assert third.first_at <= third.last_at <= datetime.now(UTC)


def test_the_count_survives_the_death_of_the_process(attempts: EmbeddedAttempts, tmp_path: Path) -> None:
    for _ in range(2):
        subprocess.run([sys.executable, "-c", CRASH, str(tmp_path / "events.db")], cwd=ROOT, check=False)
    assert attempts.begin("extractor", record(7)).count == 3


def test_the_counter_shares_the_file_of_a_log(tmp_path: Path) -> None:
    log = EmbeddedEventLog(tmp_path / "shared.db")
    counter = EmbeddedAttempts(tmp_path / "shared.db")
    log.create_topics({"t": 1})
    assert counter.begin("extractor", record(0)).count == 1
    counter.close()
    log.close()
