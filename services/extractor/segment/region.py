"""The parts of a document: table regions, each with what stands at its head, and the lines that belong to no table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from services.extractor.reading.page import Grid, GridCell, Line
from services.extractor.segment.grid_head import NO_HEAD, GridHead, HeadText
from shared.layout import TableDef
from shared.model.document import DocumentKind
from shared.model.money import Unit
from shared.model.place import Place

_AMOUNT = re.compile(r"\d\.\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with its key in the ledger: (page, index of the line on the page)."""

    key: tuple[int, int]
    line: Line

    @property
    def text(self) -> str:
        """The text of the line."""
        return self.line.text

    @property
    def place(self) -> Place:
        """The place of the line."""
        return Place(page=self.line.page, box=self.line.box)


@dataclass(frozen=True, slots=True)
class PlacedGrid:
    """A grid with its index on its page, which is part of the ledger's keys of its cells, and the head inside it."""

    grid: Grid
    index: int
    head: GridHead = NO_HEAD
    origins: Mapping[tuple[int, int], tuple[int, int, int, int]] = field(default_factory=dict)
    """The ledger keys, by row and column, of cells that stand on another page or were moved within the grid."""

    def key_of(self, cell: GridCell) -> tuple[int, int, int, int]:
        """Give a cell's key in the ledger; it begins with the page that the cell stands on."""
        own = (self.grid.page, self.index, cell.row, cell.column)
        return self.origins.get((cell.row, cell.column), own)

    @property
    def last_page(self) -> int:
        """The last page that its cells stand on."""
        return max((key[0] for key in self.origins.values()), default=self.grid.page)


@dataclass(slots=True)
class TableRegion:
    """One table of the document over all its pages, before its rows are read."""

    definition: TableDef | None
    place: Place
    title: str | None = None
    number: str | None = None
    unit: Unit | None = None
    usual_unit: Unit | None = None
    """What all other tables of the document print, where they agree."""
    kind: DocumentKind | None = None
    """Whether the table is a budget's or a final account's, where that is told."""
    preparer: str | None = None
    fiscal_year: int | None = None
    body: list[list[PlacedLine]] = field(default_factory=list)
    """Text lines below the head, page by page (text extracts and borderless tables)."""
    grids: list[PlacedGrid] = field(default_factory=list)
    head_lines: list[PlacedLine] = field(default_factory=list)
    notes: list[PlacedLine] = field(default_factory=list)
    empty_sentence: str | None = None

    @property
    def is_untitled(self) -> bool:
        """True while nothing but a number has been read of the table."""
        return self.title is None and not self.body and not self.grids

    @property
    def is_bare(self) -> bool:
        """True where nothing but the head was found: no grid, no amount, no sentence, no unit, no preparer."""
        return not (self.grids or self.has_amounts or self.empty_sentence or self.unit or self.preparer)

    @property
    def has_amounts(self) -> bool:
        """True where the text lines below the head hold an amount."""
        return any(_AMOUNT.search(line.text) for page in self.body for line in page)

    @property
    def head_texts(self) -> list[HeadText]:
        """What the head says, above the table and inside its grids."""
        above = [HeadText(line.text, line.place) for line in self.head_lines]
        return [*above, *(text for placed in self.grids for text in placed.head.texts)]

    def take_grid(self, placed: PlacedGrid) -> None:
        """Add a grid; what stands at its head is the table's where nothing else said it."""
        self.grids.append(placed)
        head = placed.head
        self.number = self.number or head.number
        self.preparer = self.preparer or head.preparer
        self.unit = self.unit or head.unit
        self.fiscal_year = self.fiscal_year or head.fiscal_year

    def all_lines(self) -> list[PlacedLine]:
        """Give every line of the region."""
        return [*self.head_lines, *(line for page in self.body for line in page), *self.notes]

    @property
    def last_page(self) -> int:
        """The last page that the table stands on."""
        pages = [grid.last_page for grid in self.grids] + [
            line.line.page for page in self.body for line in page
        ]
        return max(pages, default=self.place.page)


@dataclass(slots=True)
class Segments:
    """A document taken apart: its tables, the lines outside them, and the grids of performance tables, in order."""

    tables: list[TableRegion]
    prose: list[PlacedLine]
    performance: list[PlacedGrid]
    """The grids of performance tables."""
    lists: list[PlacedGrid] = field(default_factory=list)
    """The grids of the list of tables in front of them."""

    @property
    def stray(self) -> list[PlacedGrid]:
        """Grids below no head at all; they are tables without a name."""
        nameless = (region for region in self.tables if region.title is None and region.number is None)
        return [grid for region in nameless for grid in region.grids if grid.head.title is None]
