"""Levels among the rows of a list of projects that print none: which rows are sums of those that follow.

Some lists print a kind of project (通用项目), below it the group and below that the projects, with nothing to tell one
level from another but the amounts. In go the rows between the row of a unit (or the total) and the next; where they do
not add up to it as they stand, the reading is sought in which they do: every row is a project, or the sum of the rows
directly after it. Where there is none, the rows stay as they are. A project below a code that the next row repeats word
for word, with its code and amount, is no group: it is printed twice. In a list without codes a group may be called as
its only project is.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from services.extractor.tables.draft import DraftRow
from shared.model.money import decimals, half_unit
from shared.model.table import RowKind

GROUP = "group"
"""The code of a row that is the sum of projects after it."""
_TOTAL = "total"
_MOST_ROWS = 300


def find_groups(rows: Sequence[DraftRow]) -> None:
    """Give the rows that are sums of others the code of groups."""
    head: Decimal | None = None
    block: list[DraftRow] = []
    for row in rows:
        if row.kind is RowKind.PROJECT:
            block.append(row)
            continue
        _settle(block, head)
        head, block = _total(row), []
    _settle(block, head)


def _settle(block: Sequence[DraftRow], head: Decimal | None) -> None:
    amounts = [_total(row) or Decimal(0) for row in block]
    if head is None or not 1 < len(block) <= _MOST_ROWS:
        return
    for index in _sums(tuple(amounts), head):
        row = block[index]
        if _is_repeated(row, block[index + 1]):
            continue
        row.code, row.kind, row.project_name = GROUP, RowKind.LINE, None


def _is_repeated(row: DraftRow, after: DraftRow) -> bool:
    same_name = (row.code, row.label, row.project_name) == (after.code, after.label, after.project_name)
    return row.code.isdigit() and same_name and _total(row) == _total(after)


def _sums(amounts: tuple[Decimal, ...], head: Decimal) -> tuple[int, ...]:
    """Give the places of the amounts that are sums of those after them, so that the highest ones make up the head."""
    places = max((decimals(amount) for amount in (*amounts, head)), default=0)
    half = half_unit(places)
    if abs(sum(amounts) - head) <= half * (len(amounts) + 1):
        return ()

    @cache
    def reading(start: int, rest: Decimal) -> tuple[int, tuple[int, ...]] | None:
        """The place after the rows that add up to `rest` from `start` on, and the sums among them."""
        if abs(rest) <= half and start > 0:
            return start, ()
        if start == len(amounts) or rest < -half:
            return None
        amount = amounts[start]
        inner = reading(start + 1, amount) if amount else None
        if inner is not None and inner[0] > start + 1:
            after = reading(inner[0], rest - amount)
            if after is not None:
                return after[0], (start, *inner[1], *after[1])
        after = reading(start + 1, rest - amount)
        return None if after is None else (after[0], after[1])

    found = reading(0, head)
    return found[1] if found is not None and found[0] == len(amounts) else ()


def _total(row: DraftRow) -> Decimal | None:
    pairs = zip(row.columns, row.amounts, strict=True)
    return next((amount.value for column, amount in pairs if column == _TOTAL), None)
