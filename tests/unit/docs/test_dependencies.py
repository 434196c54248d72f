"""docs/dependencies.md has one row for each direct dependency, and none for what is gone."""

from __future__ import annotations

import re
import tomllib

from tests.unit.docs.pages import ROOT, page

PAGE = page("docs/dependencies.md")


def named(title: str) -> set[str]:
    """The packages in the first column of a section's table, in lower case."""
    return {name.strip().lower() for cell in PAGE.section(title).first_cells() for name in cell.split(",")}


def test_every_package_that_fiscus_needs_to_run_has_its_row() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[<>=~!\[; ]", entry)[0].lower() for entry in project["dependencies"]}
    assert named("To run") == needed


def test_every_package_that_tests_and_checks_need_has_its_row() -> None:
    lines = (ROOT / "requirements" / "dev.in").read_text(encoding="utf-8").splitlines()
    needed = {line.split()[0].lower() for line in lines if line and not line.startswith(("#", "-"))}
    assert named("To test and check") == needed
