"""Killed at any moment and run again, an ingestion ends in the same warehouse as an undisturbed one."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.integration.conftest import Fiscus, command, contents, small, typeset_text
from tests.typeset import text_extract
from tests.typeset.parted import tables_of, text_of

KILLS = 4
"""More of them, and of the services too, in tests/chaos."""
DOCUMENTS = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of documents: one corrects another, two are one disclosure, and one cannot be read."""
    folder = tmp_path_factory.mktemp("documents")
    for number in range(DOCUMENTS - 4):
        typeset_text(small(30 + number, staff=10), folder / f"{number}.txt")
    parted = small(32, staff=10)
    for name, blocks in (("6", text_of(parted)), ("8", tables_of(parted))):
        (folder / f"{name}.txt").write_text(text_extract.extract(blocks), encoding="utf-8")
    typeset_text(
        small(40, department=small(30).department, fiscal_year=small(30).fiscal_year), folder / "9.txt"
    )
    (folder / "5.txt").write_bytes(b"")
    return folder


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_kill_at_random_moments_loses_and_doubles_nothing(
    fiscus: Fiscus, folder: Path, tmp_path: Path
) -> None:
    """The process and its workers are killed with SIGKILL again and again; the last run ends the work."""
    start = time.monotonic()
    assert fiscus("ingest", folder, "--warehouse", tmp_path / "calm.duckdb").code == 0
    whole = time.monotonic() - start
    dice = random.Random(20260101)
    for attempt in range(KILLS):
        warehouse = tmp_path / f"killed-{attempt}.duckdb"
        for _ in range(2):
            process = subprocess.Popen(
                command("ingest", folder, "--warehouse", warehouse),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(dice.uniform(0.05, whole))
            process.send_signal(signal.SIGKILL)
            process.wait()
        done = fiscus("ingest", folder, "--warehouse", warehouse)
        assert done.code == 0, done.err
        assert contents(warehouse) == contents(tmp_path / "calm.duckdb"), f"kill {attempt}"
