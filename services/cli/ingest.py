"""`fiscus ingest`: the main job on one machine."""

# ruff: noqa: PLC0415 - see services/cli/__init__.py

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from services.cli.options import CONTEXT, Language, basis_files, clear_errors, limits, which_language
from shared.errors import ExitCode

if TYPE_CHECKING:
    from services.standalone.machine import Machine


@click.command("ingest", context_settings=CONTEXT)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option(
    "--warehouse",
    type=click.Path(path_type=Path),
    default=Path("fiscus.duckdb"),
    show_default=True,
    help="The DuckDB file; it is created if it is not there.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line for each document.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=lambda: min(os.cpu_count() or 1, 8),
    show_default="one for each core",
    help="Documents read at once.",
)
@which_language
@basis_files
@limits
def ingest_command(  # noqa: PLR0917 - one parameter for each option
    paths: tuple[Path, ...],
    warehouse: Path,
    as_json: bool,  # noqa: FBT001 - an option of the command line
    jobs: int,
    language: Language,
    policy: Path | None,
    waivers: Path | None,
    max_pages: int,
    max_seconds: float,
    max_memory_mb: int,
) -> None:
    """Read every PDF and text file below each PATH into the warehouse.

    Other files below a folder are told in one line. What the warehouse knows already is not read again; an interrupted
    run is gone on with by the same command.

    \b
    Examples:
      fiscus ingest 部门预算.pdf
      fiscus ingest 2024/ 2025/ --warehouse budgets.duckdb --json
    """  # noqa: D301 - click reads \b as the sign itself
    from services.extractor.sandbox import ReadingLimits
    from services.standalone.ingest import IngestSettings, ingest
    from services.standalone.progress import TerminalProgress
    from services.standalone.report import print_json, print_table
    from services.validator.basis import load_basis

    bounds = ReadingLimits(max_pages=max_pages, max_seconds=max_seconds, max_memory_mb=max_memory_mb)
    with clear_errors(), TerminalProgress() as progress:
        settings = IngestSettings(warehouse, jobs, bounds, load_basis(policy, waivers))
        report = ingest(paths, settings, progress, stop_on_signals)
    if as_json:
        print_json(report, sys.stdout)
    else:
        print_table(report, warehouse, sys.stdout, language)
    if all(file.is_missing for file in report.files) and report.files:
        sys.exit(ExitCode.USAGE)
    sys.exit(ExitCode.RETRY if report.needs_retry else ExitCode.OK)


def stop_on_signals(machine: Machine) -> None:
    """Let SIGINT and SIGTERM end the run after the records at hand."""

    def wish(number: int, frame: object) -> None:
        del number, frame
        if machine.stop.is_set():
            raise KeyboardInterrupt
        machine.stop.set()

    signal.signal(signal.SIGINT, wish)
    signal.signal(signal.SIGTERM, wish)
