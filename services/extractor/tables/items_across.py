"""Tables that print their prescribed rows as columns: 三公 with one line for each unit or each year.

In go the grids of such a table, out come the rows that it would have the other way round: for each unit the items, and
in their columns the sources of the money and the years. The items of the total, or of the only line, bear the codes of
the prescribed rows (`abroad`); those of a unit below a total bear them behind `unit.` and name the unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.extractor.ledger import Ledger, Role
from services.extractor.reading.page import GridCell
from services.extractor.segment.grid_head import is_note
from services.extractor.segment.region import PlacedGrid, TableRegion
from services.extractor.tables import fixed_rows
from services.extractor.tables.draft import DraftRow, DraftTable, PrintedAmount
from services.extractor.tables.header_grid import header_paths, is_number_row
from services.extractor.tables.header_matrix import CellMatrix
from services.extractor.tables.header_words import CHANGE, PREVIOUS, letters, years_of
from services.extractor.tables.publish import unit_of
from services.extractor.tables.side_row import piece_of, place_of, union
from shared.layout import Axis, FixedRow, Layout, SideDef, TableDef
from shared.layout.label import normalise, words
from shared.model.money import Unit, looks_like_amount, parse_amount
from shared.model.place import Place
from shared.model.table import Column, RowKind

_LEAST_ITEMS = 3
_LEAST_BEGINNING = 4
"""Characters of a label that are enough to tell it from the others."""
_YEAR = re.compile(r"^(20\d\d)年")
_BEFORE = re.compile(r"上年|去年|上一年")
_DIFFERENCE = re.compile(r"增减|比上年|较上年|变化|变动")
_RATE = re.compile(r"率|%|幅度")
_SUM = frozenset({"小计", "合计", "总计"})
_ALL, _TOTAL = "all", "total"
_OF_UNIT = "unit."


@dataclass(frozen=True, slots=True)
class _Item:
    """What a column holds: an item by its code and printed name, and the key of the amounts."""

    code: str
    label: str
    key: str


@dataclass(slots=True)
class _Line:
    """One printed line: who it is for, and its amounts by column."""

    unit: str
    time: str
    column: str
    """The key of the amounts where the line itself names it (预算数, 决算数); else empty."""
    is_total: bool
    group: int
    """The number of the line that names the unit first."""
    place: Place
    cells: list[tuple[_Item, PrintedAmount]] = field(default_factory=list)


def is_across(region: TableRegion, definition: TableDef) -> bool:
    """Tell whether the columns of a region's first grid are prescribed rows of its table."""
    if len(definition.sides) != 1 or definition.sides[0].axis is not Axis.FIXED or not region.grids:
        return False
    placed = region.grids[0]
    matrix = CellMatrix(placed.grid)
    paths = header_paths(matrix, _header_end(matrix, placed.head.row_count))
    items = [item for item in _items(paths, definition.sides[0]) if item is not None]
    return len({item.code for item in items}) >= _LEAST_ITEMS


def rows_across(region: TableRegion, definition: TableDef, layout: Layout, ledger: Ledger) -> DraftTable:
    """Read a region whose columns are prescribed rows, accounting for every number that is used."""
    side = definition.sides[0]
    table = DraftTable(definition, region)
    unit = unit_of(table, layout)
    items: list[_Item | None] = []
    printed: dict[_Item, None] = {}
    lines: list[_Line] = []
    for placed in region.grids:
        matrix = CellMatrix(placed.grid)
        header = _header_end(matrix, placed.head.row_count)
        paths = header_paths(matrix, header)
        found = _items(paths, side)
        if any(found) or len(items) != len(found):
            items = found
            printed |= dict.fromkeys(item for item in items if item is not None)
            table.header = table.header or [
                Column(key=item.key if item else None, label="/".join(path))
                for item, path in zip(items, paths, strict=True)
            ]
        _account(placed, header, unit, ledger)
        for row in range(header, placed.grid.row_count):
            cells = [cell for cell in matrix.starting(row) if cell.text.strip()]
            if len(cells) == 1 and is_note(cells[0].text, layout):
                _take_note(region, cells[0], layout)
            elif cells:
                lines.append(_line(placed, cells, items, side, lines, amount_unit=unit))
    table.rows = _rows(lines, list(printed))
    return table


def _header_end(matrix: CellMatrix, head: int) -> int:
    """Give the first row with an amount; of a blank table the first row without words that no merged cell enters."""
    for row in range(head, matrix.grid.row_count):
        texts = [normalise(cell.text) for cell in matrix.starting(row)]
        if is_number_row(matrix, row):
            continue
        spanned = any(
            cell is not None and cell.row < row
            for column in range(matrix.grid.column_count)
            for cell in (matrix.at(row, column),)
        )
        if any(map(looks_like_amount, texts)) or (not any(texts) and not spanned):
            return row
    return matrix.grid.row_count


def _items(paths: Sequence[Sequence[str]], side: SideDef) -> list[_Item | None]:
    """Give the item of each column, None for those that name the lines."""
    newest = max(years_of(paths), default=0)
    items = [_item(path, side, newest) for path in paths]
    if any(item and item.code == _TOTAL and "三公" in item.label for item in items):
        # 合计 beside a sum of 三公 is the sum of everything that the table lists.
        items = [
            _Item(_ALL, item.label, item.key)
            if item and item.code == _TOTAL and "三公" not in item.label
            else item
            for item in items
        ]
    return items


def _item(path: Sequence[str], side: SideDef, newest: int) -> _Item | None:
    if not path:
        return None
    key = _time(path, newest) + _key(path, side)
    for place in range(len(path) - 1, -1, -1):
        row = _row_of(path[place], side)
        if row is not None and row.code != _TOTAL:
            return _Item(row.code, path[place], key)
    if any("三公" in text for text in path):
        return _Item(_TOTAL, "/".join(text for text in path if "三公" in text), key)
    is_sum = any(letters(text) in _SUM for text in path)
    return _Item(_TOTAL, next(text for text in path if letters(text) in _SUM), key) if is_sum else None


def _row_of(text: str, side: SideDef) -> FixedRow | None:
    """Give the prescribed row that a header cell names; a cell too narrow for its words names it by their beginning."""
    for name in (letters(text), text):
        found = next((row for row in side.rows if fixed_rows.matches(name, row)), None)
        if found is not None:
            return found
    if len(words(text)) < _LEAST_BEGINNING:
        return None
    return next((row for row in side.rows if fixed_rows.opens(text, [row])), None)


def _key(path: Sequence[str], side: SideDef) -> str:
    """Give the key of the column whose label stands lowest in a path, else that of the first column."""
    for text in reversed(path):
        for column in side.columns[1:]:
            if letters(text) in {letters(label) for label in column.labels}:
                return column.key
    return side.columns[0].key


def _time(texts: Sequence[str], newest: int) -> str:
    if any(_DIFFERENCE.search(text) for text in texts):
        return CHANGE
    years = [int(match.group(1)) for text in texts if (match := _YEAR.match(words(text)))]
    is_before = bool(years) and max(years) < newest
    return PREVIOUS if is_before or any(_BEFORE.search(text) for text in texts) else ""


def _line(
    placed: PlacedGrid,
    cells: Sequence[GridCell],
    items: Sequence[_Item | None],
    side: SideDef,
    before: Sequence[_Line],
    *,
    amount_unit: Unit,
) -> _Line:
    """Read one printed line. A line without a unit's name goes on the unit above it, as the years of one unit do."""
    names: list[str] = []
    amounts: list[tuple[_Item, PrintedAmount]] = []
    for cell in cells:
        item = items[cell.column] if cell.column < len(items) else None
        value = parse_amount(cell.text, amount_unit)
        if item is None:
            names.append(normalise(cell.text))
        elif value is not None:
            piece = piece_of(placed, cell)
            amounts.append(
                (item, PrintedAmount(normalise(cell.text), value, place_of([piece]), (piece.span,)))
            )
    times = [name for name in names if _YEAR.match(name) or _DIFFERENCE.search(name) or _BEFORE.search(name)]
    column = next((key for name in names if (key := _column_of(name, side))), "")
    if any(_RATE.search(name) for name in times):
        amounts = []
    units = [n for n in names if n not in times and not n.isdigit() and not _column_of(n, side)]
    goes_on = bool(before and (times or column)) and (not units or units[0] == before[-1].unit)
    unit = before[-1].unit if goes_on else next(iter(units), "")
    group = before[-1].group if goes_on else len(before)
    first = [cell.box for cell in cells if placed.key_of(cell)[0] == placed.grid.page]
    place = Place(page=placed.grid.page, box=union(first))
    return _Line(unit, "/".join(times), column, words(unit) in side.total_labels, group, place, amounts)


def _column_of(name: str, side: SideDef) -> str:
    """Give the key of the column that a line is called after, with 上年 before it or without; else nothing."""
    if words(name) in side.total_labels:
        return ""
    told = letters(_BEFORE.sub("", words(name)).removeprefix("本年"))
    found = (column for column in side.columns if told in {letters(label) for label in column.labels})
    return next((column.key for column in found), "") if len(side.columns) > 1 else ""


def _rows(lines: Sequence[_Line], items: Sequence[_Item]) -> list[DraftRow]:
    """Give the rows of every unit, one for each item that the header names, blank or not."""
    newest = max((int(match.group(1)) for line in lines if (match := _YEAR.match(line.time))), default=0)
    groups = list(dict.fromkeys(line.group for line in lines))
    rows: list[DraftRow] = []
    for group in groups:
        own = [line for line in lines if line.group == group]
        unit = None if own[0].is_total or len(groups) == 1 else own[0].unit
        drafts: dict[str, DraftRow] = {}
        for item in items:
            drafts.setdefault(item.code, _row(item, own[0].place, unit))
        for line in own:
            for item, amount in line.cells:
                row = drafts[item.code]
                row.amounts.append(amount)
                key = line.column or item.key
                row.columns.append(_time([line.time], newest) + key if line.time else key)
        rows += drafts.values()
    for number, row in enumerate(rows, start=1):
        row.row_no = number
    return rows


def _row(item: _Item, place: Place, unit: str | None) -> DraftRow:
    code = item.code if unit is None else _OF_UNIT + item.code
    kind = RowKind.TOTAL if code == _TOTAL else RowKind.LINE
    label = item.label if unit is None else f"{unit}/{item.label}"
    return DraftRow(0, 0, code, label, kind, place, unit_name=unit)


def _account(placed: PlacedGrid, header: int, unit: Unit, ledger: Ledger) -> None:
    for cell in placed.grid.cells:
        key = placed.key_of(cell)
        if cell.row < header:
            ledger.account_all(key, Role.HEADING if cell.row < placed.head.row_count else Role.HEADER)
        else:
            is_amount = parse_amount(cell.text, unit) is not None
            if is_amount or not looks_like_amount(cell.text):
                ledger.account_all(key, Role.CELL if is_amount else Role.LABEL)


def _take_note(region: TableRegion, cell: GridCell, layout: Layout) -> None:
    label = normalise(cell.text)
    if any(mark in label for mark in layout.empty_sentences):
        region.empty_sentence = (region.empty_sentence or "") + label
