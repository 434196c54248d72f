"""The fast adapter of the page model: PDFium through pypdfium2's raw API, at several times the speed of pdfminer.

Rulings, pictures and what hides text come from PDFium's page objects (`pdfium_objects`), glyphs from its text page
(`pdfium_text`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from services.extractor.reading.drawing import Display, Drawing, PageUnreadable
from services.extractor.reading.fields import with_fields
from services.extractor.reading.layers import layers_of
from services.extractor.reading.pdfium_objects import painting_of
from services.extractor.reading.pdfium_text import read_text
from services.extractor.reading.type_size import usual_scale

_ROTATIONS = (0, 90, 180, 270)


class PdfiumModel:
    """A PDF opened with PDFium.

    Raises:
        pypdfium2.PdfiumError: where PDFium cannot open the bytes; `err_code` says why.
    """

    def __init__(self, data: bytes) -> None:
        self._document = pypdfium2.PdfDocument(data)
        self._layers = layers_of(data)

    @property
    def page_count(self) -> int:
        """Give the number of pages."""
        return len(self._document)

    @property
    def kept_elsewhere(self) -> str | None:
        """Say where the file keeps its content, if that may be elsewhere than on its pages; None for usual PDFs."""
        if pdfium.FPDF_GetFormType(self._document.raw) == pdfium.FORMTYPE_XFA_FULL:
            return "a form that only Adobe's programs can fill and show (XFA)"
        count = pdfium.FPDFDoc_GetAttachmentCount(self._document.raw)
        return f"the cover of {count} attached files (a portfolio)" if count > 0 else None

    def drawing(self, number: int) -> Drawing:
        """Give what page `number` draws.

        Raises:
            PageUnreadable: where PDFium cannot load the page.
            PageTooComplex: where the page draws more than any disclosure does.
        """
        page = pdfium.FPDF_LoadPage(self._document.raw, number - 1)
        page = with_fields(self._document.raw, page, number) if page else None
        if not page:
            raise PageUnreadable(f"page {number}: PDFium cannot load it")
        try:
            off = self._layers.take_off(page, number) if self._layers else ""
            text = pdfium.FPDFText_LoadPage(page)
            if not text:
                raise PageUnreadable(f"page {number}: PDFium cannot load its text")
            try:
                drawing = _drawing(self._document.raw, page, text, off)
                scale = usual_scale(drawing.glyphs)
                return drawing if scale == 1 else _drawing(self._document.raw, page, text, off, scale)
            finally:
                pdfium.FPDFText_ClosePage(text)
        finally:
            pdfium.FPDF_ClosePage(page)

    def picture(self, number: int, scale: float) -> Any:  # noqa: ANN401 - an array of NumPy, which is optional
        """Give page `number` as displayed, as an array of rows of pixels (blue, green, red), `scale` for each point."""
        page = self._document[number - 1]
        try:
            return page.render(scale=scale).to_numpy().copy()
        finally:
            page.close()

    def close(self) -> None:
        """Release the file."""
        self._document.close()


def _drawing(document: Any, page: Any, text: Any, off: str, scale: float = 1) -> Drawing:  # noqa: ANN401 - ctypes
    display = replace(_display(page), scale=scale)
    drawing = Drawing(display.width, display.height, display.rotation, scale, off=off)
    read_text(text, display, drawing, painting_of(document, page, display, drawing))
    return drawing


def _display(page: Any) -> Display:  # noqa: ANN401
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    rotation = _ROTATIONS[pdfium.FPDFPage_GetRotation(page) % 4]
    return Display(box.left, box.bottom, box.right, box.top, rotation)
