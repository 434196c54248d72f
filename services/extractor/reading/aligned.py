"""Tables without rules: rows and columns told from how words stand below each other.

In go the lines of a page on which no grid is ruled, out come the frames of its tables. A table is a run of lines with
amounts that stand apart from their labels; prose ends it. The lines right above the first amounts are its header, a
tree of labels (`aligned_header`); columns are where words of its lines overlap from above (`aligned_columns`); lines
nearer to each other than rows are wrap inside one cell. Of a table whose header or columns leave doubt, none is given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from services.extractor.reading.aligned_cells import header_cells, widened
from services.extractor.reading.aligned_columns import (
    Column,
    borders_of,
    columns_below,
    columns_of,
    drawn_borders,
)
from services.extractor.reading.aligned_header import (
    AMOUNT,
    Extent,
    Label,
    joined,
    labels_of,
    tree_of,
    unexplained,
)
from services.extractor.reading.grids import GridFrame, Span
from services.extractor.reading.page import Line, Word

_PROSE = re.compile(r"[。；！？]|，.*，")
_HEAD = re.compile(r"单位[：:]|编制(?:部门|单位)|^表[一二三四五六七八九十\d]+")
_NUMBER = re.compile(r"[\d=＝+＋\-－*※~～（）()]{1,40}|栏次|行次")
"""The numbers that forms print below the header; they are no part of its labels."""
_LEAST_ROWS = 3
"""Lines with amounts: fewer are figures in a text, unless a header stands over them."""
_HEADS = re.compile(r"合计|小计|总计|金额|预算|支出|收入")
_LEAST_LABELS = 3
"""So many labels over columns, one of them of an amount, are a header."""
_ROW = 1.8
"""In heights of a character: the way from row to row where there is but one row."""
_WRAPS, _LEADING = 0.85, 1.5
"""Lines nearer than this share of the way from row to row, and than so many heights, stand in one row."""
_HALF = 0.5
"""In ways from row to row: amounts nearer than this are those of one row."""
_FARTHEST = 2.6
"""In ways from row to row: the lines of a table, its header too, follow each other more closely than this."""
_MARGIN = 2.0
_ROUNDS = 3


def aligned_tables(lines: Sequence[Line]) -> list[GridFrame]:
    """Give the frames of the tables that words make, from top to bottom; none where too few amounts stand apart."""
    placed = [line for line in lines if line.box is not None and line.words]
    frames = (_frame(run, placed) for run in _runs(placed))
    return [frame for frame in frames if frame is not None]


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
        amounts = [index for index, line in enumerate(run) if has_amount(line)]
        if amounts:
            found.append(run[amounts[0] : amounts[-1] + 1])
    return found


def has_amount(line: Line) -> bool:
    """Tell whether an amount stands apart in a line, beside a label or another amount."""
    return len(line.words) > 1 and any(AMOUNT.fullmatch(word.text) for word in line.words)


def _is_numbers(line: Line) -> bool:
    return all(_NUMBER.fullmatch(word.text) for word in line.words)


def _frame(body: Sequence[Line], lines: Sequence[Line]) -> GridFrame | None:
    """Give the frame of the table whose amounts these lines hold; None where its columns are open."""
    step = _step(body)
    header = _header(body[0], lines, step)
    while header and _baseline(body[0]) - _baseline(header[-1]) < _way(body[0], step):
        body = [header.pop(), *body]
    if sum(map(has_amount, body)) < _LEAST_ROWS and not any(_HEADS.search(line.text) for line in header):
        return None
    while header and _is_numbers(header[-1]):
        body = [header.pop(), *body]
    words = [word for line in body if has_amount(line) for word in joined(line.words)]
    numbers = [word for line in body if _is_numbers(line) for word in line.words]
    labels = labels_of(header, step)
    told = _told(labels, words, numbers, step)
    if told is None:
        return None
    columns, tree = told
    is_headed = sum(column.label is not None for column in columns) >= _LEAST_LABELS
    if sum(map(has_amount, body)) < _LEAST_ROWS and not is_headed:
        return None
    return _framed(columns, tree, _rows(_with_rest(body, lines, step), step))


def _told(
    labels: Sequence[Label], words: Sequence[Word], numbers: Sequence[Word], step: float
) -> tuple[list[Column], list[Label]] | None:
    """Give the columns, and the labels with those below them; None where either is open.

    Which labels are the lowest tells the columns, and how far the columns reach tells what stands below which.
    """
    tree = tree_of(labels, step, lambda label: label.extent, is_sure=False)
    for _ in range(_ROUNDS):
        if tree is None:
            return None
        leaves = [leaf for label in tree for leaf in label.leaves()]
        columns = columns_of(words, numbers, leaves)
        if columns is None or len(columns) <= 1:
            return None
        tree = _tree(labels, columns, words, step)
        if tree is not None and {id(leaf) for label in tree for leaf in label.leaves()} == set(
            map(id, leaves)
        ):
            return columns, tree
    return None


def _tree(
    labels: Sequence[Label], columns: Sequence[Column], words: Sequence[Word], step: float
) -> list[Label] | None:
    """Give the labels with those below them, now that it is known how far their columns reach."""
    borders = drawn_borders(columns, words)

    def places(label: Label) -> Extent:
        own = columns_below(label, columns)
        return (borders[own[0]], borders[own[-1] + 1]) if own else label.extent

    return tree_of(labels, step, places)


def _framed(
    columns: Sequence[Column], tree: Sequence[Label], rows: Sequence[Sequence[Line]]
) -> GridFrame | None:
    """Give the frame of columns below a header, and rows; None where the header has no rows that could be ruled."""
    extents = [(_top(row), _bottom(row)) for row in rows]
    head, across = header_cells(tree, columns, extents[0][0]), widened(columns, tree)
    if head is None or across is None:
        return None
    below = borders_of(extents)
    first = max(0, len(head.edges) - 1)
    spans = [
        *head.spans,
        *(Span(first + row, column, 1, 1) for row in range(len(rows)) for column in range(len(columns))),
    ]
    covering: list[list[int | None]] = [[None] * len(columns) for _ in range(first + len(rows))]
    for index, span in enumerate(spans):
        for row in range(span.row, span.row + span.row_span):
            covering[row][span.column : span.column + span.column_span] = [index] * span.column_span
    edges = (*head.edges, *below[1:]) if head.edges else below
    return GridFrame(borders_of(across), edges, tuple(spans), tuple(map(tuple, covering)))


def _step(body: Sequence[Line]) -> float:
    """Give the way from row to row: the usual one between neighbouring lines with amounts."""
    ways = [
        _baseline(below) - _baseline(line)
        for line, below in pairwise(body)
        if has_amount(line) and has_amount(below)
    ]
    return median(ways) if ways else _ROW * (_bottom(body[:1]) - _top(body[:1]))


def _header(first: Line, lines: Sequence[Line], step: float) -> list[Line]:
    """Give the lines right above the first amounts; one of a single word at their top is a title unless it is near."""
    found: list[Line] = []
    below = first
    for line in reversed(lines[: lines.index(first)]):
        is_far = _baseline(below) - _baseline(line) > _FARTHEST * step
        if is_far or _PROSE.search(line.text) or _HEAD.search(line.text):
            break
        found.insert(0, line)
        below = line
    while found and len(found[0].words) == 1:
        following = found[1] if len(found) > 1 else first
        is_near = _baseline(following) - _baseline(found[0]) <= _WRAPS * step
        if is_near or unexplained(found, step) < unexplained(found[1:], step):
            break
        found.pop(0)
    return found


def _with_rest(body: Sequence[Line], lines: Sequence[Line], step: float) -> list[Line]:
    """Give the lines of a body with those below the last amounts that belong to its last row."""
    whole = list(body)
    for line in lines[lines.index(body[-1]) + 1 :]:
        if _baseline(line) - _baseline(whole[-1]) > _way(line, step) or _PROSE.search(line.text):
            break
        whole.append(line)
    return whole


def _rows(lines: Sequence[Line], step: float) -> list[list[Line]]:
    """Put the lines of each row together: those that wrap, around the one with amounts that they stand nearest to."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and _baseline(line) - _baseline(rows[-1][-1]) < _way(line, step):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [row for wrapped in rows for row in _parted(wrapped, step)]


def _way(line: Line, step: float) -> float:
    """Give how near to the line above it a line stands in the same row."""
    return min(_WRAPS * step, _LEADING * (_bottom([line]) - _top([line])))


def _parted(wrapped: Sequence[Line], step: float) -> list[list[Line]]:
    """Part lines that stand close, where several of them have amounts: rows of tables are set as close as lines."""
    amounts: list[Line] = []
    for line in wrapped:
        if has_amount(line) and (not amounts or _baseline(line) - _baseline(amounts[-1]) >= _HALF * step):
            amounts.append(line)
    if len(amounts) <= 1:
        return [list(wrapped)]
    nearest = [
        min(range(len(amounts)), key=lambda n: abs(_baseline(amounts[n]) - _baseline(line)))
        for line in wrapped
    ]
    return [
        [line for line, own in zip(wrapped, nearest, strict=True) if own == n] for n in range(len(amounts))
    ]


def _baseline(line: Line) -> float:
    return line.box.bottom if line.box else 0.0


def _top(row: Sequence[Line]) -> float:
    return min(line.box.top for line in row if line.box)


def _bottom(row: Sequence[Line]) -> float:
    return max(line.box.bottom for line in row if line.box)
