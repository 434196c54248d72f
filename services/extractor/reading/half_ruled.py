"""Tables of which only a part is ruled or tinted: the header, or every second row; the rest would be no table's.

In go the frames of a page's rulings and its lines, out come its frames: where lines with amounts stand outside the
rulings, and all lines together are a table that a ruled part lies in, that table stands in place of the part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.extractor.reading.aligned import aligned_tables, has_amount
from services.extractor.reading.grids import GridFrame
from services.extractor.reading.page import Line

_LEAST_ROWS = 2
"""Lines with amounts outside the rulings; one may be a note."""
_MOST = 0.5


def whole_tables(
    frames: Sequence[GridFrame], outside: Sequence[Line], lines: Callable[[], Sequence[Line]]
) -> list[GridFrame]:
    """Give the frames from top to bottom, whole tables in place of their ruled parts.

    Args:
        frames: those that are ruled.
        outside: the lines outside them.
        lines: gives all lines of the page from top to bottom.
    """
    amounts = [line for line in outside if has_amount(line)]
    if len(amounts) < _LEAST_ROWS:
        return list(frames)
    found = list(frames)
    for table in aligned_tables(lines()):
        parts = [frame for frame in found if _is_part(frame, table)]
        if parts and sum(_is_in(line, table) for line in amounts) >= _LEAST_ROWS:
            found = [*(frame for frame in found if frame not in parts), table]
    return sorted(found, key=lambda frame: frame.box.top)


def _is_part(frame: GridFrame, table: GridFrame) -> bool:
    """Tell whether a ruled part lies in a table, for the most part of its height: a cell is higher than its words."""
    part, whole = frame.box, table.box
    is_beside = part.x1 < whole.x0 or whole.x1 < part.x0
    common = min(part.bottom, whole.bottom) - max(part.top, whole.top)
    return not is_beside and common >= _MOST * (part.bottom - part.top)


def _is_in(line: Line, table: GridFrame) -> bool:
    box = table.box
    return line.box is not None and box.top <= (line.box.top + line.box.bottom) / 2 <= box.bottom
