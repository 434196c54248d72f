"""Items (项) that a table lacks: a section (款) with nothing below it, where another table prints what it is made of.

A section repeats its only item, so that no sum misses the item. But a table that goes on to items elsewhere promises
them, and where another table prints just one below the section, of the same amount, the row is known by its code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from services.validator.rules.check import Check, Message, Numbers, Spot, all_held, broken, held
from services.validator.rules.tied import in_yuan
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.layout import Axis
from shared.model.table import Row, Table
from shared.rulebook.skeleton import CODE_LENGTHS

_RULE = "completeness.item_row"
_, _SECTION, _ITEM = CODE_LENGTHS
_FUNCTIONS = frozenset({Axis.FUNCTIONAL, Axis.FUNCTIONAL_PROJECTS})
Lines = Mapping[str, list[Row]]
"""The rows of a table by their codes."""
"""The amounts in yuan that a table prints for each code."""


def lost_item_checks(view: DocumentView) -> Iterator[Check]:
    """Check every section of the tables of functions that print items below most of their sections."""
    tables = [table for table in view.tables.values() if _is_of_functions(view, table)]
    lines = {table.table_id: _lines(view.coded_rows[table.table_id]) for table in tables}
    for table in tables:
        sections = [row for row in view.coded_rows[table.table_id] if len(row.row_code) == _SECTION]
        with_items = {code[:_SECTION] for code in lines[table.table_id] if len(code) == _ITEM}
        bare = [row for row in sections if row.row_code not in with_items]
        if not sections or 2 * len(bare) > len(sections):
            continue
        yield from all_held(_RULE, len(sections) - len(bare))
        for row in bare:
            found = _elsewhere(view, lines, table, row)
            yield _lost(view, table, row, *found) if found else held(_RULE)


def _is_of_functions(view: DocumentView, table: Table) -> bool:
    definition = view.definition(table.table_id)
    return definition is not None and {side.axis for side in definition.sides} <= _FUNCTIONS


def _lines(rows: Iterable[Row]) -> Lines:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.row_code].append(row)
    return found


def _amounts(view: DocumentView, table_id: str, rows: Iterable[Row]) -> set[Decimal]:
    """Give the amounts of rows, in yuan."""
    factor = in_yuan(view.unit(table_id))
    return {cell.value * factor for row in rows for cell in row.cells if cell.value}


def _items_below(lines: Lines, section: str) -> list[str]:
    return [code for code in lines if len(code) == _ITEM and code.startswith(section)]


def _elsewhere(
    view: DocumentView, lines: Mapping[str, Lines], table: Table, row: Row
) -> tuple[str, Table] | None:
    """Give the only item that any other table prints below a section, where it has an amount of the section's."""
    known = [
        (code, other)
        for other, codes in lines.items()
        if other != table.table_id
        for code in _items_below(codes, row.row_code)
    ]
    if len({code for code, _ in known}) != 1:
        return None
    code, other = known[0]
    own = _amounts(view, table.table_id, lines[table.table_id][row.row_code])
    return (code, view.tables[other]) if own & _amounts(view, other, lines[other][code]) else None


def _lost(view: DocumentView, table: Table, row: Row, code: str, other: Table) -> Check:
    like = next(one for one in other.rows if one.row_code == code)
    message = Message(
        f"{table.table_id} prints the section {row.row_code} and lacks a row ({code} {like.row_label}) below it, which "
        f"{other.table_id} prints with the same amount",
        f"{title_of(view, table.table_id)}列有“{row.row_code} {row.row_label}”，"
        f"但缺少其下级科目“{code} {like.row_label}”，"
        f"{title_of(view, other.table_id)}列有该科目且金额相同",
    )
    own = {cell.value for cell in row.cells if cell.value}
    numbers = Numbers(expected=max(own), actual=None) if own else None
    return broken(
        _RULE, message, spot=Spot(table.table_id, code, like.row_label, None, row.place), numbers=numbers
    )
