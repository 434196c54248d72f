"""Memory of each service while thousands of small documents flow: sampled, and a line fitted over the second half.

The documents are small text extracts, each of other bytes, most of them broken off (see `material`): so many whole ones
would take hours, and what a service fails to let go of it fails to let go of document by document. The first half is
left out of the line: caches fill, and allocators settle.
"""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.stream.arithmetic import line
from benchmarks.stream.loaded import Loaded, LoaderLog
from benchmarks.stream.servers import Servers
from benchmarks.stream.throughput import pids
from benchmarks.stream.usage import CpuMeter, Sample, Sampler
from tests.servers.services import Services

MB: Final = 1_000_000
FLAT_MB: Final = 1.0
"""A service is called flat where the line through its own memory rises by no more for each 1,000 documents. The
garbage of an allocator moves it by tenths."""
LEAST_DOCUMENTS: Final = 500
"""A line through fewer says nothing of thousands."""
_SECONDS_PER_DOCUMENT: Final = 2.0
_START_SECONDS: Final = 120.0
_THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True)
class Growth:
    """The memory of one service over the second half of the documents, in MB (10^6 bytes)."""

    service: str
    first: float
    """Of the process alone, when the first documents came."""
    quarters: tuple[float, ...]
    """The median of the process alone over each quarter of all documents: whether it settles."""
    level: float
    """The median over the second half, of the process alone."""
    slope: float
    """MB for each 1,000 further documents, of the process alone. Workers are left out: they are replaced with age."""
    spread: float
    """From the lowest to the highest sample, of the process alone."""
    level_with_workers: float
    slope_with_workers: float
    samples: int

    documents: int
    """Over which the line was fitted."""

    @property
    def is_flat(self) -> bool | None:
        """Whether the process grows by no more than `FLAT_MB` for each 1,000 documents; None where too few came."""
        return self.slope <= FLAT_MB if self.documents >= LEAST_DOCUMENTS else None


@dataclass(frozen=True, slots=True)
class MemoryRun:
    """Thousands of small documents, and what they cost."""

    documents: int
    verdicts: Mapping[str, int]
    seconds: float
    services: Sequence[Growth]
    cpu_seconds: Mapping[str, float]


def memory(servers: Servers, paths: Sequence[Path], extractors: int) -> MemoryRun:
    """Let the documents flow through Kafka into PostgreSQL and sample the memory of every service."""
    log, warehouse = servers.places()
    with (
        tempfile.TemporaryDirectory(prefix="fiscus-bench-") as folder,
        Services(Path(folder), log, warehouse, documents=paths[0].parent) as services,
    ):
        services.start_all(extractors=extractors)
        follower = LoaderLog(services.running["loader"][0])
        meter = CpuMeter(pids(services) | servers.pids())
        services.submit(paths)
        with Sampler(pids(services)) as sampler:
            follower.wait(len(paths), _START_SECONDS + _SECONDS_PER_DOCUMENT * len(paths))
        used = meter.used()
        services.stop()
    # A document that was stored twice would be one that another had taken the bytes of.
    times = sorted({one.document_id: one.at for one in follower.loaded}.values())
    return MemoryRun(
        documents=len(times),
        verdicts=_verdicts(follower.loaded),
        seconds=times[-1] - times[0],
        services=[growth(name, samples, times) for name, samples in sampler.samples.items()],
        cpu_seconds=used,
    )


def growth(service: str, samples: Sequence[Sample], loaded_at: Sequence[float]) -> Growth:
    """Fit a line to the memory over the number of documents loaded by then, from the middle one to the last.

    `loaded_at` is in order. Raises ValueError where the second half has too few samples.
    """
    middle, end = loaded_at[len(loaded_at) // 2], loaded_at[-1]
    half = [sample for sample in samples if middle <= sample.at <= end]
    thousands = [bisect_right(loaded_at, sample.at) / _THOUSAND for sample in half]
    own = line(list(zip(thousands, (sample.own / MB for sample in half), strict=True)))
    tree = line(list(zip(thousands, (sample.tree / MB for sample in half), strict=True)))
    return Growth(
        service=service,
        first=samples[0].own / MB,
        quarters=_quarters(samples, loaded_at),
        level=own.level,
        slope=own.slope,
        spread=own.spread,
        level_with_workers=tree.level,
        slope_with_workers=tree.slope,
        samples=len(half),
        documents=len(loaded_at) - len(loaded_at) // 2,
    )


def _quarters(samples: Sequence[Sample], loaded_at: Sequence[float]) -> tuple[float, ...]:
    """Medians by quarter; a quarter that went by between two samples has none."""
    found: list[list[float]] = [[], [], [], []]
    for sample in samples:
        done = bisect_right(loaded_at, sample.at)
        if done and sample.at <= loaded_at[-1]:
            found[(done - 1) * 4 // len(loaded_at)].append(sample.own / MB)
    return tuple(median(quarter) for quarter in found if quarter)


def _verdicts(loaded: Sequence[Loaded]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in loaded:
        found[one.verdict] = found.get(one.verdict, 0) + 1
    return found
