"""What a reader makes of a file: pages, each with its lines of text and, where rules are drawn, its grids.

The readers of PDF and of text give the same types, so everything behind them (segmenting, tables, narrative) is
written once. Lines stand in reading order and hold all the text of the page, the text inside grids too; a grid holds
the text of its cells again, placed. From text extracts there are no boxes and no grids.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.model.place import Box, ReadBy


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a gap, with its box."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of text. `words` is empty from text extracts."""

    text: str
    page: int
    box: Box | None = None
    words: tuple[Word, ...] = ()
    in_grid: int | None = None
    """The index in `Page.grids` of the grid that the line lies in; None outside all grids."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One ruled cell, possibly merged over several rows and columns of its grid.

    `lines` are the printed lines inside it from top to bottom, `text` is them joined without breaks.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    box: Box
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table on one page: rows and columns counted from 0, merged cells once at their upper left."""

    page: int
    box: Box
    row_count: int
    column_count: int
    column_edges: tuple[float, ...]
    """The x positions of the column borders, `column_count + 1` of them."""
    row_edges: tuple[float, ...]
    cells: tuple[GridCell, ...]

    def at(self, row: int, column: int) -> GridCell | None:
        """Give the cell that covers a row and column, or None where the grid has a hole."""
        for cell in self.cells:
            if (
                cell.row <= row < cell.row + cell.row_span
                and cell.column <= column < cell.column + cell.column_span
            ):
                return cell
        return None


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is to be read: turned by /Rotate, and further where its text runs sideways.

    `number` counts from 1 in the file, whatever is printed in its foot. `rotation` is the degrees clockwise by which
    the page was turned in all; every box lies on the turned page. `turned_for_text` is the part of it that no /Rotate
    asks for: by so much the page as displayed differs from the page as read.
    """

    number: int
    width: float | None
    height: float | None
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...] = ()
    rotation: int = 0
    turned_for_text: int = 0
    scale: float = 1.0
    """Points of the page as read for each point of the page as displayed."""
    has_text: bool = True
    """False where the page shows something (an image, paths) but has no text layer, or one of head and foot alone, or
    one whose characters mostly stand for nothing."""
    undecodable_glyphs: int = 0
    hidden_text: tuple[Line, ...] = ()
    """Text that is in the file but not on the page: outside the page box, under a clip, or without ink."""
    recognised: tuple[Line, ...] = ()
    """Text that somebody's OCR laid over or under a picture, unseen: part of `lines`, and no surer than our own OCR."""
    pictured: tuple[Line, ...] = ()
    """What OCR read from pictures of tables on a page that has text too: part of `lines`."""
    off: str = ""
    """The characters of layers that are switched off where the file is opened; they are in none of the lines."""
    across: str = ""
    """The characters of text that runs across the page and is in none of its lines: watermarks, letters of seals."""
    pictures: tuple[Box, ...] = ()
    """Where pictures stand that are large enough to hold a table or a seal."""
    notes: tuple[str, ...] = ()
    """What the reader noticed about this page, one sentence each."""
    fold: float | None = None
    """Where two pages meet on this one, which were scanned side by side: what is left of it is read first."""
    read_by: ReadBy = ReadBy.TEXT
    """`ocr` where the lines of the page were read from its picture, or most are its text layer (`recognised`)."""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A file as pages."""

    media_type: str
    pages: tuple[Page, ...]
    notes: tuple[str, ...] = field(default=())
    """What the reader noticed about the file as a whole, such as the encoding of a text."""
