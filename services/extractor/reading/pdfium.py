"""The fast adapter of the page model: PDFium through pypdfium2's raw API, several times the pages per second of pdfminer.

Glyphs come from PDFium's text page, rulings and clips from its page objects. PDFium gives no glyph boxes that fit rulings,
so boxes are built from each glyph's origin and advance, as the port asks.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
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
    ruling_between,
    writing_angle,
)
from shared.model.place import Box

Matrix = tuple[float, float, float, float, float, float]
Clip = tuple[float, float, float, float]
"""x0, top, x1, bottom of the page as displayed."""

_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
_ROTATIONS = (0, 90, 180, 270)
_HYPHENS = (0x02, 0xFFFE)
"""PDFium puts these in place of a hyphen that ends a line; in a table that is a printed “-”."""
_DEEPEST_FORM = 12
"""Forms inside forms beyond this depth are not followed: PDFium itself stops at about that."""
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
                return _drawing(page, text)
            finally:
                pdfium.FPDFText_ClosePage(text)
        finally:
            pdfium.FPDF_ClosePage(page)

    def close(self) -> None:
        """Release the file."""
        self._document.close()


def _drawing(page: Any, text: Any) -> Drawing:  # noqa: ANN401 - ctypes handles
    display = _display(page)
    drawing = Drawing(width=display.width, height=display.height, rotation=display.rotation)
    objects = _ObjectWalk(display, drawing)
    objects.walk_page(page)
    _read_glyphs(text, display, drawing, objects.clips)
    return drawing


def _display(page: Any) -> Display:  # noqa: ANN401
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    rotation = _ROTATIONS[pdfium.FPDFPage_GetRotation(page) % 4]
    return Display(box.left, box.bottom, box.right, box.top, rotation)


class _Run(NamedTuple):
    """What all glyphs of one text object share."""

    size: float
    angle: int
    clip: Clip
    """Glyphs whose middle lies outside it are hidden: the page and the object's clip."""
    is_clipped: bool
    invisible: bool


class _ObjectWalk:
    """Walks the objects of a page and of the forms on it: rulings, curves and pictures go to the drawing, clips are kept."""

    def __init__(self, display: Display, drawing: Drawing) -> None:
        self._drawing = drawing
        self._to_display = display.matrix()
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self.clips: dict[int, Clip] = {}
        """The clip of each clipped text object, by its address."""
        self._known_clips: dict[tuple[object, ...], Clip | None] = {}

    def walk_page(self, page: Any) -> None:  # noqa: ANN401
        """Walk all objects of a page."""
        for index in range(pdfium.FPDFPage_CountObjects(page)):
            self._visit(pdfium.FPDFPage_GetObject(page, index), _IDENTITY, None, 0)

    def _visit(self, item: Any, outer: Matrix, outer_clip: Clip | None, depth: int) -> None:  # noqa: ANN401
        match pdfium.FPDFPageObj_GetType(item):
            case pdfium.FPDF_PAGEOBJ_TEXT:
                clip = _intersection(outer_clip, self._clip_of(item, outer))
                if clip is not None:
                    self.clips[ctypes.addressof(item.contents)] = clip
            case pdfium.FPDF_PAGEOBJ_PATH:
                self._read_path(item, outer)
            case pdfium.FPDF_PAGEOBJ_IMAGE:
                self._read_picture(item, outer)
            case pdfium.FPDF_PAGEOBJ_FORM if depth < _DEEPEST_FORM:
                inner = _product(_matrix_of(item), outer)
                clip = _intersection(outer_clip, self._clip_of(item, outer))
                for index in range(pdfium.FPDFFormObj_CountObjects(item)):
                    self._visit(pdfium.FPDFFormObj_GetObject(item, index), inner, clip, depth + 1)

    def _clip_of(self, item: Any, outer: Matrix) -> Clip | None:  # noqa: ANN401
        """Give the box around an object's clip; None where it is not clipped.

        Every object has a clip of its own, mostly equal to its neighbours' and slow to read out: clips with as many
        paths, of which the last have as many segments and the same opposite corners, are taken for equal.
        """
        path = pdfium.FPDFPageObj_GetClipPath(item)
        count = pdfium.FPDFClipPath_CountPaths(path) if path else 0
        if count <= 0:
            return None
        segments = pdfium.FPDFClipPath_CountPathSegments(path, count - 1)
        key = (outer, count, segments, self._point_of(path, count - 1, 0), self._point_of(path, count - 1, 2))
        if key not in self._known_clips:
            self._known_clips[key] = _box_of_clip(path, count, _product(outer, self._to_display))
        return self._known_clips[key]

    def _point_of(self, path: Any, index: int, place: int) -> tuple[float, float] | None:  # noqa: ANN401
        segment = pdfium.FPDFClipPath_GetPathSegment(path, index, place)
        if not segment:
            return None
        pdfium.FPDFPathSegment_GetPoint(segment, self._x, self._y)
        return self._x.value, self._y.value

    def _read_path(self, path: Any, outer: Matrix) -> None:  # noqa: ANN401
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        if not fill.value and not stroke.value:
            return
        a, b, c, d, e, f = _product(_product(_matrix_of(path), outer), self._to_display)
        x, y = ctypes.c_float(), ctypes.c_float()
        start = here = (0.0, 0.0)
        curved = False
        for index in range(pdfium.FPDFPath_CountSegments(path)):
            segment = pdfium.FPDFPath_GetPathSegment(path, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                self._rule(here, point)
            else:
                curved = True
            here = point
            if pdfium.FPDFPathSegment_GetClose(segment):
                self._rule(here, start)
                here = start
        self._drawing.curve_count += curved

    def _rule(self, one: tuple[float, float], other: tuple[float, float]) -> None:
        ruling = ruling_between(*one, *other)
        if ruling is not None:
            self._drawing.rulings.append(ruling)

    def _read_picture(self, item: Any, outer: Matrix) -> None:  # noqa: ANN401
        # An image fills the unit square of its matrix.
        matrix = _product(_product(_matrix_of(item), outer), self._to_display)
        corners = [_moved(matrix, x, y) for x in (0, 1) for y in (0, 1)]
        xs, ys = zip(*corners, strict=True)
        self._drawing.pictures.append(Box(x0=min(xs), top=min(ys), x1=max(xs), bottom=max(ys)))


def _matrix_of(item: Any) -> Matrix:  # noqa: ANN401
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _product(first: Matrix, then: Matrix) -> Matrix:
    if then is _IDENTITY:
        return first
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box_of_clip(path: Any, count: int, matrix: Matrix) -> Clip | None:  # noqa: ANN401
    clip: Clip | None = None
    for index in range(count):
        corners = [_moved(matrix, x, y) for x, y in _corners_of_clip(path, index)]
        if corners:
            xs, ys = zip(*corners, strict=True)
            clip = _intersection(clip, (min(xs), min(ys), max(xs), max(ys)))
    return clip


def _corners_of_clip(path: Any, index: int) -> Iterator[tuple[float, float]]:  # noqa: ANN401
    x, y = ctypes.c_float(), ctypes.c_float()
    for place in range(pdfium.FPDFClipPath_CountPathSegments(path, index)):
        pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(path, index, place), x, y)
        yield x.value, y.value


def _intersection(one: Clip | None, other: Clip | None) -> Clip | None:
    if one is None or other is None:
        return one or other
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _read_glyphs(text: Any, display: Display, drawing: Drawing, clips: dict[int, Clip]) -> None:  # noqa: ANN401
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
            run = _run_of(text, index, item, display, clips.get(address))
            runs.append((run, len(glyphs)))
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        u, v = x.value, y.value
        glyphs.append(
            glyph_at(
                character, a * u + c * v + e, b * u + d * v + f, box.right - box.left, run.size, run.angle
            )
        )
    _keep_within_advance(glyphs)
    ends = [start for _, start in runs[1:]] + [len(glyphs)]
    for (run, start), end in zip(runs, ends, strict=True):
        _place(run, glyphs[start:end], drawing)


def _keep_within_advance(glyphs: list[Glyph]) -> None:
    """Let no glyph reach over the next of its line: PDFium's boxes hold ink that leans out of the advance."""
    for index, (glyph, after) in enumerate(pairwise(glyphs)):
        if (
            glyph.x1 > after.x0 > glyph.x0 + _LEAST_ADVANCE * glyph.size
            and glyph.angle == after.angle == 0
            and glyph.baseline == after.baseline
        ):
            glyphs[index] = glyph._replace(x1=after.x0)


def _place(run: _Run, glyphs: list[Glyph], drawing: Drawing) -> None:
    """Put the glyphs of a run to those that the page shows or to those that it hides."""
    if run.invisible:
        # Invisible text over a picture is the text layer of a scan.
        for glyph in glyphs:
            scanned = any(_holds((box.x0, box.top, box.x1, box.bottom), glyph) for box in drawing.pictures)
            (drawing.glyphs if scanned else drawing.hidden).append(glyph)
        return
    shown = [glyph for glyph in glyphs if _holds(run.clip, glyph)]
    if len(shown) == len(glyphs):
        drawing.glyphs += glyphs
    elif 2 * len(shown) >= len(glyphs) and run.is_clipped:
        drawing.glyphs += _completed(glyphs, shown)
    else:
        drawing.glyphs += shown
        drawing.hidden += [glyph for glyph in glyphs if not _holds(run.clip, glyph)]


def _completed(glyphs: list[Glyph], shown: list[Glyph]) -> list[Glyph]:
    """Give all glyphs of a run that its cell's border cuts, at home where the visible ones are.

    Spreadsheets print a text too long for its cell as far as the border. What is cut off is still what the cell says.
    """
    home = shown[len(shown) // 2].middle
    return [glyph._replace(home=home) for glyph in glyphs]


def _holds(clip: Clip, glyph: Glyph) -> bool:
    x0, top, x1, bottom = clip
    return x0 <= (glyph.x0 + glyph.x1) / 2 <= x1 and top <= (glyph.top + glyph.bottom) / 2 <= bottom


def _run_of(text: Any, index: int, item: Any, display: Display, clip: Clip | None) -> _Run:  # noqa: ANN401
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    page = (0.0, 0.0, display.width, display.height)
    shown = page
    if clip is not None:
        x0, top, x1, bottom = clip
        margin = _CLIP_MARGIN
        shown = _intersection(page, (x0 - margin, top - margin, x1 + margin, bottom + margin)) or page
    return _Run(
        size=pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d),
        angle=(writing_angle(matrix.a, matrix.b) - display.rotation) % 360,
        clip=shown,
        is_clipped=clip is not None,
        invisible=pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
    )


def _character(text: Any, index: int, code: int) -> str:  # noqa: ANN401
    if pdfium.FPDFText_HasUnicodeMapError(text, index):
        return UNDECODABLE
    if code in _HYPHENS:
        return "-"
    return meant(chr(code)) if code else UNDECODABLE
