"""Every number of a narrative line is accounted for by what it is."""

from __future__ import annotations

from services.extractor.narrative import NumberRole, read_narrative
from tests.unit.narrative.printing import layout, lines, resolve


def roles(*texts: str) -> list[tuple[str, str]]:
    """Give each number as printed and what it is."""
    printed = lines(*texts)
    uses = read_narrative(printed, layout(), resolve).numbers
    return [(printed[use.line].text[use.start : use.end], use.role.value) for use in uses]


def test_the_numbers_of_a_page() -> None:
    assert roles(
        "二、关于云岭县档案馆 2031 年收入预算情况说明",
        "1.单位资金 8.00 万元，占 9.1%，比上年预算（含 0.5 万元/人）增加 1.00 万元，主要原因是补发 3 万元。",
        "7",
        "2.专项 07300815 0.56 万元，依据云财〔2030〕12 号，限 50 万元以上设备。",
        "馆藏完好率达到 99%。",
    ) == [
        ("2031", "heading"),
        ("1", "list_number"),
        ("8.00", "claim"),
        ("9.1", "claim"),
        ("0.5", "name"),
        ("1.00", "claim"),
        ("3", "reason"),
        ("7", "page_number"),
        ("2", "list_number"),
        ("07300815", "name"),
        ("0.56", "claim"),
        ("2030", "reference"),
        ("12", "reference"),
        ("50", "threshold"),
        ("99", "unused"),
    ]


def test_the_parts_of_a_number_broken_over_lines_are_numbers_of_their_own() -> None:
    assert roles("一、收支预算情况总体说明", "收支总预算 1,2", "34.00 万元。")[-2:] == [
        ("1,2", "claim"),
        ("34.00", "claim"),
    ]


def test_figures_codes_and_dates() -> None:
    assert roles("第一部分 单位概况", "二、人员情况", "截至 2030 年底，本馆编制 9 人。")[-2:] == [
        ("2030", "date"),
        ("9", "figure"),
    ]
    assert roles("一、一般公共预算当年拨款情况说明", "1.档案馆（2012604）5.00 万元。")[1:] == [
        ("2012604", "code"),
        ("5.00", "claim"),
    ]


def test_numbers_of_tables_and_performance_tables_are_not_the_narratives() -> None:
    assert (
        roles("第二部分 单位预算公开表", "合计 3.00", "第三部分 单位预算情况说明")[0][1] == NumberRole.OUTSIDE
    )
    assert roles("（四）预算绩效情况", "项目支出绩效目标表", "培训人数 >=30 人")[-1] == ("30", "outside")


def test_money_in_the_overview_is_prose() -> None:
    assert roles("第一部分 单位概况", "一、主要职能", "本馆每年投入 5 万元开展宣传。")[-1] == ("5", "prose")
