"""Text written downwards: the upright characters of a narrow header cell, in columns from right to left.

In go the glyphs of one cell, out come its columns. Such text looks like lines of few characters; what tells it apart is
that its characters stand closer above each other than beside each other. Brackets and digits in it may be turned by a
quarter, for which there is no other place than between the characters of their column.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from services.extractor.reading.drawing import Glyph

_TURNED = 270
"""Degrees: what is turned within a column is turned clockwise."""
_LEAST_LENGTH = 3
"""Characters of the longest column; two rows of spaced out characters (“收 入”, “支 出”) are no columns."""
_TIGHT = 1.08
"""Characters of a column follow each other by their size; lines are seldom set as close."""
_LEAST_GAP = 0.1
"""In sizes: by so much columns are further apart than the characters of a column."""
_SAME_COLUMN = 0.5
"""In sizes."""


def columns_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Give the columns of text written downwards, from right to left; none where the text runs in lines.

    One column of upright characters alone reads the same in lines of one character, and is none either.
    """
    printed = [glyph for glyph in glyphs if not glyph.text.isspace()]
    upright = [glyph for glyph in printed if glyph.angle == 0]
    turned = [glyph for glyph in printed if glyph.angle == _TURNED]
    if len(upright) < _LEAST_LENGTH or len(upright) + len(turned) < len(printed):
        return []
    if not all(unicodedata.east_asian_width(glyph.text[:1]) in "WF" for glyph in upright):
        return []
    columns = _by_place(upright)
    if not _are_columns(columns) or (len(columns) == 1 and not turned):
        return []
    for glyph in turned:
        column = next((one for one in columns if _stands_in(glyph, one)), None)
        if column is None:
            return []
        column.append(glyph)
    return [sorted(column, key=lambda glyph: glyph.top) for column in columns]


def _by_place(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    columns: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.middle[0]):
        if columns and _stands_in(glyph, columns[-1]):
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    return columns


def _stands_in(glyph: Glyph, column: Sequence[Glyph]) -> bool:
    return abs(glyph.middle[0] - column[0].middle[0]) <= _SAME_COLUMN * column[0].size


def _are_columns(columns: Sequence[Sequence[Glyph]]) -> bool:
    if max(map(len, columns)) < _LEAST_LENGTH:
        return False
    if len(columns) == 1:
        return True
    size = median(glyph.size for column in columns for glyph in column)
    steps = [
        (below - above) / size
        for column in columns
        for above, below in pairwise(sorted(glyph.top for glyph in column))
    ]
    apart = min((right[0].middle[0] - left[0].middle[0]) / size for right, left in pairwise(columns))
    return median(steps) <= _TIGHT and apart >= median(steps) + _LEAST_GAP
