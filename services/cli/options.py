"""What commands have in common: the form of their help, the bounds on reading, and errors as one line.

Nothing here loads what commands work with.
"""

# ruff: noqa: PLC0415 - see services/cli/__init__.py

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from shared.errors import ExitCode, FiscusError, exit_code_of

if TYPE_CHECKING:
    from services.loader.warehouse.reader import Reader

Language = Literal["en", "zh"]
"""The language of the sentences of findings and rules."""
Format = Literal["table", "json", "csv"]
"""How a list is printed."""
CONTEXT: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


class _LimitOption(click.Option):
    """A bound on the reading of one document, whose default is that of the field of `ReadingLimits` with its name."""

    def get_default(self, ctx: click.Context, call: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002, ARG002
        """See `click.Option`."""
        from services.extractor.sandbox import ReadingLimits

        return getattr(ReadingLimits(), str(self.name))


def limits(command: Callable[..., None]) -> Callable[..., None]:
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


which_format: Final = click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json", "csv")),
    default="table",
    show_default=True,
    help="A table for people, one JSON object a line, or CSV.",
)
which_language: Final = click.option(
    "--language",
    type=click.Choice(("en", "zh")),
    default="en",
    show_default=True,
    help="Language of the findings in a table; JSON and CSV have both.",
)


def basis_files(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that name what documents are judged by; the services' settings of these names count too."""
    file = click.Path(path_type=Path)
    for decorator in (
        click.option(
            "--waivers",
            type=file,
            metavar="FILE",
            envvar="FISCUS_VALIDATION__WAIVERS",
            show_envvar=True,
            help="YAML file of findings that somebody answers for.",
        ),
        click.option(
            "--policy",
            type=file,
            metavar="FILE",
            envvar="FISCUS_VALIDATION__POLICY",
            show_envvar=True,
            help="YAML file that says what findings make of a document, in place of the policy of Fiscus.",
        ),
    ):
        command = decorator(command)
    return command


def warehouse_file(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option that names the DuckDB file of a command that makes none."""
    return click.option(
        "--warehouse",
        type=click.Path(path_type=Path),
        default=Path("fiscus.duckdb"),
        show_default=True,
        help="The DuckDB file that `fiscus ingest` made.",
    )(command)


def which_warehouse(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say which warehouse is read: a DuckDB file, or the PostgreSQL database of the settings."""
    return warehouse_file(
        click.option(
            "--postgres",
            is_flag=True,
            help="Read the PostgreSQL warehouse of the settings (FISCUS_POSTGRES__…) in place of a file.",
        )(command)
    )


@contextmanager
def open_warehouse(path: Path, *, postgres: bool) -> Iterator[Reader]:
    """Open a warehouse for reading. See `services.loader.warehouse.reader`."""
    from services.loader.warehouse.reader import ReaderSettings, read_duckdb, read_postgres
    from shared.settings import load_settings

    with read_postgres(load_settings(ReaderSettings).postgres) if postgres else read_duckdb(path) as reader:
        yield reader


def counted(count: int, noun: str) -> str:
    """Give a number with its noun, as English has it: 1 error, 2 errors."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


class clear_errors:  # noqa: N801 - reads as a clause
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
