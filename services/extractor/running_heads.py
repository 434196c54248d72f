"""Running heads and feet: lines that stand first or last on many pages and are no part of the text.

In go the pages, out come the same pages with these lines blank, so that a part's heading printed on every page of the
part neither ends a table that goes on nor breaks a sentence. Its first print stays, since it may be the heading itself;
and so does every line of a table's head. A text extract has no places: there a page begins where the reader says so, or
behind a page number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.extractor.page_numbers import Key, page_numbers
from services.extractor.reading import Page
from services.extractor.segment.headline import (
    is_bare_number,
    is_performance_title,
    match_number,
    match_preparer,
    match_title,
)
from services.extractor.segment.unit_words import match_unit
from shared.layout import Layout
from shared.layout.label import normalise

_LEAST_PAGES = 4
_SHORTEST_OF_TEXT = 8
"""Characters of a running head in a text extract: the first line of a page may be the rest of a cell (年度)."""
_LEAST_SHARE = 0.25
"""Of the pages of a document; the longest part, with the tables or the narrative, has more."""
_PAGE_NUMBER = re.compile(r"第\d{1,4}页|[-—–－―]\d{1,4}[-—–－―]")
_ANY_PAGE = "第#页"
"""In place of the number of a page that stands among the words of a head or foot."""


def find_running_heads(pages: Sequence[Page], layout: Layout) -> frozenset[Key]:
    """Give the lines that are running heads or feet, and the page numbers of a text extract."""
    edges = [
        (key, text)
        for page in pages
        for key, text in (*_edge_lines(page), *_first_of_text(page))
        if not _is_table_head(text, layout)
    ]
    counts = Counter(text for _, text in edges)
    needed = max(_LEAST_PAGES, _LEAST_SHARE * len(pages))
    seen: set[str] = set()
    found = set(page_numbers(pages))
    for key, text in edges:
        if counts[text] >= needed and (text in seen or _ANY_PAGE in text):
            found.add(key)
        seen.add(text)
    return frozenset(found)


def without_lines(pages: Sequence[Page], keys: frozenset[Key]) -> tuple[Page, ...]:
    """Give the pages with some lines blank; every line keeps its index."""
    numbers = {number for number, _ in keys}
    return tuple(_blanked(page, keys) if page.number in numbers else page for page in pages)


def _blanked(page: Page, keys: frozenset[Key]) -> Page:
    lines = (
        replace(line, text="", words=()) if (page.number, index) in keys else line
        for index, line in enumerate(page.lines)
    )
    return replace(page, lines=tuple(lines))


def _edge_lines(page: Page) -> Iterator[tuple[Key, str]]:
    """Give the first and the last line of a page that stand in no grid and are no page number, with their text."""
    outside = [
        index
        for index, line in enumerate(page.lines)
        if line.in_grid is None and line.box is not None and not is_bare_number(line.text)
    ]
    for index in dict.fromkeys((*outside[:1], *outside[-1:])):
        yield (page.number, index), _PAGE_NUMBER.sub(_ANY_PAGE, normalise(page.lines[index].text))


def _first_of_text(page: Page) -> Iterator[tuple[Key, str]]:
    """Give the lines of a text extract that stand first on a page or behind the number of one, with their text."""
    is_first = True
    for index, line in enumerate(page.lines):
        text = normalise(line.text)
        is_words = len(text) >= _SHORTEST_OF_TEXT and any(map(str.isalpha, text))
        if line.box is None and is_first and is_words:
            yield (page.number, index), text
        is_first = is_bare_number(line.text)


def _is_table_head(text: str, layout: Layout) -> bool:
    """Tell whether a line belongs to the head of a table, which may be printed again on every page of it."""
    return bool(
        match_number(text)
        or match_title(text, layout)
        or match_preparer(text, layout)
        or match_unit(text)
        or is_performance_title(text, layout)
    )
