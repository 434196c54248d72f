"""What the tests of submitting share: a log with its topics, what was submitted to it, and the S3 server."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.eventlog.memory import MemoryEventLog
from shared.events.topics import SUBMITTED, TOPICS, Submission
from tests.servers.s3 import s3_server, s3_session

__all__ = ["s3_server", "s3_session"]


@pytest.fixture
def log() -> MemoryEventLog:
    """A log with every topic."""
    made = MemoryEventLog()
    made.create_topics(dict.fromkeys(TOPICS, 2))
    return made


def on(log: MemoryEventLog) -> list[Submission]:
    """The submissions on the log, by time."""
    found = [
        Submission.model_validate_json(record.value or b"")
        for partition in log.end_offsets([SUBMITTED])
        for record in log.partitions.records[partition]
    ]
    return sorted(found, key=lambda submission: submission.submitted_at)


def names(log: MemoryEventLog) -> list[str]:
    """The file names of the submissions on the log, by time."""
    return [submission.file_name for submission in on(log)]


def write(path: Path, content: str | bytes) -> Path:
    """Write a file, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
