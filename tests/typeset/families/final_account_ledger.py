"""The accounts of one invented year: what came in and went out on every functional item, from which money.

Everything that a final account prints is a sum over these items, so that its tables agree with each other. Amounts are
in 万元.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.typeset.disclosure import Disclosure, Row, Table

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
Leaves = Mapping[str, Mapping[str, Decimal]]
"""Functional item → the part of the accounts → amount."""
GROUPS, TRAVELLERS, VEHICLES, RECEPTIONS, GUESTS = 2, 5, 13, 47, 386
"""What is counted beside 三公: trips and those who went, cars held, receptions and guests."""
FUND, CAPITAL = "fund", "capital"


@dataclass(frozen=True)
class Accounts:
    """The leaves of a year, the rows that they are printed in, and what stands outside the items."""

    rows: tuple[Row, ...]
    """Class, section and item rows of all functions with money, in order."""
    leaves: Leaves
    economic: tuple[Row, ...]
    """Basic expenditure of the general public budget by economic class and item."""
    spent: Mapping[str, Decimal]
    """三公: what each leaf item cost."""
    planned: Mapping[str, Decimal]
    """三公: what was budgeted for it."""
    opening: Decimal = NOTHING
    """Balance of money that is no appropriation, at the beginning of the year."""
    closing: Decimal = NOTHING
    used: Decimal = NOTHING
    """使用非财政拨款结余."""
    distributed: Decimal = NOTHING
    """结余分配."""

    def total(self, *parts: str, under: str = "") -> Decimal:
        """Add up parts of the accounts over the items under a code."""
        return sum(
            (
                leaf.get(part, NOTHING)
                for code, leaf in self.leaves.items()
                if code.startswith(under)
                for part in parts
            ),
            NOTHING,
        )

    def of_class(self, code: str) -> Decimal:
        """Give the economic class's or item's basic expenditure."""
        return sum((row.cells["total"] for row in self.economic if row.code == code), NOTHING)


def accounts_of(made: Disclosure, seed: int, *, own_money: bool) -> Accounts:
    """Invent the accounts of a generated disclosure."""
    rng = Random(seed)
    leaves = _leaves(made, rng)
    plan = {code: made.tables["T10"].cell(code, "total") for code in _THREE_PUBLIC}
    spent = {code: _share(value, rng, 60, 100) for code, value in plan.items()}
    economic = tuple(row for row in made.tables["T6"].rows if row.code.isdigit())
    for code, item in _AT_LEAST.items():
        spent[item] = max(spent[item], made.tables["T6"].cell(code, "total"))
        plan[item] = max(plan[item], spent[item])
    own: dict[str, Decimal] = {}
    if own_money:
        own = _own(leaves, rng)
    rows = tuple(row for row in made.tables["T3"].rows if row.code.isdigit())
    return Accounts(rows, leaves, economic, spent, plan, **own)


_THREE_PUBLIC = ("abroad", "vehicle.purchase", "vehicle.operation", "reception")
_AT_LEAST = {"30212": "abroad", "30231": "vehicle.operation", "30217": "reception"}
"""三公 is at least what basic expenditure has under the item of the same name."""


def _leaves(made: Disclosure, rng: Random) -> dict[str, dict[str, Decimal]]:
    """Expenditure as the generated tables have it, with what was carried over the two ends of the year."""
    tables = made.tables
    leaves: dict[str, dict[str, Decimal]] = {}
    left = tables["T6"].cell("total", "operating")
    for row in _items(tables["T5"]):
        basic, project = row.cells.get("basic", NOTHING), row.cells.get("project", NOTHING)
        operating = min(left, basic)
        left -= operating
        leaves[row.code] = {
            "personnel": basic - operating,
            "operating": operating,
            "general_project": project,
            "general_opening": _share(project, rng, 5, 20) if rng.random() < 0.5 else NOTHING,
            "general_closing": _share(project, rng, 5, 20) if rng.random() < 0.5 else NOTHING,
        }
    for key, money in (("T8", FUND), ("T9", CAPITAL)):
        for row in _items(tables[key]):
            spent = sum(row.cells.values(), NOTHING) - row.cells.get("total", NOTHING)
            leaves.setdefault(row.code, {})[f"{money}_project"] = spent
            if key == "T8":
                leaves[row.code]["fund_closing"] = _share(spent, rng, 5, 20)
    return leaves


def _own(leaves: dict[str, dict[str, Decimal]], rng: Random) -> dict[str, Decimal]:
    """Let an item have money of its own: business and other income, balances, a surplus that is distributed."""
    item = next(code for code, leaf in leaves.items() if leaf.get("general_project"))
    business, other = (Decimal(rng.randint(2000, 90000)) / 100 for _ in range(2))
    opening, closing = (Decimal(rng.randint(500, 2000)) / 100 for _ in range(2))
    used, distributed = (Decimal(rng.randint(100, 900)) / 100 for _ in range(2))
    spent = business + other + opening + used - closing - distributed
    basic = _share(spent, rng, 20, 60)
    leaves[item] |= {
        "business": business,
        "other": other,
        "own_basic": basic,
        "own_project": spent - basic,
    }
    return {"opening": opening, "closing": closing, "used": used, "distributed": distributed}


def _items(table: Table) -> Sequence[Row]:
    return [row for row in table.rows if row.kind == "item"]


def _share(value: Decimal, rng: Random, low: int, high: int) -> Decimal:
    return (value * rng.randint(low, high) / 100).quantize(CENT)
