"""Lines become running text: words and numbers cut at line ends are whole again, blanks that mean nothing are gone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extractor.narrative.paragraphs import join, line_text, place
from services.extractor.reading.page import Line
from tests.unit.narrative.printing import lines, typeset


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (("收入预算 312.50 万", "元，其中："), "收入预算312.50万元，其中："),
        (("增加 1,2", "40.55 万元"), "增加1,240.55万元"),
        (("增加 16", ".34 万元"), "增加16.34万元"),
        (("增长 0.0", "0%，"), "增长0.00%，"),
        (("（项）", "： 2031 年预算数为 5.00 万 元"), "（项）：2031年预算数为5.00万元"),
        (("预算于20", "31年批复"), "预算于2031年批复"),
        (("预算安排 4 0.76 万元",), "预算安排40.76万元"),
        (("采购 1.1 0 万元",), "采购1.10万元"),
        (("２０３１年　增长１２.５％",), "2031年增长12.5%"),
        (("增加 3.00 万元,下降 5%(含结转)",), "增加3.00万元，下降5%（含结转）"),
    ],
)
def test_what_was_one_is_one_again(printed: tuple[str, ...], text: str) -> None:
    assert "".join(p.text for p in join(lines(*printed), range(len(printed)))) == text


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (("专项 07300815 0.56 万元",), "专项07300815 0.56万元"),
        (("专项 07300815", "0.56 万元"), "专项07300815 0.56万元"),
        (("专项 83000C", "1,240.36 万元"), "专项83000C 1,240.36万元"),
        (("二期设备2 30.00 万元",), "二期设备2 30.00万元"),
        (("共建 2031", "15.00 万元"), "共建2031 15.00万元"),
    ],
)
def test_a_name_that_ends_in_digits_keeps_its_distance_from_the_amount(
    printed: tuple[str, ...], text: str
) -> None:
    assert join(lines(*printed), range(len(printed)))[0].text == text


def test_a_comma_between_digits_is_a_separator_only_before_three_of_them() -> None:
    assert line_text(lines("共 1，234.50 万元，2030，2031 两年")[0]) == "共1,234.50万元，2030，2031两年"


def test_list_numbers_known_labels_and_full_stops_start_paragraphs() -> None:
    printed = lines(
        "收入合计 8.00 万元。",
        "其中财政拨款 8.00 万元。",
        "1、第一项",
        "项目名称：书库改造",
        "预算安排规模：8.00 万",
        "元",
    )
    assert [p.text for p in join(printed, range(len(printed)))] == [
        "收入合计8.00万元。其中财政拨款8.00万元。",
        "1、第一项",
        "项目名称：书库改造",
        "预算安排规模：8.00万元",
    ]


def test_a_list_number_before_a_year_is_a_list_number() -> None:
    [paragraph] = join(lines("2.2030 年馆藏搬迁费用 12.85 万元"), [0])
    assert (paragraph.style, paragraph.text[paragraph.mark_end :]) == (
        "arabic",
        "2030年馆藏搬迁费用12.85万元",
    )


def test_an_amount_at_the_start_of_a_line_is_no_list_number() -> None:
    [paragraph] = join(lines("比上年减少", "2.15 万元"), range(2))
    assert paragraph.text == "比上年减少2.15万元"


def test_a_sentence_that_begins_with_a_reason_belongs_to_the_paragraph_before() -> None:
    printed = lines("增长 5.00%。", "主要", "原因是新增编制。")
    assert len(join(printed, range(3))) == 1


@pytest.mark.parametrize(("page", "paragraphs"), [(1, 1), (2, 1), (3, 2)])
def test_what_announces_a_table_over_a_page_and_more_ends_its_paragraph(page: int, paragraphs: int) -> None:
    printed = [
        Line(page=1, text="详见下列表格："),
        Line(page=page, text="本年尚有项目2个"),
    ]
    assert len(join(printed, range(2))) == paragraphs


def test_indentation_behind_a_short_line_starts_a_paragraph() -> None:
    texts = ["附件另行公开", "收支总预算为八万元，全部来自本级财政"]
    printed = typeset(texts, width=14)
    assert [p.text for p in join(printed, range(len(printed)))] == texts


def test_every_character_knows_where_it_was_printed() -> None:
    printed = lines("合计 1,2", "34.00 万元")
    [paragraph] = join(printed, range(2))
    assert "".join(printed[o.line].text[o.offset] for o in paragraph.origins) == paragraph.text


def test_a_place_is_the_box_of_the_words_on_one_page() -> None:
    printed = typeset(["预算数为一百二十万元整，其中人员经费八十万元。"], width=12)
    [paragraph] = join(printed, range(len(printed)))
    found = place(printed, paragraph.origins, 1)
    assert found.page == 1
    assert found.box is not None
    assert (found.box.x0, found.box.top) == (70.0, 80.0)
    assert found.box.bottom == pytest.approx(132.0)  # the third line


def test_a_place_without_boxes_is_a_page() -> None:
    printed = [Line("收支总预算", page=4)]
    [paragraph] = join(printed, [0])
    assert (place(printed, paragraph.origins, 4).page, place(printed, paragraph.origins, 4).box) == (4, None)


@given(st.lists(st.decimals("0.01", "99999.99", places=2), min_size=1, max_size=6), st.integers(7, 40))
def test_the_width_of_the_page_does_not_change_the_text(amounts: list[object], width: int) -> None:
    whole = (
        "，".join(f"第{number}项安排{amount:,}万元" for number, amount in enumerate(amounts, start=10)) + "。"
    )
    printed = [Line(whole[at : at + width], page=1) for at in range(0, len(whole), width)]
    assert "".join(p.text for p in join(printed, range(len(printed)))) == whole
