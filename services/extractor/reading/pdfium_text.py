"""The text page of PDFium: its glyphs, those that the page shows apart from those that it hides.

In: a PDFium text page and the `Painting` of the page. Out: glyphs in the drawing. PDFium gives no glyph boxes that fit
rulings, so boxes are built from each glyph's origin and advance, as the port asks.

Some producers make a text object of every single character: what is done for each text object must be cheap.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from services.extractor.reading.across import lean_of, runs_across
from services.extractor.reading.characters import meant
from services.extractor.reading.drawing import (
    UNDECODABLE,
    Display,
    Drawing,
    Glyph,
    glyph_at,
    writing_angle,
)
from services.extractor.reading.geometry import Area, overlap
from services.extractor.reading.painting import OPAQUE, WHITE, Painting, TextPaint, colour_of
from services.extractor.reading.watermarks import FAINT, PALE, PaleRun, apart

_HYPHENS = (0x02, 0xFFFE)
"""PDFium puts these in place of a hyphen that ends a line; in a table that is a printed “-”."""
_BLANK = 0x20
_STROKED = (
    pdfium.FPDF_TEXTRENDERMODE_STROKE,
    pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE,
    pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP,
    pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP,
)
_UNFILLED = (
    pdfium.FPDF_TEXTRENDERMODE_STROKE,
    pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP,
    pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
)
_HALF_TURN = 180
_FARTHEST = 4.0
"""In sizes: no font's box is higher, nor so much lower, than the type is large."""
_LEAST_ADVANCE = 0.15
"""In font sizes: a glyph that starts nearer to the one before it is struck over it."""


def read_text(text: Any, display: Display, drawing: Drawing, painting: Painting) -> None:  # noqa: ANN401 - ctypes
    """Put the glyphs of a text page to those of the drawing that are shown, or to those that are hidden."""
    reader = _TextReader(text, display, drawing, painting)
    reader.read()


class _Run(NamedTuple):
    """What all glyphs of one text object share, and where its glyphs start."""

    start: int
    item: Any
    size: float
    angle: int
    paint: TextPaint
    lean: float
    """How far it leans from the nearest quarter turn (see `across`)."""


class _TextReader:
    """Reads one text page; keeps the buffers that PDFium writes to."""

    def __init__(self, text: Any, display: Display, drawing: Drawing, painting: Painting) -> None:  # noqa: ANN401
        self._text = text
        self._display = display
        self._drawing = drawing
        self._painting = painting
        self._has_scans = painting.has_scans
        self._unseen = TextPaint(0, (0.0, 0.0, display.width, display.height), is_clipped=False)
        self._matrix = pdfium.FS_MATRIX()
        self._colour = tuple(ctypes.c_uint() for _ in range(4))
        self._glyphs: list[Glyph] = []
        self._runs: list[_Run] = []
        self._pale: list[PaleRun] = []

    def read(self) -> None:
        """Read all glyphs, then judge them run by run."""
        self._read_glyphs()
        self._keep_within_advance()
        ends = [*(run.start for run in self._runs[1:]), len(self._glyphs)]
        counts = [end - run.start for run, end in zip(self._runs, ends, strict=False)]
        across = runs_across([run.lean for run in self._runs], counts)
        for index, (run, end) in enumerate(zip(self._runs, ends, strict=False)):
            self._place(run, self._glyphs[run.start : end], is_across=index in across)
        kept, watermarks = apart(self._pale, self._drawing.glyphs)
        self._drawing.glyphs += kept
        self._drawing.across += watermarks

    def _read_glyphs(self) -> None:
        text, glyphs = self._text, self._glyphs
        a, b, c, d, e, f = self._display.matrix()
        x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
        address, size, angle, begins = 0, 0.0, 0, False
        rotation, scale = self._display.rotation, self._display.scale
        for index in range(pdfium.FPDFText_CountChars(text)):
            code = pdfium.FPDFText_GetUnicode(text, index)
            if code <= _BLANK and pdfium.FPDFText_IsGenerated(text, index):
                continue
            item = pdfium.FPDFText_GetTextObject(text, index)
            character = self._character(index, code) if item else ""
            if not character:
                continue
            if ctypes.addressof(item.contents) != address:
                address = ctypes.addressof(item.contents)
                size, angle = self._begin_run(index, item, address)
                begins = True
            pdfium.FPDFText_GetCharOrigin(text, index, x, y)
            pdfium.FPDFText_GetLooseCharBox(text, index, box)
            u, v = x.value, y.value
            origin = a * u + c * v + e, b * u + d * v + f
            # The box turns with the text: what runs up or down the page advances along its height.
            is_sideways = (angle + rotation) % _HALF_TURN
            height, advance = box.top - box.bottom, box.right - box.left
            if is_sideways:
                height, advance = advance, height
            if begins:
                size, begins = _size(size, scale * height), False
            glyphs.append(glyph_at(character, origin, scale * advance, size, angle))

    def _character(self, index: int, code: int) -> str:
        if not code or pdfium.FPDFText_HasUnicodeMapError(self._text, index):
            return UNDECODABLE
        return "-" if code in _HYPHENS else meant(chr(code))

    def _begin_run(self, index: int, item: Any, address: int) -> tuple[float, int]:  # noqa: ANN401
        """Begin the run of a text object; give its size and angle as displayed."""
        matrix = self._matrix
        pdfium.FPDFText_GetMatrix(self._text, index, matrix)
        size = pdfium.FPDFText_GetFontSize(self._text, index)
        # A size below zero turns the text around, and so does its matrix where it is to be read after all.
        a, b = math.copysign(matrix.a, matrix.a * size), math.copysign(matrix.b, matrix.b * size)
        size = self._display.scale * abs(size) * math.hypot(matrix.c, matrix.d)
        angle = (writing_angle(a, b) - self._display.rotation) % 360
        paint = self._painting.texts.get(address, self._unseen)
        self._runs.append(_Run(len(self._glyphs), item, size, angle, paint, lean_of(a, b)))
        return size, angle

    def _keep_within_advance(self) -> None:
        """Let no glyph reach over the next of its line: PDFium's boxes hold ink that leans out of the advance."""
        glyphs = self._glyphs
        for index, (glyph, after) in enumerate(pairwise(glyphs)):
            if (
                glyph.x1 > after.x0 > glyph.x0 + _LEAST_ADVANCE * glyph.size
                and glyph.angle == after.angle == 0
                and glyph.baseline == after.baseline
            ):
                glyphs[index] = glyph._replace(x1=after.x0)

    def _place(self, run: _Run, glyphs: list[Glyph], *, is_across: bool) -> None:
        """Put the glyphs of a run to those that the page shows or to those that it hides."""
        drawing, clip = self._drawing, run.paint.clip
        area = _area_of(glyphs)
        shown = [glyph for glyph in glyphs if _holds(clip, glyph)]
        covers = self._painting.hiding(run.paint.order, area)
        if covers:
            shown = [glyph for glyph in shown if not any(_holds(cover, glyph) for cover in covers)]
        is_recognised = self._has_scans and self._painting.is_under_scan(run.paint.order, area)
        is_pale = False
        if shown and not is_recognised:
            if self._leaves_ink(run, area):
                is_pale = self._is_pale(run, area)
            else:
                is_recognised = self._is_invisible(run)
                shown = shown if self._is_on_picture(area) else []
        if is_recognised:
            drawing.recognised += shown
        if not shown:
            drawing.hidden += glyphs
        elif is_across:
            drawing.across += glyphs
        elif is_pale:
            self._pale.append(PaleRun(shown, is_faint=self._colour[3].value < FAINT))
        elif len(shown) == len(glyphs):
            drawing.glyphs += glyphs
        elif 2 * len(shown) >= len(glyphs) and run.paint.is_clipped and not covers:
            drawing.glyphs += _completed(glyphs, shown)
        else:
            drawing.glyphs += shown
            kept = set(map(id, shown))
            drawing.hidden += [glyph for glyph in glyphs if id(glyph) not in kept]

    def _leaves_ink(self, run: _Run, area: Area) -> bool:
        """Whether a run leaves a mark: it is neither invisible nor of the colour of its ground."""
        mode = pdfium.FPDFTextObj_GetTextRenderMode(run.item)
        if mode not in _UNFILLED and self._shows(run, area, pdfium.FPDFPageObj_GetFillColor):
            return True
        return mode in _STROKED and self._shows(run, area, pdfium.FPDFPageObj_GetStrokeColor)

    def _is_pale(self, run: _Run, area: Area) -> bool:
        """Whether a run lets its ground through, or is hardly seen on white; its colour has just been read."""
        *colour, alpha = (part.value for part in self._colour)
        if alpha < FAINT:
            return True
        if min(colour) < PALE or self._is_on_picture(area):
            return False
        return not self._painting.shows(WHITE, run.paint.order, area)

    def _is_on_picture(self, area: Area) -> bool:
        pictures = self._drawing.pictures
        return any(overlap((box.x0, box.top, box.x1, box.bottom), area) for box in pictures)

    def _is_invisible(self, run: _Run) -> bool:
        """Whether a run leaves no mark on any ground: on a picture it is the text layer, and else it may be printed.

        The colours of a picture are not known.
        """
        if pdfium.FPDFTextObj_GetTextRenderMode(run.item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
            return True
        red, green, blue, alpha = self._colour
        return bool(pdfium.FPDFPageObj_GetFillColor(run.item, red, green, blue, alpha)) and not alpha.value

    def _shows(self, run: _Run, area: Area, read: Callable[..., int]) -> bool:
        red, green, blue, alpha = self._colour
        if not read(run.item, red, green, blue, alpha):
            red.value, alpha.value = 0, OPAQUE
            return True
        colour = colour_of(red.value, green.value, blue.value)
        return bool(alpha.value) and self._painting.shows(colour, run.paint.order, area)


def _size(stated: float, height: float) -> float:
    """Give the size of type from what its font is set in and the height of its box.

    A Type 3 font may be drawn on a grid of its own, so that it is set in size 1, or 0.1, whatever it is printed in.
    """
    return height if height > 0 and not stated / _FARTHEST < height < stated * _FARTHEST else stated


def _completed(glyphs: list[Glyph], shown: list[Glyph]) -> list[Glyph]:
    """Give all glyphs of a run that its cell's border cuts, at home where the visible ones are.

    Spreadsheets print a text too long for its cell as far as the border. What is cut off is still what the cell says.
    """
    home = shown[len(shown) // 2].middle
    return [glyph._replace(home=home) for glyph in glyphs]


def _area_of(glyphs: list[Glyph]) -> Area:
    if len(glyphs) == 1:
        return glyphs[0][1:5]
    lefts, tops, rights, bottoms = zip(*(glyph[1:5] for glyph in glyphs), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _holds(area: Area, glyph: Glyph) -> bool:
    x0, top, x1, bottom = area
    return x0 <= (glyph.x0 + glyph.x1) / 2 <= x1 and top <= (glyph.top + glyph.bottom) / 2 <= bottom
