"""The commands of docs/adding-a-layout.md, run on a copy of the program with the layout put where the page says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.docs.pages import ROOT
from tests.unit.docs.walk import (
    LAYOUT_BLOCKS,
    LAYOUT_FILE,
    PAGE,
    PDF,
    RELATIONS,
    RULES_FILE,
    SHORT_YAML,
    TEXT,
    YAML,
)

CONSOLE = PAGE.blocks("console")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program, free to be changed, with the page's script beside it."""
    copy = tmp_path_factory.mktemp("program")
    for package in ("shared", "services"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    (script,) = PAGE.blocks("python")
    (copy / "show.py").write_text(script, encoding="utf-8")
    return copy


@pytest.fixture
def run(program: Path, province: Path) -> Run:
    """Run the copy as the page's commands do: `run("extract", file)`, `run("show", stdin=…)`."""

    def call(command: str, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        what = ["show.py"] if command == "show" else ["-m", "services.cli", command]
        paths = [str(province / name) if name in (PDF, TEXT) else name for name in arguments]
        environment = {**os.environ, "PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            [sys.executable, *what, *paths],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=program,
            env=environment,
            check=False,
        )

    return call


def test_before_the_layout_is_there_two_columns_map_to_nothing(program: Path, run: Run) -> None:
    (program / LAYOUT_FILE).unlink(missing_ok=True)
    done = run("inspect", PDF)
    assert done.returncode == 0
    shown = [" ".join(line.split()) for line in done.stdout.splitlines()]
    wanted = [" ".join(line.split()) for line in CONSOLE[0].splitlines()[2:-1]]
    assert set(wanted) <= set(shown)


def test_the_short_file_is_sound_as_the_page_says(program: Path, run: Run) -> None:
    (program / "yunlan.yaml").write_text(SHORT_YAML, encoding="utf-8")
    done = run("layout", "check", str(program / "yunlan.yaml"))
    assert done.returncode == 0
    assert done.stdout.splitlines() == CONSOLE[1].splitlines()[1:3]


def test_after_the_first_step_the_document_is_recognised(program: Path, run: Run) -> None:
    (program / LAYOUT_FILE).write_text(LAYOUT_BLOCKS[0], encoding="utf-8")
    shown = run("show", stdin=run("extract", PDF).stdout)
    assert shown.stdout.splitlines()[0] == CONSOLE[2].splitlines()[1]


def test_the_whole_layout_gives_the_rows_that_the_page_shows(program: Path, run: Run) -> None:
    (program / LAYOUT_FILE).write_text(YAML, encoding="utf-8")
    shown = run("show", stdin=run("extract", PDF).stdout)
    assert set(CONSOLE[3].splitlines()) <= set(shown.stdout.splitlines())
    assert "!" not in shown.stdout


def test_relations_of_the_own_table_place_its_amounts_in_a_text_extract(program: Path, run: Run) -> None:
    """Below the other relations, as the page says: nothing is open then, and the document is accepted."""
    (program / LAYOUT_FILE).write_text(YAML, encoding="utf-8")
    rules = program / RULES_FILE
    before = rules.read_text(encoding="utf-8")
    assert "! column_open" in run("show", stdin=run("extract", TEXT).stdout).stdout
    rules.write_text(before + RELATIONS, encoding="utf-8")
    try:
        events = run("extract", TEXT)
        shown = run("show", stdin=events.stdout)
        judged = run("validate", stdin=events.stdout)
    finally:
        rules.write_text(before, encoding="utf-8")
    assert "!" not in shown.stdout
    assert re.search(r"资料整编 total=120,000.00 fiscal_total=120,000.00$", shown.stdout, re.MULTILINE)
    assert json.loads(judged.stdout.splitlines()[0])["document"]["verdict"] == "accepted"
