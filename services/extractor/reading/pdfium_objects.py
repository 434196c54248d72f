"""The page objects of PDFium: what a page paints in which order, where each text is clipped, what covers what.

In: a PDFium page. Out: rulings, pictures and curves in the drawing, and a `Painting` that tells of a text object
whether and where it can be seen.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import attrgetter
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from services.extractor.reading.drawing import Display, Drawing, Ruling, ruling_between
from shared.model.place import Box

Matrix = tuple[float, float, float, float, float, float]
Area = tuple[float, float, float, float]
"""x0, top, x1, bottom of the page as displayed."""

_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
_DEEPEST_FORM = 12
"""Forms inside forms are followed so deep; producers nest two or three, a loop would never end."""
_SIMPLE_PATH = 5
"""A rectangle has five segments, a line two."""
_THIN = 3.0
"""Points: a path no thicker than this is one ruling, whichever way it was drawn (the table finder's tolerance)."""
_WHOLE_PAGE = 0.5
"""A picture that takes up more of the page is a scan, whose text layer may lie beneath it and still counts."""
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
    clip: Area | None


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
    """Walk the objects of a page and of the forms on it; rulings, pictures and curves go to the drawing."""
    walk = _Walk(Painting(document, page), display, drawing)
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        walk.visit(pdfium.FPDFPage_GetObject(page, index), _IDENTITY, None, 0)
    return walk.painting


class _Walk:
    """One walk over a page's objects."""

    def __init__(self, painting: Painting, display: Display, drawing: Drawing) -> None:
        self.painting = painting
        self._page_area = display.width * display.height
        self._drawing = drawing
        self._to_display = display.matrix()
        self._order = 0
        self._known_clips: dict[tuple[object, ...], Area | None] = {}
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._bounds = tuple(ctypes.c_float() for _ in range(4))

    def visit(self, item: Any, outer: Matrix, outer_clip: Area | None, depth: int) -> None:  # noqa: ANN401
        self._order += 1
        match pdfium.FPDFPageObj_GetType(item):
            case pdfium.FPDF_PAGEOBJ_TEXT:
                clip = intersection(outer_clip, self._clip_of(item, outer))
                self.painting.texts[ctypes.addressof(item.contents)] = TextPaint(self._order, clip)
            case pdfium.FPDF_PAGEOBJ_PATH:
                self._read_path(item, outer, outer_clip)
            case pdfium.FPDF_PAGEOBJ_IMAGE:
                self._read_picture(item, outer, outer_clip)
            case pdfium.FPDF_PAGEOBJ_FORM if depth < _DEEPEST_FORM:
                inner = _product(_matrix_of(item), outer)
                clip = intersection(outer_clip, self._clip_of(item, outer))
                for index in range(pdfium.FPDFFormObj_CountObjects(item)):
                    self.visit(pdfium.FPDFFormObj_GetObject(item, index), inner, clip, depth + 1)

    def _clip_of(self, item: Any, outer: Matrix) -> Area | None:  # noqa: ANN401
        """Give the box around an object's clip; None where it is not clipped.

        Every object has a clip of its own, mostly equal to its neighbours' and slow to read out: clips with as many
        paths, of which the last have as many segments and the same opposite corners, are taken for equal.
        """
        path = pdfium.FPDFPageObj_GetClipPath(item)
        count = pdfium.FPDFClipPath_CountPaths(path) if path else 0
        if count <= 0:
            return None
        segments = pdfium.FPDFClipPath_CountPathSegments(path, count - 1)
        key = (
            outer,
            count,
            segments,
            self._clip_point(path, count - 1, 0),
            self._clip_point(path, count - 1, 2),
        )
        if key not in self._known_clips:
            self._known_clips[key] = self._box_of_clip(path, count, _product(outer, self._to_display))
        return self._known_clips[key]

    def _box_of_clip(self, path: Any, count: int, matrix: Matrix) -> Area | None:  # noqa: ANN401
        clip: Area | None = None
        for index in range(count):
            places = range(pdfium.FPDFClipPath_CountPathSegments(path, index))
            points = (self._clip_point(path, index, place) for place in places)
            corners = [_moved(matrix, *point) for point in points if point is not None]
            if corners:
                clip = intersection(clip, _around(corners))
        return clip

    def _clip_point(self, path: Any, index: int, place: int) -> tuple[float, float] | None:  # noqa: ANN401
        segment = pdfium.FPDFClipPath_GetPathSegment(path, index, place)
        if not segment:
            return None
        pdfium.FPDFPathSegment_GetPoint(segment, self._x, self._y)
        return self._x.value, self._y.value

    def _read_path(self, path: Any, outer: Matrix, outer_clip: Area | None) -> None:  # noqa: ANN401
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        if not fill.value and not stroke.value:
            return
        count = pdfium.FPDFPath_CountSegments(path)
        if count <= _SIMPLE_PATH:
            area = self._bounds_of(path, outer)
            if min(area[2] - area[0], area[3] - area[1]) <= _THIN:
                self._drawing.rulings += _sides_along(area)
                return
            if fill.value:
                self._read_cover(path, area, outer, outer_clip)
        self._read_segments(path, count, outer)

    def _bounds_of(self, item: Any, outer: Matrix) -> Area:  # noqa: ANN401
        left, bottom, right, top = self._bounds
        pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
        matrix = _product(outer, self._to_display)
        return _around([_moved(matrix, left.value, bottom.value), _moved(matrix, right.value, top.value)])

    def _read_segments(self, path: Any, count: int, outer: Matrix) -> None:  # noqa: ANN401
        matrix = _product(_product(_matrix_of(path), outer), self._to_display)
        x, y = self._x, self._y
        start = here = (0.0, 0.0)
        curved = False
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(path, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = _moved(matrix, x.value, y.value)
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

    def _read_cover(self, path: Any, area: Area, outer: Matrix, outer_clip: Area | None) -> None:  # noqa: ANN401
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        known = pdfium.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
        if not known or alpha.value < _OPAQUE or pdfium.FPDFPageObj_HasTransparency(path):
            return
        is_white = min(red.value, green.value, blue.value) >= WHITE
        clip = intersection(outer_clip, self._clip_of(path, outer))
        self.painting.covers.append(Cover(self._order, intersection(area, clip) or area, is_white))

    def _read_picture(self, item: Any, outer: Matrix, outer_clip: Area | None) -> None:  # noqa: ANN401
        # An image fills the unit square of its matrix.
        matrix = _product(_product(_matrix_of(item), outer), self._to_display)
        area = _around([_moved(matrix, x, y) for x in (0, 1) for y in (0, 1)])
        x0, top, x1, bottom = area
        self._drawing.pictures.append(Box(x0=x0, top=top, x1=x1, bottom=bottom))
        if (x1 - x0) * (bottom - top) <= _WHOLE_PAGE * self._page_area:
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


def intersection(one: Area | None, other: Area | None) -> Area | None:
    """Give what two areas share; None stands for an area without bounds."""
    if one is None or other is None:
        return one or other
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def overlap(one: Area, other: Area) -> bool:
    """Whether two areas share more than a border."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _around(points: Iterable[tuple[float, float]]) -> Area:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _matrix_of(item: Any) -> Matrix:  # noqa: ANN401
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _product(first: Matrix, then: Matrix) -> Matrix:
    if first is _IDENTITY:
        return then
    if then is _IDENTITY:
        return first
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
