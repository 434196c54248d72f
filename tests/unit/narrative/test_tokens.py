"""Words and figures are told apart, and words that only sometimes carry meaning by what stands around them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extractor.narrative.tokens import Kind, tokenise


def kinds(text: str) -> list[tuple[Kind, str]]:
    """Give kind and text of each token."""
    return [(token.kind, token.text) for token in tokenise(text)]


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("1,303.17%", Kind.PERCENT, "1303.17", "%"),
        ("0万元", Kind.AMOUNT, "0", "万元"),
        ("2.5亿元", Kind.AMOUNT, "2.5", "亿元"),
        ("1240.55万元", Kind.AMOUNT, "1240.55", "万元"),
        ("830.00元", Kind.AMOUNT, "830.00", "元"),
        ("增加-5.00万元", Kind.AMOUNT, "-5.00", "万元"),
        ("车辆4辆", Kind.COUNT, "4", "辆"),
        ("面积12.50平方米", Kind.COUNT, "12.50", "平方米"),
        ("编制数10", Kind.NUMBER, "10", ""),
        ("2000人参加", Kind.COUNT, "2000", "人"),
    ],
)
def test_figures_have_value_and_unit(text: str, kind: Kind, value: str, unit: str) -> None:
    [token] = [token for token in tokenise(text) if token.value is not None]
    assert (token.kind, token.value, token.unit) == (kind, Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("50万元以上", Kind.THRESHOLD),
        ("100万元（含）以上", Kind.THRESHOLD),
        ("0.53万元/人", Kind.RATE),
        ("〔2031〕23号", Kind.REFERENCE),
        ("（2010801）", Kind.CODE),
        ("2031年1月", Kind.DATE),
        ("2031-2033年", Kind.DATE),
        ("2031-02-14", Kind.DATE),
        ("主要原因是：", Kind.REASON),
        ("增长的主要原因是", Kind.REASON),
        ("主要用于", Kind.PURPOSE),
    ],
)
def test_what_looks_like_a_figure_but_is_none(text: str, kind: Kind) -> None:
    assert kinds(text) == [(kind, text)]


def test_a_direction_is_one_only_before_a_figure() -> None:
    assert (Kind.DIRECTION, "增加") in kinds("比上年增加3.00万元")
    assert Kind.DIRECTION not in [kind for kind, _ in kinds("人员增加，经费减少设备2台")]


def test_a_template_that_was_not_filled_in_stays_as_printed() -> None:
    assert (Kind.DIRECTION, "下降（增长）") in kinds("下降（增长）2.00%")


def test_a_comparison_is_one_only_before_a_change() -> None:
    assert (Kind.COMPARE, "比2030年年初预算数") in kinds("比2030年年初预算数300.00万元减少5.00万元")
    assert Kind.COMPARE not in [kind for kind, _ in kinds("与2030年签订的合同")]
    assert kinds("与上年相比，支出增加3.00万元")[0] == (Kind.COMPARE, "与上年相比")


def test_a_share_is_one_only_before_a_percentage() -> None:
    assert (Kind.SHARE, "占") in kinds("占本年支出的20.00%")
    assert Kind.SHARE not in [kind for kind, _ in kinds("占用房屋3间")]


def test_brackets_without_figures_belong_to_the_words() -> None:
    assert Kind.OPEN not in [kind for kind, _ in kinds("行政运行（项）支出")]
    assert Kind.OPEN in [kind for kind, _ in kinds("增加5.00万元（10.00%）")]


@given(
    st.text(alphabet="收入预算增加减少占比上年其中，。；：（）〔〕0123456789.,%万元人主要原因是", max_size=60)
)
def test_tokens_cover_the_text_whatever_it_says(text: str) -> None:
    tokens = tokenise(text)
    assert "".join(token.text for token in tokens) == text
    assert [token.start for token in tokens[1:]] == [token.end for token in tokens[:-1]]
