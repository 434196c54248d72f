"""The page objects of PDFium: what a page paints in which order, where each text is clipped, what covers what.

In: a PDFium page. Out: rulings, pictures and curves in the drawing, and a `Painting` that tells of a text object
whether and where it can be seen.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from services.extractor.reading.drawing import Display, Drawing, PageTooComplex, Ruling, ruling_between
from services.extractor.reading.geometry import (
    IDENTITY,
    Area,
    Matrix,
    around,
    intersection,
    moved,
    overlap,
    product,
)
from shared.model.place import Box

_MOST_OBJECTS = 100_000
"""The busiest page met draws 3,000 objects."""
_DEEPEST_FORM = 12
"""Forms inside forms are followed so deep; producers nest two or three, a loop would never end."""
_SIMPLE_PATH = 5
"""A rectangle has five segments, a line two."""
_THIN = 3.0
"""Points: a path no thicker than this is one ruling, whichever way it was drawn (the table finder's tolerance)."""
_WHOLE_PAGE = 0.5
"""A picture that takes up more of the page is a scan, whose text layer may lie beneath it and still counts."""
_CLIP_MARGIN = 1.0
"""Points by which a glyph's middle may lie outside its clip before it counts as hidden."""
_OPAQUE = 255
_MOSTLY = 0.98
"""The share of opaque pixels of a picture that hides; the rest is its rim."""
WHITE = 250
"""Each of red, green and blue from here on prints nothing."""


class Cover(NamedTuple):
    """Something painted over an area: a filled rectangle, or a picture."""

    order: int
    area: Area
    is_white: bool
    picture: Any = None
    """The picture's object; it may be transparent, as seals are."""


class TextPaint(NamedTuple):
    """How one text object is painted."""

    order: int
    clip: Area
    """Where it can be seen: the page, and within it the object's clip with a margin."""
    is_clipped: bool


class Painting:
    """The painting order of a page, as far as it decides what can be seen. Valid while the page is open."""

    def __init__(self, document: Any, page: Any) -> None:  # noqa: ANN401 - ctypes handles
        self.texts: dict[int, TextPaint] = {}
        """By the address of the text object."""
        self.covers: list[Cover] = []
        """In painting order."""
        self._document = document
        self._page = page
        self._opaque: dict[int, bool] = {}

    def hiding(self, order: int, area: Area) -> list[Area]:
        """Give the areas painted over a part of `area` after `order`."""
        if not self.covers or self.covers[-1].order < order:
            return []
        first = bisect_right(self.covers, order, key=attrgetter("order"))
        return [
            cover.area
            for cover in self.covers[first:]
            if overlap(cover.area, area) and self._is_opaque(cover)
        ]

    def tints(self, order: int, area: Area) -> bool:
        """Whether anything but white was painted under a part of `area` before `order`."""
        first = bisect_left(self.covers, order, key=attrgetter("order"))
        return any(not cover.is_white and overlap(cover.area, area) for cover in self.covers[:first])

    def _is_opaque(self, cover: Cover) -> bool:
        if cover.picture is None:
            return True
        if cover.order not in self._opaque:
            self._opaque[cover.order] = _is_opaque_picture(self._document, self._page, cover.picture)
        return self._opaque[cover.order]


def painting_of(document: Any, page: Any, display: Display, drawing: Drawing) -> Painting:  # noqa: ANN401
    """Walk the objects of a page and of the forms on it; rulings, pictures and curves go to the drawing.

    Raises:
        PageTooComplex: where there are more than a page of text and tables can need.
    """
    walk = _Walk(Painting(document, page), display, drawing)
    walk.check(pdfium.FPDFPage_CountObjects(page))
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        walk.visit(pdfium.FPDFPage_GetObject(page, index), IDENTITY, None, 0)
    return walk.painting


class _Walk:
    """One walk over a page's objects."""

    def __init__(self, painting: Painting, display: Display, drawing: Drawing) -> None:
        self.painting = painting
        self._page: Area = (0.0, 0.0, display.width, display.height)
        self._drawing = drawing
        self._to_display = display.matrix()
        self._order = 0
        self._known_clips: dict[tuple[object, ...], Area | None] = {}
        self._text_clips: dict[Area, Area] = {}
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._bounds = tuple(ctypes.c_float() for _ in range(4))
        self._colour = tuple(ctypes.c_uint() for _ in range(4))
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()

    def check(self, object_count: int) -> None:
        if object_count > _MOST_OBJECTS or len(self._drawing.rulings) > _MOST_OBJECTS:
            raise PageTooComplex(f"a page draws more than {_MOST_OBJECTS} objects")

    def visit(self, item: Any, outer: Matrix, outer_clip: Area | None, depth: int) -> None:  # noqa: ANN401
        self._order += 1
        self.check(self._order)
        match pdfium.FPDFPageObj_GetType(item):
            case pdfium.FPDF_PAGEOBJ_TEXT:
                clip = intersection(outer_clip, self._clip_of(item, outer))
                self.painting.texts[ctypes.addressof(item.contents)] = self._text_paint(clip)
            case pdfium.FPDF_PAGEOBJ_PATH:
                self._read_path(item, outer, outer_clip)
            case pdfium.FPDF_PAGEOBJ_IMAGE:
                self._read_picture(item, outer, outer_clip)
            case pdfium.FPDF_PAGEOBJ_FORM if depth < _DEEPEST_FORM:
                inner = product(_matrix_of(item), outer)
                clip = intersection(outer_clip, self._clip_of(item, outer))
                for index in range(pdfium.FPDFFormObj_CountObjects(item)):
                    self.visit(pdfium.FPDFFormObj_GetObject(item, index), inner, clip, depth + 1)

    def _text_paint(self, clip: Area | None) -> TextPaint:
        if clip is None:
            return TextPaint(self._order, self._page, is_clipped=False)
        if clip not in self._text_clips:
            x0, top, x1, bottom = clip
            wider = (x0 - _CLIP_MARGIN, top - _CLIP_MARGIN, x1 + _CLIP_MARGIN, bottom + _CLIP_MARGIN)
            self._text_clips[clip] = intersection(self._page, wider) or self._page
        return TextPaint(self._order, self._text_clips[clip], is_clipped=True)

    def _clip_of(self, item: Any, outer: Matrix) -> Area | None:  # noqa: ANN401
        """Give the box around an object's clip; None where it is not clipped.

        Every object has a clip of its own, mostly equal to its neighbours' and slow to read out: clips with as many
        paths, of which the first start at one point and the last have the same opposite corners, are taken for equal.
        """
        path = pdfium.FPDFPageObj_GetClipPath(item)
        count = pdfium.FPDFClipPath_CountPaths(path) if path else 0
        if count <= 0:
            return None
        last = count - 1
        first = self._clip_point(path, 0, 0) if last else None
        key = (outer, count, first, self._clip_point(path, last, 0), self._clip_point(path, last, 2))
        if key not in self._known_clips:
            self._known_clips[key] = self._box_of_clip(path, count, product(outer, self._to_display))
        return self._known_clips[key]

    def _box_of_clip(self, path: Any, count: int, matrix: Matrix) -> Area | None:  # noqa: ANN401
        clip: Area | None = None
        for index in range(count):
            places = range(pdfium.FPDFClipPath_CountPathSegments(path, index))
            points = (self._clip_point(path, index, place) for place in places)
            corners = [moved(matrix, *point) for point in points if point is not None]
            if corners:
                clip = intersection(clip, around(corners))
        return clip

    def _clip_point(self, path: Any, index: int, place: int) -> tuple[float, float] | None:  # noqa: ANN401
        segment = pdfium.FPDFClipPath_GetPathSegment(path, index, place)
        if not segment:
            return None
        pdfium.FPDFPathSegment_GetPoint(segment, self._x, self._y)
        return self._x.value, self._y.value

    def _read_path(self, path: Any, outer: Matrix, outer_clip: Area | None) -> None:  # noqa: ANN401
        fill, stroke = self._fill, self._stroke
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        fill_shows = bool(fill.value) and self._shows(path, pdfium.FPDFPageObj_GetFillColor)
        fill_alpha = self._colour[3].value
        stroke_shows = bool(stroke.value) and self._shows(path, pdfium.FPDFPageObj_GetStrokeColor)
        if not fill.value and not stroke_shows:
            return
        count = pdfium.FPDFPath_CountSegments(path)
        if count <= _SIMPLE_PATH:
            area = self._bounds_of(path, outer)
            if min(area[2] - area[0], area[3] - area[1]) <= _THIN:
                self._drawing.rulings += _sides_along(area) if fill_shows or stroke_shows else ()
                return
            if fill.value and fill_alpha == _OPAQUE and not pdfium.FPDFPageObj_HasTransparency(path):
                clip = intersection(outer_clip, self._clip_of(path, outer))
                visible = intersection(area, clip) or area
                self.painting.covers.append(Cover(self._order, visible, is_white=not fill_shows))
        if fill_shows or stroke_shows:
            self._read_segments(path, count, outer)

    def _shows(self, path: Any, colour_of: Callable[..., int]) -> bool:  # noqa: ANN401
        """Whether a path is painted in anything but white; unknown colours, such as patterns, are not white."""
        red, green, blue, alpha = self._colour
        if not colour_of(path, red, green, blue, alpha):
            alpha.value = 0
            return True
        return red.value < WHITE or green.value < WHITE or blue.value < WHITE

    def _bounds_of(self, item: Any, outer: Matrix) -> Area:  # noqa: ANN401
        left, bottom, right, top = self._bounds
        pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
        matrix = product(outer, self._to_display)
        return around([moved(matrix, left.value, bottom.value), moved(matrix, right.value, top.value)])

    def _read_segments(self, path: Any, count: int, outer: Matrix) -> None:  # noqa: ANN401
        matrix = product(product(_matrix_of(path), outer), self._to_display)
        x, y = self._x, self._y
        start = here = (0.0, 0.0)
        curved = False
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(path, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = moved(matrix, x.value, y.value)
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

    def _read_picture(self, item: Any, outer: Matrix, outer_clip: Area | None) -> None:  # noqa: ANN401
        # An image fills the unit square of its matrix.
        matrix = product(product(_matrix_of(item), outer), self._to_display)
        area = around([moved(matrix, x, y) for x in (0, 1) for y in (0, 1)])
        x0, top, x1, bottom = area
        self._drawing.pictures.append(Box(x0=x0, top=top, x1=x1, bottom=bottom))
        if (x1 - x0) * (bottom - top) <= _WHOLE_PAGE * self._page[2] * self._page[3]:
            clip = intersection(outer_clip, self._clip_of(item, outer))
            visible = intersection(area, clip) or area
            self.painting.covers.append(Cover(self._order, visible, is_white=False, picture=item))


def _is_opaque_picture(document: Any, page: Any, picture: Any) -> bool:  # noqa: ANN401
    """Whether a picture hides what is under nearly all of it: it has neither a mask nor transparency, as seals have."""
    if pdfium.FPDFPageObj_HasTransparency(picture):
        return False
    bitmap = pdfium.FPDFImageObj_GetRenderedBitmap(document, page, picture)
    if not bitmap:
        return False
    try:
        size = pdfium.FPDFBitmap_GetStride(bitmap) * pdfium.FPDFBitmap_GetHeight(bitmap)
        if pdfium.FPDFBitmap_GetFormat(bitmap) not in (pdfium.FPDFBitmap_BGRA, pdfium.FPDFBitmap_BGRA_Premul):
            return True
        alphas = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), size)[3::4]
        return alphas.count(_OPAQUE) >= _MOSTLY * len(alphas)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _sides_along(area: Area) -> tuple[Ruling, Ruling]:
    """Give the two long sides of a thin area."""
    x0, top, x1, bottom = area
    if x1 - x0 >= bottom - top:
        return Ruling("h", x0, top, x1, top), Ruling("h", x0, bottom, x1, bottom)
    return Ruling("v", x0, top, x0, bottom), Ruling("v", x1, top, x1, bottom)


def _matrix_of(item: Any) -> Matrix:  # noqa: ANN401
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f
