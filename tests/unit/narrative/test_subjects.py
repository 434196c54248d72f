"""The subject of a figure is what is left of its words without the department, the year and the verb."""

from __future__ import annotations

import pytest

from services.extractor.narrative.subjects import Subjects
from tests.unit.narrative.printing import layout, subjects

DEPARTMENT = "云岭县档案馆"


@pytest.mark.parametrize(
    ("raw", "text", "key"),
    [
        ("云岭县档案馆2031年支出预算", "支出预算", "expenditure_budget"),
        ("云岭县档案馆部门收入预算", "收入预算", "income_budget"),
        ("2031年财政拨款“三公”经费预算数为", "财政拨款“三公”经费", "three_public"),
        ("本部门机关运行经费安排", "机关运行经费", "operating_expenses"),
        ("某某市水务局一般公共预算", "一般公共预算", "general_public"),
        ("一般公共预算财政拨款基本支出预算", "一般公共预算财政拨款基本支出", "basic_total"),
        ("财政拨款支出预算", "财政拨款支出预算", "fiscal_expenditure"),
        ("财政拨款安排的项目支出", "财政拨款安排的项目支出", None),
        ("本部门当年一般公共预算支出", "当年一般公共预算支出", "general_public_expenditure"),
        ("“三公”经费财政拨款支出年初预算为", "“三公”经费", "three_public"),
        ("2030年“三公”经费预算数为", "2030年“三公”经费预算数", None),
        ("2030年预算执行数", "2030年预算执行数", None),
        ("截至2030年底共有车辆", "车辆", None),
        ("及信息化建设", "信息化建设", None),
        ("公务用车购置费2031年预算数", "公务用车购置费", "vehicle.purchase"),
        ("云岭县档案馆共有车辆", "车辆", None),
        ("2031年年初预算数", "", None),
        ("收、支总计各", "收、支总计", "total_budget"),
        ("云岭县财政局2031年度“三公”经费支出预算为", "云岭县财政局2031年度“三公”经费支出预算", None),
        ("云岭县财政局2029年度“三公”经费支出预算为", "云岭县财政局2029年度“三公”经费支出预算", None),
        ("云岭县档案馆使用财政拨款安排“三公”经费支出总额为", "使用财政拨款安排“三公”经费", "three_public"),
        ("实际支出“三公”经费决算为", "实际支出“三公”经费", "three_public"),
        ("按同口径", "", None),
        ("相应安排支出预算", "支出预算", "expenditure_budget"),
        ("政府采购2031年政府采购预算总额", "政府采购预算", "procurement"),
        ("机关运行经费共计安排", "机关运行经费", "operating_expenses"),
        ("事业单位财政拨款的机关运行经费预算", "机关运行经费", "operating_expenses"),
    ],
)
def test_words_before_a_figure_and_their_subject(raw: str, text: str, key: str | None) -> None:
    found = subjects(DEPARTMENT).clean(raw)
    assert (found.text, found.key) == (text, key)


def test_another_year_behind_a_list_number_belongs_to_the_name() -> None:
    assert subjects().clean("2030年馆藏搬迁费用", is_listed=True).text == "2030年馆藏搬迁费用"
    assert subjects().clean("2031年预算安排搬迁费用", is_listed=True).text == "预算安排搬迁费用"


def test_a_subject_with_a_lead_begins_a_new_thought() -> None:
    assert subjects(DEPARTMENT).clean("2031年，云岭县档案馆政府采购预算").led
    assert not subjects(DEPARTMENT).clean("政府采购货物预算").led


def test_the_department_and_the_year_are_learned_from_the_document() -> None:
    learned = Subjects.learn(
        layout(),
        ["云岭县档案馆2031年支出预算9.00万元，比2030年减少。", "主要原因是云岭县档案馆2031年压减开支。"],
        ["关于云岭县档案馆2031年收入预算情况说明"],
    )
    assert learned.departments == (DEPARTMENT,)
    assert learned.fiscal_year == "2031"


def test_any_office_is_the_department_where_the_document_names_none_twice() -> None:
    found = subjects().clean("云岭县财政局2031年度“三公”经费支出预算为")
    assert (found.text, found.key) == ("“三公”经费", "three_public")
