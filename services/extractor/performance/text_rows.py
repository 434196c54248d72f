"""Rows of indicators out of a text extract, where neither rows nor columns are ruled.

In go the fragments below a header and the columns that the header names, out come rows: for each column the
fragments of its cell. The text of a row stands in the order of its columns, each cell broken over lines in
ways that cannot be told from the gaps between cells. So all divisions of the fragments into cells are
weighed at once, and the cheapest is taken (a shortest path, found by dynamic programming): every candidate
cell has its cost (`cells`), and so has every cell that a row leaves out. Three things interrupt the order:
rows that hold level names alone, cells that go on below a page break when the row seemed complete, and
lines at the edge of a page that belong to the page, such as its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from services.extractor.performance.cells import Candidate, Cells
from services.extractor.performance.fit import NEVER, SAME_AS_TARGET
from services.extractor.performance.fragment import Fragment
from services.extractor.performance.indicator_row import HEADING, LEVELS, IndicatorRow, repeats
from services.extractor.performance.path import Path, steps_of, without_dearer
from services.extractor.performance.wording import Wording

_LEAVE_OUT = {"level3": NEVER, "target": 5.0, "basis": 4.0, "previous": 1.0, "weight": 6.0}
_LEAVE_OUT_OTHER = 3.0
_NO_FIRST_LEVEL, _NO_SECOND_LEVEL, _LEVELS_ALONE = 1.5, 0.7, 0.5
_LEVEL_ELSEWHERE = 1.5
_GOES_ON = 0.5
_PAGE_LINE, _OTHER_LINE = 0.5, 5.0
_OUTSIDE_LINE = 0.8
"""A line behind the table costs little, so that the table ends where its rows end and prose begins."""
_HOPELESS = 10.0
"""Ways that cost so much more than another way to the same position, or than the rows before it, are dropped."""
_RIVALS_KEPT = 4
_LONGEST_ROW = 250
"""Fragments. Where so many have brought no further row, the table has ended, and the rest is not weighed."""

_ROW_END = -1
_GOES_ON_IN = 100
"""States of a path: the column of its last cell; a row's end; from here on, a column going on below a page."""


@dataclass(frozen=True, slots=True)
class RowsRead:
    """The rows read, and the fragments of page numbers and page lines between them."""

    rows: tuple[IndicatorRow, ...]
    page_lines: tuple[Fragment, ...]


def divide(cells: Cells, columns: Sequence[str], wording: Wording) -> RowsRead:
    """Divide the fragments below a header into rows; what stands behind the last row is left over."""
    return _Division(cells, columns, wording).rows()


class _Division:
    """The weighing of all divisions of one table's fragments."""

    def __init__(self, cells: Cells, columns: Sequence[str], wording: Wording) -> None:
        self.cells = cells
        self.columns = (HEADING, *columns)
        self.wording = wording
        self.best_end = 0.0
        self.least = [NEVER] * (cells.count + 1)
        self.reached: list[dict[int, list[Path]]] = [{} for _ in range(cells.count + 1)]

    def rows(self) -> RowsRead:
        """Find the cheapest division and give its rows."""
        self.reached[0][_ROW_END] = [Path(0.0, _ROW_END, 0, 0, None)]
        best_at = 0
        for position in range(self.cells.count + 1):
            if self.cells.opens_line[position]:
                self._end_rows(position)
                cost = min((path.cost for path in self.reached[position].get(_ROW_END, ())), default=NEVER)
                if cost < self.best_end:
                    self.best_end, best_at = cost, position
            if position - best_at > _LONGEST_ROW:
                break
            if position < self.cells.count and self.reached[position]:
                self._open_cells(position)
                self._go_on(position)
                self._pass_page_line(position)
        return self._trace(self._cheapest_end())

    def _cheapest_end(self) -> Path:
        ends: list[tuple[float, int, Path]] = []
        lines_left = 0
        for position in range(self.cells.count, -1, -1):
            outside = lines_left * _OUTSIDE_LINE
            ends.extend(
                (path.cost + outside, position, path) for path in self.reached[position].get(_ROW_END, ())
            )
            if position and self.cells.opens_line[position - 1]:
                lines_left += 1
        return min(ends, key=lambda end: end[:2])[2]

    def _paths(self, position: int) -> list[Path]:
        """Give the ways to a position that can still be part of the cheapest one."""
        worst = self._worst(position)
        return [path for rivals in self.reached[position].values() for path in rivals if path.cost <= worst]

    def _worst(self, position: int) -> float:
        return min(self.least[position], self.best_end) + _HOPELESS

    def _arrive(self, path: Path) -> None:
        """Keep a way to a position unless one that is as good for all that may follow is cheaper."""
        self.least[path.end] = min(self.least[path.end], path.cost)
        rivals = self.reached[path.end].setdefault(path.state, [])
        for index, rival in enumerate(rivals):
            if rival.competes(path):
                if path.cost < rival.cost:
                    rivals[index] = path
                return
        rivals.append(path)
        if len(rivals) > _RIVALS_KEPT:
            rivals.remove(max(rivals, key=attrgetter("cost")))

    def _end_rows(self, position: int) -> None:
        """Let rows end here: at the end of a line, or where a cell went on below a page break."""
        for path in self._paths(position):
            if path.state != _ROW_END:
                cost = path.cost + (self._unfinished(path.state) if path.state < _GOES_ON_IN else 0.0)
                debt = path.debt
                if not self.cells.opens_page[position] or position == self.cells.count:
                    cost, debt = cost + debt, 0.0
                self._arrive(Path(cost, _ROW_END, position, position, path, path.level1, debt=debt))

    def _unfinished(self, column: int) -> float:
        """Give the cost of a row that ends after a column."""
        name = self.columns[column]
        if name == HEADING:
            return NEVER
        return _LEVELS_ALONE if name in LEVELS else _left_out(self.columns[column + 1 :])

    def _open_cells(self, position: int) -> None:
        """Open the next cell of a row, in each column that can come next, from the cheapest ways to get there."""
        paths = self._paths(position)
        for column, name in enumerate(self.columns):
            ways = [
                (cost, path)
                for path in paths
                if (cost := path.cost + self._way(path, column, position)) < NEVER
            ]
            if not ways:
                continue
            candidates = self.cells.starting_at(position, name)
            for cost, path in without_dearer(ways):
                self._take(candidates, position, column, cost, path)

    def _way(self, path: Path, column: int, position: int) -> float:
        """Give the cost of opening a cell of a column next: what the row leaves out in between."""
        last = path.state
        if last >= _GOES_ON_IN:
            return NEVER  # the row must be ended first
        if last == _ROW_END:
            if not self.cells.opens_line[position]:
                return NEVER
            unknown = (
                path.level1 is None and "level1" in self.columns and column > self.columns.index("level1")
            )
            return path.debt + _left_out(self.columns[:column]) + (_NO_FIRST_LEVEL if unknown else 0.0)
        if last >= column:
            return NEVER
        between = self.columns[last + 1 : column]
        skips_level2 = self.columns[last] == "level1" and "level2" in between
        return _left_out(between) + (_NO_SECOND_LEVEL if skips_level2 else 0.0)

    def _take(
        self, candidates: Iterable[Candidate], start: int, column: int, cost_before: float, before: Path
    ) -> None:
        name = self.columns[column]
        for cell in candidates:
            cost = cost_before + cell.cost
            if cost > self._worst(cell.end):
                continue
            cost += self._in_context(name, cell.text, before)
            level1 = cell.text if name == "level1" else before.level1
            target = self._remembered_target(name, cell.text, before)
            debt = cell.debt + (before.debt if before.state != _ROW_END else 0.0)
            self._arrive(Path(cost, column, start, cell.end, before, level1, target, debt))

    def _remembered_target(self, name: str, text: str, before: Path) -> str | None:
        if name == "target" and "previous" in self.columns:
            return text
        return before.target if name == "basis" else None

    def _in_context(self, name: str, text: str, before: Path) -> float:
        if name == "level2" and not self.wording.allows(before.level1, text):
            return _LEVEL_ELSEWHERE
        return SAME_AS_TARGET if name == "previous" and repeats(text, before.target) else 0.0

    def _go_on(self, position: int) -> None:
        """Let cells of the row above a page break go on below it, in the order of their columns."""
        for path in self._paths(position):
            column = path.state - _GOES_ON_IN
            if path.state == _ROW_END and path.before is not None:
                below = self.cells.opens_page[position] or path.is_page_line
                if not below or not self.cells.opens_line[position]:
                    continue
            elif path.state < _GOES_ON_IN:
                continue
            row = self._row_of(path)
            for after, name in enumerate(self.columns):
                if after > column and name in row.cells and name != "weight":
                    paid = self.cells.debt(row.cells[name], name)
                    for cell in self.cells.continuing(position, name, row.cells[name]):
                        cost = path.cost + _GOES_ON + cell.cost + paid
                        debt = max(0.0, path.debt - paid)
                        self._arrive(
                            Path(cost, _GOES_ON_IN + after, position, cell.end, path, path.level1, debt=debt)
                        )

    def _pass_page_line(self, position: int) -> None:
        """Let the first or last line of a page be no part of the table."""
        end = position + 1
        while not self.cells.opens_line[end]:
            end += 1
        at_edge = self.cells.opens_page[position] or self.cells.opens_page[end]
        if not (at_edge and self.cells.opens_line[position] and position):
            return
        cost = _PAGE_LINE if self.cells.is_page_line[position] else _OTHER_LINE
        for path in self._paths(position):
            passed = Path(
                path.cost + cost,
                path.state,
                position,
                end,
                path,
                path.level1,
                path.target,
                path.debt,
                is_page_line=True,
            )
            self._arrive(passed)

    def _row_of(self, path: Path) -> IndicatorRow:
        """Give the row that a path has just ended."""
        rows = self._trace(path).rows
        return rows[-1] if rows else IndicatorRow()

    def _trace(self, last: Path) -> RowsRead:
        """Give the rows along a path."""
        rows: list[IndicatorRow] = []
        page_lines: list[Fragment] = []
        row = IndicatorRow()
        for step in steps_of(last):
            inside = list(self.cells.fragments[step.start : step.end])
            if step.is_page_line:
                page_lines.extend(inside)
            elif step.state >= _GOES_ON_IN:
                rows[-1].cells[self.columns[step.state - _GOES_ON_IN]].extend(inside)
            elif step.state != _ROW_END:
                row.cells[self.columns[step.state]] = inside
            elif row.cells:
                rows.append(row)
                row = IndicatorRow()
        return RowsRead(tuple(rows), tuple(page_lines))


@cache
def _left_out(columns: tuple[str, ...]) -> float:
    return sum(
        _LEAVE_OUT.get(column, _LEAVE_OUT_OTHER) for column in columns if column not in (HEADING, *LEVELS)
    )
