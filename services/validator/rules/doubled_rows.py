"""Rows printed twice: a code that stands twice running with the same name and amounts.

Sums may not show it: a class whose rows stand below its second printing is whole, and the total may be taken for wrong.
Tables that list several units one after the other print codes again, but not running. Sections (款) that have no items
(项) are left alone where none is printed once: some forms print their line for each level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from services.validator.rules.check import Check, Message, Spot, broken, held
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.layout.label import words
from shared.model.table import Row, Table
from shared.rulebook.skeleton import CODE_LENGTHS

_RULE = "completeness.row_once"
_, _SECTION, _ = CODE_LENGTHS


def doubled_row_checks(view: DocumentView) -> Iterator[Check]:
    """Check every table with coded rows; rows of projects below a code have no code of their own."""
    for table in view.tables.values():
        rows = [row for row in view.coded_rows[table.table_id] if row.project_name is None]
        if rows:
            doubled = _doubled(rows)
            yield _twice(view, table, doubled) if doubled else held(_RULE)


def _doubled(rows: list[Row]) -> Row | None:
    """Give the row that repeats the one before it, where no other does: what stands twice by its form does so often."""
    depth = max(len(row.row_code) for row in rows)
    found = [
        second
        for first, second in pairwise(rows)
        if first.row_code == second.row_code
        and _are_alike(first, second)
        and not _stands_for_its_item(second.row_code, rows, depth)
    ]
    return found[0] if len(found) == 1 else None


def _are_alike(first: Row, second: Row) -> bool:
    names = [(words(row.row_label), row.unit_name, row.further_codes) for row in (first, second)]
    return names[0] == names[1] and _amounts(first) == _amounts(second) != {}


def _stands_for_its_item(code: str, rows: list[Row], depth: int) -> bool:
    """Tell whether a section is printed again for an item that it does not have, as others of the table are not."""
    sections = {row.row_code for row in rows if len(row.row_code) == _SECTION}
    with_items = {row.row_code[:_SECTION] for row in rows if len(row.row_code) > _SECTION}
    counts = Counter(row.row_code for row in rows)
    once = any(counts[other] == 1 for other in sections - with_items)
    return len(code) == _SECTION < depth and code not in with_items and not once


def _amounts(row: Row) -> Mapping[str, Decimal]:
    return {cell.column_key: cell.value for cell in row.cells if cell.value}


def _twice(view: DocumentView, table: Table, row: Row) -> Check:
    name = f"{row.row_code} {row.row_label}".strip()
    message = Message(
        f"{table.table_id} prints the row {name} twice with the same amounts",
        f"{title_of(view, table.table_id)}中“{name}”行重复列示，金额相同",
    )
    return broken(_RULE, message, spot=Spot(table.table_id, row.row_code, row.row_label, None, row.place))
