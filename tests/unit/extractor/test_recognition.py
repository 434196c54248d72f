"""A document is known by its words, and what is none is told apart with a reason."""

from __future__ import annotations

import pytest

from services.extractor.reading import Line, Page, SourceDocument
from services.extractor.recognition import NotADisclosureError, recognise
from shared.layout import load_layouts


def document(*lines: str, undecodable: int = 0) -> SourceDocument:
    """Give a document of one page."""
    page = Page(1, None, None, tuple(Line(line, 1) for line in lines), undecodable_glyphs=undecodable)
    return SourceDocument("text/plain", (page,))


def test_a_layout_is_known_by_its_marks_whatever_the_file_is_called() -> None:
    """Titles that only this form has are enough."""
    layout = recognise(
        document("表4 财政拨款收支预算总体情况表", "上年结转结余情况明细表", "合计 12.00 12.00"),
        load_layouts(),
        name="scan0001.pdf",
    )
    assert layout.id == "xinjiang"


@pytest.mark.parametrize(
    ("lines", "undecodable", "reason_code"),
    [
        (("会议改在周五上午召开，请准时参加。",), 0, "not_a_disclosure"),
        (
            ("部门预算与一般公共预算有何不同", "超过12.00万元的“三公”开支", "决算何时公开"),
            0,
            "layout_unknown",
        ),
        (("某某某某某某某某某某",), 4, "undecodable_text"),
        ((), 0, "no_text_layer"),
    ],
)
def test_what_no_layout_knows_is_refused_with_what_it_seems_to_be(
    lines: tuple[str, ...], undecodable: int, reason_code: str
) -> None:
    """A letter, another region's budget, a font without a map, a scan."""
    with pytest.raises(NotADisclosureError) as caught:
        recognise(document(*lines, undecodable=undecodable), load_layouts(), name="a.pdf")
    assert caught.value.reason_code == reason_code
    assert "a.pdf" in str(caught.value)


def test_a_final_account_is_not_read_by_a_family_of_budgets() -> None:
    """Its titles may leave out 决算 and so be those of the region's budgets; what the file calls itself decides."""
    tables = (
        "部门收支总体情况表 部门收入总体情况表",
        "部门支出总体情况表 财政拨款收支总体情况表",
        "收支总表",
        "财政拨款收支总表",
        "一般公共预算支出表",
        "合计 12.00 12.00",
    )
    budget, account = (
        recognise(document(f"重庆市云岭区水务局2025年部门{kind}", *tables), load_layouts(), name="a.pdf")
        for kind in ("预算", "决算")
    )
    assert (budget.id, account.id) == ("chongqing", "national")


NATIONAL_TITLES = (
    "云岭市水务局2026年部门预算",
    "收支总表",
    "收入总表",
    "支出总表",
    "一般公共预算支出表",
    "合计 12.00 12.00",
)


def recognised(*lines: str) -> str:
    """Give the id of the layout that the lines are read with."""
    return recognise(document(*lines), load_layouts(), name="a.pdf").id


def refused(*lines: str) -> str:
    """Give what is said of lines that are no disclosure."""
    with pytest.raises(NotADisclosureError) as caught:
        recognised(*lines)
    return str(caught.value)


def test_a_form_that_no_family_has_is_read_with_the_fallback() -> None:
    """By its structure: titles of a department's own tables."""
    assert recognised(*NATIONAL_TITLES) == "national"


def test_a_narrative_alone_is_a_disclosure_without_any_table() -> None:
    text = (
        "云岭市水务局2026年部门预算情况说明",
        "一、收入预算情况说明",
        "2026年收入预算100.00万元。",
        "二、支出预算情况说明",
        "2026年支出预算100.00万元。",
        "三、“三公”经费预算情况说明",
        "2026年“三公”经费预算2.00万元。",
        "四、名词解释",
    )
    assert recognised(*text) == "national"


def test_performance_tables_alone_are_an_attachment_and_their_evaluation_is_none() -> None:
    rows = ("一级指标 二级指标 三级指标 指标值", "产出指标 数量指标 站点 12个")
    assert recognised("项目支出绩效目标表", "（2026年度）", *rows) == "national"
    assert "evaluation of performance" in refused("项目支出绩效自评表", "（2025年度）", *rows)


def test_a_family_of_another_province_is_not_taken() -> None:
    """The titles of the form are there, but every place in the document lies elsewhere."""
    titles = ("财政拨款支出表（功能科目）", "财政拨款基本支出表（经济科目）", *NATIONAL_TITLES[1:])
    assert recognised("南京市水务局2026年部门预算", *titles) == "jiangsu"
    assert recognised("成都市水务局2026年部门预算", *titles) == "national"


def test_the_budget_of_a_whole_government_is_none_of_a_department() -> None:
    said = refused(
        "云岭市2026年预算草案",
        "2026年云岭市一般公共预算收入预算表",
        "2026年云岭市一般公共预算支出表",
        "2026年云岭市政府性基金预算支出表",
        "2026年云岭市国有资本经营预算支出表",
        "2026年云岭市政府债务限额和余额情况表",
        "合计 1,000.00 2,000.00",
        "本级 900.00 1,800.00",
        "补助 100.00 200.00",
    )
    assert "whole government" in said


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (("云岭市水务局", "关于召开防汛会议的通知", "各科室："), "a notice or another official letter"),
        (
            ("云岭市防汛抗旱管理", "实施办法", "第一章 总则", "第一条 为加强管理，制定本办法。"),
            "a regulation",
        ),
        (("云岭市水网建设五年规划",), "opinions or a plan on a policy"),
        (
            ("云岭市水务局2025年政府信息公开工作年度报告",),
            "an annual report on the disclosure of information",
        ),
        (("云岭水利工程招标公告",), "a procurement or tender notice"),
        (("办公室电话：0000", "传真：0001", "邮箱：a@b"), "an office's page of contacts"),
        (("本报讯 昨日，我市召开会议。",), "a news item"),
    ],
)
def test_a_refusal_says_what_the_file_seems_to_be(lines: tuple[str, ...], what: str) -> None:
    assert what in refused(*lines)
