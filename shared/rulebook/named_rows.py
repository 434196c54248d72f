"""How a name of a formula finds its rows in the tables of one document.

In come a cell's name and what its formula runs over at the moment, out go the rows that the name stands for, or why it
has none. Filled cells play no part.

- a code that a table does not print stands for the highest rows printed below it (a form that prints items only has its
  classes all the same), and for zero where the table prints other codes of that depth;
- a total row that is not printed stands for the row of the department that heads all others, else, in a relation
  *between* tables, for the sum of the table's highest rows;
- every row of a table that is declared empty is zero.
"""

from __future__ import annotations

from enum import Enum

from shared.rulebook.formula import ANY_CODE, CHILDREN, LEVELS, PARENT, TOP, TOTAL, CellName
from shared.rulebook.prescribed import bare, find
from shared.rulebook.skeleton import Outline, RowSkeleton

Bound = str | RowSkeleton | None
"""What a formula runs over at the moment: a classification code, a row, or nothing."""


class Absent(Enum):
    """Why a name has no rows."""

    NOT_PRINTED = "not_printed"
    """The table should print the row and does not."""
    NOT_OFFERED = "not_offered"
    """The form does not have the row, so that it promises nothing of it."""


Found = tuple[RowSkeleton, ...] | Absent
"""The rows that a name stands for; none of them means zero."""


def rows_of(name: CellName, outline: Outline, bound: Bound, *, may_derive: bool) -> Found:
    """Give the rows of a table that a name stands for.

    `may_derive` lets the highest rows of the table stand for a total row that is not printed. What a name means that
    does not move with the formula is looked for once, however many formulas use it.
    """
    if isinstance(bound, RowSkeleton):
        if name.row == PARENT or name.row.endswith("*"):
            return (bound,)
        if name.row == CHILDREN:
            return outline.children(bound)
    elif bound is not None and (name.row == ANY_CODE or name.row in LEVELS):
        return _by_code(outline, bound)
    key = (name.row, name.optional, may_derive)
    known: Found | None = outline.named.get(key)
    if known is None:
        known = outline.named[key] = _search(outline, name, may_derive=may_derive)
    return known


def is_asked_where_printed(name: CellName) -> bool:
    """Tell whether a name stands for a prescribed row that is asked only where it is printed, so too its column."""
    return not name.optional and bare(name.row) != name.row


def _search(outline: Outline, name: CellName, *, may_derive: bool) -> Found:
    if outline.table.empty and not outline.table.rows:
        return ()
    prescribed = find(name.row, outline.with_code)
    if prescribed is not None:
        return prescribed if prescribed or name.optional else Absent.NOT_OFFERED
    found = _with_code(outline, name.row, may_derive=may_derive)
    is_zero = found is Absent.NOT_PRINTED and (name.optional or outline.table.empty)
    return () if is_zero else found


def _with_code(outline: Outline, code: str, *, may_derive: bool) -> Found:
    if code == TOP:
        return outline.tops or Absent.NOT_PRINTED
    if code == TOTAL:
        derived = outline.tops if may_derive and not outline.has_fixed_rows else ()
        return outline.with_code(TOTAL) or outline.in_place_of_total or derived or Absent.NOT_PRINTED
    return _by_code(outline, code) if code.isdigit() else outline.with_code(code) or Absent.NOT_PRINTED


def _by_code(outline: Outline, code: str) -> Found:
    """Give the rows for a classification code: its own, those below it, or none where the table would print it."""
    rows = outline.with_code(code) or outline.below_code(code)
    if rows or outline.depth >= len(code) or outline.table.empty:
        return rows
    return Absent.NOT_OFFERED
