"""How records become table rows: the right table, the scale of the column, UTC, text that every database holds."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from services.loader.document_rows import DocumentRows
from services.loader.warehouse.migration import migrations
from services.loader.warehouse.rows import DOCUMENT_TABLES, MEASURE_DIGITS, MONEY_DIGITS, table_rows, utc
from shared.errors import ContractError
from shared.model.finding import Verdict
from tests.contract.warehouse.documents import claim, finding, line, rows, unreadable


def column(document: DocumentRows, table: str, name: str) -> list[Any]:
    (found,) = [each for each in table_rows(document) if each.table == table]
    return found.values[found.columns.index(name)]


@pytest.mark.parametrize(
    ("verdict", "table"),
    [
        (Verdict.ACCEPTED, "budget_line"),
        (Verdict.ACCEPTED_WITH_FINDINGS, "budget_line"),
        (Verdict.QUARANTINED, "quarantined_line"),
    ],
)
def test_the_verdict_says_where_the_lines_go(verdict: Verdict, table: str) -> None:
    tables = [each.table for each in table_rows(rows(verdict=verdict))]
    assert tables == [
        table, "claim", "performance_plan", "indicator", "disclosed_figure", "finding", "check_result",
    ]  # fmt: skip
    assert set(tables) <= set(DOCUMENT_TABLES)


def test_of_an_unreadable_document_only_what_the_checks_say_is_kept() -> None:
    document = dataclasses.replace(rows(), document=unreadable().document)
    assert [each.table for each in table_rows(document)] == ["finding", "check_result"]


def test_families_without_rows_are_left_out() -> None:
    assert list(table_rows(DocumentRows(document=rows().document))) == []


def test_amounts_get_the_two_decimals_of_their_column() -> None:
    document = rows(lines=(line(amount_yuan=Decimal("7E+4")), line(amount_yuan=Decimal("0.5"))))
    assert [str(value) for value in column(document, "budget_line", "amount_yuan")] == ["70000.00", "0.50"]


@pytest.mark.parametrize(
    "value", ["0.005", "1e18", "sNaN", "-Infinity", "99999999999999999999999999999999.5"]
)
def test_an_amount_that_does_not_fit_names_its_column_and_document(value: str) -> None:
    bad = claim().model_copy(update={"delta_yuan": Decimal(value)})
    with pytest.raises(ContractError, match="delta_yuan") as caught:
        list(table_rows(DocumentRows(document=rows().document, claims=(bad,))))
    assert rows().document.document_id in str(caught.value)
    assert "claim" in str(caught.value)


def test_a_share_without_end_is_rounded_half_to_even() -> None:
    thirds = DocumentRows(
        document=rows().document,
        claims=(claim(share_pct=Decimal(200) / 3), claim(share_pct=Decimal("0.0000005"))),
        findings=(finding(tolerance=None),),
    )
    assert column(thirds, "claim", "share_pct") == [Decimal("66.666667"), Decimal("0.000000")]
    assert column(thirds, "finding", "tolerance") == [None]


def test_the_digits_are_those_of_the_schema() -> None:
    """What is checked here is what the columns can hold."""
    with duckdb.connect() as connection:
        for migration in migrations("duckdb"):
            connection.execute(migration.sql)
        found = connection.execute(
            "SELECT column_name, data_type FROM duckdb_columns() "
            "WHERE data_type LIKE 'DECIMAL%' AND table_name IN (SELECT table_name FROM duckdb_tables())"
        ).fetchall()
    assert found
    for name, data_type in found:
        digits = MONEY_DIGITS if name.endswith("_yuan") else MEASURE_DIGITS[name]
        assert data_type == f"DECIMAL({digits[0]},{digits[1]})", name


def test_times_are_utc_without_a_zone() -> None:
    noon = dt.datetime(2025, 3, 1, 12)  # noqa: DTZ001 - the case
    assert utc(noon.replace(tzinfo=dt.timezone(dt.timedelta(hours=8)))) == noon.replace(hour=4)
    assert utc(noon) == noon
