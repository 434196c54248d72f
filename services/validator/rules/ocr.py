"""Figures that were read from pictures: each must be confirmed by arithmetic, or it is an error.

OCR takes a 3 for an 8 without a word, and the same picture for the same wrong figure each time: a total and its one
addend, both misread alike, are equal. A figure is confirmed where it takes part in an equation that holds between
different amounts, or with an amount that is confirmed or was not read by OCR; or where the narrative states it. One
with fewer decimals than its table prints has lost some, and is confirmed by nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal

from services.validator.rules.check import Check, Message, Spot, broken, held
from services.validator.rules.narrative import agrees
from services.validator.rules.relations import Judged, RelationResult
from services.validator.rules.statements import StatementFinder
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.model.finding import Fault, Outcome
from shared.model.place import Place, ReadBy
from shared.model.table import Cell, Row, Table
from shared.rulebook.equation import CellRef, Comparison

RULE = "extraction.ocr_unconfirmed"
_OCR = ReadBy.OCR
_NEARLY_ALL = 0.7
"""So large a share of a table's amounts has the usual number of decimals, where the form fixes it."""
_TOLD = 20
"""Figures of one table that get a finding of their own; a table with more is misread as a whole."""


def ocr_checks(view: DocumentView, result: RelationResult, finder: StatementFinder) -> Iterator[Check]:
    """Check every table of which figures were read by OCR."""
    tables = [table for table in view.document.tables if _recognised(table)]
    confirmed = confirmed_cells(view, result, finder) if tables else frozenset()
    for table in tables:
        # Of a table that is printed twice only the first is compared with anything.
        is_compared = view.tables[table.table_id] is table
        yield from _checks(view, table, confirmed if is_compared else frozenset())


def confirmed_cells(
    view: DocumentView, result: RelationResult, finder: StatementFinder
) -> frozenset[CellRef]:
    """Give the printed cells that an equation with another printed cell confirms, or the narrative."""
    cut_short = _cut_short(view.document.tables)
    held_equal = (
        (judged, _printed(view, judged))
        for judged in result.judged
        if judged.outcome is Outcome.HELD and judged.equation.comparison is Comparison.EQUAL
    )
    equations = [
        printed
        for judged, printed in held_equal
        if len(printed) > 1 and not cut_short & printed.keys() and _is_close(judged, printed.values())
    ]
    found: set[CellRef] = set()
    for claim in view.document.claims:
        terms = finder.find(claim).terms
        if claim.amount and terms and agrees(view, claim, claim.amount, terms):
            found |= {term.cell for term in terms if term.cell not in cut_short}
    for printed in equations:
        amounts = {cell.value for cell in printed.values() if cell.value}
        if len(amounts) != 1 or any(cell.read_by is ReadBy.TEXT for cell in printed.values()):
            found |= printed.keys()
    return _with_equals(found, [printed.keys() for printed in equations])


def _printed(view: DocumentView, judged: Judged) -> dict[CellRef, Cell]:
    cells = ((ref, view.cell(ref)) for ref in judged.equation.cells())
    return {ref: cell for ref, cell in cells if cell is not None}


def _is_close(judged: Judged, printed: Iterable[Cell]) -> bool:
    """Tell whether the sides differ by no more than one in the last decimal, however many are added up.

    A tolerance that grows with the number of addends has room for a misread last figure.
    """
    decimals = min(_decimals(cell) for cell in printed)
    return abs(judged.difference) <= Decimal(1).scaleb(-decimals)


def _with_equals(found: set[CellRef], equations: Sequence[AbstractSet[CellRef]]) -> frozenset[CellRef]:
    """Give the confirmed cells with those that an equation holds equal to one of them, and so on."""
    left = [cells for cells in equations if not cells <= found]
    while touched := [cells for cells in left if cells & found]:
        found = found.union(*touched)
        left = [cells for cells in left if not cells <= found]
    return frozenset(found)


def _cut_short(tables: Iterable[Table]) -> frozenset[CellRef]:
    """Give the cells read by OCR with fewer decimals than nearly all amounts of their table."""
    found: set[CellRef] = set()
    for table in tables:
        cells = [(row, cell) for row in table.rows for cell in row.cells]
        counts = Counter(_decimals(cell) for _, cell in cells)
        usual, times = counts.most_common(1)[0] if counts else (0, 0)
        if times >= _NEARLY_ALL * len(cells):
            found |= {
                CellRef(table.table_id, row.row_no, cell.column_key)
                for row, cell in cells
                if cell.read_by is _OCR and cell.value and _decimals(cell) < usual
            }
    return frozenset(found)


def _decimals(cell: Cell) -> int:
    return len(cell.printed.strip().rpartition(".")[2]) if "." in cell.printed else 0


def _recognised(table: Table) -> list[tuple[Row, Cell]]:
    return [(row, cell) for row in table.rows for cell in row.cells if cell.read_by is _OCR]


def _checks(view: DocumentView, table: Table, confirmed: frozenset[CellRef]) -> Iterator[Check]:
    doubtful: list[tuple[Row, Cell]] = []
    for row, cell in _recognised(table):
        if CellRef(table.table_id, row.row_no, cell.column_key) in confirmed:
            yield held(RULE)
        else:
            doubtful.append((row, cell))
    for row, cell in doubtful[:_TOLD]:
        spot = Spot(table.table_id, row.row_code, row.row_label, cell.column_key, cell.place)
        yield broken(RULE, _message(view, table, row, cell), spot=spot, fault=Fault.EXTRACTION)
    rest = len(doubtful) - _TOLD
    if rest > 0:
        place = Place(page=doubtful[_TOLD][1].place.page)
        message = Message(
            f"{rest} more amounts of {table.table_id}, from page {place.page} on, were read by OCR, and nothing "
            "confirms them: compare the table with the print",
            f"{title_of(view, table.table_id)}从第{place.page}页起另有{rest}个金额由光学识别读出，"
            "没有印证，请与原页核对",
        )
        yield broken(RULE, message, spot=Spot(table_id=table.table_id, place=place), fault=Fault.EXTRACTION)


def _message(view: DocumentView, table: Table, row: Row, cell: Cell) -> Message:
    page = cell.place.page
    return Message(
        f"{table.table_id} row “{row.row_label}” on page {page}: {cell.printed} was read by OCR, "
        "and no equation that holds confirms it: compare it with the page",
        f"第{page}页{title_of(view, table.table_id)}“{row.row_label}”行的{cell.printed}由光学识别读出，"
        "没有印证，请与原页核对",
    )
