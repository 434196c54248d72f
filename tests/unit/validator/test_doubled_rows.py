"""A row printed twice, and a table in another unit than all others: noticed by themselves, whatever the sums say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from services.validator.rules.doubled_rows import doubled_row_checks
from services.validator.rules.identity import identity_checks
from services.validator.rules.view import DocumentView
from shared.model.finding import Outcome, Severity
from shared.model.money import Unit
from shared.model.table import Row
from tests.unit.validator.documents import LAYOUT, from_example

ROWS = {"201": {"total": "5.00"}, "20103": {"total": "5.00"}, "2010301": {"total": "5.00"}}


def checked(*codes: str, amounts: str = "5.00") -> list[str | None]:
    """The codes of the rows found doubled where the rows of these codes stand one below the other."""
    document = from_example({"T5": {code: {"total": "5.00"} for code in dict.fromkeys(codes)}})
    (table,) = document.tables
    by_code: dict[str, Row] = {row.row_code: row for row in table.rows}
    rows = []
    for number, code in enumerate(codes, start=1):
        again = code in codes[: number - 1]
        cells = by_code[code].cells
        if again:
            cells = tuple(replace(cell, value=Decimal(amounts)) for cell in cells)
        rows.append(replace(by_code[code], row_no=number, cells=cells))
    made = replace(document, tables=(replace(table, rows=tuple(rows)),))
    return [
        check.finding.row_code for check in doubled_row_checks(DocumentView(made, LAYOUT)) if check.finding
    ]


def test_a_class_printed_twice_running_is_found() -> None:
    assert checked("201", "201", "20103", "2010301") == ["201"]


def test_rows_of_several_units_and_rows_of_other_amounts_are_left_alone() -> None:
    assert checked("201", "20103", "2010301") == []
    assert checked("201", "20103", "201", "20103") == []
    assert checked("201", "201", "20103", "2010301", amounts="4.00") == []


def test_a_section_without_items_may_stand_for_its_item_too() -> None:
    assert checked("201", "20103", "2010301", "219", "21999", "21999") == []
    assert checked("201", "20103", "20103", "2010301") == ["20103"]


def units(value: str, unit: Unit, usual: Unit) -> list[tuple[str | None, Severity]]:
    """What is found where T10 with this amount prints one unit, and three other tables another."""
    tables = dict.fromkeys(("T2", "T3", "T5"), ROWS)
    document = from_example({**tables, "T10": {"total": {"total": value}}})
    made = replace(
        document,
        tables=tuple(
            replace(table, unit=own, amount_unit=own)
            for table in document.tables
            for own in [unit if table.table_id == "T10" else usual]
        ),
    )
    checks = identity_checks(DocumentView(made, LAYOUT))
    return [
        (check.finding.table_id, check.finding.severity)
        for check in checks
        if check.rule_id == "identity.unit" and check.finding and check.outcome is Outcome.BROKEN
    ]


def test_a_table_whose_unit_its_amounts_contradict_is_a_warning() -> None:
    assert units("4.20", Unit.YUAN, Unit.WAN_YUAN) == [("T10", Severity.WARNING)]
    assert units("42000", Unit.WAN_YUAN, Unit.YUAN) == [("T10", Severity.WARNING)]


def test_a_table_in_a_unit_of_its_own_that_fits_its_amounts_is_no_fault() -> None:
    assert units("42000", Unit.YUAN, Unit.WAN_YUAN) == [("T10", Severity.INFO)]
    assert units("0.00", Unit.WAN_YUAN, Unit.YUAN) == [("T10", Severity.INFO)]


def test_a_table_whose_amounts_others_print_just_so_is_in_their_unit() -> None:
    """Too large to contradict 元 by their size, but 46,000.12 and 8,000.50 stand in tables in 万元."""
    rows = {"total": {"total": "46000.12"}, "reception": {"total": "8000.50"}}
    document = from_example({"T10": rows, **dict.fromkeys(("T2", "T3", "T5"), rows)})
    made = replace(
        document,
        tables=tuple(
            replace(table, unit=unit, amount_unit=unit)
            for table in document.tables
            for unit in [Unit.YUAN if table.table_id == "T10" else Unit.WAN_YUAN]
        ),
    )
    found = [check.finding for check in identity_checks(DocumentView(made, LAYOUT)) if check.finding]

    assert [(one.table_id, one.severity) for one in found if one.rule_id == "identity.unit"] == [
        ("T10", Severity.WARNING)
    ]
