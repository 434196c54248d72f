"""Readers: a PDF or a text extract in, pages of lines and grids out.

`read` gives a whole document, `iter_pages` its pages one after another, so that memory stays flat.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.extractor.reading.limits import ReadLimits
from services.extractor.reading.page import Grid, GridCell, Line, Page, SourceDocument, Word
from services.extractor.reading.pdf import iter_pdf_pages
from services.extractor.reading.refusal import Refusal, UnreadableFile
from services.extractor.reading.sniff import MediaType, media_type_of
from services.extractor.reading.text import read_text

__all__ = [
    "Grid",
    "GridCell",
    "Line",
    "MediaType",
    "Page",
    "ReadLimits",
    "Refusal",
    "SourceDocument",
    "UnreadableFile",
    "Word",
    "iter_pages",
    "media_type_of",
    "read",
]


def read(data: bytes, *, name: str, limits: ReadLimits = ReadLimits()) -> SourceDocument:  # noqa: B008 - frozen
    """Read a whole file.

    Raises:
        UnreadableFile: where no document can be made of the bytes; says why and what to do.
    """
    media_type = media_type_of(data, name=name, limits=limits)
    if media_type is MediaType.TEXT:
        return read_text(data, name=name)
    return SourceDocument(media_type=media_type, pages=tuple(iter_pdf_pages(data, name=name, limits=limits)))


def iter_pages(data: bytes, *, name: str, limits: ReadLimits = ReadLimits()) -> Iterator[Page]:  # noqa: B008
    """Give the pages of a file one after another; those of a PDF are read when they are asked for.

    Raises:
        UnreadableFile: before the first page, where no document can be made of the bytes.
    """
    if media_type_of(data, name=name, limits=limits) is MediaType.TEXT:
        yield from read_text(data, name=name).pages
    else:
        yield from iter_pdf_pages(data, name=name, limits=limits)
