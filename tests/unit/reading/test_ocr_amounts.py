"""Amounts as OCR writes them: what can be meant by one shape alone is made that, everything else stays."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extractor.reading.ocr_amounts import amount_as_printed


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("1,234．56", "1,234.56"),
        ("1，234.56", "1,234.56"),
        ("1.234.56", "1,234.56"),
        ("1,234,56", "1,234.56"),
        ("1, 234. 56", "1,234.56"),
        ("1,2O4.5l", "1,204.51"),
        ("O.50", "0.50"),
        ("—12。30", "-12.30"),
        ("12345,67", "12345.67"),
        ("12.345.678", "12,345,678"),
        ("1,234,S67", "1,234,567"),
    ],
)
def test_an_amount_is_written_as_it_is_printed(read: str, meant: str) -> None:
    assert amount_as_printed(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "合计",
        "2010301",
        "B0201",
        "1,234",
        "1.234",
        "3.5%",
        "2026.1.1",
        "12 3",
        "lO.SS",
        "20,1153.75",
        "第1页",
        "-",
        "",
    ],
)
def test_what_is_no_amount_or_may_be_another_stays(text: str) -> None:
    assert amount_as_printed(text) == text


@given(st.decimals(min_value=Decimal("-9999999.99"), max_value=Decimal("9999999.99"), places=2))
def test_an_amount_that_was_read_well_stays(value: Decimal) -> None:
    for printed in (f"{value:,.2f}", f"{value:.2f}", f"{int(value):,d}"):
        assert amount_as_printed(printed) == printed
