"""Changes in the tables of a document as read: of one cell, of one row, of one table's unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from benchmarks.mutations.read_change import Change, other_value
from benchmarks.mutations.targets import Group, Kind
from services.validator.assembly import AssembledDocument
from shared.model.money import Unit
from shared.model.table import Cell, Row, RowKind, Table
from shared.rulebook.equation import CellRef

_CELL_KINDS = (Kind.DIGIT, Kind.SWAP, Kind.MOVED, Kind.SIGN, Kind.UNIT, Kind.STALE)
_TOTALS = (RowKind.TOTAL, RowKind.DEPARTMENT)


def table_changes(document: AssembledDocument, number: int, rng: Random) -> Iterator[Change]:
    """Draw so many changes, every table alike; fewer where what is drawn changes nothing."""
    tables = [table for table in first_printed(document) if any(_amounts(table))]
    for turn in range(number if tables else 0):
        if made := _of_table(document, tables[turn % len(tables)], rng):
            yield made


def first_printed(document: AssembledDocument) -> list[Table]:
    """Give the tables, each id once; of one that is printed twice the first, for no other is compared."""
    return list({table.table_id: table for table in reversed(document.tables)}.values())


def _amounts(table: Table) -> Iterator[tuple[Row, Cell]]:
    """Give the printed amounts that are not nothing, each with its row."""
    yield from ((row, cell) for row in table.rows for cell in row.cells if cell.value)


def _of_table(document: AssembledDocument, table: Table, rng: Random) -> Change | None:
    kind = rng.choice((*_CELL_KINDS, *_CELL_KINDS, Kind.DROPPED, Kind.DOUBLED, Kind.UNIT_LINE))
    if kind is Kind.UNIT_LINE:
        return other_unit(document, table)
    if kind in (Kind.DROPPED, Kind.DOUBLED):
        rows = [row for row in table.rows if row.row_kind not in _TOTALS and any(c.value for c in row.cells)]
        return without_or_twice(document, table, rng.choice(rows), kind) if rows else None
    row, cell = rng.choice(list(_amounts(table)))
    if kind is Kind.MOVED:
        return moved(document, table, row, cell)
    value = other_value(cell.value, kind, rng)
    return wrong_cell(document, table, (row, cell), kind, value) if value not in (None, cell.value) else None


def wrong_cell(
    document: AssembledDocument, table: Table, at: tuple[Row, Cell], kind: Kind, value: Decimal
) -> Change:
    """Give the document with another amount in a cell."""
    row, cell = at
    printed = replace(cell, value=value, printed=f"{value:,}")
    cells = tuple(printed if one is cell else one for one in row.cells)
    made = replace(row, cells=cells)
    return _changed(document, table, (row, made), kind, (cell,), f"{cell.value} → {value}")


def moved(document: AssembledDocument, table: Table, row: Row, cell: Cell) -> Change | None:
    """Exchange a cell with that of the next column; None where there is none, or both have the same amount."""
    keys = [column.key for column in table.columns if column.key]
    if cell.column_key not in keys:
        return None
    at = keys.index(cell.column_key)
    beside = [keys[n] for n in (at + 1, at - 1) if 0 <= n < len(keys)]
    other = next((key for key in beside if row.value(key) != cell.value and _is_beside(row, key, cell)), None)
    if other is None:
        return None
    keyed = {cell.column_key: other, other: cell.column_key}
    cells = tuple(replace(one, column_key=keyed.get(one.column_key, one.column_key)) for one in row.cells)
    there = next((one for one in row.cells if one.column_key == other), cell)
    both = (cell, replace(there, column_key=other))
    made = replace(row, cells=cells)
    return _changed(document, table, (row, made), Kind.MOVED, both, f"{cell.value} → {other}")


def _is_beside(row: Row, key: str, cell: Cell) -> bool:
    """Tell whether a column belongs to the side of the table that the row stands on."""
    sides = {"income", "expenditure"}
    return not (sides & {key, cell.column_key}) and bool(row.cells)


def _changed(  # noqa: PLR0917 - what is changed, and how
    document: AssembledDocument,
    table: Table,
    rows: tuple[Row, Row],
    kind: Kind,
    wrongs: Sequence[Cell],
    how: str,
) -> Change:
    """Give the change of one row into another."""
    row, made = rows
    printed = tuple(made if one is row else one for one in table.rows)
    named = f"{table.table_id} {row.row_no} {row.row_code} {row.row_label} {wrongs[0].column_key}"
    return Change(
        Group.TABLE,
        kind,
        table.table_id,
        tuple(CellRef(table.table_id, row.row_no, cell.column_key) for cell in wrongs),
        _names(row),
        frozenset(cell.place for cell in wrongs),
        f"{named}: {how} ({kind})",
        _with(document, table, replace(table, rows=printed)),
    )


def without_or_twice(document: AssembledDocument, table: Table, row: Row, kind: Kind) -> Change:
    """Drop or double a row, but no total: its loss is a matter of its own."""
    times = 0 if kind is Kind.DROPPED else 2
    printed = [one for one in table.rows for _ in range(times if one is row else 1)]
    rows = tuple(replace(one, row_no=number) for number, one in enumerate(printed, start=1))
    cells = [cell for cell in row.cells if cell.value]
    return Change(
        Group.TABLE,
        kind,
        table.table_id,
        tuple(CellRef(table.table_id, row.row_no, cell.column_key) for cell in cells),
        _names(row),
        frozenset((row.place, *(cell.place for cell in cells))),
        f"{table.table_id} {row.row_no} {row.row_code} {row.row_label} ({kind})",
        _with(document, table, replace(table, rows=rows)),
    )


def other_unit(document: AssembledDocument, table: Table) -> Change:
    """Give the document with 元 above a table in 万元, or the other way round."""
    other = Unit.YUAN if table.amount_unit is Unit.WAN_YUAN else Unit.WAN_YUAN
    refs = tuple(CellRef(table.table_id, row.row_no, cell.column_key) for row, cell in _amounts(table))
    return Change(
        Group.TABLE,
        Kind.UNIT_LINE,
        table.table_id,
        refs,
        frozenset(),
        frozenset(),
        f"{table.table_id} in {other} ({Kind.UNIT_LINE})",
        _with(document, table, replace(table, unit=other, amount_unit=other)),
    )


def _names(row: Row) -> frozenset[str]:
    return frozenset(name for name in (row.row_code, row.project_name, row.row_label) if name)


def _with(document: AssembledDocument, table: Table, made: Table) -> AssembledDocument:
    return replace(document, tables=tuple(made if one is table else one for one in document.tables))
