"""Opens a PDF, or says why it cannot be opened: damaged, cut short, locked."""

from __future__ import annotations

import re

import pypdfium2
import pypdfium2.raw as pdfium

from services.extractor.reading.pdfium import PdfiumModel
from services.extractor.reading.refusal import Refusal, UnreadableFile

_END = b"%%EOF"
_AGAIN = "fetch the file again from its publisher"


def opened(data: bytes, *, name: str) -> PdfiumModel:
    """Open a PDF.

    Raises:
        UnreadableFile: `encrypted`, `truncated`, `damaged` or `no_pages`.
    """
    if is_truncated(data):
        raise UnreadableFile(
            Refusal.TRUNCATED, "the PDF is cut short: its end is missing", where=name, remedy=_AGAIN
        )
    try:
        model = PdfiumModel(data)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error, name) from error
    if model.page_count == 0:
        model.close()
        raise UnreadableFile(Refusal.NO_PAGES, "the PDF has no pages", where=name, remedy=_AGAIN)
    return model


def _refusal(error: pypdfium2.PdfiumError, name: str) -> UnreadableFile:
    if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return UnreadableFile(
            Refusal.ENCRYPTED,
            "the PDF is locked with a password",
            where=name,
            remedy="submit the file as it was published, without a password",
        )
    return UnreadableFile(
        Refusal.DAMAGED, "the PDF is damaged and cannot be opened", where=name, remedy=_AGAIN
    )


def is_truncated(data: bytes) -> bool:
    """Whether the end of a PDF is missing.

    Libraries rebuild such files from what is left, without a word on the pages that are gone. A complete PDF ends with
    `%%EOF`; behind it may stand junk (a web server's), but no more objects. A linearised PDF has an `%%EOF` near its
    beginning too, so its stated length is compared as well.
    """
    stated = re.search(rb"/Linearized\b.{0,200}?/L\s+(\d+)", data[:2048], re.DOTALL)
    if stated is not None and int(stated[1]) > len(data) and not data.rstrip().endswith(_END):
        return True
    end = data.rfind(_END)
    return end < 0 or re.search(rb"\d+ \d+ obj\b", data[end:]) is not None
