"""Segmenting: a walk over lines and grids that opens a region at a table's head and closes it at prose.

In go the pages as read, out come the table regions, the grids of performance tables and all other lines. From
a text extract a region holds the lines below its head page by page; from a PDF it holds the grids, over as
many pages as follow without a new head. The sentence that declares a table empty belongs to its region; any
other sentence ends it. A grid whose title no layout knows, or that has none, opens a region without definition, so that
its figures are read all the same. The same title over another department's name opens a table of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from services.extractor.reading.page import Line, Page
from services.extractor.segment.ahead import (
    Item,
    goes_on_in_units,
    grid_below,
    is_within_row,
    items_of,
    lines_of_page,
    preparer_below,
    sentence_at,
)
from services.extractor.segment.contents import without_contents
from services.extractor.segment.cut_heads import whole_heads
from services.extractor.segment.empty_notes import declares_empty, is_blank, says_none
from services.extractor.segment.grid_head import shows_indicators
from services.extractor.segment.headline import (
    TitleMatch,
    is_bare_number,
    is_part_heading,
    is_performance_title,
    is_sentence,
    match_broken_title,
    match_number,
    match_preparer,
    match_title,
    match_year,
)
from services.extractor.segment.region import PlacedGrid, PlacedLine, Segments, TableRegion
from services.extractor.segment.repeated_heads import is_number_again, repeats
from services.extractor.segment.table_list import declare_empty, is_table_list
from services.extractor.segment.titles import is_table_title, split_number, table_numbered
from services.extractor.segment.unit_words import match_broken_unit, match_unit
from shared.layout import Layout
from shared.layout.label import normalise
from shared.model.place import Place

_SHORTEST_BARE_TITLE, _LONGEST_BARE_TITLE = 4, 30
"""Characters of a title that does not say that it is one."""
_SECTION_HEADING = re.compile(r"^[一二三四五六七八九十]+、")


def segment(pages: Sequence[Page], layout: Layout) -> Segments:
    """Take the pages of a document apart."""
    walk = _Walk(layout)
    heads = whole_heads(pages, layout)
    items = [_whole(item, heads) for page in pages for item in items_of(page, layout)]
    position = 0
    while position < len(items):
        item = items[position]
        if isinstance(item, PlacedGrid):
            walk.take_grid(item)
            position += 1
        elif heads.get(item.key, item) is None:
            walk.take_end(item)
            position += 1
        else:
            position = walk.take_line(item, items, position)
    tables, contents = without_contents(walk.tables)
    declare_empty(walk.lists, tables, layout)
    prose = sorted([*walk.prose, *contents], key=lambda line: line.key)
    return Segments(tables, prose, walk.performance, walk.lists)


def _whole(item: Item, heads: Mapping[tuple[int, int], Line | None]) -> Item:
    """Give the line of a title that a page border cuts with the words beyond the border."""
    whole = heads.get(item.key) if isinstance(item, PlacedLine) else None
    return item if whole is None or isinstance(item, PlacedGrid) else PlacedLine(item.key, whole)


class _Walk:
    """The state of the walk: the regions so far, the one that is open, and whether a performance table is open."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.tables: list[TableRegion] = []
        self.prose: list[PlacedLine] = []
        self.performance: list[PlacedGrid] = []
        self.lists: list[PlacedGrid] = []
        self.open: TableRegion | None = None
        self.in_performance = False

    def take_grid(self, grid: PlacedGrid) -> None:
        """Give a grid to the table or performance table that is open, or to the one that its own head names."""
        if is_table_list(grid.grid, self.lists[-1] if self.lists else None):
            self.open, self.in_performance = None, False
            self.lists.append(grid)
            return
        head, place = grid.head, Place(page=grid.grid.page, box=grid.grid.box)
        if head.title is not None:
            if self.open is None or not repeats(self.open, head.title, head.preparer):
                self._name_region(head.number, head.title, place)
        elif head.is_performance or (shows_indicators(grid.grid) and not self._awaits_grid()):
            self.open, self.in_performance = None, True
        elif head.unknown_title is not None:
            self._name_unknown(head.number, head.unknown_title, place)
        if self.open is None and self.in_performance:
            self.performance.append(grid)
            return
        if self.open is None or self._is_another(self.open, grid):
            self.open = self._open_region(None, None, place)
        self.open.take_grid(grid)

    def take_end(self, line: PlacedLine) -> None:
        """Take the end of a title whose beginning stands on an earlier page."""
        (self.open.head_lines if self.open is not None else self.prose).append(line)

    def _awaits_grid(self) -> bool:
        """Tell whether a known title stands above that has no grid yet: what it names is no performance table."""
        return self.open is not None and self.open.definition is not None and not self.open.grids

    @staticmethod
    def _is_another(region: TableRegion, grid: PlacedGrid) -> bool:
        """Tell whether a grid cannot go on a table without title: the columns of such a one are all that is known."""
        if region.definition is not None or region.title is not None or not region.grids:
            return False
        return region.grids[-1].grid.column_count != grid.grid.column_count

    def take_line(self, line: PlacedLine, items: Sequence[Item], position: int) -> int:
        """Take the line at a position; give the position of the next item."""
        number = match_number(line.text)
        title, parts = self._title_at(items, position)
        if number is not None or title is not None:
            preparer = preparer_below(items, position, self.layout)
            for part in parts:
                self._head_line(part, number, title, preparer)
            return position + len(parts)
        if is_performance_title(line.text, self.layout):
            self.open, self.in_performance = None, True
        elif self._names_table(line, items, position):
            self._unknown_title_line(line)
            return position + 1
        elif is_part_heading(line.text):
            self.open, self.in_performance = None, False
        if self.open is None:
            self.prose.append(line)
            return position + 1
        if self._take_broken_unit(self.open, items, position):
            return position + 2
        if (
            is_sentence(line.text)
            or goes_on_in_units(items, position)
            or (self.open.grids and self._declares_empty_at(items, position))
        ) and not is_within_row(items, position, self.open):
            return self._take_sentence(self.open, items, position)
        self._take_body_line(self.open, line)
        return position + 1

    def _title_at(self, items: Sequence[Item], position: int) -> tuple[TitleMatch | None, list[PlacedLine]]:
        """Give the title that begins at a position, if any does, and the lines over which it is broken."""
        lines = lines_of_page(items, position)
        texts = [line.text for line in lines]
        broken = match_broken_title(texts, self.layout)
        if broken is not None:
            return broken[0], lines[: broken[1]]
        title = match_title(texts[0], self.layout)
        if title is None and self._names_table(lines[0], items, position):
            # 机关运行经费 behind the number of its table: the word 表 is left out.
            title = match_title(texts[0] + "表", self.layout)
        return title, lines[:1]

    def _names_table(self, line: PlacedLine, items: Sequence[Item], position: int) -> bool:
        """Tell whether a line is the title of a table that no layout knows: by its words, or behind a bare number."""
        if not grid_below(items, position):
            return False
        if is_table_title(line.text):
            return True
        is_behind = (
            self.open is not None
            and self.open.is_untitled
            and self.open.definition is None
            and "：" not in normalise(line.text)
            and self.open.head_lines[-1:] == items[position - 1 : position]
        )
        says = match_preparer(line.text, self.layout) or match_unit(line.text) or is_sentence(line.text)
        return (
            is_behind
            and not says
            and _SHORTEST_BARE_TITLE <= len(normalise(line.text)) <= _LONGEST_BARE_TITLE
        )

    def _declares_empty_at(self, items: Sequence[Item], position: int) -> bool:
        """Tell whether a sentence begins here that declares a table empty: below a grid, where no rows follow."""
        text = "".join(normalise(line.text) for line in sentence_at(items, position))
        return declares_empty(text, self.layout)

    def _unknown_title_line(self, line: PlacedLine) -> None:
        """Take the title of a table that the layout does not know, and that of a performance table of its own name."""
        number, title = split_number(normalise(line.text))
        if "绩效" in title:
            self.open, self.in_performance = None, True
            self.prose.append(line)
            return
        region = self._name_unknown(number, title, line.place)
        region.fiscal_year = region.fiscal_year or match_year(line.text)
        region.head_lines.append(line)

    def _name_unknown(self, number: str | None, title: str, place: Place) -> TableRegion:
        """Give the region of a title that no layout knows: the open one where only its number stood above."""
        region = self.open
        if region is not None and region.definition is None and region.title == title:
            return region
        if region is None or not region.is_untitled:
            region = self._open_region(number, None, place)
        region.definition, region.title = None, title
        self.open = region
        return region

    def _head_line(
        self, line: PlacedLine, number: str | None, title: TitleMatch | None, preparer: str | None
    ) -> None:
        region = self.open
        if region is None or not (
            repeats(region, title, preparer)
            or is_number_again(region, line.line.page, number, title, preparer)
        ):
            region = self._name_region(number, title, line.place)
            region.fiscal_year = region.fiscal_year or match_year(line.text)
        region.unit = region.unit or match_unit(line.text)
        region.number = region.number or number
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

    def _open_region(self, number: str | None, title: TitleMatch | None, place: Place) -> TableRegion:
        numbered = table_numbered(number, self.layout) if number else None
        definition = title.definition if title is not None else numbered
        region = TableRegion(
            definition=definition,
            place=place,
            title=title.title if title else None,
            number=number or (title.number if title else None),
        )
        self.in_performance = False
        self.tables.append(region)
        return region

    def _take_broken_unit(self, region: TableRegion, items: Sequence[Item], position: int) -> bool:
        """Take the two lines over which a narrow cell breaks the unit; tell whether they stand at the position."""
        lines = lines_of_page(items, position)[:2]
        unit = match_broken_unit(lines[0].text, lines[-1].text)
        if unit is None:
            return False
        region.preparer = region.preparer or match_preparer(lines[0].text, self.layout)
        region.unit = region.unit or unit
        region.head_lines.extend(lines)
        return True

    def _take_body_line(self, region: TableRegion, line: PlacedLine) -> None:
        preparer, unit = match_preparer(line.text, self.layout), match_unit(line.text)
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

    def _take_sentence(self, region: TableRegion, items: Sequence[Item], position: int) -> int:
        """Take a sentence that declares the open table empty, or close the region before any other sentence."""
        sentence = sentence_at(items, position)
        text = "".join(normalise(line.text) for line in sentence)
        if declares_empty(text, self.layout) or (says_none(text) and is_blank(region)):
            region.empty_sentence = (region.empty_sentence or "") + text
        elif not text.lstrip("（").startswith(("注", "备注", "说明")):
            self.open = None
            self.prose.append(sentence[0])
            return position + 1
        region.notes.extend(sentence)
        return position + len(sentence)
