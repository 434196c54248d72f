"""Page numbers of text extracts: told by their words, or by keeping step with the pages."""

from __future__ import annotations

import pytest

from services.extractor.page_numbers import page_numbers
from services.extractor.reading.text import read_text

ROW = "211 01 02 一般行政管理事务 水渠清淤项目 9.00 9.00"


def numbers(*pages: str) -> set[str]:
    """Give the lines that count as page numbers in an extract of these pages."""
    document = read_text("".join(f"\f{page}" for page in pages)[1:].encode(), name="a.txt")
    found = page_numbers(document.pages)
    return {document.pages[page - 1].lines[index].text for page, index in found}


@pytest.mark.parametrize("form", ["第 {} 页", "第{}页 共 9 页", "{} / 9", "- {} -", "·{}·"])
def test_a_number_in_words_at_the_foot_is_the_pages(form: str) -> None:
    pages = [f"{ROW}\n{form.format(page)}" for page in (1, 2)]
    assert numbers(*pages) == {form.format(1), form.format(2)}


def test_words_between_rows_number_no_page() -> None:
    assert numbers(f"{ROW}\n第3页\n{ROW}") == set()


def test_bare_numbers_at_the_head_keep_step_with_the_pages() -> None:
    """The cover and the contents, two pages, were not extracted."""
    assert numbers(ROW, f"4\n{ROW}", ROW, f"6\n{ROW}") == {"4", "6"}


def test_one_bare_number_at_the_head_is_the_pages_where_a_cover_explains_it() -> None:
    assert numbers(ROW, f"4\n{ROW}") == {"4"}
    assert numbers(ROW, f"85\n{ROW}") == set()


def test_bare_numbers_at_the_foot_are_the_pages_where_they_are_many() -> None:
    assert numbers(*(f"{ROW}\n{page + 2}" for page in (1, 2, 3, 4))) == {"3", "4", "5", "6"}


def test_the_weight_that_ends_a_page_is_none() -> None:
    """Two weights of 10 and 11 points keep step by chance."""
    last = "数量指标 清淤长度 ＞=9 公里 计划标准\n{}"
    assert numbers(ROW, last.format(10), last.format(11), ROW, ROW) == set()
