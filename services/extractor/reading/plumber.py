"""The reference adapter of the page model: pdfplumber, which interprets pages with pdfminer.six.

Slow and thorough, in pure Python. It knows nothing of clip paths, so clipped text counts as visible here.
"""

from __future__ import annotations

import io
import logging
import math
from collections.abc import Iterable, Iterator
from typing import Any

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.geometry import obj_to_edges

from services.extractor.reading.across import lean_of, runs_across
from services.extractor.reading.characters import meant
from services.extractor.reading.drawing import (
    ASCENT,
    DESCENT,
    UNDECODABLE,
    Display,
    Drawing,
    Glyph,
    PageUnreadable,
    Ruling,
    ruling_between,
    writing_angle,
)
from shared.model.place import Box

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every odd operator of every page
_CURVED = "c"
_CMYK = 4
_WHITE = 0.98
"""Each of red, green and blue (or grey) from here on prints nothing."""
_FAR_BASELINE = 0.35
"""In font sizes: a baseline further outside its glyph's box than this belongs to vertical writing, see `_glyph`."""


class PlumberModel:
    """A PDF opened with pdfplumber.

    Raises:
        PDFException, PdfminerException: where pdfminer cannot open the bytes.
    """

    def __init__(self, data: bytes) -> None:
        self._pdf = pdfplumber.open(io.BytesIO(data))

    @property
    def page_count(self) -> int:
        """Give the number of pages."""
        return len(self._pdf.pages)

    def drawing(self, number: int) -> Drawing:
        """Give what page `number` draws.

        Raises:
            PageUnreadable: where pdfminer fails on the page.
        """
        try:
            page = self._pdf.pages[number - 1]
        except IndexError as error:
            raise PageUnreadable(f"page {number}: pdfminer does not find it") from error
        try:
            return _drawing(page)
        except (
            PDFException,
            PdfminerException,
            ValueError,
            TypeError,
            KeyError,
            IndexError,
            AttributeError,
        ) as error:
            # Damaged content streams end in any of these inside pdfminer.
            raise PageUnreadable(f"page {number}: {type(error).__name__}: {error}") from error
        finally:
            page.close()  # otherwise every page's objects stay until the file is closed

    def close(self) -> None:
        """Release the file."""
        # Closing would walk the tree of pages, also a damaged one; each page is closed when it has been read.
        del self._pdf


def _drawing(page: Any) -> Drawing:  # noqa: ANN401 - pdfplumber has no types
    display, shift_x, shift_y = _frame(page)
    drawing = Drawing(width=display.width, height=display.height, rotation=display.rotation)
    chars = page.chars
    leans = [lean_of(*char["matrix"][:2]) for char in chars]
    across = runs_across(leans, [1] * len(chars))
    for index, char in enumerate(chars):
        for glyph in _glyphs(char, page, shift_x, shift_y):
            inside = 0 <= (glyph.x0 + glyph.x1) / 2 <= display.width
            inside = inside and 0 <= (glyph.top + glyph.bottom) / 2 <= display.height
            shown = drawing.across if index in across else drawing.glyphs
            (shown if inside else drawing.hidden).append(glyph)
    drawing.rulings.extend(_rulings(page, shift_x, shift_y))
    for image in page.images:
        drawing.pictures.append(
            Box(
                x0=image["x0"] - shift_x,
                top=image["top"] - shift_y,
                x1=image["x1"] - shift_x,
                bottom=image["bottom"] - shift_y,
            )
        )
    drawing.curve_count = sum(any(step[0] == _CURVED for step in curve["path"]) for curve in page.curves)
    return drawing


def _frame(page: Any) -> tuple[Display, float, float]:  # noqa: ANN401
    """Give the displayed frame, and the pdfplumber coordinates of its upper left corner."""
    media = _ordered(page.page_obj.mediabox)
    crop = _ordered(page.page_obj.cropbox)
    box = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    if box[0] >= box[2] or box[1] >= box[3]:
        box = media
    display = Display(*box, rotation=page.rotation)
    whole = Display(*media, rotation=page.rotation).matrix()
    a, b, c, d, e, f = display.matrix()
    # Where the displayed origin of the media box lies in the displayed frame of the crop box.
    dx, dy = e - whole[4], f - whole[5]
    del a, b, c, d
    return display, page.mediabox[0] - dx, page.mediabox[1] - dy


def _ordered(box: Iterable[float]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(value) for value in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _glyphs(char: dict[str, Any], page: Any, shift_x: float, shift_y: float) -> Iterator[Glyph]:  # noqa: ANN401
    text = char["text"]
    text = UNDECODABLE if text.startswith("(cid:") or not text else meant(text)
    if not text:
        return
    matrix = char["matrix"]
    angle = writing_angle(matrix[0], matrix[1])
    x0, x1 = char["x0"] - shift_x, char["x1"] - shift_x
    top, bottom = char["top"] - shift_y, char["bottom"] - shift_y
    # pdfminer moves glyphs to the media box's corner, pdfplumber flips them at its height.
    origin_x = matrix[4] + page.mediabox[0] - shift_x
    origin_y = page.height - matrix[5] + page.mediabox[1] - shift_y
    yield _glyph(text, (x0, top, x1, bottom), origin_x, origin_y, angle)


def _glyph(
    text: str, box: tuple[float, float, float, float], origin_x: float, origin_y: float, angle: int
) -> Glyph:
    x0, top, x1, bottom = box
    if angle in (0, 180):
        size = bottom - top
        below = DESCENT * size if angle == 0 else ASCENT * size
        baseline = origin_y
        if not top - _FAR_BASELINE * size <= baseline <= bottom + _FAR_BASELINE * size:
            baseline = bottom - below  # vertical writing: the origin is above the glyph
        return Glyph(text, x0, baseline + below - size, x1, baseline + below, baseline, size, angle)
    size = x1 - x0
    beyond = DESCENT * size if angle == 90 else ASCENT * size  # noqa: PLR2004 - a quarter turn
    return Glyph(text, origin_x + beyond - size, top, origin_x + beyond, bottom, origin_x, size, angle)


def _rulings(page: Any, shift_x: float, shift_y: float) -> Iterator[Ruling]:  # noqa: ANN401
    for drawn in (*page.lines, *page.rects, *page.curves):
        if not _shows(drawn):
            continue
        for edge in obj_to_edges(drawn):
            x0, x1 = edge["x0"] - shift_x, edge["x1"] - shift_x
            top, bottom = edge["top"] - shift_y, edge["bottom"] - shift_y
            if all(math.isfinite(value) for value in (x0, x1, top, bottom)):
                ruling = ruling_between(x0, top, x1, bottom)
                if ruling is not None:
                    yield ruling


def _shows(drawn: dict[str, Any]) -> bool:
    """Whether a path is painted in anything but white; unknown colours, such as patterns, are not white."""
    fill_shows = drawn.get("fill") and not _is_white(drawn.get("non_stroking_color"))
    stroke_shows = drawn.get("stroke") and not _is_white(drawn.get("stroking_color"))
    return bool(fill_shows or stroke_shows)


def _is_white(colour: Any) -> bool:  # noqa: ANN401
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not parts or not all(isinstance(part, (int, float)) for part in parts):
        return False
    if len(parts) == _CMYK:
        return all(part <= 1 - _WHITE for part in parts)
    return all(part >= _WHITE for part in parts)
