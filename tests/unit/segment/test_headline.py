"""The lines at a table's head, told from contents, prose and rows."""

from __future__ import annotations

import pytest

from services.extractor.segment.headline import (
    is_bare_number,
    is_sentence,
    match_number,
    match_preparer,
    match_title,
)
from services.extractor.segment.unit_words import match_unit
from shared.layout import load_layouts
from shared.model.money import Unit

LAYOUT = next(layout for layout in load_layouts() if layout.id == "xinjiang")


@pytest.mark.parametrize(
    ("text", "table_id"),
    [
        ("部门收支总体情况表", "T1"),
        ("单位收入总体情况表", "T2"),
        ("表 3 云岭县农业农村局2026年部门支出总体情况表", "T3"),
        ("一般公共预算支出情况表", "T5"),
        ("一般公共预算项目支出情况表", "T7"),
        ("财政拨款“三公”经费支出情况表", "T10"),
        ("（三）部门支出总体情况表………………12", None),
        ("没有使用政府性基金预算拨款安排的支出，政府性基金预算支出情况表为空表。", None),
        ("一般公共预算拨款", None),
    ],
)
def test_a_title_is_known_by_its_words_wherever_names_stand_around_it(
    text: str, table_id: str | None
) -> None:
    """Department, year and number may stand before a title; contents lines and sentences are none."""
    match = match_title(text, LAYOUT)
    assert (match.definition.table_id if match else None) == table_id


@pytest.mark.parametrize(
    ("text", "preparer", "unit"),
    [
        ("编制部门：云岭县农业农村局 单位：万元", "云岭县农业农村局", Unit.WAN_YUAN),
        ("编制单位：云岭县农技站 单位:元", "云岭县农技站", Unit.YUAN),
        ("编制单位：云岭县农技站 （单位：万元）", "云岭县农技站", Unit.WAN_YUAN),
        ("编制部门：云岭县农业农村局", "云岭县农业农村局", None),
        ("单位：万元", None, Unit.WAN_YUAN),
        ("编制部门：云岭县农业农村局 金位：元", "云岭县农业农村局", Unit.YUAN),
        ("部门：104001_云岭县农业农村局 金额单位：元", "云岭县农业农村局", Unit.YUAN),
        ("填报单位:[104001]云岭县农业农村局", "云岭县农业农村局", None),
        ("单位资金 18.80", None, None),
    ],
)
def test_preparer_and_unit_are_read_apart(text: str, preparer: str | None, unit: Unit | None) -> None:
    """One line may hold both, or either; a row that begins with 单位 holds none."""
    assert match_preparer(text, LAYOUT) == preparer
    assert match_unit(text) == unit


def test_a_number_line_is_one_that_holds_nothing_else() -> None:
    """`表 3` opens a table, a title with a number is no number line."""
    assert match_number("表 3") == "表3"
    assert match_number("表11") == "表11"
    assert match_number("表 3 部门支出总体情况表") is None


def test_a_row_is_no_sentence_and_a_sentence_no_row() -> None:
    """Commas make a sentence, unless amounts end the line; thousands separators are no commas."""
    assert is_sentence("云岭县农业农村局2026年没有使用政府性基金预算拨款安排")
    assert is_sentence("按照全口径预算的原则，所有收入和支出均纳入预算管理。")
    assert not is_sentence("1.一般公共预算拨款 1,719.34 202 外交支出")
    assert not is_sentence("道路养护，绿化及照明经费 12.00 12.00")


def test_page_numbers_in_their_usual_forms_are_bare_numbers() -> None:
    """`12` and `- 12 -` are, an amount is not."""
    assert is_bare_number("12")
    assert is_bare_number("- 12 -")
    assert not is_bare_number("12.50")
