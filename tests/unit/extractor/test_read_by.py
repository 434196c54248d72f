"""Figures are marked by the page they stand on."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from services.extractor.read_by import marked, marked_figures, marked_plans
from services.extractor.reading import Line, Page
from shared.model.money import Unit
from shared.model.narrative import Claim, Figure
from shared.model.performance import Indicator, PerformancePlan, PlanAmount, PlanKind
from shared.model.place import Box, Place, ReadBy
from shared.model.table import Cell, Row, RowKind, Table


def page(number: int, read_by: ReadBy) -> Page:
    return Page(number=number, width=None, height=None, lines=(), read_by=read_by)


def row(number: int, page_number: int) -> Row:
    place = Place(page=page_number)
    cell = Cell(column_key="total", printed="1.00", value=Decimal("1.00"), place=place)
    return Row(
        row_no=number, row_kind=RowKind.LINE, row_code="", row_label="合计", place=place, cells=(cell,)
    )


def test_in_a_table_over_two_pages_only_the_figures_of_the_picture_are_marked() -> None:
    table = Table(
        table_id="T3",
        title=None,
        unit=Unit.WAN_YUAN,
        amount_unit=Unit.WAN_YUAN,
        first_page=4,
        last_page=5,
        rows=(row(1, 4), row(2, 5)),
    )
    (result,) = marked((table,), (page(4, ReadBy.TEXT), page(5, ReadBy.OCR)))
    assert [cell.read_by for one in result.rows for cell in one.cells] == [ReadBy.TEXT, ReadBy.OCR]
    assert marked((table,), (page(4, ReadBy.TEXT), page(5, ReadBy.TEXT))) == (table,)


def test_of_a_page_with_a_recognised_picture_only_what_stands_there_is_marked() -> None:
    above, below = Box(x0=10, top=10, x1=90, bottom=20), Box(x0=10, top=60, x1=90, bottom=70)
    mixed = replace(page(4, ReadBy.TEXT), recognised=(Line("合计", page=4, box=below),))
    figures = tuple(
        Figure(
            figure_key="staff.serving", value=Decimal(3), unit="人", quote="", place=Place(page=4, box=box)
        )
        for box in (above, below, None)
    )
    assert [figure.read_by.value for figure in marked_figures(figures, (mixed,))] == ["text", "ocr", "ocr"]


PAGES = (page(4, ReadBy.TEXT), page(5, ReadBy.OCR))


def test_what_sentences_state_is_marked_by_its_page() -> None:
    claims = tuple(
        Claim(
            claim_no=number, section="", section_key=None, subject="", quote="", place=Place(page=number + 3)
        )
        for number in (1, 2)
    )
    figures = (
        Figure(figure_key="staff.serving", value=Decimal(3), unit="人", quote="", place=Place(page=5)),
    )
    assert [claim.read_by for claim in marked_figures(claims, PAGES)] == [ReadBy.TEXT, ReadBy.OCR]
    assert [figure.read_by for figure in marked_figures(figures, PAGES)] == [ReadBy.OCR]


def test_amounts_and_indicators_of_performance_tables_are_marked_by_their_page() -> None:
    plan = PerformancePlan(
        plan_no=1,
        plan_kind=PlanKind.PROJECT,
        title="",
        plan_name="",
        amounts=(PlanAmount(amount_key="budget", printed="1", value=Decimal(1), place=Place(page=4)),),
        indicators=(Indicator(level3="站点", target="12个", place=Place(page=5)),),
        place=Place(page=4),
        last_page=5,
    )
    (result,) = marked_plans((plan,), PAGES)
    assert (result.amounts[0].read_by, result.indicators[0].read_by) == (ReadBy.TEXT, ReadBy.OCR)
