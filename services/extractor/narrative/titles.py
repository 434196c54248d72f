"""What a heading's words mean: the titles of the layout's sections first, its common vocabulary second.

A title goes in, the key of its section comes out. The layout lists the titles that regions print; others word them
otherwise but speak of the same things, so that a heading that bears no title is still recognised by the term that it
turns on (政府采购, 三公, 名词解释). Only keys that the layout has are given.
"""

from __future__ import annotations

import re
from functools import lru_cache

from shared.layout import Layout
from shared.layout.label import words

_QUOTES = str.maketrans("", "", "“”\"'‘’《》「」")
_BEFORE_YEAR = re.compile(r"^.*20\d\d年度?(?=.)")


def bare(label: str) -> str:
    """Give a label's words without quotation marks, for comparing."""
    return words(label).translate(_QUOTES)


def recognise(title: str, layout: Layout) -> str | None:
    """Give the key of the section that a heading with this title opens, or None."""
    # A department's name can hold any term (绩效评价中心); what follows the year is the title itself.
    label = _BEFORE_YEAR.sub("", bare(title))
    best = max(
        (entry for entry in _titles(layout) if entry[0] in label),
        key=lambda entry: len(entry[0]),
        default=None,
    )
    if best is not None and not any(term in label and term not in best[0] for term in layout.telling_words):
        return best[1]
    keys = {key for _, key in _titles(layout)}
    fitting = (meaning.section for meaning in layout.headings if re.search(meaning.words, label))
    return next((key for key in fitting if key in keys), None)


def ends_in_title(text: str, layout: Layout) -> bool:
    """Tell whether a text ends in a whole title of the layout."""
    label = bare(text)
    return any(label.endswith(title) for title, _ in _titles(layout))


@lru_cache(maxsize=32)
def _titles_of(entries: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((bare(title), key) for title, key in entries)


def _titles(layout: Layout) -> tuple[tuple[str, str], ...]:
    """Give the layout's titles, bare, with the keys of their sections."""
    return _titles_of(tuple((title, section.key) for section in layout.sections for title in section.titles))
