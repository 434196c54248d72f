"""Which columns a table of a text extract can have: those of the layout whose words its header prints.

A layout for any region lists every column that some form prints; each of them is one more in which an amount might
stand. In go the lines of a table and its definition, out comes the definition with the columns that the lines above the
first amount speak of.
"""

from __future__ import annotations

import re

from services.extractor.segment.region import TableRegion
from shared.layout import ColumnDef, SideDef, TableDef
from shared.layout.label import normalise

_AMOUNT = re.compile(r"\d\.\d\d(?!\d)|\d,\d{3}")


def as_printed(region: TableRegion, definition: TableDef) -> TableDef:
    """Give a definition with the columns alone that the header of a region names; a side without one keeps all."""
    header = _header(region)
    sides = tuple(_with_columns(side, header) for side in definition.sides)
    return definition.model_copy(update={"sides": sides})


def _header(region: TableRegion) -> str:
    lines: list[str] = []
    for line in (line for page in region.body for line in page):
        if _AMOUNT.search(line.text):
            break
        lines.append(line.text)
    return normalise("".join(lines))


def _with_columns(side: SideDef, header: str) -> SideDef:
    named = tuple(column for column in side.columns if _is_named(column, header))
    return side.model_copy(update={"columns": named}) if named else side


def _is_named(column: ColumnDef, header: str) -> bool:
    """Tell whether a header has all the words of one of a column's labels, and one of those above it."""
    if column.under and not any(normalise(text) in header for text in column.under):
        return False
    return any(all(normalise(part) in header for part in label.split("/")) for label in column.labels)
