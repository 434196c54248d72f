"""Examples of relations as tables: what a rule's entry shows in a few cells, in the form that everything else works on.

In comes the example of a relation (table → row → column → amount as printed), out go row skeletons and amounts by cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from shared.model.table import RowKind
from shared.rulebook.equation import CellRef
from shared.rulebook.formula import DEPARTMENT, TOTAL
from shared.rulebook.relation import Example
from shared.rulebook.skeleton import CODE_LENGTHS, ITEM_CODE, RowSkeleton, TableSkeleton

_LEVEL_KINDS = dict(zip(CODE_LENGTHS, (RowKind.CLASS, RowKind.SECTION, RowKind.ITEM), strict=True))
_NAMED_KINDS = {TOTAL: RowKind.TOTAL, DEPARTMENT: RowKind.DEPARTMENT, ITEM_CODE: RowKind.ITEM}


@dataclass(frozen=True, slots=True)
class ExampleTables:
    """The tables of an example and the amounts of its filled cells."""

    skeletons: Mapping[str, TableSkeleton]
    amounts: Mapping[CellRef, Decimal]


def merged(holds: Example, breaks: Example) -> Example:
    """Give the breaking example in full: the holding one with what differs; an empty amount is a blank cell."""
    whole = {table: {row: dict(cells) for row, cells in rows.items()} for table, rows in holds.items()}
    for table, rows in breaks.items():
        for row, cells in rows.items():
            kept = whole.setdefault(table, {}).setdefault(row, {})
            if cells:
                kept.update(cells)
            else:
                kept.update(dict.fromkeys(kept, ""))
    return whole


def example_tables(example: Example) -> ExampleTables:
    """Give an example's tables; a table without rows is declared empty."""
    skeletons: dict[str, TableSkeleton] = {}
    amounts: dict[CellRef, Decimal] = {}
    for table_id, rows in example.items():
        skeletons[table_id] = TableSkeleton(
            table_id,
            tuple(_row(number, name) for number, name in enumerate(rows, start=1)),
            tuple(dict.fromkeys(column for cells in rows.values() for column in cells)),
            empty=not rows,
        )
        for number, cells in enumerate(rows.values(), start=1):
            amounts.update(
                {
                    CellRef(table_id, number, column): Decimal(printed)
                    for column, printed in cells.items()
                    if printed
                }
            )
    return ExampleTables(skeletons, amounts)


def _row(number: int, name: str) -> RowSkeleton:
    code, _, second = name.partition("/")
    if code in _NAMED_KINDS:
        return RowSkeleton(number, _NAMED_KINDS[code], code)
    if second:
        return RowSkeleton(number, RowKind.PROJECT, code, second)
    kind = _LEVEL_KINDS.get(len(code), RowKind.LINE) if code.isdigit() else RowKind.LINE
    return RowSkeleton(number, kind, code)
