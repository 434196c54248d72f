"""The tables of a document without their amounts: what relations are put up over.

In comes a table as read, with its definition; out goes its skeleton.
"""

from __future__ import annotations

from collections.abc import Iterable

from shared.layout import TableDef
from shared.model.table import Table
from shared.rulebook.sides import columns_of, sides_of
from shared.rulebook.skeleton import RowSkeleton, TableSkeleton


def skeleton_of(
    table: Table, definition: TableDef | None, open_columns: Iterable[str], *, declared_empty: bool
) -> TableSkeleton:
    """Give the rows and columns of a table.

    `open_columns` are those in which amounts without a column may stand, `declared_empty` what a sentence says of it.
    """
    sides = sides_of(definition)
    rows: list[RowSkeleton] = []
    filled: dict[str, None] = {}
    is_blank = True
    for row in table.rows:
        has_amounts = bool(row.cells or row.open_amounts)
        if has_amounts:
            is_blank = False
            for cell in row.cells:
                filled[cell.column_key] = None
        columns = columns_of(row, sides) if sides else None
        rows.append(
            RowSkeleton(row.row_no, row.row_kind, row.row_code, row.project_name, columns, has_amounts)
        )
    keys = column_keys_of(table, definition, filled)
    is_empty = is_blank and declared_empty
    return TableSkeleton(table.table_id, tuple(rows), keys, is_empty, frozenset((*filled, *open_columns)))


def column_keys_of(
    table: Table, definition: TableDef | None, used: Iterable[str] | None = None
) -> tuple[str, ...]:
    """Give the columns that a table prints: those of its header, else those of the layout, and those with amounts.

    `used` are the columns with amounts, in order of printing, where they are known already.
    """
    printed = [column.key for column in table.columns if column.key]
    if not printed and definition is not None:
        printed = list(definition.column_keys())
    if used is None:
        used = (cell.column_key for row in table.rows for cell in row.cells)
    return tuple(dict.fromkeys([*printed, *used]))
