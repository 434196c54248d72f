"""Which columns a table of a text extract can have: those of the layout whose words its header prints.

A layout for any region lists every column that some form prints; each of them is one more in which an amount might
stand. In go the lines of a table and its definition, out comes the definition with the columns that the lines above the
first amount speak of, and these columns for the table as published: a relation of others is not asked of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from services.extractor.segment.region import TableRegion
from services.extractor.tables.draft import DraftRow, DraftTable
from services.extractor.tables.header_lines import is_number_row
from services.extractor.tables.header_words import CHANGE, PREVIOUS
from services.extractor.tables.sure_columns import sure_columns
from shared.layout import Axis, ColumnDef, Layout, SideDef, TableDef
from shared.layout.label import normalise
from shared.layout.read_once import read_once
from shared.model.table import Column, RowKind, unmapped_key

_AMOUNT = re.compile(r"\d\.\d{2,6}(?!\d)|\d,\d{3}")
_WHOLE = re.compile(r"\s\d{3,}$")
_YEAR = re.compile(r"20\d\d年")
_COMPARES = re.compile(r"上年(?:预算|执行|决算)|执行数")
_RATE = re.compile(r"增减%|增减（%）|增长率|增减率|增幅|[%％]")
_TOTAL: Final = "total"
_CARRYOVER: Final = "carryover"
_BOTH_YEARS: Final = 2
_SUM: Final = "小计"
_PART: Final = "/小计"
_LEAST_ITEMS: Final = 4
_MOST_OF_ONE_FORM: Final = 12
_LAYOUTS_KEPT: Final = 16
_SIDES_OF_ALL: Final = 2
"""Income and expenditure by function; what stands to their right must be named by its own heading."""


def printed_columns(region: TableRegion, definition: TableDef) -> tuple[TableDef, bool]:
    """Give a definition with the columns alone that the header of a region names; a side without one keeps all.

    Beside it whether the header of a text extract tells these columns for sure. On a page whose words have places, and
    whose columns could not be told by them, the header is not read in the order of its columns: all columns are kept,
    and only the equations decide.
    """
    if any(placed.line.words for page in region.body for placed in page):
        return definition, True
    header = _header(region)
    sides = tuple(_with_columns(side, header) for side in definition.sides)
    named = definition.model_copy(update={"sides": sides})
    words = [_words_of(side, header) for side in definition.sides]
    told, is_sure = sure_columns(named, words, header)
    return told, is_sure and not _names_years_backwards(header)


@read_once(_LAYOUTS_KEPT)
def lists_many_forms(layout: Layout) -> bool:
    """Tell whether the tables of a layout list the columns of several forms, of which a document prints a part."""
    return any(len(side.columns) > _MOST_OF_ONE_FORM for table in layout.tables for side in table.sides)


def columns_of(region: TableRegion, definition: TableDef) -> list[Column]:
    """Give the columns of a definition as those of a table, by the words that say most of them.

    Of the blocks to the right of income and expenditure, those alone whose heading is printed.
    """
    header = _header(region)
    printed = (
        side
        for number, side in enumerate(definition.sides)
        if number < _SIDES_OF_ALL or any(normalise(text) in header for text in side.row_header)
    )
    columns = (column for side in printed for column in side.columns)
    return [Column(key=column.key, label=max(column.labels, key=len)) for column in columns]


def leave_open(draft: DraftTable) -> None:
    """Take back the columns of a table whose header does not tell them for sure: the total alone stays known."""
    for row in draft.rows:
        first = draft.side(row).columns[0].key
        row.columns = [None] * len(row.amounts)
        row.is_fixed = True
        if first == _TOTAL and row.amounts:
            row.columns[0] = first


def without_head(rows: list[DraftRow], definition: TableDef) -> list[DraftRow]:
    """Give the rows of a table that prints its items across the page: one, with all its amounts, none of them placed.

    Its head reads like rows without amounts, and one row behind it has more amounts than the table has columns.
    """
    filled = [row for row in rows if row.amounts]
    side = definition.sides[0]
    is_across = (
        len(definition.sides) == 1
        and side.axis is Axis.FIXED
        and len(filled) == 1
        and len(rows) >= _LEAST_ITEMS
        and len(filled[0].amounts) > len(side.columns)
    )
    if not is_across:
        return rows
    return [replace(filled[0], row_no=1, code=RowKind.TOTAL.value, kind=RowKind.TOTAL, label="")]


def _header(region: TableRegion) -> str:
    lines: list[str] = []
    for line in (line for page in region.body for line in page):
        if _AMOUNT.search(line.text) or (_WHOLE.search(line.text) and not is_number_row(line.text)):
            break
        lines.append(line.text)
    return normalise("".join(lines))


def _with_columns(side: SideDef, header: str) -> SideDef:
    printed = _words_of(side, header)
    named = [column for column in side.columns if _is_named(column, side, printed)]
    if not named:
        return side
    named = _carryover_first(named, printed)
    if any(column.key == _TOTAL for column in named):
        named = list(_beside_year_before(named, header, printed))
    return side.model_copy(update={"columns": tuple(named)})


def _words_of(side: SideDef, header: str) -> list[str]:
    """Give the words of a side's labels that a header prints, in its order; of words within words the longest."""
    known = {normalise(part) for column in side.columns for part in (*_parts(column), *column.under)}
    longest = sorted((*known, *map(normalise, side.row_header)), key=len, reverse=True)
    printed: list[str] = []
    at = 0
    while at < len(header):
        word = next((word for word in longest if word and header.startswith(word, at)), "")
        if word:
            printed.append(word)
        at += len(word) or 1
    return printed


def _parts(column: ColumnDef) -> Iterator[str]:
    return (part for label in column.labels for part in label.split("/"))


def _is_named(column: ColumnDef, side: SideDef, printed: Sequence[str]) -> bool:
    """Tell whether a header has all the words of one of a column's labels, and one of those above it.

    A label that another column has too is printed once more for this one: 一般公共预算 of the year and of carry-over.
    """
    if column.under and not any(normalise(text) in printed for text in column.under):
        return False
    shared = {label for other in side.columns if not other.under for label in other.labels}
    is_of_another = column.key != _TOTAL and _is_of_another(column, side, printed)
    return any(
        all(normalise(part) in printed for part in label.split("/"))
        and not (column.under and label in shared and printed.count(normalise(label.split("/")[0])) == 1)
        and not (label == _SUM and is_of_another)
        for label in column.labels
    )


def _is_of_another(column: ColumnDef, side: SideDef, printed: Sequence[str]) -> bool:
    """Tell whether the one 小计 of a header is that of another column's words, as that of 单位资金 is."""
    spans = (label.removesuffix(_PART) for other in side.columns for label in other.labels if _PART in label)
    own = {label.removesuffix(_PART) for label in column.labels}
    return printed.count(_SUM) == 1 and any(normalise(words) in printed for words in {*spans} - own)


def _carryover_first(named: list[ColumnDef], printed: Sequence[str]) -> list[ColumnDef]:
    """Give the columns in their order, 上年结转 right behind the total where the header names it before all others."""
    places = {column.key: _first_place(column, printed) for column in named if column.key != _TOTAL}
    carryover = next((column for column in named if column.key == _CARRYOVER), None)
    if carryover is None or len(places) == 1 or min(places, key=lambda key: places[key]) != _CARRYOVER:
        return named
    rest = [column for column in named if column is not carryover]
    behind = 1 if rest[0].key == _TOTAL else 0
    return [*rest[:behind], carryover, *rest[behind:]]


def _first_place(column: ColumnDef, printed: Sequence[str]) -> int:
    """Give where the first word of a column's label stands, which for a part is that of what spans it."""
    parts = (normalise(label.split("/")[0]) for label in (*column.labels, *column.under))
    return min((printed.index(part) for part in parts if part in printed), default=len(printed))


def _beside_year_before(named: list[ColumnDef], header: str, printed: Sequence[str]) -> Iterator[ColumnDef]:
    """Give the columns with those of a comparison around them, where the header sets two years side by side.

    Words that it prints twice are columns of both years, those that it prints three times of the difference too.
    """
    if len(set(_YEAR.findall(header))) <= 1 and not _COMPARES.search(header):
        yield from named
        return
    times = {column.key: _times(column, printed) for column in named if column.key != _TOTAL}
    times[_TOTAL] = max(times.values(), default=1)
    repeated = [column for column in named if times[column.key] > 1]
    totals = [column for column in named if column.key == _TOTAL]
    before = [column.model_copy(update={"key": f"{PREVIOUS}{column.key}"}) for column in repeated or totals]
    yield from (*before, *named) if _begins_with_year_before(header) else (*named, *before)
    is_rate = _RATE.search(header) is not None and "增减额" not in header
    for column in [column for column in repeated if times[column.key] > _BOTH_YEARS]:
        key = unmapped_key(f"增减%/{column.labels[0]}") if is_rate else f"{CHANGE}{column.key}"
        yield column.model_copy(update={"key": key})
    if not any(count > _BOTH_YEARS for count in times.values()) and "增减" in header:
        yield ColumnDef(key=f"{CHANGE}{_TOTAL}", labels=("增减额",))
        if _RATE.search(header):
            yield ColumnDef(key=unmapped_key("增减%"), labels=("增减%",))


def _begins_with_year_before(header: str) -> bool:
    """Tell whether a header prints the year before to the left of this one: 上年预算数, 本年预算数, as most do."""
    this, before = (header.find(word) for word in ("本年", "上年"))
    return min(this, before) < 0 or before < this


def _names_years_backwards(header: str) -> bool:
    """Tell whether a header names a later year before an earlier one, so that its columns may stand either way."""
    years = _YEAR.findall(header)
    return bool(years) and years[0] > min(years)


def _times(column: ColumnDef, printed: Sequence[str]) -> int:
    """Give how often a header prints the words of a column, in whichever of its labels."""
    return sum(printed.count(normalise(label)) for label in column.labels)
