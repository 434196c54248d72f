"""Performance tables out of ruled grids, as PDFs show them: cells with borders, merged over rows and columns.

In go the pages of a document, out come its plans, every value with its page and box. A plan begins at its
title, outside or inside a grid, or, where the title is lost, at a grid with the fields and header of the
form; it takes in the grids that follow while they fit, over as many pages as there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.extractor.performance.fields import find_label, read_head
from services.extractor.performance.fragment import Fragment
from services.extractor.performance.grid_items import SAME_SIDE, OutsideLine, grid_items, headings_above
from services.extractor.performance.grid_rows import (
    GridColumn,
    GridHeader,
    GridRows,
    OrderedGrid,
    completed_header,
    find_grid_header,
)
from services.extractor.performance.listed import is_list, listed_projects
from services.extractor.performance.longer_term import LongerTerm
from services.extractor.performance.plan import FoundPlan, add_plan
from services.extractor.performance.result import PlansRead, Reading
from services.extractor.performance.wording import BLOCK_FIELDS, GOAL, HEAD_FIELDS, Title, Wording
from services.extractor.reading.page import Page
from services.extractor.segment.headline import is_sentence
from shared.layout import Layout
from shared.model.document import ObservationKind
from shared.model.money import Unit
from shared.model.place import Place

_LINES_ABOVE = 3
"""A table's number, and a heading over two lines, may stand above its title."""
_HEADER_ROWS = 4
"""So many rows has the header of a list at the most."""
_OPENS_FORM = frozenset({"plan_name", "project_name"})


@dataclass(slots=True)
class _Draft:
    """A plan while its grids are gathered."""

    title: Title | None
    title_fragments: list[Fragment]
    place: Place
    longer: LongerTerm
    head: list[Fragment] = field(default_factory=list)
    header_fragments: list[Fragment] = field(default_factory=list)
    rows: GridRows | None = None
    edges: tuple[float, ...] = ()
    """The column borders of the grid with the header. Beside cells merged over pages, a grid begins at one of them."""
    last: OrderedGrid | None = None
    unknown: list[tuple[GridColumn, Place]] = field(default_factory=list)
    """Columns that the layout does not know; a page end may have cut their labels."""


def read_plans_from_grids(pages: Sequence[Page], layout: Layout) -> PlansRead:
    """Read all performance plans of a document's pages. What belongs to none is left out of the account."""
    wording = Wording.of(layout)
    reading = Reading()
    if wording is None:
        return reading.finished()
    gatherer = _Gatherer(wording, reading, layout.default_unit)
    for item in grid_items(pages, wording):
        if isinstance(item, OrderedGrid):
            gatherer.take_grid(item)
        else:
            gatherer.take_line(item)
    gatherer.finish()
    return reading.finished()


class _Gatherer:
    """Gathers the grids of one plan after another and puts each plan together when the next one begins."""

    def __init__(self, wording: Wording, reading: Reading, default_unit: Unit) -> None:
        self.wording = wording
        self.reading = reading
        self.default_unit = default_unit
        self.draft: _Draft | None = None
        self.above: list[OutsideLine] = []
        """The last lines since the last grid."""

    def take_line(self, line: OutsideLine) -> None:
        """Take a line outside the grids: a title opens a plan, a heading or sentence below its rows closes it."""
        draft = self.draft
        if line.is_beside and draft is not None and draft.rows is not None:
            left = (
                draft.rows.add_beside(line.fragments) if is_list(draft.rows.header.keys) else line.fragments
            )
            self.reading.use(left, "goal")
            return
        above, self.above = self.above, [*self.above[-_LINES_ABOVE:], line]
        title = self.wording.title(line.text)
        if title is None and above:
            title = self.wording.title(above[-1].text + line.text)
        if title is not None and self._is_repeated(title):
            self.reading.use(line.fragments, "title")
        elif title is not None:
            self._open(title, [*headings_above(above, line.place.page), *line.fragments], line.place)
        elif self.draft is not None and self.draft.last is None:
            self.draft.head.extend(line.fragments)
        elif self.wording.is_section_heading(line.text) or is_sentence(line.text):
            self.finish()

    def take_grid(self, placed: OrderedGrid) -> None:
        """Take a grid row by row, if it belongs to a plan."""
        above, self.above = self.above, []
        if not self._belongs(placed):
            self.finish()
            return
        if self.draft is None:
            self.reading.use(headings_above(above, placed.grid.page), "title")
        header_end = self._complete_header(placed) or self._repeated_header(placed)
        for row in range(header_end, placed.grid.row_count):
            header = find_grid_header(placed, row, self.wording)
            if header is not None:
                self._take_header(placed, header)
                header_end = header.end
            elif row >= header_end:
                self._take_row(placed, row, at_page_top=row == header_end)
        if self.draft is not None:
            self.draft.last = placed

    def _complete_header(self, placed: OrderedGrid) -> int:
        """Complete a header that the page end cut by the first row of the next page; give the first row below it."""
        draft = self.draft
        if draft is None or draft.rows is None or draft.last is None or draft.rows.rows:
            return 0
        header = draft.rows.header
        if header.end != draft.last.grid.row_count or placed.grid.page == draft.last.grid.page:
            return 0
        whole = completed_header(header, placed, self.wording)
        if whole is None:
            return 0
        draft.rows.header = whole
        named = {column.cell for column in whole.columns if column.key is not None}
        draft.unknown = [(column, place) for column, place in draft.unknown if column.cell not in named]
        draft.header_fragments.extend(self._row_fragments(placed, 0))
        return 1

    def _repeated_header(self, placed: OrderedGrid) -> int:
        """Pass over what a list's header, printed again on a further page, has above the row that names the indicators.

        Gives the row of the indicators' names, or 0 where the page begins with it or has none.
        """
        draft = self.draft
        if draft is None or draft.rows is None or draft.last is None or not is_list(draft.rows.header.keys):
            return 0
        rows = range(min(_HEADER_ROWS, placed.grid.row_count))
        again = next(filter(None, (find_grid_header(placed, row, self.wording) for row in rows)), None)
        if again is None or set(again.keys) != set(draft.rows.header.keys):
            return 0
        for row in range(again.row):
            draft.header_fragments.extend(self._row_fragments(placed, row))
        return again.row

    def _is_repeated(self, title: Title) -> bool:
        """Tell whether a title is printed again above a further page of the list that is open."""
        draft = self.draft
        if draft is None or draft.title is None or draft.rows is None:
            return False
        return draft.title.text == title.text and is_list(draft.rows.header.keys)

    def _belongs(self, placed: OrderedGrid) -> bool:
        """Tell whether a grid is part of a performance table: it shows the form, or it continues the one above."""
        if any(find_grid_header(placed, row, self.wording) for row in range(placed.grid.row_count)):
            return True
        if self.draft is None:
            return False
        if self.draft.last is None:
            return placed.grid.page - self.draft.place.page <= 1 and self._shows_fields(placed)
        last = self.draft.last.grid
        edges = (last.box.x0, *self.draft.edges)
        return (
            placed.grid.page - last.page <= 1
            and any(abs(placed.grid.box.x0 - edge) <= SAME_SIDE for edge in edges)
            and abs(placed.grid.box.x1 - last.box.x1) <= SAME_SIDE
        )

    def _shows_fields(self, placed: OrderedGrid) -> bool:
        """Tell whether a grid has fields that only the form has: two of its head, the goal or the budget block."""
        keys = {
            self.wording.field(fragment.text)
            for row in range(placed.grid.row_count)
            for fragment in self._row_fragments(placed, row)
        }
        return len(keys & HEAD_FIELDS) > 1 or bool(keys & (BLOCK_FIELDS | {GOAL}))

    def _label_in(self, placed: OrderedGrid, row: int) -> str | None:
        """Give the key of the field that the first filled cell of a row names, or None."""
        fragments = self._row_fragments(placed, row)
        label = find_label(fragments, 0, self.wording) if fragments else None
        return label.key if label is not None else None

    def _row_fragments(self, placed: OrderedGrid, row: int) -> list[Fragment]:
        cells = [cell for cell in placed.covering(row) if cell.row == row]
        return [fragment for cell in cells for fragment in placed.fragments(cell, self.wording)]

    def _take_header(self, placed: OrderedGrid, header: GridHeader) -> None:
        draft = self.draft or self._open(None, [], Place(page=placed.grid.page, box=placed.grid.box))
        header = draft.longer.one_header(header)
        draft.longer.mark_rows(placed, header.row, header)
        for column in header.columns:
            draft.header_fragments.extend(placed.fragments(column.cell, self.wording))
            if column.key is None and draft.rows is None and column.cell.column_span == 1:
                draft.unknown.append((column, Place(page=placed.grid.page, box=column.cell.box)))
        if draft.rows is None:
            draft.rows = GridRows(header, self.wording)
        draft.rows.header = header
        draft.edges = placed.grid.column_edges

    def _take_row(self, placed: OrderedGrid, row: int, *, at_page_top: bool) -> None:
        fragments = self._row_fragments(placed, row)
        title = self.wording.title(fragments[0].text) if len(fragments) == 1 else None
        draft = self.draft
        if title is not None:
            self._open(title, fragments, fragments[0].place)
        elif draft is None or (draft.rows is not None and self._label_in(placed, row) in _OPENS_FORM):
            draft = self._open(None, [], Place(page=placed.grid.page, box=placed.grid.box))
            draft.head.extend(draft.longer.of_the_year(placed, row))
        elif draft.rows is None:
            draft.head.extend(draft.longer.of_the_year(placed, row))
        else:
            continues = draft.last is not None and draft.last.grid is not placed.grid
            draft.longer.mark_rows(placed, row, draft.rows.header)
            rows = draft.longer.open_rows or draft.rows
            rows.add(placed, row, at_page_top=at_page_top and continues)

    def _open(self, title: Title | None, fragments: list[Fragment], place: Place) -> _Draft:
        self.finish()
        self.draft = _Draft(title, fragments, place, LongerTerm(self.wording))
        return self.draft

    def finish(self) -> None:
        """Put the open plan together."""
        draft, self.draft = self.draft, None
        if draft is None:
            return
        for column, place in draft.unknown:
            detail = "an indicator column is not known"
            self.reading.notice(ObservationKind.HEADER_UNMAPPED, detail, place, printed=column.cell.text)
        if draft.rows is None:
            if draft.title is not None and draft.last is not None:
                detail = "a performance table has no readable header of its indicators"
                self.reading.notice(
                    ObservationKind.TABLE_UNKNOWN, detail, draft.place, printed=draft.title.text
                )
            return
        if is_list(draft.rows.header.keys):
            self._add_listed(draft, draft.rows)
            return
        rows = draft.longer.settle(draft.rows, self.reading)
        found = FoundPlan(
            title=draft.title,
            title_fragments=draft.title_fragments,
            head=read_head(draft.head, self.wording),
            header_fragments=draft.header_fragments,
            columns=draft.rows.header.keys,
            rows=rows.rows,
        )
        add_plan(found, self.reading, self.default_unit)

    def _add_listed(self, draft: _Draft, rows: GridRows) -> None:
        """Put each project of a list together; what stands above and beside them is accounted for."""
        above = read_head(draft.head, self.wording)
        for value in above.values:
            self.reading.use(value.fragments, value.key)
        self.reading.use([*draft.title_fragments, *above.preface, *above.labels], "preface")
        self.reading.use(draft.header_fragments, "header")
        for project in listed_projects(rows.rows):
            if not project.has_indicators:
                self.reading.use(project.fragments(), "amount")
                continue
            found = FoundPlan(
                title=draft.title,
                head=project.head(above.unit),
                columns=rows.header.keys,
                rows=project.rows,
            )
            add_plan(found, self.reading, self.default_unit)
