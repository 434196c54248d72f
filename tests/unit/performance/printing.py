"""Prints performance tables the way text extracts of PDFs show them: cell after cell, broken over lines, across pages.

In go the texts of cells and the widths of columns, out come lines. A cell breaks where the next character
does not fit; neighbouring cells of one line each share a line, parted by one blank; a merged cell stands in
its first row alone; a row that reaches a page's end leaves the rest of its cells, in order, to the next
page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from services.extractor.reading.page import Line
from services.extractor.segment.region import PlacedLine

_CLOSING = "），。、；："
_CHUNK = re.compile(r"[（《“]*(?:[!-~]+|.)[），。、；：》”]*")


def width(text: str) -> int:
    """Give the width of a text in half characters."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def wrap(text: str, room: int) -> list[str]:
    """Break a text into lines that fit into a cell; a chunk wider than the cell gets a line of its own."""
    lines: list[str] = [""]
    for chunk in _CHUNK.findall(text):
        if lines[-1] and width(lines[-1]) + width(chunk) > room:
            lines.append("")
        for character in _squeezed(chunk, room):
            if lines[-1] and width(lines[-1]) + width(character) > room and character not in _CLOSING:
                lines.append("")
            lines[-1] += character
    return [line.strip() for line in lines if line.strip()]


def _squeezed(chunk: str, room: int) -> Sequence[str]:
    return [chunk] if width(chunk) <= room else list(chunk)


@dataclass
class Printer:
    """Collects lines and breaks pages after `page_lines` of them, where it is given."""

    page_lines: int | None = None
    page: int = 1
    pages: list[list[str]] = field(default_factory=lambda: [[]])

    def line(self, text: str) -> None:
        """Print a line."""
        if self.page_lines is not None and len(self.pages[-1]) >= self.page_lines:
            self.new_page()
        self.pages[-1].append(text)

    def new_page(self) -> None:
        """Begin a page."""
        self.pages.append([])

    def row(self, cells: Sequence[list[str]]) -> None:
        """Print a row of cells, each given as its lines; where the page ends in it, every cell goes on below."""
        height = max(map(len, cells), default=0)
        room = height if self.page_lines is None else self.page_lines - len(self.pages[-1])
        if room <= 0:
            self.new_page()
            room = height
        self._print_cells([cell[:room] for cell in cells])
        if height > room:
            self.new_page()
            self._print_cells([cell[room:] for cell in cells])

    def _print_cells(self, cells: Sequence[list[str]]) -> None:
        shared: list[str] = []
        for cell in cells:
            if len(cell) == 1:
                shared.append(cell[0])
                continue
            if shared:
                self.pages[-1].append(" ".join(shared))
                shared = []
            self.pages[-1].extend(cell)
        if shared:
            self.pages[-1].append(" ".join(shared))

    def lines(self) -> list[PlacedLine]:
        """Give what was printed as the reader of text extracts gives it."""
        return placed(self.pages)


def placed(pages: Sequence[Sequence[str]]) -> list[PlacedLine]:
    """Give the lines of pages as the reader of text extracts gives them."""
    return [
        PlacedLine((number, index), Line(text=text, page=number))
        for number, page in enumerate(pages, start=1)
        for index, text in enumerate(page)
    ]
