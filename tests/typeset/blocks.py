"""What is printed, independent of who prints it: headings, paragraphs, lines and grids in reading order.

Producers take a sequence of these blocks. A grid's rows are written as in HTML: a cell that spans others stands once,
at its first row and column, and the covered places are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "part", "heading", "subheading", "body", "table_number", "table_title", "note", "signature", "contents"
]
ColumnKind = Literal["code", "label", "amount", "text"]
Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Text:
    """A heading or a paragraph."""

    text: str
    role: Role = "body"


@dataclass(frozen=True)
class Spread:
    """One line with words at its left and at its right end (编制部门 … 单位：万元)."""

    left: str
    right: str


@dataclass(frozen=True)
class RunningHead:
    """Words at the head of every page but the first; stands first among the blocks."""

    text: str


@dataclass(frozen=True)
class PageBreak:
    """A new page; the pages from here on are landscape or portrait."""

    landscape: bool = False


@dataclass(frozen=True)
class Cell:
    """One printed cell. ``vertical`` stacks its characters one a line."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    align: Align = "center"
    bold: bool = False
    head: bool = False
    vertical: bool = False
    name: str = ""
    """What the cell holds, for those who want to know where it was printed: table, row number from 1, column key."""


GridRow = tuple[Cell, ...]


def words(
    text: str, colspan: int = 1, rowspan: int = 1, align: Align = "left", *, bold: bool = False
) -> Cell:
    """A body cell with words."""
    return Cell(text, colspan, rowspan, align, bold)


@dataclass(frozen=True)
class Column:
    """A column's kind, and its share of the width where widths are not fitted to what the column holds."""

    kind: ColumnKind
    weight: float


@dataclass(frozen=True)
class Grid:
    """A ruled table: columns, header rows (repeated on further pages where the style says so) and body rows."""

    columns: tuple[Column, ...]
    header: tuple[GridRow, ...]
    body: tuple[GridRow, ...]
    lead: tuple[Spread, ...] = ()
    """The lines above the grid that are repeated with the header."""


Block = Text | Spread | PageBreak | Grid | RunningHead


@dataclass(frozen=True)
class Placed:
    """A cell with the row and column of its first place."""

    row: int
    column: int
    cell: Cell


def place(rows: Sequence[GridRow], columns: int) -> list[Placed]:
    """Give every cell its first row and column.

    Raises ``ValueError`` where a row has more or fewer cells than places.
    """
    taken: set[tuple[int, int]] = set()
    placed = []
    for number, row in enumerate(rows):
        at = 0
        for cell in row:
            while (number, at) in taken:
                at += 1
            area = {
                (number + down, at + right) for down in range(cell.rowspan) for right in range(cell.colspan)
            }
            if area & taken or at + cell.colspan > columns:
                raise ValueError(f"row {number}: cell {cell.text!r} does not fit")
            taken |= area
            placed.append(Placed(number, at, cell))
    missing = {(r, c) for r in range(len(rows)) for c in range(columns)} - taken
    if missing:
        raise ValueError(f"places without a cell: {sorted(missing)[:4]}")
    return placed


def texts(blocks: Iterable[Block]) -> Iterable[str]:
    """Every printed text of the blocks."""
    for block in blocks:
        if isinstance(block, Text | RunningHead):
            yield block.text
        elif isinstance(block, Spread):
            yield from (block.left, block.right)
        elif isinstance(block, Grid):
            yield from (cell.text for row in (*block.header, *block.body) for cell in row)
            yield from (side for line in block.lead for side in (line.left, line.right))


def running_head(blocks: Iterable[Block]) -> str:
    """The words of the running head, or nothing."""
    return next((block.text for block in blocks if isinstance(block, RunningHead)), "")
