"""The narrative as read: one claim for each figure stated in a sentence, and the figures of the other sections."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.model.money import Unit
from shared.model.place import Place, ReadBy


class Statement(StrEnum):
    """What kind of sentence a claim is."""

    AMOUNT = "amount"
    """States an amount or a change."""
    NONE_PLANNED = "none_planned"
    """Says that nothing was planned (未安排, 无…预算)."""
    EMPTY_TABLE = "empty_table"
    """Says that a table is empty (没有使用…为空表)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One figure stated in the narrative. Amounts are in `unit`; `delta` and `growth_pct` are unsigned as printed."""

    claim_no: int
    """Counts from 1 through the whole document in reading order."""
    section: str
    """The printed heading path, such as `五、（二）一般公共预算当年拨款结构情况`."""
    section_key: str | None
    """The layout's key of that section, such as `income` or `general_public.items`; None where it is not recognised."""
    subject: str
    """What the figure is about, as printed, without the figure."""
    subject_key: str | None = None
    """The layout's key of the subject, such as `general_public` or `basic`; None where it is not recognised."""
    table_id: str | None = None
    """The table that an empty-table or none-planned sentence speaks of, where it is known."""
    row_code: str | None = None
    statement: Statement = Statement.AMOUNT
    amount: Decimal | None = None
    unit: Unit = Unit.WAN_YUAN
    share_pct: Decimal | None = None
    direction: str | None = None
    """The direction word as printed, 增加/增长/减少/下降/持平; it carries the sign of `delta` and `growth_pct`."""
    growth_direction: str | None = None
    """The direction word printed before the growth rate, 增长 or 下降, where it is a word of its own."""
    delta: Decimal | None = None
    growth_pct: Decimal | None = None
    previous: Decimal | None = None
    """The amount that a comparison names, which the change starts from (`比上年 8.00 万元增加 1.00 万元`)."""
    reason: str | None = None
    part_of: int | None = None
    """The claim that this one is a part of (其中 … , an allocation), by its number."""
    quote: str
    """The sentence, at most 200 characters."""
    place: Place
    read_by: ReadBy = ReadBy.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the other sections (staff, procurement, assets, operating expenses, performance summary)."""

    figure_key: str
    """Such as `staff.serving`, `procurement.goods`, `assets.vehicles.count`."""
    value: Decimal
    unit: str
    """As printed: 人, 辆, 万元, 平方米, 台, 个."""
    quote: str
    place: Place
    read_by: ReadBy = ReadBy.TEXT
