from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from benchmarks.stream.usage import CpuMeter, Sampler, cpu_seconds

BUSY = "import time\nwhile time.process_time() < 0.3: pass\n"
CHILD = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BUSY!r}])\n"
GROWN_UP = (
    f"import subprocess, sys\nchild = subprocess.Popen([sys.executable, '-c', {BUSY + 'time.sleep(60)'!r}])\n"
)
READY = "print('ready', flush=True)\nimport time\ntime.sleep(60)\n"
Start = Callable[[str], int]


@pytest.fixture
def start() -> Iterator[Start]:
    """Give a function that starts a program and waits until it is ready."""
    running: list[subprocess.Popen[bytes]] = []

    def started(program: str) -> int:
        process = subprocess.Popen([sys.executable, "-c", program + READY], stdout=subprocess.PIPE)
        running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        return process.pid

    yield started
    for process in running:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
        process.communicate()


@pytest.mark.parametrize("program", [BUSY, CHILD])
def test_processor_time_counts_children_that_have_ended(program: str, start: Start) -> None:
    assert 0.25 <= cpu_seconds(start(program)) < 3  # the clock of the system ticks in hundredths


def test_processor_time_counts_children_that_run(start: Start) -> None:
    pid = start(GROWN_UP)
    deadline = time.monotonic() + 30
    while cpu_seconds(pid) < 0.3 and time.monotonic() < deadline:
        time.sleep(0.05)

    assert cpu_seconds(pid) >= 0.3


def test_a_meter_begins_at_nothing(start: Start) -> None:
    assert CpuMeter({"quiet": start(BUSY)}).used()["quiet"] < 0.2


def test_memory_is_sampled_with_and_without_workers(start: Start) -> None:
    pid = start(GROWN_UP)

    with Sampler({"one": pid}) as sampler:
        time.sleep(1.3)

    samples = sampler.samples["one"]
    assert len(samples) >= 2
    assert all(1_000_000 < sample.own < sample.tree for sample in samples)
