"""Which pages are read from their picture, as far as the extra `ocr` is there and the limits of the document allow.

In goes a page as it was read, out comes the same page as OCR reads it: whole, where it has no text layer, or with the
tables that are pictures on it. What is beyond the limits stays as it is, and is reported as without the extra.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from services.extractor.reading.layout import bare_pictures
from services.extractor.reading.limits import ReadLimits
from services.extractor.reading.page import Page
from services.extractor.reading.pdfium import PdfiumModel
from services.extractor.reading.recogniser import Recogniser, is_installed, recogniser
from services.extractor.reading.scanned import read_pictured, read_scanned, scale_of
from shared.model.place import Box

_TABLE_WIDTH: Final = 0.3
_TABLE_HEIGHT: Final = 0.06
"""Shares of the page that a picture takes up which may show a table."""


class PictureReader:
    """Reads the pictures of one file's pages; not for use by several threads at once."""

    def __init__(self, model: PdfiumModel, limits: ReadLimits) -> None:
        """Take the open file and its limits; the engine is loaded when a page needs it."""
        self._model = model
        self._pages_left = limits.ocr_pages if is_installed() else 0
        self._seconds_left = limits.ocr_seconds

    def read(self, page: Page) -> Page:
        """Give the page as OCR reads it; the same page where nothing on it is to be read, or it cannot be."""
        tables = [] if page.recognised else _large(bare_pictures(page), page)
        if self._pages_left <= 0 or self._seconds_left <= 0 or (page.has_text and not tables):
            return page
        engine = recogniser()
        if engine is None:
            return page
        start = time.monotonic()
        read = self._recognised(page, tables, engine)
        self._seconds_left -= time.monotonic() - start
        self._pages_left -= read is not None or not page.has_text
        return read or page

    def _recognised(self, page: Page, tables: Sequence[Box], engine: Recogniser) -> Page | None:
        drawing = self._model.drawing(page.number)
        scale = scale_of(drawing.width, drawing.height)
        if scale is None:
            return None
        picture = self._model.picture(page.number, scale * drawing.scale)
        if page.has_text:
            return read_pictured(drawing, picture, scale, engine, page.number, boxes=tables)
        if page.undecodable_glyphs:
            # Its characters mostly stand for nothing; the picture shows what they look like.
            drawing = replace(drawing, glyphs=[], recognised=[])
        return read_scanned(drawing, picture, scale, engine, page.number)


def _large(boxes: Iterable[Box], page: Page) -> list[Box]:
    """Give the boxes that are wide enough for a table, and high enough for more than a line of it."""
    width, height = page.width or 0.0, page.height or 0.0
    return [
        box
        for box in boxes
        if box.x1 - box.x0 >= _TABLE_WIDTH * width and box.bottom - box.top >= _TABLE_HEIGHT * height
    ]
