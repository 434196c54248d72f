"""The columns of a table without rules: which words stand below which label, and where one column ends.

In go the words of its rows and the lowest labels of its header, out come the columns. Words that overlap from above are
one column. A label has the column that it overlaps; one that overlaps none stands over a blank column, or beside
amounts that are set at the other end of theirs: amounts set at the right end no further left than their label, those
set at the left no further right. Where amounts would have no label of their own, or two, nothing is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import median

from services.extractor.reading.aligned_header import AMOUNT, Extent, Label, merged, overlap
from services.extractor.reading.page import Word

_TOTALS = frozenset({"合计", "总计", "小计", "合", "计", "总", "共计"})
"""What the row of a total is called; it may be set in the middle of several columns."""
_SAME = 1.5
"""Points by which edges may differ that are set to one place."""
_IN_LINE = 0.9
"""The part of the amounts of a table that must end, or begin, at one place for them to be set there."""
_BLANK, _BESIDE, _PART, _NAMELESS, _NEVER = 6.0, 1.0, 2.0, 8.0, 1000.0
"""What it costs that a label has no words, words beside it, or parts; that texts or amounts have no label."""
_MARGIN = 2.0
"""Points between the outermost words and the border."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: from where to where its words and its label reach, and the label; none of a part of a code."""

    extent: Extent
    words: Extent | None
    label: Label | None


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Words below each other: from where to where they reach, and whether amounts are among them."""

    extent: Extent
    has_amounts: bool


def columns_of(
    words: Sequence[Word], numbers: Iterable[Word], leaves: Sequence[Label]
) -> list[Column] | None:
    """Give the columns from left to right; None where it is open which amounts stand below which label.

    `numbers` are those that forms print below the header: they stand over columns that may be blank.
    """
    clusters = _clusters(words, leaves)
    if clusters is None:
        return None
    apart = [_extent(word) for word in numbers]
    clusters += [
        _Cluster(one, has_amounts=False)
        for one in apart
        if not any(overlap(one, other.extent) for other in clusters)
        and not any(overlap(one, leaf.extent) for leaf in leaves)
    ]
    clusters.sort(key=lambda one: one.extent)
    return _matched(clusters, sorted(leaves, key=lambda one: one.centre), _Setting.of(words))


def _clusters(words: Sequence[Word], leaves: Sequence[Label]) -> list[_Cluster] | None:
    """Give what stands below each other, without the words that reach over several columns."""
    single = [word for word in words if len(_over(_extent(word), leaves)) <= 1]
    for some in (words, single, [word for word in single if word.text not in _TOTALS]):
        extents = merged(map(_extent, some))
        if all(len(_over(extent, leaves)) <= 1 for extent in extents):
            amounts = [_extent(word) for word in words if AMOUNT.fullmatch(word.text)]
            if any(sum(overlap(one, other) for other in extents) != 1 for one in amounts):
                return None
            return [
                _Cluster(one, has_amounts=any(overlap(one, other) for other in amounts)) for one in extents
            ]
    return None


def _over(extent: Extent, leaves: Iterable[Label]) -> list[Label]:
    return [leaf for leaf in leaves if leaf.x0 < extent[1] - _SAME and extent[0] + _SAME < leaf.x1]


def _extent(word: Word) -> Extent:
    return word.box.x0, word.box.x1


@dataclass(frozen=True, slots=True)
class _Setting:
    """At which end of their columns amounts are set: in the middle at neither, at the right those of one length."""

    right: bool
    left: bool

    @classmethod
    def of(cls, words: Iterable[Word]) -> _Setting:
        """Tell it from the ends that amounts of different length have in common."""
        amounts = [word for word in words if AMOUNT.fullmatch(word.text)]
        columns = merged(map(_extent, amounts))
        ends = [_shared(amounts, column, right=True) for column in columns]
        starts = [_shared(amounts, column, right=False) for column in columns]
        of = len(amounts) * _IN_LINE
        return cls(sum(ends) >= of, sum(starts) >= of > sum(ends))

    def allows(self, label: Label, cluster: _Cluster) -> bool:
        """Tell whether amounts can be set as they are in the column whose label this is."""
        x0, x1 = cluster.extent
        if not cluster.has_amounts or overlap(label.extent, cluster.extent):
            return True
        if self.right:
            return x1 >= label.x1 - _SAME
        return x0 <= label.x0 + _SAME if self.left else False


def _shared(amounts: Sequence[Word], column: Extent, *, right: bool) -> int:
    """Give how many amounts of a column end (or begin) where the outermost does."""
    own = [_extent(word) for word in amounts if overlap(_extent(word), column)]
    return sum(column[1] - one[1] <= _SAME if right else one[0] - column[0] <= _SAME for one in own)


_Found = tuple[float, tuple[Column, ...]]


@dataclass(frozen=True, slots=True)
class _Way:
    """The next columns: what they cost, where they begin and end, and how many labels and clusters they take."""

    columns: tuple[Column, ...]
    cost: float
    label_count: int
    cluster_count: int

    @property
    def extent(self) -> Extent:
        """Where the columns and their label begin and end."""
        label = self.columns[0].label
        both = [column.extent for column in self.columns] + ([label.extent] if label else [])
        return min(one[0] for one in both), max(one[1] for one in both)


def _matched(clusters: Sequence[_Cluster], leaves: Sequence[Label], setting: _Setting) -> list[Column] | None:
    """Give each label its words and each words their label, so that the columns follow each other."""

    @cache
    def rest(leaf: int, cluster: int, from_x: float) -> _Found:
        """Give the cheapest columns of the labels and clusters from here on, all of which begin behind `from_x`."""
        if leaf == len(leaves) and cluster == len(clusters):
            return 0.0, ()
        found: list[_Found] = []
        for way in _ways(leaves[leaf:], clusters[cluster:], setting):
            begin, end = way.extent
            if begin >= from_x - _SAME:
                cost, columns = rest(leaf + way.label_count, cluster + way.cluster_count, end)
                found.append((way.cost + cost, (*way.columns, *columns)))
        return min(found, key=lambda one: one[0], default=(float("inf"), ()))

    if not leaves:
        return [Column(one.extent, one.extent, None) for one in clusters]
    cost, columns = rest(0, 0, float("-inf"))
    return list(columns) if cost < _NEVER else None


def _ways(leaves: Sequence[Label], clusters: Sequence[_Cluster], setting: _Setting) -> Iterator[_Way]:
    """Give what the next column can be: a blank one, one without a label, a labelled one, or the parts of one."""
    label, own = (leaves[0] if leaves else None), (clusters[0] if clusters else None)
    if label is not None:
        yield _Way((Column(label.extent, None, label),), _BLANK, 1, 0)
    if own is not None:
        cost = _NEVER if own.has_amounts else _NAMELESS
        yield _Way((Column(own.extent, own.extent, None),), cost, 0, 1)
    if label is None or own is None:
        return
    if setting.allows(label, own):
        both = min(label.x0, own.extent[0]), max(label.x1, own.extent[1])
        beside = 0.0 if overlap(label.extent, own.extent) else _BESIDE
        yield _Way((Column(both, own.extent, label),), beside, 1, 1)
    for end in _parts(label, clusters):
        parts = tuple(Column(one.extent, one.extent, label) for one in clusters[:end])
        yield _Way(parts, _PART * (end - 1), 1, end)


def _parts(label: Label, clusters: Sequence[_Cluster]) -> Iterator[int]:
    """Give how many of the next texts can stand below one label, two or more: the parts of a code."""
    for end in range(1, len(clusters) + 1):
        last = clusters[end - 1]
        if last.has_amounts or last.extent[0] >= label.x1:
            return
        if end > 1 and label.x0 < clusters[end - 2].extent[1] + _SAME and clusters[0].extent[0] < label.x1:
            yield end


def columns_below(label: Label, columns: Sequence[Column]) -> list[int]:
    """Give the numbers of the columns below a label; those without a label of their own count where they are within."""
    leaves = [id(leaf) for leaf in label.leaves()]
    own = [number for number, column in enumerate(columns) if id(column.label) in leaves]
    return list(range(own[0], own[-1] + 1)) if own else []


def borders_of(extents: Sequence[Extent]) -> tuple[float, ...]:
    """Give the borders halfway between neighbours, and those around the outermost."""
    middles = [(one[1] + other[0]) / 2 for one, other in pairwise(extents)]
    return (extents[0][0] - _MARGIN, *middles, extents[-1][1] + _MARGIN)


def drawn_borders(columns: Sequence[Column], words: Sequence[Word]) -> tuple[float, ...]:
    """Give the borders as they were before they were left out, where amounts are set at the right ends of columns.

    A label is in the middle of its column, and amounts end at one distance from its right border: this tells both.
    """
    borders = list(borders_of([column.extent for column in columns]))
    if not _Setting.of(words).right:
        return tuple(borders)
    amounts = [_extent(word) for word in words if AMOUNT.fullmatch(word.text)]
    ends = [_end(column, words, amounts) for column in columns]
    pads = [
        (2 * column.label.centre - end - before) / 2
        for before, end, column in zip(ends, ends[1:], columns[1:], strict=False)
        if before is not None and end is not None and column.label is not None
    ]
    if not pads or median(abs(pad - median(pads)) for pad in pads) > _SAME:
        return tuple(borders)
    for number, end in enumerate(ends):
        if end is not None:
            borders[number + 1] = end + median(pads)
    for number, (end, column) in enumerate(zip(ends, columns, strict=True)):
        if end is None and number and column.label is not None and ends[number - 1] is not None:
            borders[number + 1] = max(column.extent[1], 2 * column.label.centre - borders[number])
    return tuple(borders)


def _end(column: Column, words: Iterable[Word], amounts: Iterable[Extent]) -> float | None:
    """Give where the words of a column end, if amounts are among them."""
    own = column.words
    if own is None or not any(overlap(one, own) for one in amounts):
        return None
    return max(word.box.x1 for word in words if overlap(_extent(word), own))
