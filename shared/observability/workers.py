"""Worker processes as metrics: what the children of a process use, which its own figures do not hold.

The extractor reads each document in a child, so its processor time and memory are nearly all there. Looked up at each
scrape; nothing is kept between two but the highest processor time seen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress

import psutil
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.observability.catalogue import WORKER_CPU, WORKER_MEMORY, WORKERS

Family = CounterMetricFamily | GaugeMetricFamily


class WorkerCollector(Collector):
    """Collects from the children, of any depth, of the process that it is made in."""

    def __init__(self) -> None:
        """Nothing is looked up yet."""
        self._process = psutil.Process()
        self._cpu_seconds = 0.0

    def describe(self) -> Iterator[Family]:
        """The metrics without values: a registry asks for the names, before there are workers."""
        yield from _families(0, 0, 0.0)

    def collect(self) -> Iterator[Family]:
        """The metrics as of now."""
        count, memory = 0, 0
        ended = os.times()
        cpu_seconds = ended.children_user + ended.children_system
        for child in self._process.children(recursive=True):
            with suppress(psutil.Error):  # it ended meanwhile
                times = child.cpu_times()
                cpu_seconds += times.user + times.system
                memory += int(child.memory_info().rss)
                count += 1
        # A child that ends between the two looks is counted in neither; a counter must not fall for that.
        self._cpu_seconds = max(self._cpu_seconds, cpu_seconds)
        yield from _families(count, memory, self._cpu_seconds)


def _families(count: int, memory: int, cpu_seconds: float) -> Iterator[Family]:
    yield GaugeMetricFamily(WORKERS.name, WORKERS.meaning, value=count)
    yield GaugeMetricFamily(WORKER_MEMORY.name, WORKER_MEMORY.meaning, value=memory)
    yield CounterMetricFamily(WORKER_CPU.name, WORKER_CPU.meaning, value=cpu_seconds)
