"""What a relation asks of the rows of one table: which bear a code, which stand directly below one, which are highest.

In comes the skeleton of a table, out goes its outline; what is asked more than once is looked for once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from shared.rulebook.columns import form_of
from shared.rulebook.equation import CellRef, Term
from shared.rulebook.formula import DEPARTMENT, TOTAL
from shared.rulebook.hierarchy import Hierarchy, prefixes
from shared.rulebook.skeleton import CODE_LENGTHS, GROUP, ITEM_CODE, UNIT, RowSkeleton, TableSkeleton

_new: Final = tuple.__new__


class Column(dict[int, Term]):
    """The cells of one column of a table, as terms of one weight, by row number; each made once."""

    __slots__ = ("key", "table_id", "weight")

    def __init__(self, table_id: str, key: str, weight: int) -> None:
        """Name the column by its table and key."""
        super().__init__()
        self.table_id, self.key, self.weight = table_id, key, weight

    def __missing__(self, row_no: int) -> Term:
        # As `Term(CellRef(…), …)`, in half the time: these are most of what a document is put up from.
        cell = _new(CellRef, (self.table_id, row_no, self.key))
        made = self[row_no] = _new(Term, (cell, self.weight))
        return made


class Outline:
    """The rows of one table by code and by hierarchy. What is asked more than once is looked for once."""

    def __init__(self, table: TableSkeleton) -> None:
        """Read the hierarchy off the codes; rows of several departments in one table are kept apart."""
        self.table = table
        self.form = form_of(table.column_keys, is_empty=table.empty)
        self.has_no_rows = not table.rows and not table.empty
        """True where a table has no rows though nothing declares it empty: nothing can be said of its cells."""
        self.named: dict[Any, Any] = {}
        """What names of formulas stand for in this table, as far as it was asked: kept for `named_rows`."""
        self._below: dict[str, tuple[RowSkeleton, ...]] = {}
        self._drawn: dict[tuple[str, int], Column] = {}
        self._codes: dict[int | None, frozenset[str]] = {}
        self._beginning: dict[str, Sequence[RowSkeleton]] = {}
        self._hierarchy = Hierarchy(table.rows)
        self._by_code = {code: tuple(rows) for code, rows in self._hierarchy.by_code.items()}
        self.depth = self._hierarchy.depth
        """The number of digits of the longest printed classification code, 0 without any."""
        self.tops = tuple(self._hierarchy.tops)
        """The highest rows of the classification (or the free items) that the table prints, in order."""

    @cached_property
    def has_fixed_rows(self) -> bool:
        """True where the table prints prescribed rows, such as the income side of the summary."""
        return any(_is_fixed(code) for code in self._by_code)

    def codes(self, length: int | None) -> frozenset[str]:
        """Give the printed classification codes with amounts, those of projects too, cut off to so many digits.

        Shorter ones are left out; without a length all of them as they are.
        """
        known = self._codes.get(length)
        if known is None:
            codes = (row.row_code for row in self._hierarchy.classified if row.has_amounts)
            if length is not None:
                codes = (code[:length] for code in codes if len(code) >= length)
            known = self._codes[length] = frozenset(codes)
        return known

    def rows_with(self, prefix: str) -> Sequence[RowSkeleton]:
        """Give the rows with amounts whose code begins so, in order of printing."""
        known = self._beginning.get(prefix)
        if known is None:
            rows = self.table.rows
            known = [row for row in rows if row.has_amounts and row.row_code.startswith(prefix)]
            self._beginning[prefix] = known
        return known

    def column(self, column_key: str, weight: int) -> Column:
        """Give the cells of a column, as terms of a weight, by row number: the same objects in every equation."""
        key = (column_key, weight)
        known = self._drawn.get(key)
        if known is None:
            known = self._drawn[key] = Column(self.table.table_id, column_key, weight)
        return known

    def parents(self) -> tuple[RowSkeleton, ...]:
        """Give the rows that have rows below them, in order of printing; not those that are blank as all below is."""
        return self._parents

    @cached_property
    def _parents(self) -> tuple[RowSkeleton, ...]:
        ranked = self._hierarchy.ranked
        nodes = [(ranked[number], below) for number, below in sorted(self._hierarchy.below.items())]
        filled = (row for row, below in nodes if row.has_amounts or any(child.has_amounts for child in below))
        return tuple(filled)

    def childless(self) -> tuple[RowSkeleton, ...]:
        """Give rows without rows below them although the table prints deeper codes elsewhere, in order."""
        return self._childless

    @cached_property
    def _childless(self) -> tuple[RowSkeleton, ...]:
        below, ranked = self._hierarchy.below, self._hierarchy.ranked
        leaves = (row for row in self._hierarchy.classified if row.row_no not in below and not row.is_project)
        shallow = (row for row in leaves if len(row.row_code) < min(self.depth, _depth_of(row)))
        return tuple(sorted((row for row in shallow if ranked[row.row_no] is row), key=_number))

    def children(self, row: RowSkeleton) -> tuple[RowSkeleton, ...]:
        """Give the rows directly below a row."""
        return tuple(self._hierarchy.below.get(row.row_no, ()))

    def with_code(self, code: str) -> tuple[RowSkeleton, ...]:
        """Give the rows that bear a code themselves; project rows do not stand for their item."""
        return self._by_code.get(code, ())

    @property
    def in_place_of_total(self) -> tuple[RowSkeleton, ...]:
        """The row of the department where the table prints no total, and all its rows stand below that one."""
        offices = self.with_code(DEPARTMENT)
        whole = len(offices) == 1 and not self.with_code(TOTAL) and not self.with_code(UNIT)
        return offices if whole and len(self.children(offices[0])) == len(self.tops) > 0 else ()

    def below_code(self, code: str) -> tuple[RowSkeleton, ...]:
        """Give the highest printed rows below a code that is not printed itself: together they make its amount."""
        known = self._below.get(code)
        if known is None:
            rows = self._by_prefix.get(code, ())
            known = self._below[code] = tuple(row for row in rows if self._is_highest_below(row, code))
        return known

    @cached_property
    def _by_prefix(self) -> Mapping[str, Sequence[RowSkeleton]]:
        """The rows of the classification by each code of a level that theirs begin with, their own among them."""
        found: dict[str, list[RowSkeleton]] = defaultdict(list)
        for row in self._hierarchy.classified:
            for length in CODE_LENGTHS:
                if length <= len(row.row_code):
                    found[row.row_code[:length]].append(row)
        return found

    def _is_highest_below(self, row: RowSkeleton, code: str) -> bool:
        if row.row_code == code and not row.is_project:
            return False
        above = prefixes(row.row_code, is_project=row.is_project)
        return not any(prefix in self._by_code for prefix in above if len(prefix) > len(code))


def _number(row: RowSkeleton) -> int:
    return row.row_no


def _depth_of(row: RowSkeleton) -> int:
    """Give the digits that every code of a classification can have; few regions have economic codes of seven."""
    return CODE_LENGTHS[-1] if row.row_code.startswith("2") else CODE_LENGTHS[1]


def _is_fixed(code: str) -> bool:
    return not code[0].isdigit() and code not in (TOTAL, DEPARTMENT, UNIT, GROUP, ITEM_CODE)
