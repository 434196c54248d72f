"""The header of a table without rules: which words are one label, and which stand over several columns.

In go the words above the first amounts and the borders of the columns, out come the rows and cells of the header. Words
below each other in one column are one label as long as they wrap; a word further up is the group that the column is in,
and stands over the columns around whose middle it is set.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from services.extractor.reading.grids import Span
from services.extractor.reading.page import Word

_WRAPS = 0.8
"""Words nearer than this share of the way from row to row are the lines of one label."""
_LOWER = 0.75
"""In ways from row to row: the middle of a label below a group lies so much deeper, that of one beside it less."""
_MARGIN = 2.0


@dataclass(frozen=True, slots=True)
class AlignedHeader:
    """The borders of the header's rows from top to bottom, and its cells; both empty where there is no header."""

    edges: tuple[float, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Group:
    """A word over several columns, the last not included."""

    word: Word
    first: int
    end: int


def header_of(
    words: Sequence[Word], borders: Sequence[float], body_top: float, step: float
) -> AlignedHeader | None:
    """Give the header that words make over columns with these borders; None where a label crosses a border."""
    if not words:
        return AlignedHeader()
    groups = _groups(words, borders, step)
    named = {id(group.word) for group in groups}
    if any(_crosses(word, borders) for word in words if id(word) not in named):
        return None
    levels = _levels(groups, step)
    edges = [min(word.box.top for word in words) - _MARGIN]
    for level in levels:
        bottom = max(group.word.box.bottom for group in level)
        under = [w.box.top for w in words if id(w) not in named and w.box.top >= bottom - _MARGIN]
        edges.append((bottom + min([*under, body_top])) / 2)
    edges.append(max(word.box.bottom for word in words))
    return AlignedHeader(tuple(edges), tuple(_cells(levels, len(borders) - 1)))


def _crosses(word: Word, borders: Sequence[float]) -> bool:
    return any(word.box.x0 + _MARGIN < border < word.box.x1 - _MARGIN for border in borders)


def _groups(words: Sequence[Word], borders: Sequence[float], step: float) -> list[_Group]:
    """Give the words that stand over several columns."""
    found: dict[int, _Group] = {}
    stacks = _stacks(words, borders)
    middles = _middles(stacks, step)
    for column, stack in enumerate(stacks):
        for above, below in pairwise(stack):
            if below.box.bottom - above.box.bottom >= _WRAPS * step and id(above) not in found:
                deepest = (above.box.top + above.box.bottom) / 2 + _LOWER * step
                beside = {other for other, middle in middles.items() if middle < deepest} - {column}
                first, end = _around(above, column, words, borders, beside)
                if end - first > 1:
                    found[id(above)] = _Group(above, first, end)
    return list(found.values())


def _stacks(words: Sequence[Word], borders: Sequence[float]) -> list[list[Word]]:
    """Give the words over each column from top to bottom."""
    return [
        sorted(
            (word for word in words if word.box.x0 < right and left < word.box.x1),
            key=lambda word: word.box.bottom,
        )
        for left, right in pairwise(borders)
    ]


def _middles(stacks: Sequence[Sequence[Word]], step: float) -> dict[int, float]:
    """Give for each column the middle of the height of its own label, the lowest over it.

    One that is in the middle of the whole header goes through all its rows: no group stands over it, and its middle is
    given as the top.
    """
    top = min((word.box.top for stack in stacks for word in stack), default=0.0)
    bottom = max((word.box.bottom for stack in stacks for word in stack), default=0.0)
    found: dict[int, float] = {}
    for column, stack in enumerate(stacks):
        if stack:
            lines = _lowest_label(stack, step)
            middle = (lines[0].box.top + lines[-1].box.bottom) / 2
            is_alone = len(lines) == len(stack) and abs(middle - (top + bottom) / 2) <= _MARGIN
            found[column] = top if is_alone else middle
    return found


def _lowest_label(stack: Sequence[Word], step: float) -> list[Word]:
    """Give the lines of the lowest label over a column."""
    lines = [stack[-1]]
    for word in reversed(stack[:-1]):
        if lines[0].box.bottom - word.box.bottom >= _WRAPS * step:
            break
        lines.insert(0, word)
    return lines


def _around(
    group: Word, column: int, words: Sequence[Word], borders: Sequence[float], alone: AbstractSet[int]
) -> tuple[int, int]:
    """Give the columns around whose middle a group is set, up to its neighbours on its line and to labels `alone`."""
    beside = [
        word
        for word in words
        if word is not group
        and abs(word.box.bottom - group.box.bottom) < (group.box.bottom - group.box.top) / 2
    ]
    middle = (group.box.x0 + group.box.x1) / 2
    left = max((word.box.x1 for word in beside if word.box.x1 <= group.box.x0), default=borders[0])
    right = min((word.box.x0 for word in beside if word.box.x0 >= group.box.x1), default=borders[-1])
    ranges = [
        (first, end)
        for first in range(column + 1)
        for end in range(column + 1, len(borders))
        if left - _MARGIN <= borders[first + 1]
        and borders[end - 1] <= right + _MARGIN
        and borders[first] <= group.box.x0 + _MARGIN
        and group.box.x1 - _MARGIN <= borders[end]
        and alone.isdisjoint(range(first, end))
    ]
    off = {pair: abs((borders[pair[0]] + borders[pair[1]]) / 2 - middle) for pair in ranges}
    nearest = min(off.values(), default=0.0)
    near = [pair for pair in ranges if off[pair] <= nearest + _MARGIN]
    return max(near, key=lambda pair: pair[1] - pair[0], default=(column, column + 1))


def _levels(groups: Sequence[_Group], step: float) -> list[list[_Group]]:
    """Put the groups of each line together, from top to bottom."""
    levels: list[list[_Group]] = []
    for group in sorted(groups, key=lambda group: group.word.box.bottom):
        if levels and group.word.box.bottom - levels[-1][-1].word.box.bottom < _WRAPS * step:
            levels[-1].append(group)
        else:
            levels.append([group])
    return levels


def _cells(levels: Sequence[Sequence[_Group]], columns: int) -> list[Span]:
    """Give the cells: the groups, and for each column its own label below the last group that it is in."""
    spans: list[Span] = []
    start = [0] * columns
    for row, level in enumerate(levels):
        for group in level:
            first = max(
                group.first, max((s.column + s.column_span for s in spans if s.row == row), default=0)
            )
            if first >= group.end:
                continue
            spans.append(Span(row, first, 1, group.end - first))
            for column in range(first, group.end):
                # What a lower group leaves open above it is blank.
                spans += (Span(above, column, 1, 1) for above in range(start[column], row))
                start[column] = row + 1
    rows = len(levels) + 1
    return [*spans, *(Span(start[n], n, rows - start[n], 1) for n in range(columns))]
