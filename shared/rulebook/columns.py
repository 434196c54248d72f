"""Columns that stand for several others: what a form without the one prints in its place.

One form prints 财政拨款小计, another the three budgets alone; a relation that names the first holds for both. As with
codes (a class that is not printed stands for the sections below it), a column that a table does not print stands for
its parts as far as they are printed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
