"""What the command line loads before it knows what to do: help must not wait for readers, databases and brokers."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from services.cli.main import main
from services.extractor.sandbox import ReadingLimits
from services.submitter.watch import INTERVAL_SECONDS, SETTLE_SECONDS

HEAVY = {
    "duckdb",
    "pdfplumber",
    "pdfminer",
    "pypdfium2",
    "pydantic",
    "yaml",
    "kafka",
    "psycopg",
    "fsspec",
}
READERS = {"services.extractor.extraction", "services.extractor.tables", "services.extractor.narrative"}
COMMANDS = [
    [],
    *([name] for name in main.commands),
    *(
        [name, inner]
        for name, group in main.commands.items()
        if isinstance(group, click.Group)
        for inner in group.commands
    ),
]


def loaded_by(program: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after a program."""
    report = "\nimport sys\nprint(*sys.modules, file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", program + report], capture_output=True, text=True, check=True)
    return set(run.stderr.split())


@pytest.mark.parametrize("command", [[], ["submit"], ["deadletter", "replay"]], ids=" ".join)
def test_help_comes_without_loading_what_commands_work_with(command: list[str]) -> None:
    asked = f"from services.cli.main import main; main({[*command, '--help']}, standalone_mode=False)"

    assert not HEAVY & loaded_by(asked)


def test_the_main_process_loads_no_readers() -> None:
    """They run in worker processes alone."""
    assert not READERS & loaded_by("import services.standalone.machine")


def test_submitting_loads_no_services() -> None:
    """Nor the client of an object store, before one is needed."""
    loaded = loaded_by(
        "import services.submitter.watch, services.submitter.collect, services.submitter.settings"
    )

    assert not {"services.extractor", "services.loader", "duckdb", "fsspec", "botocore"} & loaded


@pytest.mark.parametrize("command", ["ingest", "extract"])
@pytest.mark.parametrize("field", ["max_pages", "max_seconds", "max_memory_mb"])
def test_the_help_names_the_limits_of_the_sandbox(command: str, field: str) -> None:
    shown = CliRunner().invoke(main, [command, "--help"], terminal_width=200).output

    (line,) = (line for line in shown.splitlines() if f"--{field.replace('_', '-')}" in line)
    assert f"default: {getattr(ReadingLimits(), field)}" in line


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_examples_that_keep_their_lines(command: list[str]) -> None:
    """The sign that keeps a paragraph from being filled is read, not printed."""
    shown = CliRunner().invoke(main, [*command, "--help"]).output

    assert "\\b" not in shown
    assert "\n    fiscus " in shown or "\n    FISCUS_" in shown


def test_the_defaults_of_watch_are_those_of_the_watch() -> None:
    """They stand in the command a second time, so that its help need not load the watch."""
    defaults = {option.name: option.default for option in main.commands["watch"].params}
    assert (defaults["settle"], defaults["interval"]) == (SETTLE_SECONDS, INTERVAL_SECONDS)
