"""The words of the official names of codes, as labels are compared: of each code once, for all documents.

A code of one of the two lists of the classification goes in, the words of every name that was printed for it come out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from shared.layout.label import words
from shared.taxonomy import economic, functional

_REMEMBERED: Final = 8_192
"""More codes than either list has; what documents print beside them is forgotten again."""


@lru_cache(maxsize=_REMEMBERED)
def functional_words(code: str) -> frozenset[str]:
    """Give the words of all names of a code of functions; none where the list does not have it."""
    return frozenset(map(words, functional().names_of(code)))


@lru_cache(maxsize=_REMEMBERED)
def economic_words(code: str) -> frozenset[str]:
    """Give the words of all names of an economic code; none where the list does not have it."""
    return frozenset(map(words, economic().names_of(code)))
