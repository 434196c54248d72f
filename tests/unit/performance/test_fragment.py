"""Fragments and how they belong together."""

import pytest

from services.extractor.performance.fragment import (
    early_breaks,
    fragments_of_lines,
    joined,
    unlikely_blanks,
    without_blanks,
)
from services.extractor.performance.wording import Wording
from tests.unit.performance.forms import LAYOUT
from tests.unit.performance.printing import placed

FOUND = Wording.of(LAYOUT)
assert FOUND is not None
WORDING: Wording = FOUND
assert WORDING is not None


def test_every_blank_parts_fragments_and_each_knows_its_characters() -> None:
    lines = placed([["＞=40 册 计划标准"]])
    fragments = fragments_of_lines(lines, WORDING)
    assert [fragment.text for fragment in fragments] == ["＞=40", "册", "计划标准"]
    assert [lines[0].text[f.span.start : f.span.end] for f in fragments] == ["＞=40", "册", "计划标准"]
    assert {fragment.span.key for fragment in fragments} == {(1, 0)}


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("合计：12.00", ["合计：", "12.00"]),
        ("联系电话：0990123", ["联系电话：", "0990123"]),
        ("上级资金0", ["上级资金", "0"]),
        ("说明：见后", ["说明：见后"]),
        ("其他资金结余", ["其他资金结余"]),
    ],
)
def test_a_label_is_parted_from_the_value_that_it_runs_into(line: str, parts: list[str]) -> None:
    assert [f.text for f in fragments_of_lines(placed([[line]]), WORDING)] == parts


def test_lines_are_joined_without_blanks_except_between_latin_words() -> None:
    fragments = fragments_of_lines(placed([["维护 Open", "Data 平台 2 套"]]), WORDING)
    assert joined(fragments) == "维护OpenData平台2套"
    assert without_blanks("Open Data 平台") == "Open Data平台"


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["配送图", "书册数"], 0),
        (["配送", "图书册数"], 1),  # 图 had room beside 配送
        (["配送图书", "（册）"], 0),  # brackets move with what they hold
        (["=2025", "年11月"], 0),
        (["＜=328.4", "万册"], 0),
        (["率（%）", "读者满意度"], 1),
    ],
)
def test_a_cell_breaks_a_line_only_where_the_next_character_has_no_room(lines: list[str], count: int) -> None:
    assert early_breaks(lines) == count


def test_a_known_width_of_the_column_shows_more_early_breaks() -> None:
    assert early_breaks(["配送", "次数"]) == 0
    assert early_breaks(["配送", "次数"], room=8) == 1


@pytest.mark.parametrize(
    ("line", "count"),
    [("40 册", 0), ("2025 年工作计划", 0), ("95 %", 0), ("计划标准 工作资料", 1), ("40 15", 1)],
)
def test_one_cell_has_blanks_only_between_figures_and_words(line: str, count: int) -> None:
    assert unlikely_blanks(fragments_of_lines(placed([[line]]), WORDING)) == count


@pytest.mark.parametrize(
    ("text", "is_unit"),
    [("元/人·月", True), ("次/年", True), ("万立方米", True), ("人·月计划", False), ("·月", False)],
)
def test_a_measure_may_be_made_of_several(text: str, is_unit: bool) -> None:
    wording = Wording.of(LAYOUT)
    assert wording is not None
    assert wording.is_unit(text) is is_unit
