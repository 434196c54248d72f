"""The content of one family's form out of a generated disclosure: rows, columns and units as that form has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from tests.typeset.disclosure import Disclosure, OrgLevel, Row, Table
from tests.typeset.generate import Options, generate

YUAN = Decimal(10_000)
"""元 in a 万元."""
NUMERALS = "一二三四五六七八九十"
_SIMPLE: Options = {
    "rounding": False,
    "items_only": False,
    "transfer": False,
    "government_fund_transfer": False,
    "special_account": False,
    "unit_funds": False,
    "carryover": False,
    "nonfiscal_carryover": False,
    "thousands": True,
}
"""Money of the year from the three budgets alone: these forms print no other source in a column of its own."""

Columns = Mapping[str, Sequence[str]]
"""Column key of the family's form → keys of the generated table that it adds up."""


def drawn(seed: int, department: str, level: OrgLevel, *, total_first: bool) -> Disclosure:
    """A disclosure of simple sources; every second one has money of the government fund and of state capital."""
    options: Options = {
        **_SIMPLE,
        "department": department,
        "org_level": level,
        "total_first": total_first,
        "government_fund": bool(seed % 2),
        "state_capital": bool(seed % 2),
        "projects": 2 + seed % 3,
    }
    return generate(seed, **options)


def rows_of(
    table: Table, columns: Columns, *, unit: Decimal = Decimal(1), zeros: bool = False
) -> tuple[Row, ...]:
    """The coded rows and the total of a table in other columns and another unit; blank cells printed as zero or not."""
    return tuple(
        replace(row, cells=cells_of(row, columns, unit=unit, zeros=zeros))
        for row in table.rows
        if row.kind != "department"
    )


def cells_of(
    row: Row, columns: Columns, *, unit: Decimal = Decimal(1), zeros: bool = False
) -> dict[str, Decimal]:
    """The cells of a row in other columns and another unit."""
    made = {
        key: sum((row.cells.get(part, Decimal(0)) for part in parts), Decimal(0)) * unit
        for key, parts in columns.items()
    }
    return {key: value for key, value in made.items() if value or zeros}


def lines(
    table: Table,
    wanted: Iterable[tuple[str, str, Sequence[str]]],
    column: str,
    unit: Decimal,
    *,
    zeros: bool = False,
) -> list[Row]:
    """Lines of a summary: code, label, and the codes of the generated table whose amounts each one adds up.

    Zeros are printed where `zeros` says so.
    """
    made = []
    for code, label, parts in wanted:
        value = sum((table.cell(part, "income") for part in parts), Decimal(0)) * unit
        made.append(Row("line", code, label, {column: value} if value or zeros else {}))
    return made


def classes(table: Table, columns: Columns, unit: Decimal) -> list[Row]:
    """The classes that have money, numbered 一、 二、 and so on as the form does."""
    paid = [row for row in table.rows if row.kind == "class" and any(row.cells.values())]
    return [
        replace(row, label=f"{numeral(number)}、{row.label}", cells=cells_of(row, columns, unit=unit))
        for number, row in enumerate(paid, start=1)
    ]


def numeral(number: int) -> str:
    """A number up to 39 in Chinese."""
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else ("" if tens == 1 else NUMERALS[tens - 1]) + "十"
    return ten + (NUMERALS[ones - 1] if ones else "")


def emptied(table: Table, title: str, sentence: str) -> Table:
    """A table without money under the family's title and with its sentence."""
    return Table(table.id, title, (), sentence)
