"""Rows that stand for a unit of the department: which they are, which is the department itself, whose rows follow.

In go the rows of a table with what its unit columns print, out come row kinds and codes (`department`, `unit`) and for
every row the unit that it belongs to. A department stands above its units where its number begins theirs, or where it
opens the table in place of a total.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from services.extractor.tables.draft import DraftRow, DraftTable
from shared.model.table import RowKind

DEPARTMENT, UNIT = "department", "unit"
_OFFICE = re.compile(
    r"(?:局|委|委员会|办公室|院|所|站|中心|队|总队|支队|大队|校|学|园|馆|台|社|会|处|厅|部|机关|政府|医院|基地)(?:（[^）]*）)?$"
)


def is_unit_name(label: str) -> bool:
    """Tell whether a row's label that no class is called by ends as the names of offices do (（本级） aside)."""
    return bool(_OFFICE.search(label))


def name_unit_rows(rows: Sequence[DraftRow], names: Collection[str]) -> None:
    """Tell the department's row from those of its units, and give every row its unit; `names` are its own."""
    units = [row for row in rows if row.kind is RowKind.DEPARTMENT]
    heads = _departments(rows, units, names)
    for row in units:
        row.code = DEPARTMENT if len(units) == 1 or id(row) in heads else UNIT
    if len(units) == 1 and units[0] is not next(iter(rows), None) and units[0].label not in names:
        units[0].code = UNIT
    current: str | None = None
    for row in rows:
        if row.kind is RowKind.TOTAL:
            current = row.unit_name = None
        elif row.kind is RowKind.DEPARTMENT:
            current = row.unit_name = row.label
        else:
            row.unit_name = current = row.unit_name or current


def name_units_of_repeated(tables: Sequence[DraftTable]) -> None:
    """Give the rows of a table that a department prints once for each unit the unit that its head names."""
    preparers: dict[str, set[str]] = {}
    for table in tables:
        if table.region.preparer:
            preparers.setdefault(table.definition.table_id, set()).add(table.region.preparer)
    for table in tables:
        if len(preparers.get(table.definition.table_id, ())) > 1:
            for row in table.rows:
                row.unit_name = row.unit_name or table.region.preparer


def _departments(rows: Sequence[DraftRow], units: Sequence[DraftRow], names: Collection[str]) -> set[int]:
    """Give the rows, by identity, of those units that other units of the table belong to."""
    numbers = [row.unit_code for row in units]
    if any(numbers):
        return {
            id(row)
            for row in units
            if row.unit_code
            and any(number != row.unit_code and number.startswith(row.unit_code) for number in numbers)
        }
    has_total = any(row.kind is RowKind.TOTAL for row in rows)
    opens = bool(units) and units[0] is rows[0] and not has_total and units[0].label in names
    return {id(units[0])} if opens else set()
