"""What a formula becomes over tables of some form, before any of their rows is looked at.

In come a formula and the forms of its tables, out goes a plan: the columns that it runs over, and those of each name
for every one of them. The documents of a layout print much the same columns, so that a plan serves many; what is
particular to a document, its rows and which of its columns are blank, is put to it in `put_up.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from shared.rulebook.columns import TableForm
from shared.rulebook.formula import EACH, Formula, Quantifier
from shared.rulebook.sums import ColumnName, Columns, Side, side_of

_MOST_PLANS: Final = 8192
"""So many formulas over tables of some form are remembered."""


class BothColumns(NamedTuple):
    """The columns of both sides, for one column that a formula runs over."""

    left: Columns
    right: Columns
    key: str
    """The column that the formula runs over."""

    @property
    def overlap(self) -> bool:
        """True where a column stands on both sides with the same weight."""
        return not _set(self.left).isdisjoint(_set(self.right))

    @property
    def are_same(self) -> bool:
        """True where both sides are the same columns: in one row they are the same cells."""
        return _set(self.left) == _set(self.right)

    def flat(self) -> BothColumns:
        """Give the columns of all names of a side as those of one, where they stand in one row."""
        left, right = (tuple(name for names in columns for name in names) for columns in self[:2])
        return BothColumns((left,), (right,), self.key)


def _set(columns: Columns) -> frozenset[ColumnName]:
    return frozenset(name for names in columns for name in names)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A formula over tables of some form."""

    left: Side
    right: Side
    promising: tuple[Side, ...]
    """The sides whose cells promise that the relation can be put up."""
    columns: Sequence[BothColumns]
    """For each column that the formula runs over, in the order of printing; none where nothing can come of it."""
    overlap: bool
    """Whether one cell may stand on both sides."""
    is_by_row: bool
    """True where all cells stand in the row that it runs over: there is none to seek."""
    finds_children: bool
    """True where it runs over the rows that have rows below them."""


@lru_cache(maxsize=_MOST_PLANS)
def plan_of(formula: Formula, forms: tuple[TableForm, ...], may_derive: bool) -> Plan:  # noqa: FBT001 - kept by its position
    """Plan a formula over tables of these forms, in the order of `table_ids`. `may_derive` as in `sought`."""
    by_id = dict(zip(formula.table_ids(), forms, strict=True))
    left, right = (
        side_of(side, tuple(by_id[name.table_id] for name in side), formula.quantifier, may_derive=may_derive)
        for side in (formula.left, formula.right)
    )
    # What a form does not have, it does not promise: within a table a whole without any of its parts promises nothing;
    # everything else that is printed on one side alone has lost its counterpart.
    promising = (right, left) if may_derive else (right,)
    is_idle = all(side.lacking is not None for side in promising)
    is_by_row = formula.quantifier is Quantifier.ROW and left.is_whole and right.is_whole
    keys = () if is_idle else _keys(formula, forms)
    columns = [BothColumns(left.columns(key), right.columns(key), key) for key in keys]
    if is_by_row:
        columns = [both.flat() for both in columns if not both.are_same]
    finds_children = formula.quantifier is Quantifier.PARENT
    # A row and those below it have no cell in common.
    overlap = not finds_children and any(both.overlap for both in columns)
    return Plan(left, right, promising, columns, overlap, is_by_row, finds_children)


def _keys(formula: Formula, forms: Sequence[TableForm]) -> Sequence[str]:
    """Give the columns that the formula runs over, those that are printed everywhere."""
    moving = formula.moving_column
    if moving is None:
        return (EACH,)
    wanted = forms[0].column_keys if moving == EACH else moving.split("|")
    return [key for key in wanted if all(key in form.column_keys for form in forms)]
