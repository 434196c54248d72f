"""Tables without rules: rows and columns told from how words stand below each other.

In go the lines of a page on which no grid is ruled, out come the frames of its tables. A table is a run of lines with
amounts that stand apart from their labels; prose ends it. Columns are where words of its lines overlap from above;
lines nearer to each other than rows are wrap inside one cell; the lines right above the first amounts are its header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from services.extractor.reading.aligned_header import header_of
from services.extractor.reading.aligned_labels import labelled_columns, merged
from services.extractor.reading.grids import GridFrame, Span
from services.extractor.reading.page import Line, Word

_AMOUNT = re.compile(r"[-−]?(?:\d+(?:[,，]\d{3})*[.．]\d{1,6}|\d{1,3}(?:[,，]\d{3})+)")
_PROSE = re.compile(r"[。；！？]|，.*，")
_HEAD = re.compile(r"单位[：:]|编制(?:部门|单位)|^表[一二三四五六七八九十\d]+")
_NUMBER_ROW = re.compile(r"(?:[\d※*]{1,3}\s*|栏次|行次)+")
"""The numbers that forms print below the header; they are no part of its labels."""
_LEAST_ROWS = 3
"""Lines with amounts: fewer are figures in a text."""
_WRAPS = 0.8
"""Lines nearer than this share of the way from row to row stand in one row."""
_MARGIN = 2.0
"""Points between the outermost words and the border."""
_FARTHEST = 2.6
"""In ways from row to row: the lines of a table, its header too, follow each other more closely than this."""


def aligned_tables(lines: Sequence[Line]) -> list[GridFrame]:
    """Give the frames of the tables that words make, from top to bottom; none where too few amounts stand apart."""
    placed = [line for line in lines if line.box is not None and line.words]
    tables = []
    for run in _runs(placed):
        frame = _frame(run, placed)
        if frame is not None:
            tables.append(frame)
    return tables


def _runs(lines: Sequence[Line]) -> list[list[Line]]:
    """Give the runs of lines between prose, each from its first line with amounts to its last."""
    runs: list[list[Line]] = [[]]
    for line in lines:
        if _PROSE.search(line.text) or _HEAD.search(line.text):
            runs.append([])
        else:
            runs[-1].append(line)
    found = []
    for run in runs:
        amounts = [index for index, line in enumerate(run) if _has_amount(line)]
        if len(amounts) >= _LEAST_ROWS:
            found.append(run[amounts[0] : amounts[-1] + 1])
    return found


def _has_amount(line: Line) -> bool:
    """Whether an amount stands apart in a line, beside a label or another amount."""
    return len(line.words) > 1 and any(_AMOUNT.fullmatch(word.text) for word in line.words)


def _frame(body: Sequence[Line], lines: Sequence[Line]) -> GridFrame | None:
    step = _step(body)
    if step is None:
        return None
    header = _header(body[0], lines, step)
    if header and _NUMBER_ROW.fullmatch(header[-1].text):
        body = [header.pop(), *body]
    above = [word for line in header for word in line.words]
    numbers = [word for line in body if _NUMBER_ROW.fullmatch(line.text) for word in line.words]
    columns = _columns(
        [word for line in body if _has_amount(line) for word in line.words], numbers, above, step
    )
    if len(columns) <= 1:
        return None
    rows = [(_top(row), _bottom(row)) for row in _rows(_with_rest(body, lines, step), step)]
    borders = _between(columns)
    head = header_of(above, borders, rows[0][0], step)
    if head is None:
        return None
    first = max(0, len(head.edges) - 1)
    below = _between(rows)
    edges = (*head.edges[:-1], (head.edges[-1] + rows[0][0]) / 2, *below[1:]) if head.edges else below
    spans = [
        *head.spans,
        *(Span(first + row, column, 1, 1) for row in range(len(rows)) for column in range(len(columns))),
    ]
    covering: list[list[int | None]] = [[None] * len(columns) for _ in range(first + len(rows))]
    for index, span in enumerate(spans):
        for row in range(span.row, span.row + span.row_span):
            covering[row][span.column : span.column + span.column_span] = [index] * span.column_span
    return GridFrame(borders, edges, tuple(spans), tuple(map(tuple, covering)))


def _step(body: Sequence[Line]) -> float | None:
    """Give the way from row to row: the usual one between neighbouring lines with amounts."""
    ways = [
        _baseline(below) - _baseline(line)
        for line, below in pairwise(body)
        if _has_amount(line) and _has_amount(below)
    ]
    return median(ways) if ways else None


def _header(first: Line, lines: Sequence[Line], step: float) -> list[Line]:
    """Give the lines right above the first amounts that stand apart in words, with the words that wrap below them."""
    found: list[Line] = []
    below = first
    for line in reversed(lines[: lines.index(first)]):
        way = _baseline(below) - _baseline(line)
        is_far = way > (_FARTHEST if len(line.words) > 1 else _WRAPS) * step
        if is_far or _PROSE.search(line.text) or _HEAD.search(line.text):
            break
        found.insert(0, line)
        below = line
    return found


def _with_rest(body: Sequence[Line], lines: Sequence[Line], step: float) -> list[Line]:
    """Give the lines of a body with those below the last amounts that belong to its last row."""
    whole = list(body)
    for line in lines[lines.index(body[-1]) + 1 :]:
        if _baseline(line) - _baseline(whole[-1]) > _WRAPS * step or _PROSE.search(line.text):
            break
        whole.append(line)
    return whole


def _columns(
    body: Sequence[Word], numbers: Iterable[Word], header: Sequence[Word], step: float
) -> list[tuple[float, float]]:
    """Give the columns from left to right: where words overlap, and where a number or head stands over blank cells.

    A column's number may be set in its middle, left of all its amounts: then the two are one column.
    """
    amounts = merged((word.box.x0, word.box.x1) for word in body)
    apart = [extent for word in numbers if not _meets(extent := (word.box.x0, word.box.x1), amounts)]
    columns = sorted([*amounts, *apart])
    for number, amount in pairwise(list(columns)):
        if (
            number in apart
            and amount in amounts
            and not any(_overlap(amount, one) for one in _extents(numbers))
        ):
            columns = merged([*columns, (number[0], amount[1])])
    printed = [(word.box.x0, word.box.x1) for word in body if _AMOUNT.fullmatch(word.text)]
    return labelled_columns(columns, merged(printed), header, step)


def _extents(words: Iterable[Word]) -> list[tuple[float, float]]:
    return [(word.box.x0, word.box.x1) for word in words]


def _meets(extent: tuple[float, float], columns: Iterable[tuple[float, float]]) -> bool:
    return any(_overlap(extent, column) for column in columns)


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _rows(lines: Sequence[Line], step: float) -> list[list[Line]]:
    """Put the lines of each row together."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and _baseline(line) - _baseline(rows[-1][-1]) < _WRAPS * step:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _between(extents: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """Give the borders halfway between neighbours, and those around the outermost."""
    middles = [(one[1] + other[0]) / 2 for one, other in pairwise(extents)]
    return (extents[0][0] - _MARGIN, *middles, extents[-1][1] + _MARGIN)


def _baseline(line: Line) -> float:
    return line.box.bottom if line.box else 0.0


def _top(row: Sequence[Line]) -> float:
    return min(line.box.top for line in row if line.box)


def _bottom(row: Sequence[Line]) -> float:
    return max(line.box.bottom for line in row if line.box)
