"""Narratives in the manners of regions that no layout file knows, read by what their words mean."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.extractor.narrative import read_narrative
from services.extractor.narrative.numbers import NumberRole
from services.extractor.narrative.titles import recognise
from shared.layout import Layout, load_layouts
from shared.model.narrative import Claim
from tests.unit.narrative.printing import lines, resolve


def national() -> Layout:
    """Give the layout of documents whose form no other file knows."""
    return next(layout for layout in load_layouts() if layout.id == "national")


def claims(*texts: str) -> list[str]:
    """Give section, key or code, and figures of each claim in one line."""
    return [brief(claim) for claim in read_narrative(lines(*texts), national(), resolve).claims]


def figures(*texts: str) -> dict[str, str]:
    """Give the figures by their keys."""
    found = read_narrative(lines(*texts), national(), resolve).figures
    return {figure.figure_key: f"{figure.value}{figure.unit}" for figure in found}


def brief(claim: Claim) -> str:
    """Give a claim in one line."""
    change = f" {claim.direction} {claim.delta or '-'} {claim.growth_pct or '-'}" if claim.direction else ""
    share = f" 占{claim.share_pct}" if claim.share_pct is not None else ""
    return f"{claim.section_key} {claim.subject_key or claim.row_code} {claim.amount}{share}{change}"


def test_items_by_class_with_shares_and_changes_in_yuan() -> None:
    assert claims(
        "第三部分 云岭县档案馆2031年部门预算情况说明",
        "三、支出预算情况说明",
        "2031年支出总预算 90000.00 元，同比减少 10000.00 元，下降 10.00 %。其中：基本支出预算 60000.00 元，占",
        "支出总预算的 66.67%，同比无增减变化；项目支出预算 30000.00 元，占支出总预算的 33.33%。",
        "（一）一般公共服务支出类科目 80000.00 元，占支出总预算 88.89%，同比减少 10000.00 元，下降 11.11%。",
        "（二）住房保障支出类科目 10000.00 元，占支出总预算 11.11%。",
    ) == [
        "expenditure expenditure_budget 90000.00 减少 10000.00 10.00",
        "expenditure basic 60000.00 占66.67 无增减变化 - -",
        "expenditure project 30000.00 占33.33",
        "expenditure 201 80000.00 占88.89 减少 10000.00 11.11",
        "expenditure 221 10000.00 占11.11",
    ]


def test_changes_in_words_that_say_both_ways_and_in_words_of_income_and_expenditure() -> None:
    assert claims(
        "第二部分 云岭县档案馆2031年部门预算情况说明",
        "二、2031年“三公”经费预算情况说明",
        "2031年“三公”经费预算安排9.00万元。其中：",
        "因公出国（境）费0万元，比上年增减0万元，主要原因是没有出访。",
        "公务接待费4.00万元，比上年减支1.00万元。",
        "公务用车运行维护费5.00万元，较上年增减-0.50万元。",
        "公务用车购置费0万元，与上年相比没有增减变化。",
    ) == [
        "three_public three_public 9.00",
        "three_public abroad 0 增减 - -",
        "three_public reception 4.00 减支 1.00 -",
        "three_public vehicle.operation 5.00 增减 -0.50 -",
        "three_public vehicle.purchase 0 没有增减变化 - -",
    ]


def test_what_is_left_when_something_is_taken_out_is_another_thing() -> None:
    assert claims(
        "第二部分 云岭县档案馆2031年部门预算情况说明",
        "二、收入预算情况说明",
        "2031年收入预算90.00万元（含上年结转10.00万元），扣除上年结转后，比上年增加5.00万元，增长6.67%。",
        "三、支出预算情况说明",
        "2031年支出预算90.00万元，按可比口径，增长6.67%。其中：基本支出60.00万元，项目支出30.00万元，分别占66.67%、33.33%。",
    ) == [
        "income income_budget 90.00",
        "income carryover_total 10.00",
        "income None None 增加 5.00 6.67",
        "expenditure expenditure_budget 90.00",
        "expenditure None None 增长 - 6.67",
        "expenditure basic 60.00",
        "expenditure project 30.00",
    ]


def test_the_year_before_behind_this_year() -> None:
    printed = lines(
        "二、2031年“三公”经费预算情况说明",
        "2031年公务用车购置费0万元，上年18.00万元，减少18.00万元，下降100%。",
        "公务接待费2.00万元，上年结转1.00万元。",
    )
    found = read_narrative(printed, national(), resolve).claims
    told = [(claim.subject_key, str(claim.amount), str(claim.previous)) for claim in found]
    assert told == [
        ("vehicle.purchase", "0", "18.00"),
        ("reception", "2.00", "None"),
        ("carryover_total", "1.00", "None"),
    ]


def test_a_part_in_a_paragraph_of_its_own_has_its_own_change() -> None:
    assert claims(
        "第二部分 云岭县档案馆2031年部门预算情况说明",
        "一、部门预算收支总体情况说明",
        "（一）收入预算总计90.00万元。包括：",
        "1.本年收入合计80.00万元。",
        "2.上年结转结余10.00万元。与上年预算相比，增加5.00万元，增长100.00%。",
    ) == [
        "overall income_budget 90.00",
        "overall current_income 80.00",
        "overall carryover_total 10.00 增加 5.00 100.00",
    ]


@pytest.mark.parametrize(
    ("rate", "changed"),
    [("16.67", "reception 1.00"), ("6.25", "three_public 3.00"), ("99.00", "three_public 3.00")],
)
def test_the_rate_tells_whether_the_last_part_changed_or_the_whole(rate: str, changed: str) -> None:
    texts = (
        "二、2031年“三公”经费预算情况说明",
        "2031年“三公”经费预算3.00万元，其中：公务用车运行维护费2.00万元，公务接待费1.00万元，",
        f"比上年减少0.20万元，下降{rate}%。",
    )
    read = read_narrative(lines(*texts), national(), resolve)
    told = [claim for claim in map(brief, read.claims) if "减少" in claim]
    assert told == [f"three_public {changed} 减少 0.20 {rate}"]
    assert [use for use in read.numbers if use.role is NumberRole.UNUSED] == []


def test_a_part_that_stays_nothing_keeps_its_change_of_nothing() -> None:
    texts = (
        "二、2031年收入预算情况说明",
        "2031年收入预算90.00万元，其中：",
        "一般公共预算90.00万元，占100.00%，比上年增加10.00万元，增长12.50%。",
        "政府性基金预算0.00万元，占0.00%，比上年增加0.00万元，增长0.00%。",
    )
    whole, _, fund = read_narrative(lines(*texts), national(), resolve).claims
    assert (whole.delta, whole.growth_pct) == (None, None)
    assert fund.subject_key == "government_fund"
    assert (fund.delta, fund.growth_pct) == (Decimal(0), Decimal(0))


def test_a_second_comparison_behind_a_reason_is_none() -> None:
    assert claims(
        "一、收入支出决算总体情况说明",
        "云岭县档案馆2031年度收入、支出决算总计90.00万元。与年初预算相比，收、支总计各增加10.00万元，增长12.50%，",
        "主要原因：追加项目；与上年决算相比，收、支总计各减少10.00万元，下降10.00%，主要原因：厉行节约。",
    ) == [
        "overall total_budget 90.00 增加 10.00 12.50",
        "overall total_budget None 减少 10.00 10.00",
    ]


def test_the_rate_tells_that_the_whole_changed_behind_a_single_part() -> None:
    assert claims(
        "十二、机构运行经费支出决算情况说明",
        "2031年度云岭镇机构运行经费支出100.00万元，其中：办公费10.00万元；比上年增加5.00万元，增长5.26%。",
    ) == ["other.operating operating_expenses 100.00 增加 5.00 5.26", "other.operating None 10.00"]


def test_sections_numbered_by_the_names_of_their_tables() -> None:
    assert claims(
        "第三部分 2031年单位预算情况说明",
        "1.关于2031年收支总表的说明",
        "云岭县档案馆2031年收支总预算90.00万元。",
        "2.关于2031年收入总表的说明",
        "2031年收入预算90.00万元，其中，本年收入80.00万元，上年结转10.00万元。",
        "3.关于2031年支出总表的说明",
        "2031年支出预算90.00万元，比2030年预算增加10.00万元，增长12.50%，增长原因主要是搬迁。",
        "6.关于2031年一般公共预算基本支出表的说明",
        "2031年一般公共预算基本支出50.00万元，其中，人员经费40.00万元，公用经费10.00万元。",
        "11.其他重要事项情况说明",
        "（1）机关运行经费。",
        "云岭县档案馆2031年机关运行经费财政拨款预算10.00万元，比2030年预算减少2.50万元，下降20.00%。",
    ) == [
        "overall total_budget 90.00",
        "income income_budget 90.00",
        "income current_income 80.00",
        "income carryover_total 10.00",
        "expenditure expenditure_budget 90.00 增加 10.00 12.50",
        "basic basic_total 50.00",
        "basic personnel 40.00",
        "basic operating 10.00",
        "other.operating operating_expenses 10.00 减少 2.50 20.00",
    ]


def test_a_final_account_of_the_three_public_expenses() -> None:
    told = (
        "云岭县档案馆2031年度“三公”经费决算情况说明",
        "一、一般公共预算财政拨款“三公”经费支出决算总体情况",
        "云岭县档案馆2031年度“三公”经费支出预算为40,000.00元，支出决算为30,000.00元，完成年初预算的75%。其中：",
        "公务用车运行维护费支出决算为20,000.00元，占66.67%；公务接待费支出决算为10,000.00元，占33.33%。",
        "二、一般公共预算财政拨款“三公”经费支出决算具体情况",
        "公务接待费支出10,000.00元，共安排国内公务接待5批次（其中：外事接待0批次），接待人次40人。",
    )
    assert claims(*told) == [
        "three_public three_public.budget 40000.00",
        "three_public three_public 30000.00 占75",
        "three_public vehicle.operation 20000.00 占66.67",
        "three_public reception 10000.00 占33.33",
        "three_public reception 10000.00",
    ]
    assert figures(*told) == {
        "three_public.receptions.domestic": "5批次",
        "three_public.receptions.domestic.persons": "40人",
    }


def test_a_budget_that_was_changed_in_the_year_is_no_cell_of_the_first() -> None:
    assert claims(
        "第三部分 2031年度部门决算情况说明",
        "七、财政拨款“三公”经费支出决算情况说明",
        "“三公”经费年初预算数10.00万元，全年预算数8.00万元，决算数4.00万元，完成全年预算的50%。",
    ) == [
        "three_public three_public.budget 10.00",
        "three_public budget 8.00",
        "three_public three_public 4.00 占50",
    ]


def test_a_budget_told_by_what_has_changed() -> None:
    assert claims(
        "云岭县档案馆2031年部门预算信息公开情况说明",
        "三、部门预算安排的总体情况",
        "1、收入说明",
        "2031年预算收入90.00万元，其中：一般公共预算收入80.00万元，基金预算收入10.00万元。",
        "3、比上年增减情况",
        "2031年预算收支安排90.00万元，较2030年预算增加10.00万元，其中：基本支出增加4.00万元，主要为增人；项目支出增加6.00万元。",
        "五、财政拨款“三公”经费预算情况及增减变化原因",
        "“三公”经费预算安排5.00万元，其中公务接待费2.00万元、公务用车运行费3.00万元。与2030年相比减少0.50万元，",
        "其中：公务用车运行费与上年持平；公务接待费减少0.50万元。",
    ) == [
        "income income_budget 90.00",
        "income general_public 80.00",
        "income government_fund 10.00",
        "overall total_budget 90.00 增加 10.00 -",
        "overall basic None 增加 4.00 -",
        "overall project None 增加 6.00 -",
        "three_public three_public 5.00 减少 0.50 -",
        "three_public reception 2.00 减少 0.50 -",
        "three_public vehicle.operation 3.00 持平 - -",
    ]


def test_items_by_their_codes_and_a_total_told_behind_its_parts() -> None:
    assert claims(
        "第三部分 2031年部门预算情况说明",
        "二、一般公共预算拨款支出情况",
        "2031年度一般公共预算拨款支出50.00万元，比上年增加5.00万元，增长11.11%。按项级科目说明如下：",
        "（一）2012601行政运行40.00万元。主要用于人员经费。",
        "（二）2210201住房公积金10.00万元，与上年持平。",
        "六、“三公”经费预算情况",
        "（一）公务接待费",
        "2031年预算安排2.00万元，比上年减少1.00万元，降幅33.33%。",
    ) == [
        "general_public general_public_expenditure 50.00 增加 5.00 11.11",
        "general_public 2012601 40.00",
        "general_public 2210201 10.00 持平 - -",
        "three_public reception 2.00 减少 1.00 33.33",
    ]


def test_vehicles_of_every_kind_and_equipment() -> None:
    assert figures(
        "第三部分 2031年度部门决算情况说明",
        "十二、国有资产占用情况说明",
        "截至2031年12月31日，共有车辆6辆，其中：副部（省）级及以上领导用车1辆、主要负责人用车1辆、特种专业技术用车1辆、",
        "其他用车3辆，其他用车主要是业务用车；单位价值100万元以上设备2台（套）。",
    ) == {
        "assets.vehicles.count": "6辆",
        "assets.vehicles.ministerial.count": "1辆",
        "assets.vehicles.leaders.count": "1辆",
        "assets.vehicles.special.count": "1辆",
        "assets.vehicles.other.count": "3辆",
        "assets.equipment.over_1m.count": "2台（套）",
    }


def test_the_name_of_an_item_on_a_line_of_its_own() -> None:
    read = claims(
        "第三部分 2031年度部门决算情况说明",
        "五、一般公共预算财政拨款支出决算情况说明",
        "（三）一般公共预算财政拨款支出决算具体情况",
        "1.一般公共服务支出（类）档案事务（款）行政运行（项）。",
        "年初预算为50.00万元，支出决算为40.00万元，完成年初预算的80.00%。",
    )
    assert read == ["general_public.items budget 50.00", "general_public.items 2012601 40.00 占80.00"]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("关于收支总体情况表的说明", "overall"),
        ("关于收入总体情况表的说明", "income"),
        ("关于支出总体情况表的说明", "expenditure"),
        ("部门收支预算情况说明", "overall"),
        ("收入预算总体情况说明", "income"),
        ("支出预算总体情况说明", "expenditure"),
        ("2031年收入总表的说明", "income"),
        ("财政拨款收支预算总表的说明", "appropriation"),
        ("关于2031年政府性基金预算收支表的说明", "government_fund"),
        ("关于国有资本经营预算支出情况表的说明", "state_capital"),
        ("一般公共预算拨款当年规模变化情况", "general_public.change"),
        ("一般公共决算财政拨款安排的“三公”经费支出决算及增减变动情况说明", "three_public"),
        ("部门预算车辆情况", "other.assets"),
        ("预算绩效管理工作开展情况", "other.performance"),
        ("专项支出、转移支付支出情况说明", "other.transfers"),
        ("收入情况说明", "income"),
        ("人员构成情况", "overview.organisation"),
        ("会议费支出情况说明", "other.general_expenses"),
        ("项目支出表的说明", "projects"),
    ],
)
def test_titles(title: str, key: str) -> None:
    assert recognise(title, national()) == key


@pytest.mark.parametrize(
    ("heading", "told", "expected"),
    [
        (
            "二、收入预算情况说明",
            "2031年收入预算合计90.00万元，其中：政府性基金收入80.00万元，占88.89%；上年结转结余10.00万元，占11.11%。",
            [
                "income income_budget 90.00",
                "income government_fund 80.00 占88.89",
                "income carryover_total 10.00 占11.11",
            ],
        ),
        (
            "二、收入预算情况说明",
            "2031年单位预算总收入90.00万元，与上年80.00万元相比，增加10.00万元，增长12.50%。",
            ["income income_budget 90.00 增加 10.00 12.50"],
        ),
        (
            "（一）收入预算",
            "2031年年初预算数90.00万元，其中，一般公共预算拨款90.00万元。",
            ["income income_budget 90.00", "income general_public 90.00"],
        ),
        (
            "三、“三公”经费预算情况说明",
            "2031年“三公”经费预算数为3.00万元，与2030年预算数3.00万元持平。其中：因公出国费0万元，公务接待费1.00万元，较2030年减少0.50万元，公务用车费2.00万元。",
            [
                "three_public three_public 3.00 持平 - -",
                "three_public abroad 0",
                "three_public reception 1.00 减少 0.50 -",
                "three_public vehicle 2.00",
            ],
        ),
        (
            "（三）公务用车购置及运行费",
            "2031年预算安排2.00万元，其中：公务用车运行费2.00万元，公务用车购置费0.00万元。与上年相比持平。",
            [
                "three_public vehicle 2.00 持平 - -",
                "three_public vehicle.operation 2.00",
                "three_public vehicle.purchase 0.00",
            ],
        ),
        (
            "三、支出预算情况说明",
            "按用途分：人员支出50.00万元，日常公用支出10.00万元。按功能分类：201一般公共服务支出50.00万元。",
            [
                "expenditure personnel 50.00",
                "expenditure operating 10.00",
                "expenditure 201 50.00",
            ],
        ),
    ],
    ids=[
        "carry-over in a list opens no other section",
        "the comparison names the amount of the year before",
        "the title names what the sentence does not",
        "a change behind one part is that part's",
        "a change in a sentence behind the list is the whole's",
        "words for uses, and a class with its code",
    ],
)
def test_the_manners_of_further_places(heading: str, told: str, expected: list[str]) -> None:
    """Sentences as counties, schools and towns of several provinces build them."""
    before = ("八、“三公”经费预算情况说明",) if heading.startswith("（三）") else ()
    assert claims("第三部分 2031年部门预算情况说明", *before, heading, told) == expected


def test_income_and_expenditure_together_open_the_overall_section() -> None:
    headings = {
        "二、2031年收入及支出总体情况": "overall",
        "四、2031年预算编制范围": "overview.organisation",
        "三、人员及编制情况": "overview.organisation",
        "四、部门年度工作重点": "overview.tasks",
        "第一部分 部门概括": "part.overview",
        "二、事业运转经费安排情况说明": "other.operating",
    }
    titles = {
        text: recognise(text.split("、")[-1].removeprefix("第一部分 "), national()) for text in headings
    }
    assert titles == headings
