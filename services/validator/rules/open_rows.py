"""Rows whose amounts have no column, and that stand for the same money as the row above or below them.

A row that is the only one below another repeats it: the class of a total with one class, the section of a class with
one section. In a text extract, where blank cells leave no trace, the columns of such rows may stay open, so that no
sum of a column can be judged. What can be judged is what is printed: rows of one chain print the same amounts in the
same order. In come the tables, out goes a finding for each chain that does not, naming the row that is unlike the
others, or else the one whose amounts do not make its own total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, title_of
from shared.model.table import Row, Table
from shared.rulebook.formula import TOTAL
from shared.rulebook.outline import Outline
from shared.rulebook.skeleton import RowSkeleton

_RULE = "extraction.open_row"
_LEAST = 2
Printed = tuple[tuple[str, Decimal], ...]
"""The amounts of a row with their columns, those without a column after them, in the order of printing."""


def open_row_checks(view: DocumentView) -> Iterator[Check]:
    """Check every chain of rows in which the columns of some amounts are open."""
    for table in view.tables.values():
        if not any(row.open_amounts for row in table.rows):
            continue
        by_number = {row.row_no: row for row in table.rows}
        for numbers in _chains(view.outlines[table.table_id]):
            rows = [by_number[number] for number in numbers]
            if any(row.open_amounts for row in rows):
                yield _judged(view, table, rows)


def _chains(outline: Outline) -> Iterator[list[int]]:
    """Give the numbers of the rows that stand for the same money, from the highest to the lowest."""
    below: dict[int, int] = {}
    totals = outline.with_code(TOTAL)
    if len(totals) == 1 and len(outline.tops) == 1:
        below[totals[0].row_no] = outline.tops[0].row_no
    for parent in outline.parents():
        children: Sequence[RowSkeleton] = outline.children(parent)
        if len(children) == 1:
            below[parent.row_no] = children[0].row_no
    for start in below.keys() - set(below.values()):
        chain = [start]
        while chain[-1] in below:
            chain.append(below[chain[-1]])
        yield chain


def _judged(view: DocumentView, table: Table, rows: Sequence[Row]) -> Check:
    printed = [_printed(row) for row in rows]
    if not any(_differ(printed[0], other) for other in printed[1:]):
        return held(_RULE)
    wrong = _odd(rows, printed)
    like = next(n for n, row in enumerate(rows) if row is not wrong and _differ(printed[n], _printed(wrong)))
    return _broken(view, table, wrong, rows[like])


def _printed(row: Row) -> Printed:
    placed = [(cell.column_key, cell.value) for cell in row.cells if cell.value]
    return (*placed, *(("", found.value) for found in row.open_amounts if found.value))


def _differ(one: Printed, other: Printed) -> bool:
    """Tell whether two rows print different amounts, or the same in another order where the order is known."""
    if Counter(value for _, value in one) != Counter(value for _, value in other):
        return True
    same_columns = [key for key, _ in one] == [key for key, _ in other]
    return same_columns and one != other


def _odd(rows: Sequence[Row], printed: Sequence[Printed]) -> Row:
    """Give the row that is unlike all others where these are alike; else the one that disagrees with itself most."""
    for number, row in enumerate(rows):
        others = [*printed[:number], *printed[number + 1 :]]
        alike = not any(_differ(others[0], other) for other in others[1:])
        if len(others) >= _LEAST and alike and all(_differ(printed[number], other) for other in others):
            return row
    return max(rows, key=_against_itself)


def _against_itself(row: Row) -> Decimal:
    """Give by how much the amounts behind the first differ from it, which is their sum in most tables."""
    values = [value for _, value in _printed(row)]
    return abs(values[0] - sum(values[1:], Decimal(0))) if values else Decimal(0)


def _broken(view: DocumentView, table: Table, wrong: Row, like: Row) -> Check:
    one, other = _printed(wrong), _printed(like)
    has, lacks = (
        list((Counter(value for _, value in left) - Counter(value for _, value in right)).elements())
        for left, right in ((one, other), (other, one))
    )
    numbers = Numbers(lacks[0], has[0]) if len(has) == len(lacks) == 1 else None
    names = [f"{row.row_code} {row.project_name or row.row_label}".strip() for row in (wrong, like)]
    amounts = [" ".join(amount(value) for _, value in row) for row in (one, other)]
    message = Message(
        f"{table.table_id}: the rows {names[0]} and {names[1]} stand for the same money, but print {amounts[0]} and "
        f"{amounts[1]}",
        f"{title_of(view, table.table_id)}“{names[0]}”行与“{names[1]}”行反映同一笔支出，"
        f"但分别列示{amounts[0]}与{amounts[1]}",
    )
    spot = Spot(table.table_id, wrong.row_code, wrong.project_name or wrong.row_label, None, wrong.place)
    return broken(_RULE, message, spot=spot, numbers=numbers)
