"""One printed row of one side of a ruled table: the pieces of text in its cells, by what their columns hold.

A cell that a page end cuts has a piece on either page; everywhere else a cell is one piece. What the pieces say is read
here: the code, the label, the project, and for each amount its characters and its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.extractor.ledger import Span
from services.extractor.reading.page import GridCell
from services.extractor.segment.region import PlacedGrid
from services.extractor.tables.codes import CODED_AXES, is_code, parse_code
from shared.layout import SideDef
from shared.layout.label import normalise
from shared.model.place import Box, Place


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of a cell on one page, with the box of the cell, that of the text in it, and the cell's ledger key."""

    text: str
    page: int
    box: Box
    ink: Box
    key: tuple[int, ...]

    @property
    def span(self) -> Span:
        """All characters of the piece."""
        return Span(self.key, 0, len(self.text))


def piece_of(placed: PlacedGrid, cell: GridCell) -> Piece:
    """Give the piece that a cell is."""
    boxes = [line.box for line in cell.lines if line.box is not None]
    key = (placed.grid.page, placed.index, cell.row, cell.column)
    return Piece(cell.text, placed.grid.page, cell.box, union(boxes) or cell.box, key)


@dataclass(frozen=True, slots=True)
class SideRow:
    """The pieces of one row on one side, by role: code cells with their place in the row, amounts with their key."""

    code: list[tuple[int, list[Piece]]] = field(default_factory=list)
    label: list[Piece] = field(default_factory=list)
    project: list[Piece] = field(default_factory=list)
    amounts: list[tuple[str, list[Piece]]] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is printed in the row."""
        return not (self.code or self.label or self.project or self.amounts)

    @property
    def place(self) -> Place:
        """Where the row stands, on its first page."""
        pieces = [*(piece for _, cell in self.code for piece in cell), *self.label, *self.project]
        pieces += [piece for _, cell in self.amounts for piece in cell]
        page = min(piece.page for piece in pieces)
        return Place(page=page, box=union([piece.box for piece in pieces if piece.page == page]))

    @property
    def digits(self) -> str:
        """The joined digits of the code's cells, whether they make up a code or not."""
        return "".join(text for text in (text_of(cell) for _, cell in self.code) if text.isdigit())

    def code_and_label(self, side: SideDef) -> tuple[str, str]:
        """Give the joined digits of the code and the label; a code may stand in the label's cell before the name."""
        texts = [text_of(cell) for _, cell in self.code]
        digits = self.digits
        label = "".join(text for text in texts if not text.isdigit()) + text_of(self.label)
        if side.axis not in CODED_AXES:
            return "", label
        if is_code(digits, side.axis):
            return digits, label
        parsed = parse_code(label, side.axis)
        return (parsed.digits, label[parsed.length :]) if parsed else ("", digits + label)

    def printed(self) -> dict[str, str]:
        """Give the characters of each amount by its column."""
        return {key: text_of(cell) for key, cell in self.amounts}


def text_of(pieces: Sequence[Piece]) -> str:
    """Give the text of a cell, normalised."""
    return normalise("".join(piece.text for piece in pieces))


def place_of(pieces: Sequence[Piece]) -> Place:
    """Give the place of a cell's text, on the first of its pages."""
    page = pieces[0].page
    return Place(page=page, box=union([piece.ink for piece in pieces if piece.page == page]))


def union(boxes: Sequence[Box]) -> Box | None:
    """Give the smallest box around all boxes; None without any."""
    if not boxes:
        return None
    result = boxes[0]
    for box in boxes[1:]:
        result = result.union(box)
    return result
