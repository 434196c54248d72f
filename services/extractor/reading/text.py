"""The reader of text extracts: bytes in, pages of lines out; there are no boxes and no grids.

Extracts made from PDFs mark where a page starts: some by a form feed, some by one blank before the page's first line
(no other line of theirs begins with a blank), or, where the page's number was caught, by that number below three empty
lines. A file without any of these is one page.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from services.extractor.reading.characters import is_undecodable, meant
from services.extractor.reading.drawing import UNDECODABLE
from services.extractor.reading.page import Line, Page, SourceDocument
from services.extractor.reading.refusal import Refusal, UnreadableFile

MEDIA_TYPE = "text/plain"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PAGE_NUMBER = re.compile(r"[-—–－]?\s*\d{1,4}\s*[-—–－]?")
_EMPTY_BEFORE_NUMBER = 3
"""A number below fewer empty lines stands in the page."""
_MOST_LOST = 0.01
"""A share of undecodable characters above this means that the encoding is not the one tried."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text, the encoding it was in, and how many characters could not be decoded (each is U+FFFD in `text`)."""

    text: str
    encoding: str
    undecodable: int


def read_text(data: bytes, *, name: str) -> SourceDocument:
    """Give the pages of a text extract.

    Raises:
        UnreadableFile: where the bytes are text in no encoding that we know.
    """
    decoded = decode(data)
    if decoded is None:
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
    notes = [f"encoding {decoded.encoding}"]
    if decoded.undecodable:
        notes.append(f"{decoded.undecodable} undecodable characters")
    return SourceDocument(media_type=MEDIA_TYPE, pages=pages, notes=tuple(notes))


def decode(data: bytes) -> DecodedText | None:
    """Decode by byte order mark, else strictly in the likely encodings, else with the fewest losses; else None."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _tolerant(data[len(mark) :], encoding)
    for encoding in _candidates(data):
        try:
            return DecodedText(data.decode(encoding), encoding, 0)
        except UnicodeDecodeError:
            continue
    attempts = [_tolerant(data, encoding) for encoding in _candidates(data)]
    best = min(attempts, key=lambda attempt: attempt.undecodable)
    return best if best.undecodable <= _MOST_LOST * len(best.text) else None


def _candidates(data: bytes) -> tuple[str, ...]:
    # ASCII (blanks, digits, line ends) in UTF-16 has a zero in every other byte; in the other two zeros do not occur.
    zeros = data[:4096].count(0)
    if zeros:
        even = data[:4096:2].count(0)
        return ("utf-16-be",) if even > zeros - even else ("utf-16-le",)
    return ("utf-8", "gb18030")


def _tolerant(data: bytes, encoding: str) -> DecodedText:
    text = data.decode(encoding, errors="replace")
    return DecodedText(text, encoding, text.count(UNDECODABLE))


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
