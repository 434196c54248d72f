"""Sentences become statements: subject, amount, share, change, reason, and what is a part of what."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.extractor.narrative.grammar import read_section
from services.extractor.narrative.statements import Reading, Statement
from tests.unit.narrative.printing import paragraphs, subjects

ITEM = "一般公共服务支出（类）档案事务（款）行政运行（项）"


def read(*texts: str) -> Reading:
    """Read paragraphs as one section."""
    return read_section(paragraphs(*texts), subjects("云岭县档案馆"))


def brief(statement: Statement) -> str:
    """Give a statement as subject, figures and direction in one line."""
    figures = (statement.quantity, statement.share, statement.delta, statement.growth)
    amount, share, delta, growth = (figure.text if figure else "-" for figure in figures)
    return f"{statement.subject.text} {amount} {share} {statement.direction or '-'} {delta} {growth}"


def parents(reading: Reading) -> list[str | None]:
    """Give for each statement the subject of what it is a part of."""
    statements = reading.statements
    return [None if s.parent is None else statements[s.parent].subject.text for s in statements]


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("收支总预算 88.00 万元。", ["收支总预算 88.00万元 - - - -"]),
        (
            "单位资金 8.00 万元，占 9.09%，比上年预算减少 2.00 万元，下降 20.00%，主要原因是租金减少。",
            ["单位资金 8.00万元 9.09% 减少 2.00万元 20.00%"],
        ),
        (
            f"1、{ITEM}：2031 年预算数为 30.00 万元，比上年预算增加 1.50 万元，增长 5.26%。",
            [f"{ITEM} 30.00万元 - 增加 1.50万元 5.26%"],
        ),
        (
            "（一）公务接待费。2031 年预算数 2.00 万元，较 2030 年年初预算减少 1.00 万元。",
            ["公务接待费 2.00万元 - 减少 1.00万元 -"],
        ),
        (
            "教育支出 5.00 万元，主要用于购书。与上年相比减少 1.00 万元，减少 16.67%。",
            ["教育支出 5.00万元 - 减少 1.00万元 16.67%"],
        ),
        (
            "收入预算 9 万元，其中，事业收入 8 万元，上年结转 1 万元。收入较去年增加 2 万元，上升 28.57%。",
            ["收入预算 9万元 - 增加 2万元 28.57%", "事业收入 8万元 - - - -", "上年结转 1万元 - - - -"],
        ),
        (
            "支出预算 90.00 万元，其中：教育支出 90.00 万元。支出比上年减少 2.00 万元。",
            ["支出预算 90.00万元 - 减少 2.00万元 -", "教育支出 90.00万元 - - - -"],
        ),
        ("培训费预算 3.00 万元，与上年持平。", ["培训费 3.00万元 - 持平 - -"]),
        (
            "支出预算 90.00 万元，比 2030 年年初预算数 100.00 万元减少 10.00 万元，下降 10%。",
            ["支出预算 90.00万元 - 减少 10.00万元 10%"],
        ),
        (
            "行政运行（2010301）50.00 万元，较上年增加 18.24（26.30%）。",
            ["行政运行（2010301） 50.00万元 - 增加 18.24 26.30%"],
        ),
        (
            "案件执行支出 9.00 万元，与上年相比减少 1.00 万元，减少 10.00，主要原因是压减。",
            ["案件执行支出 9.00万元 - 减少 1.00万元 10.00"],
        ),
        (
            "高中教育（2050204），2031 年度决算数为 8.00 万元，比 2030 年度决算数增长 5.00%。",
            ["高中教育（2050204） 8.00万元 - 增长 - 5.00%"],
        ),
        (
            "政府性基金拨款支出预算为 0；其他支出 1.00 万元。",
            ["政府性基金拨款支出 0 - - - -", "其他支出 1.00万元 - - - -"],
        ),
        ("财政拨款支出 6.00 万元，占本年支出合计的 60.00%。", ["财政拨款支出 6.00万元 60.00% - - -"]),
        ("计划购置车辆 2 辆、57 万元。", ["计划购置车辆 2辆 - - - -", "计划购置车辆 57万元 - - - -"]),
        ("培训费 3.00 万元，比年初预算减少 1.00 万元，降幅 25%。", ["培训费 3.00万元 - 减少 1.00万元 25%"]),
        ("培训费 3.00 万元，和年初预算持平。", ["培训费 3.00万元 - 持平 - -"]),
        (
            "收、支总计均为 90.00 万元，与上年相比，收、支总计各增加 10.00 万元，增长 12.50%。",
            ["收、支总计 90.00万元 - 增加 10.00万元 12.50%"],
        ),
        (
            "1、2012601行政运行 30.00 万元，较上年增加 1.50 万元。",
            ["2012601行政运行 30.00万元 - 增加 1.50万元 -"],
        ),
        ("培训费 3.00 万元，按可比口径同比减少 1.00 万元。", ["培训费 3.00万元 - 减少 1.00万元 -"]),
        ("库房 80.00 平方米，价值 12.00 万元。", ["库房 80.00平方米 - - - -", "库房价值 12.00万元 - - - -"]),
    ],
)
def test_one_sentence(text: str, statements: list[str]) -> None:
    assert [brief(statement) for statement in read(text).statements] == statements


def test_figures_in_a_reason_belong_to_the_reason() -> None:
    reading = read(
        "项目支出 10.00 万元，比上年减少 9.00 万元，下降 47.37%，主要原因是减少库房租金 12 万元；另增聘用费 3 万元。"
    )
    [statement] = reading.statements
    assert statement.reason == "减少库房租金12万元；另增聘用费3万元"


def test_a_reason_ends_where_the_next_subject_of_a_list_begins() -> None:
    reading = read(
        "公务接待费增加 0.30 万元，增长 30.00%，主要原因是来访批次增加；"
        "公务用车运行费减少 0.20 万元，下降 4.00%，主要原因是车辆报废。"
    )
    assert [brief(s) for s in reading.statements] == [
        "公务接待费 - - 增加 0.30万元 30.00%",
        "公务用车运行费 - - 减少 0.20万元 4.00%",
    ]
    assert [s.reason for s in reading.statements] == ["来访批次增加", "车辆报废"]


def test_reasons_in_several_points_go_on_over_semicolons() -> None:
    reading = read(
        "收入预算 9 万元，比上年减少 1 万元，主要原因是一是机构划出；二是人员经费减少 2 万元。支出预算 9 万元。"
    )
    assert [brief(s) for s in reading.statements] == [
        "收入预算 9万元 - 减少 1万元 -",
        "支出预算 9万元 - - - -",
    ]


def test_a_reason_that_says_nothing_is_kept_empty() -> None:
    [statement] = read("培训费 3.00 万元，比上年减少 1.00 万元，主要原因是。").statements
    assert statement.reason == ""


def test_what_an_amount_is_for_is_no_statement() -> None:
    reading = read(
        "教育支出 5.00 万元，主要用于购置每套 3 万元的书架；住房保障支出 2.00 万元，主要用于缴存。"
    )
    assert [brief(s) for s in reading.statements] == [
        "教育支出 5.00万元 - - - -",
        "住房保障支出 2.00万元 - - - -",
    ]


def test_parts_in_the_same_sentence() -> None:
    reading = read(
        "政府采购预算 6.00 万元，其中：货物 1.00 万元，工程 2.00 万元，服务 3.00 万元。中小企业预留 6.00 万元。"
    )
    assert parents(reading) == [None, "政府采购预算", "政府采购预算", "政府采购预算", None]


def test_parts_in_the_paragraphs_below() -> None:
    reading = read(
        "支出预算 9.00 万元，其中：", "基本支出 4.00 万元，占 44.44%。", "项目支出 5.00 万元，占 55.56%。"
    )
    assert parents(reading) == [None, "支出预算", "支出预算"]


def test_a_new_thought_ends_the_list() -> None:
    reading = read(
        "支出预算 9.00 万元，其中：基本支出 4.00 万元。", "2031 年，云岭县档案馆项目支出 5.00 万元。"
    )
    assert parents(reading) == [None, "支出预算", None]


def test_parts_that_add_up_end_the_list() -> None:
    reading = read("收入 9.00 万元，其中：拨款 4.00 万元，自筹 5.00 万元。", "结余 9.00 万元。")
    assert parents(reading) == [None, "收入", "收入", None]


def test_numbered_lists_within_numbered_lists() -> None:
    reading = read(
        "（一）收入预算总计 9.00 万元。包括：",
        "1．本年收入合计 8.00 万元。",
        "（1）财政拨款收入 6.00 万元。",
        "（2）事业收入 2.00 万元。",
        "2．上年结转 1.00 万元。",
        "（二）支出预算总计 9.00 万元。包括：",
        "1．本年支出合计 9.00 万元。",
    )
    assert parents(reading) == [
        None,
        "收入预算",
        "本年收入合计",
        "本年收入合计",
        "收入预算",
        None,
        "支出预算",
    ]


def test_numbering_alone_makes_a_list_only_if_it_adds_up() -> None:
    assert parents(read("（一）拨款收入 6.00 万元", "1.本级 4.00 万元。", "2.上级 2.00 万元。")) == [
        None,
        "拨款收入",
        "拨款收入",
    ]
    assert parents(read("（一）拨款收入 6.00 万元", "1.购书 1.00 万元。", "2.装订 2.00 万元。")) == [
        None,
        None,
        None,
    ]


def test_counts_and_their_values_have_parts_of_their_own() -> None:
    reading = read(
        "车辆 3 辆，价值 30.00 万元；其中：一般公务用车 1 辆，价值 10.00 万元；其他车辆 2 辆，价值 20.00 万元。"
    )
    assert parents(reading) == [None, None, "车辆", "车辆价值", "车辆", "车辆价值"]


def test_a_change_behind_bare_parts_is_that_of_the_whole() -> None:
    reading = read(
        "收入预算 9.00 万元，其中：拨款 4.00 万元、结余 5.00 万元，较上年增加 1.00 万元，增长 12.50%。"
    )
    assert brief(reading.statements[0]) == "收入预算 9.00万元 - 增加 1.00万元 12.50%"


def test_what_is_said_of_all_parts_is_said_of_each() -> None:
    reading = read("经费预算 3.00 万元，其中：出国费 1.00 万元，接待费 2.00 万元，均与上年持平。")
    assert [s.direction for s in reading.statements] == [None, "持平", "持平"]


def test_parts_in_brackets() -> None:
    reading = read(
        "车辆费 3 万元（购置费 1 万元，比上年减少 1 万元；运行费 2 万元。）比上年减少 4 万元，下降 57.14%。"
    )
    assert parents(reading) == [None, "车辆费", "车辆费"]
    assert brief(reading.statements[0]) == "车辆费 3万元 - 减少 4万元 57.14%"


def test_a_whole_can_be_taken_apart_twice() -> None:
    reading = read(
        "上年结转结余 9.00 万元，包括：财政拨款 8.00 万元，非财政拨款 1.00 万元，其中：",
        "1．书库改造 8.00 万元，主要用于货架。",
        "2．专项 07300815 1.00 万元，不予公开。",
    )
    assert parents(reading) == [None, *["上年结转结余"] * 4]
    assert reading.statements[-1].subject.text == "专项07300815"


def test_a_part_of_the_whole_behind_a_complete_list_is_no_further_part() -> None:
    reading = read(
        "政府采购预算 6 万元：货物 4 万元、服务 2 万元；其中公共预算采购 3 万元：货物 2 万元、服务 1 万元。"
    )
    assert parents(reading) == [None, "政府采购预算", "政府采购预算", None, "公共预算采购", "公共预算采购"]


def test_final_accounts_tell_budget_and_account_of_an_item() -> None:
    reading = read(
        f"1、{ITEM}。主要用于：人员支出。年初预算为 5.00 万元，支出决算为 4.00 万元，完成年初预算的 80.00%。"
    )
    assert [brief(s) for s in reading.statements] == [
        f"{ITEM}年初预算 5.00万元 - - - -",
        f"{ITEM}支出决算 4.00万元 - - - -",
    ]
    assert reading.compared == []
    result = reading.statements[1]
    assert (result.planned, result.completed and result.completed.value) == (0, Decimal("80.00"))


def test_two_bases_of_comparison_make_two_changes_of_one_subject() -> None:
    reading = read("培训费 9.00 万元，比预算增加 0.00 万元，比上年增加 1.00 万元，增长 12.50%。")
    assert [brief(s) for s in reading.statements] == [
        "培训费 9.00万元 - 增加 0.00万元 -",
        "培训费 - - 增加 1.00万元 12.50%",
    ]


def test_a_later_change_belongs_to_the_subject_that_it_names() -> None:
    reading = read(
        "“三公”经费 9.00 万元，其中：公务接待费 4.00 万元，公务用车运行费 5.00 万元。"
        "“三公”经费比上年减少 1.00 万元，公务接待费与上年持平。"
    )
    assert [brief(s) for s in reading.statements] == [
        "“三公”经费 9.00万元 - 减少 1.00万元 -",
        "公务接待费 4.00万元 - 持平 - -",
        "公务用车运行费 5.00万元 - - - -",
    ]


def test_what_did_not_change_needs_no_amount() -> None:
    reading = read(
        "“三公”经费比上年增加 1.00 万元，其中：公务接待费比预算无增减变化，比上年增加 1.00 万元；会议费与上年持平。"
    )
    assert [brief(s) for s in reading.statements] == [
        "“三公”经费 - - 增加 1.00万元 -",
        "公务接待费 - - 增加 1.00万元 -",
        "会议费 - - 持平 - -",
    ]


def test_a_reason_goes_to_the_subject_that_it_names() -> None:
    reading = read(
        "“三公”经费支出预算为 9.00 万元，支出决算为 8.00 万元，其中：公务接待费支出决算为 8.00 万元，占 100%。"
        "“三公”经费支出决算数小于预算数的主要原因是压减接待。"
    )
    assert [s.reason for s in reading.statements] == [None, "压减接待", None]
    assert [s.subject.key for s in reading.statements] == ["three_public", "three_public", "reception"]


def test_a_reason_ends_where_a_list_of_parts_begins() -> None:
    reading = read(
        "“三公”经费 9.00 万元，比上年减少 1.00 万元，原因为压减接待；其中：公务接待费 4.00 万元；会议费 5.00 万元。"
    )
    assert parents(reading) == [None, "“三公”经费", "“三公”经费"]


def test_what_is_held_is_counted_behind_a_reason() -> None:
    reading = read("其他用车 2 辆，主要是业务用车；单价 50 万元以上通用设备 3 台（套）。")
    assert [brief(s) for s in reading.statements] == [
        "其他用车 2辆 - - - -",
        "单价50万元以上通用设备 3台（套） - - - -",
    ]


def test_parts_of_another_year_are_of_that_year() -> None:
    reading = read("2030 年“三公”经费支出 9.00 万元，其中：公务接待费 9.00 万元。")
    assert [s.subject.is_past for s in reading.statements] == [True, True]


def test_in_a_list_the_amount_of_the_year_before_is_no_figure_of_this_year() -> None:
    reading = read(
        "3.“教育支出（类）普通教育（款）小学教育（项）”9.00万元，主要用于设备更新。2030年当年预算执行数为6.00万元，"
        "2031年预算安排9.00万元，比2030年预算执行数增加50.00%。"
    )
    assert [s.subject.is_past for s in reading.statements] == [False, True, False]
    [_, before, now] = reading.statements
    assert now.previous == before.quantity
    assert now.growth is not None


def test_a_heading_names_what_its_sentence_does_not() -> None:
    reading = read_section(
        paragraphs("2031 年预算安排 2.00 万元，与上年持平。"), subjects(), heading="公务接待费支出情况"
    )
    assert [(s.subject.key, s.direction) for s in reading.statements] == [("reception", "持平")]


def test_a_count_before_its_noun() -> None:
    [statement] = read("本馆共设置 5 个项目绩效目标。").statements
    assert brief(statement) == "项目绩效目标 5个 - - - -"


@pytest.mark.parametrize("rate", ["完成年初预算的 80%", "预算完成率为 80%", "占年初预算的 80%"])
def test_a_rate_of_completion_ties_result_and_plan(rate: str) -> None:
    reading = read(f"公务接待费年初预算为 5.00 万元，支出决算为 4.00 万元，{rate}。")
    [plan, result] = reading.statements
    assert plan.completed is None
    assert (result.planned, result.completed and result.completed.value) == (0, Decimal(80))
    assert result.share is None


def test_a_plan_told_behind_its_result_takes_neither_change_nor_parts() -> None:
    reading = read(
        "“三公”经费支出决算为 2.00 万元，完成全年预算 2.50 万元的 80.0%，比上年减少 0.50 万元，下降 20.0%。"
        "其中：公务接待费支出决算为 2.00 万元，完成预算 2.50 万元的 80.0%。"
    )
    whole, plan, part, _ = reading.statements
    assert brief(whole) == "“三公”经费 2.00万元 - 减少 0.50万元 20.0%"
    assert (whole.planned, whole.completed and whole.completed.text) == (1, "80.0%")
    assert (plan.quantity and plan.quantity.text, plan.delta, plan.raw) == ("2.50万元", None, "完成全年预算")
    assert (part.parent, part.planned) == (0, 3)


@pytest.mark.parametrize(
    "text",
    [
        "支出预算 90.00 万元，比上年预算 80.00 万元增加 10.00 万元，增长 12.50%。",
        "支出预算 90.00 万元，与 2030 年 80.00 万元比较增加 10.00 万元，增长 12.50%。",
        "支出预算 90.00 万元，比 2030 年 80.00 万元增长 12.50%。",
    ],
)
def test_the_amount_that_a_change_starts_from(text: str) -> None:
    [statement] = read(text).statements
    assert statement.previous is not None
    assert statement.previous.value == Decimal("80.00")
    assert statement.growth is not None


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        (
            "培训费 9.00 万元，完成年初预算 100%，决算数大于预算数 1.00 万元，主要原因是班次增加。",
            ["培训费 9.00万元 - - - -"],
        ),
        ("培训费 9.00 万元，由 2030 年的 8.00 万元增加到 9.00 万元。", ["培训费 9.00万元 - - - -"]),
        (
            "收入、支出总计分别为 9.00 万元、9.00 万元，与上年相比，分别增加 1.00 万元、1.00 万元，增长 12.50%。",
            ["收入、支出总计 9.00万元 - - - -", "收入、支出总计 9.00万元 - 增加 1.00万元 12.50%"],
        ),
        (
            "培训费年初预算数 9.00 万元，全年预算数 8.00 万元，决算数 7.00 万元。",
            ["培训费 9.00万元 - - - -", "培训费 8.00万元 - - - -", "培训费 7.00万元 - - - -"],
        ),
    ],
)
def test_amounts_that_stand_beside_a_statement(text: str, statements: list[str]) -> None:
    assert [brief(statement) for statement in read(text).statements] == statements


def test_a_rate_behind_bare_parts_is_that_of_the_whole() -> None:
    reading = read(
        "经费预算 9.00 万元，其中：出国费 4.00 万元，接待费 5.00 万元。与上年预算相比增长 12.50%。"
    )
    assert brief(reading.statements[0]) == "经费预算 9.00万元 - 增长 - 12.50%"


def test_a_second_change_behind_the_title_of_a_paragraph() -> None:
    reading = read(
        "1.收入情况。培训费 9.00 万元，与上年相比，增加 1.00 万元。较年初预算数增加 2.00 万元。费用支出较上年持平。"
    )
    assert [brief(s) for s in reading.statements] == [
        "培训费 9.00万元 - 增加 1.00万元 -",
        "培训费 - - 增加 2.00万元 -",
    ]


def test_a_change_in_a_paragraph_of_its_own_is_of_the_whole_that_the_section_stated() -> None:
    reading = read("收入预算 9 万元，其中，事业收入 8 万元。", "收入较去年增加 2 万元，上升 28.57%。")
    last = reading.statements[-1]

    assert (brief(last), last.subject.key) == ("收入 - - 增加 2万元 28.57%", "income_budget")
    assert read("事业收入 8 万元。", "收入较去年增加 2 万元。").statements[-1].subject.key is None


def test_a_clause_that_names_an_amount_again_opens_the_list_of_its_parts() -> None:
    reading = read(
        "支出预算 9.00 万元，其中：财政拨款支出预算 6.00 万元，比 2030 年预算减少 1.00 万元。财政拨款支出预算中，"
        "一般公共预算拨款支出预算 5.00 万元，比 2030 年预算减少 1.00 万元；政府性基金拨款支出预算为 1.00 万元。"
    )
    fiscal = reading.statements[1].subject.text
    assert parents(reading) == [None, reading.statements[0].subject.text, fiscal, fiscal]


def test_amounts_that_a_purpose_lists_state_nothing_of_their_own() -> None:
    reading = read("业务经费 9.00 万元，主要用于书目调查 2.00 万元；目录编制 7.00 万元。")
    assert parents(reading) == [None]
