"""Opening a DuckDB file for writing: every way in which it can go wrong, in one clear line.

The file is looked at before DuckDB opens it: DuckDB takes any file for what its content suggests (a SQLite file makes it
look for an extension on the network), and its own messages do not say what to do.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import duckdb

from shared.errors import ConfigurationError, FiscusError, TransientError

MAGIC: Final = b"DUCK"
MAGIC_AT: Final = 8
"""A DuckDB file has these four bytes after the checksum of its first block."""

_HOLDER: Final = re.compile(r"PID (\d+)")


def open_file(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file for writing, or make it.

    Raises `ConfigurationError` when the path cannot be a warehouse, `TransientError` when another process holds it.
    """
    _inspect(path)
    try:
        connection = duckdb.connect(str(path))
    except duckdb.Error as error:
        raise _explained(error, path) from error
    # Nothing here needs an extension, and none shall be looked for on the network.
    connection.execute("SET autoinstall_known_extensions = false")
    # One document at a time is too little to share out; a second thread only takes a core from the other services.
    connection.execute("SET threads = 1")
    return connection


def _inspect(path: Path) -> None:
    where = str(path)
    if path.is_dir():
        raise ConfigurationError("the warehouse is a folder", where=where, remedy="name a file, such as fiscus.duckdb")
    if not path.parent.is_dir():
        raise ConfigurationError("the folder of the warehouse does not exist", where=where, remedy="make it first")
    if not path.exists():
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise _unwritable(where)
        return
    if not path.is_file():
        raise ConfigurationError("the warehouse is not a regular file", where=where, remedy="name another file")
    if not os.access(path, os.R_OK | os.W_OK):
        raise _unwritable(where)
    with path.open("rb") as file:
        if file.read(MAGIC_AT + len(MAGIC))[MAGIC_AT:] != MAGIC:
            raise ConfigurationError("not a DuckDB file", where=where, remedy="name another file; this one is left as it is")


def _unwritable(where: str) -> ConfigurationError:
    return ConfigurationError("the warehouse cannot be written", where=where, remedy="give yourself the right to, or name another file")


def _explained(error: duckdb.Error, path: Path) -> FiscusError:
    text, where = str(error), str(path)
    if "Could not set lock" in text:
        holder = _HOLDER.search(text)
        who = f"process {holder[1]}" if holder else "another process"
        return TransientError(f"the warehouse is held by {who}", where=where, remedy="try again when it has ended")
    if "different configuration" in text:
        return TransientError(
            "the warehouse is open for reading in this process", where=where, remedy="close that connection first"
        )
    if "newer" in text and "version" in text:
        return ConfigurationError("the file was made by a newer DuckDB", where=where, remedy="install that version")
    if "orrupt" in text or "enough bytes" in text:
        return ConfigurationError(
            "the DuckDB file is damaged", where=where, remedy="restore it from a copy, or name another file and ingest again"
        )
    return ConfigurationError(f"the warehouse cannot be opened: {text}", where=where, remedy="name another file")
