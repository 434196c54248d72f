"""Grids of other families' forms: codes in three columns, joined or in brackets, summaries of two sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Literal

from tests.typeset.blocks import Cell, Column, Grid, GridRow, words
from tests.typeset.disclosure import Row, Table
from tests.typeset.forms import code_parts

Head = tuple[str, int, int]
"""Words, columns spanned, rows spanned."""
Money = Callable[[Decimal], str]
CodeForm = Literal["three", "two", "joined", "bracket"]
_CODE_COLUMNS = {"three": 3, "two": 2, "joined": 1, "bracket": 0}
NOTHING = (0, Row("line", "", ""))


def yuan(amount: Decimal) -> str:
    """An amount in 元: without decimals where it has none."""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def yuan_cents(amount: Decimal) -> str:
    """An amount in 元 with 角 and 分."""
    return f"{amount:,.2f}"


def wan(amount: Decimal) -> str:
    """An amount in 万元 with two decimals."""
    return f"{amount:,.2f}"


def plain_wan(amount: Decimal) -> str:
    """An amount in 万元 with two decimals, without separators."""
    return f"{amount:.2f}"


def header(*rows: Sequence[Head]) -> tuple[GridRow, ...]:
    """Header rows of heads with their spans."""
    return tuple(tuple(Cell(text, across, down, head=True) for text, across, down in row) for row in rows)


def plain(*texts: str) -> tuple[Head, ...]:
    """Heads that span nothing."""
    return tuple((text, 1, 1) for text in texts)


def tall(*texts: str) -> tuple[Head, ...]:
    """Heads over two rows."""
    return tuple((text, 1, 2) for text in texts)


def one_row(table: Table, codes: Sequence[str], keys: Sequence[str], money: Money) -> GridRow:
    """A table whose rows stand side by side as columns: the cells of each code in turn, blank where it has none."""
    cells = []
    for code in codes:
        number, row = next(
            ((n, row) for n, row in enumerate(table.rows, start=1) if row.code == code), NOTHING
        )
        for key in keys:
            printed = money(row.cells[key]) if key in row.cells else ""
            cells.append(Cell(printed, align="right", name=f"{table.id}:{number}:{key}" if printed else ""))
    return tuple(cells)


@dataclass(frozen=True)
class CodedForm:
    """How a family prints tables of coded rows."""

    codes: CodeForm
    money: Money
    blank: str = ""
    """What a cell without money says."""

    def grid(self, table: Table, heads: tuple[GridRow, ...], keys: Sequence[str]) -> Grid:
        """A table by function or economic class."""
        count = _CODE_COLUMNS[self.codes]
        columns = (
            *(Column("code", 1.4 if count > 1 else 2.4) for _ in range(count)),
            Column("label", 7),
            *(Column("amount", 3.4) for _ in keys),
        )
        body = [self._row(table, number, row, count, keys) for number, row in enumerate(table.rows, start=1)]
        if not body:
            body = [tuple(words("") for _ in columns)]
        return Grid(columns, heads, tuple(body))

    def _row(self, table: Table, number: int, row: Row, count: int, keys: Sequence[str]) -> GridRow:
        amounts = self.amounts(table.id, (number, row), keys)
        if row.kind == "total":
            return (words("合计", count + 1, align="center"), *amounts)
        if self.codes == "bracket":
            return (words(f"[{row.code}]{row.label}" if row.code.isdigit() else row.label), *amounts)
        parts = code_parts(row.code, count) if count > 1 else (row.code,)
        return (*(words(part, align="center") for part in parts), words(row.label), *amounts)

    def amounts(self, table_id: str, numbered: tuple[int, Row], keys: Sequence[str]) -> GridRow:
        """The cells of a row's amounts, each with the name of its place."""
        number, row = numbered
        return tuple(
            Cell(
                self.money(row.cells[key]) if key in row.cells else (self.blank if row.label else ""),
                align="right",
                name=f"{table_id}:{number}:{key}" if key in row.cells else "",
            )
            for key in keys
        )

    def two_sided(
        self,
        table: Table,
        heads: tuple[GridRow, ...],
        right: Sequence[str],
        totals: tuple[str, str],
        *,
        numbered: bool = False,
        left: Sequence[str] = ("income",),
    ) -> Grid:
        """A summary: lines on the left, classes on the right, both totals below; with 行次 where `numbered`."""
        rows = tuple(enumerate(table.rows, start=1))
        is_right = {one[0] for one in rows if one[1].kind == "class" or one[1].code.startswith("expenditure")}
        lines = [one for one in rows if one[1].kind == "line" and one[0] not in is_right]
        others = [one for one in rows if one[0] in is_right]
        last = next(one for one in rows if one[1].kind == "total")
        pairs = [*zip_longest(lines, others, fillvalue=NOTHING), (last, last)]
        body = []
        for at, (line, other) in enumerate(pairs, start=1):
            is_last = at == len(pairs)
            labels = totals if is_last else (line[1].label, other[1].label)
            body.append(
                (
                    words(labels[0], align="center" if is_last else "left"),
                    *((words(str(at), align="center"),) if numbered else ()),
                    *self.amounts(table.id, line, left),
                    words(labels[1], align="center" if is_last else "left"),
                    *((words(str(len(pairs) + at), align="center"),) if numbered else ()),
                    *self.amounts(table.id, other, right),
                )
            )
        order = (Column("code", 1.2),) if numbered else ()
        columns = (
            *(Column("label", 6.5), *order, *(Column("amount", 3.4) for _ in left)),
            *(Column("label", 6), *order, *(Column("amount", 3.2) for _ in right)),
        )
        return Grid(columns, heads, tuple(body))
