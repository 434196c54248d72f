"""The repository speaks of no machine and of no package registry, so that it works wherever it is cloned."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.docs.pages import ROOT

FORBIDDEN = {
    "a home or work directory": r"(?<![\w.~-])/(?:home|root|Users|work)/\w",
    "a home directory of Windows": r"\b[A-Z]:\\Users\\",
    "an option that names a registry": r"--(?:extra-)?inde[x]-url|--find-link[s]|--trusted-hos[t]",
    "the address of a registry": r"https?://\S+/simpl[e]/|https?://[\w.]*pyp[i][\w.]*/|pythonhoste[d]",
}
"""What must not stand in any file, as patterns that do not find themselves."""


def tracked() -> Iterator[Path]:
    """Every file that is, or would be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git repository: nothing says which files belong to it")
    for name in listed.stdout.decode("utf-8").split("\0"):
        if name and (ROOT / name).is_file():
            yield ROOT / name


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what].encode())
    found = [str(path.relative_to(ROOT)) for path in tracked() if pattern.search(path.read_bytes())]
    assert found == []


@pytest.mark.parametrize(
    ("what", "parts"),
    [
        ("a home or work directory", ("see /", "home/somebody")),
        ("a home or work directory", ("cd /", "work/main")),
        ("a home directory of Windows", ("C:", "\\Users\\x")),
        ("an option that names a registry", ("pip install --index", "-url x")),
        ("the address of a registry", ("https://mirror.example/simp", "le/")),
    ],
)
def test_the_patterns_find_what_they_are_for(what: str, parts: tuple[str, str]) -> None:
    """The examples stand here in two parts, lest this file be found itself."""
    assert re.search(FORBIDDEN[what], "".join(parts))
