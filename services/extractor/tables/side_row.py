"""One printed row of one side of a ruled table: the pieces of text in its cells, by what their columns hold.

A cell that a page end cuts has a piece on either page; everywhere else a cell is one piece. What the pieces say is read
here: the code, the label, the project, and for each amount its characters and its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.extractor.ledger import Span
from services.extractor.reading.page import GridCell
from services.extractor.segment.region import PlacedGrid
from services.extractor.tables.codes import CODED_AXES, is_code, parse_code
from services.extractor.tables.codes_of_names import names_of
from services.extractor.tables.column_roles import ColumnRole
from services.extractor.tables.unit_rows import is_unit_name
from shared.layout import Axis, SideDef
from shared.layout.label import normalise, words
from shared.model.place import Box, Place

_CODE_INSIDE = re.compile(r"(?<=[^\d.,])(?:\d{7}|\d{5}|\d{3})[-—](?=[^\d\s])")
"""A code and its name behind other words: the end of the name above, which the page end cut off."""
_CLASS_DIGITS, _LEVEL_DIGITS = 3, 2
"""A class has three digits, each level below it adds two."""
_BLANK_WIDTH, _CENTRED = 5.0, 1.0
"""Points: a blank of a usual script, and by how much the gaps on both sides of a centred text may differ."""

_LEVELS = frozenset({"类", "款", "项"})
"""Words of the header that some forms print in the row of the total."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of a cell on one page, with the box of the cell, that of the text in it, and the cell's ledger key."""

    text: str
    page: int
    box: Box
    ink: Box
    key: tuple[int, ...]
    indent: float | None = None
    """How far from the left of the cell its first line begins, in points; None where the cell centres it."""

    @property
    def span(self) -> Span:
        """All characters of the piece."""
        return Span(self.key, 0, len(self.text))


def piece_of(placed: PlacedGrid, cell: GridCell) -> Piece:
    """Give the piece that a cell is."""
    boxes = [line.box for line in cell.lines if line.box is not None]
    key = placed.key_of(cell)
    return Piece(cell.text, key[0], cell.box, union(boxes) or cell.box, key, _indent(cell, boxes))


def _indent(cell: GridCell, lines: Sequence[Box]) -> float | None:
    """Give where a cell's first line begins, by its box, or by the blanks before it where it has none."""
    if not lines:
        blanks = cell.text[: len(cell.text) - len(cell.text.lstrip())]
        return sum(_BLANK_WIDTH * (2 if blank == "\u3000" else 1) for blank in blanks)
    left, right = lines[0].x0 - cell.box.x0, cell.box.x1 - lines[0].x1
    return None if left > _BLANK_WIDTH and abs(left - right) < _CENTRED else left


@dataclass(frozen=True, slots=True)
class SideRow:
    """The pieces of one row on one side, by role: code cells with their place among these, amounts with their key."""

    code: list[tuple[int, list[Piece]]] = field(default_factory=list)
    label: list[Piece] = field(default_factory=list)
    project: list[Piece] = field(default_factory=list)
    amounts: list[tuple[str, list[Piece]]] = field(default_factory=list)
    unit: list[Piece] = field(default_factory=list)
    unit_code: list[Piece] = field(default_factory=list)
    further: list[Piece] = field(default_factory=list)
    """Codes of other classifications, and their names."""
    described: list[Piece] = field(default_factory=list)
    above: str = ""
    """The digits of the classes above, where the row prints those of its own level alone."""
    is_whole: bool = False
    """Whether no page end can have cut the row, so that a single digit of its code is no part of two."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is printed in the row but what describes it."""
        return not (self.code or self.label or self.project or self.amounts or self.unit or self.unit_code)

    @property
    def place(self) -> Place:
        """Where the row stands, on its first page."""
        pieces = [*(piece for _, cell in self.code for piece in cell), *self.label, *self.project]
        pieces += [*self.unit, *self.unit_code]
        pieces += [piece for _, cell in self.amounts for piece in cell]
        page = min(piece.page for piece in pieces)
        return Place(page=page, box=union([piece.box for piece in pieces if piece.page == page]))

    @property
    def digits(self) -> str:
        """The joined digits of the code's cells, whether they make up a code or not.

        A level below the class has two digits; spreadsheets that take it for a number print 2 for 02.
        """
        printed = [(place, text_of(cell)) for place, cell in self.code]
        levels = _LEVEL_DIGITS if self.is_whole else 0
        own = "".join(text.zfill(levels) if place else text for place, text in printed if text.isdigit())
        return self.above + own if own else ""

    def below(self, last: str, side: SideDef) -> SideRow:
        """Give the row with the digits above its own, those of the code before it, where it prints its level alone."""
        places = [place for place, cell in self.code if text_of(cell)]
        if not places or not last or is_code(self.digits, side.axis):
            return self
        is_first = places[0] == 0 and len(self.digits) > _LEVEL_DIGITS
        if is_first and self.digits.startswith(last[:_CLASS_DIGITS]):
            return self  # the beginning of a whole code, which a page end or a narrow cell breaks
        lengths = [_CLASS_DIGITS + _LEVEL_DIGITS * (places[0] - 1)] if places[0] else [3, 5]
        options = [last[:length] for length in lengths if is_code(last[:length] + self.digits, side.axis)]
        name = words(text_of(self.label))
        called = [above for above in options if name in map(words, names_of(above + self.digits))]
        return replace(self, above=(called or options)[0]) if options else self

    def code_and_label(self, side: SideDef) -> tuple[str, str]:
        """Give the joined digits of the code and the label; a code may stand in the label's cell before the name."""
        texts = [text_of(cell) for _, cell in self.code]
        digits = self.digits
        label = "".join(text for text in texts if not text.isdigit() and text not in _LEVELS) + text_of(
            self.label
        )
        if not (digits or label or text_of(self.project)):
            label = text_of(self.unit) or text_of(self.unit_code) or text_of(self.further)
            if side.axis is Axis.ITEMS:
                label = label or text_of(self.described[:1])
        if side.axis not in CODED_AXES:
            return "", label
        if is_code(digits, side.axis):
            return digits, label
        start = label.find(cut.group()) if (cut := _CODE_INSIDE.search(label)) else 0
        parsed = parse_code(label[start:], side.axis)
        return (parsed.digits, label[start + parsed.length :]) if parsed else ("", digits + label)

    def office(self, side: SideDef) -> tuple[str, str] | None:
        """Give number and name of the unit that stands where other rows have code and name; None where none does."""
        code = "".join(text_of(cell) for _, cell in self.code)
        name = text_of(self.label)
        if (
            is_code(self.digits, side.axis)
            or not code.isdigit()
            or not name
            or len(code) < _CLASS_DIGITS
            or self.above
        ):
            return None
        is_other = not is_code(code, side.axis) and (is_unit_name(name) or len(code) > _CLASS_DIGITS)
        return (code, name) if is_other else None

    @property
    def further_codes(self) -> tuple[str, ...]:
        """The codes of other classifications, those of one that stands in several cells joined."""
        whole: list[str] = []
        for piece in self.further:
            text = normalise(piece.text)
            parsed = next(filter(None, (parse_code(text, axis) for axis in CODED_AXES)), None)
            if parsed is not None:
                whole.append(parsed.digits)
            elif whole and text.isdigit() and len(text) == _LEVEL_DIGITS:
                whole[-1] += text
        return tuple(whole)

    def pieces(self, role: ColumnRole) -> list[Piece]:
        """Give the pieces of the columns of words of a role, to be added to."""
        return {
            ColumnRole.LABEL: self.label,
            ColumnRole.PROJECT: self.project,
            ColumnRole.UNIT: self.unit,
            ColumnRole.UNIT_CODE: self.unit_code,
            ColumnRole.FURTHER_CODE: self.further,
        }.get(role, self.described)

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
