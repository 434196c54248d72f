"""What a page paints in which order, as far as it decides which text can be seen.

In: filled areas, pictures and text objects, put down by the walk over the page's objects (`pdfium_objects`). Out: what
covers an area later on, and whether a colour stands out from what lies under it.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import attrgetter
from typing import Any, Final, NamedTuple

import pypdfium2.raw as pdfium

from services.extractor.reading.geometry import Area, overlap

Colour = tuple[int, int, int]
"""Red, green and blue."""

WHITE: Final[Colour] = (255, 255, 255)
_NEARLY_WHITE = 250
"""Each of red, green and blue from here on prints nothing on paper."""
_SEAM: Final = 1.0
"""Points between two pieces of one ground."""
OPAQUE: Final = 255
_MOSTLY = 0.98
"""The share of opaque pixels of a picture that hides; the rest is its rim."""


def colour_of(red: int, green: int, blue: int) -> Colour:
    """Give a colour; all that cannot be told from white are white."""
    return WHITE if min(red, green, blue) >= _NEARLY_WHITE else (red, green, blue)


class Cover(NamedTuple):
    """Something painted over the whole of an area: a filled rectangle, or a picture."""

    order: int
    area: Area
    colour: Colour | None
    """None where it has no single one: a pattern, a picture."""
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
        self._covers: list[Cover] = []
        """In painting order."""
        self._scans: list[Cover] = []
        """Pictures of whole pages, in painting order: they hide nothing, text under them is their text layer."""
        self._coloured: list[Cover] = []
        """Those that are not white."""
        self._tints: list[tuple[int, Area]] = []
        """What colours a part of its area, or all of it but lightly: other shapes, shadings, transparent fills."""
        self._colours: set[Colour] = {WHITE}
        self._document = document
        self._page = page
        self._opaque: dict[int, bool] = {}

    def cover(self, cover: Cover) -> None:
        """Put down what hides all under it, in painting order."""
        self._covers.append(cover)
        if cover.colour is not None:
            self._colours.add(cover.colour)
        if cover.colour != WHITE:
            self._coloured.append(cover)

    def scan(self, cover: Cover) -> None:
        """Put down the picture of a whole page, in painting order."""
        self._scans.append(cover)

    @property
    def has_scans(self) -> bool:
        """Whether the page shows the picture of a whole page."""
        return bool(self._scans)

    def is_under_scan(self, order: int, area: Area) -> bool:
        """Whether the opaque picture of a whole page was painted over a part of `area` after `order`."""
        return any(
            order < scan.order and overlap(scan.area, area) and self._is_opaque(scan) for scan in self._scans
        )

    def tint(self, order: int, area: Area) -> None:
        """Put down what changes the ground and hides nothing for certain, in painting order."""
        self._tints.append((order, area))

    def hiding(self, order: int, area: Area) -> list[Area]:
        """Give the areas painted over a part of `area` after `order`."""
        if not self._covers or self._covers[-1].order < order:
            return []
        first = bisect_right(self._covers, order, key=attrgetter("order"))
        return [
            cover.area
            for cover in self._covers[first:]
            if overlap(cover.area, area) and self._is_opaque(cover)
        ]

    def shows(self, colour: Colour, order: int, area: Area) -> bool:
        """Whether a colour stands out somewhere from what was painted under a part of `area` before `order`."""
        if colour not in self._colours:
            return True
        if any(earlier < order and overlap(tinted, area) for earlier, tinted in self._tints):
            return True
        if colour == WHITE and not any(
            one.order < order and overlap(one.area, area) for one in self._coloured
        ):
            return False
        first = bisect_left(self._covers, order, key=attrgetter("order"))
        ground: list[tuple[float, float]] = []
        for cover in reversed(self._covers[:first]):
            if overlap(cover.area, area):
                if cover.colour != colour:
                    return True
                ground.append((cover.area[0], cover.area[2]))
                if _is_filled(area, ground):
                    return False
        return colour != WHITE

    def _is_opaque(self, cover: Cover) -> bool:
        if cover.picture is None:
            return True
        if cover.order not in self._opaque:
            self._opaque[cover.order] = _is_opaque_picture(self._document, self._page, cover.picture)
        return self._opaque[cover.order]


def _is_filled(area: Area, ground: Iterable[tuple[float, float]]) -> bool:
    """Whether pieces of ground that lie side by side, as cells do, reach from one end of an area to the other."""
    reached = area[0]
    for left, right in sorted(ground):
        if left > reached + _SEAM:
            return False
        reached = max(reached, right)
    return reached >= area[2]


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
        return alphas.count(OPAQUE) >= _MOSTLY * len(alphas)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
