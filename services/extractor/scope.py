"""How much of a disclosure a file holds: the whole, its tables, its text, or something that accompanies them.

In go what was read of the document, out comes its scope. A table counts where amounts or a sentence of emptiness stand
in it; titles in a list of contents, as a text published alone still has, do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from services.extractor.segment.region import PlacedGrid
from shared.model.document import Heading, Scope
from shared.model.money import parse_amount
from shared.model.narrative import Claim
from shared.model.table import Table

_LEAST_TABLES: Final = 3
_LEAST_CLAIMS: Final = 3
_MANY_CLAIMS: Final = 8
_LEAST_HEADINGS: Final = 3
_LEAST_AMOUNTS: Final = 6
"""A grid with fewer amounts that nothing recognises is a detail in the text."""


def scope_of(
    tables: Sequence[Table], stray: Sequence[PlacedGrid], claims: Sequence[Claim], headings: Sequence[Heading]
) -> Scope:
    """Give the scope of a document by its tables, the grids that no table has, its sentences and its headings."""
    ids = {table.table_id for table in tables if is_there(table)}
    count = len(ids) + sum(_is_table(placed) for placed in stray)
    sections = {heading.section_key for heading in headings if heading.section_key}
    # Text extracts lose headings; many sentences are a narrative without them.
    headed = len(sections) >= _LEAST_HEADINGS or count < _LEAST_TABLES
    has_text = len(claims) >= (_LEAST_CLAIMS if headed else _MANY_CLAIMS)
    if count >= _LEAST_TABLES:
        return Scope.WHOLE if has_text else Scope.TABLES
    return Scope.TEXT if has_text or len(sections) > _LEAST_HEADINGS else Scope.ATTACHMENT


def is_there(table: Table) -> bool:
    """Tell whether a table is printed, and not only named in a list of tables."""
    amounts = any(row.cells or row.open_amounts for row in table.rows)
    return amounts or table.empty_sentence is not None or table.has_header


def _is_table(placed: PlacedGrid) -> bool:
    amounts = [cell for cell in placed.grid.cells if "." in cell.text and parse_amount(cell.text) is not None]
    return len(amounts) >= _LEAST_AMOUNTS
