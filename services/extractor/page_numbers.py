"""The page numbers of a text extract: where nothing but their words and their count tells them from the text.

In go the pages, out come the keys of the lines that number them. Between dashes a number is a page's wherever it
stands, since extracts join printed pages; in words (`第 5 页`, `5 / 40`) at an edge of its page. A bare number at an
edge is one where it keeps step with the pages: as much ahead of the count as those of other pages, and by no more than
a cover and a list of contents make.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from services.extractor.reading import Page
from shared.layout.label import normalise

Key = tuple[int, int]
"""Page and index of a line, as in the ledger."""

_DASHED = re.compile(r"^[-—–－―]\d{1,3}[-—–－―]$")
_IN_WORDS = re.compile(r"^(?:第\d{1,4}页(?:[，,/／]?共\d{1,4}页)?|\d{1,3}[/／]\d{1,3}|[·•~]\d{1,4}[·•~])$")
_BARE = re.compile(r"^\d{1,4}$")
_MOST_AHEAD = 12
"""Pages of cover and contents that were not extracted."""
_LEAST_SHARE = 0.25
"""Of the pages: a number that ends a page may be a cell of its last row."""


def page_numbers(pages: Sequence[Page]) -> frozenset[Key]:
    """Give the lines of a text extract that are page numbers; a document with places has others who know them."""
    texts = [page for page in pages if page.lines and all(line.box is None for line in page.lines)]
    found = {key for page in texts for key in _dressed(page)}
    bare = [(key, int(text) - key[0]) for page in texts for key, text in _edges(page) if _BARE.match(text)]
    bare = [(key, ahead) for key, ahead in bare if 0 <= ahead <= _MOST_AHEAD]
    heads = [(key, ahead) for key, ahead in bare if key[1] == 0]
    feet = [(key, ahead) for key, ahead in bare if key[1] != 0]
    for edge, needed in ((heads, min(2, len(heads))), (feet, max(3, _LEAST_SHARE * len(texts)))):
        steps = Counter(ahead for _, ahead in edge)
        found |= {key for key, ahead in edge if steps[ahead] >= needed}
    return frozenset(found)


def _dressed(page: Page) -> Iterator[Key]:
    edges = dict(_edges(page))
    for index, line in enumerate(page.lines):
        key, text = (page.number, index), normalise(line.text)
        if line.in_grid is None and (_DASHED.match(text) or (key in edges and _IN_WORDS.match(text))):
            yield key


def _edges(page: Page) -> Iterator[tuple[Key, str]]:
    """Give the first and the last line of a page, where it has more than one."""
    for index in dict.fromkeys((0, len(page.lines) - 1)) if len(page.lines) > 1 else ():
        yield (page.number, index), normalise(page.lines[index].text)
