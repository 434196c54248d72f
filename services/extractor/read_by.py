"""Marks the figures that were read from pictures: tables and pages in, the same tables out, their cells marked."""

from __future__ import annotations

from collections.abc import Iterable

from services.extractor.reading import Page
from shared.model.place import ReadBy
from shared.model.table import Row, Table


def marked(tables: Iterable[Table], pages: Iterable[Page]) -> tuple[Table, ...]:
    """Give the tables with `read_by` set in every cell that stands on a page read by OCR."""
    recognised = {page.number for page in pages if page.read_by is ReadBy.OCR}
    if not recognised:
        return tuple(tables)
    return tuple(
        table.model_copy(update={"rows": tuple(_marked(row, recognised) for row in table.rows)})
        for table in tables
    )


def _marked(row: Row, recognised: set[int]) -> Row:
    cells = (
        cell.model_copy(update={"read_by": ReadBy.OCR}) if cell.place.page in recognised else cell
        for cell in row.cells
    )
    return row.model_copy(update={"cells": tuple(cells)})
