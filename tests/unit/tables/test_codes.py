"""Classification codes in all the forms that tables print."""

from __future__ import annotations

import pytest

from services.extractor.tables.codes import parse_code
from shared.layout import Axis


@pytest.mark.parametrize(
    ("text", "axis", "digits"),
    [
        ("201 一般公共服务支出 1,866.90", Axis.FUNCTIONAL, "201"),
        ("201 03 政府办公厅（室）及相关机构事务", Axis.FUNCTIONAL, "20103"),
        ("201 03 99", Axis.FUNCTIONAL, "2010399"),
        ("2010301 行政运行", Axis.FUNCTIONAL, "2010301"),
        ("[2010301]行政运行", Axis.FUNCTIONAL, "2010301"),
        ("2010801-行政运行", Axis.FUNCTIONAL, "2010801"),
        ("201一般公共服务支出", Axis.FUNCTIONAL, "201"),
        ("301 01 基本工资", Axis.ECONOMIC, "30101"),
        ("186.10", Axis.FUNCTIONAL, None),
        ("2,021", Axis.FUNCTIONAL, None),
        ("2024 年政务中心搬迁", Axis.FUNCTIONAL, None),
        ("301 01 基本工资", Axis.FUNCTIONAL, None),
        ("机关服务", Axis.FUNCTIONAL, None),
    ],
)
def test_a_code_is_read_in_every_form_and_an_amount_is_none(
    text: str, axis: Axis, digits: str | None
) -> None:
    """Digits in columns, joined, in brackets, before a dash; amounts and years are no codes."""
    code = parse_code(text, axis)
    assert (code.digits if code else None) == digits
