"""The money behind a disclosure: postings of exact 元, from which every table and sentence is summed.

All tables are sums of the same postings, so every relation between them holds by construction. With amounts that are
whole hundreds of 元 the printed figures in 万元 add up exactly; with others each printed cell is rounded by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
SOURCES = (
    "general_public",
    "general_public_transfer",
    "government_fund",
    "government_fund_transfer",
    "state_capital",
    "state_capital_transfer",
    "special_account",
    "unit_funds",
    "fiscal_carryover",
    "nonfiscal_carryover",
)
FISCAL = SOURCES[:6]


@dataclass(frozen=True)
class Posting:
    """An amount in 元: spent on a function and an economic class, paid from a source, within a project or basic."""

    function: str
    economic: str
    source: str
    yuan: Decimal
    project: str | None = None
    origin: str = ""
    """The finer source within unit funds (``business``, ``other`` …) or a carry-over (``general_public`` …)."""

    @property
    def budget(self) -> str:
        """general_public, government_fund or state_capital for money of the year; the source itself otherwise."""
        return self.source.removesuffix("_transfer")

    @property
    def personnel(self) -> bool:
        """True for basic expenditure on persons: economic classes 301 and 303."""
        return self.project is None and self.economic[:3] in ("301", "303")

    @property
    def operating(self) -> bool:
        """True for basic expenditure that is not on persons."""
        return self.project is None and not self.personnel


Ledger = tuple[Posting, ...]
Chosen = Callable[[Posting], bool]


def wan(yuan: Decimal) -> Decimal:
    """An amount of 元 as 万元 with two decimals, halves rounded up as accounting systems do."""
    return (yuan / 10_000).quantize(CENT, rounding=ROUND_HALF_UP)


def total(postings: Iterable[Posting], chosen: Chosen = lambda posting: True) -> Decimal:
    """The chosen postings' sum, in 万元 as it is printed."""
    return wan(sum((posting.yuan for posting in postings if chosen(posting)), Decimal(0)))


def everything(posting: Posting) -> bool:
    """Choose every posting."""
    return True


def basic(posting: Posting) -> bool:
    """Choose basic expenditure (基本支出)."""
    return posting.project is None


def project(posting: Posting) -> bool:
    """Choose project expenditure (项目支出)."""
    return posting.project is not None


def paid_from(source: str, origin: str = "") -> Chosen:
    """Choose what one source pays for, or one origin within it."""
    return lambda posting: posting.source == source and (not origin or posting.origin == origin)


def budgeted(budget: str) -> Chosen:
    """Choose what one of the three budgets (or another source) pays for, transfers included."""
    return lambda posting: posting.budget == budget


def under(code: str) -> Chosen:
    """Choose what is spent under a functional class, section or item."""
    return lambda posting: posting.function.startswith(code)


def spent_as(code: str) -> Chosen:
    """Choose what is spent under an economic class."""
    return lambda posting: posting.economic.startswith(code)


def carried_over(posting: Posting) -> bool:
    """Choose money carried over from the year before."""
    return posting.source.endswith("_carryover")


def of_budget(ledger: Iterable[Posting], budget: str) -> Ledger:
    """The postings that one of the three budgets pays for in the year, transfers included, carry-over not."""
    return tuple(posting for posting in ledger if posting.budget == budget and posting.source in FISCAL)
