"""Page numbers, running heads, captions and contents pages are told from text."""

from __future__ import annotations

from services.extractor.narrative.furniture import Furniture, sift
from services.extractor.narrative.paragraphs import line_text
from services.extractor.reading.page import Line
from tests.unit.narrative.printing import lines


def kinds(printed: list[Line]) -> dict[str, Furniture | None]:
    """Give what each line is, by its text."""
    found = sift(printed, [line_text(line) for line in printed])
    return {line.text: kind for line, kind in zip(printed, found, strict=True)}


def test_page_numbers_in_their_usual_forms() -> None:
    printed = lines("正文第一行", "18", "- 7 -", "— 12 —", "第3页，共45页", "正文第二行")
    assert [text for text, kind in kinds(printed).items() if kind is None] == ["正文第一行", "正文第二行"]


def test_digits_before_their_unit_on_the_next_line_are_no_page_number() -> None:
    assert kinds(lines("比上年增加", "18", "万元，增长 3%。"))["18"] is None


def test_a_page_number_between_an_amount_and_its_unit_is_one() -> None:
    assert kinds(lines("预算数为 19.21", "18", "万元，增长 3%。"))["18"] is Furniture.PAGE_NUMBER
    assert kinds(lines("预算数为 19.2 万", "18", "元，增长 3%。"))["18"] is Furniture.PAGE_NUMBER


def test_a_line_on_most_pages_is_a_running_head() -> None:
    printed = [
        Line(text, page)
        for page in range(1, 7)
        for text in ("云岭县档案馆2031年度预算公开", f"第{page}段正文")
    ]
    assert kinds(printed)["云岭县档案馆2031年度预算公开"] is Furniture.RUNNING_HEAD
    assert kinds(printed)["第3段正文"] is None


def test_a_table_title_on_every_page_is_no_running_head() -> None:
    printed = [Line(text, page) for page in range(1, 7) for text in ("项目支出绩效目标表", f"第{page}段正文")]
    assert kinds(printed)["项目支出绩效目标表"] is None


def test_contents_end_where_the_document_repeats_their_first_entry() -> None:
    printed = lines(
        "目 录",
        "第一部分 部门概况",
        "一、主要职能",
        "第二部分 部门预算公开表",
        "第三部分 名词解释",
        "第一部分",
        "部门概况",
    )
    found = sift(printed, [line_text(line) for line in printed])
    assert found == [Furniture.CONTENTS] * 5 + [None, None]


def test_contents_are_known_by_their_parts_where_their_head_is_lost() -> None:
    printed = lines(
        "第一部分 单位概况",
        "第二部分 单位预算公开表",
        "第三部分 单位预算情况说明",
        "第四部分 名词解释",
        "本馆承担收集、整理档案的职责。",
    )
    found = sift(printed, [line_text(line) for line in printed])
    assert found == [Furniture.CONTENTS] * 4 + [None]


def test_contents_end_where_a_parts_number_comes_again_in_other_words() -> None:
    printed = lines(
        "目录",
        "第一部分 云岭县水利局概况",
        "第二部分 2026年部门预算公开表",
        "第三部分 2026年部门预算情况说明",
        "第一部分 2026年云岭县水利局部门概况",
        "一、主要职能",
        "（一）管理全县水利工程。",
    )
    assert [text for text, kind in kinds(printed).items() if kind is None] == [
        "第一部分 2026年云岭县水利局部门概况",
        "一、主要职能",
        "（一）管理全县水利工程。",
    ]


def test_an_entry_broken_over_a_page_end_does_not_end_the_contents() -> None:
    first = ["目录", "第一部分 单位概况", "第二部分 预算公开表", "十、关于云岭县水利局“三公”经费预算情"]
    second = ["况说明", "十一、其他重要事项的情况说明", "第四部分 名词解释"]
    printed = [*(Line(text, 1) for text in first), *(Line(text, 2) for text in second)]
    assert set(kinds(printed).values()) == {Furniture.CONTENTS}


def test_a_page_whose_headings_are_numbered_in_another_way_is_no_contents() -> None:
    """A list of tables (1. 2. 3.) ends with its page, though no sentence stands before the next heading."""
    listed = ["目录", "1.部门财务收支预算总表", "2.部门收入预算总表", "3.部门支出预算总表"]
    printed = [*(Line(text, 1) for text in listed), Line("一、主要职能", 2), Line("1.管理全县水利工程。", 2)]
    assert [text for text, kind in kinds(printed).items() if kind is None] == [
        "一、主要职能",
        "1.管理全县水利工程。",
    ]


def test_a_number_that_counts_up_with_the_pages_is_theirs_though_a_unit_follows() -> None:
    """`共有车辆24` ends page 4, its number stands below it, `辆` begins page 5: the number is no part of the figure."""
    printed = [
        line
        for page, (first, last) in enumerate(
            [
                ("一、主要职能", "制度。"),
                ("二、机构", "三个。"),
                ("三、人员", "若干。"),
                ("四、车辆", "共有车辆24"),
                ("辆。", "完。"),
            ],
            start=1,
        )
        for line in (Line(first, page), Line(last, page), Line(str(page), page))
    ]
    assert [text for text, kind in kinds(printed).items() if kind is Furniture.PAGE_NUMBER] == list("12345")


def test_dot_leaders_make_contents() -> None:
    assert kinds(lines("一、收入预算情况说明..............12", "正文"))["正文"] is None
    assert set(kinds(lines("一、收入预算情况说明..............12")).values()) == {Furniture.CONTENTS}


def test_captions_of_charts_are_no_text() -> None:
    assert kinds(lines("图 2：支出结构"))["图 2：支出结构"] is Furniture.CAPTION
