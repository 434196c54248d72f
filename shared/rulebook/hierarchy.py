"""The hierarchy of the rows of a table: which stand below which, and which are the highest.

In come the rows of one table in the order of printing, out goes what their codes spell: a row hangs below the longest
printed code that its own begins with, a project below its item, a unit below its department.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from shared.model.table import RowKind
from shared.rulebook.skeleton import CODE_LENGTHS, ITEM_CODE, UNIT, RowSkeleton

_Rank = tuple[RowSkeleton, bool, bool]
"""A row that has a place in the hierarchy, whether it bears a classification code, and whether it is a project."""


class Hierarchy:
    """The rows of one table by what stands below them; rows of several departments are kept apart."""

    def __init__(self, rows: Sequence[RowSkeleton]) -> None:
        """Read it off the codes."""
        self.classified: list[RowSkeleton] = []
        """The rows that bear a classification code."""
        self.by_code: dict[str, list[RowSkeleton]] = defaultdict(list)
        """The rows by their own code; project rows do not stand for their item."""
        self.ranked: dict[int, RowSkeleton] = {}
        """The rows that have a place in the hierarchy, by number."""
        self.below: dict[int, list[RowSkeleton]] = {}
        """What stands directly below a row, by its number."""
        offices = [row for row in rows if row.row_kind is RowKind.DEPARTMENT]
        blocks = [(office, self._ranks(block)) for office, block in _blocks(rows, offices)]
        self.depth = max((len(row.row_code) for row in self.classified), default=0)
        """The number of digits of the longest printed classification code, 0 without any."""
        tops = [row for office, ranks in blocks for row in self._arrange(office, ranks)]
        units = self._arrange_units(offices)
        self.tops: Sequence[RowSkeleton] = tops or units or offices
        """The highest rows of the classification (or the free items) that the table prints, in order."""

    def _ranks(self, block: Sequence[RowSkeleton]) -> list[_Rank]:
        """Index the rows of a block by code; give those that have a place in the hierarchy."""
        ranks: list[_Rank] = []
        for row in block:
            code, is_project, is_classified = row.row_code, row.is_project, row.is_classified
            if is_classified:
                self.classified.append(row)
            if code and not (is_project and is_classified):
                self.by_code[code].append(row)
            if is_classified or is_project or code == ITEM_CODE:
                ranks.append((row, is_classified, is_project))
        return ranks

    def _arrange(self, office: RowSkeleton | None, ranks: Sequence[_Rank]) -> list[RowSkeleton]:
        """Hang each row of a department's block below the longest printed code in its own; give the highest."""
        tops: list[RowSkeleton] = []
        printed: dict[str, list[RowSkeleton]] = defaultdict(list)
        for row, is_classified, is_project in ranks:
            if is_classified and not is_project:
                printed[row.row_code].append(row)
        above: RowSkeleton | None = None
        for row, is_classified, is_project in ranks:
            self.ranked.setdefault(row.row_no, row)
            is_coded = is_classified and not is_project
            if is_coded and above is not None and self._is_printed_again(above, row):
                parent: RowSkeleton | None = above
            elif is_classified:
                parent = _parent(row, printed, is_project=is_project)
            else:
                parent = above if is_project else None
            if parent is None:
                tops.append(row)
                parent = office
            if parent is not None:
                self._hang(row, parent)
            if is_coded:
                above = row
        return tops

    def _is_printed_again(self, above: RowSkeleton, row: RowSkeleton) -> bool:
        """Tell whether a row repeats the code above it for a lower level that has no code of its own."""
        return above.row_code == row.row_code and len(row.row_code) < self.depth

    def _hang(self, row: RowSkeleton, parent: RowSkeleton) -> None:
        number = parent.row_no
        self.ranked.setdefault(number, parent)
        known = self.below.get(number)
        if known is None:
            self.below[number] = [row]
        else:
            known.append(row)

    def _arrange_units(self, offices: Sequence[RowSkeleton]) -> Sequence[RowSkeleton]:
        """Hang units below the department before them; give them."""
        units = [row for row in offices if row.row_code == UNIT]
        department: RowSkeleton | None = None
        for row in offices:
            if row.row_code != UNIT:
                department = None if row.row_no in self.ranked else row
            elif department is not None:
                self._hang(row, department)
        return units


def _blocks(
    rows: Sequence[RowSkeleton], offices: Sequence[RowSkeleton]
) -> list[tuple[RowSkeleton | None, Sequence[RowSkeleton]]]:
    """Split rows where several departments follow each other, each block with the department's row, if there is one.

    A single department's row splits nothing.
    """
    if len(offices) < 2:  # noqa: PLR2004 - one head makes one block
        return [(offices[0] if offices else None, rows)]
    heads = [index for index, row in enumerate(rows) if row.row_kind is RowKind.DEPARTMENT]
    edges = pairwise([0, *heads[1:], len(rows)])
    return [(office, rows[start:end]) for office, (start, end) in zip(offices, edges, strict=True)]


_LENGTHS_ABOVE: Final = {
    length: [above for above in reversed(CODE_LENGTHS) if above < length] for length in CODE_LENGTHS
}
"""Digits of a classification code → those of the codes under which its row may hang, longest first."""


def prefixes(code: str, *, is_project: bool) -> list[str]:
    """Give the codes under which a row may hang, longest first; a project hangs below its own item's code."""
    above = [code[:length] for length in _LENGTHS_ABOVE[len(code)]]
    return [code, *above] if is_project else above


def _parent(
    row: RowSkeleton, printed: Mapping[str, Sequence[RowSkeleton]], *, is_project: bool
) -> RowSkeleton | None:
    for code in prefixes(row.row_code, is_project=is_project):
        if found := printed.get(code):
            return next((other for other in reversed(found) if other.row_no < row.row_no), found[0])
    return None
