"""`fiscus layout check`: what is wrong with a layout file, before any document is read with it."""

# ruff: noqa: PLC0415 - see services/cli/__init__.py

from __future__ import annotations

import sys
from pathlib import Path

import click

from services.cli.options import CONTEXT, clear_errors, counted
from shared.errors import ExitCode


@click.group("layout", context_settings=CONTEXT)
def layout_group() -> None:
    """Work on layout files, which say how a region prints its disclosures.

    \b
    Example:
      fiscus layout check yunlan.yaml
    """  # noqa: D301 - click reads \b as the sign itself


@layout_group.command("check", context_settings=CONTEXT)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
def check_command(files: tuple[Path, ...]) -> None:
    """Say what is wrong with layout FILES: keys, ids, columns, labels that collide, marks that cannot be met.

    Exit status 2 where a file has an error; warnings are things that may be meant.

    \b
    Example:
      fiscus layout check yunlan.yaml
    """  # noqa: D301 - click reads \b as the sign itself
    from services.standalone.layout_check import check_layout

    errors = 0
    with clear_errors():
        for file in files:
            problems = check_layout(file)
            for problem in problems:
                click.echo(str(problem))
            wrong = sum(problem.is_error for problem in problems)
            errors += wrong
            click.echo(f"{file.name}: {counted(wrong, 'error')}, {counted(len(problems) - wrong, 'warning')}")
    sys.exit(ExitCode.USAGE if errors else ExitCode.OK)
