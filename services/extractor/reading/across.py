"""Text that runs across a page and is no part of what it says: slanted watermarks, the letters round a seal.

In go the runs of a page in drawing order with their leans, out come those that are left out of lines and cells. The
characters of a slanted text stand at heights of their own: read as lines they are nonsense, and its digits would get
into the figures of the table below. A page of which most is slanted is a sheet that lay askew, and nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

_ASLANT: Final = 0.2
"""A lean of eleven degrees: sheets are not scanned as crooked, and watermarks run at 30 to 60 degrees."""
_UPRIGHT: Final = 0.005
"""A lean that is rounding."""
_MOST: Final = 0.97
"""The share of a page's characters from which on the page itself is askew: watermarks may be tiled all over it."""


def lean_of(a: float, b: float) -> float:
    """Give how far the (a, b) of a text matrix lean from the nearest quarter turn, as a tangent: 0 to 1."""
    smaller, larger = sorted((abs(a), abs(b)))
    return smaller / larger if larger else 0.0


def runs_across(leans: Sequence[float], counts: Sequence[int]) -> frozenset[int]:
    """Give the indices of the runs that lie across the page.

    Args:
        leans: of each run, in drawing order.
        counts: how many characters each run has.
    """
    across = {index for index, lean in enumerate(leans) if lean > _ASLANT}
    if not across:
        return frozenset()
    indices = range(len(leans))
    for order in (indices, reversed(indices)):
        across |= _joining(order, leans, counts, across)
    return frozenset(across) if sum(counts[i] for i in across) <= _MOST * sum(counts) else frozenset()


def _joining(
    order: Iterable[int], leans: Sequence[float], counts: Sequence[int], across: set[int]
) -> set[int]:
    """Give the single characters of a text on a curve that come near to upright: their neighbours are slanted."""
    found = set(across)
    for index in order:
        beside = (index - 1 in found) + (index + 1 in found)
        if counts[index] == 1 and beside and (leans[index] > _UPRIGHT or beside > 1):
            found.add(index)
    return found
