"""Lists that add up: a total, goods, works and services below it, units below these, projects below the units.

Tables of procurement, of purchased services and of projects are lists without classification codes, and each region
nests them otherwise. A row that heads others is the sum of the rows directly below it, where the table keeps that
elsewhere (`promised.py`). A list may print each project again as what is bought for it, or everything by department
and by unit first, so that the rows below make twice or three times the head.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from services.validator.rules.check import Check
from services.validator.rules.promised import Candidate, promised_checks, single_checks
from services.validator.rules.view import DocumentView
from shared.model.table import Row, RowKind, Table
from shared.rulebook.equation import CellRef, Term
from shared.rulebook.formula import CHILDREN, DEPARTMENT, TOP, TOTAL
from shared.rulebook.skeleton import GROUP, ITEM_CODE, UNIT

_RULE = "tables.list_sum"
_KINDS = frozenset({"goods", "works", "services"})
_LISTED = _KINDS | {ITEM_CODE, GROUP}
"""The codes that rows of lists bear, and no others."""
_LEVELS = {TOTAL: 0, DEPARTMENT: 1, UNIT: 3}
_KIND, _OUTER, _INNER, _ITEM = 2, 4, 5, 6
"""Levels of goods, works and services, of groups of groups and of projects, and of what heads nothing."""
_MOST_TIMES = 3
"""Some lists print what the department buys, then what each unit buys, then each thing."""


def list_sum_checks(view: DocumentView) -> Iterator[Check]:
    """Check every table of a free list; of one whose sums the rulebook has relations for, its groups alone."""
    lists = [table for table in view.tables.values() if _is_list(table)]
    summed = _summed(view) if lists else frozenset()
    for table in lists:
        heads = _heads(table)
        if table.table_id in summed:
            heads = {row: below for row, below in heads.items() if _code(table, row) == GROUP}
        candidates = list(_candidates(view, table, heads))
        is_flat = len({one.whole.row_no for one in candidates}) == 1
        checked = list(promised_checks(view, _RULE, candidates))
        yield from single_checks(view, _RULE, candidates) if is_flat and not checked else checked


def _summed(view: DocumentView) -> frozenset[str]:
    """Give the tables whose rows a relation of the rulebook adds up."""
    return frozenset(
        name.table_id
        for relation in view.relations
        if TOP in relation.formula or CHILDREN in relation.formula
        for name in relation.parsed.names()
        if name.row in (TOP, CHILDREN)
    )


def _is_list(table: Table) -> bool:
    """Tell whether a table lists projects or things bought, without classification codes."""
    if _LISTED.isdisjoint([row.row_code for row in table.rows]):
        return False
    codes = {row.row_code for row in table.rows if any(cell.value for cell in row.cells)}
    is_coded = any(code.isdigit() for code in codes)
    return (not is_coded and ITEM_CODE in codes) or bool(codes & _KINDS) or GROUP in codes


def _code(table: Table, row_no: int) -> str:
    return next(row.row_code for row in table.rows if row.row_no == row_no)


def _heads(table: Table) -> Mapping[int, Sequence[Row]]:
    """Give the rows that stand directly below each row that heads others; all below the total, wherever it stands."""
    found: dict[int, list[Row]] = defaultdict(list)
    total = next((row for row in table.rows if row.row_code == TOTAL), None)
    path: list[tuple[int, Row]] = []
    for row, after in zip(table.rows, (*table.rows[1:], None), strict=True):
        if row is total:
            continue
        level = _level(row, after)
        while path and path[-1][0] >= level:
            path.pop()
        head = path[-1][1] if path else total
        if head is not None:
            found[head.row_no].append(row)
        if level < _ITEM:
            path.append((level, row))
    return found


def _level(row: Row, after: Row | None) -> int:
    """Give how deep a row stands; a group right above another heads groups, any other heads projects."""
    if row.row_code in _KINDS:
        return _KIND
    if row.row_code == GROUP:
        return _OUTER if after is not None and after.row_code == GROUP else _INNER
    if row.row_kind is RowKind.DEPARTMENT and row.row_code != UNIT:
        return _LEVELS[DEPARTMENT]
    return _LEVELS.get(row.row_code, _ITEM)


def _candidates(view: DocumentView, table: Table, heads: Mapping[int, Sequence[Row]]) -> Iterator[Candidate]:
    for row_no, below in heads.items():
        keys = dict.fromkeys(cell.column_key for row in below for cell in row.cells if cell.value)
        own = next(row for row in table.rows if row.row_no == row_no)
        keys.update(dict.fromkeys(cell.column_key for cell in own.cells if cell.value))
        for key in keys:
            whole = CellRef(table.table_id, row_no, key)
            parts = tuple(Term(CellRef(table.table_id, row.row_no, key)) for row in below)
            is_free = all(row.row_code == ITEM_CODE for row in below) and len(parts) > 1
            yield Candidate(whole, parts, _times(view, whole, parts) if is_free else 1)


def _times(view: DocumentView, whole: CellRef, parts: Sequence[Term]) -> int:
    """Give how often the rows of a list print the same money, which is told by what they make beside their head."""
    head = view.values.get(whole)
    made = sum((view.values.get(term.cell, Decimal(0)) for term in parts), Decimal(0))
    times = int((made / head).to_integral_value()) if head else 1
    return times if 1 <= times <= _MOST_TIMES else 1
