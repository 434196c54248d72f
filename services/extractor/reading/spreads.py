"""Two pages scanned side by side on one sheet: read one after the other, as they are in print.

In goes what a sheet draws, out comes its page: the lines and grids of the left page, then those of the right one, with
their places on the sheet. Any other drawing is read as one page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from services.extractor.reading.drawing import Drawing
from services.extractor.reading.layout import page_of
from services.extractor.reading.page import Page

_WIDER: Final = 1.2
"""A sheet of two pages is so much wider than it is high."""
_FOLD: Final = (0.42, 0.58)
"""Where the fold may be, as shares of the width."""
_LEAST_GUTTER: Final = 0.02
"""The blank on both sides of the fold together, as a share of the width: the inner margins of two pages."""
_LEAST_GLYPHS: Final = 40
"""Characters on each page; a page number alone makes none."""


def page_or_pages_of(drawing: Drawing, number: int) -> Page:
    """Give page `number` as lines and grids; those of a spread in the order of its pages."""
    fold = fold_of(drawing)
    if fold is None:
        return page_of(drawing, number)
    left, right = (page_of(_side(drawing, fold, is_left=is_left), number) for is_left in (True, False))
    shifted = (
        line if line.in_grid is None else replace(line, in_grid=line.in_grid + len(left.grids))
        for line in right.lines
    )
    return replace(left, lines=(*left.lines, *shifted), grids=(*left.grids, *right.grids), fold=fold)


def fold_of(drawing: Drawing) -> float | None:
    """Give where the fold of a spread is; None for a single page, whose title, text or table runs across the middle."""
    width = drawing.width
    if width < _WIDER * drawing.height or any(glyph.angle for glyph in drawing.glyphs):
        return None
    low, high = (share * width for share in _FOLD)
    spans = [(glyph.x0, glyph.x1) for glyph in drawing.glyphs]
    spans += [(one.x0, one.x1) for one in drawing.rulings if one.orientation == "h"]
    gutter, start = (low, low), low
    for x0, x1 in sorted(spans):
        if x0 >= high:
            break
        if x0 - start > gutter[1] - gutter[0]:
            gutter = (start, x0)
        start = max(start, x1)
    if high - start > gutter[1] - gutter[0]:
        gutter = (start, high)
    fold = (gutter[0] + gutter[1]) / 2
    sides = [glyph.x0 < fold for glyph in drawing.glyphs]
    is_spread = min(sides.count(True), sides.count(False)) >= _LEAST_GLYPHS
    return fold if is_spread and gutter[1] - gutter[0] >= _LEAST_GUTTER * width else None


def _side(drawing: Drawing, fold: float, *, is_left: bool) -> Drawing:
    return replace(
        drawing,
        glyphs=[glyph for glyph in drawing.glyphs if (glyph.x0 < fold) is is_left],
        rulings=[one for one in drawing.rulings if (one.x0 < fold) is is_left],
    )
