"""Rulings become the cells of ruled tables, by pdfplumber's table finder.

In: the straight edges that a page draws. Out: tables as lists of rectangles. Only pdfplumber's functions over edges are
used, so that any page model can feed them; the tolerances are pdfplumber's defaults, which found every amount of the
documents they were measured on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from services.extractor.reading.drawing import Ruling

Rectangle = tuple[float, float, float, float]
"""x0, top, x1, bottom."""

_TOLERANCE = 3.0
"""Points: edges nearer than this are one (a thin filled rectangle is one ruling), gaps shorter than this are none."""
_SHORTEST_PIECE = 1.0
"""Points: shorter edges are the ends of thin rectangles and never part of a longer ruling."""
_SHORTEST_RULING = 3.0


def ruled_tables(rulings: Iterable[Ruling]) -> list[list[Rectangle]]:
    """Give the tables that rulings make, from top to bottom, each as the rectangles of its cells."""
    pieces = [_edge(ruling) for ruling in rulings if _length(ruling) >= _SHORTEST_PIECE]
    if not pieces:
        return []
    merged = merge_edges(pieces, _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE)
    edges = [edge for edge in merged if _extent(edge) >= _SHORTEST_RULING]
    cells = intersections_to_cells(edges_to_intersections(edges, _TOLERANCE, _TOLERANCE))
    tables: list[list[Rectangle]] = cells_to_tables(cells)
    return tables


def _length(ruling: Ruling) -> float:
    return ruling.x1 - ruling.x0 if ruling.orientation == "h" else ruling.bottom - ruling.top


def _extent(edge: dict[str, Any]) -> float:
    return float(edge["x1"] - edge["x0"] if edge["orientation"] == "h" else edge["bottom"] - edge["top"])


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
