"""The fast adapter of the page model: PDFium through pypdfium2's raw API, at several times the speed of pdfminer.

Glyphs come from PDFium's text page; what hides them, and the rulings, from its page objects (`pdfium_objects`). PDFium
gives no glyph boxes that fit rulings, so boxes are built from each glyph's origin and advance, as the port asks.
"""

from __future__ import annotations

import ctypes
import math
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from services.extractor.reading.characters import meant
from services.extractor.reading.drawing import (
    UNDECODABLE,
    Display,
    Drawing,
    Glyph,
    PageUnreadable,
    glyph_at,
    writing_angle,
)
from services.extractor.reading.pdfium_objects import (
    WHITE,
    Area,
    Painting,
    TextPaint,
    intersection,
    overlap,
    painting_of,
)

_ROTATIONS = (0, 90, 180, 270)
_UNSEEN = TextPaint(order=0, clip=None)
"""A text object that the walk over the page did not meet."""
_HYPHENS = (0x02, 0xFFFE)
"""PDFium puts these in place of a hyphen that ends a line; in a table that is a printed “-”."""
_LEAST_ADVANCE = 0.15
"""In font sizes: a glyph that starts nearer to the one before it is struck over it."""
_CLIP_MARGIN = 1.0
"""Points by which a glyph's middle may lie outside its clip before it counts as hidden."""


class PdfiumModel:
    """A PDF opened with PDFium.

    Raises:
        pypdfium2.PdfiumError: where PDFium cannot open the bytes; `err_code` says why.
    """

    def __init__(self, data: bytes) -> None:
        self._document = pypdfium2.PdfDocument(data)

    @property
    def page_count(self) -> int:
        """Give the number of pages."""
        return len(self._document)

    def drawing(self, number: int) -> Drawing:
        """Give what page `number` draws.

        Raises:
            PageUnreadable: where PDFium cannot load the page.
        """
        page = pdfium.FPDF_LoadPage(self._document.raw, number - 1)
        if not page:
            raise PageUnreadable(f"page {number}: PDFium cannot load it")
        try:
            text = pdfium.FPDFText_LoadPage(page)
            if not text:
                raise PageUnreadable(f"page {number}: PDFium cannot load its text")
            try:
                return _drawing(self._document.raw, page, text)
            finally:
                pdfium.FPDFText_ClosePage(text)
        finally:
            pdfium.FPDF_ClosePage(page)

    def close(self) -> None:
        """Release the file."""
        self._document.close()


def _drawing(document: Any, page: Any, text: Any) -> Drawing:  # noqa: ANN401 - ctypes handles
    display = _display(page)
    drawing = Drawing(width=display.width, height=display.height, rotation=display.rotation)
    painting = painting_of(document, page, display, drawing)
    _read_glyphs(text, display, drawing, painting)
    return drawing


def _display(page: Any) -> Display:  # noqa: ANN401
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    rotation = _ROTATIONS[pdfium.FPDFPage_GetRotation(page) % 4]
    return Display(box.left, box.bottom, box.right, box.top, rotation)


class _Run(NamedTuple):
    """What all glyphs of one text object share."""

    item: Any
    size: float
    angle: int
    paint: TextPaint


def _read_glyphs(text: Any, display: Display, drawing: Drawing, painting: Painting) -> None:  # noqa: ANN401
    a, b, c, d, e, f = display.matrix()
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    address, run = 0, None
    glyphs: list[Glyph] = []
    runs: list[tuple[_Run, int]] = []
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code <= 0x20 and pdfium.FPDFText_IsGenerated(text, index):  # noqa: PLR2004 - blanks and line ends
            continue
        item = pdfium.FPDFText_GetTextObject(text, index)
        character = _character(text, index, code) if item else ""
        if not character:
            continue
        if run is None or ctypes.addressof(item.contents) != address:
            address = ctypes.addressof(item.contents)
            run = _run_of(text, index, item, display, painting.texts.get(address, _UNSEEN))
            runs.append((run, len(glyphs)))
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        u, v = x.value, y.value
        glyphs.append(
            glyph_at(
                character,
                (a * u + c * v + e, b * u + d * v + f),
                box.right - box.left,
                run.size,
                run.angle,
            )
        )
    _keep_within_advance(glyphs)
    starts = [*(start for _, start in runs), len(glyphs)]
    for (run, _), (start, end) in zip(runs, pairwise(starts), strict=True):
        _place(run, glyphs[start:end], drawing, painting)


def _keep_within_advance(glyphs: list[Glyph]) -> None:
    """Let no glyph reach over the next of its line: PDFium's boxes hold ink that leans out of the advance."""
    for index, (glyph, after) in enumerate(pairwise(glyphs)):
        if (
            glyph.x1 > after.x0 > glyph.x0 + _LEAST_ADVANCE * glyph.size
            and glyph.angle == after.angle == 0
            and glyph.baseline == after.baseline
        ):
            glyphs[index] = glyph._replace(x1=after.x0)


def _place(run: _Run, glyphs: list[Glyph], drawing: Drawing, painting: Painting) -> None:
    """Put the glyphs of a run to those that the page shows or to those that it hides."""
    clip = _clip_of(run.paint, drawing)
    area = _area_of(glyphs)
    covers = painting.hiding(run.paint.order, area)
    shown = [
        glyph for glyph in glyphs if _holds(clip, glyph) and not any(_holds(cover, glyph) for cover in covers)
    ]
    if shown and _is_inkless(run, area, drawing, painting):
        drawing.hidden += glyphs
    elif len(shown) == len(glyphs):
        drawing.glyphs += glyphs
    elif 2 * len(shown) >= len(glyphs) and run.paint.clip is not None and not covers:
        drawing.glyphs += _completed(glyphs, shown)
    else:
        drawing.glyphs += shown
        kept = set(map(id, shown))
        drawing.hidden += [glyph for glyph in glyphs if id(glyph) not in kept]


def _clip_of(paint: TextPaint, drawing: Drawing) -> Area:
    page = (0.0, 0.0, drawing.width, drawing.height)
    if paint.clip is None:
        return page
    x0, top, x1, bottom = paint.clip
    clip = (x0 - _CLIP_MARGIN, top - _CLIP_MARGIN, x1 + _CLIP_MARGIN, bottom + _CLIP_MARGIN)
    return intersection(page, clip) or page


def _area_of(glyphs: list[Glyph]) -> Area:
    if len(glyphs) == 1:  # some producers make a text object of every character
        return glyphs[0][1:5]
    boxes = [glyph[1:5] for glyph in glyphs]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _is_inkless(run: _Run, area: Area, drawing: Drawing, painting: Painting) -> bool:
    """Whether a run leaves no mark: invisible and not the text layer of a scan, or white on nothing but white."""
    pictured = any(overlap((box.x0, box.top, box.x1, box.bottom), area) for box in drawing.pictures)
    if pictured:
        return False
    if pdfium.FPDFTextObj_GetTextRenderMode(run.item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium.FPDFPageObj_GetFillColor(run.item, red, green, blue, alpha)
    is_white = bool(known) and min(red.value, green.value, blue.value) >= WHITE
    return is_white and not painting.tints(run.paint.order, area)


def _completed(glyphs: list[Glyph], shown: list[Glyph]) -> list[Glyph]:
    """Give all glyphs of a run that its cell's border cuts, at home where the visible ones are.

    Spreadsheets print a text too long for its cell as far as the border. What is cut off is still what the cell says.
    """
    home = shown[len(shown) // 2].middle
    return [glyph._replace(home=home) for glyph in glyphs]


def _holds(clip: Area, glyph: Glyph) -> bool:
    x0, top, x1, bottom = clip
    return x0 <= (glyph.x0 + glyph.x1) / 2 <= x1 and top <= (glyph.top + glyph.bottom) / 2 <= bottom


def _run_of(text: Any, index: int, item: Any, display: Display, paint: TextPaint) -> _Run:  # noqa: ANN401
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    return _Run(
        item=item,
        size=pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d),
        angle=(writing_angle(matrix.a, matrix.b) - display.rotation) % 360,
        paint=paint,
    )


def _character(text: Any, index: int, code: int) -> str:  # noqa: ANN401
    if pdfium.FPDFText_HasUnicodeMapError(text, index):
        return UNDECODABLE
    if code in _HYPHENS:
        return "-"
    return meant(chr(code)) if code else UNDECODABLE
