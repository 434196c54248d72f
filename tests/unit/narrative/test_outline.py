"""Headings are found in one line or several, and only where they are headings."""

from __future__ import annotations

import pytest

from services.extractor.narrative.outline import HeadingSpan, Zone, find_outline, zone_of
from services.extractor.narrative.paragraphs import line_text
from services.extractor.narrative.titles import recognise
from tests.unit.narrative.printing import layout, lines


def headings(*texts: str) -> list[HeadingSpan]:
    """Give the headings among lines."""
    return list(find_outline([line_text(line) for line in lines(*texts)], layout()).headings)


def keys(*texts: str) -> list[str | None]:
    """Give the section keys of the headings among lines."""
    return [heading.section_key for heading in headings(*texts)]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("关于云岭县档案馆2031年收入预算情况说明", "income"),
        ("关于云岭县绩效评价中心2031年支出预算情况说明", "expenditure"),
        ("关于云岭县档案馆2031年财政拨款收支预算情况的总体说明", "appropriation"),
        ("关于云岭县档案馆2031年“三公”经费预算情况说明", "three_public"),
        ('2031年财政拨款"三公"经费预算情况说明', "three_public"),
        ("政府性基金预算支出预算情况说明", "government_fund"),
        ("国有资产占有及购置情况", "other.assets"),
        ("机关运行经费安排情况", "other.operating"),
        ("专业名词解释", "part.glossary"),
        ("部门收支增减变化情况", "overall"),
        ("委托业务费情况", "other.entrusted"),
        ("财政拨款基本支出预算情况说明", "fiscal_basic"),
        ("财政拨款支出预算情况说明", "fiscal_expenditure"),
        ("支出按经济科目分类的明细情况", "general_public.economic"),
        ("一般公共预算财政拨款支出决算具体情况", "general_public.items"),
        ("会议费、培训费支出情况", "other.general_expenses"),
        ("“三公”经费及会议费、培训费情况说明", "three_public"),
        ("乡镇概览", None),
    ],
)
def test_titles_are_recognised_by_what_they_mean(title: str, key: str | None) -> None:
    assert recognise(title, layout()) == key


def test_a_colon_may_close_a_heading() -> None:
    found = headings(
        "一、主要职能：", "保管档案。", "三、部门预算情况说明：", "1、收入：2031年收入预算9.00万元。"
    )
    assert [(heading.title, heading.section_key) for heading in found] == [
        ("主要职能", "overview.duties"),
        ("部门预算情况说明", "part.narrative"),
    ]


def test_what_says_that_it_explains_is_a_heading_in_any_numbering() -> None:
    texts = (
        "3、一般公共预算支出情况说明",
        "2031年支出9.00万元。",
        "7、机关运行经费支出情况说明",
        "2、差旅费说明",
    )
    assert keys("第三部分 2031年部门预算情况说明", *texts) == [
        "part.narrative",
        "general_public",
        "other.operating",
    ]


def test_a_heading_broken_over_lines_is_one() -> None:
    [heading] = headings(
        "一、关于云岭县档案馆",
        "2031 年收支预算情况的总体",
        "说明",
        "按照全口径预算的原则，全部收支纳入预算。",
    )
    assert (heading.number, heading.first, heading.last) == ("一、", 0, 2)
    assert heading.title == "关于云岭县档案馆2031年收支预算情况的总体说明"


def test_a_part_whose_title_stands_on_the_next_line() -> None:
    [heading] = headings("第三部分", "2031 年部门预算情况说明")
    assert (heading.number, heading.section_key) == ("第三部分", "part.narrative")


def test_list_numbers_are_no_headings_unless_they_bear_a_title() -> None:
    assert keys("1、一般公共服务支出（类）8.00 万元，占 100.00%。") == []
    assert keys("1、政府采购情况", "无。") == ["other.procurement"]


def test_sentences_and_duties_are_no_headings() -> None:
    assert keys(
        "第一部分 部门概况",
        "一、主要职能",
        "（一）负责本系统政府采购管理工作。",
        "（二）负责国有资产。承担其他事项。",
    ) == [
        "part.overview",
        "overview.duties",
    ]


def test_a_heading_before_its_sentence_on_one_line() -> None:
    [heading] = headings("（二）政府采购情况。2031 年政府采购预算 5.00 万元。")
    assert (heading.title, heading.section_key, heading.inline) == ("政府采购情况", "other.procurement", True)


def test_definitions_open_no_sections() -> None:
    assert keys(
        "第四部分 名词解释",
        "一、财政拨款：指由一般公共预算安排的资金。",
        "（二）项目支出：为特定任务安排的支出。",
    ) == ["part.glossary"]


def test_a_definition_is_no_heading_where_the_glossary_lost_its_own() -> None:
    assert keys("二、一般公共预算：政府以税收为主体安排的收支。") == []


def test_table_titles_open_no_sections() -> None:
    assert keys("第二部分 部门预算公开表", "一、部门收支总体情况表", "二、部门收入总体情况表") == [
        "part.tables"
    ]


def test_text_below_a_performance_table_begins_with_a_heading_of_the_layout() -> None:
    texts = ["（四）预算绩效情况", "部门整体绩效目标表", "一、完成情况", "（五）其他需说明的事项", "无。"]
    outline = find_outline([line_text(line) for line in lines(*texts)], layout())
    assert [heading.section_key for heading in outline.headings] == ["other.performance", "other.further"]
    assert outline.performance == (1,)


@pytest.mark.parametrize(
    "text",
    [
        "项目支出绩效目标表",
        "部门名称（盖章） 云岭县档案馆",
        "年度绩效目标",
        "一级指标 二级指标 三级指标 指标值",
    ],
)
def test_performance_tables_are_known_by_title_and_by_fields(text: str) -> None:
    assert find_outline([line_text(lines(text)[0])], layout()).performance == (0,)


@pytest.mark.parametrize(
    ("key", "zone"),
    [
        ("overview.duties", Zone.OVERVIEW),
        ("part.tables", Zone.TABLES),
        ("part.glossary", Zone.GLOSSARY),
        ("income", Zone.NARRATIVE),
    ],
)
def test_each_section_is_of_one_kind(key: str, zone: Zone) -> None:
    assert zone_of(key, layout()) is zone


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("云岭县商务委员会主要职能", "overview.duties"),
        ("云岭县审计局（单位）主要职能", "overview.duties"),
        ("云岭县人民政府办公室机构设置", "overview.organisation"),
        ("单位机构设置", "overview.organisation"),
    ],
)
def test_an_offices_name_before_a_title_of_the_overview_is_a_heading_without_a_number(
    line: str, key: str
) -> None:
    assert keys(line, "云岭县的档案由本馆保管。") == [key]


def test_words_that_are_no_offices_name_before_a_title_are_no_heading() -> None:
    assert keys("进一步明确各科室主要职责", "和分工。") == []
    assert keys("指导全县机构设置", "和编制管理工作。") == []
