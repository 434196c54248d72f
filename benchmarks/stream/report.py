"""The figures of the streaming form for people, as tables, and for programs, as one JSON object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, TextIO

from rich.console import Console
from rich.table import Table

from benchmarks.machine import Machine
from benchmarks.stream.latency import Latency
from benchmarks.stream.loading import Loading
from benchmarks.stream.memory import FLAT_MB, Growth, MemoryRun
from benchmarks.stream.throughput import Throughput, Volume

_MB: Final = 1_000_000
_WIDTH: Final = 118


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run found out."""

    machine: Machine
    pages: int
    """Pages of one PDF, on average."""
    throughputs: Sequence[Throughput]
    volume: Volume | None
    """None where throughput was not measured."""
    latencies: Sequence[Latency]
    loadings: Sequence[Loading]
    memory: MemoryRun | None
    seconds: float
    """What the whole measurement took."""


def print_tables(report: Report, stream: TextIO) -> None:
    """Print the report for people."""
    console = Console(file=stream, highlight=False, width=None if stream.isatty() else _WIDTH)
    parts: list[Table | str] = [_throughput_table(report)] if report.throughputs else []
    parts += [_latency_table(report.latencies)] if report.latencies else []
    parts += [_loading_table(report.loadings), *_loading_lines(report.loadings)] if report.loadings else []
    if report.memory is not None:
        parts += [_memory_table(report.memory), *_memory_lines(report.memory)]
    for part in parts:
        console.print(part, markup=False) if isinstance(part, str) else console.print(part, "")
    for line in _machine_lines(report):
        console.print(line, markup=False)


def as_json(report: Report) -> Mapping[str, Any]:
    """Give the report as a JSON object: seconds, bytes (MB of 10^6 where a name says so), and counts."""
    return asdict(report)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    return table


def _throughput_table(report: Report) -> Table:
    documents = report.throughputs[0].documents
    table = _table(
        f"documents a second: {documents} PDFs of {report.pages} pages",
        "", "extractors", "seconds", "documents/s", "CPU s/document", "of which",
    )  # fmt: skip
    for one in report.throughputs:
        table.add_row(
            one.way,
            str(one.extractors),
            f"{one.seconds:.1f}",
            f"{one.documents_per_second:.2f}",
            f"{one.cpu_per_document:.2f}",
            _shares(one.cpu_seconds, one.documents),
        )
    return table


def _latency_table(latencies: Sequence[Latency]) -> Table:
    table = _table(
        "seconds from submission to commit, one document at a time",
        "", "documents", "a second", "p50", "p90", "p99", "most",
    )  # fmt: skip
    for one in latencies:
        figures = (one.p50, one.p90, one.p99, one.most)
        table.add_row(
            one.documents,
            str(one.count),
            f"{one.per_second:.2f}",
            *(f"{value:.2f}" for value in figures),
        )
    return table


def _loading_table(loadings: Sequence[Loading]) -> Table:
    table = _table(
        "one loader, records replayed",
        "", "rows", "rows/s", "first tenth", "last tenth", "peak MB", "log bytes/row",
        "warehouse bytes/row",
    )  # fmt: skip
    for one in loadings:
        table.add_row(
            one.way,
            f"{one.rows:,}",
            f"{one.rows_per_second:,.0f}",
            f"{one.stretches[0].rows_per_second:,.0f}",
            f"{one.stretches[-1].rows_per_second:,.0f}",
            f"{one.peak_bytes / _MB:.0f}",
            f"{one.log_bytes / one.rows:.0f}",
            f"{one.warehouse_bytes / one.rows:.0f}",
        )
    return table


def _loading_lines(loadings: Sequence[Loading]) -> Iterator[str]:
    for one in loadings:
        first, last = one.stretches[0], one.stretches[-1]
        yield (
            f"{one.way}: CPU µs a row in the first tenth {_shares(first.cpu_seconds, first.rows / 1e6)};"
            f" in the last {_shares(last.cpu_seconds, last.rows / 1e6)}"
        )


def _memory_table(run: MemoryRun) -> Table:
    table = _table(
        f"memory over the second half of {run.documents:,} small documents ({run.seconds:.0f} s)",
        "", "first MB", "by quarter", "level MB", "MB/1,000 documents", "spread MB", "with workers MB",
        "MB/1,000 documents", "",
    )  # fmt: skip
    for one in run.services:
        table.add_row(
            one.service,
            f"{one.first:.0f}",
            " ".join(f"{quarter:.1f}" for quarter in one.quarters),
            f"{one.level:.1f}",
            f"{one.slope:+.2f}",
            f"{one.spread:.1f}",
            f"{one.level_with_workers:.0f}",
            f"{one.slope_with_workers:+.2f}",
            _judgement(one),
        )
    return table


def _memory_lines(run: MemoryRun) -> Iterator[str]:
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in sorted(run.verdicts.items()))
    yield f"verdicts: {verdicts}; flat: at most {FLAT_MB:g} MB for each 1,000 documents"
    yield f"CPU ms a document: {_shares(run.cpu_seconds, run.documents / 1000)}"


def _judgement(one: Growth) -> str:
    return {True: "flat", False: "GROWS", None: "too few to tell"}[one.is_flat]


def _shares(cpu_seconds: Mapping[str, float], documents: float) -> str:
    """The processor seconds of each process, a document; instances of a service are added up."""
    by_name: dict[str, float] = {}
    for name, seconds in cpu_seconds.items():
        kind = name.partition("-")[0]
        by_name[kind] = by_name.get(kind, 0.0) + seconds
    return ", ".join(f"{kind} {seconds / documents:.3g}" for kind, seconds in by_name.items())


def _machine_lines(report: Report) -> Iterator[str]:
    machine = report.machine
    yield f"machine: {machine.processor}, {machine.cores} cores for everything, {machine.system}"
    packages = ", ".join(f"{name} {number}" for name, number in machine.packages.items())
    yield f"versions: fiscus {machine.fiscus}, {machine.python}, {packages}"
    if machine.load is not None:
        yield f"load before: {', '.join(f'{value:.1f}' for value in machine.load)} (1, 5, 15 minutes)"
    if machine.is_busy:
        yield "the machine was busy: trust the processor time, not the wall-clock time"
    yield f"measured in {report.seconds:.0f} s"
