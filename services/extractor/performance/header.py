"""The header of the indicators: which columns a table has, and in which order.

In go fragments, out comes the header that begins at one of them. In a text extract the words of a header
are broken over lines (`指标 / 分值 / 权重`), so the fragments are put together in the way that makes the
most of them column labels. What a page end has cut off a label is put back behind its beginning first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.extractor.performance.fragment import Fragment, joined
from services.extractor.performance.wording import Wording

_MAX_LABEL_FRAGMENTS = 6
_LEAST_COLUMNS = 3
_MAX_UNKNOWN_FRAGMENTS = 3
"""A column that the layout does not know may stand between two that it knows; its label has few parts."""


_HEADER_FRAGMENTS = 24
"""The fragments of a header that may stand above a page end which cuts it."""


@dataclass(frozen=True, slots=True)
class ColumnLabel:
    """One column of a header: its key (None where the layout does not know it) and the range of its fragments."""

    key: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """The header of an indicator table in a sequence of fragments."""

    columns: tuple[ColumnLabel, ...]

    @property
    def start(self) -> int:
        """The position of the first fragment."""
        return self.columns[0].start

    @property
    def end(self) -> int:
        """The position behind the last fragment."""
        return self.columns[-1].end

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the known columns in printed order."""
        return tuple(column.key for column in self.columns if column.key is not None)

    @property
    def unknown(self) -> tuple[ColumnLabel, ...]:
        """The columns that the layout does not know."""
        return tuple(column for column in self.columns if column.key is None)


def with_torn_headers_mended(fragments: Sequence[Fragment], wording: Wording) -> list[Fragment]:
    """Put the rest of a column's label that a page end has cut off (指标值设定依 / 据) back behind its beginning."""
    mended = list(fragments)
    for border in range(1, len(mended)):
        if mended[border].page == mended[border - 1].page:
            continue
        start = _header_above(mended, border, wording)
        rest = border
        while start is not None and rest < len(mended):
            torn = next((at for at in range(start, rest) if _completes(mended, at, rest, wording)), None)
            if torn is None:
                break
            mended.insert(torn + 1, mended.pop(rest))
            rest += 1
    return mended


def _header_above(fragments: Sequence[Fragment], border: int, wording: Wording) -> int | None:
    """Give where the header begins that reaches down to a page end; None where none does."""
    for at in range(max(0, border - _HEADER_FRAGMENTS), border):
        header = find_header(fragments, at, wording)
        if header is not None:
            line_no = fragments[header.end - 1].line_no
            return at if fragments[border - 1].line_no == line_no or header.end >= border else None
    return None


def _completes(fragments: Sequence[Fragment], at: int, rest: int, wording: Wording) -> bool:
    """Tell whether two fragments make the label of a column of which the first is no other."""
    begun, key = wording.column(fragments[at].text), wording.column(fragments[at].text + fragments[rest].text)
    return key is not None and begun in {None, key}


def find_header(fragments: Sequence[Fragment], position: int, wording: Wording) -> Header | None:
    """Give the header that begins at a position, or None.

    A header names the third level, and a target or a weight; so prose that mentions one label is none.
    """
    if not wording.can_start_label(fragments[position].text):
        return None
    columns = _columns_from(fragments, position, wording, frozenset())
    keys = [column.key for column in columns if column.key is not None]
    if len(keys) < _LEAST_COLUMNS or "level3" not in keys or not {"target", "weight"} & set(keys):
        return None
    return Header(tuple(columns))


def _columns_from(
    fragments: Sequence[Fragment], position: int, wording: Wording, seen: frozenset[str]
) -> list[ColumnLabel]:
    """Give the longest chain of columns that begins at a position; a column stands in a header once."""
    best: list[ColumnLabel] = []
    for size in range(1, min(_MAX_LABEL_FRAGMENTS, len(fragments) - position) + 1):
        key = wording.column(joined(fragments[position : position + size]))
        if key is None or key in seen:
            continue
        here = ColumnLabel(key, position, position + size)
        chain = [here, *_columns_from(fragments, position + size, wording, seen | {key})]
        best = max(best, chain, key=_worth)
    return best or _past_unknown(fragments, position, wording, seen)


def _past_unknown(
    fragments: Sequence[Fragment], position: int, wording: Wording, seen: frozenset[str]
) -> list[ColumnLabel]:
    if not seen:
        return []
    for size in range(1, _MAX_UNKNOWN_FRAGMENTS + 1):
        after = position + size
        for label_size in range(1, min(_MAX_LABEL_FRAGMENTS, len(fragments) - after) + 1):
            key = wording.column(joined(fragments[after : after + label_size]))
            if key is not None and key not in seen:
                return [ColumnLabel(None, position, after), *_columns_from(fragments, after, wording, seen)]
    return []


def _worth(chain: list[ColumnLabel]) -> tuple[int, int]:
    known = [column for column in chain if column.key is not None]
    return len(known), sum(column.end - column.start for column in known)
