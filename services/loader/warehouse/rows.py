"""From records to table rows: which record goes to which table, and how its values fit the columns.

Shared by the adapters, so that the same document is the same rows in each. In come a `DocumentRows`, out go `TableRows`
with plain values: decimals at the scale of their column, times in UTC without a zone, text that every database can
hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import Any, Final

from services.loader.document_rows import DocumentRows
from shared.errors import ContractError
from shared.model.base import Model
from shared.model.finding import Verdict
from shared.model.records import (
    BudgetLine,
    CheckRecord,
    ClaimRecord,
    FigureRecord,
    FindingRecord,
    IndicatorRecord,
    PlanRecord,
)

MONEY_DIGITS: Final = (20, 2)
"""Precision and scale of amounts in yuan. The scale of such an amount is never reduced: it fits exactly or is
refused."""

MEASURE_DIGITS: Final = {
    "share_pct": (18, 6),
    "growth_pct": (18, 6),
    "weight": (18, 6),
    "value": (28, 8),
    "expected": (28, 8),
    "actual": (28, 8),
    "difference": (28, 8),
    "tolerance": (28, 8),
}
"""Precision and scale of the other decimals. Quotients have no last digit, so these are rounded half to even."""

DOCUMENT_TABLES: Final = (
    "budget_line", "quarantined_line", "claim", "performance_plan", "indicator", "disclosed_figure", "finding",
    "check_result",
)  # fmt: skip
"""The tables with rows of documents, beside `document` and `load`."""

LINE_TABLES: Final = frozenset({"budget_line", "quarantined_line"})
"""The tables of printed amounts, by far the largest: they carry the fiscal year, by which they can be divided."""

OF_THE_CHECKS: Final = frozenset({"finding", "check_result"})

_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
_LAST_PLACE: Final = {scale: Decimal(1).scaleb(-scale) for scale in (2, 6, 8)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRows:
    """Rows for one table, column by column."""

    table: str
    columns: tuple[str, ...]
    values: tuple[list[Any], ...]
    """For each column its values, one for each row."""
    common: Mapping[str, Any] = field(default_factory=dict)
    """Further columns, in which all rows have the same value."""


def table_rows(rows: DocumentRows) -> Iterator[TableRows]:
    """The rows of a document for each table that has any; not those of `document` and `load`.

    Of an unreadable document these are its findings and results of checks: there is nothing else to be relied on.
    Raises `ContractError` when an amount in yuan has more than two decimals or a number has too many digits.
    """
    lines = "budget_line" if rows.is_trusted else "quarantined_line"
    families: tuple[tuple[str, type[Model], Sequence[Model]], ...] = (
        (lines, BudgetLine, rows.lines),
        ("claim", ClaimRecord, rows.claims),
        ("performance_plan", PlanRecord, rows.plans),
        ("indicator", IndicatorRecord, rows.indicators),
        ("disclosed_figure", FigureRecord, rows.figures),
        ("finding", FindingRecord, rows.findings),
        ("check_result", CheckRecord, rows.checks),
    )
    for table, model, records in families:
        if records and (rows.document.verdict is not Verdict.UNREADABLE or table in OF_THE_CHECKS):
            columns = tuple(model.model_fields)
            where = f"document {rows.document.document_id}, {table}"
            values = tuple(_column(name, [getattr(r, name) for r in records], where) for name in columns)
            yield TableRows(table=table, columns=columns, values=values, common=_common(table, rows))


def utc(moment: dt.datetime) -> dt.datetime:
    """A time in UTC without a zone, as the warehouse keeps it; a time without a zone is taken as UTC."""
    return moment if moment.tzinfo is None else moment.astimezone(dt.UTC).replace(tzinfo=None)


def plain_text(text: str) -> str:
    """`text` without NUL characters, which PostgreSQL cannot hold; each becomes U+FFFD."""
    return text.replace("\0", "\ufffd") if "\0" in text else text


def _common(table: str, rows: DocumentRows) -> dict[str, Any]:
    common: dict[str, Any] = {"document_id": rows.document.document_id}
    return common | {"fiscal_year": rows.document.fiscal_year} if table in LINE_TABLES else common


def _column(name: str, values: list[Any], where: str) -> list[Any]:
    """The values of one column as they are stored."""
    if name.endswith("_yuan") or name in MEASURE_DIGITS:
        return [None if value is None else _fitted(name, value, where) for value in values]
    if any(isinstance(value, str) for value in values):
        return [None if value is None else plain_text(value) for value in values]
    return values


def _fitted(column: str, value: Decimal, where: str) -> Decimal:
    is_money = column.endswith("_yuan")
    precision, scale = MONEY_DIGITS if is_money else MEASURE_DIGITS[column]
    try:
        fitted = value.quantize(_LAST_PLACE[scale], context=_EXACT)
    except InvalidOperation:
        raise _does_not_fit(column, value, precision, scale, where) from None
    if fitted.adjusted() >= precision - scale or (is_money and fitted != value):
        raise _does_not_fit(column, value, precision, scale, where)
    return fitted


def _does_not_fit(column: str, value: Decimal, precision: int, scale: int, where: str) -> ContractError:
    return ContractError(
        f"{column} {value} does not fit {precision} digits with {scale} decimals",
        where=where,
        remedy="mend the writer and publish the document again",
    )
