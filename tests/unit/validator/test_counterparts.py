"""The other place of a finding, and the projects, names and ends of tables that are compared across a document."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from shared.model.finding import Counterpart, Finding, Outcome
from tests.typeset.generate import generate
from tests.unit.validator.documents import assembled, from_example, judged, ungrouped, with_amount
from tests.unit.validator.samples import of_sample


def counterpart(finding: Finding) -> Counterpart:
    assert finding.counterpart is not None
    return finding.counterpart


def test_a_relation_names_the_cell_on_its_other_side_with_its_place() -> None:
    document = with_amount(assembled(generate(2)), "T1", "total", "income", "1.00")
    (finding,) = ungrouped(document, "between.T1_T2.total")

    other = counterpart(finding)
    assert (other.where, other.row_code, other.column_key) == ("T2", "total", "total")
    assert other.place is not None
    assert other.place.box is not None
    assert other.place != finding.place


def test_of_a_sum_the_counterpart_is_what_its_parts_have_in_common() -> None:
    rows = {"2010301": {"total": "95.00", "basic": "80.00", "project": "51.00"}}
    (finding,) = ungrouped(from_example({"T3": rows}), "within.T3.total")

    other = counterpart(finding)
    assert (other.where, other.row_code, other.column_key, other.place) == ("T3", "2010301", None, None)


def test_a_suspect_that_is_a_part_has_the_whole_for_its_counterpart() -> None:
    document = with_amount(assembled(generate(2)), "T6", "30101", "personnel", "1.00")
    finding = next(f for f in judged(document).findings if f.table_id == "T6" and f.row_code == "30101")

    assert finding.column_key == "personnel"
    assert (counterpart(finding).where, counterpart(finding).column_key) != ("T6", "personnel")


def test_every_broken_comparison_of_two_printed_things_names_both() -> None:
    document = with_amount(assembled(generate(3)), "T3", "total", "basic", "1.00")
    compared = ("within.", "between.", "narrative.amount", "performance.project")
    found = [f for f in judged(document).findings if f.rule_id.startswith(compared) and f.outcome == "broken"]

    assert found
    assert [f.rule_id for f in found if f.counterpart is None] == []


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        ("青川渠道清淤工程", []),
        ("青川渠道清於工程", [Outcome.BROKEN]),
        ("学校操场改造", []),
    ],
)
def test_only_a_name_much_like_one_of_the_project_table_is_a_misprint(
    name: str, outcomes: list[Outcome]
) -> None:
    document = of_sample(
        {
            "tables": {"T7": {"2130305/青川渠道清淤工程": {"total": "30.00"}}},
            "plans": [{"name": name, "amounts": {"budget": "30.00"}}],
        }
    )

    assert [finding.outcome for finding in ungrouped(document, "performance.project_name")] == outcomes


@pytest.mark.parametrize(
    ("subject", "broken"),
    [
        ("一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）", []),
        ("一般公共服务（类）", []),
        ("住房保障支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）", ["201"]),
        ("一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）机关服务（项）", ["2010301"]),
    ],
)
def test_each_name_of_a_path_is_that_of_its_code(subject: str, broken: list[str]) -> None:
    claim = {"section": "general_public.items", "row_code": "2010301", "subject": subject, "amount": "5.00"}
    found = ungrouped(of_sample({"claims": [claim]}), "codes.claim_name")

    assert [code for code in broken if f"calls {code} " in found[0].message] == broken
    assert len(found) == len(broken)


@pytest.mark.parametrize(
    ("subject", "amount", "outcomes"),
    [
        ("住房保障支出（类）住房改革支出（款）住房公积金（项）", "12.34", []),
        ("住房保障支出（类）住房保障支出（款）住房公积金（项）", "12.34", [Outcome.BROKEN]),
        ("住房改革支出（款）住房基金（项）", "12.34", [Outcome.BROKEN]),
        ("农林水支出（类）水利（款）防汛（项）", "12.34", [Outcome.NOT_CHECKABLE]),
        ("住房改革支出（款）住房基金（项）", "12.35", [Outcome.NOT_CHECKABLE]),
        ("住房改革支出（款）提租补贴（项）", "5.00", [Outcome.NOT_CHECKABLE]),
        ("2030年住房改革支出（款）住房基金（项）", "12.34", [Outcome.NOT_CHECKABLE]),
    ],
)
def test_a_path_that_is_no_code_is_compared_with_the_one_row_that_has_its_amount(
    subject: str, amount: str, outcomes: list[Outcome]
) -> None:
    rows = {"2210201": {"total": "12.34"}, "2210202": {"total": "5.00"}, "2210203": {"total": "5.00"}}
    names = {"2210201": "住房公积金", "2210202": "提租补贴", "2210203": "购房补贴"}
    claim = {"section": "general_public.items", "subject": subject, "amount": amount}
    document = of_sample({"claims": [claim], "tables": {"T5": rows}, "labels": {"T5": names}})
    found = ungrouped(document, "codes.claim_name")

    assert [finding.outcome for finding in found] == outcomes


def test_a_table_that_ends_in_a_row_without_amounts_is_cut_off() -> None:
    rows = {"2010301": {"total": "5.00"}, "2010302": {"total": "3.00"}, "2010303": {}}
    (finding,) = ungrouped(from_example({"T5": rows}), "completeness.table_end")

    assert (finding.table_id, finding.row_code) == ("T5", "2010303")


def test_a_total_without_any_row_has_lost_them() -> None:
    (finding,) = ungrouped(from_example({"T11": {"total": {"total": "5.00"}}}), "completeness.table_end")

    assert (finding.table_id, finding.row_code) == ("T11", "total")
    rows = {"item/泵站改造": {"total": "5.00"}, "total": {"total": "5.00"}}
    assert ungrouped(from_example({"T11": rows}), "completeness.table_end") == []


@pytest.mark.parametrize(("stated", "broken"), [("5.00", False), ("6.00", True)])
def test_an_item_that_begins_with_its_year_is_the_sentence_without_it(stated: str, broken: bool) -> None:
    document = of_sample(
        {
            "tables": {"T11": {"item/2023年泵站改造": {"total": "5.00"}, "total": {"total": "5.00"}}},
            "claims": [{"section": "carryover", "subject": "泵站改造", "amount": stated}],
        }
    )

    assert bool(ungrouped(document, "narrative.amount")) is broken


def test_a_table_of_functions_without_items_is_cut_off_where_all_others_have_items() -> None:
    full = {"223": {"total": "5.00"}, "22302": {"total": "5.00"}, "2230205": {"total": "5.00"}}
    short = {code: cells for code, cells in full.items() if code != "2230205"}

    assert ungrouped(from_example({"T3": full, "T5": full, "T9": full}), "completeness.table_end") == []
    assert ungrouped(from_example({"T3": full, "T5": short, "T9": short}), "completeness.table_end") == []
    (finding,) = ungrouped(from_example({"T3": full, "T5": full, "T9": short}), "completeness.table_end")
    assert (finding.table_id, finding.row_code) == ("T9", "22302")


def test_the_table_of_a_budget_prints_more_than_its_total_where_other_tables_print_codes() -> None:
    full = {"2120802": {"total": "5.00"}, "total": {"total": "5.00"}}
    bare = {"total": {"total": "5.00"}}

    (finding,) = ungrouped(from_example({"T3": full, "T5": full, "T8": bare}), "completeness.table_end")
    assert (finding.table_id, finding.row_code) == ("T8", "total")
    assert ungrouped(from_example({"T3": full, "T5": full, "T2": bare}), "completeness.table_end") == []
    assert ungrouped(from_example({"T3": full, "T8": bare}), "completeness.table_end") == []


def test_ceilings_may_exceed_the_budget_by_what_rounding_explains() -> None:
    indicators = [
        {"level3": "材料成本", "target": "<=20.01万元"},
        {"level3": "人工成本", "target": "<=10万元"},
    ]
    plan = {"amounts": {"budget": "30.00"}, "indicators": indicators}
    per_head = {"level3": "人均补助标准", "target": "<=29万元"}

    assert ungrouped(of_sample({"plans": [plan]}), "performance.ceilings") == []
    assert (
        ungrouped(
            of_sample({"plans": [{**plan, "indicators": [*indicators, per_head]}]}), "performance.ceilings"
        )
        == []
    )


@pytest.mark.parametrize(
    "whole", [{"level3": "水费成本", "target": "<=29.99万元"}, {"level3": "项目总成本", "target": "<=25万元"}]
)
def test_a_ceiling_of_the_whole_project_is_no_part_beside_others(whole: Mapping[str, str]) -> None:
    part = {"level3": "人工成本", "target": "<=20万元"}
    plan = {"amounts": {"budget": "30.00"}, "indicators": [whole, part]}

    assert ungrouped(of_sample({"plans": [plan]}), "performance.ceilings") == []


def test_an_amount_of_a_performance_table_is_rounded_to_its_own_places() -> None:
    """The budget is printed with two decimals, what it is the sum of with four."""
    plan = {"amounts": {"budget": "114.02", "fiscal": "114.0155", "other": "0"}}
    wrong = {"amounts": {"budget": "114.03", "fiscal": "114.0155", "other": "0"}}

    assert ungrouped(of_sample({"plans": [plan]}), "performance.budget") == []
    assert len(ungrouped(of_sample({"plans": [wrong]}), "performance.budget")) == 1


def test_a_target_may_end_after_the_fiscal_year() -> None:
    plan = {"indicators": [{"level3": "完成时间", "target": "2099年6月前"}]}

    assert ungrouped(of_sample({"plans": [plan]}), "performance.target_year") == []


def test_the_tolerance_of_a_share_is_told() -> None:
    document = of_sample(
        {
            "tables": {"T3": {"total": {"total": "80.00", "basic": "50.00"}}},
            "claims": [
                {"section": "expenditure", "subject_key": "basic", "amount": "50.00", "share_pct": "65.20"}
            ],
        }
    )
    (finding,) = ungrouped(document, "narrative.share")

    assert finding.tolerance is not None
    assert Decimal(0) < finding.tolerance < Decimal("0.02")
