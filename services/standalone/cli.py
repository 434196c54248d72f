"""The command line: `fiscus ingest`, `fiscus extract`, `fiscus validate`.

Results go to stdout, everything else (progress, logs, errors) to stderr. Exit status: 0 when every document
got a verdict, 1 when something failed that a retry could mend, 2 for wrong usage, 3 when a document cannot be
read.

Each command imports what it works with when it runs: `fiscus --help` answers at once, and `fiscus validate` loads no
warehouse.
"""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import click

from shared.errors import ExitCode, FiscusError, exit_code_of
from shared.observability.logs import LEVELS, configure_logging
from shared.version import VERSION

if TYPE_CHECKING:
    from services.standalone.machine import Machine

_CONTEXT: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


@click.group(context_settings=_CONTEXT)
@click.version_option(VERSION, prog_name="fiscus")
@click.option(
    "--log-level",
    type=click.Choice(LEVELS),
    default="warning",
    show_default=True,
    help="Least level of the structured logs on stderr.",
)
def main(log_level: str) -> None:
    """Read Chinese government budget disclosures into a warehouse of figures that can be trusted.

    \b
    Examples:
      fiscus ingest 公开文件/ --warehouse budgets.duckdb
      fiscus extract 部门预算.pdf | fiscus validate
    """  # noqa: D301 - click reads \b as the sign itself
    configure_logging(log_level)


class _LimitOption(click.Option):
    """A bound on the reading of one document, whose default is that of the field of `ReadingLimits` with its name."""

    def get_default(self, ctx: click.Context, call: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002, ARG002
        """See `click.Option`."""
        from services.extractor.sandbox import ReadingLimits

        return getattr(ReadingLimits(), str(self.name))


def _limits(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that bound the reading of one document."""
    for decorator in (
        click.option(
            "--max-pages",
            type=click.IntRange(1),
            cls=_LimitOption,
            show_default=True,
            help="Most pages of one document.",
        ),
        click.option(
            "--max-seconds",
            type=click.FloatRange(1),
            cls=_LimitOption,
            show_default=True,
            help="Longest time for one document.",
        ),
        click.option(
            "--max-memory-mb",
            type=click.IntRange(64),
            cls=_LimitOption,
            show_default=True,
            help="Most memory for one document.",
        ),
    ):
        command = decorator(command)
    return command


@main.command("ingest", context_settings=_CONTEXT)
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
@_limits
def ingest_command(  # noqa: PLR0917 - one parameter for each option
    paths: tuple[Path, ...],
    warehouse: Path,
    as_json: bool,  # noqa: FBT001 - an option of the command line
    jobs: int,
    max_pages: int,
    max_seconds: float,
    max_memory_mb: int,
) -> None:
    """Read every PDF and text file below each PATH into the warehouse.

    What the warehouse knows already is not read again; an interrupted run is gone on with by the same
    command.

    \b
    Examples:
      fiscus ingest 部门预算.pdf
      fiscus ingest 2024/ 2025/ --warehouse budgets.duckdb --json
    """  # noqa: D301 - click reads \b as the sign itself
    from services.extractor.sandbox import ReadingLimits
    from services.standalone.ingest import IngestSettings, ingest
    from services.standalone.progress import TerminalProgress
    from services.standalone.report import print_json, print_table

    limits = ReadingLimits(max_pages=max_pages, max_seconds=max_seconds, max_memory_mb=max_memory_mb)
    settings = IngestSettings(warehouse, jobs, limits)
    with _clear_errors(), TerminalProgress() as progress:
        report = ingest(paths, settings, progress, _stop_on_signals)
    if as_json:
        print_json(report, sys.stdout)
    else:
        print_table(report, warehouse, sys.stdout)
    if all(file.is_missing for file in report.files) and report.files:
        sys.exit(ExitCode.USAGE)
    sys.exit(ExitCode.RETRY if report.needs_retry else ExitCode.OK)


@main.command("extract", context_settings=_CONTEXT)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_limits
def extract_command(file: Path, max_pages: int, max_seconds: float, max_memory_mb: int) -> None:
    """Print the section events of one document as JSON lines.

    \b
    Example:
      fiscus extract 部门预算.pdf | fiscus validate
    """  # noqa: D301 - click reads \b as the sign itself
    from services.extractor.sandbox import ReadingLimits
    from services.standalone.pipe import extract_file

    limits = ReadingLimits(max_pages=max_pages, max_seconds=max_seconds, max_memory_mb=max_memory_mb)
    with _clear_errors():
        for payload in extract_file(file, limits):
            click.echo(payload.decode())


@main.command("validate", context_settings=_CONTEXT)
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-", metavar="[FILE.jsonl]")
def validate_command(file: TextIO) -> None:
    """Judge the section events of FILE, or of stdin: print verdicts, findings and records as JSON lines.

    \b
    Example:
      fiscus extract 部门预算.pdf | fiscus validate
    """  # noqa: D301 - click reads \b as the sign itself
    from services.standalone.pipe import validate_lines

    with _clear_errors():
        for line in validate_lines(file):
            click.echo(line)


class _clear_errors:  # noqa: N801 - reads as a clause
    """Ends the command with one line on stderr and the error's exit status; no traceback for what was foreseen."""

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Translate the error."""
        if isinstance(error, FiscusError):
            click.echo(f"fiscus: {error}", err=True)
            sys.exit(exit_code_of(error))
        if isinstance(error, BrokenPipeError):
            # The reader of a pipe has gone: that is its good right, and no error of ours.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(ExitCode.OK)


def _stop_on_signals(machine: Machine) -> None:
    """Let SIGINT and SIGTERM end the run after the records at hand."""

    def wish(number: int, frame: object) -> None:
        del number, frame
        if machine.stop.is_set():
            raise KeyboardInterrupt
        machine.stop.set()

    signal.signal(signal.SIGINT, wish)
    signal.signal(signal.SIGTERM, wish)


if __name__ == "__main__":
    main()
