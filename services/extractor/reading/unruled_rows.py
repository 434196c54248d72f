"""Tables whose columns are ruled and whose rows are not: these are told from the amounts below each other.

In go a ruled frame and the glyphs of its page, out comes the frame with a row for each line of amounts. Some forms rule
the header, the columns and the outer border alone; between two horizontal rules stands then the whole body. A cell that
holds several amounts, one a line, is no cell of one row. Lines nearer to each other than rows are wrap inside one row.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from statistics import median_low
from typing import Final, NamedTuple

from services.extractor.reading.drawing import ASCENT, DESCENT, Glyph
from services.extractor.reading.grids import GridFrame, frame_of
from services.extractor.reading.rulings import Rectangle
from shared.model.place import Box

_AMOUNT = re.compile(r"[-－−]?(?:\d{1,3}(?:[,，]\d{3})+(?:[.．]\d{1,6})?|\d+[.．]\d{1,6})")
_FIGURE = re.compile(r"[-－−]?[\d,，]+(?:[.．]\d{1,6})?")
_LEAST: Final = 3
"""Amounts below each other in one cell."""
_LOWEST: Final = 21.0
"""Points: a band that is lower holds no three lines."""
_POINTS = frozenset(".,．")
"""Every amount has one; no band without is looked at."""
_SAME: Final = 0.4
"""In sizes: baselines nearer than this are one."""
_WRAPS, _LEADING = 0.85, 1.5
"""Lines nearer than this share of the way from row to row, and than so many sizes, stand in one row."""


class _Printed(NamedTuple):
    """One printed line of a cell."""

    baseline: float
    size: float
    text: str


def with_rows(frame: GridFrame, glyphs: Sequence[Glyph]) -> GridFrame:
    """Give a frame with the rows that are not ruled; the same one where all are."""
    points = sorted((glyph.top + glyph.bottom) / 2 for glyph in glyphs if glyph.text in _POINTS)
    cuts = {
        band: edges
        for band in pairwise(frame.row_edges)
        if band[1] - band[0] > _LOWEST
        and bisect_left(points, band[1]) - bisect_left(points, band[0]) >= _LEAST
        and (edges := _edges(frame, band, glyphs))
    }
    if not cuts:
        return frame
    boxes = map(frame.cell_box, frame.spans)
    rectangles = [piece for box in boxes for piece in _cut(box, cuts.get((box.top, box.bottom), []))]
    return frame_of(rectangles) or frame


def _edges(frame: GridFrame, band: tuple[float, float], glyphs: Iterable[Glyph]) -> list[float]:
    """Give where the rows of a band part; nothing where it is one row."""
    inside = _inside(frame, band, glyphs)
    cells: dict[int | None, list[Glyph]] = {}
    for glyph in inside:
        cells.setdefault(frame.cell_at(*glyph.middle), []).append(glyph)
    cells.pop(None, None)
    printed = [_lines(cell) for cell in cells.values()]
    columns = [lines for lines in printed if all(_FIGURE.fullmatch(line.text) for line in lines)]
    if not any(sum(bool(_AMOUNT.fullmatch(line.text)) for line in lines) >= _LEAST for lines in columns):
        return []
    anchors = _merged(line for lines in columns for line in lines)
    step = median_low(below.baseline - line.baseline for line, below in pairwise(anchors))
    rows = _rows(_merged(line for lines in printed for line in lines), anchors, step)
    return [_between(row[-1], below[0]) for row, below in pairwise(rows)]


def _inside(frame: GridFrame, band: tuple[float, float], glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Give the upright glyphs in a band of a frame."""
    top, bottom = band
    left, right = frame.column_edges[0], frame.column_edges[-1]
    return [
        glyph
        for glyph in glyphs
        if top <= (glyph.top + glyph.bottom) / 2 < bottom
        and left <= (glyph.x0 + glyph.x1) / 2 < right
        and not glyph.angle
        and not glyph.text.isspace()
    ]


def _lines(glyphs: Iterable[Glyph]) -> list[_Printed]:
    """Give the printed lines of a cell from top to bottom."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.baseline):
        if lines and glyph.baseline - lines[-1][0].baseline <= _SAME * glyph.size:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [
        _Printed(line[0].baseline, line[0].size, "".join(g.text for g in sorted(line, key=lambda g: g.x0)))
        for line in lines
    ]


def _merged(lines: Iterable[_Printed]) -> list[_Printed]:
    """Give one line of each baseline."""
    merged: list[_Printed] = []
    for line in sorted(lines):
        if not merged or line.baseline - merged[-1].baseline > _SAME * line.size:
            merged.append(line)
    return merged


def _rows(lines: Sequence[_Printed], anchors: Sequence[_Printed], step: float) -> list[list[_Printed]]:
    """Put the lines of each row together; each row has amounts on one line at most."""
    rows: list[list[_Printed]] = []
    for line in lines:
        if rows and line.baseline - rows[-1][-1].baseline < min(_WRAPS * step, _LEADING * line.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [part for row in rows for part in _parted(row, anchors)]


def _parted(row: Sequence[_Printed], anchors: Sequence[_Printed]) -> list[list[_Printed]]:
    """Part lines that stand close, where several of them have amounts: each goes with the nearest of those."""
    own = [
        anchor.baseline
        for anchor in anchors
        if any(abs(anchor.baseline - line.baseline) <= _SAME * line.size for line in row)
    ]
    if len(own) <= 1:
        return [list(row)]

    def nearest(line: _Printed) -> float:
        return min(own, key=lambda baseline: abs(baseline - line.baseline))

    return [list(part) for _, part in groupby(row, key=nearest)]


def _between(line: _Printed, below: _Printed) -> float:
    """Give where a border would stand between two lines: in the blank below the upper one."""
    top = below.baseline - ASCENT * below.size
    bottom = line.baseline + DESCENT * line.size
    return (bottom + max(bottom, top)) / 2


def _cut(box: Box, edges: Sequence[float]) -> list[Rectangle]:
    """Give the pieces of a cell between edges."""
    return [(box.x0, above, box.x1, below) for above, below in pairwise((box.top, *edges, box.bottom))]
