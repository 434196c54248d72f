"""A loader that is killed with SIGKILL at any moment leaves whole documents, and goes on where it was."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.contract.warehouse.adapters import Adapter, content
from tests.contract.warehouse.conftest import MakeAdapter
from tests.contract.warehouse.documents import ACCEPTED_0
from tests.contract.warehouse.kill_list import load, numbered

ROOT = Path(__file__).resolve().parents[3]
COUNT = 80
KILLS = 4


def start(adapter: Adapter) -> subprocess.Popen[str]:
    """A process that loads the list into the adapter's warehouse."""
    program = "tests.contract.warehouse.programs.load_documents"
    return subprocess.Popen(
        [sys.executable, "-m", program, *adapter.program_arguments(), str(COUNT)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def assert_whole(adapter: Adapter) -> int:
    """What is in the warehouse is whole documents up to its offset; that offset."""
    offset = adapter.open().next_offsets().get(ACCEPTED_0, 0)
    expected = {row.document.document_id: row for row in numbered(COUNT)[:offset]}
    assert adapter.query("SELECT count(*) FROM document") == [(len(expected),)]
    assert adapter.query("SELECT count(*) FROM load") == [(len(expected),)]
    accepted = sum(len(row.lines) for row in expected.values() if row.is_trusted)
    quarantined = sum(len(row.lines) for row in expected.values() if not row.is_trusted)
    assert adapter.query("SELECT count(*) FROM budget_line") == [(accepted,)]
    assert adapter.query("SELECT count(*) FROM quarantined_line") == [(quarantined,)]
    assert adapter.query("SELECT count(*) FROM finding") == [(len(expected),)]
    current = adapter.query("SELECT department FROM document WHERE is_current ORDER BY department")
    assert current == sorted({(row.document.department,) for row in expected.values()})
    adapter.close()
    return offset


@pytest.mark.slow
def test_killed_at_random_moments_the_warehouse_ends_as_if_nothing_had_happened(
    make_adapter: MakeAdapter, adapter: Adapter, tmp_path: Path
) -> None:
    """Killed before or after it has opened the warehouse, or some documents on and a moment later."""
    undisturbed = tmp_path / "undisturbed"
    undisturbed.mkdir()
    dice = random.Random(20250301)
    reached = [0]
    for lines in [0, 1, *(dice.randint(2, 12) for _ in range(KILLS))]:
        with start(adapter) as process:
            assert process.stdout is not None
            for _ in range(lines):
                process.stdout.readline()
            time.sleep(dice.uniform(0.0, 0.03 if lines else 0.6))
            process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        reached.append(assert_whole(adapter))
    assert reached == sorted(reached)
    assert KILLS < reached[-1] < COUNT, "the kills came in the middle of the work"
    with start(adapter) as process:
        assert process.wait(timeout=100) == 0
    other = make_adapter(undisturbed)
    load(other.open(), numbered(COUNT))
    assert content(adapter) == content(other)
    other.discard()
