"""Rows of indicators out of a text extract, where neither rows nor columns are ruled.

In go the fragments below a header and the columns that the header names, out come rows: for each column the fragments of
its cell. The text of a row stands in the order of its columns, each cell broken over lines in ways that cannot be told
from the gaps between cells. So all divisions of the fragments into cells are weighed at once, and the cheapest is taken
(a shortest path, found by dynamic programming): every cell costs what its text costs in its column (`fit`), every
implausible break or blank inside it costs more, and so does every cell that a row leaves out. Three things interrupt the
order: rows that hold level names alone, cells that go on below a page break when the row seemed complete, and lines at
the edge of a page that belong to the page, such as its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from services.extractor.performance.fit import NEVER, Fit
from services.extractor.performance.fragment import Fragment, early_breaks, joined, lines_of, unlikely_blanks
from services.extractor.performance.wording import Wording
from services.extractor.performance.cell_text import normalise_target

HEADING = "heading"
LEVELS = ("level1", "level2")

_EARLY_BREAK, _UNLIKELY_BLANK, _PAGE_INSIDE = 1.5, 2.5, 4.0
_LEAVE_OUT = {"level3": NEVER, "target": 5.0, "basis": 3.0, "previous": 1.5, "weight": 6.0}
_LEAVE_OUT_OTHER = 3.0
_NO_FIRST_LEVEL, _NO_SECOND_LEVEL, _LEVELS_ALONE = 1.5, 0.7, 0.5
_LEVEL_ELSEWHERE = 1.5
_GOES_ON = 1.0
_SAME_AS_TARGET = -1.5
_PAGE_NUMBER, _PAGE_LINE = 2.5, 5.0
_OUTSIDE_LINE = 0.3
"""A line behind the table costs little, so that the table ends where its rows end and prose begins."""


@dataclass(slots=True)
class TextRow:
    """One row: column key → the fragments of its cell."""

    cells: dict[str, list[Fragment]] = field(default_factory=dict)

    def text(self, column: str) -> str | None:
        """Give the text of a cell without breaks and blanks, or None where it is blank."""
        fragments = self.cells.get(column)
        return joined(fragments) if fragments else None


@dataclass(frozen=True, slots=True)
class TextRows:
    """The rows read, the fragments of page numbers and page lines between them, and how many fragments were used."""

    rows: tuple[TextRow, ...]
    page_lines: tuple[Fragment, ...]
    end: int


class _Step(Enum):
    CELL = "cell"
    ROW_END = "row_end"
    GOES_ON = "goes_on"
    PAGE_LINE = "page_line"


@dataclass(slots=True)
class _Path:
    """The cheapest way found to a position: its last step, what went before, and what later costs depend on."""

    cost: float
    step: _Step
    column: int
    start: int
    end: int
    before: _Path | None
    level1: str | None = None
    target: str | None = None

    @property
    def state(self) -> tuple[_Step, int]:
        """What the next step depends on; a page line changes nothing."""
        path = self
        while path.step is _Step.PAGE_LINE and path.before is not None:
            path = path.before
        return path.step, path.column


def segment(fragments: Sequence[Fragment], columns: Sequence[str], wording: Wording, fit: Fit) -> TextRows:
    """Divide the fragments below a header into rows; what stands behind the last row is left over."""
    return _Segmentation(fragments, columns, wording, fit).rows()


class _Segmentation:
    """The weighing of all divisions of one table's fragments."""

    def __init__(self, fragments: Sequence[Fragment], columns: Sequence[str], wording: Wording, fit: Fit) -> None:
        self.fragments = fragments
        self.columns = (HEADING, *columns)
        self.wording = wording
        self.fit = fit
        self.count = len(fragments)
        self.opens_line = [
            index == 0 or fragments[index].line_no != fragments[index - 1].line_no for index in range(self.count)
        ] + [True]
        self.opens_page = [
            index > 0 and fragments[index].page != fragments[index - 1].page for index in range(self.count)
        ] + [True]
        self.reached: list[dict[tuple[_Step, int], _Path]] = [{} for _ in range(self.count + 1)]
        self.texts: dict[tuple[int, int], tuple[str, float]] = {}

    def rows(self) -> TextRows:
        """Find the cheapest division and give its rows."""
        start = _Path(0.0, _Step.ROW_END, -1, 0, 0, None)
        self.reached[0][start.state] = start
        for position in range(self.count + 1):
            if self.opens_line[position]:
                self._end_rows(position)
            if position < self.count and self.reached[position]:
                self._open_cells(position)
                self._go_on(position)
                self._pass_page_line(position)
        return self._trace(self._cheapest_end())

    def _cheapest_end(self) -> _Path:
        ends = []
        lines_left = 0
        for position in range(self.count, -1, -1):
            path = self.reached[position].get((_Step.ROW_END, -1))
            if path is not None:
                ends.append((path.cost + lines_left * _OUTSIDE_LINE, position, path))
            if position and self.opens_line[position - 1]:
                lines_left += 1
        return min(ends, key=lambda end: end[:2])[2]

    def _arrive(self, path: _Path) -> None:
        if path.cost >= NEVER:
            return
        known = self.reached[path.end].get(path.state)
        if known is None or path.cost < known.cost:
            self.reached[path.end][path.state] = path

    def _end_rows(self, position: int) -> None:
        """Let rows end here: at the end of a line, or where a cell went on below a page break."""
        for path in list(self.reached[position].values()):
            step, column = path.state
            if step is _Step.ROW_END:
                continue
            cost = path.cost + (self._unfinished(column) if step is _Step.CELL else 0.0)
            self._arrive(_Path(cost, _Step.ROW_END, -1, position, position, path, path.level1))

    def _unfinished(self, column: int) -> float:
        """Give the cost of a row that ends after a column."""
        name = self.columns[column]
        if name == HEADING:
            return NEVER
        if name in LEVELS:
            return _LEVELS_ALONE
        return self._left_out(self.columns[column + 1 :])

    @staticmethod
    def _left_out(columns: Iterable[str]) -> float:
        return sum(_LEAVE_OUT.get(column, _LEAVE_OUT_OTHER) for column in columns if column not in (HEADING, *LEVELS))

    def _open_cells(self, position: int) -> None:
        """Open the next cell of a row, in each column that can come next, from the cheapest way to get there."""
        for column, name in enumerate(self.columns):
            best: tuple[float, _Path] | None = None
            for path in self.reached[position].values():
                cost = path.cost + self._way(path, column, position)
                if cost < NEVER and (best is None or cost < best[0]):
                    best = (cost, path)
            if best is not None:
                self._cells_from(position, column, name, *best)

    def _way(self, path: _Path, column: int, position: int) -> float:
        """Give the cost of opening a cell of a column next: what the row leaves out in between."""
        step, last = path.state
        if step is _Step.GOES_ON:
            return NEVER  # a row must be ended first
        if step is _Step.ROW_END:
            if not self.opens_line[position]:
                return NEVER
            unknown = path.level1 is None and "level1" in self.columns and column > self.columns.index("level1")
            return self._left_out(self.columns[:column]) + (_NO_FIRST_LEVEL if unknown else 0.0)
        if last >= column:
            return NEVER
        between = self.columns[last + 1 : column]
        skips_level2 = self.columns[last] == "level1" and "level2" in between
        return self._left_out(between) + (_NO_SECOND_LEVEL if skips_level2 else 0.0)

    def _cells_from(self, start: int, column: int, name: str, cost: float, before: _Path) -> None:
        for end in range(start + 1, self.count + 1):
            text, torn = self._text(start, end)
            path = _Path(
                cost + torn + self.fit.cost(name, text) + self._in_context(name, text, before),
                _Step.CELL,
                column,
                start,
                end,
                before,
                text if name == "level1" else before.level1,
                text if name == "target" else before.target,
            )
            self._arrive(path)
            if not self.fit.can_grow(name, text):
                break

    def _in_context(self, name: str, text: str, before: _Path) -> float:
        if name == "level2" and not self.wording.allows(before.level1, text):
            return _LEVEL_ELSEWHERE
        if name == "previous" and before.target and _value(before.target) == normalise_target(text):
            return _SAME_AS_TARGET
        return 0.0

    def _text(self, start: int, end: int) -> tuple[str, float]:
        """Give the text of a cell and the cost of the breaks and blanks inside it."""
        key = start, end
        if key not in self.texts:
            inside = self.fragments[start:end]
            pages = sum(self.opens_page[start + 1 : end])
            torn = (
                _EARLY_BREAK * early_breaks(lines_of(inside))
                + _UNLIKELY_BLANK * unlikely_blanks(inside)
                + _PAGE_INSIDE * pages
            )
            self.texts[key] = joined(inside), torn
        return self.texts[key]

    def _go_on(self, position: int) -> None:
        """Let cells of the row above a page break go on below it, in the order of their columns."""
        for path in list(self.reached[position].values()):
            step, last = path.state
            begins = step is _Step.ROW_END and position > 0 and self.opens_page[position] and self.opens_line[position]
            if not (begins or step is _Step.GOES_ON):
                continue
            row = self._row_of(path)
            for column, name in enumerate(self.columns):
                if column > last and name in row.cells and name != "weight":
                    self._continuations(position, column, name, path, row)

    def _continuations(self, start: int, column: int, name: str, before: _Path, row: TextRow) -> None:
        above = row.cells[name]
        cost_above = self.fit.cost(name, joined(above))
        for end in range(start + 1, self.count + 1):
            inside = self.fragments[start:end]
            if any(self.opens_page[start + 1 : end]):
                break
            whole = [*above, *inside]
            torn = _EARLY_BREAK * (early_breaks(lines_of(whole)) - early_breaks(lines_of(above)))
            gain = self.fit.cost(name, joined(whole)) - cost_above
            cost = before.cost + _GOES_ON + gain + torn + _UNLIKELY_BLANK * unlikely_blanks(inside)
            self._arrive(_Path(cost, _Step.GOES_ON, column, start, end, before, before.level1))
            if not self.fit.can_grow(name, joined(whole)):
                break

    def _pass_page_line(self, position: int) -> None:
        """Let the first or last line of a page be no part of the table."""
        end = position + 1
        while not self.opens_line[end]:
            end += 1
        at_edge = self.opens_page[position] or self.opens_page[end]
        if not (at_edge and self.opens_line[position] and position):
            return
        bare = joined(self.fragments[position:end]).strip("-—–").isdigit()
        cost = _PAGE_NUMBER if bare else _PAGE_LINE
        for path in list(self.reached[position].values()):
            passed = _Path(path.cost + cost, _Step.PAGE_LINE, -1, position, end, path, path.level1, path.target)
            self._arrive(passed)

    def _row_of(self, path: _Path) -> TextRow:
        """Give the row that a path has just ended."""
        rows = self._trace(path).rows
        return rows[-1] if rows else TextRow()

    def _trace(self, last: _Path) -> TextRows:
        """Give the rows along a path."""
        steps: list[_Path] = []
        path: _Path | None = last
        while path is not None:
            steps.append(path)
            path = path.before
        rows: list[TextRow] = []
        page_lines: list[Fragment] = []
        row = TextRow()
        for step in reversed(steps):
            inside = list(self.fragments[step.start : step.end])
            if step.step is _Step.CELL:
                row.cells[self.columns[step.column]] = inside
            elif step.step is _Step.GOES_ON:
                cells = rows[-1].cells
                cells[self.columns[step.column]] = cells[self.columns[step.column]] + inside
            elif step.step is _Step.PAGE_LINE:
                page_lines.extend(inside)
            elif row.cells:
                rows.append(row)
                row = TextRow()
        return TextRows(tuple(rows), tuple(page_lines), last.end)


def _value(target: str) -> str:
    """Give a target without its operator."""
    return normalise_target(target).lstrip("<>=")
