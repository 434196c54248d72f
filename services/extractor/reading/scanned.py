"""Pages without a text layer, read from their picture where the extra `ocr` is installed.

In go what a page draws and its picture; out comes the drawing as if the page had been printed: glyphs in place of the
recognised lines, rulings from the picture where the page draws none. Everything behind (lines, grids, tables) reads it
as it reads any page. What was read so is marked, and must be confirmed before it counts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from services.extractor.reading.drawing import ASCENT, Drawing, Glyph, Ruling
from services.extractor.reading.geometry import Area
from services.extractor.reading.layout import page_of
from services.extractor.reading.page import Page
from services.extractor.reading.picture_rulings import Picture, PixelRuling, rulings_of, straightened
from services.extractor.reading.recogniser import Recogniser
from shared.model.place import ReadBy

SCALE: Final = 2.5
"""Pixels per point of the picture that is read: 180 dpi. Small type of wide tables is legible (at 144 dpi its last
figures are lost), and the memory of the engine, which grows with the picture, stays below 1 GiB on A4."""
_FULL_HEIGHT: Final = 0.85
"""The size of the type, as a share of the height of the engine's boxes, which leave a margin around the ink."""
_NARROW: Final = 0.5
"""The width of a letter or digit, in widths of a Chinese character."""


def read_scanned(drawing: Drawing, picture: Picture, engine: Recogniser, number: int) -> Page | None:
    """Give page `number` as OCR reads it from its picture (`SCALE` pixels per point); None where there is no text."""
    found, clean = rulings_of(straightened(picture))
    lines = engine.lines(clean, found)
    glyphs = [glyph for line in lines for glyph in glyphs_of(line.text, _points(line.box))]
    if not glyphs:
        return None
    rulings = drawing.rulings or [_ruling(ruling) for ruling in found]
    page = page_of(replace(drawing, glyphs=glyphs, rulings=rulings), number)
    return replace(page, read_by=ReadBy.OCR, notes=(*page.notes, "read from its picture by OCR"))


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


def _points(box: Area) -> Area:
    x0, top, x1, bottom = (value / SCALE for value in box)
    return x0, top, x1, bottom


def _ruling(ruling: PixelRuling) -> Ruling:
    place, start, end = (value / SCALE for value in (ruling.place, ruling.start, ruling.end))
    if ruling.is_vertical:
        return Ruling("v", place, start, place, end)
    return Ruling("h", start, place, end, place)
