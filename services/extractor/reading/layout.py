"""What a page draws becomes what a page says: `Drawing` in, `Page` with lines, words, boxes and grids out.

The same for every page model. The steps: turn a page that is printed sideways, drop characters struck twice, find the
ruled grids, deal the glyphs out to cells, read lines in each cell and outside the grids, order the lines for reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from services.extractor.reading.aligned import aligned_tables
from services.extractor.reading.characters import is_undecodable
from services.extractor.reading.downwards import columns_of
from services.extractor.reading.drawing import Drawing, Glyph
from services.extractor.reading.foot_number import foot_number
from services.extractor.reading.grids import GridFrame, frames_of, grid_of
from services.extractor.reading.half_ruled import whole_tables
from services.extractor.reading.lines import SAME_LINE, box_of, line_of, lines_of, without_double_strikes
from services.extractor.reading.page import Line, Page, Word
from services.extractor.reading.rulings import ruled_tables
from services.extractor.reading.spilled import homes_of, is_too_tall
from services.extractor.reading.turning import main_angle, turned, turned_back, turned_drawing
from services.extractor.reading.unruled_rows import with_rows
from shared.model.place import Box, ReadBy

_PICTURE_SHARE = 0.02
"""A picture smaller than this share of the page is an ornament: a rule, a logo, a bullet."""
_PICTURES_SHARE = 0.1
"""Pictures that take up this share of the page together, such as a scan in strips, are what it shows where nothing but
head and foot stands beside them."""
_MARGIN_SHARE = 0.1
"""The share of the page's height, above and below, in which running heads and feet stand."""
_LEAST_SIZE = 0.1
"""Points: the size of glyphs that have none."""
_OUTLINED_TEXT = 50
"""So many curved paths on a page without text are letters turned into outlines, not decoration."""


def page_of(drawing: Drawing, number: int) -> Page:
    """Give page `number` as lines and grids."""
    drawing = _with_ink(drawing)
    angle = main_angle(drawing.glyphs)
    if angle:
        drawing = turned_drawing(drawing, angle)
    glyphs = without_double_strikes(drawing.glyphs)
    frames = [with_rows(frame, glyphs) for frame in _ruled_frames(drawing, glyphs)]
    reader = _Reader(number, drawing.width, drawing.height)
    lines = [] if frames else reader.lines(glyphs)
    frames = frames or aligned_tables(_from_top(lines))
    foot = foot_number(glyphs, drawing.width, drawing.height, number) if frames else frozenset()
    dealt = _dealt(glyphs, frames, foot)
    lines = reader.lines(dealt.outside) if frames else lines
    whole = whole_tables(frames, lines, lambda: _from_top(reader.lines(glyphs))) if frames else frames
    if whole != frames:
        frames = whole
        dealt = _dealt(glyphs, frames, foot)
        lines = reader.lines(dealt.outside)
    grids = []
    for index, (frame, cells) in enumerate(zip(frames, dealt.cells, strict=True)):
        cell_lines = [reader.cell_lines(cell) for cell in cells]
        grids.append(grid_of(frame, cell_lines, number))
        lines += _grid_lines(cell_lines, number, index)
    lines = _from_top(lines)
    return Page(
        number=number,
        width=drawing.width,
        height=drawing.height,
        lines=tuple(lines),
        grids=tuple(grids),
        rotation=drawing.rotation,
        turned_for_text=angle,
        scale=drawing.scale,
        has_text=has_text(lines, drawing),
        undecodable_glyphs=sum(is_undecodable(glyph.text) for glyph in glyphs),
        hidden_text=tuple(reader.lines(without_double_strikes(drawing.hidden))),
        recognised=tuple(reader.lines(drawing.recognised)) if drawing.recognised else (),
        read_by=ReadBy.OCR if 2 * len(drawing.recognised) > len(drawing.glyphs) else ReadBy.TEXT,
        off=drawing.off,
        across="".join(glyph.text for glyph in (*drawing.across, *dealt.across) if not glyph.text.isspace()),
        pictures=tuple(box for box in drawing.pictures if _is_large(box, drawing)),
    )


def _with_ink(drawing: Drawing) -> Drawing:
    """Give the drawing with glyphs of no size among the hidden ones, as small as they can be: they print nothing."""
    if all(glyph.size > 0 for glyph in (*drawing.glyphs, *drawing.hidden, *drawing.recognised)):
        return drawing
    sizeless = [glyph for glyph in (*drawing.glyphs, *drawing.hidden) if glyph.size <= 0]
    return replace(
        drawing,
        glyphs=[glyph for glyph in drawing.glyphs if glyph.size > 0],
        recognised=[glyph for glyph in drawing.recognised if glyph.size > 0],
        hidden=[glyph for glyph in drawing.hidden if glyph.size > 0]
        + [glyph._replace(size=_LEAST_SIZE) for glyph in sizeless],
    )


def _ruled_frames(drawing: Drawing, glyphs: Sequence[Glyph]) -> list[GridFrame]:
    """Give the frames of the ruled tables; white rules on a tint count where there are no others."""
    frames = frames_of(ruled_tables(drawing.rulings, glyphs), glyphs)
    if frames or not drawing.white_rulings:
        return frames
    return frames_of(ruled_tables([*drawing.rulings, *drawing.white_rulings], glyphs), glyphs)


def _from_top(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.box.bottom, line.box.x0) if line.box else (0, 0))


class _Reader:
    """Reads lines at any angle on one page."""

    def __init__(self, number: int, width: float, height: float) -> None:
        self._number = number
        self._width = width
        self._height = height

    def cell_lines(self, glyphs: Sequence[Glyph]) -> list[Line]:
        """Give the lines of a cell, where text may also run downwards: its columns from right to left."""
        columns = columns_of(glyphs)
        if not columns:
            return self.lines(glyphs)
        words = [Word("".join(glyph.text for glyph in column), box_of(column)) for column in columns]
        return [line_of([word], self._number) for word in words]

    def lines(self, glyphs: Iterable[Glyph]) -> list[Line]:
        """Give the lines of some glyphs, those to the right first, then those at other angles."""
        upright: list[Glyph] = []
        sideways: dict[int, list[Glyph]] = {}
        for glyph in glyphs:
            if glyph.angle:
                sideways.setdefault(glyph.angle, []).append(glyph)
            else:
                upright.append(glyph)
        lines = lines_of(upright, self._number)
        for angle, group in sorted(sideways.items()):
            size = self._width, self._height
            read = lines_of((turned(glyph, angle, *size) for glyph in group), self._number)
            lines += turned_back(read, angle, *size)
        return lines


class _Dealt(NamedTuple):
    """The glyphs of a page: those outside all grids or in a hole of one, those across, and those of each cell."""

    outside: list[Glyph]
    across: list[Glyph]
    cells: list[list[list[Glyph]]]


def _dealt(glyphs: Sequence[Glyph], frames: Sequence[GridFrame], foot: Collection[int]) -> _Dealt:
    """Deal the glyphs out; those of `foot`, by their indices, are in no cell."""
    dealt = _Dealt([], [], [[[] for _ in frame.spans] for frame in frames])
    homes = homes_of(glyphs, frames)
    # The other characters of the line that a tall one stands in may lie beside the grid, or in a merged cell.
    tall = {
        (glyph.size, glyph.baseline)
        for glyph, home in zip(glyphs, homes, strict=True)
        if is_too_tall(glyph, home, frames)
    }
    for index, (glyph, home) in enumerate(zip(glyphs, homes, strict=True)):
        if (glyph.size, glyph.baseline) in tall:
            dealt.across.append(glyph)
        elif home is None or home[1] is None or index in foot:
            dealt.outside.append(glyph)
        else:
            dealt.cells[home[0]][home[1]].append(glyph)
    return dealt


def _grid_lines(cell_lines: Iterable[Iterable[Line]], page: int, grid: int) -> list[Line]:
    """Give the printed lines through a grid, each joining the lines of neighbouring cells on one baseline."""
    pieces = [
        (line.box.bottom, line.box.bottom - line.box.top, line.words)
        for lines in cell_lines
        for line in lines
        if line.box
    ]
    pieces.sort(key=lambda piece: piece[:2])
    rows: list[tuple[float, float, list[Word]]] = []
    for bottom, height, words in pieces:
        if rows and bottom - rows[-1][0] <= SAME_LINE * min(height, rows[-1][1]):
            rows[-1][2].extend(words)
        else:
            rows.append((bottom, height, list(words)))
    ordered = (sorted(words, key=lambda word: word.box.x0) for _, _, words in rows)
    return [line_of(words, page, in_grid=grid) for words in ordered]


def _is_large(box: Box, drawing: Drawing) -> bool:
    return _area(box) >= _PICTURE_SHARE * drawing.width * drawing.height


def bare_pictures(page: Page) -> list[Box]:
    """Give where large pictures stand that no text lies on."""
    middles = [
        ((line.box.x0 + line.box.x1) / 2, (line.box.top + line.box.bottom) / 2)
        for line in page.lines
        if line.box is not None
    ]
    return [
        box
        for box in page.pictures
        if not any(box.x0 <= x <= box.x1 and box.top <= y <= box.bottom for x, y in middles)
    ]


def has_text(lines: Sequence[Line], drawing: Drawing) -> bool:
    """Tell whether what a page shows can be read: a scan with a page number typed upon it cannot."""
    pictured = sum(map(_area, drawing.pictures)) >= _PICTURES_SHARE * drawing.width * drawing.height
    if pictured and drawing.pictures:
        low, high = _MARGIN_SHARE * drawing.height, (1 - _MARGIN_SHARE) * drawing.height
        return any(line.box is None or (line.box.bottom > low and line.box.top < high) for line in lines)
    shows_something = drawing.curve_count >= _OUTLINED_TEXT or any(
        _is_large(box, drawing) for box in drawing.pictures
    )
    return bool(lines) or not shows_something


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)
