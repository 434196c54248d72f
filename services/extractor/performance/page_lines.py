"""Lines that belong to the page and not to its text: page numbers and running heads.

In go the lines of a document, out come the bare numbers at the edge of a page and the lines that several
pages begin with. They are only likely to be such lines: a weight alone on a page's last line looks the
same, so what is read decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from services.extractor.segment.headline import is_bare_number
from services.extractor.segment.region import PlacedLine

_DIGITS = re.compile(r"\d+")
_PAGES_OF_A_RUNNING_HEAD = 3
_SHORTEST_RUNNING_HEAD = 6
"""Characters. A running head names the document; shorter lines at the top of pages are the rest of cells."""


def likely_page_lines(lines: Sequence[PlacedLine]) -> frozenset[int]:
    """Give the indices of the lines that are likely to be page numbers or running heads."""
    last = len(lines) - 1
    tops = {
        index for index in range(len(lines)) if index == 0 or _page(lines, index) != _page(lines, index - 1)
    }
    feet = {
        index
        for index in range(len(lines))
        if index == last or _page(lines, index) != _page(lines, index + 1)
    }
    seen = Counter(_form(lines[index]) for index in tops)
    heads = {
        index
        for index in tops
        if len(lines[index].text) >= _SHORTEST_RUNNING_HEAD
        and seen[_form(lines[index])] >= _PAGES_OF_A_RUNNING_HEAD
    }
    return frozenset(heads | {index for index in tops | feet if is_bare_number(lines[index].text)})


def _page(lines: Sequence[PlacedLine], index: int) -> int:
    return lines[index].line.page


def _form(line: PlacedLine) -> str:
    """Give a line with its figures blotted out, as they count the pages."""
    return _DIGITS.sub("#", line.text)
