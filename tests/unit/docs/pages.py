"""The pages of the documentation as tests read them: their code blocks, tables and inline code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SECTION = re.compile(r"^#{2,3} (?P<title>.+?)\n(?P<body>.*?)(?=^#{2,3} |\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """One page of the documentation."""

    name: str
    text: str

    def blocks(self, *languages: str) -> list[str]:
        """Give the code blocks in one of the languages, in order."""
        return [body for language, body in _BLOCK.findall(self.text) if language in languages]

    def prose(self) -> str:
        """Give the page without its code blocks."""
        return _BLOCK.sub("", self.text)

    def inline_code(self) -> list[str]:
        """Give what stands between backquotes outside code blocks."""
        return re.findall(r"`([^`\n]+)`", self.prose())

    def section(self, title: str) -> Page:
        """Give the part below one heading, up to the next heading."""
        for match in _SECTION.finditer(self.text):
            if match["title"] == title:
                return Page(f"{self.name}, {title}", match["body"])
        raise AssertionError(f"{self.name} has no section “{title}”")

    def first_cells(self) -> list[str]:
        """Give the first cell of every row of the page's tables, without the header rows."""
        rows = re.findall(r"^\|(.+)\|$", self.prose(), re.MULTILINE)
        is_rule = [set(row) <= set("-| ") for row in rows]
        heads = {index - 1 for index, rule in enumerate(is_rule) if rule}
        return [
            row.split("|")[0].strip()
            for index, row in enumerate(rows)
            if not is_rule[index] and index not in heads
        ]


def page(path: str) -> Page:
    """Give a page by its path in the repository."""
    return Page(path, (ROOT / path).read_text(encoding="utf-8"))


def codes(cells: list[str]) -> list[str]:
    """Give the inline code of table cells."""
    return [code for cell in cells for code in re.findall(r"`([^`]+)`", cell)]


WRITTEN = tuple(
    page(str(path.relative_to(ROOT)))
    for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
    if path.name != "rules.md"
)
"""The pages that are written by hand; docs/rules.md is generated, and compared with its generator elsewhere."""
