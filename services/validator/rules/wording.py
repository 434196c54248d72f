"""How findings name tables, rows, columns and amounts, in English and in Chinese.

English names are the ids of the warehouse contract, for those who will look the figure up; Chinese names are the
printed words, for the budget officer who will correct it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from services.validator.rules.check import Message, Spot
from services.validator.rules.view import DocumentView
from shared.model.money import Unit
from shared.rulebook.equation import CellRef, Term
from shared.rulebook.obstacle import Blocked, Obstacle

_NAMED_ROWS = {"total": "合计", "department": "部门"}
_COMPARED = (("previous.", "上年"), ("change.", "比上年增减："))
_LISTED = 4
_UNITS_EN = {
    Unit.YUAN: "yuan",
    Unit.BAI_YUAN: "hundred yuan",
    Unit.QIAN_YUAN: "thousand yuan",
    Unit.WAN_YUAN: "wan yuan",
    Unit.BAIWAN_YUAN: "million yuan",
    Unit.YI_YUAN: "hundred million yuan",
}


def amount(value: Decimal) -> str:
    """Give an amount with thousands separators and at least two decimals."""
    places = max(2, -int(value.as_tuple().exponent)) if value.is_finite() else 2
    return f"{value:,.{places}f}"


def signed(value: Decimal) -> str:
    """Give a difference with its sign."""
    return f"{'+' if value > 0 else ''}{amount(value)}"


def title_of(view: DocumentView, table_id: str) -> str:
    """Give a table's official title with its id, in Chinese."""
    definition = view.definition(table_id)
    return f"{definition.titles[0]}（{table_id}）" if definition else table_id


def column_zh(view: DocumentView, table_id: str, column_key: str) -> str:
    """Give a column's printed name; one that several columns bear with the words that stand above it."""
    definition = view.definition(table_id)
    columns = [column for side in definition.sides for column in side.columns] if definition else []
    found = next((column for column in columns if column.key == column_key), None)
    if found is None:
        return _compared_zh(view, table_id, column_key)
    name = found.labels[0]
    alike = sum(column.labels[0] == name for column in columns)
    return f"{found.under[0]}{name}" if alike > 1 and found.under else name


def _compared_zh(view: DocumentView, table_id: str, column_key: str) -> str:
    """Give the name of a column that compares with the year before, by that of its column; else its key."""
    for prefix, said in _COMPARED:
        if column_key.startswith(prefix):
            return said + column_zh(view, table_id, column_key.removeprefix(prefix))
    return column_key


def row_zh(view: DocumentView, table_id: str, row_code: str) -> str:
    """Give a row's printed name by its code."""
    table = view.tables.get(table_id)
    printed = next((row.row_label for row in table.rows if row.row_code == row_code), None) if table else None
    if printed:
        return f"{row_code} {printed}" if row_code.isdigit() else printed
    definition = view.definition(table_id)
    fixed = [row for side in definition.sides for row in side.rows] if definition else []
    return next((row.labels[0] for row in fixed if row.code == row_code), _NAMED_ROWS.get(row_code, row_code))


def spot_of(view: DocumentView, ref: CellRef) -> Spot:
    """Give the place of a cell with its names."""
    row = view.row(ref)
    return Spot(
        table_id=ref.table_id,
        row_code=row.row_code or None if row else None,
        row_label=(row.project_name or row.row_label) if row else None,
        column_key=ref.column_key,
        place=view.place(ref),
    )


def cells(view: DocumentView, terms: Sequence[Term]) -> Message:
    """Name cells, those of one row or one column together; of a sum those that are printed."""
    refs = [term.cell for term in terms]
    printed = [ref for ref in refs if view.cell(ref)] or refs[:1]
    if len(refs) > 1 and len({(ref.table_id, ref.row_no) for ref in refs}) == 1:
        return _of_row(view, printed)
    groups: dict[tuple[str, str], list[CellRef]] = {}
    for ref in refs if len({ref.column_key for ref in refs}) == 1 else printed:
        groups.setdefault((ref.table_id, ref.column_key), []).append(ref)
    named = [_group(view, *key, found) for key, found in groups.items()]
    return Message(" + ".join(message.en for message in named), "、".join(message.zh for message in named))


def _of_row(view: DocumentView, refs: Sequence[CellRef]) -> Message:
    """Name cells of one row by their columns."""
    first, keys = refs[0], [ref.column_key for ref in refs]
    row, columns = view.row(first), [f"“{column_zh(view, first.table_id, key)}”" for key in keys]
    name = (row.project_name or row.row_code or row.row_label) if row else "?"
    zh = f"{title_of(view, first.table_id)}“{_label(view, first)}”行"
    if len(keys) == 1:
        return Message(f"{first.table_id} row {name} column {keys[0]}", f"{zh}{columns[0]}栏")
    return Message(
        f"the sum of {first.table_id} row {name} columns {', '.join(keys)}", f"{zh}{'、'.join(columns)}栏之和"
    )


def _group(view: DocumentView, table_id: str, column_key: str, refs: Sequence[CellRef]) -> Message:
    rows = [view.row(ref) for ref in refs]
    codes = [(row.project_name or row.row_code or row.row_label) if row else "?" for row in rows]
    shown = ", ".join(codes[:_LISTED]) + (", …" if len(codes) > _LISTED else "")
    title, column = title_of(view, table_id), column_zh(view, table_id, column_key)
    if len(refs) == 1:
        return Message(
            f"{table_id} row {shown} column {column_key}", f"{title}“{_label(view, refs[0])}”行“{column}”栏"
        )
    labels = "、".join(_label(view, ref) for ref in refs[:_LISTED]) + ("等" if len(refs) > _LISTED else "")
    return Message(
        f"the sum of {table_id} rows {shown} ({len(refs)}) column {column_key}",
        f"{title}“{labels}”{len(refs)}行“{column}”栏之和",
    )


def _label(view: DocumentView, ref: CellRef) -> str:
    row = view.row(ref)
    if row is None:
        return "?"
    # A row of a table in blocks bears the label of each block: 收入总计/支出总计/支出总计.
    label = row.project_name or "/".join(dict.fromkeys(row.row_label.split("/")))
    return f"{row.row_code} {label}" if row.row_code.isdigit() else label or row.row_code


def obstacle(view: DocumentView, blocked: Blocked) -> Message:
    """Say why a relation could not be put up."""
    title = title_of(view, blocked.table_id)
    row = f"“{row_zh(view, blocked.table_id, blocked.row_code)}”行" if blocked.row_code else ""
    zh = {
        Obstacle.TABLE_MISSING: f"缺少{title}",
        Obstacle.NO_ROWS: f"{title}没有任何行，也未说明为空表",
        Obstacle.ROW_NOT_PRINTED: f"{title}未列示{row}",
        Obstacle.COLUMN_NOT_PRINTED: f"{title}没有“{column_zh(view, blocked.table_id, blocked.column_key or '')}”栏",
        Obstacle.NO_ROWS_BELOW: f"{title}{row}没有下级科目，而其他行有",
    }[blocked.obstacle]
    return Message(blocked.reason, zh)


def unit_en(unit: Unit) -> str:
    """Give the unit in English."""
    return _UNITS_EN[unit]
