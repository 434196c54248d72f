"""Names in a layout file that nothing could speak of, and labels and titles that no printed text can be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from services.standalone.layout_problem import Checked, Found
from shared.layout import load_layouts
from shared.layout.label import normalise, words
from shared.layout.model import Axis, ColumnDef, FixedRow

_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
_TABLE_ID: Final = re.compile(r"[A-Z]+[0-9]+")
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_.]*")


def unusable_names(checked: Checked) -> Iterator[Found]:
    """Tell names that rules, the warehouse and its queries could not speak of, or that say something else already."""
    layout = checked.layout
    if not _ID.fullmatch(layout.id):
        yield Found("id", f"“{layout.id}” is no name of small letters, digits and _, such as yunlan_2026")
    if checked.file != f"{layout.id}.yaml" and any(other.id == layout.id for other in load_layouts()):
        yield Found("id", f"“{layout.id}” is taken by a layout that comes with Fiscus")
    for table in checked.tables:
        where = f"tables.{table.table_id}"
        if not _TABLE_ID.fullmatch(table.table_id):
            yield Found(where, "a table's id is capital letters and digits, such as YL1")
        for name in sorted(checked.entries[table.table_id]):
            if not _KEY.fullmatch(name):
                what = (
                    f"“{name}” is no key or code: small letters, digits, _ and dots, such as vehicle.purchase"
                )
                yield Found(where, what)
    for table_id in checked.without:
        if table_id not in {table.table_id for other in load_layouts() for table in other.tables}:
            yield Found("without", f"“{table_id}” is the id of no table")


def wordless(checked: Checked) -> Iterator[Found]:
    """Tell labels and titles that no printed text can be, and prescribed rows of which none is named."""
    for table in checked.tables:
        where = f"tables.{table.table_id}"
        yield from _without_words(f"{where}.titles", table.titles, normalise)
        for number, side in enumerate(table.sides):
            place = f"{where}.sides.{number}"
            entries: tuple[ColumnDef | FixedRow, ...] = (*side.columns, *side.rows)
            for entry in entries:
                yield from _without_words(f"{place}.{_name_of(entry)}.labels", entry.labels, words)
            if side.axis is Axis.FIXED and not side.rows:
                yield Found(f"{place}.rows", "the axis is fixed, and no row is named")
    for section in checked.sections:
        yield from _without_words(f"sections.{section.key}.titles", section.titles, normalise)


def _name_of(entry: ColumnDef | FixedRow) -> str:
    return f"columns.{entry.key}" if isinstance(entry, ColumnDef) else f"rows.{entry.code}"


def _without_words(where: str, labels: tuple[str, ...], plain: Callable[[str], str]) -> Iterator[Found]:
    for label in labels:
        if not any(character.isalnum() for character in plain(label)):
            yield Found(where, f"“{label}” has no words and is never met")
    if not labels:
        yield Found(where, "there is none, so that it is never met")
