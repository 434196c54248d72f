"""Which rules a form offers: a relation over a table, row or column that a layout does not have says nothing there.

In come the relations of the rulebook and a layout, out go the relations that documents of this layout are asked. What
is not offered is neither broken nor not checkable: the form never promised it. Of the tables that a form may have and
need not, a document is asked about those that it prints or speaks of. A layout may switch off further rules, each with
a reason (`rules_off`); they are not offered either, and are listed as such.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from shared.layout import Axis, Layout, SideDef
from shared.layout.read_once import read_once
from shared.rulebook.claims import NAMED
from shared.rulebook.columns import spelled_out
from shared.rulebook.formula import (
    ANY_CODE,
    CHILDREN,
    DEPARTMENT,
    EACH,
    LEVELS,
    PARENT,
    ROW,
    TOP,
    TOTAL,
    CellName,
)
from shared.rulebook.prescribed import bare
from shared.rulebook.relation import Relation

_CODED = frozenset({Axis.FUNCTIONAL, Axis.FUNCTIONAL_CLASSES, Axis.FUNCTIONAL_PROJECTS, Axis.ECONOMIC})
"""Sides whose rows bear classification codes."""
_RANKED = frozenset({PARENT, CHILDREN, TOP})
"""Row names that need a side whose rows have an order above and below, or are a free list."""
_ANYWHERE = frozenset({TOTAL, DEPARTMENT, ROW})
"""Row names that every side can have."""


class Form:
    """What a layout has, in the form that relations ask for: tables by id, their columns and sides."""

    def __init__(self, layout: Layout, spoken_of: Collection[str] | None = None) -> None:
        """Take all tables of the layout, or those that it demands and those that a document speaks of."""
        self.layout = layout
        self._whole = _whole(layout)
        self._tables = self._whole.tables(spoken_of)

    def offers(self, relation: Relation) -> bool:
        """Tell whether the layout promises a relation, does not switch it off, and has everything that it names."""
        return self._whole.offers(relation) and self._tables.issuperset(relation.parsed.table_ids())

    def offered(self, relations: Iterable[Relation]) -> tuple[Relation, ...]:
        """Give the relations that it offers, in their order."""
        return self._whole.promised(tuple(relations), self._tables)

    def has_all(self, side: tuple[CellName, ...]) -> bool:
        """Tell whether the layout has every cell of a sum; of an optional one the table is enough."""
        return self._whole.has_all(side) and self._tables.issuperset([name.table_id for name in side])

    def has(self, name: CellName) -> bool:
        """Tell whether the layout has table, row and column of a cell; of several columns one is enough."""
        return self._whole.has(name) and name.table_id in self._tables


class _Whole:
    """What a layout has in all its tables. Every answer is kept: the documents of a layout ask the same."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._tables = {t.table_id: (frozenset(t.column_keys()), t.sides) for t in layout.tables}
        self._demanded = frozenset(t.table_id for t in layout.tables if t.mandatory)
        self._known: dict[CellName, bool] = {}
        self._has_all: dict[tuple[CellName, ...], bool] = {}
        self._asked: tuple[Relation, ...] = ()
        self._promised: dict[frozenset[str], tuple[Relation, ...]] = {}
        """What of those that were asked is promised, by the tables that a document has or should have."""

    def tables(self, spoken_of: Collection[str] | None) -> frozenset[str]:
        """Give all tables, or those that the layout demands and those that a document speaks of."""
        every = frozenset(self._tables)
        return every if spoken_of is None else self._demanded | every.intersection(spoken_of)

    def promised(self, relations: tuple[Relation, ...], tables: frozenset[str]) -> tuple[Relation, ...]:
        """Give the relations over some tables that the layout promises; all documents ask those of the rulebook."""
        if self._asked is not relations or len(self._promised) >= _MOST_CHOICES:
            self._asked, self._promised = relations, {}
        known = self._promised.get(tables)
        if known is None:
            known = tuple(
                relation
                for relation in relations
                if tables.issuperset(relation.parsed.table_ids()) and self.offers(relation)
            )
            self._promised[tables] = known
        return known

    def offers(self, relation: Relation) -> bool:
        layout = self.layout
        if relation.id in layout.rules_off or (relation.profiles and layout.id not in relation.profiles):
            return False
        return self.has_all(relation.parsed.names())

    def has_all(self, side: tuple[CellName, ...]) -> bool:
        known = self._has_all.get(side)
        if known is None:
            known = all(self.has(name) or (name.optional and name.table_id in self._tables) for name in side)
            self._has_all[side] = known
        return known

    def has(self, name: CellName) -> bool:
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._look_up(name)
        return known

    def _look_up(self, name: CellName) -> bool:
        if name.table_id not in self._tables:
            return False
        keys, sides = self._tables[name.table_id]
        if name.column != EACH and not any(spelled_out(key, keys) for key in name.column.split("|")):
            return False
        return any(_has_row(side, name.row) for side in sides)


_MOST_CHOICES = 256
"""So many choices of tables are remembered of a layout."""
_MOST_LAYOUTS = 64
"""What so many layouts have is remembered."""
_whole = read_once(_MOST_LAYOUTS)(_Whole)


def offered(relations: Iterable[Relation], form: Form | None) -> tuple[Relation, ...]:
    """Give the relations that a form offers, in their order; all of them where the form is not known."""
    return tuple(relations) if form is None else form.offered(relations)


def _has_row(side: SideDef, row: str) -> bool:
    if bare(row) in _ANYWHERE:
        return True
    if row == ANY_CODE or row in LEVELS or row.removesuffix("*").isdigit():
        return side.axis in _CODED
    if row in _RANKED:
        return side.axis is not Axis.FIXED
    if any(fixed.code == bare(row) for fixed in side.rows):
        return True
    return side.axis is not Axis.FIXED and row == NAMED
