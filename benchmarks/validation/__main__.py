"""`python -m benchmarks.validation [FILE…] [--rounds N] [--limit PERCENT] [--json]`: judging beside reading.

Without files, invented disclosures in all styles are typeset and measured. Exit status: 0 when measured, 1 when a
document costs more than `--limit` allows, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from benchmarks.documents import write_usual
from benchmarks.validation.measure import Cost, measure
from shared.errors import FiscusError

_DOCUMENTS: Final = 8
_WIDTH: Final = 120


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the shares, give the exit status."""
    options = _parser().parse_args(arguments)
    try:
        if options.files:
            costs = list(measure(options.files, options.rounds))
        else:
            with tempfile.TemporaryDirectory(prefix="fiscus-bench-") as folder:
                write_usual(Path(folder), _DOCUMENTS)
                costs = list(measure(sorted(Path(folder).iterdir()), options.rounds))
    except (FiscusError, OSError) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps([_as_json(cost) for cost in costs], ensure_ascii=False, indent=1))
    else:
        _print(costs)
    complaints = [] if options.limit is None else complaints_of(costs, options.limit)
    for complaint in complaints:
        print(f"benchmarks: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


def complaints_of(costs: Sequence[Cost], limit: float) -> list[str]:
    """Give one line for each document whose share is greater than a limit in percent."""
    return [
        f"{cost.name}: judging costs {cost.share:.1%} of reading, more than {limit:g} %"
        for cost in costs
        if cost.share * 100 > limit
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.validation",
        description="What judging a document costs beside reading it, in processor time.",
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="PDFs or texts of disclosures")
    parser.add_argument("--rounds", type=int, choices=range(1, 100), default=5, metavar="N")
    parser.add_argument("--limit", type=float, metavar="PERCENT", help="exit with 1 where a share is greater")
    parser.add_argument("--json", action="store_true", help="print a JSON array instead of a table")
    return parser


def _print(costs: Sequence[Cost]) -> None:
    table = Table(
        title="processor time of judging beside reading", title_justify="left", box=None, pad_edge=False
    )
    table.add_column("", max_width=28, no_wrap=True)
    for column in ("pages", "reading", "judging", "share", "unparsed", "damaged", "findings"):
        table.add_column(column, justify="right", no_wrap=True)
    for cost in costs:
        table.add_row(
            cost.name,
            str(cost.pages),
            f"{cost.reading * 1000:.0f} ms",
            f"{cost.judging * 1000:.1f} ms",
            f"{cost.share:.1%}",
            f"{cost.bare_share:.1%}",
            f"{cost.damaged_share:.1%}",
            f"{cost.findings}, {cost.damaged_findings}",
        )
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH)
    console.print(table)
    shares = [cost.share for cost in costs]
    console.print(f"median {median(shares):.1%}, greatest {max(shares):.1%}", markup=False)


def _as_json(cost: Cost) -> dict[str, Any]:
    return {
        **asdict(cost),
        "share": cost.share,
        "bare_share": cost.bare_share,
        "damaged_share": cost.damaged_share,
    }


if __name__ == "__main__":
    sys.exit(main())
