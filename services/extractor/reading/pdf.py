"""The reader of PDFs: opens a file and gives its pages one after another.

PDFium reads every page; pages on which it leaves characters unknown, or finds no text, are read again with pdfminer,
and the better reading counts. Pages without a text layer are read from their picture where that is possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Self

from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from services.extractor.reading.drawing import PageModel, PageTooComplex, PageUnreadable
from services.extractor.reading.layers import FAILURES
from services.extractor.reading.layout import page_of
from services.extractor.reading.limits import ReadLimits
from services.extractor.reading.opening import opened
from services.extractor.reading.page import Page
from services.extractor.reading.pdfium import PdfiumModel
from services.extractor.reading.pictured_pages import PictureReader
from services.extractor.reading.plumber import PlumberModel
from services.extractor.reading.refusal import Refusal, UnreadableFile

_MOST_ON_COVER = 300
"""Characters of the page that stands in for a form or for attached files; it says which program shows them."""
_LEAST_LOST = 20
"""So many characters that stand for nothing may be ornaments of a page that says no more."""


def iter_pdf_pages(data: bytes, *, name: str, limits: ReadLimits) -> Iterator[Page]:
    """Give the pages of a PDF, each read when it is asked for.

    Raises:
        UnreadableFile: before the first page, where no document can be made of the bytes; after the last, where none of
            them had any text.
    """
    any_text = False
    signs = 0
    troubles: list[str] = []
    with PdfReader(data, name=name, limits=limits) as reader:
        for number in range(1, reader.page_count + 1):
            page = reader.page(number)
            # What is typed at the edge of a scan is no text layer; that characters stand for nothing is told elsewhere.
            any_text = any_text or (bool(page.lines) and (page.has_text or page.undecodable_glyphs > 0))
            troubles += page.notes if page.width is None else ()
            signs += sum(len(line.text) for line in page.lines)
            yield page
        kept = reader.kept_elsewhere if reader.page_count == 1 and signs <= _MOST_ON_COVER else None
    if kept is not None:
        raise UnreadableFile(
            Refusal.UNKNOWN_TYPE,
            f"the PDF is {kept}",
            where=name,
            remedy="submit what it shows or holds as a PDF of its own",
        )
    if len(troubles) >= reader.page_count:
        raise UnreadableFile(
            Refusal.DAMAGED,
            f"none of the {reader.page_count} pages can be interpreted; {troubles[0]}",
            where=name,
            remedy="fetch the file again from its publisher",
        )
    if not any_text:
        raise UnreadableFile(
            Refusal.NO_TEXT_LAYER,
            f"none of the {reader.page_count} pages has a text layer",
            where=name,
            remedy="submit the PDF as its author exported it, not a scan of the print",
        )


class PdfReader:
    """A PDF open for reading page by page; a context manager.

    Raises:
        UnreadableFile: on construction, where the file cannot be opened or has more than `limits.max_pages`.
    """

    def __init__(self, data: bytes, *, name: str, limits: ReadLimits) -> None:
        self._data = data
        self._open = ExitStack()
        self._model: PdfiumModel = self._open.enter_context(closing(opened(data, name=name)))
        self.kept_elsewhere = self._model.kept_elsewhere
        self._second: PageModel | None = None
        self._pictures = PictureReader(self._model, limits)
        self.page_count = self._model.page_count
        if self.page_count > limits.max_pages:
            self._open.close()
            raise UnreadableFile(
                Refusal.TOO_MANY_PAGES,
                f"the PDF has {self.page_count} pages, more than the limit of {limits.max_pages}",
                where=name,
                remedy="raise the limit or split the file",
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._open.close()

    def page(self, number: int) -> Page:
        """Give page `number`, counted from 1; a page that nothing can interpret comes empty, with a note."""
        try:
            page = page_of(self._model.drawing(number), number)
        except PageTooComplex as error:
            return _unreadable_page(number, error)
        except PageUnreadable as error:
            return self._read_again(number) or _unreadable_page(number, error)
        # pdfminer knows of no layers, and would read those that are off; nor of text that leaves no ink.
        if (page.undecodable_glyphs or not page.has_text) and not page.off:
            other = self._read_again(number)
            if other is not None and _is_better(other, page):
                return replace(other, recognised=page.recognised, read_by=page.read_by)
        return self._pictures.read(replace(page, has_text=page.has_text and not _is_lost(page)))

    def _read_again(self, number: int) -> Page | None:
        try:
            if self._second is None:
                self._second = self._open.enter_context(closing(PlumberModel(self._data)))
            page = page_of(self._second.drawing(number), number)
        except (*FAILURES, MalformedPDFException, PdfminerException, PageUnreadable):
            return None
        return replace(
            page, notes=(*page.notes, "read with pdfminer, which decodes more of this page than PDFium")
        )


def _is_better(one: Page, other: Page) -> bool:
    """Whether one reading leaves fewer characters unknown and loses none, or has text where the other has none."""
    if not other.lines:
        return bool(one.lines)
    return one.undecodable_glyphs < other.undecodable_glyphs and _length(one) >= _length(other)


def _is_lost(page: Page) -> bool:
    """Whether most characters of a page stand for nothing: it is as if there were no text layer."""
    return page.undecodable_glyphs >= max(_LEAST_LOST, _length(page) / 2)


def _length(page: Page) -> int:
    return sum(len(word.text) for line in page.lines for word in line.words)


def _unreadable_page(number: int, error: PageUnreadable) -> Page:
    return Page(number=number, width=None, height=None, lines=(), has_text=False, notes=(str(error),))
