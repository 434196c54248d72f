"""Notes that say of a table that it is empty: words of the layout anywhere, and plainer ones below a blank grid.

In goes what stands below or in a table, out comes whether it declares the table empty.
"""

from __future__ import annotations

import re

from services.extractor.segment.region import TableRegion
from shared.layout import Layout
from shared.layout.label import normalise

_SAYS_NONE = re.compile(
    r"(?:没有|无|未(?:发生|安排|使用|取得)).{0,24}(?:基金|经营预算|经费|收支|收入|支出|拨款|数据)"
)
"""What a note says of a table that prints no amount: 本单位无政府性基金收支."""
_AMOUNT = re.compile(r"[1-9]\d*[\d,]*\.\d\d|0\.(?!0+$)\d\d|\d,\d{3}|[1-9]\d{3}")


def declares_empty(text: str, layout: Layout) -> bool:
    """Tell whether a normalised sentence declares a table empty by the layout's words."""
    return any(words in text for words in layout.empty_sentences)


def says_none(text: str) -> bool:
    """Tell whether a normalised sentence says that there is none of something, as notes below blank tables do."""
    return bool(_SAYS_NONE.search(text))


def is_blank(region: TableRegion) -> bool:
    """Tell whether the grids of a table print no amount."""
    cells = (cell for placed in region.grids for cell in placed.grid.cells)
    return bool(region.grids) and not any(_AMOUNT.search(normalise(cell.text)) for cell in cells)
