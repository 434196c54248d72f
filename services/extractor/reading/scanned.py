"""Pages without a text layer, and tables that are pictures on a page with text, read where the extra `ocr` is there.

In go what a page draws and its picture; out comes the drawing as if the page had been printed: glyphs in place of the
recognised lines, rulings from the picture where the page draws none. Everything behind (lines, grids, tables) reads it
as it reads any page. What was read so is marked, and must be confirmed before it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from services.extractor.reading.drawing import ASCENT, Drawing, Glyph, Ruling
from services.extractor.reading.geometry import Area
from services.extractor.reading.layout import page_of
from services.extractor.reading.ocr_amounts import amount_as_printed
from services.extractor.reading.page import Page
from services.extractor.reading.picture_rulings import (
    BLANK,
    Picture,
    PixelRuling,
    is_net,
    rulings_of,
    straightened,
)
from services.extractor.reading.recogniser import ReadText, Recogniser
from services.extractor.reading.seals import without_seals
from services.extractor.reading.spreads import page_or_pages_of
from services.extractor.reading.turning import turned_drawing
from shared.model.place import Box, ReadBy

_DENSITY: Final = 2.5
"""Pixels per point of the picture of a usual page: 180 dpi. Small type of wide tables is legible (at 144 dpi its last
figures are lost), and the memory of the engine, which grows with the picture, stays below 1 GiB on A4."""
_LEAST_PIXELS: Final = 2100
_MOST_PIXELS: Final = 3000
"""The longer side of a picture, from A4 to A3: scanners state pages of any size, a point for each of their pixels or
less, and the type is as large in proportion."""
_LEAST_SIDE: Final = 100
"""Pixels; what is narrower holds no table, and no line of text worth the name."""
_FULL_HEIGHT: Final = 0.85
"""The size of the type, as a share of the height of the engine's boxes, which leave a margin around the ink."""
_NARROW: Final = 0.5
"""The width of a letter or digit, in widths of a Chinese character."""
_NOTE: Final = "read from its picture by OCR"


def scale_of(width: float, height: float) -> float | None:
    """Give the pixels per point at which a page of this size is read; None for one too narrow to hold text."""
    longer, shorter = max(width, height), min(width, height)
    if longer <= 0:
        return None
    pixels = min(max(_DENSITY * longer, _LEAST_PIXELS), _MOST_PIXELS)
    scale = pixels / longer
    return scale if shorter * scale >= _LEAST_SIDE else None


def read_scanned(
    drawing: Drawing, picture: Picture, scale: float, engine: Recogniser, number: int
) -> Page | None:
    """Give page `number` as OCR reads it from its picture (`scale` pixels per point); None where there is no text.

    What text the page has, such as a page number typed upon the scan, stays as it is.
    """
    seen = _seen(drawing, _without_text(picture, drawing.glyphs, scale), scale, engine)
    if not seen.glyphs:
        return None
    own = drawing.rulings
    # A foot may be ruled off, on a page whose table is in the picture.
    rulings = own if 2 * len(own) >= len(seen.rulings) else [*own, *seen.rulings]
    whole = replace(drawing, glyphs=[*drawing.glyphs, *seen.glyphs], rulings=rulings)
    page = page_or_pages_of(whole, number)
    return replace(page, read_by=ReadBy.OCR, has_text=True, notes=(*page.notes, _NOTE))


def read_pictured(
    drawing: Drawing, picture: Picture, scale: float, engine: Recogniser, number: int, *, boxes: Sequence[Box]
) -> Page | None:
    """Give page `number`, which has text, with the tables that its pictures at `boxes` show; None where they show none.

    Pictures without the rulings of a table are left alone: charts, photographs, seals.
    """
    shown = [box for box in boxes if _shows_table(_part(picture, box, scale))]
    if not shown:
        return None
    seen = _seen(drawing, _only(picture, shown, scale), scale, engine)
    if not seen.glyphs:
        return None
    page = page_of(
        replace(
            drawing,
            glyphs=[*drawing.glyphs, *seen.glyphs],
            recognised=seen.glyphs,
            rulings=[*drawing.rulings, *seen.rulings],
        ),
        number,
    )
    notes = (*page.notes, "a picture on it read by OCR")
    return replace(page, read_by=ReadBy.TEXT, recognised=(), pictured=page.recognised, notes=notes)


def _seen(drawing: Drawing, picture: Picture, scale: float, engine: Recogniser) -> Drawing:
    """Give what the picture of a page shows as if it were drawn, turned as the page is."""
    angle, rulings, lines = _upright(without_seals(picture), engine)
    swapped = angle in (90, 270)
    upright = Drawing(
        width=drawing.height if swapped else drawing.width,
        height=drawing.width if swapped else drawing.height,
        rotation=0,
        glyphs=[
            glyph
            for line in lines
            for glyph in glyphs_of(amount_as_printed(line.text), _points(line.box, scale))
        ],
        rulings=[_ruling(ruling, scale) for ruling in rulings],
    )
    return turned_drawing(upright, -angle % 360) if angle else upright


def _upright(picture: Picture, engine: Recogniser) -> tuple[int, list[PixelRuling], list[ReadText]]:
    """Give the rulings and lines of a picture, turned so that its text runs to the right, and the angle it ran at."""
    rulings, clean = rulings_of(straightened(picture))
    boxes = engine.boxes(clean)
    angle = engine.angle_of(clean, boxes)
    if angle:
        rulings, clean = rulings_of(straightened(_turned(picture, angle)))
        boxes = engine.boxes(clean)
    return angle, rulings, engine.lines(clean, boxes, rulings)


def _turned(picture: Picture, angle: int) -> Picture:
    """Give a picture turned clockwise, so that text written upwards (90) runs to the right."""
    import cv2  # noqa: PLC0415 - optional

    ways = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    return cv2.rotate(picture, ways[angle])


def _without_text(picture: Picture, glyphs: Iterable[Glyph], scale: float) -> Picture:
    """Give the picture without the glyphs that are read as text."""
    for glyph in glyphs:
        _part(picture, glyph, scale)[:] = BLANK
    return picture


def _only(picture: Picture, boxes: Iterable[Box], scale: float) -> Picture:
    """Give the picture with nothing on it but what stands in the boxes."""
    blank = picture.copy()
    blank[:] = BLANK
    for box in boxes:
        _part(blank, box, scale)[:] = _part(picture, box, scale)
    return blank


def _part(picture: Picture, box: Box | Glyph, scale: float) -> Any:  # noqa: ANN401 - a view of the array
    x0, top, x1, bottom = (max(0, round(value * scale)) for value in (box.x0, box.top, box.x1, box.bottom))
    return picture[top:bottom, x0:x1]


def _shows_table(picture: Picture) -> bool:
    height, width = picture.shape[:2]
    if min(height, width) < _LEAST_SIDE:
        return False
    level = straightened(picture)
    return is_net(rulings_of(level)[0], width, height)


def glyphs_of(text: str, box: Area) -> list[Glyph]:
    """Give the characters of a line side by side in its box: digits half as wide as Chinese characters, in one size."""
    x0, top, x1, bottom = box
    widths = [_NARROW if character.isascii() else 1.0 for character in text]
    width = (x1 - x0) / sum(widths)
    size = min(_FULL_HEIGHT * (bottom - top), 1.25 * width)
    baseline = (top + bottom) / 2 + (ASCENT - 0.5) * size
    glyphs: list[Glyph] = []
    start = x0
    for character, share in zip(text, widths, strict=True):
        end = start + share * width
        if not character.isspace():
            upper = baseline - ASCENT * size
            glyphs.append(Glyph(character, start, upper, end, upper + size, baseline, size))
        start = end
    return glyphs


def _points(box: Area, scale: float) -> Area:
    x0, top, x1, bottom = (value / scale for value in box)
    return x0, top, x1, bottom


def _ruling(ruling: PixelRuling, scale: float) -> Ruling:
    place, start, end = (value / scale for value in (ruling.place, ruling.start, ruling.end))
    if ruling.is_vertical:
        return Ruling("v", place, start, place, end)
    return Ruling("h", start, place, end, place)
