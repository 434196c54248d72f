"""One block of rows for each unit: the amounts of the units make those of the department, row by row.

Tables of the 三公 may print a line for each unit of the department, which is read as a block of rows named after the
unit. A row of the department is the sum of the same row of all units, where the table keeps that elsewhere
(`promised.py`). The department may stand among its units a second time, so that they make twice its amounts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from services.validator.rules.check import Check
from services.validator.rules.promised import Candidate, promised_checks, single_checks
from services.validator.rules.view import DocumentView
from shared.model.table import Row, Table
from shared.rulebook.equation import CellRef, Term

_UNITS, _BLOCK = "tables.units", "tables.unit"
_OF_UNIT = "unit."
"""How the code of a unit's row begins; the code of the department's row follows."""
_TOLD_TWICE = 2
_SUMS = {
    "total": ("abroad", "reception", "vehicle"),
    "vehicle": ("vehicle.purchase", "vehicle.operation"),
    "all": ("total", "meeting", "training"),
}
"""Code of a row → codes of the rows that may make it."""


def unit_block_checks(view: DocumentView) -> Iterator[Check]:
    """Check the blocks of units against the department's rows, and the sums within each block."""
    for table in view.tables.values():
        if not [row for row in table.rows if row.row_code.startswith(_OF_UNIT)]:
            continue
        rows = _by_code(table)
        yield from _units(view, table, rows)
        for whole, parts in _SUMS.items():
            candidates = list(_within(table, whole, parts))
            yield from promised_checks(view, _BLOCK, candidates)


def _by_code(table: Table) -> Mapping[str, Sequence[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        found[row.row_code].append(row)
    return found


def _units(view: DocumentView, table: Table, rows: Mapping[str, Sequence[Row]]) -> Iterator[Check]:
    """Check the sums over the units; where too few are printed for a promise, slips alone."""
    for times in (1, _TOLD_TWICE):
        checked = list(promised_checks(view, _UNITS, list(_over_units(table, rows, times))))
        yield from checked
        if checked:
            return
    alone = list(_over_units(table, rows, 1))
    if any(one.holds(view) and view.values.get(one.whole) for one in alone):
        yield from single_checks(view, _UNITS, alone)


def _over_units(table: Table, rows: Mapping[str, Sequence[Row]], times: int) -> Iterator[Candidate]:
    for name, units in rows.items():
        code = name.removeprefix(_OF_UNIT)
        if not name.startswith(_OF_UNIT) or len(rows.get(code, ())) != 1:
            continue
        for key in dict.fromkeys(cell.column_key for unit in units for cell in unit.cells):
            terms = tuple(Term(CellRef(table.table_id, unit.row_no, key)) for unit in units)
            yield Candidate(CellRef(table.table_id, rows[code][0].row_no, key), terms, times)


def _within(table: Table, whole: str, parts: Sequence[str]) -> Iterator[Candidate]:
    """Give the sums of every block: its rows follow each other, each code once."""
    block: dict[str, Row] = {}
    for row in (*table.rows, None):
        code = row.row_code.removeprefix(_OF_UNIT) if row is not None else ""
        is_unit = row is not None and row.row_code.startswith(_OF_UNIT)
        if not is_unit or code in block:
            yield from _sums(table, block, whole, parts)
            block = {}
        if is_unit and row is not None:
            block[code] = row


def _sums(table: Table, block: Mapping[str, Row], whole: str, parts: Sequence[str]) -> Iterator[Candidate]:
    present = [block[part] for part in parts if part in block]
    if whole not in block or not present:
        return
    rows = (block[whole], *present)
    for key in dict.fromkeys(cell.column_key for row in rows for cell in row.cells):
        terms = tuple(Term(CellRef(table.table_id, row.row_no, key)) for row in present)
        yield Candidate(CellRef(table.table_id, block[whole].row_no, key), terms)
