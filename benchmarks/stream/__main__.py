"""The streaming benchmark's command line: `python -m benchmarks.stream [--quick] [--parts PART…] [--json]`.

Exit status: 0 when measured, 1 when documents did not come through, both ways do not judge alike, a service failed, or
memory grows, 2 where the servers cannot be started here.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdfium2

from benchmarks.machine import describe
from benchmarks.processes import CommandFailedError
from benchmarks.stream.latency import WARM_UP, Latency, latency
from benchmarks.stream.loaded import TooSlowError
from benchmarks.stream.loading import Loading, load_embedded, load_streaming
from benchmarks.stream.material import judged, write_pdfs, write_small_texts, write_texts
from benchmarks.stream.memory import MemoryRun, memory
from benchmarks.stream.report import Report, as_json, print_tables
from benchmarks.stream.servers import CannotMeasureError, Servers, started
from benchmarks.stream.throughput import Throughput, Volume, embedded, streaming

WAYS: Final = (1, 2)
"""Extractors."""
PARTS: Final = ("throughput", "latency", "loading", "memory")
ORIGINALS: Final = 8
"""Judged documents whose records are multiplied."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured."""

    pdfs: int
    slow: int
    """PDFs that come one by one."""
    slow_interval: float
    fast: int
    """Text extracts that come one by one."""
    fast_interval: float
    rows: int
    small: int
    """Small text extracts that flow while memory is watched."""


FULL: Final = Extent(32, 20, 3.0, 60, 1.0, 1_000_000, 5_000)
QUICK: Final = Extent(8, 4, 3.0, 10, 0.8, 30_000, 150)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the report, give the exit status."""
    options = _parser().parse_args(arguments)
    # A benchmark that is ended must end its servers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        with started() as servers, tempfile.TemporaryDirectory(prefix="fiscus-bench-") as scratch:
            run = _Run(servers, Path(scratch), QUICK if options.quick else FULL)
            report = run.report(options.parts)
    except CannotMeasureError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    except (CommandFailedError, TooSlowError, AssertionError) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(as_json(report), ensure_ascii=False, indent=1))
    else:
        print_tables(report, sys.stdout)
    complaints = list(_complaints(report))
    for complaint in complaints:
        print(f"benchmarks: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.stream",
        description="Measure the three services over a Kafka broker and PostgreSQL that are started for it.",
    )
    parser.add_argument("--quick", action="store_true", help="a short form of about two minutes")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="measure these alone")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    return parser


class _Run:
    """One run over servers that were started, with documents in a folder."""

    def __init__(self, servers: Servers, folder: Path, extent: Extent) -> None:
        self._servers = servers
        self._folder = folder
        self._extent = extent

    def report(self, parts: Collection[str]) -> Report:
        """Measure these parts."""
        begun = time.monotonic()
        machine = describe(None)
        _told(f"typesetting {self._extent.pdfs} PDFs")
        pdfs = write_pdfs(self._folder / "pdfs", self._extent.pdfs)
        throughputs, volume = self._throughputs(pdfs) if "throughput" in parts else ([], None)
        return Report(
            machine=machine,
            pages=round(sum(_pages(path) for path in pdfs) / len(pdfs)),
            throughputs=throughputs,
            volume=volume,
            latencies=self._latencies(pdfs) if "latency" in parts else (),
            loadings=self._loadings(pdfs) if "loading" in parts else (),
            memory=self._memory() if "memory" in parts else None,
            seconds=time.monotonic() - begun,
        )

    def _throughputs(self, pdfs: Sequence[Path]) -> tuple[list[Throughput], Volume]:
        beside = []
        for jobs in WAYS:
            _told(f"fiscus ingest with {jobs} jobs")
            beside.append(embedded(pdfs, jobs))
        streamed = []
        for extractors in WAYS:
            _told(f"Kafka and PostgreSQL with {extractors} extractors")
            streamed.append(streaming(self._servers, pdfs, extractors))
        return [*beside, *(throughput for throughput, _ in streamed)], streamed[0][1]

    def _latencies(self, pdfs: Sequence[Path]) -> list[Latency]:
        extent = self._extent
        _told("latency of single documents")
        texts = write_texts(self._folder / "texts", extent.fast + WARM_UP)
        slow = pdfs[: extent.slow + WARM_UP]
        return [
            latency(self._servers, "PDFs as above", slow, extent.slow_interval),
            latency(self._servers, "text extracts", texts, extent.fast_interval),
        ]

    def _loadings(self, pdfs: Sequence[Path]) -> list[Loading]:
        originals = judged(pdfs[:ORIGINALS])
        _told(f"one loader, {self._extent.rows:,} rows into PostgreSQL")
        streamed = load_streaming(self._servers, originals, self._extent.rows)
        _told(f"one loader, {self._extent.rows:,} rows into DuckDB")
        return [streamed, load_embedded(originals, self._extent.rows)]

    def _memory(self) -> MemoryRun:
        _told(f"memory over {self._extent.small:,} small documents")
        texts = write_small_texts(self._folder / "small", self._extent.small)
        return memory(self._servers, texts, extractors=max(WAYS))


def _pages(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def _complaints(report: Report) -> Iterator[str]:
    """Give the reasons for which the benchmark ends with a failure."""
    judged_so = {(one.documents, one.accepted) for one in report.throughputs}
    if len(judged_so) > 1:
        yield f"the same documents were judged differently (documents, accepted): {sorted(judged_so)}"
    for growth in report.memory.services if report.memory else ():
        if growth.is_flat is False:
            yield f"the memory of {growth.service} grows by {growth.slope:.2f} MB for each 1,000 documents"


def _told(what: str) -> None:
    print(f"benchmarks: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
