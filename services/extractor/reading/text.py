"""The reader of text extracts: bytes in, pages of lines out; there are no boxes and no grids.

Extracts made from PDFs mark where a page starts: some by a form feed, some by one blank before the page's first line
(no other line of theirs begins with a blank), or, where the page's number was caught, by that number below three empty
lines. A file without any of these is one page.
"""

from __future__ import annotations

import re

from services.extractor.reading.characters import is_undecodable, meant
from services.extractor.reading.encodings import decode
from services.extractor.reading.page import Line, Page, SourceDocument
from services.extractor.reading.refusal import Refusal, UnreadableFile

MEDIA_TYPE = "text/plain"
_PAGE_NUMBER = re.compile(r"[-—–－]?\s*\d{1,4}\s*[-—–－]?")
_EMPTY_BEFORE_NUMBER = 3
"""A number below fewer empty lines stands in the page."""
_LONGEST_LINE = 5_000
"""Characters: no table can be read from a longer line, and no paragraph of a disclosure is so long."""
_SAMPLE = 20_000
_MOST_STRANGE = 0.05
"""A share of characters above this that stand for none means that the bytes are in no encoding that we know."""


def read_text(data: bytes, *, name: str) -> SourceDocument:
    """Give the pages of a text extract.

    Raises:
        UnreadableFile: where the bytes are text in no encoding that we know, hold nothing but blanks, or have no line
            ends.
    """
    decoded = decode(data)
    if decoded is None or _is_strange(decoded.text):
        raise UnreadableFile(
            Refusal.ENCODING_UNKNOWN,
            "the text is in none of the encodings UTF-8, UTF-16, GB18030",
            where=name,
            remedy="save it as UTF-8 and submit it again",
        )
    pages = tuple(
        Page(
            number=number,
            width=None,
            height=None,
            lines=tuple(Line(text=line, page=number) for line in lines),
            undecodable_glyphs=sum(is_undecodable(character) for line in lines for character in line),
        )
        for number, lines in enumerate(pages_of_text(decoded.text), start=1)
    )
    if not any(page.lines for page in pages):
        raise UnreadableFile(
            Refusal.EMPTY_FILE, "the file is empty", where=name, remedy="fetch it again from its publisher"
        )
    longest = max(len(line.text) for page in pages for line in page.lines)
    if longest > _LONGEST_LINE:
        raise UnreadableFile(
            Refusal.UNKNOWN_TYPE,
            f"the text has lost its line ends: one line has {longest} characters",
            where=name,
            remedy="extract the text again with its lines, or submit the PDF",
        )
    notes = [f"encoding {decoded.encoding}"]
    if decoded.undecodable:
        notes.append(f"{decoded.undecodable} undecodable characters")
    return SourceDocument(media_type=MEDIA_TYPE, pages=pages, notes=tuple(notes))


def _is_strange(text: str) -> bool:
    """Whether too many characters of a text stand for none: bytes of another encoding fit GB18030 often enough."""
    sample = text[:_SAMPLE]
    return sum(map(is_undecodable, sample)) > _MOST_STRANGE * len(sample)


def pages_of_text(text: str) -> list[list[str]]:
    """Give the lines of each page: none of them blank, no blanks at either end, look-alike characters replaced."""
    if "\f" in text:
        pages = [page.splitlines() for page in text.split("\f")]
    else:
        pages = _pages_by_first_lines(text.splitlines())
    while pages and not any(line.strip() for line in pages[-1]):
        pages.pop()  # the mark after the last page
    return [[line for line in map(_clean, page) if line] for page in pages]


def _pages_by_first_lines(lines: list[str]) -> list[list[str]]:
    first = next((index for index, line in enumerate(lines) if line.strip()), -1)
    if first < 0 or not _starts_page(lines, first):
        return [lines]
    pages: list[list[str]] = []
    for index, line in enumerate(lines):
        if _starts_page(lines, index):
            pages.append([line])
        elif pages:
            pages[-1].append(line)
    return pages


def _starts_page(lines: list[str], index: int) -> bool:
    """Tell whether a line is the first of a page: after one blank, or the page's number below empty lines."""
    line = lines[index]
    if line.startswith(" "):
        return not line.startswith(("  ", " \u3000", " \t"))
    return (
        _PAGE_NUMBER.fullmatch(line) is not None
        and index >= _EMPTY_BEFORE_NUMBER
        and not any(above.strip() for above in lines[index - _EMPTY_BEFORE_NUMBER : index])
    )


def _clean(line: str) -> str:
    return "".join(map(meant, line)).strip()
