"""Lines printed at the edge of many pages are no text."""

from __future__ import annotations

from services.extractor.reading import Line, Page
from services.extractor.running_heads import find_running_heads, without_lines
from shared.layout import load_layouts
from shared.model.place import Box

LAYOUT = next(layout for layout in load_layouts() if layout.id == "xinjiang")


def page(number: int, *texts: str) -> Page:
    lines = [Line(text, number, Box(x0=0, top=y, x1=9, bottom=y + 1)) for y, text in enumerate(texts)]
    return Page(number, 100, 100, tuple(lines))


def test_all_but_the_first_print_of_a_running_head_are_found() -> None:
    """The first may be the heading of the part itself."""
    pages = [page(n, "第二部分 部门预算公开表", f"第{n}行文字", f"- {n} -") for n in range(1, 7)]
    assert find_running_heads(pages, LAYOUT) == {(n, 0) for n in range(2, 7)}


def test_a_running_foot_beside_page_numbers_is_found() -> None:
    pages = [page(n, f"第{n}行文字", "云岭县水利局预算公开", str(n)) for n in range(1, 6)]
    assert find_running_heads(pages, LAYOUT) == {(n, 1) for n in range(2, 6)}


def test_a_foot_with_the_number_of_its_page_among_other_words_is_one_foot() -> None:
    """The numbers say that it is no heading; its first print is a foot too."""
    pages = [page(n, f"第{n}行文字", f"第{n + 1}页 共9页 云岭县水利局预算公开") for n in range(1, 6)]
    pages += [page(n, f"第{n}行文字", f"云岭县水利局预算公开 - {n} -") for n in range(6, 11)]
    assert find_running_heads(pages, LAYOUT) == {(n, 1) for n in range(1, 11)}


def test_the_head_of_a_table_is_no_running_head() -> None:
    """Number, title, preparer and unit may be printed on every page of a table."""
    heads = ("表3", "部门支出总体情况表", "编制部门：云岭县水利局", "单位：万元", "项目支出绩效目标表")
    for head in heads:
        pages = [page(n, head, f"第{n}行文字", f"第{n}段") for n in range(1, 7)]
        assert not find_running_heads(pages, LAYOUT), head


def text_page(number: int, *texts: str) -> Page:
    return Page(number, None, None, tuple(Line(text, number) for text in texts))


def test_a_running_head_of_a_text_extract_stands_first_or_behind_a_page_number() -> None:
    """Where the number was caught, the page break was not; the number is no label either."""
    head = "云岭县水利局预算公开"
    pages = [
        text_page(1, head, "第一行文字"),
        text_page(2, head, "公务用车运行费 12.00", "- 3 -", head, "第二行文字"),
        text_page(4, head, "第三行文字"),
        text_page(5, "年度", "第四行文字"),
    ]
    assert find_running_heads(pages, LAYOUT) == {(2, 0), (2, 2), (2, 3), (4, 0)}


def test_the_rest_of_a_cell_is_no_running_head_of_a_text_extract() -> None:
    pages = [text_page(n, "年度", f"第{n}行文字") for n in range(1, 7)]
    assert not find_running_heads(pages, LAYOUT)


def test_amounts_behind_the_rest_of_a_broken_one_are_no_running_head_of_a_text_extract() -> None:
    pages = [text_page(n, f"第{n}行的文字", "0.0", "0", "0.00 0.00 0.00") for n in range(1, 7)]
    assert not find_running_heads(pages, LAYOUT)


def test_a_line_at_the_edge_of_few_pages_is_text() -> None:
    pages = [page(n, "社会保障和就业支出" if n < 4 else f"第{n}段", f"第{n}行文字") for n in range(1, 7)]
    assert not find_running_heads(pages, LAYOUT)


def test_lines_keep_their_place_when_heads_are_blanked() -> None:
    (blanked,) = without_lines([page(2, "页眉", "正文")], frozenset({(2, 0)}))
    assert [line.text for line in blanked.lines] == ["", "正文"]
