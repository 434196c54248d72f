"""What worker processes use is seen, while they run and after they have ended."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from prometheus_client import CollectorRegistry

from shared.observability.workers import WorkerCollector

BUSY = """
import sys, time
while time.process_time() < 0.3: pass
print(flush=True)
sys.stdin.read()
"""
"""Uses 0.3 s of processor time, says so, and waits."""


@pytest.fixture
def registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(WorkerCollector())
    return registry


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A child that has worked a little and waits for its end of input."""
    with subprocess.Popen(
        [sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process


def told(registry: CollectorRegistry) -> dict[str, float]:
    return {sample.name: sample.value for family in registry.collect() for sample in family.samples}


def test_a_running_worker_is_seen_with_its_memory_and_time(
    registry: CollectorRegistry, worker: subprocess.Popen[bytes]
) -> None:
    seen = told(registry)
    assert seen["fiscus_worker_processes"] >= 1
    assert seen["fiscus_worker_resident_memory_bytes"] > 2**20
    assert seen["fiscus_worker_cpu_seconds_total"] > 0.2


def test_the_time_of_workers_that_ended_stays_counted_and_their_memory_does_not(
    registry: CollectorRegistry, worker: subprocess.Popen[bytes]
) -> None:
    before = told(registry)
    worker.communicate()
    after = told(registry)
    assert after["fiscus_worker_cpu_seconds_total"] >= before["fiscus_worker_cpu_seconds_total"]
    assert after["fiscus_worker_processes"] == before["fiscus_worker_processes"] - 1
    assert after["fiscus_worker_resident_memory_bytes"] < before["fiscus_worker_resident_memory_bytes"]
