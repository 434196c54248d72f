"""Files that have the form of a disclosure and nothing in it: forms with their blanks left, covers, lists of contents.

In go the lines of a file, out comes what it is instead of a disclosure, or None where it states figures as a disclosure
does. A disclosure in which a publisher left a few blanks is one; a page that is a picture may hold the figures, so such
files are not asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from shared.layout.label import normalise

FORM: Final = "a form whose blanks nobody has filled in"
BARE: Final = "a cover or a list of contents, without a figure"

_BLANK = re.compile(
    r"(?:[XxⅩ×]{1,6}|[*○〇]{2,6}|某某)(?=万元|亿元|元|%|人|辆|个|年|部门|单位|局|委|市|县|区|省|中心|（)|(?<=：)[Xx×]{2,}"
)
_FIGURE = re.compile(r"\d\.\d{1,6}(?!\d)|\d{1,3}(?:,\d{3})+|\d(?:\.\d+)?(?:万元|亿元|元)")
_NUMBER = re.compile(r"(?<![\w.-])\d[\d,.]*(?![\w.-])")
_ROW_NUMBERS: Final = 2
"""A row of whole amounts has several numbers; a line of contents has one, that of its page."""
_LEAST_BLANKS: Final = 3
_MANY_BLANKS: Final = 10
_BLANKS_EACH: Final = 2
"""So many times as many blanks as figures make a form; what a form states itself are examples and shares of 100 %."""


def unfilled(lines: Sequence[str]) -> str | None:
    """Give what a file is that states no figures (`FORM`, `BARE`); None where it states them."""
    labels = [normalise(line) for line in lines]
    blanks = sum(len(_BLANK.findall(label)) for label in labels)
    figures = sum(_states_figures(line, label) for line, label in zip(lines, labels, strict=True))
    if blanks >= _MANY_BLANKS and blanks > _BLANKS_EACH * figures:
        return FORM
    if figures:
        return None
    return FORM if blanks >= _LEAST_BLANKS else BARE


def _states_figures(line: str, label: str) -> bool:
    if _FIGURE.search(label):
        return True
    numbers = _NUMBER.findall(line)
    # A row that counts the columns (1 2 3 …) is part of the form.
    counts_columns = all(
        after == str(int(before) + 1) for before, after in pairwise(numbers) if before.isdigit()
    )
    return len(numbers) >= _ROW_NUMBERS and not counts_columns
