"""The page objects of PDFium: what a page paints in which order, where each text is clipped, what covers what.

In: a PDFium page. Out: rulings, pictures and curves in the drawing, and a `Painting` that tells of a text object
whether and where it can be seen.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

from services.extractor.reading.drawing import (
    Display,
    Drawing,
    PageTooComplex,
    Ruling,
    ruling_between,
    sides_along,
)
from services.extractor.reading.geometry import (
    IDENTITY,
    Area,
    Matrix,
    around,
    intersection,
    moved,
    product,
)
from services.extractor.reading.painting import (
    OPAQUE,
    WHITE,
    Colour,
    Cover,
    Painting,
    TextPaint,
    colour_of,
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
_DOTS = 2
_RING = 10
"""Segments of a rectangle in a rectangle: a side of a cell that is drawn as a shape has no more."""
_LETTER = 40.0
"""Points: of more segments than those and no larger than this, a path is a letter or an ornament."""
_CURVED = 0.2
"""A larger path of which so many segments are curves is a line of letters: bold ones are stroked as paths."""
_WHOLE_PAGE = 0.5
"""A picture that takes up more of the page is a scan, whose text layer may lie beneath it and still counts."""
_CLIP_MARGIN = 1.0
"""Points by which a glyph's middle may lie outside its clip before it counts as hidden."""
_INSIDE = 1.0
"""Points by which a shape must lie over what has another colour for its own to show there; less is a rounding."""
_CORNERS = 4


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
            case pdfium.FPDF_PAGEOBJ_SHADING:
                self.painting.tint(self._order, self._bounds_of(item, outer))
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
        stroked = self._colour_of(path, pdfium.FPDFPageObj_GetStrokeColor) if stroke.value else WHITE
        filled = self._colour_of(path, pdfium.FPDFPageObj_GetFillColor) if fill.value else WHITE
        is_opaque = bool(fill.value) and self._colour[3].value == OPAQUE
        if not fill.value and not stroke.value:
            return
        count = pdfium.FPDFPath_CountSegments(path)
        area = self._bounds_of(path, outer)
        rulings: list[Ruling] | None = self._drawing.rulings
        if filled == stroked == WHITE:
            is_told = count <= _SIMPLE_PATH and self._is_white_on_colour(area)
            rulings = self._drawing.white_rulings if is_told else None
        if count <= _SIMPLE_PATH and min(area[2] - area[0], area[3] - area[1]) <= _THIN:
            if rulings is not None:
                rulings += sides_along(area)
            return
        if fill.value:
            self._put_down(path, area, filled, outer, outer_clip, is_opaque=is_opaque)
        if rulings is not None:
            is_small = max(area[2] - area[0], area[3] - area[1]) <= _LETTER
            self._read_segments(path, count, outer, None if is_small and count > _RING else rulings)

    def _put_down(
        self,
        path: Any,  # noqa: ANN401
        area: Area,
        colour: Colour | None,
        outer: Matrix,
        outer_clip: Area | None,
        *,
        is_opaque: bool,
    ) -> None:
        """Tell the painting of a filled shape: a whole rectangle hides what is under it, any other is a tint."""
        visible = intersection(area, intersection(outer_clip, self._clip_of(path, outer))) or area
        if (
            is_opaque
            and self._is_rectangle(path, area, outer)
            and not pdfium.FPDFPageObj_HasTransparency(path)
        ):
            self.painting.cover(Cover(self._order, visible, colour))
        elif colour != WHITE:
            self.painting.tint(self._order, visible)

    def _colour_of(self, path: Any, read: Callable[..., int]) -> Colour | None:  # noqa: ANN401
        """Give the colour that a path is painted in; None for unknown ones, such as patterns."""
        red, green, blue, alpha = self._colour
        if not read(path, red, green, blue, alpha):
            alpha.value = 0
            return None
        return colour_of(red.value, green.value, blue.value)

    def _is_white_on_colour(self, area: Area) -> bool:
        """Whether a white shape shows: it lies on something coloured, as white rules of tinted tables do."""
        x0, top, x1, bottom = area
        inside = (x0 + _INSIDE, top + _INSIDE, x1 - _INSIDE, bottom - _INSIDE)
        is_thin = inside[0] >= inside[2] or inside[1] >= inside[3]
        return self.painting.shows(WHITE, self._order, area if is_thin else inside)

    def _is_rectangle(self, path: Any, area: Area, outer: Matrix) -> bool:  # noqa: ANN401
        """Whether a path is an upright rectangle, and no other shape with the same bounds."""
        count = pdfium.FPDFPath_CountSegments(path)
        if count > _SIMPLE_PATH:
            return False
        matrix = product(product(_matrix_of(path), outer), self._to_display)
        corners = set()
        for index in range(count):
            pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFPath_GetPathSegment(path, index), self._x, self._y)
            x, y = moved(matrix, self._x.value, self._y.value)
            corners.add((2 * x > area[0] + area[2], 2 * y > area[1] + area[3]))
            if min(x - area[0], area[2] - x) > _THIN or min(y - area[1], area[3] - y) > _THIN:
                return False
        return len(corners) == _CORNERS

    def _bounds_of(self, item: Any, outer: Matrix) -> Area:  # noqa: ANN401
        left, bottom, right, top = self._bounds
        pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
        matrix = product(outer, self._to_display)
        return around([moved(matrix, left.value, bottom.value), moved(matrix, right.value, top.value)])

    def _read_segments(self, path: Any, count: int, outer: Matrix, rulings: list[Ruling] | None) -> None:  # noqa: ANN401
        """Put the straight segments of a path to the rulings, unless it is a letter (no rulings, or many curves)."""
        if rulings is None:
            self._drawing.curve_count += 1
            return
        matrix = product(product(_matrix_of(path), outer), self._to_display)
        x, y = self._x, self._y
        start = here = (0.0, 0.0)
        curves = 0
        found: list[Ruling] = []
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(path, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = moved(matrix, x.value, y.value)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                _rule(here, point, found)
            else:
                curves += 1
            here = point
            if pdfium.FPDFPathSegment_GetClose(segment):
                _rule(here, start, found)
                here = start
        if count <= _RING or curves < _CURVED * count:
            rulings += found
        self._drawing.curve_count += bool(curves)

    def _read_picture(self, item: Any, outer: Matrix, outer_clip: Area | None) -> None:  # noqa: ANN401
        # An image fills the unit square of its matrix.
        matrix = product(product(_matrix_of(item), outer), self._to_display)
        area = around([moved(matrix, x, y) for x in (0, 1) for y in (0, 1)])
        x0, top, x1, bottom = area
        if min(x1 - x0, bottom - top) <= _THIN and self._is_dot(item):
            self._drawing.rulings += sides_along(area)
            return
        self._drawing.pictures.append(Box(x0=x0, top=top, x1=x1, bottom=bottom))
        clip = intersection(outer_clip, self._clip_of(item, outer))
        cover = Cover(self._order, intersection(area, clip) or area, None, picture=item)
        if (x1 - x0) * (bottom - top) <= _WHOLE_PAGE * self._page[2] * self._page[3]:
            self.painting.cover(cover)
        else:
            self.painting.scan(cover)

    def _is_dot(self, picture: Any) -> bool:  # noqa: ANN401
        """Whether a picture is a dot or two, or a row of them: stretched to a line, that is a rule."""
        width, height = self._colour[:2]
        found = pdfium.FPDFImageObj_GetImagePixelSize(picture, width, height)
        return bool(found) and min(width.value, height.value) <= _DOTS


def _rule(one: tuple[float, float], other: tuple[float, float], rulings: list[Ruling]) -> None:
    ruling = ruling_between(*one, *other)
    if ruling is not None:
        rulings.append(ruling)


def _matrix_of(item: Any) -> Matrix:  # noqa: ANN401
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f
