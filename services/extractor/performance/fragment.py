"""Fragments: what performance tables are read from, whether they come from lines of text or from ruled cells.

In go the lines of a text extract or the cells of a grid, out come fragments in reading order, each with its
place and its key in the ledger of printed numbers. In a text extract a blank may part two cells or stand
inside one, so every blank parts fragments, and the readers put them together again; a ruled cell is one
fragment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from unicodedata import east_asian_width

from services.extractor.ledger import Span
from services.extractor.performance.wording import Wording
from services.extractor.reading.page import GridCell
from services.extractor.segment.region import PlacedLine
from shared.model.place import Box, Place

_PIECE = re.compile(r"\S+")
_COLON = re.compile(r"[:：](?=.)")
_GLUED_NUMBER = re.compile(r"^(?P<label>\D+?)(?P<number>\d[\d,，.．]*)$")
_BLANK = re.compile(r"\s+")
_BLANK_BETWEEN_WORDS = re.compile(r"(?<=[A-Za-z])\s+(?=[A-Za-z])")
_OPENING = "（(《“‘【〔[「"
_COMPRESSIBLE = frozenset("（）《》“”‘’【】〔〕，。、；：！？")
_CLOSING = "）)》”’】〕]」，。、；：？！,.;:%％"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of characters without a blank, or the text of one ruled cell. `line_no` counts the lines or cells given."""

    text: str
    span: Span
    page: int
    line_no: int
    box: Box | None = None
    is_cell: bool = False
    """Whether this is a ruled cell, so that the next fragment is another cell."""

    @property
    def place(self) -> Place:
        """The place of the fragment."""
        return Place(page=self.page, box=self.box)


def fragments_of_lines(
    lines: Sequence[PlacedLine], wording: Wording, first_line_no: int = 0
) -> list[Fragment]:
    """Give the fragments of lines; a field label that runs into its value (`合计：12.00`) is parted from it."""
    return [
        Fragment(
            text=line.text[start:end],
            span=Span(line.key, start, end),
            page=line.line.page,
            line_no=line_no,
            box=line.line.box,
        )
        for line_no, line in enumerate(lines, start=first_line_no)
        for piece in _PIECE.finditer(line.text)
        for start, end in _parts(line.text, piece.start(), piece.end(), wording)
    ]


def fragments_of_cell(
    cell: GridCell, key: tuple[int, ...], page: int, line_no: int, wording: Wording
) -> list[Fragment]:
    """Give a ruled cell as one fragment, or as two where it holds a field's label and value; none where it is blank."""
    if not cell.text.strip():
        return []
    return [
        Fragment(cell.text[start:end], Span(key, start, end), page, line_no, cell.box, is_cell=True)
        for start, end in _parts(cell.text, 0, len(cell.text), wording)
    ]


def _parts(text: str, start: int, end: int, wording: Wording) -> list[tuple[int, int]]:
    """Give a piece of a text as one range, or part a field's label from the value that it runs into."""
    piece = text[start:end]
    colon = _COLON.search(piece)
    glued = _GLUED_NUMBER.match(piece)
    for size in ((colon.end(),) if colon else ()) + ((glued.end("label"),) if glued else ()):
        if wording.field(piece[:size]) is not None:
            return [(start, start + size), (start + size, end)]
    return [(start, end)]


def joined(fragments: Sequence[Fragment]) -> str:
    """Give the text of fragments without line breaks and blanks; a blank between two Latin words stays one blank."""
    pieces: list[str] = []
    for index, fragment in enumerate(fragments):
        if index and fragment.line_no == fragments[index - 1].line_no:
            pieces.append(" ")
        pieces.append(fragment.text)
    return without_blanks("".join(pieces))


def without_blanks(text: str) -> str:
    """Give a text without blanks; a blank between two Latin words stays one blank."""
    return _BLANK.sub("", _BLANK_BETWEEN_WORDS.sub("\0", text)).replace("\0", " ")


def lines_of(fragments: Sequence[Fragment]) -> list[str]:
    """Give the lines that fragments make up, each without blanks."""
    lines: list[str] = []
    last: int | None = None
    for fragment in fragments:
        if fragment.line_no == last:
            lines[-1] += fragment.text
        else:
            lines.append(fragment.text)
        last = fragment.line_no
    return lines


def early_breaks(lines: Sequence[str], room: int = 0) -> int:
    """Count the line breaks that one cell would not have: those before which the next line's beginning still had room.

    The room of a cell is its widest line, or `room` where the column is known to have more.

    A cell breaks a line only where the next character does not fit, so each of its lines but the last is
    about as wide as the cell. Numbers, Latin words and brackets with what they hold on to move to the next
    line as a whole.
    """
    if len(lines) == 1:
        return 0
    widest = max(room, *(width(line) for line in lines))
    return sum(least <= widest for least in widths_at_breaks(lines))


def widths_at_breaks(lines: Sequence[str]) -> list[int]:
    """Give for each line break the least width, in half characters, with which it would not have been made."""
    return [
        width(line, compressible=2) + width(_unbreakable_start(after), compressible=2)
        for line, after in pairwise(lines)
    ]


@cache
def width(text: str, *, compressible: int = 1) -> int:
    """Give the width in half characters.

    Brackets and other punctuation count as `compressible`: word processors squeeze them to half a character
    where that saves a line, and quotation marks are narrow in some fonts.
    """
    return sum(
        compressible
        if character in _COMPRESSIBLE or (kind := east_asian_width(character)) == "A"
        else 2
        if kind in "WF"
        else 1
        for character in text
    )


def _unbreakable_start(line: str) -> str:
    end = 0
    while end < len(line) and line[end] in _OPENING:
        end += 1
    if end < len(line) and line[end].isascii():
        while end < len(line) and line[end].isascii() and line[end] not in _OPENING:
            end += 1
    else:
        end += 1
    while end < len(line) and line[end] in _CLOSING:
        end += 1
    return line[:end]


def unlikely_blanks(fragments: Sequence[Fragment]) -> int:
    """Count the blanks inside that one cell would not have: those that do not part figures or Latin from Chinese.

    Word processors put a thin blank between the two scripts, as in `130 批次`; any other blank of an
    extract parts cells.
    """
    return sum(
        left.line_no == right.line_no
        and left.text[-1].isascii() == right.text[0].isascii()
        and right.text[0] not in _CLOSING
        for left, right in pairwise(fragments)
    )
