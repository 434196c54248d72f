"""Sets blocks on pages: every line of text and every cell at its place, in the order in which it is written.

In: blocks, a style and a measure of text. Out: sheets with text runs, cell boxes and fills; coordinates are points from
the upper left corner. Producers draw them; the text extract reads them off as an extraction tool would.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tests.typeset.blocks import Block, Cell, Grid, PageBreak, Placed, RunningHead, Spread, Text, place
from tests.typeset.measure import PAD, Measure, cell_lines, column_widths, wrap
from tests.typeset.style import Style

PAD_Y = 2.4
"""Points between a cell's rule and its text, above and below."""
LINE = 1.25
"""Line height inside cells, in font sizes."""


@dataclass(frozen=True)
class Run:
    """A piece of a line: its text, the left end and height of its baseline, size and weight."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False
    cell: bool = False
    """It stands in a cell of a grid."""


@dataclass(frozen=True)
class Box:
    """A ruled cell; ``head`` marks those that a style may fill."""

    x0: float
    top: float
    x1: float
    bottom: float
    head: bool = False
    name: str = ""


@dataclass
class Sheet:
    """One page: its size, what is written and what is ruled, and its number as printed (or nothing)."""

    width: float
    height: float
    number: str = ""
    runs: list[Run] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


ROLES: dict[str, tuple[float, str, bool]] = {
    # role: font size relative to the body's, alignment, bold
    "part": (1.25, "center", True),
    "heading": (1.05, "left", True),
    "subheading": (1.0, "left", True),
    "body": (1.0, "indent", False),
    "table_number": (0.85, "left", False),
    "table_title": (1.15, "center", True),
    "note": (0.75, "indent", False),
    "signature": (1.0, "right", False),
    "contents": (1.0, "left", False),
}


def lay_out(blocks: Sequence[Block], style: Style, measure: Measure) -> list[Sheet]:
    """Set all blocks. Raises ``ValueError`` where one row is taller than a page."""
    flow = Flow(style, measure)
    for block in blocks:
        flow.add(block)
    return flow.sheets


class Flow:
    """The place reached so far: a cursor on the last sheet."""

    def __init__(self, style: Style, measure: Measure) -> None:
        """Start on an empty portrait sheet."""
        self.style, self.measure = style, measure
        self.sheets: list[Sheet] = []
        self.y = 0.0
        self.head = ""
        self.turn(landscape=False)

    def turn(self, landscape: bool) -> None:
        """Begin a new sheet."""
        self.landscape = landscape
        width, height = reversed(self.style.page) if landscape else self.style.page
        number = str(len(self.sheets) + 1)
        shown = {"none": "", "plain": number, "dashes": f"- {number} -"}[self.style.page_number]
        self.sheets.append(Sheet(width, height, shown))
        self.y = self.style.margin
        if self.head:
            self.sheet.runs.append(Run(self.head, self.style.margin, self.style.margin * 0.6, 9))

    @property
    def sheet(self) -> Sheet:
        """The current sheet."""
        return self.sheets[-1]

    @property
    def bottom(self) -> float:
        """Where the type area ends."""
        return self.sheet.height - self.style.margin

    @property
    def width(self) -> float:
        """The width of the type area."""
        return self.sheet.width - 2 * self.style.margin

    def add(self, block: Block) -> None:
        """Set one block."""
        if isinstance(block, PageBreak):
            self.turn(block.landscape)
        elif isinstance(block, RunningHead):
            self.head = block.text
        elif isinstance(block, Text):
            self.text(block)
        elif isinstance(block, Spread):
            self.spread(block)
        else:
            self.grid(block)

    def text(self, block: Text) -> None:
        """Set a heading or paragraph, over pages where it must."""
        scale, align, bold = ROLES[block.role]
        size = self.style.body_size * scale
        indent = 2 * size if align == "indent" or block.role in ("heading", "subheading") else 0.0
        step = size * self.style.leading
        for number, line in enumerate(wrap(block.text, self.width, size, self.measure, indent)):
            if self.y + step > self.bottom:
                self.turn(landscape=self.landscape)
            gap = self.width - self.measure(line, size)
            shift = {"center": gap / 2, "right": gap}.get(align, indent if number == 0 else 0.0)
            self.sheet.runs.append(Run(line, self.style.margin + shift, self.y + step * 0.7, size, bold))
            self.y += step

    def spread(self, block: Spread) -> None:
        """Set a line with words at both ends."""
        size = self.style.table_size + 1
        baseline = self.y + size * 1.2
        if block.left:
            self.sheet.runs.append(Run(block.left, self.style.margin, baseline, size))
        if block.right:
            end = self.style.margin + self.width - self.measure(block.right, size)
            self.sheet.runs.append(Run(block.right, end, baseline, size))
        self.y += size * 1.6

    def grid(self, grid: Grid) -> None:
        """Set a grid, page by page."""
        widths, size = column_widths(grid, self.width, self.style.table_size, self.measure, self.style.narrow)
        setter = GridSetter(grid, widths, size, self.measure)
        start, drawn, fresh = 0, False, False
        while start < setter.body_rows or not drawn:
            shown = 0 if drawn and not self.style.repeat_header else setter.header_rows
            room = self.bottom - self.y - setter.height(0, shown)
            end = setter.fitting(start, room)
            if self.style.split_rows and end < setter.body_rows:
                at = setter.header_rows + end
                end += setter.split(at, room - setter.height(setter.header_rows + start, at))
            if end > start or (room > 0 and not setter.body_rows):
                self.y += setter.draw(self.sheet, self.style.margin, self.y, 0, shown)
                self.y += setter.draw(
                    self.sheet,
                    self.style.margin,
                    self.y,
                    setter.header_rows + start,
                    setter.header_rows + end,
                )
                drawn = True
            elif fresh:
                raise ValueError("a row is taller than a page")
            start = end
            if start < setter.body_rows or not drawn:
                self.turn(landscape=self.landscape)
                if drawn:
                    for line in grid.lead:
                        self.spread(line)
                fresh = True
        self.y += size


class GridSetter:
    """Lines and heights of one grid's cells, and how a range of its rows is drawn."""

    def __init__(self, grid: Grid, widths: list[float], size: float, measure: Measure) -> None:
        """Break every cell into lines and find the height of every row."""
        self.size, self.measure, self.step = size, measure, size * LINE
        self.header_rows = len(grid.header)
        self.edges = [sum(widths[:n]) for n in range(len(widths) + 1)]
        rows = (*grid.header, *grid.body)
        self.placed = place(rows, len(grid.columns))
        self.lines = {(p.row, p.column): cell_lines(p.cell, self.span(p), size, measure) for p in self.placed}
        self.written: dict[tuple[int, int], int] = {}
        self.heights = [0.0] * len(rows)
        for placed in sorted(self.placed, key=lambda p: p.cell.rowspan):
            need = max(1, len(self.lines[placed.row, placed.column])) * self.step + 2 * PAD_Y
            last = placed.row + placed.cell.rowspan - 1
            self.heights[last] += max(0.0, need - self.height(placed.row, last + 1))

    @property
    def body_rows(self) -> int:
        """The rows below the header, parts of cut rows counted one by one."""
        return len(self.heights) - self.header_rows

    def split(self, row: int, room: float) -> int:
        """Cut a row so that its first part fits the room: 1 where there is room for a line of it, else 0."""
        lines = int((room - 2 * PAD_Y) / self.step)
        most = int((self.heights[row] - 2 * PAD_Y) / self.step + 1e-6)
        if not 0 < lines < most:
            return 0
        self.heights[row : row + 1] = [lines * self.step + 2 * PAD_Y, (most - lines) * self.step + 2 * PAD_Y]
        self.lines = {(at + (at > row), column): found for (at, column), found in self.lines.items()}
        self.written = {(at + (at > row), column): found for (at, column), found in self.written.items()}
        self.placed = [
            replace(p, row=p.row + 1)
            if p.row > row
            else replace(p, cell=replace(p.cell, rowspan=p.cell.rowspan + 1))
            if p.row + p.cell.rowspan > row
            else p
            for p in self.placed
        ]
        return 1

    def span(self, placed: Placed) -> float:
        """The width of a cell."""
        return self.edges[placed.column + placed.cell.colspan] - self.edges[placed.column]

    def height(self, start: int, end: int) -> float:
        """The height of rows ``start`` to ``end``, the latter not included."""
        return sum(self.heights[start:end])

    def fitting(self, start: int, room: float) -> int:
        """How far the body rows from ``start`` go into the room, as an index of body rows."""
        end = start
        while end < self.body_rows and room >= self.heights[self.header_rows + end] - 1e-6:
            room -= self.heights[self.header_rows + end]
            end += 1
        return end

    def draw(self, sheet: Sheet, left: float, top: float, start: int, end: int) -> float:
        """Draw rows ``start`` to ``end``; cells that reach over are cut there and go on below. Gives the height."""
        if start < self.header_rows:  # the header is written anew on each page, what a page end cut goes on
            self.written = {key: count for key, count in self.written.items() if key[0] >= self.header_rows}
        for placed in self.placed:
            first, last = max(start, placed.row), min(end, placed.row + placed.cell.rowspan)
            if first < last:
                y0 = top + self.height(start, first)
                box = Box(
                    left + self.edges[placed.column],
                    y0,
                    left + self.edges[placed.column + placed.cell.colspan],
                    y0 + self.height(first, last),
                    placed.cell.head,
                    placed.cell.name,
                )
                sheet.boxes.append(box)
                sheet.runs.extend(self.runs(placed, box, cut=last < placed.row + placed.cell.rowspan))
        return self.height(start, end)

    def runs(self, placed: Placed, box: Box, cut: bool) -> Iterator[Run]:
        """The lines of a cell in its box, in the middle of its height; a cut cell keeps the rest for its next box."""
        key = (placed.row, placed.column)
        lines = self.lines[key][self.written.get(key, 0) :]
        room = int((box.bottom - box.top - PAD_Y) / self.step)
        lines = lines[: max(room, 1)] if cut else lines
        self.written[key] = self.written.get(key, 0) + len(lines)
        cell: Cell = placed.cell
        y = box.top + (box.bottom - box.top - len(lines) * self.step) / 2 + self.size * 0.95
        for line in lines:
            gap = box.x1 - box.x0 - 2 * PAD - self.measure(line, self.size)
            shift = {"left": 0.0, "center": gap / 2, "right": gap}[cell.align]
            yield Run(line, box.x0 + PAD + shift, y, self.size, cell.bold, cell=True)
            y += self.step
