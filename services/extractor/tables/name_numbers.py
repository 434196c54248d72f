"""Digits of a text extract that belong to names: the number of a project, a road by its number, a year.

Where a cell is narrow, such digits stand on a line of their own or at the beginning of one, where codes and amounts
stand too. In go the lines of a table, out comes how it prints its codes and amounts; by that the digits of names are
told from both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.extractor.segment.region import PlacedLine
from services.extractor.tables.codes import ParsedCode
from services.extractor.tables.numerals import NumericWord
from shared.layout import Axis, SideDef

_PARTED_CODE = re.compile(r"^\s*[2-5]\d\d\s+\d\d(?=\s|$)")
_GROUPED = re.compile(r"\d,\d{3}\.\d\d(?!\d)")
_DECIMALS = re.compile(r"\d\.\d\d(?!\d)")
_WHOLE = re.compile(r"\d{3}$")
_REST = re.compile(r"\.\d\d?$")
_NUMBER = re.compile(r"\d{5,}")
_LONGER_THAN_AMOUNTS = 7
_FREE_NAMES = (Axis.ITEMS, Axis.FUNCTIONAL_PROJECTS)
"""The axes whose rows bear names that nothing prescribes."""
_FIRST_OF_PAGE = 2


@dataclass(frozen=True, slots=True)
class NameNumbers:
    """How a table prints what is not a name."""

    parts_codes: bool
    """The levels of its codes are apart: `201 03 99`."""
    groups_thousands: bool
    """Amounts of a thousand and more have a comma."""
    prints_decimals: bool
    """Amounts have two decimals."""
    broken: frozenset[tuple[int, int]]
    """The keys of lines that hold the digits of an amount whose decimals stand on the next: `201` above `.78`."""

    @classmethod
    def of(cls, lines: Sequence[PlacedLine]) -> NameNumbers:
        """See how the lines of a table print codes and amounts."""
        return cls(
            any(_PARTED_CODE.match(line.text) for line in lines),
            any(_GROUPED.search(line.text) for line in lines),
            any(_DECIMALS.search(line.text) for line in lines),
            frozenset(
                line.key
                for line, below in pairwise(lines)
                if _WHOLE.match(line.text) and _REST.match(below.text)
            ),
        )

    def is_no_code(self, line: PlacedLine, text: str, code: ParsedCode | None) -> bool:
        """Tell whether digits like a code are those of a broken amount, or begin a name: `218国道`."""
        follows = text[code.length :][:1] if code is not None else ""
        return line.key in self.broken or (self.parts_codes and bool(follows.strip()))

    def length_in_name(self, text: str, side: SideDef) -> int:
        """Give how much of the beginning of a line is the number of a name: what no amount of the table looks like."""
        match = _NUMBER.match(text)
        if match is None or side.axis not in _FREE_NAMES or text[match.end() :][:1].strip():
            return 0
        digits = match.group()
        is_number = digits[0] == "0" or self.groups_thousands or len(digits) >= _LONGER_THAN_AMOUNTS
        return match.end() if is_number else 0

    def are_within_name(self, numerals: Sequence[NumericWord], line: PlacedLine, side: SideDef) -> bool:
        """Tell whether bare numbers on lines of their own stand before another line of one name, on one page.

        A number at the head of a page may be the page's.
        """
        return (
            self.prints_decimals
            and side.axis in _FREE_NAMES
            and all(
                word.text.isdigit()
                and word.line.text.strip() == word.text
                and word.line.key[0] == line.key[0]
                and word.line.key[1] >= _FIRST_OF_PAGE
                for word in numerals
            )
        )
