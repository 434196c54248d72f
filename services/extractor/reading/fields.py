"""Text that stands on a page as an annotation: filled form fields, and remarks typed onto the page.

In goes a page that PDFium has just loaded, out comes the page with that text among what it draws. PDFium's text page
knows nothing of annotations, and the figures of a form that somebody filled in would be missing without a word. Links,
highlights, stamps and the seals of signatures say nothing of the budget, and stay off the page.
"""

from __future__ import annotations

import ctypes
from typing import Any, Final

import pypdfium2.raw as pdfium

_TEXT_OF_FIELD: Final = "/Tx".encode("utf-16-le")
"""The mark under which the text of a field is drawn (ISO 32000-1, 12.7.3.3); seals of signatures have none."""


def with_fields(document: Any, page: Any, number: int) -> Any:  # noqa: ANN401 - ctypes handles
    """Give page `number` with the text of its fields and remarks drawn on it: loaded anew where there is any.

    None where PDFium cannot load the page again.
    """
    indices = range(pdfium.FPDFPage_GetAnnotCount(page))
    others = [index for index in indices if not _is_text(page, index)]
    if len(others) == len(indices):
        return page
    for index in reversed(others):
        pdfium.FPDFPage_RemoveAnnot(page, index)
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return page
    pdfium.FPDF_ClosePage(page)
    return pdfium.FPDF_LoadPage(document, number - 1)


def _is_text(page: Any, index: int) -> bool:  # noqa: ANN401
    """Whether an annotation is typed text or a field of text."""
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return False
    try:
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        return kind == pdfium.FPDF_ANNOT_FREETEXT or (
            kind == pdfium.FPDF_ANNOT_WIDGET and _TEXT_OF_FIELD in _appearance(annotation)
        )
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _appearance(annotation: Any) -> bytes:  # noqa: ANN401
    """Give what draws an annotation, in UTF-16; empty where nothing does."""
    mode = pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL
    length = pdfium.FPDFAnnot_GetAP(annotation, mode, None, 0)
    room = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetAP(annotation, mode, ctypes.cast(room, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return room.raw
