"""Figures that were read from pictures: each must be confirmed by arithmetic, or it is an error.

OCR takes a 3 for an 8 without a word. A figure is confirmed where it takes part in an equation that holds and in which
another amount is printed, or where the narrative states it. What is confirmed by nothing may be misread.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.validator.rules.check import Check, Message, Spot, broken, held
from services.validator.rules.narrative import agrees
from services.validator.rules.relations import RelationResult
from services.validator.rules.statements import StatementFinder
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.model.finding import Fault, Outcome
from shared.model.place import Place, ReadBy
from shared.model.table import Cell, Row, Table
from shared.rulebook.equation import CellRef, Comparison

RULE = "extraction.ocr_unconfirmed"
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
    found: set[CellRef] = set()
    for judged in result.judged:
        if judged.outcome is Outcome.HELD and judged.equation.comparison is Comparison.EQUAL:
            printed = {ref for ref in judged.equation.cells() if view.cell(ref) is not None}
            found |= printed if len(printed) > 1 else set()
    for claim in view.document.claims:
        terms = finder.find(claim).terms
        if claim.amount and terms and agrees(view, claim, claim.amount, terms):
            found |= {term.cell for term in terms}
    return frozenset(found)


def _recognised(table: Table) -> list[tuple[Row, Cell]]:
    return [(row, cell) for row in table.rows for cell in row.cells if cell.read_by is ReadBy.OCR]


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
        message = Message(
            f"{rest} more amounts of {table.table_id} were read by OCR, and nothing confirms them",
            f"{title_of(view, table.table_id)}另有{rest}个金额由光学识别读出，没有印证",
        )
        place = Place(page=doubtful[_TOLD][1].place.page)
        yield broken(RULE, message, spot=Spot(table_id=table.table_id, place=place), fault=Fault.EXTRACTION)


def _message(view: DocumentView, table: Table, row: Row, cell: Cell) -> Message:
    page = cell.place.page
    return Message(
        f"{table.table_id} row “{row.row_label}” on page {page}: {cell.printed} was read by OCR, "
        "and no equation that holds confirms it",
        f"第{page}页{title_of(view, table.table_id)}“{row.row_label}”行的{cell.printed}由光学识别读出，没有印证",
    )
