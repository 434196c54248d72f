"""Rows of indicators out of a ruled grid: the header says which column a cell stands in, spans say what is merged.

In go the grids of one performance table, out come its rows, each with the cells that begin in it (a merged
level stands in its first row alone, as in a text extract) and the merged cells of other columns that reach
into it. A row that a page end cuts in two is one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.extractor.performance.cell_text import has_operator
from services.extractor.performance.fragment import Fragment, fragments_of_cell
from services.extractor.performance.indicator_row import (
    HEADING,
    LEVELS,
    PROJECT_CELLS,
    PROJECT_NAMES,
    IndicatorRow,
)
from services.extractor.performance.wording import Wording
from services.extractor.reading.page import Grid, GridCell

_LEAST_COLUMNS = 3
_NAMES_ALONE = "indicator"
"""A column headed 绩效指标 is that of the third level where no other is; else the form's own word beside the rows."""
_KEPT_NOWHERE = "remark"
LONGER_TERM = "longer_term"
"""The key of columns that say of a longer term what others say of the year."""
_OWN_ONLY = frozenset({HEADING, *LEVELS, *PROJECT_CELLS, _KEPT_NOWHERE, LONGER_TERM, "weight"})
"""Columns whose merged cell counts in its first row alone: levels are handed down later, a weight counts once."""


@dataclass(frozen=True, slots=True)
class OrderedGrid:
    """A grid with its index on its page and the place of its first cell in the reading order of the document."""

    grid: Grid
    index: int
    first_line_no: int

    def fragments(self, cell: GridCell, wording: Wording) -> list[Fragment]:
        """Give the fragments of a cell."""
        key = (self.grid.page, self.index, cell.row, cell.column)
        line_no = self.first_line_no + cell.row * self.grid.column_count + cell.column
        return fragments_of_cell(cell, key, self.grid.page, line_no, wording)

    def covering(self, row: int) -> list[GridCell]:
        """Give the cells that stand in or reach into a row, from left to right."""
        cells = [cell for cell in self.grid.cells if cell.row <= row < cell.row + cell.row_span]
        return sorted(cells, key=lambda cell: cell.column)


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A header cell: the key of its column, None where the layout does not know it, and its sides in points."""

    key: str | None
    x0: float
    x1: float
    cell: GridCell

    @property
    def end(self) -> int:
        """The row below the header cell."""
        return self.cell.row + self.cell.row_span

    def holds(self, cell: GridCell) -> bool:
        """Tell whether a cell stands in this column: one of the two lies with its middle within the other."""
        middle = (cell.box.x0 + cell.box.x1) / 2
        return self.x0 <= middle <= self.x1 or cell.box.x0 <= (self.x0 + self.x1) / 2 <= cell.box.x1


@dataclass(frozen=True, slots=True)
class GridHeader:
    """The header row of the indicators in a grid, and the row below it."""

    columns: tuple[GridColumn, ...]
    row: int
    end: int

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the known columns from left to right."""
        return tuple(column.key for column in self.columns if column.key is not None)


def find_grid_header(placed: OrderedGrid, row: int, wording: Wording) -> GridHeader | None:
    """Give the header that a row of a grid is, or None. A header over two rows is found at the row with most labels."""
    columns = _columns(placed, row, wording)
    known = [column for column in columns if column.key is not None]
    keys = {column.key for column in known} - {_KEPT_NOWHERE}
    if len(keys) < _LEAST_COLUMNS or "level3" not in keys or not {"target", "weight"} & keys:
        return None
    first = columns.index(known[0])
    end = max(column.end for column in known)
    return GridHeader(tuple(columns[first:]), row, end)


def completed_header(header: GridHeader, placed: OrderedGrid, wording: Wording) -> GridHeader | None:
    """Give a header that a page end cuts with the rest of its labels, the first row of the next page; None without.

    Every cell of that row must complete the label of one column, which was not that of another.
    """
    cells = [cell for cell in placed.covering(0) if cell.text.strip()]
    columns = list(header.columns)
    for cell in cells:
        places = [number for number, column in enumerate(columns) if column.holds(cell)]
        if len(places) != 1:
            return None
        column = columns[places[0]]
        key = wording.grid_column(column.cell.text + cell.text)
        if key is None or column.key not in {None, key}:
            return None
        columns[places[0]] = replace(column, key=key)
    return replace(header, columns=tuple(columns)) if cells else None


def _columns(placed: OrderedGrid, row: int, wording: Wording) -> list[GridColumn]:
    """Give the columns that a row of cells heads, were it a header."""
    found = [_column(cell, wording) for cell in placed.covering(row) if cell.text.strip()]
    has_level3 = any(column.key == "level3" for column in found)
    key = HEADING if has_level3 else "level3"
    columns = [replace(column, key=key) if column.key == _NAMES_ALONE else column for column in found]
    ends = [column.end for column in columns if column.key == "level3"]
    # What reaches further down than the header is a word of the form beside the rows below.
    return [column for column in columns if column.key != HEADING and column.end <= max(ends, default=0)]


def _column(cell: GridCell, wording: Wording) -> GridColumn:
    return GridColumn(wording.grid_column(cell.text), cell.box.x0, cell.box.x1, cell)


@dataclass(slots=True)
class GridRows:
    """The rows of one table, gathered grid by grid."""

    header: GridHeader
    wording: Wording
    rows: list[IndicatorRow] = field(default_factory=list)
    page_start: int | None = None
    """Where the rows of the last further page begin; `beside` is the row of what stands beside them."""
    beside: IndicatorRow | None = None

    def add(self, placed: OrderedGrid, row: int, *, at_page_top: bool) -> None:
        """Add a row of a grid; at the top of a page it may be the rest of the last one."""
        found = self._read(placed, row)
        if not found.cells:
            return
        if at_page_top:
            self.page_start, self.beside = len(self.rows), None
        found.tops_page = at_page_top
        found.awaits_name = not at_page_top and self._awaits_name(placed, row)
        if at_page_top:
            self._complete_levels(found)
            if self.rows and self._goes_on(found):
                _join(self.rows[-1], found)
                return
        self.rows.append(found)

    def add_beside(self, fragments: Sequence[Fragment]) -> list[Fragment]:
        """Add text beside the rows of a further page: a listed project's cells there may have no borders.

        It heads the rows of its page. Gives what stands in no column of a project.
        """
        left: list[Fragment] = []
        for fragment in fragments:
            key = self._project_column(fragment) if self.page_start is not None else None
            if key is None or self.page_start is None:
                left.append(fragment)
                continue
            if self.beside is None:
                self.beside = IndicatorRow(tops_page=True)
                self.rows.insert(self.page_start, self.beside)
            self.beside.cells.setdefault(key, []).append(fragment)
        return left

    def _project_column(self, fragment: Fragment) -> str | None:
        if fragment.box is None:
            return None
        middle = (fragment.box.x0 + fragment.box.x1) / 2
        keys = {column.key for column in self.header.columns if column.x0 <= middle <= column.x1}
        return next((key for key in PROJECT_CELLS if key in keys), None)

    def _read(self, placed: OrderedGrid, row: int) -> IndicatorRow:
        found = IndicatorRow()
        begins = False
        for cell in placed.covering(row):
            keys = [column.key for column in self.header.columns if column.holds(cell)]
            if len(keys) != 1 or keys[0] is None:
                continue  # a note across the table, or a column that is not known
            key = HEADING if HEADING in self.wording.known_in(cell.text) else keys[0]
            if cell.row != row and key in _OWN_ONLY:
                continue
            fragments = placed.fragments(cell, self.wording)
            if fragments:
                begins = begins or cell.row == row
                found.cells.setdefault(key, []).extend(fragments)
        # A row into which merged cells reach, and in which none begins, is a grid line without a meaning.
        return found if begins else IndicatorRow()

    def _awaits_name(self, placed: OrderedGrid, row: int) -> bool:
        """Tell whether a blank merged cell for a project's name begins in a row and goes on behind the page end."""
        columns = [column for column in self.header.columns if column.key in PROJECT_NAMES]
        named = [cell for cell in placed.grid.cells if any(column.holds(cell) for column in columns)]
        is_merged = any(
            cell.row_span > 1 and self.wording.grid_column(cell.text) is None for cell in named
        )  # where each row has a cell of its own, those below the name are blank
        begun = [cell for cell in named if cell.row == row]
        return (
            is_merged
            and bool(begun)
            and all(
                not cell.text.strip() and cell.row + cell.row_span == placed.grid.row_count for cell in begun
            )
        )

    def _complete_levels(self, found: IndicatorRow) -> None:
        """Give the rest of a level's name, cut by the page end, back to the name above."""
        for level in LEVELS:
            here = found.text(level)
            above = next((row for row in reversed(self.rows) if level in row.cells), None)
            if here is None or above is None:
                continue
            whole = (above.text(level) or "") + here
            if level in self.wording.known_in(whole) and level not in self.wording.known_in(here):
                above.cells[level].extend(found.cells.pop(level))

    def _goes_on(self, found: IndicatorRow) -> bool:
        """Tell whether a row at the top of a page is the rest of the row above: it lacks what every row has."""
        above = self.rows[-1]
        if found.text("budget") is not None or found.text("fiscal") is not None:
            return False  # the first row of a project of a list
        if found.text("level3") is None:
            return not set(found.cells) <= {HEADING, *LEVELS}
        if set(above.cells) <= {HEADING, *LEVELS} and set(found.cells) & set(LEVELS):
            return False  # the form's row for a level that has no indicator
        target = found.text("target")
        if target is not None and above.text("target") is not None and has_operator(target[0]):
            return False
        if "weight" in self.header.keys:
            return found.text("weight") is None or above.text("weight") is None
        return target is None


def _join(above: IndicatorRow, below: IndicatorRow) -> None:
    for column, fragments in below.cells.items():
        above.cells.setdefault(column, []).extend(fragments)
