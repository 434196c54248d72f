"""The head of a table that stands inside its grid: rows of title, preparer and unit above the header.

In goes a grid, out come the number of such rows and what they say. A head row says one thing, in one cell, or names
preparer or unit; a row that declares the table empty is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from services.extractor.reading.page import Grid, GridCell
from services.extractor.segment.headline import (
    TitleMatch,
    is_performance_title,
    match_broken_title,
    match_number,
    match_preparer,
    match_title,
    match_year,
)
from services.extractor.segment.titles import is_table_title
from services.extractor.segment.unit_words import match_unit
from shared.layout import Layout
from shared.layout.label import normalise
from shared.model.money import UNIT_WORDS, Unit
from shared.model.place import Place

T = TypeVar("T")
_INDICATORS = re.compile(r"一级指标|二级指标|三级指标|绩效目标|绩效指标|指标值|指标名称|指标性质")
_OF_COLUMN = re.compile(rf"^[^（）：]+（(?:金额)?(?:单位：)?(?:人民币)?(?:{UNIT_WORDS})）$")
"""The name of a column with its unit, `预算数（单位：万元）`: beside others it begins the header."""
_LONGEST_HEADER = 20
_INDICATOR_ROWS = 8
"""Rows within which a performance table names its indicators."""
_NOTE_BEGINNINGS = ("注：", "备注：", "说明：")


@dataclass(frozen=True, slots=True)
class HeadText:
    """A text of a table's head with its place."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class GridHead:
    """What the first rows of a grid say. `row_count` is how many of them are head."""

    row_count: int = 0
    number: str | None = None
    title: TitleMatch | None = None
    unknown_title: str | None = None
    """A title across the grid that no table of the layout has."""
    preparer: str | None = None
    unit: Unit | None = None
    fiscal_year: int | None = None
    is_performance: bool = False
    texts: tuple[HeadText, ...] = ()


NO_HEAD = GridHead()


def read_grid_head(grid: Grid, layout: Layout) -> GridHead:
    """Give what stands in a grid above its header."""
    texts: list[HeadText] = []
    row = 0
    while row < grid.row_count and (cells := _head_cells(grid, row, layout)) is not None:
        texts += [
            HeadText(text, Place(page=grid.page, box=cell.box))
            for cell in cells
            for text in _texts_of(cell, layout)
        ]
        row += 1
    lines = [text.text for text in texts]
    titles = [match_title(line, layout) for line in lines]
    return GridHead(
        row_count=row,
        number=_first(match_number(line) for line in lines),
        title=_first(titles),
        unknown_title=None if any(titles) else _first(normalise(x) for x in lines if is_table_title(x)),
        preparer=_first(match_preparer(line, layout) for line in lines),
        unit=_first(match_unit(line) for line in lines),
        fiscal_year=_first(match_year(line) for line in lines),
        is_performance=any(is_performance_title(line, layout) for line in lines),
        texts=tuple(texts),
    )


def _texts_of(cell: GridCell, layout: Layout) -> list[str]:
    """Give what a cell of the head says: its text, or line by line what a frame round the whole head holds."""
    lines = [line.text for line in cell.lines]
    if len(lines) <= 1 or match_title(cell.text, layout) is not None:
        return [cell.text]
    texts: list[str] = []
    while lines:
        broken = match_broken_title(lines, layout)
        count = broken[1] if broken else 1
        texts.append("".join(lines[:count]))
        lines = lines[count:]
    is_title = (match_title(text, layout) or is_performance_title(text, layout) for text in texts)
    return texts if any(is_title) else [cell.text]


def is_note(text: str, layout: Layout) -> bool:
    """Tell whether a cell holds a note below or across a table, such as the sentence that declares it empty."""
    label = normalise(text)
    return any(mark in label for mark in layout.empty_sentences) or label.startswith(_NOTE_BEGINNINGS)


def shows_indicators(grid: Grid) -> bool:
    """Tell whether the first rows of a grid are those of a performance table."""
    texts = [normalise(cell.text) for cell in grid.cells if cell.row < _INDICATOR_ROWS]
    return sum(bool(_INDICATORS.search(text)) for text in texts if len(text) <= _LONGEST_HEADER) > 1


def _head_cells(grid: Grid, row: int, layout: Layout) -> Sequence[GridCell] | None:
    """Give the cells with text of a row of the head; None where the row is no part of it."""
    cells = [cell for cell in grid.cells if cell.row == row and cell.text.strip()]
    text = " ".join(cell.text for cell in cells)
    if is_note(text, layout):
        return None
    if match_unit(text) is not None or match_preparer(text, layout) is not None:
        names_columns = len(cells) > 1 and any(_OF_COLUMN.search(normalise(cell.text)) for cell in cells)
        return None if names_columns else cells
    if not cells:
        # A blank row between title and header is a head row where it is ruled as one cell.
        across = [cell for cell in grid.cells if cell.row == row]
        return [] if len(across) == 1 and across[0].column_span == grid.column_count else None
    if len(cells) > 1:
        return None
    says = match_number(text) or match_title(text, layout) or is_performance_title(text, layout)
    return cells if says or cells[0].column_span == grid.column_count else None


def _first(found: Iterable[T | None]) -> T | None:
    return next((value for value in found if value is not None), None)
