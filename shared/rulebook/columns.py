"""Columns that stand for several others: what a form without the one prints in its place.

One form prints 财政拨款小计, another the three budgets alone; a relation that names the first holds for both. As with
codes (a class that is not printed stands for the sections below it), a column that a table does not print stands for
its parts as far as they are printed. What a table has of columns is its form: documents of one layout have few, so that
what is made of forms is kept from one document to the next.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "current_income": ("fiscal_subtotal", "special_account", "unit_funds"),
    "fiscal_subtotal": (
        "general_public",
        "general_public_transfer",
        "government_fund",
        "government_fund_transfer",
        "state_capital",
        "state_capital_transfer",
    ),
    "fiscal_total": ("general_public", "government_fund", "state_capital"),
    "special_account": ("special_account_education", "special_account_other"),
    "unit_funds": (
        "business_income",
        "operating_income",
        "superior_subsidy",
        "affiliated",
        "investment_income",
        "donation_income",
        "debt_income",
        "nonlocal_fiscal",
        "other_income",
    ),
    "carryover": (
        "fiscal_carryover",
        "nonfiscal_carryover",
        "general_public_carryover",
        "government_fund_carryover",
        "state_capital_carryover",
        "special_account_carryover",
        "unit_funds_carryover",
    ),
    "basic": ("basic_personnel", "basic_operating"),
    "basic_personnel": ("basic_personnel_wages", "basic_personnel_grants"),
    "basic_operating": ("basic_operating_goods", "basic_operating_capital"),
    "project": ("project_target", "project_running"),
}
"""Column key → keys of its parts. What a form prints of a part beside the part itself (其中) is none."""


def spelled_out(key: str, printed: Collection[str]) -> tuple[str, ...]:
    """Give the printed columns that a column stands for: itself, or its parts; none where none of them is printed."""
    if key in printed:
        return (key,)
    return tuple(column for part in PARTS.get(key, ()) for column in spelled_out(part, printed))


_MOST_FORMS: Final = 1024
"""So many forms are remembered."""


@dataclass(frozen=True, slots=True, eq=False)
class TableForm:
    """The columns of a table, whatever its rows; two are the same where they are one object, see `form_of`."""

    column_keys: tuple[str, ...]
    is_empty: bool
    """Whether the document declares the table empty: then it has every column."""

    def columns(self, column_key: str) -> tuple[str, ...]:
        """Give the columns that the table prints for one: itself or its parts; an empty table has every column."""
        own = (column_key,) if self.is_empty else ()
        return spelled_out(column_key, self.column_keys) or own


@lru_cache(maxsize=_MOST_FORMS)
def form_of(column_keys: tuple[str, ...], *, is_empty: bool) -> TableForm:
    """Give the form of a table, the same object for the same columns."""
    return TableForm(column_keys, is_empty)
