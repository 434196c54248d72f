"""Segmenting: a walk over lines and grids that opens a region at a table's head and closes it at prose.

In go the pages as read, out come the table regions, the grids of performance tables and all other lines. From
a text extract a region holds the lines below its head page by page; from a PDF it holds the grids, over as
many pages as follow without a new head. The sentence that declares a table empty belongs to its region; any
other sentence ends it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extractor.reading.page import Page
from services.extractor.segment.grid_head import read_grid_head
from services.extractor.segment.headline import (
    MAX_TITLE_LINES,
    TitleMatch,
    is_bare_number,
    is_part_heading,
    is_performance_title,
    is_sentence,
    match_broken_title,
    match_number,
    match_preparer,
    match_title,
    match_unit,
    match_year,
)
from services.extractor.segment.region import PlacedGrid, PlacedLine, Segments, TableRegion
from shared.layout import Layout, TableDef
from shared.layout.label import normalise
from shared.model.place import Place

_MAX_SENTENCE_LINES = 8
_SECTION_HEADING = re.compile(r"^[一二三四五六七八九十]+、")


def segment(pages: Sequence[Page], layout: Layout) -> Segments:
    """Take the pages of a document apart."""
    walk = _Walk(layout)
    items = [item for page in pages for item in _items(page, layout)]
    position = 0
    while position < len(items):
        item = items[position]
        if isinstance(item, PlacedGrid):
            walk.take_grid(item)
            position += 1
        else:
            position = walk.take_line(item, items, position)
    tables, contents = _without_contents(walk.tables)
    prose = sorted([*walk.prose, *contents], key=lambda line: line.key)
    return Segments(tables, prose, walk.performance, walk.stray)


def _without_contents(regions: Sequence[TableRegion]) -> tuple[list[TableRegion], list[PlacedLine]]:
    """Take out the entries of a contents page, bare titles of tables that stand elsewhere; give their lines."""
    with_body = {id(region.definition) for region in regions if not region.is_bare}
    kept = [region for region in regions if not (region.is_bare and id(region.definition) in with_body)]
    dropped = [region for region in regions if region.is_bare and id(region.definition) in with_body]
    return kept, [line for region in dropped for line in region.all_lines()]


def _items(page: Page, layout: Layout) -> list[PlacedLine | PlacedGrid]:
    """Give the lines outside grids and the grids of a page in reading order."""
    lines = [
        PlacedLine((page.number, index), line)
        for index, line in enumerate(page.lines)
        if line.in_grid is None
    ]
    if not page.grids:
        return list(lines)
    grids = sorted(
        (PlacedGrid(grid, index, read_grid_head(grid, layout)) for index, grid in enumerate(page.grids)),
        key=lambda g: g.grid.box.top,
    )
    items: list[PlacedLine | PlacedGrid] = []
    for line in lines:
        while grids and line.line.box is not None and grids[0].grid.box.top < line.line.box.top:
            items.append(grids.pop(0))
        items.append(line)
    return [*items, *grids]


def _lines_of_page(items: Sequence[PlacedLine | PlacedGrid], position: int) -> list[PlacedLine]:
    """Give the lines from a position on that no grid and no page end parts, as many as a title may have."""
    lines: list[PlacedLine] = []
    for item in items[position : position + MAX_TITLE_LINES]:
        if isinstance(item, PlacedGrid) or (lines and item.line.page != lines[0].line.page):
            break
        lines.append(item)
    return lines


def _sentence_at(items: Sequence[PlacedLine | PlacedGrid], position: int) -> list[PlacedLine]:
    """Give the lines from a position up to the end of a sentence."""
    sentence: list[PlacedLine] = []
    for item in items[position : position + _MAX_SENTENCE_LINES]:
        if isinstance(item, PlacedGrid):
            break
        sentence.append(item)
        if normalise(item.text).endswith(("。", "；")):
            break
    return sentence


class _Walk:
    """The state of the walk: the regions so far, the one that is open, and whether a performance table is open."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.tables: list[TableRegion] = []
        self.prose: list[PlacedLine] = []
        self.performance: list[PlacedGrid] = []
        self.stray: list[PlacedGrid] = []
        self.open: TableRegion | None = None
        self.in_performance = False

    def take_grid(self, grid: PlacedGrid) -> None:
        """Give a grid to the table or performance table that is open, or to the one that its own head names."""
        head = grid.head
        if head.title is not None and (self.open is None or not self._repeats(self.open, head.title)):
            self._name_region(head.number, head.title, Place(page=grid.grid.page, box=grid.grid.box))
        elif head.is_performance:
            self.open, self.in_performance = None, True
        if self.open is not None:
            self.open.take_grid(grid)
        elif self.in_performance:
            self.performance.append(grid)
        else:
            self.stray.append(grid)

    def take_line(self, line: PlacedLine, items: Sequence[PlacedLine | PlacedGrid], position: int) -> int:
        """Take the line at a position; give the position of the next item."""
        number = match_number(line.text)
        title, parts = self._title_at(items, position)
        if number is not None or title is not None:
            for part in parts:
                self._head_line(part, number, title)
            return position + len(parts)
        if is_performance_title(line.text, self.layout):
            self.open, self.in_performance = None, True
        elif is_part_heading(line.text):
            self.open, self.in_performance = None, False
        if self.open is None:
            self.prose.append(line)
            return position + 1
        if (
            is_sentence(line.text)
            or self._goes_on_in_units(items, position)
            or (self.open.grids and self._declares_empty_at(items, position))
        ):
            return self._take_sentence(self.open, items, position)
        self._take_body_line(self.open, line)
        return position + 1

    def _title_at(
        self, items: Sequence[PlacedLine | PlacedGrid], position: int
    ) -> tuple[TitleMatch | None, list[PlacedLine]]:
        """Give the title that begins at a position, if any does, and the lines over which it is broken."""
        lines = _lines_of_page(items, position)
        texts = [line.text for line in lines]
        broken = match_broken_title(texts, self.layout)
        if broken is not None:
            return broken[0], lines[: broken[1]]
        return match_title(texts[0], self.layout), lines[:1]

    @staticmethod
    def _goes_on_in_units(items: Sequence[PlacedLine | PlacedGrid], position: int) -> bool:
        """Tell whether the next line begins with the unit of this line's last amount, as only sentences do."""
        following = items[position + 1] if position + 1 < len(items) else None
        return isinstance(following, PlacedLine) and following.text.lstrip().startswith(
            ("万元", "元，", "元。")
        )

    def _declares_empty_at(self, items: Sequence[PlacedLine | PlacedGrid], position: int) -> bool:
        """Tell whether a sentence begins here that declares a table empty: below a grid, where no rows follow."""
        return self.declares_empty("".join(normalise(line.text) for line in _sentence_at(items, position)))

    def _head_line(self, line: PlacedLine, number: str | None, title: TitleMatch | None) -> None:
        region = self.open
        if region is None or not (
            self._repeats(region, title) or self._is_number_again(region, number, title)
        ):
            region = self._name_region(number, title, line.place)
            region.fiscal_year = region.fiscal_year or match_year(line.text)
        if title is not None:
            region.title = region.title or title.title
        region.head_lines.append(line)

    def _name_region(self, number: str | None, title: TitleMatch | None, place: Place) -> TableRegion:
        """Give the region of a title: the open one where only its number stood above, else a new one."""
        if title is not None and self.open is not None and self.open.is_untitled:
            self.open.definition, self.open.title = title.definition, title.title
        else:
            self.open = self._open_region(number, title, place)
        return self.open

    @staticmethod
    def _repeats(current: TableRegion, title: TitleMatch | None) -> bool:
        """Tell whether a title is that of the open table, printed again or for the first time on a following page."""
        if title is None or current.is_untitled or current.definition is not title.definition:
            return False
        return current.title in (None, title.title)

    @staticmethod
    def _is_number_again(current: TableRegion, number: str | None, title: TitleMatch | None) -> bool:
        """Tell whether a bare number is that of the open table printed again on a following page."""
        return title is None and number is not None and number == current.number and not current.is_untitled

    def _open_region(self, number: str | None, title: TitleMatch | None, place: Place) -> TableRegion:
        definition: TableDef | None
        if title is not None:
            definition = title.definition
        else:
            definition = next(
                (table for table in self.layout.tables if number and table.number == number), None
            )
        region = TableRegion(
            definition=definition,
            place=place,
            title=title.title if title else None,
            number=number or (title.number if title else None),
        )
        self.in_performance = False
        self.tables.append(region)
        return region

    def _take_body_line(self, region: TableRegion, line: PlacedLine) -> None:
        preparer, unit = match_preparer(line.text), match_unit(line.text)
        if preparer is not None or unit is not None:
            region.preparer = region.preparer or preparer
            region.unit = region.unit or unit
            region.head_lines.append(line)
        elif region.grids:
            # Below a ruled table only its page's foot and the next section can stand.
            if _SECTION_HEADING.match(normalise(line.text)) and not is_bare_number(line.text):
                self.open = None
            self.prose.append(line)
        else:
            if not region.body or region.body[-1][-1].line.page != line.line.page:
                region.body.append([])
            region.body[-1].append(line)

    def _take_sentence(
        self, region: TableRegion, items: Sequence[PlacedLine | PlacedGrid], position: int
    ) -> int:
        """Take a sentence that declares the open table empty, or close the region before any other sentence."""
        sentence = _sentence_at(items, position)
        text = "".join(normalise(line.text) for line in sentence)
        if self.declares_empty(text):
            region.empty_sentence = (region.empty_sentence or "") + text
        elif not text.startswith(("注", "备注", "说明")):
            self.open = None
            self.prose.append(sentence[0])
            return position + 1
        region.notes.extend(sentence)
        return position + len(sentence)

    def declares_empty(self, text: str) -> bool:
        """Tell whether a sentence declares a table empty."""
        return any(words in text for words in self.layout.empty_sentences)
