"""The rows of a table without their amounts, and the hierarchy that their codes spell.

In come the rows of one table as printed (number, kind, code, project); out goes an outline that answers what a relation
asks: which rows bear this code, which rows stand directly below one, which are the highest. It needs no filled cell, so
that it serves both him who judges placed amounts and him who still has to place them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, NamedTuple

from shared.model.table import RowKind
from shared.rulebook.columns import spelled_out
from shared.rulebook.equation import CellRef, Term
from shared.rulebook.formula import DEPARTMENT, TOTAL

CODE_LENGTHS = (3, 5, 7)
"""Digits of a class, a section and an item of the classifications (类 款 项)."""
UNIT = "unit"
"""The code of a row that carries the name of a unit below the department."""
GROUP = "group"
"""The code of a row that is the sum of the projects after it."""
ITEM_CODE = "item"
"""The code of a free row that is named by its label alone."""


class RowSkeleton(NamedTuple):
    """One printed row. `column_keys` limits the columns in which the row can have amounts (one side of a table)."""

    row_no: int
    row_kind: RowKind
    row_code: str
    project_name: str | None = None
    column_keys: tuple[str, ...] | None = None
    has_amounts: bool = True
    """False where nothing is printed in the row: a relation of such rows alone has nothing to compare."""

    @property
    def is_project(self) -> bool:
        """True for a row that stands for a project below its item."""
        return self.row_kind is RowKind.PROJECT or self.project_name is not None

    @property
    def is_classified(self) -> bool:
        """True where the row bears a classification code."""
        return self.row_code.isdigit() and len(self.row_code) in CODE_LENGTHS


@dataclass(frozen=True, slots=True)
class TableSkeleton:
    """The rows and columns of one table. `empty` is true where the document declares the table empty."""

    table_id: str
    rows: tuple[RowSkeleton, ...]
    column_keys: tuple[str, ...]
    empty: bool = False
    filled: frozenset[str] | None = None
    """The columns in which anything is printed, where that is known."""

    def is_blank(self, column_key: str) -> bool:
        """Tell whether a printed column is known to have no amount."""
        return self.filled is not None and column_key in self.column_keys and column_key not in self.filled


@dataclass(slots=True)
class _Node:
    row: RowSkeleton
    children: list[RowSkeleton] = field(default_factory=list)


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
        self._classified = [row for row in table.rows if row.is_classified]
        self._nodes: dict[int, _Node] = {}
        self._tops: list[RowSkeleton] = []
        self._below: dict[str, tuple[RowSkeleton, ...]] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        self._drawn: dict[tuple[str, int], Column] = {}
        self.named: dict[Any, Any] = {}
        """What names of formulas stand for in this table, as far as it was asked: kept for `named_rows`."""
        self.depth = max((len(row.row_code) for row in self._classified), default=0)
        """The number of digits of the longest printed classification code, 0 without any."""
        by_code: dict[str, list[RowSkeleton]] = defaultdict(list)
        for row in table.rows:
            if row.row_code and not (row.is_project and row.is_classified):
                by_code[row.row_code].append(row)
        self._by_code = {code: tuple(rows) for code, rows in by_code.items()}
        for block in _blocks(table.rows):
            self._arrange(block)
        self._arrange_units()
        self.tops = tuple(self._tops)
        """The highest rows of the classification (or the free items) that the table prints, in order."""
        self.has_fixed_rows = any(_is_fixed(code) for code in self._by_code)
        """True where the table prints prescribed rows, such as the income side of the summary."""

    def _arrange(self, block: Sequence[RowSkeleton]) -> None:
        """Hang each row of one department's block below the longest printed code that it begins with."""
        printed: dict[str, list[RowSkeleton]] = defaultdict(list)
        for row in block:
            if row.is_classified and not row.is_project:
                printed[row.row_code].append(row)
        above: RowSkeleton | None = None
        office = next((row for row in block if row.row_kind is RowKind.DEPARTMENT), None)
        for row in block:
            is_classified = row.is_classified
            if not (is_classified or row.is_project or row.row_code == ITEM_CODE):
                continue
            self._nodes.setdefault(row.row_no, _Node(row))
            parent = _parent(row, printed) if is_classified else above if row.is_project else None
            if above is not None and self._is_printed_again(above, row):
                parent = above
            if parent is None:
                self._tops.append(row)
                if office is not None:
                    self._nodes.setdefault(office.row_no, _Node(office)).children.append(row)
            else:
                self._nodes.setdefault(parent.row_no, _Node(parent)).children.append(row)
            if is_classified and not row.is_project:
                above = row

    def _is_printed_again(self, above: RowSkeleton, row: RowSkeleton) -> bool:
        """Tell whether a row repeats the code above it for a lower level that has no code of its own."""
        again = above.row_code == row.row_code and not above.is_project and not row.is_project
        return again and len(row.row_code) < self.depth

    def _arrange_units(self) -> None:
        """Hang units below the department before them; a table of units alone has them for its highest rows."""
        offices = [row for row in self.table.rows if row.row_kind is RowKind.DEPARTMENT]
        units = [row for row in offices if row.row_code == UNIT]
        department: RowSkeleton | None = None
        for row in offices:
            if row.row_code != UNIT:
                department = None if row.row_no in self._nodes else row
            elif department is not None:
                self._nodes.setdefault(department.row_no, _Node(department)).children.append(row)
        if not self._tops:
            self._tops = units or offices

    def codes(self) -> Iterable[str]:
        """Give every printed classification code with amounts once, in order of printing, those of projects too."""
        return self._codes

    @cached_property
    def _codes(self) -> Iterable[str]:
        return dict.fromkeys(row.row_code for row in self._classified if row.has_amounts)

    def columns(self, column_key: str) -> tuple[str, ...]:
        """Give the columns that the table prints for one: itself or its parts; an empty table has every column."""
        known = self._columns.get(column_key)
        if known is None:
            own = (column_key,) if self.table.empty else ()
            known = self._columns[column_key] = spelled_out(column_key, self.table.column_keys) or own
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
        nodes = (node for _, node in sorted(self._nodes.items()) if node.children)
        return tuple(node.row for node in nodes if any(row.has_amounts for row in (node.row, *node.children)))

    def childless(self) -> tuple[RowSkeleton, ...]:
        """Give rows without rows below them although the table prints deeper codes elsewhere, in order."""
        return self._childless

    @cached_property
    def _childless(self) -> tuple[RowSkeleton, ...]:
        depth = self.depth
        leaves = (node.row for _, node in sorted(self._nodes.items()) if not node.children)
        return tuple(
            row
            for row in leaves
            if row.is_classified and not row.is_project and len(row.row_code) < min(depth, _depth_of(row))
        )

    def children(self, row: RowSkeleton) -> tuple[RowSkeleton, ...]:
        """Give the rows directly below a row."""
        node = self._nodes.get(row.row_no)
        return tuple(node.children) if node else ()

    def with_code(self, code: str) -> tuple[RowSkeleton, ...]:
        """Give the rows that bear a code themselves; project rows do not stand for their item."""
        return self._by_code.get(code, ())

    @property
    def in_place_of_total(self) -> tuple[RowSkeleton, ...]:
        """The row of the department where the table prints no total, and all its rows stand below that one."""
        offices = self.with_code(DEPARTMENT)
        whole = len(offices) == 1 and not self.with_code(TOTAL) and not self.with_code(UNIT)
        return offices if whole and len(self.children(offices[0])) == len(self._tops) > 0 else ()

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
        for row in self._classified:
            for length in CODE_LENGTHS:
                if length <= len(row.row_code):
                    found[row.row_code[:length]].append(row)
        return found

    def _is_highest_below(self, row: RowSkeleton, code: str) -> bool:
        if row.row_code == code and not row.is_project:
            return False
        return not any(prefix in self._by_code for prefix in _prefixes(row) if len(prefix) > len(code))


def _depth_of(row: RowSkeleton) -> int:
    """Give the digits that every code of a classification can have; few regions have economic codes of seven."""
    return CODE_LENGTHS[-1] if row.row_code.startswith("2") else CODE_LENGTHS[1]


def _is_fixed(code: str) -> bool:
    return not code[0].isdigit() and code not in (TOTAL, DEPARTMENT, UNIT, GROUP, ITEM_CODE)


def _blocks(rows: Sequence[RowSkeleton]) -> list[list[RowSkeleton]]:
    """Split rows where several departments follow each other; a single department's row splits nothing."""
    heads = [index for index, row in enumerate(rows) if row.row_kind is RowKind.DEPARTMENT]
    if len(heads) < 2:  # noqa: PLR2004 - one head makes one block
        return [list(rows)]
    edges = [0, *heads[1:], len(rows)]
    return [list(rows[start:end]) for start, end in pairwise(edges)]


def _prefixes(row: RowSkeleton) -> tuple[str, ...]:
    """Give the codes under which a row may hang, longest first; a project hangs below its own item's code."""
    longest = len(row.row_code) + (1 if row.is_project else 0)
    return tuple(row.row_code[:length] for length in reversed(CODE_LENGTHS) if length < longest)


def _parent(row: RowSkeleton, printed: dict[str, list[RowSkeleton]]) -> RowSkeleton | None:
    for code in _prefixes(row):
        if found := printed.get(code):
            return next((other for other in reversed(found) if other.row_no < row.row_no), found[0])
    return None
