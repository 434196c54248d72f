"""What the command line loads before it knows what to do: help must not wait for readers and databases."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from services.extractor.sandbox import ReadingLimits
from services.standalone.cli import main

HEAVY = {"duckdb", "pdfplumber", "pdfminer", "pypdfium2", "pydantic", "yaml"}
READERS = {"services.extractor.extraction", "services.extractor.tables", "services.extractor.narrative"}


def loaded_by(program: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after a program."""
    report = "\nimport sys\nprint(*sys.modules, file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", program + report], capture_output=True, text=True, check=True)
    return set(run.stderr.split())


def test_the_commands_are_listed_without_loading_what_they_work_with() -> None:
    asked = "from services.standalone.cli import main; main(['--help'], standalone_mode=False)"

    assert not HEAVY & loaded_by(asked)


def test_the_main_process_loads_no_readers() -> None:
    """They run in worker processes alone."""
    assert not READERS & loaded_by("import services.standalone.machine")


@pytest.mark.parametrize("command", ["ingest", "extract"])
@pytest.mark.parametrize("field", ["max_pages", "max_seconds", "max_memory_mb"])
def test_the_help_names_the_limits_of_the_sandbox(command: str, field: str) -> None:
    shown = CliRunner().invoke(main, [command, "--help"], terminal_width=200).output

    (line,) = (line for line in shown.splitlines() if f"--{field.replace('_', '-')}" in line)
    assert f"default: {getattr(ReadingLimits(), field)}" in line


@pytest.mark.parametrize("command", [[], ["ingest"], ["extract"], ["validate"]])
def test_examples_keep_their_lines(command: list[str]) -> None:
    """The sign that keeps a paragraph from being filled is read, not printed."""
    shown = CliRunner().invoke(main, [*command, "--help"]).output

    assert "\\b" not in shown
    assert "    fiscus " in shown
