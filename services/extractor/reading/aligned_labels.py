"""The labels over the columns of a table without rules: lines that wrap are one label, and some stand over others.

In go the words above the first amounts and where the words below them stand, out come the columns: those of the words
below widened by their own labels, and those of labels over blank cells. A label over other labels is a group and widens
none. A label that stands beside its amounts, for it is set in the middle and they are set at the right, is theirs where
no other label is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.extractor.reading.page import Word

Extent = tuple[float, float]
_WRAPS = 0.8
"""In ways from row to row: lines nearer than this are those of one label."""
_LOWER = 0.75
"""In ways from row to row: the middle of a label below another lies so much deeper, that of one beside it less."""
_NEAR = 2.0
"""Points by which the edges or middles of the lines of a label may differ."""


@dataclass(slots=True)
class _Label:
    """The lines of one label: its extent across and its top and bottom."""

    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """The middle of its height."""
        return (self.top + self.bottom) / 2

    def goes_on(self, word: Word, step: float) -> bool:
        """Tell whether a word is the next line of the label."""
        box = word.box
        if not 0 < box.bottom - self.bottom < _WRAPS * step or not _overlap((box.x0, box.x1), self.extent):
            return False
        apart = (box.x0 - self.x0, box.x1 - self.x1, (box.x0 + box.x1 - self.x0 - self.x1) / 2)
        return min(map(abs, apart)) <= _NEAR

    @property
    def extent(self) -> Extent:
        """Its left and right end."""
        return self.x0, self.x1


def labelled_columns(
    below: Sequence[Extent], amounts: Sequence[Extent], words: Iterable[Word], step: float
) -> list[Extent]:
    """Give the columns of words that stand at `below`, with what the labels over them say of their width.

    `amounts` are the places of the amounts: no label stands to the right of those that it is set over.
    """
    labels = _labels(words, step)
    lowest = sorted(
        (label for label in labels if not _is_group(label, labels, below, step)), key=lambda one: one.x0
    )
    columns = merged([*below, *(label.extent for label in lowest if _meets(label.extent, below))])
    beside = [label.extent for label in lowest if not _meets(label.extent, below)]
    named = [label.extent for label in lowest if _meets(label.extent, below)]
    free = [column for column in columns if not _meets(column, named)]
    for extent in reversed(beside):
        texts = [column for column in free if not _meets(column, amounts)]
        own = _own_column(extent, columns, free, texts, beside)
        if own is None:
            columns.append(extent)
        else:
            free.remove(own)
            columns.remove(own)
            columns.append((min(own[0], extent[0]), max(own[1], extent[1])))
        columns = merged(columns)
    return columns


def _own_column(
    extent: Extent,
    columns: Sequence[Extent],
    free: Sequence[Extent],
    texts: Sequence[Extent],
    beside: Sequence[Extent],
) -> Extent | None:
    """Give the column without a label that stands right beside one: to its right, else one of texts to its left."""
    following = min((column for column in columns if column[0] >= extent[1]), default=None)
    between = [one for one in beside if following and extent[1] <= one[0] and one[1] <= following[0]]
    if following in free and not between:
        return following
    before = max((column for column in columns if column[1] <= extent[0]), default=None)
    return before if before in texts else None


def _labels(words: Iterable[Word], step: float) -> list[_Label]:
    """Put the lines of each label together."""
    labels: list[_Label] = []
    for word in sorted(words, key=lambda word: word.box.bottom):
        box = word.box
        label = next((one for one in labels if one.goes_on(word, step)), None)
        if label is None:
            labels.append(_Label(box.x0, box.x1, box.top, box.bottom))
        else:
            label.x0, label.x1 = min(label.x0, box.x0), max(label.x1, box.x1)
            label.bottom = box.bottom
    return labels


def _is_group(label: _Label, labels: Sequence[_Label], below: Sequence[Extent], step: float) -> bool:
    """Tell whether a label stands over others: right above one, or between two with no column between them."""
    lower = [one for one in labels if one.middle - label.middle >= _LOWER * step and one.top > label.middle]
    if any(_overlap(one.extent, label.extent) for one in lower):
        return True
    left = max((one.x1 for one in lower if one.x1 <= label.x0), default=None)
    right = min((one.x0 for one in lower if one.x0 >= label.x1), default=None)
    if left is None or right is None:
        return False
    return not any(left <= start and end <= right for start, end in below)


def merged(extents: Iterable[Extent]) -> list[Extent]:
    """Give extents from left to right, those that overlap as one."""
    found: list[Extent] = []
    for start, end in sorted(extents):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _meets(extent: Extent, columns: Iterable[Extent]) -> bool:
    return any(_overlap(extent, column) for column in columns)


def _overlap(one: Extent, other: Extent) -> bool:
    return one[0] < other[1] and other[0] < one[1]
