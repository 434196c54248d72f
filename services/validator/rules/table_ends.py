"""The ends of tables: one that ends in a heading of further rows, or in a row cut in two, has lost the rest.

A class or section stands above the rows that make it. Where a table that prints deeper codes elsewhere ends in one with
nothing below, or in a coded row without any amount while every other row has some, the page ended before the table did.
So it did where a table of functions ends in a section, and all others of the document go on to items (项), and where
that of a budget prints its total alone while others print codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from services.validator.rules.check import Check, Message, Spot, broken, held
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.layout import Axis
from shared.model.table import Row, RowKind, Table
from shared.rulebook.skeleton import CODE_LENGTHS

_RULE = "completeness.table_end"
_APART = frozenset({RowKind.TOTAL, RowKind.DEPARTMENT})
"""Rows that stand before or after the classification, wherever the form puts them."""
_, _SECTION, _ITEM = CODE_LENGTHS
_SEVERAL = 2
_OF_BUDGETS = frozenset({"T5", "T8", "T9", "FA5", "FA8", "FA9"})
"""Expenditure of each budget, which no form prints as a total alone or by units, as income and expenditure may be."""


def table_end_checks(view: DocumentView) -> Iterator[Check]:
    """Check the last row of every table whose rows bear codes."""
    depths = _depths(view)
    for table in view.tables.values():
        if view.is_blank(table.table_id):
            continue
        body = [row for row in table.rows if row.row_kind not in _APART]
        rows = [row for row in view.coded_rows[table.table_id] if row.row_kind not in _APART]
        if not body and (_lists_items(view, table) or _lists_functions(table, depths)):
            yield _cut(view, table, table.rows[-1], Message("no row stands beside it", "没有任何明细行"))
        if not rows:
            continue
        last = rows[-1]
        if _is_heading(view, table, last, depths):
            yield _cut(view, table, last, Message("nothing stands below it", "其下级科目未列示"))
        elif _is_bare(rows):
            yield _cut(view, table, last, Message("it has no amount, all other rows have", "该行没有金额"))
        else:
            yield held(_RULE)


def _lists_items(view: DocumentView, table: Table) -> bool:
    """Tell whether a table's rows are free items; a table of codes may be its total, or the department's row, alone."""
    definition = view.definition(table.table_id)
    if definition is None or definition.of_one_line:
        return False
    return all(side.axis is Axis.ITEMS for side in definition.sides)


def _lists_functions(table: Table, depths: Mapping[str, int]) -> bool:
    """Tell whether a table is that of a budget, in a document whose other tables of functions print codes."""
    others = [depth for table_id, depth in depths.items() if table_id != table.table_id and depth]
    return table.table_id in _OF_BUDGETS and len(others) >= _SEVERAL


def _is_heading(view: DocumentView, table: Table, last: Row, depths: Mapping[str, int]) -> bool:
    if any(row.row_no == last.row_no for row in view.outlines[table.table_id].childless()):
        return True
    others = [depth for table_id, depth in depths.items() if table_id != table.table_id]
    is_section = len(last.row_code) == _SECTION == view.outlines[table.table_id].depth
    return is_section and table.table_id in depths and len(others) >= _SEVERAL and set(others) == {_ITEM}


def _depths(view: DocumentView) -> Mapping[str, int]:
    """Give the digits of the longest code of each table of functions that has amounts."""
    return {
        table_id: view.outlines[table_id].depth
        for table_id in view.tables
        if (definition := view.definition(table_id)) is not None
        and {side.axis for side in definition.sides} == {Axis.FUNCTIONAL}
        and not view.is_blank(table_id)
    }


def _is_bare(rows: list[Row]) -> bool:
    *others, last = rows
    return bool(others) and not _has_amounts(last) and all(_has_amounts(row) for row in others)


def _has_amounts(row: Row) -> bool:
    return bool(row.cells or row.open_amounts)


def _cut(view: DocumentView, table: Table, last: Row, why: Message) -> Check:
    name = f"{last.row_code} {last.row_label}".strip()
    message = Message(
        f"The table {table.table_id} ends on page {table.last_page} with the row {name}, and {why.en}; the rest may be "
        "cut off",
        f"{title_of(view, table.table_id)}在第{table.last_page}页以“{name}”行结束，{why.zh}，表格可能在页末被截断",
    )
    return broken(_RULE, message, spot=Spot(table.table_id, last.row_code, last.row_label, None, last.place))
