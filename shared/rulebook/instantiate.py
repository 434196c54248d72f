"""From relations and row skeletons to equations over cells.

In come the relations of the rulebook and the skeletons of a document's tables; out go the equations that these rows
make, and the reason for each relation that the tables offer but that cannot be put up. Filled cells play no part.
How a name finds its rows stands in `named_rows.py`, how a formula becomes equations in `put_up.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from shared.rulebook.columns import TableForm
from shared.rulebook.equation import Equation, Term
from shared.rulebook.formula import EACH, CellName, Quantifier
from shared.rulebook.obstacle import Blocked, Obstacle
from shared.rulebook.outline import Outline
from shared.rulebook.put_up import PutUp, put_up
from shared.rulebook.relation import Family, Relation
from shared.rulebook.skeleton import TableSkeleton
from shared.rulebook.sums import Outlines, rows_of, side_of, stuck_at, terms_of

_BETWEEN: Final = Family.BETWEEN
_ONCE: Final = Quantifier.ONCE
_CODE: Final = Quantifier.CODE


@dataclass(frozen=True, slots=True)
class Instances:
    """What the relations become over the rows of one document."""

    equations: tuple[Equation, ...]
    blocked: tuple[Blocked, ...]


def instantiate(
    relations: Iterable[Relation],
    tables: Mapping[str, TableSkeleton | Outline],
    profile: str | None = None,
) -> Instances:
    """Put up every relation over the rows of a document.

    `tables` holds the skeletons by table id, or outlines where they are known already. `profile` leaves out relations
    that only other layouts promise. Equations come in the order of the relations; cells stand in the order of the
    formula and of printing.
    """
    outlines = {
        table_id: table if isinstance(table, Outline) else Outline(table)
        for table_id, table in tables.items()
    }
    equations: list[Equation] = []
    blocked: dict[Blocked, None] = {}
    for made in put_up_all(relations, outlines, profile):
        equations += made.equations()
        blocked.update(dict.fromkeys(made.blocked))
    return Instances(tuple(equations), tuple(blocked))


def put_up_all(
    relations: Iterable[Relation], outlines: Outlines, profile: str | None = None
) -> Iterator[PutUp]:
    """Put up every relation over the rows of a document, without writing out the equations. See `instantiate`."""
    for relation in relations:
        if relation.profiles and profile is not None and profile not in relation.profiles:
            continue
        may_derive = relation.family is _BETWEEN
        yield put_up(relation.id, relation.parsed, outlines, may_derive=may_derive)


def resolve(
    rule_id: str, side: tuple[CellName, ...], outlines: Outlines, code: str | None = None
) -> tuple[Term, ...] | Blocked | None:
    """Give the cells that a sum of names stands for, with `code` for the rows of that name.

    A total row that is not printed is replaced by its parts. Gives Blocked where the tables cannot say, and None where
    they do not detail that far.
    """
    forms: list[TableForm] = []
    for name in side:
        outline = outlines.get(name.table_id)
        if outline is None:
            return Blocked(rule_id, Obstacle.TABLE_MISSING, name.table_id)
        if outline.has_no_rows:
            return Blocked(rule_id, Obstacle.NO_ROWS, name.table_id)
        forms.append(outline.form)
    made = side_of(side, tuple(forms), _ONCE if code is None else _CODE, may_derive=True)
    rows = rows_of(made, outlines, code)
    if rows is not None:
        return terms_of(outlines, made.columns(EACH), rows)
    stuck = stuck_at(made, outlines, code)
    return stuck.blocks(rule_id, code) if stuck else None
