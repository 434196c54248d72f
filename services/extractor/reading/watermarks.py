"""Watermarks that run level: pale words across the page, or small ones all over it.

In go the pale texts of a page and the others, out come those that the page says and those that lie across it. Read as
lines, a watermark gets into the labels and figures that it crosses. Pale is what lets its ground through, as figures
are never printed, or what is hardly seen on white paper. Slanted watermarks are known by their lean (`across`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median_low
from typing import Final, NamedTuple

from services.extractor.reading.drawing import Glyph

FAINT: Final = 204
"""Of 255: text less opaque than that lets its ground through."""
PALE: Final = 180
"""Each of red, green and blue from here on is hardly seen on white."""
_LARGE: Final = 2.0
"""In sizes of the page's type."""
_REPEATED: Final = 3
"""So often words are printed that are spread over a page."""
_MOST: Final = 0.97
"""The share of a page's characters from which on the page itself is pale."""


class PaleRun(NamedTuple):
    """The glyphs of one text object, and whether it lets its ground through."""

    glyphs: list[Glyph]
    is_faint: bool

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(glyph.text for glyph in self.glyphs)


def apart(pale: Sequence[PaleRun], others: Sequence[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """Give the pale glyphs that belong to what the page says, and those of watermarks.

    A watermark is set in large type, or lets its ground through and is repeated all over the page.
    """
    if not pale:
        return [], []
    count = sum(len(run.glyphs) for run in pale)
    if count > _MOST * (count + len(others)):
        return [glyph for run in pale for glyph in run.glyphs], []
    size = median_low(glyph.size for glyph in others)
    times = Counter(run.text for run in pale if run.is_faint)
    kept: list[Glyph] = []
    watermarks: list[Glyph] = []
    for run in pale:
        is_large = run.glyphs[0].size >= _LARGE * size
        is_watermark = is_large or (run.is_faint and times[run.text] >= _REPEATED)
        (watermarks if is_watermark else kept).extend(run.glyphs)
    return kept, watermarks
