"""Amounts as accountants dress them: brackets, signs, currency, the unit behind each; and what is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extractor.tables.numerals import is_numeric
from shared.model.document import ObservationKind
from shared.model.money import Unit, looks_like_amount, parse_amount
from tests.unit.tables.test_rows_from_grids import HEADER, cells, grid, plain, read

AMOUNTS = st.decimals(min_value=0, max_value=10**10, places=2, allow_nan=False, allow_infinity=False)
FULL_WIDTH = str.maketrans("0123456789,.()+-¥", "０１２３４５６７８９，．（）＋－￥")


@given(AMOUNTS, st.sampled_from(["", "¥", "¥ "]), st.booleans())
def test_brackets_are_a_minus_and_currency_changes_nothing(value: Decimal, sign: str, wide: bool) -> None:
    plain_form, bracketed = f"{sign}{value:,.2f}", f"({sign}{value:,.2f})"
    if wide:
        plain_form, bracketed = plain_form.translate(FULL_WIDTH), bracketed.translate(FULL_WIDTH)
    assert parse_amount(plain_form) == value
    assert parse_amount(bracketed) == -value


@given(AMOUNTS, st.sampled_from(["+", "＋"]))
def test_a_plus_changes_nothing(value: Decimal, sign: str) -> None:
    assert parse_amount(f"{sign}{value}") == value
    assert is_numeric(f"{sign}{value}")


@given(AMOUNTS, st.sampled_from(Unit), st.sampled_from(Unit))
def test_the_unit_behind_an_amount_must_be_its_tables(value: Decimal, stated: Unit, unit: Unit) -> None:
    printed = f"{value:,.2f}{stated}"
    assert parse_amount(printed) is None
    assert parse_amount(printed, unit) == (value if stated is unit else None)
    assert parse_amount(f"{value:,.2f}", unit) == value
    assert looks_like_amount(printed)


@given(st.from_regex(r"[(（\[【](?:[1-9]|[12]\d|2\d{2}|2\d{4}|2\d{6}|\d\.\d)[)）\]】]", fullmatch=True))
def test_numbers_of_lists_and_codes_in_brackets_are_no_amounts(printed: str) -> None:
    assert not looks_like_amount(printed)
    assert all(parse_amount(printed, unit) is None for unit in Unit)


@pytest.mark.parametrize(
    "printed", ["12.5%", "12.5％", "(-1.00)", "((1.00))", "(1.00", "1.00)", "¥", "+", "元", "++1"]
)
def test_what_is_no_amount_stays_none(printed: str) -> None:
    assert parse_amount(printed, Unit.YUAN) is None


def table(*amounts: str) -> list[str]:
    return ["201", "03", "01", "行政运行", *amounts]


def test_dressed_amounts_of_a_ruled_table_are_read_and_kept_as_printed() -> None:
    rows = plain(
        table("（1,234.50）", "(1,234.50)", "—"),
        table("¥1.00", "￥ 1.00", "--"),
        table("+12.50", "＋12.50", "／"),
        table("1,234.50万元", "1,234.50 万元", "无"),
        start=2,
    )
    draft, observations, unaccounted = read("T3", grid(1, HEADER + rows))
    assert [[amount.value for amount in row.amounts] for row in draft.rows] == [
        [Decimal("-1234.50")] * 2,
        [Decimal("1.00")] * 2,
        [Decimal("12.50")] * 2,
        [Decimal("1234.50")] * 2,
    ]
    assert [row[2]["total"] for row in cells(draft)] == ["（1,234.50）", "¥1.00", "+12.50", "1,234.50万元"]
    assert observations == []
    assert unaccounted == []


@pytest.mark.parametrize(
    ("printed", "why"),
    [("12.00元", "another unit than its table (万元)"), ("12.5%", "no amount"), ("（1）", "no amount")],
)
def test_what_stands_for_another_thing_is_told(printed: str, why: str) -> None:
    draft, observations, _ = read("T3", grid(1, HEADER + plain(table("10.00", "10.00", printed), start=2)))
    assert [row[2] for row in cells(draft)] == [{"total": "10.00", "basic": "10.00"}]
    (told,) = observations
    assert told.kind is ObservationKind.NUMBER_BROKEN
    assert why in told.detail


def test_codes_and_numbers_in_brackets_stay_what_they_are() -> None:
    header = [(0, 0, 1, 1, "序号"), (0, 1, 1, 1, "科目编码"), (0, 2, 1, 1, "科目名称"), (0, 3, 1, 1, "合计")]
    rows = plain(["（1）", "[2010301]", "行政运行", "5.00"], ["（2）", "[2010302]", "事务", "7.00"], start=1)
    draft, observations, _ = read("T3", grid(1, header + rows))
    assert [(row[0], row[2]) for row in cells(draft)] == [
        ("2010301", {"total": "5.00"}),
        ("2010302", {"total": "7.00"}),
    ]
    assert observations == []
