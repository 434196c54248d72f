"""Opening a DuckDB file for writing, and what can go wrong with it, each in one clear line.

The file is looked at before DuckDB opens it: DuckDB takes any file for what its content suggests (a SQLite file makes
it look for an extension on the network), and its own messages do not say what to do.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import duckdb

from shared.errors import ConfigurationError, ContractError, FiscusError, TransientError

MAGIC: Final = b"DUCK"
MAGIC_AT: Final = 8
"""A DuckDB file has these four bytes after the checksum of its first block."""

_HOLDER: Final = re.compile(r"PID \d+")
_SIGNS: Final[tuple[tuple[re.Pattern[str], type[FiscusError], str, str], ...]] = (
    (
        re.compile("Could not set lock"),
        TransientError,
        "the warehouse is held by another process ({holder})",
        "try again when it has ended",
    ),
    (
        re.compile("different configuration"),
        TransientError,
        "the warehouse is open for reading in this process",
        "close it there first",
    ),
    (
        re.compile("newer version"),
        ConfigurationError,
        "the file was made by a newer DuckDB",
        "install that version",
    ),
    (
        re.compile("[Cc]orrupt|checksum|enough bytes"),
        ConfigurationError,
        "the DuckDB file is damaged",
        "restore it from a copy, or name another file and ingest again",
    ),
)
"""How DuckDB says it, and what it means for people; the first sign that is found counts."""
_ANOTHER = "name another file"


def open_file(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file for writing, or make it.

    Raises `ConfigurationError` when the path cannot be a warehouse, `TransientError` when another process holds it.
    """
    _inspect(path)
    try:
        # The whole path, lest a name such as `:memory:` or `md:x` mean something else to DuckDB than a file.
        connection = duckdb.connect(str(path.absolute()))
    except duckdb.Error as error:
        raise explained(error, path) from error
    # Nothing here needs an extension, and none shall be looked for on the network.
    connection.execute("SET autoinstall_known_extensions = false")
    # A document is too little work to share out; a second thread only takes a core from the other services.
    connection.execute("SET threads = 1")
    return connection


def explained(error: duckdb.Error, path: Path) -> FiscusError | duckdb.Error:
    """An error of DuckDB as one of ours; the error itself where it is a surprise."""
    text, where = str(error), str(path)
    for sign, kind, what, remedy in _SIGNS:
        if sign.search(text):
            holder = _HOLDER.search(text)
            return kind(what.format(holder=holder[0] if holder else "unknown"), where=where, remedy=remedy)
    if isinstance(error, duckdb.DataError | duckdb.IntegrityError):
        return ContractError(
            f"a value does not fit its column: {text}", where=where, remedy="mend its writer"
        )
    if isinstance(error, duckdb.OperationalError | duckdb.FatalException):
        remedy = "see to its disk; it is tried again"
        return TransientError(f"the warehouse cannot be written: {text}", where=where, remedy=remedy)
    return error


def inspect_file(path: Path) -> None:
    """Make sure that a file is there and may be read as DuckDB's. Raises `ConfigurationError`."""
    where = str(path)
    if not path.exists():
        raise ConfigurationError("there is no such warehouse", where=where, remedy="name it with --warehouse")
    if not path.is_file() or not os.access(path, os.R_OK):
        raise ConfigurationError("the warehouse cannot be read", where=where, remedy=_ANOTHER)
    if _magic(path) != MAGIC:
        raise ConfigurationError("the warehouse is not a DuckDB file", where=where, remedy=_ANOTHER)


def _inspect(path: Path) -> None:
    where = str(path)
    if path.is_dir():
        raise ConfigurationError(
            "the warehouse is a folder", where=where, remedy="name a file, such as fiscus.duckdb"
        )
    if not path.parent.is_dir():
        raise ConfigurationError(
            "the folder of the warehouse does not exist", where=where, remedy="make it first"
        )
    if not os.access(path if path.exists() else path.parent, os.R_OK | os.W_OK):
        remedy = "give yourself the right to write, or name another file"
        raise ConfigurationError("the warehouse cannot be written", where=where, remedy=remedy)
    if path.exists() and not path.is_file():
        raise ConfigurationError("the warehouse is not a regular file", where=where, remedy=_ANOTHER)
    if path.exists() and _magic(path) != MAGIC:
        raise ConfigurationError("the warehouse is not a DuckDB file", where=where, remedy=_ANOTHER)


def _magic(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAGIC_AT + len(MAGIC))[MAGIC_AT:]
