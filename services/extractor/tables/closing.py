"""Whether the arithmetic between tables closes: drafts in, how many equations with a table hold and how many do not.

Used to decide which of two tables one without a title is: its total must be what the tables beside it say. Equations
speak of printed columns alone, and every amount may be off by half a unit of its last place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from services.extractor.tables.draft import DraftTable
from services.extractor.tables.publish import publish
from shared.layout import Layout
from shared.model.money import decimals, half_unit, to_yuan
from shared.model.table import Table
from shared.rulebook import (
    CellRef,
    Comparison,
    Equation,
    Family,
    Relation,
    TableSkeleton,
    instantiate,
    load_relations,
)
from shared.rulebook.skeleton_of_table import skeleton_of

_Amounts = Mapping[CellRef, tuple[Decimal, Decimal]]
"""Of each printed cell the amount in yuan, and half a unit of its last place."""


class Closing(NamedTuple):
    """How many equations between a table and others hold, and how many do not."""

    held: int
    broken: int


@dataclass(frozen=True, slots=True)
class Printed:
    """What the relations need of a table: its rows and columns, and its amounts."""

    skeleton: TableSkeleton
    amounts: _Amounts


def printed_of(draft: DraftTable, layout: Layout) -> Printed:
    """Give what the relations need of a table as it will be published."""
    table = publish(draft, layout)
    skeleton = skeleton_of(table, draft.definition, (), declared_empty=True)
    return Printed(skeleton, _amounts_of(table))


def closing(own: Printed, others: Mapping[str, Printed], layout: Layout) -> Closing:
    """Count the equations that name a table and one of the others, by their ids."""
    table_id = own.skeleton.table_id
    tables = {**others, table_id: own}
    amounts: dict[CellRef, tuple[Decimal, Decimal]] = {}
    for table in tables.values():
        amounts |= table.amounts
    skeletons = {key: table.skeleton for key, table in tables.items()}
    equations = instantiate(_relations_of(table_id), skeletons, layout.id).equations
    judged = [
        _holds(equation, amounts)
        for equation in equations
        if table_id in (ids := equation.table_ids) and len(ids) > 1 and _says_something(equation, amounts)
    ]
    return Closing(sum(judged), len(judged) - sum(judged))


@lru_cache(maxsize=64)
def _relations_of(table_id: str) -> tuple[Relation, ...]:
    """Give the relations between a table and others."""
    word = re.compile(rf"\b{table_id}\b")
    between = (relation for relation in load_relations() if relation.family is Family.BETWEEN)
    return tuple(relation for relation in between if word.search(relation.formula))


def _amounts_of(table: Table) -> dict[CellRef, tuple[Decimal, Decimal]]:
    unit = table.amount_unit
    return {
        CellRef(table.table_id, row.row_no, cell.column_key): (
            to_yuan(cell.value, unit),
            to_yuan(half_unit(decimals(cell.value)), unit),
        )
        for row in table.rows
        for cell in row.cells
    }


def _says_something(equation: Equation, amounts: _Amounts) -> bool:
    """Tell whether amounts that are not zero stand on either side; that nothing is nothing tells no table."""
    return any(cell in amounts and amounts[cell][0] for cell in equation.cells())


def _holds(equation: Equation, amounts: _Amounts) -> bool:
    difference, slack = Decimal(0), Decimal(0)
    for sign, side in ((1, equation.left), (-1, equation.right)):
        for term in side:
            value, half = amounts.get(term.cell, (Decimal(0), Decimal(0)))
            difference += sign * term.weight * value
            slack += half
    if equation.comparison is Comparison.AT_MOST:
        return difference <= slack
    return abs(difference) <= slack
