"""Printed labels made comparable: width, blanks, brackets and numbering are forms, not meanings."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_BLANK = re.compile(r"[\s\u3000\u00a0\u200b\ufeff]+")
_BRACKETS = str.maketrans(
    {"(": "（", ")": "）", "[": "（", "]": "）", "［": "（", "］": "）", ":": "：", ";": "；"}
)
_CIRCLED = {ord("①") + number: f"（{number + 1}）" for number in range(20)}
"""Numbers in circles, which would otherwise become digits of the word behind them."""
_COMMA = re.compile(r"(?<!\d),|,(?!\d)")
_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十]+部分"
    r"|[（][一二三四五六七八九十\d]+[）]"
    r"|[一二三四五六七八九十]+[、.．]"
    r"|\d+[、.．](?!\d)"
    r"|(?:其中|其\s*中)：?"
    r"|[★☆※*•·])"
)

_REMEMBERED: Final = 16_384
"""Texts whose form is remembered, a few MiB: the labels of a layout and the texts of a document are compared again and
again."""


@lru_cache(maxsize=_REMEMBERED)
def normalise(label: str) -> str:
    """Give a label without blanks, with full-width brackets, colons and commas, and with compatibility forms resolved.

    The comma inside a number stays as it is.
    """
    text = _BLANK.sub("", unicodedata.normalize("NFKC", label.translate(_CIRCLED)))
    # Without the blanks, an accent may have come to stand behind a letter.
    text = unicodedata.normalize("NFKC", text)
    return _COMMA.sub("，", text.translate(_BRACKETS))


def split_numbering(label: str) -> tuple[str, str]:
    """Split a normalised label into its numbering (`1.`, `（一）`, `其中：`) and its words."""
    rest = label
    numbering = ""
    while match := _NUMBERING.match(rest):
        if match.end() == len(rest):
            break
        numbering += match.group()
        rest = rest[match.end() :]
    return numbering, rest


@lru_cache(maxsize=_REMEMBERED)
def words(label: str) -> str:
    """Give the words of a label alone: normalised, without numbering and without a closing colon."""
    return split_numbering(normalise(label))[1].rstrip("：:、，。")
