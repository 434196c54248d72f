"""The cells of a header without rules: how many rows it has, and which of them each label goes through.

In go the tree of its labels and the columns, out come the borders of its rows and its cells. A border runs below every
label that stands over others; where none can, for a label reaches lower than those below it, there is no header.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.extractor.reading.aligned_columns import Column, columns_below
from services.extractor.reading.aligned_header import Extent, Label
from services.extractor.reading.grids import Span

_MARGIN = 2.0
"""Points between the topmost words and the border."""


@dataclass(frozen=True, slots=True)
class HeaderCells:
    """The borders of the header's rows from top to bottom, the last above the first row; both empty without header."""

    edges: tuple[float, ...] = ()
    spans: tuple[Span, ...] = ()


def header_cells(tree: Sequence[Label], columns: Sequence[Column], body_top: float) -> HeaderCells | None:
    """Give the cells of a header over columns; None where its labels are not in rows."""
    labels = [label for root in tree for label in _all(root)]
    if not labels:
        return HeaderCells()
    between = [(one.bottom, min(low.top for low in one.below)) for one in labels if one.below]
    if any(low > high for low, high in between):
        return None
    cuts = _cuts(between)
    bottom = max(label.bottom for label in labels)
    edges = (min(label.top for label in labels) - _MARGIN, *cuts, (bottom + body_top) / 2)
    spans = [span for root in tree for span in _spans(root, 0, cuts, columns)]
    covered = {
        column
        for span in spans
        if not span.row
        for column in range(span.column, span.column + span.column_span)
    }
    blank = (Span(0, column, len(cuts) + 1, 1) for column in range(len(columns)) if column not in covered)
    return HeaderCells(edges, tuple(sorted([*spans, *blank], key=lambda span: (span.row, span.column))))


def widened(columns: Sequence[Column], tree: Sequence[Label]) -> list[Extent] | None:
    """Give where columns reach with the labels over several of them; None where one reaches into another column."""
    extents = [column.extent for column in columns]
    for label in (one for root in tree for one in _all(root)):
        own = columns_below(label, columns)
        first, last = extents[own[0]], extents[own[-1]]
        extents[own[0]] = min(first[0], label.x0), extents[own[0]][1]
        extents[own[-1]] = extents[own[-1]][0], max(last[1], label.x1)
    return None if any(one[1] > other[0] + _MARGIN for one, other in pairwise(extents)) else extents


def _all(label: Label) -> Iterator[Label]:
    yield label
    for one in label.below:
        yield from _all(one)


def _cuts(between: Iterable[Extent]) -> tuple[float, ...]:
    """Give the fewest borders of which one is in each of these ranges, in the middle of what they have in common."""
    common: list[Extent] = []
    for low, high in sorted(between, key=lambda one: one[1]):
        if common and low <= common[-1][1]:
            common[-1] = max(low, common[-1][0]), min(high, common[-1][1])
        else:
            common.append((low, high))
    return tuple((low + high) / 2 for low, high in common)


def _spans(label: Label, start: int, cuts: Sequence[float], columns: Sequence[Column]) -> Iterator[Span]:
    """Give the cell of a label from a row on, and those below it; what nothing stands below goes on to the end."""
    own = columns_below(label, columns)
    if not label.below:
        yield Span(start, own[0], len(cuts) + 1 - start, len(own))
        return
    end = next(number for number, cut in enumerate(cuts) if number >= start and cut >= label.bottom) + 1
    yield Span(start, own[0], end - start, len(own))
    covered: set[int] = set()
    for one in label.below:
        covered.update(columns_below(one, columns))
        yield from _spans(one, end, cuts, columns)
    yield from (Span(end, column, len(cuts) + 1 - end, 1) for column in own if column not in covered)
