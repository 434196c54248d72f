"""Texts of indicator cells."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extractor.performance.cell_text import (
    Shape,
    is_balanced,
    normalise_target,
    parse_weight,
    shape,
)


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("＞=40册", ">=40册"),
        ("≥95％", ">=95%"),
        ("＜＝7.5万元", "<=7.5万元"),
        ("=<3天", "<=3天"),
        ("＝１２次", "=12次"),
        (">20人", ">20人"),
        ("持续改善", "持续改善"),
        ("（试行）完成", "（试行）完成"),
    ],
)
def test_operators_and_figures_of_a_target_have_one_form(printed: str, normal: str) -> None:
    assert normalise_target(printed) == normal


@given(
    st.sampled_from((">=", "＞=", "＞＝", "≥", "<=", "＜=", "≤", "=", "＝", ">", "＜")),
    st.decimals(min_value=0, max_value=99999, places=2),
    st.sampled_from(("", "%", "％", "册", "万元/辆")),
)
def test_a_measured_target_keeps_its_number_and_gets_one_operator(
    sign: str, value: Decimal, unit: str
) -> None:
    normal = normalise_target(f"{sign}{value}{unit}")
    assert normalise_target(normal) == normal
    assert normal.startswith((">=", "<=", "=", ">", "<"))
    assert normal.lstrip("<>=") == f"{value}{unit}".replace("％", "%")
    assert shape(normal)[:2] == (Shape.MEASURED, True)


@pytest.mark.parametrize(
    ("target", "looks", "has_operator", "unit"),
    [
        (">=40册", Shape.MEASURED, True, "册"),
        ("=100%", Shape.MEASURED, True, "%"),
        ("1,200人次", Shape.MEASURED, False, "人次"),
        ("90%-95%", Shape.MEASURED, False, "%"),
        ("<=5万元/辆", Shape.MEASURED, True, "万元/辆"),
        ("=2025年11月", Shape.DATE, True, ""),
        ("2025年11月底前", Shape.DATE, False, ""),
        ("有效提升", Shape.WORDS, False, ""),
        ("每季度3次以上2遍", Shape.OTHER, False, ""),
    ],
)
def test_what_a_target_looks_like(target: str, looks: Shape, has_operator: bool, unit: str) -> None:
    assert shape(target) == (looks, has_operator, unit)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("15", Decimal(15)),
        ("7.5", Decimal("7.5")),
        ("20%", Decimal(20)),
        ("8分", Decimal(8)),
        ("101", None),
        ("2025", None),
        ("十", None),
        ("5人", None),
    ],
)
def test_a_weight_is_points_of_a_hundred(printed: str, value: Decimal | None) -> None:
    assert parse_weight(printed) == value


@pytest.mark.parametrize(
    ("text", "balanced"),
    [
        ("经费（万元）", True),
        ("经费(万元）", True),
        ("《“十五五”规划》", True),
        ("经费（万", False),
        ("元）", False),
        ("（《规划）》", False),
    ],
)
def test_brackets_close_in_order(text: str, balanced: bool) -> None:
    assert is_balanced(text) is balanced
