"""Changes in the eleven tables: of one cell, of one row, of one table's unit.

Amounts change before typesetting, so that whatever follows from an amount's length follows. The figure of the year
before is not in the document; an amount of its size takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from random import Random

from benchmarks.mutations.targets import Blocks, Group, Kind, Mutant, Target
from benchmarks.mutations.wrong_digits import near, other_digit, swapped_digits
from shared.layout.label import words
from tests.typeset.blocks import Grid, Spread, Text
from tests.typeset.disclosure import Disclosure, Row, Table
from tests.typeset.forms import FORMS

_YUAN = 10_000
_APPROPRIATION = ("total", "general_public", "government_fund", "state_capital")
CELL_KINDS = (Kind.DIGIT, Kind.SWAP, Kind.MOVED, Kind.SIGN, Kind.UNIT, Kind.STALE)
ROW_KINDS = (Kind.DROPPED, Kind.DOUBLED)


def cell_targets(table: Table) -> tuple[Target, ...]:
    """Give every printed amount of a table that is not nothing."""
    return tuple(
        target(table, number, column)
        for number, row in enumerate(table.rows, start=1)
        for column, value in row.cells.items()
        if value
    )


def target(table: Table, number: int, column: str) -> Target:
    """Name one cell, blank or not."""
    row = table.rows[number - 1]
    value = row.cells.get(column)
    printed = f"{value:.2f}" if value is not None else ""
    return Target(Group.TABLE, table.id, row.code, row.project or row.label, column, printed, number)


def table_mutants(disclosure: Disclosure, rng: Random) -> Iterator[Mutant]:
    """Give one change of each kind for each table that has amounts, wherever the dice fall."""
    for table in disclosure.tables.values():
        cells = cell_targets(table)
        if not cells:
            continue
        for kind in CELL_KINDS:
            if made := _changed_cell(disclosure, table, rng.choice(cells), kind, rng):
                yield made
        for kind in ROW_KINDS:
            if made := _changed_row(disclosure, table, kind, rng):
                yield made
        yield _other_unit(disclosure, table)


def _changed_cell(
    disclosure: Disclosure, table: Table, wrong: Target, kind: Kind, rng: Random
) -> Mutant | None:
    if kind is Kind.MOVED:
        return _moved(disclosure, table, wrong, rng)
    value = Decimal(wrong.printed)
    made = _amount(wrong.printed, value, kind, rng)
    if made is None or made == value:
        return None
    changed = _with_cells(table, wrong.number, {wrong.part: made})
    return Mutant(kind, (wrong,), f"{made:.2f}", _with(disclosure, changed))


def _amount(printed: str, value: Decimal, kind: Kind, rng: Random) -> Decimal | None:
    if kind is Kind.SIGN:
        return -value
    if kind is Kind.UNIT:
        return value * _YUAN
    if kind is Kind.STALE:
        return near(value, rng)
    made = (other_digit if kind is Kind.DIGIT else swapped_digits)(printed, rng)
    return Decimal(made) if made is not None else None


def _moved(disclosure: Disclosure, table: Table, wrong: Target, rng: Random) -> Mutant | None:
    """Exchange a cell with its neighbour; None where the table has one column of amounts or both are equal."""
    row = table.rows[wrong.number - 1]
    keys = _columns(table, row)
    if wrong.part not in keys:
        return None
    at = keys.index(wrong.part)
    near_by = [keys[index] for index in (at + 1, at - 1) if 0 <= index < len(keys)]
    other = next((key for key in near_by if row.cells.get(key) != row.cells[wrong.part]), None)
    if other is None:
        return None
    del rng
    cells = {wrong.part: row.cells.get(other), other: row.cells[wrong.part]}
    changed = _with_cells(table, wrong.number, cells)
    wrongs = (wrong, target(table, wrong.number, other))
    return Mutant(Kind.MOVED, wrongs, f"in {other}", _with(disclosure, changed))


def _columns(table: Table, row: Row) -> tuple[str, ...]:
    if table.id in FORMS and set(row.cells) <= set(FORMS[table.id].keys):
        return FORMS[table.id].keys
    return _APPROPRIATION if table.id == "T4" and row.code.isdigit() else ()


def _changed_row(disclosure: Disclosure, table: Table, kind: Kind, rng: Random) -> Mutant | None:
    """Drop or double a row with amounts, but not a total: its loss is a matter of its own."""
    numbers = [
        number
        for number, row in enumerate(table.rows, start=1)
        if any(row.cells.values()) and row.kind not in ("total", "department")
    ]
    if not numbers:
        return None
    number = rng.choice(numbers)
    row = table.rows[number - 1]
    before, after = table.rows[: number - 1], table.rows[number:]
    rows = (*before, *after) if kind is Kind.DROPPED else (*before, row, row, *after)
    wrongs = tuple(target(table, number, column) for column, value in row.cells.items() if value)
    return Mutant(
        kind,
        wrongs,
        "nothing" if kind is Kind.DROPPED else "twice",
        _with(disclosure, replace(table, rows=rows)),
    )


def _other_unit(disclosure: Disclosure, table: Table) -> Mutant:
    """Print 元 where the table's amounts are in 万元, 万元 where they are in 元."""
    wrong = Target(Group.TABLE, table.id, "", "", "", "万元")

    return Mutant(Kind.UNIT_LINE, (wrong,), "元", disclosure, partial(_with_unit, table.title))


def _with_unit(title: str, blocks: Blocks) -> Blocks:
    """Give the blocks with another unit beside, above or below the table with this title."""
    made = list(blocks)
    start = next(n for n, block in enumerate(blocks) if _is_title(block, title))
    at = next(n for n in range(start, len(blocks)) if _states_unit(blocks[n]))
    for n in range(start, at + 2):
        block = made[n]
        if isinstance(block, Spread) and _states_unit(block):
            made[n] = _in_other_unit(block)
        elif isinstance(block, Grid):
            lead = tuple(_in_other_unit(line) if _states_unit(line) else line for line in block.lead)
            made[n] = replace(block, lead=lead)
    return tuple(made)


def _is_title(block: object, title: str) -> bool:
    """Whether a block is a table's title, spaced as the style spaces it; the contents name tables too."""
    return isinstance(block, Text) and block.role == "table_title" and words(block.text) == words(title)


def _in_other_unit(line: Spread) -> Spread:
    return replace(line, right="单位：元" if "万元" in line.right else "单位：万元")


def _states_unit(block: object) -> bool:
    return isinstance(block, Spread) and block.right.startswith("单位")


def _with_cells(table: Table, number: int, cells: Mapping[str, Decimal | None]) -> Table:
    """Give the table with some cells of a row changed; None blanks a cell."""
    row = table.rows[number - 1]
    made = {key: value for key, value in {**row.cells, **cells}.items() if value is not None}
    return replace(
        table,
        rows=(*table.rows[: number - 1], replace(row, cells=made), *table.rows[number:]),
    )


def _with(disclosure: Disclosure, table: Table) -> Disclosure:
    return replace(disclosure, tables={**disclosure.tables, table.id: table})
