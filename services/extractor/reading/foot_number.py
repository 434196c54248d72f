"""The page number in the foot of a page, where a table reaches down into it.

In go the glyphs of a page, out come those of its page number. A number that stands on a baseline of its own in the
foot of a page is the page's, whichever cell it falls into: in the middle or at an end of the line, between dashes or
in words, or bare and as high as the page's own number, less the sheets of cover and contents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from services.extractor.reading.drawing import Glyph

_FOOT: Final = 0.88
"""Of the height of the page: what stands lower may be in its foot."""
_APART: Final = 0.5
"""Points: baselines nearer than this are one."""
_CENTRED, _AT_END = 0.02, 0.15
"""Of the width of the page: how far from its middle, or from its sides, the number stands."""
_DRESSED = re.compile(r"[-—–－―·~]+\d{1,4}[-—–－―·~]+|第\d{1,4}页(?:[，,/]?共\d{1,4}页)?|\d{1,3}/\d{1,3}")
_BARE = re.compile(r"\d{1,4}")
_MOST_COVERS: Final = 5
_NEAR: Final = 1.8
"""Of the font size: digits so near above or below are of one cell."""


def foot_number(glyphs: Sequence[Glyph], width: float, height: float, number: int) -> frozenset[int]:
    """Give the indices of the glyphs that are the page number of page `number` of the file."""
    low = [index for index, glyph in enumerate(glyphs) if glyph.baseline > _FOOT * height and not glyph.angle]
    low = [index for index in low if not glyphs[index].text.isspace()]
    lines: list[list[int]] = []
    for index in sorted(low, key=lambda index: glyphs[index].baseline):
        if lines and glyphs[index].baseline - glyphs[lines[-1][-1]].baseline <= _APART:
            lines[-1].append(index)
        else:
            lines.append([index])
    return frozenset(
        index
        for line in lines
        if _is_page_number([glyphs[i] for i in line], glyphs, width, number)
        for index in line
    )


def _is_stacked(line: Sequence[Glyph], glyphs: Sequence[Glyph]) -> bool:
    """Tell whether a line goes on right below another, as digits of a code that is written downwards do."""
    left, right = min(glyph.x0 for glyph in line), max(glyph.x1 for glyph in line)
    baseline, near = line[0].baseline, _NEAR * line[0].size
    return any(
        _APART < abs(baseline - other.baseline) < near and other.x0 < right and left < other.x1
        for other in glyphs
        if not other.angle and other.text.isdigit()
    )


def _is_page_number(line: Sequence[Glyph], glyphs: Sequence[Glyph], width: float, number: int) -> bool:
    ordered = sorted(line, key=lambda glyph: glyph.x0)
    left, right = ordered[0].x0, ordered[-1].x1
    is_centred = abs((left + right) / 2 - width / 2) <= _CENTRED * width
    if not (is_centred or right <= _AT_END * width or left >= (1 - _AT_END) * width):
        return False
    text = "".join(glyph.text for glyph in ordered)
    if _BARE.fullmatch(text):
        return number - _MOST_COVERS <= int(text) <= number and not _is_stacked(line, glyphs)
    return bool(_DRESSED.fullmatch(text))
