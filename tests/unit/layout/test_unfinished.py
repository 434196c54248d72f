"""What a form leaves in an unfinished text is told from what finished texts say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.layout.unfinished import choice_left, is_finished, place_left, reason_left, unfinished_at


@pytest.mark.parametrize(
    "text",
    [
        "比上年增加（减少）2.00万元",
        "上升/下降2.17%",
        "比上年增加或减少2.00万元",
        "增（减）2.00万元",
        "决算数大于（小于）预算数",
    ],
)
def test_words_to_choose_from(text: str) -> None:
    assert choice_left(text)


@pytest.mark.parametrize(
    "text",
    [
        "公务接待费XX万元",
        "××局部门预算",
        "某某局2031年预算",
        "接待****批次",
        "比上年增加万元",
        "占基本支出预算%",
        "增长%",
        "（部门名称）2031年预算",
        "部门名称概况",
        "（请填写增减原因）",
        "（按实际发生的科目填写）",
        "填列数应与收支总表一致",
    ],
)
def test_places_to_fill_in(text: str) -> None:
    assert place_left(text)


@pytest.mark.parametrize("text", ["主要原因是。", "增加原因：；其中", "主要原因是其中：1."])
def test_reasons_to_give(text: str) -> None:
    assert reason_left(text)


@pytest.mark.parametrize(
    "text",
    [
        "公务接待费减少（上年为3万元）",
        "其他交通费用增加，公务接待费减少",
        "因公出国（境）经费与上年持平",
        "X光设备维护费",
        "XXL-200型号设备",
        "10 * 20平方米库房",
        "单价50万元以上设备",
        "经费万元以上的项目",
        "占总支出的80%",
        "占比（%）",
        "主要原因是人员增加",
        "原因：人员增加",
        "单位名称变更情况",
        "（含网上填报系统）",
    ],
)
def test_finished_texts(text: str) -> None:
    assert list(unfinished_at(text)) == []


_PIECES = (
    *(
        "增加",
        "减少",
        "（",
        "/",
        "或",
        "）",
        "XX",
        "万元",
        "%",
        "12.50",
        "增",
        "减",
        "大于",
        "小于",
        "○○",
        "占",
    ),
    *(
        "部门",
        "名称",
        "单位",
        "概况",
        "请",
        "填写",
        "填列",
        "数",
        "与",
        "如有",
        "根据实际",
        "主要原因是",
        "。",
        "其中",
    ),
)


@given(st.lists(st.sampled_from(_PIECES), max_size=8).map("".join))
def test_what_is_finished_at_a_glance_has_nothing_left(text: str) -> None:
    if is_finished(text):
        assert (choice_left(text), place_left(text), reason_left(text)) == (None, None, None)


def test_most_sentences_are_finished_at_a_glance() -> None:
    assert is_finished("比上年预算增加2.00万元，增长3.10%，主要原因是人员增加。")
    assert not is_finished("比上年预算增加万元")
