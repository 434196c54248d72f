"""Text that does not run to the right: glyphs turned so that it does, and boxes turned back.

Tables wider than a page are often printed sideways on it, and narrow header cells hold sideways text. Both are read by
turning the glyphs, reading them as any others, and turning the boxes of what was read back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.extractor.reading.drawing import Drawing, Glyph, Ruling
from services.extractor.reading.page import Line, Word
from shared.model.place import Box

Corners = tuple[float, float, float, float]
_NEARLY_ALL = 0.75
"""The share of a page's glyphs that shows how the page is to be held: a table without figures whose header cells hold
sideways text has hardly more upright text than that."""


def main_angle(glyphs: Iterable[Glyph]) -> int:
    """Give the angle at which a page is written: that of nearly all its glyphs, 0 where they differ or are missing."""
    counts = Counter(glyph.angle for glyph in glyphs if not glyph.text.isspace())
    angle, count = counts.most_common(1)[0] if counts else (0, 0)
    return angle if count >= _NEARLY_ALL * counts.total() else 0


def turned(glyph: Glyph, angle: int, width: float, height: float) -> Glyph:
    """Give a glyph of a page of this width and height after the page was turned so that `angle` becomes 0."""
    corners = turned_corners(glyph[1:5], angle, width, height)
    baseline = glyph.baseline
    if glyph.angle in (90, 270):
        x = turned_corners((baseline, 0, baseline, 0), angle, width, height)
        baseline = x[1] if angle in (90, 270) else x[0]
    else:
        y = turned_corners((0, baseline, 0, baseline), angle, width, height)
        baseline = y[0] if angle in (90, 270) else y[1]
    return Glyph(glyph.text, *corners, baseline, glyph.size, (glyph.angle - angle) % 360)


def turned_corners(corners: Corners, angle: int, width: float, height: float) -> Corners:
    """Give x0, top, x1, bottom after the page was turned so that text written at `angle` runs to the right."""
    x0, top, x1, bottom = corners
    match angle:
        case 90:
            return height - bottom, x0, height - top, x1
        case 180:
            return width - x1, height - bottom, width - x0, height - top
        case 270:
            return top, width - x1, bottom, width - x0
        case _:
            return corners


def turned_drawing(drawing: Drawing, angle: int) -> Drawing:
    """Give the drawing of the page turned so that text written at `angle` runs to the right."""
    width, height = drawing.width, drawing.height
    swapped = angle in (90, 270)
    return Drawing(
        width=height if swapped else width,
        height=width if swapped else height,
        rotation=(drawing.rotation + angle) % 360,
        scale=drawing.scale,
        glyphs=[turned(glyph, angle, width, height) for glyph in drawing.glyphs],
        hidden=[turned(glyph, angle, width, height) for glyph in drawing.hidden],
        recognised=[turned(glyph, angle, width, height) for glyph in drawing.recognised],
        off=drawing.off,
        across=[turned(glyph, angle, width, height) for glyph in drawing.across],
        rulings=[_turned_ruling(ruling, angle, width, height) for ruling in drawing.rulings],
        white_rulings=[_turned_ruling(ruling, angle, width, height) for ruling in drawing.white_rulings],
        pictures=[turned_box(box, angle, width, height) for box in drawing.pictures],
        curve_count=drawing.curve_count,
    )


def turned_back(lines: Sequence[Line], angle: int, width: float, height: float) -> list[Line]:
    """Give lines read on a turned page with their boxes on the page of this width and height."""
    size = (height, width) if angle in (90, 270) else (width, height)
    return [
        replace(
            line,
            box=line.box and turned_box(line.box, -angle % 360, *size),
            words=tuple(Word(word.text, turned_box(word.box, -angle % 360, *size)) for word in line.words),
        )
        for line in lines
    ]


def _turned_ruling(ruling: Ruling, angle: int, width: float, height: float) -> Ruling:
    orientation = ruling.orientation
    if angle in (90, 270):
        orientation = "v" if orientation == "h" else "h"
    return Ruling(orientation, *turned_corners(ruling[1:5], angle, width, height))


def turned_box(box: Box, angle: int, width: float, height: float) -> Box:
    """Give a box of a page of this width and height after the page was turned so that `angle` becomes 0."""
    x0, top, x1, bottom = turned_corners((box.x0, box.top, box.x1, box.bottom), angle, width, height)
    return Box(x0=x0, top=top, x1=x1, bottom=bottom)
