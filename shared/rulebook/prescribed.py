"""Prescribed rows that stand for several others: what a form without the one prints in its place.

One region prints 财政拨款 above its three budgets, another the budgets alone, a third the sum alone. A relation says by
a prefix what it means:

| row | stands for |
|---|---|
| `printed.income.fiscal` | the row itself; where it is not printed, the relation is not asked |
| `parts.income.fiscal` | its parts as far as they are printed; where none is, the relation is not asked |
| `whole.income.fiscal` | the row itself, else its parts; where neither is printed, the relation is not asked |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from shared.rulebook.skeleton import RowSkeleton

PRINTED: Final = "printed."
PARTS: Final = "parts."
WHOLE: Final = "whole."

_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "income.current": (
        "income.fiscal",
        "income.social_insurance",
        "income.special_account",
        "income.unit_funds",
    ),
    "income.fiscal": ("income.general_public", "income.government_fund", "income.state_capital"),
    "income.unit_funds": (
        "income.unit_funds.business",
        "income.unit_funds.operating",
        "income.unit_funds.superior_subsidy",
        "income.unit_funds.affiliated",
        "income.unit_funds.other",
    ),
    "carryover": (
        "carryover.fiscal",
        "carryover.nonfiscal",
        "carryover.general_public",
        "carryover.government_fund",
        "carryover.state_capital",
    ),
    "appropriation": (
        "appropriation.general_public",
        "appropriation.government_fund",
        "appropriation.state_capital",
    ),
    "use.current": (
        "use.basic",
        "use.project",
        "use.upward",
        "use.operating",
        "use.subsidy",
        "use.reserve",
    ),
    "use.basic": (
        "use.basic.personnel",
        "use.basic.operating",
        "use.basic.301",
        "use.basic.302",
        "use.basic.303",
        "use.basic.310",
    ),
    "use.project": tuple(
        f"use.project.{code}" for code in (301, 302, 303, 307, 309, 310, 311, 312, 313, 399)
    ),
    "government.current": tuple(f"government.{code}" for code in (*range(501, 515), 599)),
    "use.classes": tuple(f"use.class.{code}" for code in (301, 302, 303, 307, 309, 310, 311, 312, 313, 399)),
    "vehicle": ("vehicle.purchase", "vehicle.operation"),
    "total": ("abroad", "reception", "vehicle"),
}
"""Code of a row → codes of its parts. What a form prints of a part beside the part itself (其中) is none."""

Rows = tuple[RowSkeleton, ...]


def bare(row: str) -> str:
    """Give the code that a name with a prefix speaks of; a name without one as it is."""
    for prefix in (PRINTED, PARTS, WHOLE):
        if row.startswith(prefix):
            return row.removeprefix(prefix)
    return row


def parts_of(code: str) -> frozenset[str]:
    """Give the codes of a row's parts, and of their parts."""
    own = _PARTS.get(code, ())
    return frozenset(own).union(*(parts_of(part) for part in own))


def find(row: str, with_code: Callable[[str], Rows]) -> Rows | None:
    """Give the printed rows that a name with a prefix stands for: none of them, or None for a name without a prefix."""
    code = bare(row)
    if code == row:
        return None
    if row.startswith(PRINTED):
        return with_code(code)
    return _parts(code, with_code) if row.startswith(PARTS) else _whole(code, with_code)


def _whole(code: str, with_code: Callable[[str], Rows]) -> Rows:
    return with_code(code) or _parts(code, with_code)


def _parts(code: str, with_code: Callable[[str], Rows]) -> Rows:
    return tuple(row for part in _PARTS.get(code, ()) for row in _whole(part, with_code))
