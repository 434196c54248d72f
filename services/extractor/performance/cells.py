"""The cells that a stretch of text could hold: every run of fragments that can be one cell of a column, with its cost.

In go the fragments below a header, out come candidate cells. A candidate costs what its text costs in the
column (`fit`) and what the line breaks and blanks inside it cost that one cell would hardly have.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from services.extractor.performance.fit import NEVER, Fit
from services.extractor.performance.fragment import Fragment, early_breaks, joined, lines_of, unlikely_blanks
from services.extractor.performance.wording import Wording

_EARLY_BREAK, _UNLIKELY_BLANK, _PAGE_INSIDE, _PAGE_LINE_INSIDE = 1.5, 2.5, 4.0, 2.5
_LONGEST_REST = 60
"""Fragments that the rest of a row after one of its cells has at most."""
_PHRASES = frozenset({"basis", "scoring", "evidence"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of fragments up to `end` as one cell: its text without blanks and its cost.

    Above a page break the cost is less by a debt, to be paid if the cell does not go on below.
    """

    end: int
    text: str
    cost: float
    debt: float = 0.0


class Cells:
    """The candidate cells of one table's fragments."""

    def __init__(
        self,
        fragments: Sequence[Fragment],
        wording: Wording,
        fit: Fit,
        page_lines: AbstractSet[int] = frozenset(),
    ) -> None:
        self.fragments = fragments
        self.count = len(fragments)
        pairs = list(pairwise(fragments))
        self.opens_line = [True, *(left.line_no != right.line_no for left, right in pairs), True]
        """Whether a line begins at a position; the end of the table counts as the beginning of one."""
        self.opens_page = [False, *(left.page != right.page for left, right in pairs), True]
        self.is_page_line = [fragment.line_no in page_lines for fragment in fragments]
        """Whether a fragment stands on a line that is likely to belong to the page and not to the table."""
        self._page_ends_after = [
            any(self.opens_page[at : at + _LONGEST_REST]) for at in range(self.count + 1)
        ]
        self._fit = fit
        self._phrases = [wording.known_in(fragment.text) & _PHRASES for fragment in fragments]
        self._texts: dict[tuple[int, int], tuple[str, float]] = {}

    def starting_at(self, start: int, column: str) -> list[Candidate]:
        """Give the cells of a column that can begin at a position."""
        candidates: list[Candidate] = []
        for end in range(start + 1, self.count + 1):
            if end > start + 1 and self._phrases[end - 1] - {column}:
                break  # a usual phrase of another column, on its own, is no part of this cell
            text, torn = self.text(start, end)
            cost = self._fit.cost(column, text) + torn
            if cost < NEVER:
                debt = self._fit.debt(column, text) if self._page_ends_after[end] else 0.0
                candidates.append(Candidate(end, text, cost - debt, debt))
            if not self._fit.can_grow(column, text):
                break
        return candidates

    def text(self, start: int, end: int) -> tuple[str, float]:
        """Give the text of a run of fragments and the cost of the breaks and blanks inside it."""
        key = start, end
        if key not in self._texts:
            inside = self.fragments[start:end]
            torn = tearing(inside) + _PAGE_INSIDE * sum(self.opens_page[start + 1 : end])
            torn += _PAGE_LINE_INSIDE * sum(self.is_page_line[start:end])
            self._texts[key] = joined(inside), torn
        return self._texts[key]

    def debt(self, cell: Sequence[Fragment], column: str) -> float:
        """Give the debt that a cell above a page break was taken with."""
        return self._fit.debt(column, joined(cell))

    def continuing(self, start: int, column: str, above: Sequence[Fragment]) -> list[Candidate]:
        """Give the runs that can continue a cell from above a page break; costs are those of the change to the cell."""
        candidates: list[Candidate] = []
        cost_above = self._fit.cost(column, joined(above)) + tearing(above)
        for end in range(start + 1, self.count + 1):
            if any(self.opens_page[start + 1 : end]):
                break
            whole = [*above, *self.fragments[start:end]]
            text = joined(whole)
            page_lines = _PAGE_LINE_INSIDE * sum(self.is_page_line[start:end])
            cost = self._fit.cost(column, text) + tearing(whole) + page_lines - cost_above
            candidates.append(Candidate(end, text, cost))
            if not self._fit.can_grow(column, text):
                break
        return candidates


def tearing(fragments: Sequence[Fragment], room: int = 0) -> float:
    """Give the cost of breaks and blanks inside a cell; `room` is a width that the cell is known to have."""
    breaks = early_breaks(lines_of(fragments), room)
    return _EARLY_BREAK * breaks + _UNLIKELY_BLANK * unlikely_blanks(fragments)
