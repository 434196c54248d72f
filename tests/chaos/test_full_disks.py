"""A disk that is full while documents flow, and has room again later: nothing is lost or given up for it."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared.sources.submission import submission_event
from tests.chaos.account import assert_as_if_nothing_had_happened
from tests.chaos.conftest import Backend, Calm
from tests.servers.backends import DuckDBPlace, EmbeddedPlace
from tests.servers.services import STAGES, Services

FULL_SECONDS = 60.0
"""Within this time the services must have noticed."""
DISK_BYTES = 48 * 2**20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of `DISK_BYTES`, where the machine lets us mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.chaos(group="disks")
@pytest.mark.timeout(1800)
def test_a_log_at_its_limit_of_pages_waits_for_room(
    tmp_path: Path, services: Callable[..., Services], calm: Calm, dice: random.Random
) -> None:
    """SQLite itself refuses to grow the file while another file is there."""
    full = tmp_path / "full"
    backend = Backend("embedded", EmbeddedPlace(tmp_path / "events.db"), DuckDBPlace(tmp_path / "w.duckdb"))
    these = services(backend, calm.corpus)
    these.publish([submission_event(submission) for submission in calm.corpus.submissions])
    for stage in STAGES:
        these.start(stage, program=("-m", "tests.chaos.programs.doomed", stage, "full", str(full)))
    time.sleep(dice.uniform(1.0, 4.0))
    full.touch()
    _await_complaint(these)
    full.unlink()
    assert_as_if_nothing_had_happened(these, calm.corpus.submissions, calm.contents)


@pytest.mark.chaos(group="disks")
@pytest.mark.timeout(1800)
def test_a_full_disk_under_the_log_and_the_count_of_attempts_is_waited_out(
    small_disk: Path, tmp_path: Path, services: Callable[..., Services], calm: Calm, dice: random.Random
) -> None:
    """The disk is filled to its last byte, twice; the state folder of the extractor lies on it as well."""
    backend = Backend("embedded", EmbeddedPlace(small_disk / "events.db"), DuckDBPlace(tmp_path / "w.duckdb"))
    these = services(backend, calm.corpus, FISCUS_SERVICE__STATE_DIR=str(small_disk / "state"))
    these.start_all()
    half = len(calm.corpus.submissions) // 2
    for portion in (calm.corpus.submissions[:half], calm.corpus.submissions[half:]):
        these.publish([submission_event(submission) for submission in portion])
        time.sleep(dice.uniform(0.0, 1.5))
        ballast = small_disk / "ballast"
        _fill(ballast)
        _await_complaint(these)
        ballast.unlink()
    assert_as_if_nothing_had_happened(these, calm.corpus.submissions, calm.contents)


def _fill(ballast: Path) -> None:
    """Write until not one byte more fits."""
    with ballast.open("wb", buffering=0) as file:
        for size in (2**20, 4096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


def _await_complaint(these: Services) -> None:
    """Wait until some service has new cause to say that there is no room."""
    so_far = _complaints(these)
    deadline = time.monotonic() + FULL_SECONDS
    while _complaints(these) == so_far:
        assert time.monotonic() < deadline, "nobody noticed"
        assert all(process.is_running for process in these.processes())
        time.sleep(0.1)


def _complaints(these: Services) -> int:
    lines = (line for process in these.processes() for line in process.log_lines())
    return sum(
        line.get("event") in {"loop.log_failed", "record.postponed", "service.waiting"} for line in lines
    )
