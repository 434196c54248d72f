"""What the integration tests share: typeset documents, the command as a process, and a warehouse read as a whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

import duckdb
import pytest

from tests.typeset import reportlab_pdf, text_extract
from tests.typeset.disclosure import Disclosure
from tests.typeset.generate import Options, generate
from tests.typeset.style import STYLES

VOLATILE = {"submitted_at", "loaded_at", "judged_at", "log_offset", "partition", "source_uri", "topic"}
"""Columns that say when and by which way a document came, not what it says."""


@dataclass(frozen=True)
class Run:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    def lines(self) -> list[dict[str, Any]]:
        """Give the JSON lines of stdout."""
        return [json.loads(line) for line in self.out.splitlines()]


Fiscus = Callable[..., Run]


def command(*arguments: str | Path) -> list[str]:
    """Give the command line of `fiscus` in this interpreter."""
    return [sys.executable, "-m", "services.cli", *(str(argument) for argument in arguments)]


@pytest.fixture(scope="session")
def fiscus() -> Fiscus:
    """Give a function that runs `fiscus` to its end."""

    def run(*arguments: str | Path, stdin: str | None = None) -> Run:
        done = subprocess.run(
            command(*arguments),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
            env=os.environ,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    return run


def typeset_pdf(disclosure: Disclosure, path: Path, style: str = "plain") -> Path:
    """Typeset a disclosure as PDF."""
    reportlab_pdf.typeset(disclosure, path, STYLES[style])
    return path


def typeset_text(disclosure: Disclosure, path: Path, style: str = "plain") -> Path:
    """Typeset a disclosure as a text extract."""
    text_extract.typeset(disclosure, path, STYLES[style])
    return path


def small(seed: int, **options: Unpack[Options]) -> Disclosure:
    """Give a small coherent disclosure."""
    chosen: Options = {"projects": 1, **options}
    return generate(seed, **chosen)


def contents(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Give every table of a warehouse, without the columns that say when and by which way."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' AND table_type = 'BASE TABLE'"
        ).fetchall()
        return {name: _rows(connection, name) for (name,) in tables if name not in _BOOKKEEPING}


_BOOKKEEPING = {"schema_migration", "next_offset", "seen_record", "code_list"}


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    columns = [
        name
        for (name,) in connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = ? ORDER BY ordinal_position",
            [table],
        ).fetchall()
        if name not in VOLATILE
    ]
    names = ", ".join(f'"{column}"' for column in columns)
    return sorted(connection.execute(f'SELECT {names} FROM "{table}"').fetchall(), key=repr)  # noqa: S608 - own names
