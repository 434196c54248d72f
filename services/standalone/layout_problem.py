"""What the checks of a layout file look at, the layout beside what its own file says, and what they tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from shared.layout import Layout, SectionDef, TableDef


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where in the file."""

    file: str
    where: str
    what: str
    is_error: bool = True

    def __str__(self) -> str:
        weight = "error" if self.is_error else "warning"
        place = f"{self.file}: {self.where}" if self.where else self.file
        return f"{weight}: {place}: {self.what}"


@dataclass(frozen=True, slots=True)
class Found:
    """The same, while the file is at hand and need not be named."""

    where: str
    what: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """A layout with all that it inherits, and what of its tables and sections its own file speaks of."""

    file: str
    layout: Layout
    tables: tuple[TableDef, ...]
    sections: tuple[SectionDef, ...]
    entries: dict[str, frozenset[str]]
    """Table id → the keys of columns and codes of rows that the file itself names there."""
    without: tuple[str, ...]
    """The ids of the tables that the file does not inherit."""


def own_part(layout: Layout, text: str, file: str) -> Checked:
    """Give a layout together with what the text of its own file speaks of."""
    raw = yaml.safe_load(text)
    ids = {entry.get("table_id") for entry in raw.get("tables") or ()}
    keys = {entry.get("key") for entry in raw.get("sections") or ()}
    return Checked(
        file=file,
        layout=layout,
        tables=tuple(table for table in layout.tables if table.table_id in ids),
        sections=tuple(section for section in layout.sections if section.key in keys),
        entries={entry.get("table_id"): _entries_of(entry) for entry in raw.get("tables") or ()},
        without=tuple(raw.get("without") or ()),
    )


def _entries_of(table: Mapping[str, Any]) -> frozenset[str]:
    sides = table.get("sides") or ()
    columns = (column.get("key") for side in sides for column in side.get("columns") or ())
    rows = (row.get("code") for side in sides for row in side.get("rows") or ())
    return frozenset(str(name) for name in (*columns, *rows))
