"""Documents a second: the same PDFs through Kafka and PostgreSQL, and through `fiscus ingest` on the embedded log.

In: the documents, and how many extractors. Out: `Throughput`. Beside the rate stands the processor time of every
process, because broker, database and services share the cores of one machine here.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from benchmarks.processes import measured
from benchmarks.stream.arithmetic import steady_rate
from benchmarks.stream.loaded import Loaded, LoaderLog
from benchmarks.stream.servers import Servers
from benchmarks.stream.usage import CpuMeter
from shared.events.topics import TOPICS
from tests.servers.services import Services

_SECONDS_PER_DOCUMENT: Final = 30.0
"""What is waited for a document before the run is given up; many times what it takes."""
_START_SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True)
class Throughput:
    """One way of reading the documents."""

    way: str
    extractors: int
    documents: int
    accepted: int
    seconds: float
    """Streaming: from the first submission to the last commit, services running. Embedded: the whole command."""
    documents_per_second: float
    """In the midst of the work, by the times of the commits: without starts and without the end."""
    cpu_seconds: Mapping[str, float]
    """Of each process with its children, over the same span as `seconds`."""

    @property
    def cpu_per_document(self) -> float:
        """Processor seconds of everything, a document."""
        return sum(self.cpu_seconds.values()) / self.documents


@dataclass(frozen=True, slots=True)
class Volume:
    """What documents leave behind on the servers."""

    documents: int
    rows: int
    topic_bytes: Mapping[str, int]
    """On the broker's disk, one replica."""


def streaming(servers: Servers, paths: Sequence[Path], extractors: int) -> tuple[Throughput, Volume]:
    """Submit the documents at once to services that run, and wait until all are committed."""
    log, warehouse = servers.places()
    with (
        tempfile.TemporaryDirectory(prefix="fiscus-bench-") as folder,
        Services(Path(folder), log, warehouse, documents=paths[0].parent) as services,
    ):
        services.start_all(extractors=extractors)
        follower = LoaderLog(services.running["loader"][0])
        meter = CpuMeter(pids(services) | servers.pids())
        before = servers.topic_bytes()
        submitted = time.time()
        services.submit(paths)
        follower.wait(len(paths), _START_SECONDS + _SECONDS_PER_DOCUMENT * len(paths))
        used = meter.used()
        after = servers.topic_bytes()
        services.stop()
    return (
        _throughput("Kafka and PostgreSQL", extractors, follower.loaded, submitted, used),
        Volume(
            documents=len(paths),
            rows=sum(one.rows for one in follower.loaded),
            topic_bytes={topic: after[topic] - before[topic] for topic in TOPICS},
        ),
    )


def embedded(paths: Sequence[Path], jobs: int) -> Throughput:
    """Let `fiscus ingest` read the documents with so many workers."""
    with tempfile.TemporaryDirectory(prefix="fiscus-bench-") as scratch:
        warehouse = Path(scratch) / "warehouse.duckdb"
        command = [sys.executable, "-m", "services.cli", "ingest", str(paths[0].parent), "--jobs", str(jobs)]
        _, usage = measured([*command, "--warehouse", str(warehouse)], None)
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            rows = connection.execute("SELECT epoch(loaded_at), verdict FROM document").fetchall()
    return Throughput(
        way="embedded log and DuckDB",
        extractors=jobs,
        documents=len(rows),
        accepted=sum(verdict.startswith("accepted") for _, verdict in rows),
        seconds=usage.seconds,
        documents_per_second=steady_rate([at for at, _ in rows]),
        cpu_seconds={"fiscus ingest": usage.cpu_seconds},
    )


def pids(services: Services) -> dict[str, int]:
    """The processes of the services, each with its number among its kind."""
    return {process.folder.name: process.pid for process in services.processes()}


def _throughput(
    way: str, extractors: int, loaded: Sequence[Loaded], submitted: float, used: Mapping[str, float]
) -> Throughput:
    times = [one.at for one in loaded]
    return Throughput(
        way=way,
        extractors=extractors,
        documents=len(loaded),
        accepted=sum(one.verdict.startswith("accepted") for one in loaded),
        seconds=max(times) - submitted,
        documents_per_second=steady_rate(times),
        cpu_seconds=used,
    )
