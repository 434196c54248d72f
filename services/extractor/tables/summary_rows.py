"""The rows of summaries: prescribed ones between the classes, and classes that print their names without codes.

`一、一般公共服务支出`, `本年支出合计`, `结转下年` stand in one block. In go the rows of a table as read, out come their
codes and kinds: first those of the prescribed rows, then those that the official names have for the rest. A row that is
neither keeps its label and no code.
"""

from __future__ import annotations

from services.extractor.tables import fixed_rows
from services.extractor.tables.codes import row_kind
from services.extractor.tables.codes_of_names import codes_of_names, names_of
from services.extractor.tables.draft import DraftRow, DraftTable
from shared.layout import Axis, SideDef
from shared.layout.label import split_numbering
from shared.model.table import RowKind


def name_summary_rows(table: DraftTable) -> None:
    """Give the rows of sides that list classes their codes: those of prescribed rows, and those of classes by name."""
    for side_no, side in enumerate(table.definition.sides):
        rows = [row for row in table.rows if row.side == side_no]
        if side.axis is not Axis.FIXED and side.rows:
            _name_prescribed(rows, side)
        if side.axis is Axis.FUNCTIONAL_CLASSES:
            _name_classes(rows)
        _take_places(rows, side)


def _take_places(rows: list[DraftRow], side: SideDef) -> None:
    """Give a row the code of the row that it stands for where the form does not print that one."""
    for fixed in side.rows:
        if fixed.stands_for is not None and all(row.code != fixed.stands_for for row in rows):
            for row in rows:
                if row.code == fixed.code:
                    row.code = fixed.stands_for


def _name_prescribed(rows: list[DraftRow], side: SideDef) -> None:
    open_rows = [row for row in rows if not row.code]
    for row, found in zip(
        open_rows, fixed_rows.align([row.label for row in open_rows], side.rows), strict=True
    ):
        if found is not None:
            row.code, row.kind = found.code, found.kind


def _name_classes(rows: list[DraftRow]) -> None:
    """Give rows without a code that of their name: numbered ones are classes, others stand below the last of these."""
    names: list[str] = []
    for row in rows:
        if row.code or not row.label:
            names = [] if row.code else names
            continue
        code = fixed_rows.code_of_class(row.label) if split_numbering(row.label)[0] else ""
        names = [next(iter(names_of(code)))] if code else [*names, row.label]
        code = code or codes_of_names(names, "2")[-1] or fixed_rows.code_of_class(row.label)
        if code:
            row.code, row.kind = code, row_kind(code)


def join_totals(rows: list[DraftRow]) -> list[list[int]]:
    """Give the places of total rows that are one printed row: one of each side, in the order of the sides."""
    by_side: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        if row.kind is RowKind.TOTAL:
            by_side.setdefault(row.side, []).append(index)
    count = max((len(found) for found in by_side.values()), default=0)
    return [[found[number] for found in by_side.values() if number < len(found)] for number in range(count)]
