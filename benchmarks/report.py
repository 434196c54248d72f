"""The figures for people, as tables, and for programs, as one JSON object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table

from benchmarks.contest import Contest, Runs
from benchmarks.growth import Growth
from benchmarks.machine import Machine

_MB = 1_000_000
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run of the benchmark found out."""

    machine: Machine
    files: str
    """What was read."""
    contest: Contest
    growths: Sequence[Growth] = field(default=())


def print_tables(report: Report, stream: TextIO) -> None:
    """Print the report for people."""
    console = Console(file=stream, highlight=False, width=None if stream.isatty() else _WIDTH)
    contest = report.contest
    console.print(f"{report.files}: {contest.documents} documents, {contest.pages} pages", markup=False)
    console.print(_contest_table(contest))
    for line in _judgement(contest):
        console.print(line, markup=False)
    for growth in report.growths:
        console.print()
        console.print(_growth_table(growth))
        for line in _growth_lines(growth):
            console.print(line, markup=False)
    console.print()
    for line in _machine_lines(report.machine):
        console.print(line, markup=False)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", no_wrap=True)
    return table


def _contest_table(contest: Contest) -> Table:
    rounds = len(contest.fiscus.usages)
    table = _table(
        f"medians of {rounds} rounds in turns, each a process of its own on one core",
        "",
        "seconds",
        "pages/s",
        "CPU s",
        "pages/CPU s",
        "peak MB",
    )
    for name, runs in (("fiscus ingest --jobs 1", contest.fiscus), ("plain pdfplumber loop", contest.plain)):
        table.add_row(
            name,
            f"{runs.seconds:.1f}",
            f"{contest.pages / runs.seconds:.1f}",
            f"{runs.cpu_seconds:.1f}",
            f"{contest.pages / runs.cpu_seconds:.1f}",
            f"{runs.peak_bytes / _MB:.0f}",
        )
    return table


def _judgement(contest: Contest) -> Iterator[str]:
    yield (
        f"the whole path costs {contest.cpu_ratio:.2f} × the plain loop in processor time (rounds: {_span(contest)}),"
        f" {contest.ratio:.2f} × in wall-clock time"
    )
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in sorted(contest.verdicts.items()))
    yield f"verdicts: {verdicts}"
    if contest.pages_read != contest.pages:
        yield f"only {contest.pages_read} of the {contest.pages} pages were read by Fiscus: the ratios flatter it"


def _span(contest: Contest) -> str:
    pairs = zip(contest.fiscus.usages, contest.plain.usages, strict=True)
    ratios = sorted(ours.cpu_seconds / theirs.cpu_seconds for ours, theirs in pairs)
    return f"{ratios[0]:.2f} to {ratios[-1]:.2f}"


def _growth_table(growth: Growth) -> Table:
    table = _table(
        f"growth with {growth.what}",
        "documents",
        "pages",
        "fiscus CPU s",
        "pages/CPU s",
        "peak MB",
        "plain CPU s",
        "pages/CPU s",
        "peak MB",
        "cost ×",
    )
    for contest in growth.contests:
        table.add_row(
            str(contest.documents),
            str(contest.pages),
            *_growth_cells(contest, contest.fiscus),
            *_growth_cells(contest, contest.plain),
            f"{contest.cpu_ratio:.2f}",
        )
    return table


def _growth_cells(contest: Contest, runs: Runs) -> tuple[str, str, str]:
    cpu = runs.cpu_seconds
    return f"{cpu:.1f}", f"{contest.pages / cpu:.1f}", f"{runs.peak_bytes / _MB:.0f}"


def _growth_lines(growth: Growth) -> Iterator[str]:
    for step in growth.steps:
        yield f"each of {step.pages} further pages: fiscus {step.fiscus:.1f} ms, plain loop {step.plain:.1f} ms"
    odd = sum(contest.pages_read != contest.pages for contest in growth.contests)
    if odd:
        yield f"in {odd} of these, Fiscus could not read every page: the comparison flatters it there"


def _machine_lines(machine: Machine) -> Iterator[str]:
    core = "not pinned to a core" if machine.core_used is None else f"pinned to core {machine.core_used}"
    yield f"machine: {machine.processor}, {machine.cores} cores, {machine.system}; {core}"
    packages = ", ".join(f"{name} {number}" for name, number in machine.packages.items())
    yield f"versions: fiscus {machine.fiscus}, {machine.python}, {packages}"
    if machine.load is not None:
        yield f"load before: {', '.join(f'{value:.1f}' for value in machine.load)} (1, 5, 15 minutes)"
    if machine.is_busy:
        yield "the machine was busy: trust the ratios and the processor time, not the wall-clock time"


def as_json(report: Report) -> Mapping[str, Any]:
    """Give the report as a JSON object: seconds, bytes, and ratios as Fiscus ÷ plain loop."""
    return {
        "machine": asdict(report.machine),
        "files": report.files,
        "comparison": _contest_json(report.contest),
        "growth": [
            {
                "what": growth.what,
                "sizes": [_contest_json(contest) for contest in growth.contests],
                "cpu_ms_per_further_page": [asdict(step) for step in growth.steps],
            }
            for growth in report.growths
        ],
    }


def _contest_json(contest: Contest) -> dict[str, Any]:
    return {
        "documents": contest.documents,
        "pages": contest.pages,
        "pages_read": contest.pages_read,
        "verdicts": dict(contest.verdicts),
        "ratio_cpu": round(contest.cpu_ratio, 4),
        "ratio_wall": round(contest.ratio, 4),
        "fiscus": _runs_json(contest.pages, contest.fiscus),
        "plain": _runs_json(contest.pages, contest.plain),
    }


def _runs_json(pages: int, runs: Runs) -> dict[str, Any]:
    return {
        "seconds": round(runs.seconds, 3),
        "cpu_seconds": round(runs.cpu_seconds, 3),
        "pages_per_second": round(pages / runs.seconds, 2),
        "pages_per_cpu_second": round(pages / runs.cpu_seconds, 2),
        "peak_bytes": runs.peak_bytes,
        "rounds": [asdict(usage) for usage in runs.usages],
    }
