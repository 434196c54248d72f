"""The benchmark's command line: `python -m benchmarks [--quick] [--files DIR] [--limit RATIO] [--json]`.

Exit status: 0 when measured, 1 when the whole path costs more than `--limit` allows, when a contender failed or when
Fiscus did not read every invented document, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.contest import compete
from benchmarks.documents import write_long, write_short, write_usual
from benchmarks.growth import Growth, grow
from benchmarks.machine import describe
from benchmarks.processes import CommandFailedError, default_core
from benchmarks.report import Report, as_json, print_tables


@dataclass(frozen=True, slots=True)
class _Extent:
    """How much is measured."""

    documents: int
    rounds: int
    pages: tuple[int, ...]
    """Sizes of the one document that grows."""
    counts: tuple[int, ...]
    """Sizes of the set of documents that grows."""


_FULL: Final = _Extent(24, 5, (10, 30, 100, 300, 1000), (10, 100, 1000))
_QUICK: Final = _Extent(8, 3, (10, 50), (2, 6))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the report, give the exit status."""
    options = _parser().parse_args(arguments)
    if options.files is not None and not any(options.files.rglob("*.pdf")):
        print(f"benchmarks: no PDF below {options.files}: name a folder that holds some", file=sys.stderr)
        return 2
    try:
        report = _measure(options, _told)
    except CommandFailedError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(as_json(report), ensure_ascii=False, indent=1))
    else:
        print_tables(report, sys.stdout)
    complaints = list(_complaints(report, options))
    for complaint in complaints:
        print(f"benchmarks: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


def _complaints(report: Report, options: argparse.Namespace) -> Iterator[str]:
    """Give the reasons for which the benchmark ends with a failure."""
    contests = [report.contest, *(contest for growth in report.growths for contest in growth.contests)]
    if options.files is None and any(contest.pages_read != contest.pages for contest in contests):
        yield "Fiscus did not read every invented document: what it costs says nothing"
    if options.limit is not None and report.contest.cost > options.limit:
        cost, limit = report.contest.cost, options.limit
        yield f"the whole path costs {cost:.2f} × the plain loop, more than the limit of {limit:g}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure `fiscus ingest` beside a plain pdfplumber loop over the same PDFs on one core.",
    )
    parser.add_argument("--quick", action="store_true", help="a short form of about a minute")
    parser.add_argument(
        "--files", type=Path, metavar="DIR", help="read the PDFs of a folder; growth is not measured"
    )
    parser.add_argument(
        "--rounds", type=int, choices=range(1, 100), metavar="N", help="rounds of the comparison"
    )
    parser.add_argument("--no-growth", action="store_true", help="leave out how the cost grows")
    parser.add_argument(
        "--limit",
        type=float,
        metavar="RATIO",
        help="exit with 1 where the whole path costs more than RATIO × the plain loop, in wall-clock or processor time",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    return parser


def _measure(options: argparse.Namespace, told: Callable[[str], None]) -> Report:
    extent = _QUICK if options.quick else _FULL
    core = default_core()
    machine = describe(core)
    with tempfile.TemporaryDirectory(prefix="fiscus-bench-") as scratch:
        folder = options.files
        if folder is None:
            told(f"typesetting {extent.documents} documents")
            folder = Path(scratch)
            write_usual(folder, extent.documents)
        rounds = options.rounds or extent.rounds
        told(f"comparing in {rounds} rounds")
        contest = compete(folder.resolve(), core, rounds)
    growths: tuple[Growth, ...] = ()
    if options.files is None and not options.no_growth:
        growths = (
            grow("the pages of one document", extent.pages, write_long, core, told),
            grow("the number of documents", extent.counts, write_short, core, told),
        )
    files = "invented disclosures in all styles" if options.files is None else str(options.files)
    return Report(machine, files, contest, growths)


def _told(what: str) -> None:
    print(f"benchmarks: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
