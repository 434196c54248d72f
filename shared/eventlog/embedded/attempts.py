"""The durable attempt counter in the file of the embedded log. See `shared.service.attempts`."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from shared.eventlog.embedded.database import connect, transaction, translated
from shared.eventlog.embedded.log import BUSY_TIMEOUT_SECONDS
from shared.eventlog.embedded.storage import EPOCH
from shared.eventlog.port import Record
from shared.service.attempts import Attempt


class EmbeddedAttempts:
    """See `shared.service.attempts.Attempts`. Used by one thread at a time.

    `synchronous=NORMAL`, unlike the log: a count must survive the death of the process, which the operating
    system's cache does; one that is lost with the power costs one more attempt, while an fsync would cost every
    record two.
    """

    def __init__(self, path: Path | str, *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> None:
        """Open (or create) the file at `path`: an embedded event log, the same one or another."""
        self._path = Path(path)
        self._connection = connect(self._path, busy_timeout_seconds=busy_timeout_seconds)
        self._connection.execute("PRAGMA synchronous = NORMAL")

    def begin(self, stage: str, record: Record) -> Attempt:
        """See the interface."""
        now_us = time.time_ns() // 1000
        place = (stage, record.topic, record.partition, record.offset)
        with translated(self._path), transaction(self._connection):
            row = self._connection.execute(
                "SELECT attempts, first_us, last_us FROM attempt"
                " WHERE stage = ? AND topic = ? AND partition = ? AND log_offset = ?",
                place,
            ).fetchone()
            count, first_us, last_us = row or (0, now_us, now_us)
            self._connection.execute(
                "INSERT INTO attempt (stage, topic, partition, log_offset, attempts, first_us, last_us)"
                " VALUES (?, ?, ?, ?, 1, ?, ?)"
                " ON CONFLICT DO UPDATE SET attempts = attempts + 1, last_us = excluded.last_us",
                (*place, now_us, now_us),
            )
        return Attempt(
            count + 1, EPOCH + timedelta(microseconds=first_us), EPOCH + timedelta(microseconds=last_us)
        )

    def end(self, stage: str, record: Record) -> None:
        """See the interface."""
        with translated(self._path), transaction(self._connection):
            self._connection.execute(
                "DELETE FROM attempt WHERE stage = ? AND topic = ? AND partition = ? AND log_offset = ?",
                (stage, record.topic, record.partition, record.offset),
            )

    def close(self) -> None:
        """See the interface."""
        self._connection.close()
