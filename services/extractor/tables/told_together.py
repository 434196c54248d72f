"""Tables without titles told together: each could be several, but only one way to name them all makes their sums agree.

In goes what is printed of each table under each id that it can have, out come the ids that the arithmetic between them
decides. Two summaries with one header are told by what stands beside them: of all ways to name the tables the one
counts in which most equations between them hold, and of it those tables that no other way as good names otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.extractor.tables.closing import Closing, Printed, closing
from shared.layout import Layout

_BREAKS = 4
"""So many equations that hold are outweighed by one that does not."""
_WAYS = 300
"""So many of the best ways are followed."""
_STRONG = 8
"""So many equations hold by chance in no table."""
_BETTER = 5
"""By so many equations every way that names a table otherwise must be worse."""
_NONE = Closing(0, 0)
_Key = tuple[int, str, int, str]
"""A table and its id, and another and its id; -1 for those that are told."""


@dataclass(frozen=True, slots=True)
class _Way:
    """The ids of the tables up to one, None where it has none, and how many equations hold, less those that do not."""

    ids: tuple[str | None, ...]
    score: int


def told_together(
    tables: Sequence[Mapping[str, Printed]], known: Mapping[str, Printed], layout: Layout
) -> dict[int, str]:
    """Give the ids of those tables that are decided, by their number in `tables`.

    `tables` gives for each what is printed under the ids that it can have; `known` are the tables that are told.
    """
    sums = _Sums(tables, known, layout)
    ways = [_Way((), 0)]
    for number, options in enumerate(tables):
        further = [_Way((*way.ids, None), way.score) for way in ways]
        for way in ways:
            for table_id in options:
                if table_id not in way.ids:
                    held, broken = sums.of(number, table_id, way.ids)
                    further.append(_Way((*way.ids, table_id), way.score + held - _BREAKS * broken))
        ways = sorted(further, key=lambda way: -way.score)[:_WAYS]
    nothing = _Way((None,) * len(tables), 0)
    ways = [way for way in ways if _is_whole(way, tables, known, layout)] or [nothing]
    best = ways[0]
    return {
        number: table_id
        for number, table_id in enumerate(best.ids)
        if table_id is not None and _is_decided(number, ways) and sums.prove(number, best.ids)
    }


def _is_whole(
    way: _Way, tables: Sequence[Mapping[str, Printed]], known: Mapping[str, Printed], layout: Layout
) -> bool:
    """Tell whether no table is named as a part that could be the whole, which no other table is."""
    told = {*known, *way.ids}
    return all(
        (whole := _whole_of(table_id, layout)) is None or whole in told or whole not in options
        for table_id, options in zip(way.ids, tables, strict=True)
    )


def _whole_of(table_id: str | None, layout: Layout) -> str | None:
    definition = layout.table(table_id) if table_id is not None else None
    return definition.part_of if definition is not None else None


def _is_decided(number: int, ways: Sequence[_Way]) -> bool:
    """Tell whether every way that names a table otherwise than the best one is clearly worse."""
    best = ways[0]
    others = (way.score for way in ways if way.ids[number] != best.ids[number])
    return best.score - max(others, default=0) >= _BETTER


class _Sums:
    """How many equations hold between the tables, under each of their ids; counted once."""

    def __init__(
        self, tables: Sequence[Mapping[str, Printed]], known: Mapping[str, Printed], layout: Layout
    ) -> None:
        self._tables = tables
        self._known = known
        self._layout = layout
        self._counted: dict[_Key, Closing] = {}

    def of(self, number: int, table_id: str, ids: Sequence[str | None]) -> Closing:
        """Count the equations of a table under an id with the known ones and with those that have these ids."""
        own = self._tables[number][table_id]
        found = [self._between((number, table_id, -1, ""), own, self._known)]
        for other, other_id in enumerate(ids):
            if other_id is not None and other != number:
                printed = {other_id: self._tables[other][other_id]}
                found.append(self._between((number, table_id, other, other_id), own, printed))
        return Closing(sum(one.held for one in found), sum(one.broken for one in found))

    def prove(self, number: int, ids: Sequence[str | None]) -> bool:
        """Tell whether so many equations of a table hold, and none is broken, that its id is no chance."""
        table_id = ids[number]
        held, broken = self.of(number, table_id, ids) if table_id is not None else _NONE
        return held >= _STRONG and not broken

    def _between(self, key: _Key, own: Printed, printed: Mapping[str, Printed]) -> Closing:
        if key not in self._counted:
            self._counted[key] = closing(own, printed, self._layout)
        return self._counted[key]
