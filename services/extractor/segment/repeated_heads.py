"""Heads that are printed again: the title or number of the open table on a following page, or cut by a page border.

In go the region of the open table and what a line says, out comes whether the line is of that table. The same title
over another department's name is that of another table.
"""

from __future__ import annotations

from services.extractor.segment.headline import TitleMatch
from services.extractor.segment.region import TableRegion


def repeats(current: TableRegion, title: TitleMatch | None, preparer: str | None) -> bool:
    """Tell whether a title is that of the open table, printed again or for the first time on a following page."""
    if title is None or current.is_untitled or current.definition is not title.definition:
        return False
    is_same = current.title is None or current.title == title.title or _is_cut(current, title)
    return is_same and not _is_anothers(current, preparer)


def is_number_again(
    current: TableRegion, page: int, number: str | None, title: TitleMatch | None, preparer: str | None
) -> bool:
    """Tell whether a bare number is the open table's: printed again on a following page, or below its title."""
    if title is not None or number is None or current.is_untitled:
        return False
    is_below = (
        current.title is not None
        and current.number is None
        and current.place.page == page
        and not (current.grids or current.body)
    )
    return (is_below or number == current.number) and not _is_anothers(current, preparer)


def _is_anothers(region: TableRegion, preparer: str | None) -> bool:
    """Tell whether a head names another department than the open table's: a department prints one table per unit."""
    return None not in (region.preparer, preparer) and region.preparer != preparer


def _is_cut(region: TableRegion, title: TitleMatch) -> bool:
    """Tell whether a title is the end of the open table's, as the right pages of a wide table print it."""
    return bool(region.grids) and title.number is None and (region.title or "").endswith(title.title)
