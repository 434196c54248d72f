"""The language in which relations are written: a formula's text in, its syntax tree out.

A formula compares two sums of cells: `T2[*, total] = T2[*, fiscal_subtotal] + T2[*, unit_funds]`. A cell is named by
table, row and column; some names of rows and columns run over many:

| row | stands for |
|---|---|
| `total`, `department`, `income.current`, `30217` | the row with this code |
| `*` | each printed row of the table |
| `301*` | each printed row whose code begins so |
| `code` | each classification code that one of the tables prints, the same on both sides |
| `class`, `section`, `item` | each code of that level, the same on both sides |
| `parent` | each printed row that has rows below it in the classification |
| `sum T[children, …]` | the rows directly below `parent` |
| `sum T[top, …]` | the highest rows of the classification that the table prints |
| `sum T[department, …]` | all rows that carry a department's own name |
| `printed.x`, `parts.x`, `whole.x` | a prescribed row, its parts, or either, see `shared/rulebook/prescribed.py` |

The column `each` runs over every column of the tables, `total|income` over those named. A `?` after a cell lets it
count as zero where the form does not print its row; without it, a relation whose row is not printed cannot be checked.
A relation that names a table, row or column which the layout of the document does not have is not asked at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, NoReturn

from shared.rulebook.equation import Comparison

EACH = "each"
ROW = "*"
ANY_CODE = "code"
LEVELS = {"class": 3, "section": 5, "item": 7}
"""Row names that stand for every code of one level, with the number of digits of such a code."""
PARENT = "parent"
CHILDREN = "children"
TOP = "top"
TOTAL = "total"
DEPARTMENT = "department"


class FormulaError(ValueError):
    """A formula that cannot be read; the message quotes it, says what is wrong and what is expected."""


class Quantifier(StrEnum):
    """What a relation runs over."""

    ONCE = "once"
    ROW = "row"
    """Each printed row of one table."""
    CODE = "code"
    """Each classification code, the same on both sides."""
    PARENT = "parent"
    """Each printed row with rows below it."""


class CellName(NamedTuple):
    """A cell, or the sum of several, as a formula names it."""

    table_id: str
    row: str
    column: str
    weight: int = 1
    summed: bool = False
    optional: bool = False

    @property
    def moves_column(self) -> bool:
        """True where the column stands for several, one equation each."""
        return self.column == EACH or "|" in self.column


@dataclass(frozen=True, eq=False)
class Formula:
    """A formula as read. Two are the same where they are one object: each is read once, and much is kept by it."""

    left: tuple[CellName, ...]
    right: tuple[CellName, ...]
    comparison: Comparison
    quantifier: Quantifier

    def names(self) -> tuple[CellName, ...]:
        """Give the cells of both sides, left side first."""
        return self._names

    @cached_property
    def _names(self) -> tuple[CellName, ...]:
        return self.left + self.right

    @cached_property
    def moving_column(self) -> str | None:
        """The column of the names that stand for several columns, the same of all; None where none does."""
        return next((name.column for name in self._names if name.moves_column), None)

    @cached_property
    def level(self) -> str:
        """The name of the codes that it runs over, `code` or one of the levels; empty where it runs over no codes."""
        return next((name.row for name in self._names if name.row == ANY_CODE or name.row in LEVELS), "")

    def table_ids(self) -> tuple[str, ...]:
        """Give the tables that the formula speaks of, in the order of naming."""
        return self._table_ids

    @cached_property
    def _table_ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name.table_id for name in self._names))


_TOKEN = re.compile(
    r"\s*(?:(?P<cell>(?P<sum>sum\s+)?(?P<table>[A-Z][A-Z0-9]*)\[\s*(?P<row>[\w.*]+)\s*,\s*(?P<column>[\w.|]+)\s*\]"
    r"(?P<optional>\?)?)|(?P<sign>[+\-])|(?P<compare><=|=))"
)


def parse_side(text: str) -> tuple[CellName, ...]:
    """Read a sum of cells without a comparison, such as `T2[total, a] + T2[total, b]`. Raises FormulaError."""
    return parse_formula(f"{text} = {text}").left


def parse_formula(text: str) -> Formula:
    """Read a formula. Raises FormulaError."""
    sides: list[list[CellName]] = [[]]
    comparison: Comparison | None = None
    weight: int | None = 1
    position = 0
    body = text.strip()
    while position < len(body):
        match = _TOKEN.match(body, position)
        if match is None:
            _fail(text, f"cannot read “{body[position:].strip()}”", "T2[row, column], +, -, = or <=")
        position = match.end()
        if match["cell"]:
            if weight is None:
                _fail(text, f"no sign before “{match['cell'].strip()}”", "+ or - between two cells")
            sides[-1].append(_cell(match, weight))
            weight = None
        elif match["sign"]:
            if weight is not None and sides[-1]:
                _fail(text, "two signs in a row", "a cell after each sign")
            weight = -1 if match["sign"] == "-" else 1
        else:
            if comparison is not None:
                _fail(text, "two comparisons", "one = or <=")
            comparison, weight = Comparison(match["compare"]), 1
            sides.append([])
    if comparison is None or weight is not None or not all(sides):
        _fail(text, "a side is missing or ends in a sign", "cells = cells")
    left, right = (tuple(side) for side in sides)
    return Formula(left, right, comparison, _quantifier(text, left + right))


def _cell(match: re.Match[str], weight: int) -> CellName:
    return CellName(
        match["table"], match["row"], match["column"], weight, bool(match["sum"]), bool(match["optional"])
    )


def _quantifier(text: str, names: tuple[CellName, ...]) -> Quantifier:
    """Give what the formula runs over, and refuse mixtures that have no meaning."""
    kinds = {_kind(name.row) for name in names}
    moving = kinds - {Quantifier.ONCE}
    if len(moving) > 1:
        _fail(text, "runs over several things at once", "one of *, 301*, code, class, section, item, parent")
    quantifier = next(iter(moving), Quantifier.ONCE)
    tables = {name.table_id for name in names}
    if quantifier is Quantifier.ROW and (len(tables) > 1 or len({name.row for name in names}) > 1):
        _fail(text, "* runs over the rows of one table", "the same table and row name everywhere, or `code`")
    if len({name.column for name in names if name.moves_column}) > 1:
        _fail(text, "runs over several sets of columns", "the same columns everywhere")
    if any(name.row in (CHILDREN, TOP) and not name.summed for name in names):
        _fail(text, "several rows without a sum", "`sum` before a cell of children or top")
    if any(name.row == CHILDREN for name in names) and quantifier is not Quantifier.PARENT:
        _fail(text, "children without their parent", "`parent` on the other side")
    return quantifier


def _kind(row: str) -> Quantifier:
    if row.endswith("*"):
        return Quantifier.ROW
    if row == ANY_CODE or row in LEVELS:
        return Quantifier.CODE
    return Quantifier.PARENT if row == PARENT else Quantifier.ONCE


def _fail(text: str, what: str, expected: str) -> NoReturn:
    raise FormulaError(f"formula “{text.strip()}”: {what}; expected {expected}")
