"""`fiscus extract` and `fiscus validate`: the two ends of a pipe."""

# ruff: noqa: PLC0415 - see services/cli/__init__.py

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click

from services.cli.options import CONTEXT, basis_files, clear_errors, limits


@click.command("extract", context_settings=CONTEXT)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@limits
def extract_command(file: Path, max_pages: int, max_seconds: float, max_memory_mb: int) -> None:
    """Print the section events of one document as JSON lines.

    \b
    Example:
      fiscus extract 部门预算.pdf | fiscus validate
    """  # noqa: D301 - click reads \b as the sign itself
    from services.extractor.sandbox import ReadingLimits
    from services.standalone.pipe import extract_file

    bounds = ReadingLimits(max_pages=max_pages, max_seconds=max_seconds, max_memory_mb=max_memory_mb)
    with clear_errors():
        for payload in extract_file(file, bounds):
            click.echo(payload.decode())


@click.command("validate", context_settings=CONTEXT)
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-", metavar="[FILE.jsonl]")
@basis_files
def validate_command(file: TextIO, policy: Path | None, waivers: Path | None) -> None:
    """Judge the section events of FILE, or of stdin: print verdicts, findings and records as JSON lines.

    \b
    Example:
      fiscus extract 部门预算.pdf | fiscus validate
      fiscus extract 部门预算.pdf | fiscus validate --policy strict.yaml
    """  # noqa: D301 - click reads \b as the sign itself
    from services.standalone.pipe import validate_lines
    from services.validator.basis import load_basis

    with clear_errors():
        for line in validate_lines(file, load_basis(policy, waivers)):
            click.echo(line)
