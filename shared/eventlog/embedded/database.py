"""The SQLite file: opening it, its schema, transactions, and SQLite's errors as ours.

Durability. `journal_mode=WAL` with `synchronous=FULL`: a commit is on the disk when it returns, also through a
loss of power. NORMAL would survive kill -9 but could drop the last commits with the power, and a warehouse that
has loaded them would then be ahead of its log, which it must refuse. FULL costs one fsync for each commit, and a
document takes a handful: measured on a virtual disk, a commit with ten outputs of 8 KiB took 4.4 ms instead of 1.4.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from shared.errors import ConfigurationError, FiscusError, TransientError

APPLICATION_ID: Final = 0x46534C47
"""`FSLG`, in the file's header: tells an event log from any other SQLite file."""
SCHEMA_VERSION: Final = 1
SMALLEST_DATABASE_BYTES: Final = 512
"""One page of the smallest size that SQLite knows."""

SCHEMA: Final = """
CREATE TABLE partition (
    partition_id  INTEGER PRIMARY KEY,
    topic         TEXT NOT NULL,
    number        INTEGER NOT NULL,
    first_offset  INTEGER NOT NULL DEFAULT 0,  -- the oldest kept record
    next_offset   INTEGER NOT NULL DEFAULT 0,  -- only grows: an offset is never used twice, also after trimming
    UNIQUE (topic, number)
) STRICT;
CREATE TABLE record (
    partition_id  INTEGER NOT NULL,
    log_offset    INTEGER NOT NULL,
    key           BLOB,
    value         BLOB,
    headers       BLOB NOT NULL,
    appended_us   INTEGER NOT NULL,            -- microseconds since 1970, UTC
    UNIQUE (partition_id, log_offset)
) STRICT;
CREATE TABLE consumer_group (
    name          TEXT PRIMARY KEY,
    generation    INTEGER NOT NULL DEFAULT 0   -- grows with every change of members or free partitions
) STRICT;
CREATE TABLE member (
    member_id     TEXT PRIMARY KEY,
    group_name    TEXT NOT NULL,
    label         TEXT NOT NULL,
    topics        TEXT NOT NULL,               -- JSON array
    host          TEXT NOT NULL,               -- kernel boot and process namespace: where the pid means something
    pid           INTEGER NOT NULL,
    started       REAL NOT NULL,               -- when the process started: a re-used pid has another
    lease_until   REAL NOT NULL                -- seconds since 1970
) STRICT;
CREATE TABLE ownership (
    group_name    TEXT NOT NULL,
    partition_id  INTEGER NOT NULL,
    member_id     TEXT,                        -- NULL: free
    epoch         INTEGER NOT NULL,            -- grows with every new owner: fences the old one
    PRIMARY KEY (group_name, partition_id)
) STRICT;
CREATE TABLE watermark (
    group_name    TEXT NOT NULL,
    partition_id  INTEGER NOT NULL,
    next_offset   INTEGER NOT NULL,
    PRIMARY KEY (group_name, partition_id)
) STRICT;
CREATE TABLE attempt (
    stage         TEXT NOT NULL,
    topic         TEXT NOT NULL,
    partition     INTEGER NOT NULL,
    log_offset    INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    first_us      INTEGER NOT NULL,
    last_us       INTEGER NOT NULL,
    PRIMARY KEY (stage, topic, partition, log_offset)
) STRICT;
"""


def connect(path: Path, *, busy_timeout_seconds: float, max_bytes: int | None = None) -> sqlite3.Connection:
    """Open the log at `path`, creating it if needed; safe against others that do the same at the same moment.

    `max_bytes` bounds the file: beyond it the log counts as full. Raises `ConfigurationError` when the path is
    no place for a log or holds something else, `TransientError` when the file stays locked or the disk is full.
    """
    _refuse_stub(path)
    with translated(path):
        connection = sqlite3.connect(
            path, timeout=busy_timeout_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            _configure(connection, path, busy_timeout_seconds)
            if max_bytes is not None:
                page_size = connection.execute("PRAGMA page_size").fetchone()[0]
                connection.execute(f"PRAGMA max_page_count = {max(1, max_bytes // page_size)}")
        except BaseException:
            connection.close()
            raise
    return connection


def _configure(connection: sqlite3.Connection, path: Path, patience_seconds: float) -> None:
    _refuse_foreign(connection, path)
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # takes effect in a new file only
    _switch_to_wal(connection, patience_seconds)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "PRAGMA journal_size_limit = 67108864"
    )  # a WAL grown by a burst shrinks to 64 MiB again
    with transaction(connection):
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            for statement in SCHEMA.split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    _refuse_foreign(connection, path)


def _refuse_stub(path: Path) -> None:
    """Refuse a file too short to be a database: SQLite would take it for empty and overwrite it."""
    try:
        size = path.stat().st_size
    except OSError:
        return  # not there, or not to be looked at: opening it will tell
    if 0 < size < SMALLEST_DATABASE_BYTES:
        raise ConfigurationError("the file is not an event log", where=str(path), remedy="name another file")


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `ConfigurationError` unless the file is empty or an event log of our schema."""
    # One read transaction: another process may be creating the schema, and must be seen before or after, not between.
    with _transaction(connection, "BEGIN"):
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        used = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if used and application != APPLICATION_ID:
        raise ConfigurationError("the file is not an event log", where=str(path), remedy="name another file")
    if version > SCHEMA_VERSION:
        raise ConfigurationError(
            f"the event log has schema {version}, this program knows {SCHEMA_VERSION}",
            where=str(path),
            remedy="use the newer program, or another file",
        )


def _switch_to_wal(connection: sqlite3.Connection, patience_seconds: float) -> None:
    """Switch to WAL. When others open the file too, SQLite may answer "locked" here at once; so wait ourselves."""
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def transaction(connection: sqlite3.Connection) -> AbstractContextManager[None]:
    """A write transaction, whole or not at all. It takes the write lock at once, so what it read stays true."""
    return _transaction(connection, "BEGIN IMMEDIATE")


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite itself rolls back on some errors, a full disk among them
            connection.execute("ROLLBACK")
        raise


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into the taxonomy, with the file they happened in."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_our_words(error, path) from error


def _is_busy(error: sqlite3.Error) -> bool:
    return _primary_code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _primary_code(error: sqlite3.Error) -> int:
    """SQLite's result code without the extension in the higher bits; -1 where the error did not come from SQLite."""
    code = getattr(error, "sqlite_errorcode", None)
    return -1 if code is None else int(code) & 0xFF


def _in_our_words(error: sqlite3.Error, path: Path) -> FiscusError | sqlite3.Error:
    """The error of the taxonomy that says the same; a misuse of SQLite, a bug of ours, stays what it is."""
    place = str(path)
    code = _primary_code(error)
    if code == sqlite3.SQLITE_FULL:
        return TransientError(
            "the event log is full", where=place, remedy="free disk space or raise its limit"
        )
    if code == sqlite3.SQLITE_IOERR:
        return TransientError(
            f"the event log could not be read or written ({error})",
            where=place,
            remedy="check disk and quota",
        )
    if _is_busy(error):
        return TransientError(
            "the event log stays locked", where=place, remedy="look for a process that hangs"
        )
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}:
        return ConfigurationError(
            "the event log cannot be opened for writing", where=place, remedy="check folder and permissions"
        )
    if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        return ConfigurationError(
            "the file is damaged or not an event log", where=place, remedy="move it away and ingest again"
        )
    return error
