"""Rulings become the cells of ruled tables, as pdfplumber's table finder sees them.

In: the straight edges that a page draws. Out: tables as lists of rectangles. Edges are merged, and cells gathered to
tables, by pdfplumber's own functions; the search for cells between them is ours, with the same result, because theirs
grows with the square of the edges and was the costliest step of a page. The tolerances are pdfplumber's defaults, which
found every amount of the documents they were measured on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pdfplumber.table import cells_to_tables, merge_edges

from services.extractor.reading.borders import closing
from services.extractor.reading.broken_rulings import without_gaps
from services.extractor.reading.drawing import Glyph, Ruling

Rectangle = tuple[float, float, float, float]
"""x0, top, x1, bottom."""

_TOLERANCE = 3.0
"""Points: edges nearer than this are one (a thin filled rectangle is one ruling), gaps shorter than this are none."""
_SHORTEST_RULING = 3.0


def ruled_tables(rulings: Iterable[Ruling], glyphs: Sequence[Glyph] = ()) -> list[list[Rectangle]]:
    """Give the tables that rulings make, from top to bottom, each as the rectangles of its cells.

    With the glyphs of the page, borders that are not drawn are closed where text stands behind them.
    """
    pieces = [_edge(ruling) for ruling in without_gaps(rulings)]
    if not pieces:
        return []
    edges = map(_ruling, merge_edges(pieces, _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE))
    merged = [ruling for ruling in edges if _length(ruling) >= _SHORTEST_RULING]
    cells = cells_between(merged + closing(merged, glyphs))
    tables: list[list[Rectangle]] = cells_to_tables(cells)
    return tables


class _Crossing(NamedTuple):
    """Where rulings meet: the numbers of the vertical and of the horizontal ones."""

    vertical: frozenset[int]
    horizontal: frozenset[int]


def cells_between(rulings: Sequence[Ruling]) -> list[Rectangle]:
    """Give, for each crossing of merged rulings, the smallest rectangle to its lower right that rulings close."""
    crossings = _crossings(rulings)
    below: defaultdict[float, list[float]] = defaultdict(list)
    right: defaultdict[float, list[float]] = defaultdict(list)
    for x, y in sorted(crossings):
        below[x].append(y)
        right[y].append(x)
    corners = ((x, y, below[x], right[y]) for x, y in sorted(crossings))
    cells = (
        _smallest_cell(crossings, (x, y), ys[ys.index(y) :], xs[xs.index(x) :]) for x, y, ys, xs in corners
    )
    return [cell for cell in cells if cell is not None]


def _crossings(rulings: Sequence[Ruling]) -> dict[tuple[float, float], _Crossing]:
    horizontal = sorted(
        (ruling for ruling in rulings if ruling.orientation == "h"), key=lambda ruling: ruling.top
    )
    tops = [ruling.top for ruling in horizontal]
    met: defaultdict[tuple[float, float], tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for number, line in enumerate(ruling for ruling in rulings if ruling.orientation == "v"):
        for index in range(bisect_left(tops, line.top - _TOLERANCE), len(horizontal)):
            other = horizontal[index]
            if other.top > line.bottom + _TOLERANCE:
                break
            if other.x0 - _TOLERANCE <= line.x0 <= other.x1 + _TOLERANCE:
                verticals, horizontals = met[line.x0, other.top]
                verticals.add(number)
                horizontals.add(index)
    return {point: _Crossing(frozenset(v), frozenset(h)) for point, (v, h) in met.items()}


def _smallest_cell(
    crossings: dict[tuple[float, float], _Crossing],
    corner: tuple[float, float],
    ys: Sequence[float],
    xs: Sequence[float],
) -> Rectangle | None:
    """Give the smallest closed rectangle from a corner, along the crossings below it and to its right."""
    x, y = corner
    here = crossings[corner]
    for bottom in ys[1:]:
        under = crossings[x, bottom]
        if here.vertical.isdisjoint(under.vertical):
            continue
        for x1 in xs[1:]:
            beside, opposite = crossings[x1, y], crossings.get((x1, bottom))
            if (
                opposite is not None
                and not here.horizontal.isdisjoint(beside.horizontal)
                and not opposite.vertical.isdisjoint(beside.vertical)
                and not opposite.horizontal.isdisjoint(under.horizontal)
            ):
                return x, y, x1, bottom
    return None


def _length(ruling: Ruling) -> float:
    return ruling.x1 - ruling.x0 if ruling.orientation == "h" else ruling.bottom - ruling.top


def _ruling(edge: dict[str, Any]) -> Ruling:
    return Ruling(edge["orientation"], edge["x0"], edge["top"], edge["x1"], edge["bottom"])


def _edge(ruling: Ruling) -> dict[str, Any]:
    return {
        "orientation": ruling.orientation,
        "x0": ruling.x0,
        "x1": ruling.x1,
        "top": ruling.top,
        "bottom": ruling.bottom,
        "width": ruling.x1 - ruling.x0,
        "height": ruling.bottom - ruling.top,
    }
