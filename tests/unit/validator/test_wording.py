"""How findings put what they found: true to the print, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.validator.rules.check import quoted
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import column_zh
from shared.model.finding import Outcome, Severity
from shared.model.table import Row
from tests.typeset.generate import generate
from tests.unit.validator.documents import (
    LAYOUT,
    assembled,
    changed,
    from_example,
    told,
    ungrouped,
    with_rows,
)
from tests.unit.validator.test_relations import with_open_amount

LOUD = (Severity.ERROR, Severity.WARNING)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("“财政拨款“三公”经费”为2.00", "“财政拨款‘三公’经费”为2.00"),
        ("““住房公积金””为2.00，““三公”经费”为1.00", "“‘住房公积金’”为2.00，“‘三公’经费”为1.00"),
        ("“公务接待费”为2.00，“会议费”为1.00", "“公务接待费”为2.00，“会议费”为1.00"),
        ("“公务“接待费”为2.00", "“公务“接待费”为2.00"),
        ("“公务”接待费”“为2.00", "“公务”接待费”“为2.00"),
    ],
)
def test_a_quotation_within_a_quotation_has_single_marks(text: str, shown: str) -> None:
    """Where the document leaves one open, it is told as printed."""
    assert quoted(text) == quoted(shown) == shown


def test_columns_of_the_year_before_and_of_the_change_have_names() -> None:
    view = DocumentView(assembled(generate(2)), LAYOUT)
    assert column_zh(view, "T10", "previous.total") == "上年合计"
    assert column_zh(view, "T10", "change.total") == "比上年增减：合计"


def test_a_blank_cell_is_not_told_as_a_printed_zero() -> None:
    document = assembled(generate(3, carryover=False, rounding=False))
    total = next(
        row
        for table in document.tables
        if table.table_id == "T1"
        for row in table.rows
        if row.row_code == "total"
    )
    printed = next(cell.value for cell in total.cells if cell.column_key == "income")

    def blanked(row: Row) -> Row:
        kept = tuple(cell for cell in row.cells if cell.column_key != "income")
        return replace(row, cells=kept) if row.row_code == "total" else row

    (finding,) = told(changed(document, "T1", lambda table: with_rows(table, blanked)), *LOUD)
    assert f"is blank, {printed:,.2f} is expected" in finding.message
    assert f"为空，疑应为{printed:,.2f}" in finding.message_zh


def test_where_amounts_fit_nowhere_no_figure_is_claimed_to_be_printed() -> None:
    """An open amount may stand in either column, and the sums hold with neither."""
    example = {
        "T3": {
            "2010301": {"total": "3.00", "basic": "2.00", "project": "1.00"},
            "total": {"total": "3.00"},
        }
    }
    document = changed(
        from_example(example), "T3", lambda table: with_open_amount(table, "total", "basic", "project")
    )
    basic, project = ungrouped(document, "within.T3.column_total")
    assert {(one.outcome, one.expected, one.actual) for one in (basic, project)} == {
        (Outcome.BROKEN, None, None)
    }
    assert "differ by 2.00 wan yuan or more, in whichever columns" in basic.message
    assert "至少相差1.00万元" in project.message_zh


@pytest.mark.parametrize(
    ("expenditure", "said", "said_zh"),
    [
        (
            "",
            "column income is 9.00, but T1 row total column expenditure is blank; difference",
            "为空白，相差",
        ),
        ("8.00", "but T1 row total column expenditure is 8.00 wan yuan; difference", "为8.00万元，相差"),
    ],
)
def test_a_comparison_tells_a_blank_from_a_number(expenditure: str, said: str, said_zh: str) -> None:
    document = from_example({"T1": {"total": {"income": "9.00", "expenditure": expenditure}}})
    (finding,) = ungrouped(document, "within.T1.balance")
    assert said in finding.message
    assert said_zh in finding.message_zh


def test_what_exceeds_its_limit_is_told_as_a_sentence() -> None:
    document = from_example(
        {"T6": {"30217": {"total": "5.00"}}, "T10": {"reception": {"general_public": "4.00"}}}
    )
    (finding,) = ungrouped(document, "between.T6_T10.reception")
    assert "more than T10 row reception column general_public, which is 4.00 wan yuan; " in finding.message
    assert "栏为5.00，大于财政拨款“三公”经费支出情况表（T10）" in finding.message_zh
