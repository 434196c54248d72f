"""The ledger of printed numbers: every number on a page is seen once, and must be accounted for by what used it.

In go the pages as read; the readers of tables, performance tables and narrative then account for the numbers
they used, with the role that each one plays. Out come the sums of each page and the numbers that nobody could
explain. A number is one run of digits with its separators, as printed on one line or in one cell; the parts
of a number that was broken over lines are seen as the parts they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from services.extractor.reading.page import GridCell, Line, Page
from shared.model.document import PageAccount, UnaccountedNumber
from shared.model.place import Place

NUMBER = re.compile(r"\d[\d,，]*(?:[.．]\d+)?|[.．]\d+")
_CONTEXT = 30


class Role(StrEnum):
    """What a printed number is."""

    CELL = "cell"
    CODE = "code"
    LABEL = "label"
    HEADER = "header"
    HEADING = "heading"
    PAGE_NUMBER = "page_number"
    NOTE = "note"
    CLAIM = "claim"
    PROSE = "prose"
    PERFORMANCE = "performance"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one line or grid cell: `key` names the line (page, index) or the cell (page, grid, row, column)."""

    key: tuple[int, ...]
    start: int
    end: int


@dataclass(slots=True)
class _Number:
    """One number: where it stands in its line or cell. There are tens of thousands, and few are ever reported."""

    page: int
    source: Line | GridCell
    start: int
    end: int
    role: Role | None = None

    def reported(self) -> UnaccountedNumber:
        """Give the number as one that nobody could explain."""
        text = self.source.text
        return UnaccountedNumber(
            printed=text[self.start : self.end],
            context=text[max(0, self.start - _CONTEXT) : self.end + _CONTEXT],
            place=Place(page=self.page, box=self.source.box),
        )


@dataclass
class Ledger:
    """The account of one document. Lines that lie in a grid are seen through the cells of the grid alone.

    A page whose grids hold numbers is a table page, whether anything read them or not.
    """

    numbers: dict[tuple[int, ...], list[_Number]] = field(default_factory=dict)
    table_pages: set[int] = field(default_factory=set)

    @classmethod
    def open(cls, pages: Iterable[Page]) -> Ledger:
        """See every number of the pages."""
        ledger = cls()
        for page in pages:
            for index, line in enumerate(page.lines):
                if line.in_grid is None:
                    ledger._see((page.number, index), line)
            for grid_index, grid in enumerate(page.grids):
                for cell in grid.cells:
                    key = (page.number, grid_index, cell.row, cell.column)
                    ledger._see(key, cell)
                    if key in ledger.numbers:
                        ledger.mark_table_page(page.number)
        return ledger

    def _see(self, key: tuple[int, ...], source: Line | GridCell) -> None:
        found = NUMBER.finditer(source.text)
        numbers = [_Number(key[0], source, match.start(), match.end()) for match in found]
        if numbers:
            self.numbers[key] = numbers

    def account(self, span: Span, role: Role) -> None:
        """Account for the numbers that touch a span. The first role that a number gets stays."""
        for number in self.numbers.get(span.key, ()):
            if number.role is None and number.start < span.end and span.start < number.end:
                number.role = role

    def account_all(self, key: tuple[int, ...], role: Role) -> None:
        """Account for all numbers of a line or cell that have no role yet."""
        for number in self.numbers.get(key, ()):
            number.role = number.role or role

    def mark_table_page(self, page: int) -> None:
        """Count a page towards the document's sums."""
        self.table_pages.add(page)

    def pages(self, pages: Iterable[Page]) -> tuple[PageAccount, ...]:
        """Give the account of each page."""
        by_page: dict[int, list[_Number]] = {}
        for key, numbers in self.numbers.items():
            by_page.setdefault(key[0], []).extend(numbers)
        return tuple(
            _page_account(page, by_page.get(page.number, []), is_table_page=page.number in self.table_pages)
            for page in pages
        )


def _page_account(page: Page, numbers: list[_Number], *, is_table_page: bool) -> PageAccount:
    open_numbers = [number for number in numbers if number.role is None] if is_table_page else []
    return PageAccount(
        page=page.number,
        is_table_page=is_table_page,
        numbers_seen=len(numbers),
        numbers_accounted=len(numbers) - sum(number.role is None for number in numbers),
        unaccounted=tuple(number.reported() for number in open_numbers),
        has_text=page.has_text,
        undecodable_glyphs=page.undecodable_glyphs,
        rotation=page.rotation,
    )
