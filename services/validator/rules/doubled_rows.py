"""Rows printed twice: a code that stands twice running with the same amounts, in a table that has every code once.

Sums may not show it: a class whose rows stand below its second printing is whole, and the total may be taken for wrong.
Tables that list several units one after the other print codes again, and are left alone. So are sections (款) that have
no items (项): some forms print their line once for each level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from services.validator.rules.check import Check, Message, Spot, broken, held
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.model.table import Row, Table
from shared.rulebook.skeleton import CODE_LENGTHS

_RULE = "completeness.row_once"
_TWICE = 2
_, _SECTION, _ = CODE_LENGTHS


def doubled_row_checks(view: DocumentView) -> Iterator[Check]:
    """Check every table with coded rows; rows of projects below a code have no code of their own."""
    for table in view.tables.values():
        rows = [row for row in table.rows if row.row_code.isdigit() and row.project_name is None]
        if rows:
            doubled = _doubled(rows)
            yield _twice(view, table, doubled) if doubled else held(_RULE)


def _doubled(rows: list[Row]) -> Row | None:
    """Give the row that repeats the one before it, where no other code stands twice."""
    again = [code for code, count in Counter(row.row_code for row in rows).items() if count > 1]
    depth = max(len(row.row_code) for row in rows)
    if len(again) != 1 or _stands_for_its_item(again[0], rows, depth):
        return None
    if sum(row.row_code == again[0] for row in rows) != _TWICE:
        return None
    for first, second in pairwise(rows):
        if first.row_code == second.row_code and _amounts(first) == _amounts(second) != {}:
            return second
    return None


def _stands_for_its_item(code: str, rows: list[Row], depth: int) -> bool:
    is_section = len(code) == _SECTION < depth
    return is_section and not any(row.row_code != code and row.row_code.startswith(code) for row in rows)


def _amounts(row: Row) -> Mapping[str, Decimal]:
    return {cell.column_key: cell.value for cell in row.cells if cell.value}


def _twice(view: DocumentView, table: Table, row: Row) -> Check:
    name = f"{row.row_code} {row.row_label}".strip()
    message = Message(
        f"{table.table_id} prints the row {name} twice with the same amounts",
        f"{title_of(view, table.table_id)}中“{name}”行重复列示，金额相同",
    )
    return broken(_RULE, message, spot=Spot(table.table_id, row.row_code, row.row_label, None, row.place))
