"""What a form leaves in an unfinished narrative is found, and finished sentences are left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.validator.rules.remnants import remnant_checks
from services.validator.rules.view import DocumentView
from shared.model.finding import Outcome
from tests.unit.validator.samples import of_sample


def broken_by(quote: str, **fields: str) -> list[str]:
    """Give the rules that a claim with this sentence breaks."""
    sample = {"claims": [{"amount": "90.00", "quote": quote, **fields}]}
    checks = remnant_checks(DocumentView(of_sample(sample), None))
    return [check.rule_id for check in checks if check.outcome is Outcome.BROKEN]


@pytest.mark.parametrize(
    ("quote", "rule_id"),
    [
        ("培训费90.00万元，比上年增加（减少）2.00万元。", "narrative.choice"),
        ("培训费90.00万元，比上年减少2.00万元，下降（增长）2.17%。", "narrative.choice"),
        ("培训费90.00万元，比上年增加/减少2.00万元。", "narrative.choice"),
        ("决算数大于（小于）预算数，培训费90.00万元。", "narrative.choice"),
        ("培训费90.00万元，比XX年增加2.00万元。", "narrative.placeholder"),
        ("××局培训费90.00万元。", "narrative.placeholder"),
        ("培训费90.00万元，比上年增加万元。", "narrative.placeholder"),
        ("培训费90.00万元，比上年增加2.00万元，增长%。", "narrative.placeholder"),
        ("培训费90.00万元，比上年增加2.00万元，主要原因是。", "narrative.reason"),
        ("培训费90.00万元，比上年增加2.00万元，主要原因是其中：1.", "narrative.reason"),
    ],
)
def test_a_remnant_of_the_form_is_found(quote: str, rule_id: str) -> None:
    assert broken_by(quote) == [rule_id]


@pytest.mark.parametrize(
    "quote",
    [
        "培训费90.00万元，比上年增加2.00万元，主要原因是班次增加。",
        "因公出国（境）费用90.00万元，比上年减少2.00万元，下降2.17%。",
        "X光设备维护费90.00万元，主要用于保障10 * 20平方米库房。",
        "90.00万元，占总支出的80%。",
        "支出90万元，收入90万元。",
    ],
)
def test_a_finished_sentence_holds(quote: str) -> None:
    assert broken_by(quote) == []


def test_a_rate_without_its_sign_is_found_where_it_is_the_claims_own() -> None:
    grown = {"direction": "增加", "delta": "10.00", "growth_pct": "12.50"}
    assert broken_by("培训费90.00万元，增加10.00万元，增长12.50。", **grown) == ["narrative.percent_sign"]
    assert broken_by("培训费90.00万元，增加10.00万元，增长12.50%，占3。", **grown) == []
    fallen = {"direction": "减少", "delta": "10.00", "growth_pct": "10.00"}
    assert broken_by("培训费90.00万元，减少10，减少10.00，因班次减少。", **fallen) == [
        "narrative.percent_sign"
    ]
    assert broken_by("培训费90.00万元，增长3。") == []


@pytest.mark.parametrize(
    ("quote", "rule_id"),
    [
        ("公务接待费XX万元。", "narrative.placeholder"),
        ("会议费与上年相比增加（减少）万元。", "narrative.choice"),
        ("会议费占总支出%。", "narrative.placeholder"),
        ("培训费与上年持平，主要原因是。", "narrative.reason"),
    ],
)
def test_a_sentence_without_a_figure_is_asked_too(quote: str, rule_id: str) -> None:
    checks = remnant_checks(DocumentView(of_sample({"claims": [{"quote": quote}]}), None))
    assert rule_id in [check.rule_id for check in checks if check.outcome is Outcome.BROKEN]


@pytest.mark.parametrize(
    ("title", "is_left"), [("部门名称2031年度部门决算表", True), ("云岭县档案馆2031年度部门决算表", False)]
)
def test_a_heading_is_filled_in_too(title: str, *, is_left: bool) -> None:
    document = of_sample({"headings": [title]})
    found = [c.rule_id for c in remnant_checks(DocumentView(document, None)) if c.outcome is Outcome.BROKEN]
    assert found == (["narrative.placeholder"] if is_left else [])


@pytest.mark.parametrize(("share", "rules"), [("100.00", []), ("100.01", ["narrative.share_limit"])])
def test_a_share_is_at_most_the_whole(share: str, rules: list[str]) -> None:
    assert broken_by("培训费90.00万元。", share_pct=str(Decimal(share))) == rules
