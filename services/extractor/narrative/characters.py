"""One form for every character of the narrative, so that the grammar need not know the habits of producers.

A character in, the same character in the form that the rest of this package reads out: digits, signs and letters
narrow (`２` is `2`), punctuation and brackets wide (`(` is `（`, `[` is `〔`), compatibility forms resolved. One
character stays one character, so that every place in a text is still a place in its line.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

MINUS = "−"
"""The sign of a number, told from the hyphen within names and dates."""

_WIDE = str.maketrans(
    {
        "(": "（", ")": "）", "[": "〔", "]": "〕", "【": "〔", "】": "〕", "{": "（", "}": "）", ":": "：", ";": "；",
        "!": "！", "?": "？", "−": "-", "–": "-", "～": "~", "﹪": "%", "｡": "。", "､": "、", "„": "〔", "‟": "〕",
    }
)  # fmt: skip
# „ and ‟ are what some producers make of the brackets of a document number (苏财预„2018‟1 号).


@lru_cache(maxsize=8192)
def canonical(character: str) -> str:
    """Give the form of one character in which this package compares and reads it; a blank is `" "`."""
    if character.isspace() or character in "\u200b\ufeff":
        return " "
    if unicodedata.category(character) == "No":  # ① must not become a digit
        return character
    form = unicodedata.normalize("NFKC", character)
    return (form if len(form) == 1 else character).translate(_WIDE)


def is_narrow(character: str) -> bool:
    """Tell whether a character is an ASCII letter or digit: between two such, a blank means something."""
    return character.isascii() and character.isalnum()
