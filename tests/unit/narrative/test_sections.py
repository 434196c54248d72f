"""A document is divided by its headings, and by its own sentences where a heading is lost."""

from __future__ import annotations

from services.extractor.narrative import Narrative, read_narrative
from services.extractor.narrative.outline import Zone
from tests.unit.narrative.printing import layout, lines, resolve

HEADLESS = (
    "云岭县档案馆编制数 12，实有人数 11 人，其中：在职 11 人，增加 1 人。",
    "按照全口径预算的原则，本馆收支全部纳入预算。收支总预算 88.00 万元。",
    "云岭县档案馆收入预算 88.00 万元，其中：",
    "一般公共预算 88.00 万元，占 100.00%。",
    "云岭县档案馆 2031 年支出预算 88.00 万元，其中：",
    "基本支出 88.00 万元，占 100.00%。",
    "2031 年财政拨款收支总预算 88.00 万元。",
    "一般公共预算拨款合计 88.00 万元，其中：基本支出 88.00 万元。",
    "1、一般公共服务支出（类）88.00 万元，占 100.00%。",
    "1、一般公共服务支出（类）档案事务（款）档案馆（项）：2031 年预算数为 88.00 万元。",
    "云岭县档案馆 2031 年一般公共预算基本支出 88.00 万元，其中：人员经费 88.00 万元。",
    "2031 年没有使用一般公共预算安排项目支出，一般公共预算项目支出情况表为空表。",
    "2031 年没有使用政府性基金预算安排的支出，政府性基金预算支出情况表为空表。",
    "2031 年财政拨款“三公”经费预算数为 1.00 万元。",
    "2031 年的机关运行经费财政拨款预算 5.00 万元。",
    "2031 年，云岭县档案馆政府采购预算 2.00 万元。",
    "截至 2030 年底，占用使用国有资产总体情况为",
    "1.房屋 90.00 平方米，价值 7.00 万元。",
    "2031 年，预算绩效管理整体预算绩效目标 1 个，涉及金额 88.00 万元。",
    "部门整体绩效目标表",
    "一级指标 二级指标 三级指标 指标值",
    "成本指标 经济成本指标 培训成本 <=3.00万元",
    "当年非财政拨款项目 0 个，涉及预算资金 1.00 万元，未公开绩效目标表原因：不适用。",
    "指由一般公共预算安排的财政拨款数 9.00 万元。",
)


def read(*texts: str) -> Narrative:
    """Read lines of a text extract."""
    return read_narrative(lines(*texts), layout(), resolve)


def test_every_section_is_opened_by_its_sentence_where_no_heading_is_left() -> None:
    sections = read(*HEADLESS).sections
    assert [section.key for section in sections] == [
        "overview.organisation",
        "overall",
        "income",
        "expenditure",
        "appropriation",
        "general_public.change",
        "general_public.structure",
        "general_public.items",
        "basic",
        "projects",
        "government_fund",
        "three_public",
        "other.operating",
        "other.procurement",
        "other.assets",
        "other.performance",
        "other.further",
        "part.glossary",
    ]
    assert sections[1].path == "收支预算情况总体说明"  # the layout's title stands in for the lost one


def test_a_heading_wins_over_the_sentences() -> None:
    found = read(
        "一、关于本馆 2031 年支出预算情况说明",
        "2031 年收入预算 8.00 万元，其中：拨款 8.00 万元。",
        "三、收入预算情况说明",
        "无。",
    )
    assert [section.key for section in found.sections] == ["expenditure", "income"]


def test_the_path_of_a_section_bears_the_numbers_above_it() -> None:
    found = read(
        "第三部分 2031 年单位预算情况说明",
        "五、一般公共预算当年拨款情况说明",
        "（二）一般公共预算当年拨款结构情况",
        "1、一般公共服务支出（类）8.00 万元。",
    )
    assert found.sections[-1].path == "五、（二）一般公共预算当年拨款结构情况"
    assert found.claims[0].section == found.sections[-1].path


def test_only_the_narrative_makes_claims() -> None:
    found = read(
        "第一部分 单位概况",
        "一、主要职能",
        "本馆每年整理档案，补助 3.00 万元。",
        "第二部分 单位预算公开表",
        "注：本表合计 4.00 万元。",
        "第三部分 单位预算情况说明",
        "一、收支预算情况总体说明",
        "收支总预算 5.00 万元。",
        "第四部分 名词解释",
        "一、机关运行经费：指人均 6.00 万元以内的经费。",
    )
    assert [str(claim.amount) for claim in found.claims] == ["5.00"]
    assert Zone.TABLES not in {section.zone for section in found.sections}


def test_performance_tables_are_passed_over() -> None:
    assert [str(c.amount) for c in read(*HEADLESS).claims if c.section_key == "other.performance"] == [
        "88.00"
    ]
    assert "3.00" not in [str(c.amount) for c in read(*HEADLESS).claims]
