"""The reader of PDFs: opens a file with a page model and gives its pages one after another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from services.extractor.reading.layout import page_of
from services.extractor.reading.limits import ReadLimits
from services.extractor.reading.page import Page
from services.extractor.reading.plumber import PlumberModel
from services.extractor.reading.refusal import Refusal, UnreadableFile


def iter_pdf_pages(data: bytes, *, name: str, limits: ReadLimits) -> Iterator[Page]:
    """Give the pages of a PDF, each read when it is asked for.

    Raises:
        UnreadableFile: where no document can be made of the bytes, before the first page.
    """
    with closing(PlumberModel(data)) as model:
        if model.page_count > limits.max_pages:
            raise UnreadableFile(
                Refusal.TOO_MANY_PAGES,
                f"the PDF has {model.page_count} pages, more than the limit of {limits.max_pages}",
                where=name,
                remedy="raise the limit or split the file",
            )
        for number in range(1, model.page_count + 1):
            yield page_of(model.drawing(number), number)
