"""Every number of a table page is seen and must be explained."""

from __future__ import annotations

from services.extractor.ledger import Ledger, Role, Span
from services.extractor.reading import Grid, GridCell, Line, Page
from shared.model.place import Box

BOX = Box(x0=0, top=0, x1=1, bottom=1)


def ruled(text: str) -> Page:
    """Give a page with one line and, below it, a grid of one cell."""
    cell = GridCell(0, 0, 1, 1, text, BOX)
    grid = Grid(1, BOX, 1, 1, (0.0, 1.0), (0.0, 1.0), (cell,))
    return Page(1, None, None, (Line("表 3", 1, BOX), Line(text, 1, BOX, in_grid=0)), (grid,))


def test_a_page_with_numbers_in_a_grid_is_a_table_page_though_nothing_read_it() -> None:
    ledger = Ledger.open([ruled("合计 5.00")])
    ledger.account_all((1, 0), Role.HEADING)
    (account,) = ledger.pages([ruled("合计 5.00")])
    assert account.is_table_page
    assert (account.numbers_seen, account.numbers_accounted) == (2, 1)
    assert [number.printed for number in account.unaccounted] == ["5.00"]


def test_a_page_without_numbers_in_its_grids_is_none_until_it_is_marked() -> None:
    (account,) = Ledger.open([ruled("合计")]).pages([ruled("合计")])
    assert not account.is_table_page
    assert not account.unaccounted


def test_a_number_keeps_the_first_role_and_a_span_accounts_for_what_it_touches() -> None:
    ledger = Ledger.open([ruled("1.00 2.00")])
    ledger.account(Span((1, 0, 0, 0), 0, 4), Role.CELL)
    ledger.account_all((1, 0, 0, 0), Role.NOTE)
    assert [number.role for number in ledger.numbers[1, 0, 0, 0]] == [Role.CELL, Role.NOTE]
