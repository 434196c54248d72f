"""Performance tables as read: one plan for the whole department, one for each project, each with its indicators."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.model.money import Unit
from shared.model.place import Place, ReadBy


class PlanKind(StrEnum):
    """Whether a plan covers the whole department or one project."""

    OVERALL = "overall"
    PROJECT = "project"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator. Texts are without line breaks and blanks; operators are `>=`, `<=`, `=`, `>`, `<`."""

    level1: str | None = None
    level2: str | None = None
    level3: str
    target: str | None = None
    basis: str | None = None
    previous: str | None = None
    weight: Decimal | None = None
    scoring: str | None = None
    evidence: str | None = None
    place: Place
    read_by: ReadBy = ReadBy.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAmount:
    """One amount of a plan's budget block (`budget`, `fiscal`, `other`, `upper_level`, `own_level`), in its unit."""

    amount_key: str
    printed: str
    value: Decimal
    place: Place
    read_by: ReadBy = ReadBy.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformancePlan:
    """One performance table."""

    plan_no: int
    plan_kind: PlanKind
    title: str
    plan_name: str
    """The project's name, or the department's for the overall plan."""
    fiscal_year: int | None = None
    unit: Unit = Unit.WAN_YUAN
    amounts: tuple[PlanAmount, ...] = ()
    goal: str | None = None
    indicators: tuple[Indicator, ...] = ()
    place: Place
    last_page: int

    def amount(self, amount_key: str) -> Decimal | None:
        """Give an amount of the budget block, or None where it is not printed."""
        for found in self.amounts:
            if found.amount_key == amount_key:
                return found.value
        return None
