"""Type of another size than people read: pages whose points are pixels of a scan, or that were shrunk as a whole.

Rules and gaps are told apart by points, as they are on paper. In go the glyphs of a page, out comes the scale at which
its type has the size of print.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median_low
from typing import Final

from services.extractor.reading.drawing import Glyph

_USUAL: Final = 10.0
_LEAST: Final = 3.0
_MOST: Final = 24.0
"""Points: half the characters of a page are set in less or more than that where the page was scaled as a whole."""
_ENOUGH: Final = 40
"""Characters: a cover of fewer may well be set in large type."""


def usual_scale(glyphs: Sequence[Glyph]) -> float:
    """Give by how much a page is to be enlarged for type of a usual size; 1 for nearly all pages."""
    if len(glyphs) < _ENOUGH:
        return 1.0
    size = median_low(glyph.size for glyph in glyphs)
    return 1.0 if size <= 0 or _LEAST <= size <= _MOST else _USUAL / size
