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

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, cast

from shared.rulebook.formula import ANY_CODE, CHILDREN, LEVELS, PARENT, TOP, TOTAL, CellName, Quantifier
from shared.rulebook.outline import Outline
from shared.rulebook.prescribed import bare, find
from shared.rulebook.skeleton import RowSkeleton

Bound = str | RowSkeleton | None
"""What a formula runs over at the moment: a classification code, a row, or nothing."""


class Absent(Enum):
    """Why a name has no rows."""

    NOT_PRINTED = "not_printed"
    """The table should print the row and does not."""
    NOT_OFFERED = "not_offered"
    """The form does not have the row, so that it promises nothing of it."""


_NOT_OFFERED: Final = Absent.NOT_OFFERED
Found = tuple[RowSkeleton, ...] | Absent
"""The rows that a name stands for; none of them means zero."""


@dataclass(frozen=True, slots=True)
class Sought:
    """How the rows of a name are found, whatever the table; the same for every document."""

    name: CellName
    may_derive: bool
    """Whether the highest rows of the table may stand for a total row that is not printed."""
    key: tuple[str, bool, bool]
    """By which it is remembered what a name stands for that does not move."""
    is_prescribed: bool
    """Whether it stands for prescribed rows, see `prescribed.py`."""
    find: Callable[[Sought, Outline, Bound], Found]
    """Gives the rows for what the formula runs over."""
    find_all: Callable[[Sought, Outline, Sequence[Bound]], AllFound]
    """Gives the rows for each thing that the formula runs over."""


AllFound = Sequence[tuple[RowSkeleton, ...]] | None
"""The rows for each thing that a formula runs over; None where there are none for one of them."""


def sought(name: CellName, quantifier: Quantifier, *, may_derive: bool) -> Sought:
    """Tell how the rows of a name are found in a formula that runs over something."""
    find, find_all = _ways(name.row, quantifier)
    key, is_prescribed = (name.row, name.optional, may_derive), bare(name.row) != name.row
    return Sought(name, may_derive, key, is_prescribed, find, find_all)


_Ways = tuple[
    Callable[[Sought, Outline, Bound], Found], Callable[[Sought, Outline, Sequence[Bound]], AllFound]
]


def _ways(row: str, quantifier: Quantifier) -> _Ways:
    is_coded = row == ANY_CODE or row in LEVELS
    if quantifier is Quantifier.CODE and is_coded:
        return _for_code, _for_codes
    if quantifier in (Quantifier.ROW, Quantifier.PARENT):
        if row == PARENT or row.endswith("*"):
            return _itself, _themselves
        if row == CHILDREN:
            return _children, _all_children
    return _fixed, _fixed_for_all


def _fixed(wanted: Sought, outline: Outline, _: Bound) -> Found:
    """Give the rows of a name that does not move, looked for once, however many formulas use it."""
    known: Found | None = outline.named.get(wanted.key)
    if known is None:
        known = outline.named[wanted.key] = _search(outline, wanted)
    return known


def _fixed_for_all(wanted: Sought, outline: Outline, bounds: Sequence[Bound]) -> AllFound:
    found = _fixed(wanted, outline, None)
    return None if isinstance(found, Absent) else [found] * len(bounds)


def _for_code(_: Sought, outline: Outline, bound: Bound) -> Found:
    """Give the rows for a code, looked for once."""
    code = str(bound)
    known: Found | None = outline.named.get(code)
    if known is None:
        known = outline.named[code] = _by_code(outline, code)
    return known


def _for_codes(wanted: Sought, outline: Outline, bounds: Sequence[Bound]) -> AllFound:
    named = outline.named
    found = [named[code] if code in named else _for_code(wanted, outline, code) for code in bounds]
    return None if _NOT_OFFERED in found else cast("AllFound", found)


def _itself(_: Sought, __: Outline, row: Bound) -> Found:
    assert isinstance(row, RowSkeleton)  # noqa: S101 - the formula runs over rows
    return (row,)


def _themselves(_: Sought, __: Outline, bounds: Sequence[Bound]) -> AllFound:
    return [(row,) for row in bounds if isinstance(row, RowSkeleton)]


def _children(_: Sought, outline: Outline, row: Bound) -> Found:
    assert isinstance(row, RowSkeleton)  # noqa: S101 - the formula runs over rows
    return outline.children(row)


def _all_children(_: Sought, outline: Outline, bounds: Sequence[Bound]) -> AllFound:
    return [outline.children(row) for row in bounds if isinstance(row, RowSkeleton)]


def is_asked_where_printed(name: CellName) -> bool:
    """Tell whether a name stands for a prescribed row that is asked only where it is printed, so too its column."""
    return not name.optional and bare(name.row) != name.row


def _search(outline: Outline, wanted: Sought) -> Found:
    name = wanted.name
    if outline.table.empty and not outline.table.rows:
        return ()
    prescribed = find(name.row, outline.with_code) if wanted.is_prescribed else None
    if prescribed is not None:
        return prescribed if prescribed or name.optional else Absent.NOT_OFFERED
    found = _with_code(outline, name.row, may_derive=wanted.may_derive)
    is_zero = found is Absent.NOT_PRINTED and (name.optional or outline.table.empty)
    return () if is_zero else found


def _with_code(outline: Outline, code: str, *, may_derive: bool) -> Found:
    if code == TOP:
        return outline.tops or Absent.NOT_PRINTED
    if code == TOTAL:
        own = outline.with_code(TOTAL) or outline.in_place_of_total
        if not own and may_derive and not outline.has_fixed_rows:
            own = outline.tops
        return own or Absent.NOT_PRINTED
    return _by_code(outline, code) if code.isdigit() else outline.with_code(code) or Absent.NOT_PRINTED


def _by_code(outline: Outline, code: str) -> Found:
    """Give the rows for a classification code: its own, those below it, or none where the table would print it."""
    rows = outline.with_code(code) or outline.below_code(code)
    if rows or outline.depth >= len(code) or outline.table.empty:
        return rows
    return Absent.NOT_OFFERED
