"""The books of a final account in one region's form: lines, coded rows and the great sums out of the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tests.typeset.disclosure import Row
from tests.typeset.families.content import YUAN
from tests.typeset.families.final_account_forms import FinalForm
from tests.typeset.families.final_account_ledger import NOTHING, Accounts

Parts = Sequence[str]
_IN_A_WAN = {"万元": Decimal(1), "元": YUAN, "千元": Decimal(10)}
BUDGETS = ("general", "fund", "capital")
SPENT = {
    "general": ("personnel", "operating", "general_project"),
    "fund": ("fund_project",),
    "capital": ("capital_project",),
}
FISCAL = (*SPENT["general"], *SPENT["fund"], *SPENT["capital"])
OWN = ("own_basic", "own_project")
BASIC = ("personnel", "operating")
PROJECT = ("general_project", "fund_project", "capital_project")


@dataclass(frozen=True)
class Book:
    """One ledger in one form, for one year."""

    accounts: Accounts
    form: FinalForm
    year: int

    def money(self, amount: Decimal) -> Decimal:
        """Give an amount in the unit of the form."""
        return amount * _IN_A_WAN[self.form.unit]

    def cells(self, values: Mapping[str, Decimal], *, zeros: bool = False) -> dict[str, Decimal]:
        return {key: self.money(value) for key, value in values.items() if value or zeros}

    def with_budgets(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """Give the rows of a summary with the year's budget (twice the result) and the adjusted one (three times)."""
        if not self.form.budgets:
            return rows
        kept = ("income", "expenditure", "total", "by_use")
        return tuple(
            replace(
                row,
                cells={
                    f"{key}{of}": value * times
                    for key, value in row.cells.items()
                    if key in kept
                    for of, times in (("_budget", 2), ("_adjusted", 3), ("", 1))
                },
            )
            for row in rows
        )

    def line(self, code: str, label: str, column: str, value: Decimal) -> Row:
        return Row("line", code, label, self.cells({column: value}))

    def carried(self, budget: str, end: str) -> Decimal:
        """Give a budget's balance at one end of the year."""
        return self.accounts.total(f"{budget}_{end}")

    def received(self, budget: str) -> Decimal:
        """Give what a budget appropriated in the year."""
        spent = self.accounts.total(*SPENT[budget])
        return spent - self.carried(budget, "opening") + self.carried(budget, "closing")

    def totals(self) -> dict[str, Decimal]:
        """Give the great sums of the year in 万元."""
        accounts = self.accounts
        fiscal = sum(map(self.received, BUDGETS), NOTHING)
        income = fiscal + accounts.total("business", "other")
        opening = sum((self.carried(one, "opening") for one in BUDGETS), accounts.opening)
        closing = sum((self.carried(one, "closing") for one in BUDGETS), accounts.closing)
        spent = accounts.total(*FISCAL, *OWN)
        return {
            "fiscal": fiscal,
            "income": income,
            "opening": opening,
            "closing": closing,
            "expenditure": spent,
            "total": income + accounts.used + opening,
            "appropriated": fiscal + opening - accounts.opening,
            "paid": accounts.total(*FISCAL),
            "basic": accounts.total(*BASIC, "own_basic"),
            "project": accounts.total(*PROJECT, "own_project"),
        }

    def coded(self, columns: Mapping[str, Parts]) -> tuple[Row, ...]:
        """Give the rows of functions with money in some column, the total first; a part after a - is taken off."""
        total = self.row(Row("total", "total", "合计"), "", columns)
        rows = [self.row(row, row.code, columns) for row in self.accounts.rows]
        zero = bool(self.form.zero)
        kept = [row for row in rows if any(row.cells.values())]
        if not kept:
            return ()
        full = [total, *kept]
        return tuple(
            replace(row, cells={key: row.cells.get(key, NOTHING) for key in columns}) if zero else row
            for row in full
        )

    def row(self, row: Row, code: str, columns: Mapping[str, Parts]) -> Row:
        values = {
            key: sum(
                (
                    -self.accounts.total(part[1:], under=code)
                    if part.startswith("-")
                    else self.accounts.total(part, under=code)
                    for part in parts
                ),
                NOTHING,
            )
            for key, parts in columns.items()
        }
        return replace(row, cells=self.cells(values))
