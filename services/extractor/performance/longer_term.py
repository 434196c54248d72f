"""What forms plan for a longer term (中期目标, 实施期资金总额) beside or above what they plan for the year.

In go the grids of one plan, row by row, out come the fragments of the year, which the plan is made of. Those of the
longer term are kept apart: goals and amounts by the labels above or before them, indicators by the side of the table
that its header prints a second time, or by the word that stands beside the rows (长期绩效指标, 年度绩效指标).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.extractor.performance.fragment import Fragment
from services.extractor.performance.grid_rows import (
    LONGER_TERM,
    GridColumn,
    GridHeader,
    GridRows,
    OrderedGrid,
)
from services.extractor.performance.result import Reading
from services.extractor.performance.wording import GOAL, Wording
from services.extractor.reading.page import Grid, GridCell
from shared.layout.label import normalise
from shared.model.document import ObservationKind

_LONG = r"^(?:中长期|中期|长期|实施期|项目期|执行期|全周期)"
_YEAR = r"^(?:本年度?|当年度?|20\d\d年度?|年度)"
_NOTE = r"(?:（[^（）]*）)*"
_END = _NOTE + "(?:：|$)"
_GOAL_WORDS = "[总整体绩效支出]*目标"
_LABELS = {
    key: (re.compile(_LONG + words + _END), re.compile(_YEAR + words + _END))
    for key, words in (
        (GOAL, _GOAL_WORDS),
        ("budget", "[项目财政预算支出]*(?:资金)?(?:总额|金额)"),
    )
}
"""Field → its labels of the longer term, and of the year."""
_WHOLE = re.compile(r"^(?:项目)?总(?:体)?(?:绩效)?目标" + _END)
"""A goal of the longer term where it stands to the left of the year's, and of both where it stands beside them."""
_ROWS = re.compile(rf"(?P<longer>{_LONG}(?:绩效)?指标$)|{_YEAR}(?:绩效)?指标$")
_BOTH_GOALS = re.compile(f"{_LONG}{_GOAL_WORDS}{_NOTE}{_YEAR[1:]}{_GOAL_WORDS}")
_LONGEST_LABEL = 40
_NEAR = 1.0
_Key = tuple[int, int]


def are_two_goals(goal: str) -> bool:
    """Tell whether a goal begins with the labels of both terms, which stand side by side above two texts."""
    return _BOTH_GOALS.match(normalise(goal)) is not None


@dataclass(slots=True)
class LongerTerm:
    """What one plan says of a longer term than the year, kept apart while its grids are taken."""

    wording: Wording
    fragments: list[Fragment] = field(default_factory=list)
    """The words and amounts of its head."""
    labels: list[Fragment] = field(default_factory=list)
    """Its labels, and those of the year beside one for both terms, which opens the field already."""
    rows: GridRows | None = None
    has_open_rows: bool = False
    _grid: Grid | None = None
    _cells: set[_Key] = field(default_factory=set)
    _labels: set[_Key] = field(default_factory=set)
    _range: tuple[float, float] | None = None
    """The sides of the longer goals that reach down to the end of the grid."""
    _year_starts: float | None = None
    _marks: list[GridCell] = field(default_factory=list)
    """The cells of the grid that say of which term the rows beside them are."""

    def of_the_year(self, placed: OrderedGrid, row: int) -> list[Fragment]:
        """Give the fragments that begin in a row of the head and are the year's, or of no term."""
        if placed.grid is not self._grid:
            self._take(placed.grid)
        kept: list[Fragment] = []
        for cell in placed.covering(row):
            if cell.row != row:
                continue
            fragments = placed.fragments(cell, self.wording)
            if (cell.row, cell.column) in self._cells:
                for fragment in fragments:
                    (self.labels if self._is_label(fragment) else self.fragments).append(fragment)
            elif (cell.row, cell.column) in self._labels:
                self.labels += fragments[:1]
                kept += fragments[1:]
            else:
                kept += fragments
        return kept

    def one_header(self, header: GridHeader) -> GridHeader:
        """Give a header that prints its columns for both terms with the others marked as those of the longer."""
        twice = [key for key in set(header.keys) if header.keys.count(key) > 1]
        if "level3" not in twice:
            return header
        columns = tuple(
            replace(column, key=LONGER_TERM)
            if column.key in twice
            and column is not self._of_year([c for c in header.columns if c.key == column.key])
            else column
            for column in header.columns
        )
        return replace(header, columns=columns)

    def mark_rows(self, placed: OrderedGrid, row: int, header: GridHeader) -> None:
        """Note whether the rows from this one on are of the longer term: a word to their left says so."""
        if placed.grid is not self._grid:
            self._take(placed.grid)
        first = min(column.x0 for column in header.columns if column.key is not None) if self._marks else 0.0
        for cell in self._marks:
            if cell.row <= row < cell.row + cell.row_span and cell.box.x1 <= first + _NEAR:
                told = _ROWS.match(normalise(cell.text))
                self.has_open_rows = told is not None and told["longer"] is not None
        if self.has_open_rows and self.rows is None:
            self.rows = GridRows(header, self.wording)

    @property
    def open_rows(self) -> GridRows | None:
        """The rows of the longer term while they are printed; None among those of the year."""
        return self.rows if self.has_open_rows else None

    def settle(self, rows: GridRows, reading: Reading) -> GridRows:
        """Give the rows of the year, or those of the longer term where there are no others; tell what is left out."""
        own, others = rows, self.rows
        if others is not None and not any("level3" in row.cells for row in rows.rows):
            own, others = others, rows
        kept_apart = [row for row in others.rows if "level3" in row.cells] if others is not None else []
        cells = [cell for row in kept_apart for cell in row.cells.values()]
        cells += [row.cells[LONGER_TERM] for row in own.rows if LONGER_TERM in row.cells]
        left = [*self.fragments, *(fragment for cell in cells for fragment in cell)]
        reading.use([*left, *self.labels], "longer_term")
        if left:
            detail = f"{len(left)} cells of a performance table are of a longer term than the year and are left out"
            printed = next((label.text for label in self.labels), left[0].text)
            reading.notice(ObservationKind.TABLE_UNKNOWN, detail, left[0].place, printed=printed)
        return own

    def _is_label(self, fragment: Fragment) -> bool:
        text = normalise(fragment.text)
        is_known = self.wording.field(text) is not None or _WHOLE.match(text) is not None
        return is_known or any(longer.match(text) for longer, _ in _LABELS.values())

    def _of_year(self, columns: Sequence[GridColumn]) -> GridColumn:
        start = self._year_starts
        right = [column for column in columns if start is not None and column.x0 >= start - _NEAR]
        return (right or columns)[0 if right else -1]

    def _take(self, grid: Grid) -> None:
        carried, self._range = self._range, None
        self._grid, self._cells, self._labels = grid, set(), set()
        if carried is not None:
            end = next(
                (cell.row for cell in grid.cells if cell.column == 0 and cell.text.strip()), grid.row_count
            )
            self._cells |= _within(grid, range(end), carried)
        texts = [(cell, normalise(cell.text[:_LONGEST_LABEL])) for cell in grid.cells if cell.text.strip()]
        self._marks = [cell for cell, text in texts if _ROWS.match(text)]
        for key, (longer, year) in _LABELS.items():
            years = [cell for cell, text in texts if year.match(text)]
            for cell, text in texts:
                if years and (longer.match(text) or (key == GOAL and _is_whole(cell, text, years))):
                    self._part(grid, key, cell, years)

    def _part(self, grid: Grid, key: str, longer: GridCell, years: Sequence[GridCell]) -> None:
        """Put aside what stands below a label of the longer term, or behind it where the year has its own row."""
        beside = next(
            (year for year in years if year.row == longer.row and year.column > longer.column), None
        )
        if beside is None:
            rows = range(longer.row, longer.row + longer.row_span)
            self._cells |= _within(grid, rows, (longer.box.x0, grid.box.x1))
            self._labels |= {(year.row, year.column) for year in years if self._is_opened(grid, key, year)}
            return
        end = _block_end(grid, longer)
        sides = (longer.box.x0, beside.box.x0)
        self._cells |= _within(grid, range(longer.row, end), sides)
        if self._is_opened(grid, key, beside):
            self._labels.add((beside.row, beside.column))
        if key == GOAL:
            self._year_starts = beside.box.x0
            self._range = sides if end == grid.row_count else None

    def _is_opened(self, grid: Grid, key: str, year: GridCell) -> bool:
        """Tell whether a label to the left of the year's opens the same field."""
        return any(
            cell.column < year.column
            and cell.row <= year.row < cell.row + cell.row_span
            and (cell.row, cell.column) not in self._cells
            and self.wording.field(cell.text) == key
            for cell in grid.cells
        )


def _is_whole(cell: GridCell, text: str, years: Sequence[GridCell]) -> bool:
    """Tell whether a cell is called 总目标 and stands right before the year's, with another column to its left."""
    end = cell.column + cell.column_span
    is_before = any(year.row == cell.row and year.column == end for year in years)
    return cell.column > 0 and is_before and _WHOLE.match(text) is not None


def _block_end(grid: Grid, label: GridCell) -> int:
    """Give the row below the block that a label stands in: the next that something else is called at its left."""
    below = label.row + label.row_span
    if label.column == 0:
        holds_value = "：" in normalise(label.text)[:-1]
        return min(below + (0 if holds_value else 1), grid.row_count)
    starts = [cell.row for cell in grid.cells if cell.column == 0 and cell.row >= below and cell.text.strip()]
    return min(starts, default=grid.row_count)


def _within(grid: Grid, rows: range, sides: tuple[float, float]) -> set[_Key]:
    """Give the cells that begin in some rows and between two places."""
    return {
        (cell.row, cell.column)
        for cell in grid.cells
        if cell.row in rows and sides[0] - _NEAR <= cell.box.x0 < sides[1] - _NEAR
    }
