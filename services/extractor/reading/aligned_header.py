"""The header of a table without rules as a tree: which of its labels stand over which others, and which over columns.

In go the words above the first row, out come the labels, each with those below it. What is read is how a printed header
is built: a label is set in the middle of its cell. One in the middle of the whole height goes through all its rows and
parts what stands beside it; between two such, labels further up stand over those further down. Where several stand side
by side, each is in the middle of its own; where that decides nothing, there is no header.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from services.extractor.reading.page import Line, Word

Extent = tuple[float, float]
AMOUNT = re.compile(r"[-−]?(?:\d+(?:[,，]\d{3})*[.．]\d{1,6}|\d{1,3}(?:[,，]\d{3})+)")
"""What is an amount wherever it stands."""
_WRAPS, _LEADING = 0.85, 1.5
"""Lines of one label are nearer than this share of the way from row to row, and than so many heights of a character."""
_SAME = 2.0
"""Points by which the edges or middles of the lines of a label may differ."""
_MIDDLE = 0.25
"""In ways from row to row: labels whose middles differ by less stand in one row."""
_SPACED = 2.6
"""In heights: the blank in a label of single characters is narrower than this (项 目)."""
_FARTHEST = 6.0
"""In heights: and that in a label of two such."""
_AMONG = 0.3
"""In heights: and that between digits and the characters that they are set among."""
_TWO = frozenset(
    {"项目", "收入", "支出", "合计", "总计", "小计", "金额", "备注", "单位", "科目", "名称", "编码"}
)
_LEVELS = frozenset("类款")
"""Labels of one character that stand side by side over the parts of a code."""
_LABELS = 99
"""More labels than a header has."""
_ALONE = 8.0
"""Points: what it costs that a label stands over nothing, or one further down below nothing."""
_DECIDES = 1.5
"""Points by which one way to deal labels out must be better than another."""


@dataclass(slots=True)
class Label:
    """The lines of one label: its extent across and its top and bottom, and the labels below it."""

    x0: float
    x1: float
    top: float
    bottom: float
    below: list[Label] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The middle of its height."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """The middle of its width."""
        return (self.x0 + self.x1) / 2

    @property
    def extent(self) -> Extent:
        """Its left and right end."""
        return self.x0, self.x1

    def leaves(self) -> Iterator[Label]:
        """Give the lowest labels from left to right: itself where none is below it."""
        if not self.below:
            yield self
        for label in self.below:
            yield from label.leaves()

    def goes_on(self, word: Word, step: float) -> bool:
        """Tell whether a word is the next line of the label."""
        box = word.box
        way = min(_WRAPS * step, _LEADING * (box.bottom - box.top))
        if not 0 < box.bottom - self.bottom < way or not overlap((box.x0, box.x1), self.extent):
            return False
        apart = (box.x0 - self.x0, box.x1 - self.x1, (box.x0 + box.x1 - self.x0 - self.x1) / 2)
        return min(map(abs, apart)) <= _SAME


Places = Callable[[Label], Extent]
"""Gives from where to where the columns of a label reach."""


def labels_of(lines: Iterable[Line], step: float) -> list[Label]:
    """Put the words of the lines above a table together to labels."""
    words = [word for line in lines for word in joined(line.words)]
    labels: list[Label] = []
    for word in sorted(words, key=lambda word: word.box.bottom):
        box = word.box
        label = next((one for one in labels if one.goes_on(word, step)), None)
        if label is None:
            labels.append(Label(box.x0, box.x1, box.top, box.bottom))
        else:
            label.x0, label.x1 = min(label.x0, box.x0), max(label.x1, box.x1)
            label.bottom = box.bottom
    return labels


def unexplained(lines: Iterable[Line], step: float) -> int:
    """Give how many labels of a header are not in the middle of their cell: another line belongs to it."""
    tree = tree_of(labels_of(lines, step), step, lambda label: label.extent, is_sure=False)
    return _LABELS if tree is None else sum(_off(tree, step))


def _off(labels: Sequence[Label], step: float) -> Iterator[bool]:
    """Tell of each of the lowest labels whether it is out of the middle of the height that is below its group."""
    leaves = [leaf for label in labels for leaf in label.leaves()]
    middle = (min(one.top for one in labels) + max(one.bottom for one in leaves)) / 2 if labels else 0.0
    for label in labels:
        if label.below:
            yield from _off(label.below, step)
        else:
            yield abs(label.middle - middle) > _MIDDLE * step


def joined(words: Sequence[Word]) -> list[Word]:
    """Give the words of a line, those as one that a blank parts which no column does.

    These are single characters (项 目), and digits with the characters that they are set among (2027 年预算数).
    """
    found: list[Word] = []
    of_levels = bool(_LEVELS & {word.text for word in words})
    for word in words:
        if found and _goes_on(found[-1], word, of_levels=of_levels):
            found[-1] = Word(found[-1].text + word.text, found[-1].box.union(word.box))
        else:
            found.append(word)
    return found


def _goes_on(before: Word, word: Word, *, of_levels: bool) -> bool:
    """Tell whether a word goes on the one before it."""
    blank = (word.box.x0 - before.box.x1) / (word.box.bottom - word.box.top)
    if _is_single(word) and _is_single(before):
        return blank <= (_FARTHEST if before.text + word.text in _TWO else _SPACED) and not of_levels
    is_among = before.text[-1:].isdigit() is not word.text[:1].isdigit()
    return (
        is_among and blank <= _AMONG and not AMOUNT.fullmatch(before.text) and not AMOUNT.fullmatch(word.text)
    )


def _is_single(word: Word) -> bool:
    return len(word.text) == 1 and word.text.isalpha()


def tree_of(
    labels: Sequence[Label], step: float, places: Places, *, is_sure: bool = True
) -> list[Label] | None:
    """Give the topmost labels from left to right, with those below them; None where it is open what stands below.

    Unless `is_sure`, one of several ways is given: the lowest labels are the same in all.
    """
    for label in labels:
        label.below = []
    if not labels:
        return []
    top, bottom = min(one.top for one in labels), max(one.bottom for one in labels)
    through = [one for one in labels if _goes_through(one, labels, (top + bottom) / 2, step)]
    # A label between two that it stands over may be in the middle of the height, too.
    for doubted in (None, *through):
        parting = [one for one in through if one is not doubted]
        found = _parted(labels, parting, step, places, is_sure=is_sure)
        if found is not None:
            return found
    return None


def _parted(
    labels: Sequence[Label], through: Sequence[Label], step: float, places: Places, *, is_sure: bool
) -> list[Label] | None:
    """Give the topmost labels, those that go through all rows parting the others."""
    found: list[Label] = []
    for is_through, group in groupby(
        sorted(labels, key=lambda one: one.centre), lambda one: any(one is other for other in through)
    ):
        beside = list(group)
        part = beside if is_through else _part(beside, step, places, is_sure=is_sure)
        if part is None:
            return None
        found += part
    return found


def _goes_through(label: Label, labels: Sequence[Label], middle: float, step: float) -> bool:
    """Tell whether a label is in the middle of the whole height, with none above or below it."""
    if abs(label.middle - middle) > _MIDDLE * step:
        return False
    return not any(other is not label and overlap(label.extent, other.extent) for other in labels)


def _part(labels: Sequence[Label], step: float, places: Places, *, is_sure: bool) -> list[Label] | None:
    """Give the tree of labels between two that go through all rows."""
    highest = min(one.middle for one in labels)
    upper = [one for one in labels if one.middle - highest <= _MIDDLE * step]
    lower = [one for one in labels if one.middle - highest > _MIDDLE * step]
    if not lower:
        return upper
    below = tree_of(lower, step, places, is_sure=is_sure)
    if below is None:
        return None
    return _dealt(upper, below, places, is_sure=is_sure)


def _dealt(
    upper: Sequence[Label], lower: Sequence[Label], places: Places, *, is_sure: bool
) -> list[Label] | None:
    """Put labels below those that stand over them, so that each is in the middle of its own."""
    ways = sorted(_ways(upper, lower, places), key=lambda way: way[0])
    if not ways:
        return None
    best, *others = sorted(
        (way for way in ways if way[0] - ways[0][0] < _DECIDES), key=lambda way: (-_covers(way), way[0])
    )
    if is_sure and others and _covers(others[0]) == _covers(best):
        return None
    taken: set[int] = set()
    for label, (first, end) in zip(upper, best[1], strict=True):
        label.below = list(lower[first:end])
        taken.update(range(first, end))
    rest = [one for number, one in enumerate(lower) if number not in taken]
    return sorted([*upper, *rest], key=lambda one: one.centre)


_Way = tuple[float, tuple[tuple[int, int], ...]]
"""What it costs, and for each upper label the first lower one below it and that behind the last."""


def _covers(way: _Way) -> int:
    return sum(end - first for first, end in way[1])


def _ways(upper: Sequence[Label], lower: Sequence[Label], places: Places) -> list[_Way]:
    """Give the ways to deal lower labels out to upper ones, without those that part what stands below each other."""
    extents = [places(one) for one in lower]
    partial: list[_Way] = [(0.0, ())]
    for label in upper:
        own = [n for n, one in enumerate(lower) if overlap(label.extent, one.extent)]
        further: list[_Way] = []
        for cost, ranges in partial:
            start = ranges[-1][1] if ranges else 0
            for first in range(start, len(lower) + 1):
                skipped = cost + _ALONE * (first - start)
                if own and first > own[0]:
                    break
                if not own:
                    further.append((skipped + _ALONE, (*ranges, (first, first))))
                for end in range(max(first + 1, own[-1] + 1 if own else 0), len(lower) + 1):
                    off = abs((extents[first][0] + extents[end - 1][1]) / 2 - label.centre)
                    further.append((skipped + off, (*ranges, (first, end))))
        partial = sorted(further, key=lambda way: way[0])[:200]
    return [(cost + _ALONE * (len(lower) - ranges[-1][1]), ranges) for cost, ranges in partial]


def merged(extents: Iterable[Extent]) -> list[Extent]:
    """Give extents from left to right, those that overlap as one."""
    found: list[Extent] = []
    for start, end in sorted(extents):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def overlap(one: Extent, other: Extent) -> bool:
    """Tell whether two extents overlap."""
    return one[0] < other[1] and other[0] < one[1]
