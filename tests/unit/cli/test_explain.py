"""What a rule says of itself on the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from services.cli.explain import close_matches
from services.cli.main import main
from shared.rulebook.checks import load_rules
from shared.rulebook.load import load_relations


@pytest.mark.parametrize("rule_id", ["within.T3.total", "narrative.share"])
def test_a_rule_is_told_with_its_titles_severity_source_and_formula(rule_id: str) -> None:
    rule = load_rules()[rule_id]
    shown = CliRunner().invoke(main, ["explain", rule_id])
    assert shown.exit_code == 0
    for said in (rule.title, rule.title_zh, rule.severity.value, rule.dimension.value, rule.source):
        assert said in shown.output


def test_a_relation_is_told_with_both_examples_and_its_tolerance() -> None:
    shown = CliRunner().invoke(main, ["explain", "within.T3.total", "--language", "zh"]).output
    assert "T3 2010301: total 95.00  basic 80.00  project 15.00" in shown
    assert "T3 2010301: project 51.00" in shown
    assert "0.005 ×（n + 1）" in shown
    assert "质量维度: 准确性" in shown
    assert "级别: 错误" in shown


def test_every_rule_can_be_explained() -> None:
    for rule_id in load_rules():
        told = json.loads(CliRunner().invoke(main, ["explain", rule_id, "--json"]).output)
        assert told["rule_id"] == rule_id
        assert told["formula"]


def test_a_restatement_tolerates_nothing_and_a_sum_what_rounding_explains() -> None:
    told = {
        relation.id: json.loads(CliRunner().invoke(main, ["explain", relation.id, "--json"]).output)[
            "tolerance"
        ]
        for relation in load_relations()
    }
    assert "to the last digit" in told["between.T1_T2.class"]
    assert "0.005" in told["within.T2.column_total"]
    assert "0.005" in told["within.T3.total"]


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("within.T3.totl", "within.T3.total"),
        ("Narrative.Share", "narrative.share"),
        ("readable", "document.readable"),
    ],
)
def test_a_misspelt_id_leads_to_those_that_may_be_meant(wanted: str, first: str) -> None:
    assert close_matches(wanted, list(load_rules()))[0] == first
    shown = CliRunner().invoke(main, ["explain", wanted])
    assert shown.exit_code == 2
    assert first in shown.stderr
    assert len(shown.stderr.splitlines()) == 1


def test_what_resembles_nothing_is_sent_to_the_page() -> None:
    shown = CliRunner().invoke(main, ["explain", "zzz"])
    assert (shown.exit_code, close_matches("zzz", list(load_rules()))) == (2, [])
    assert "docs/rules.md" in shown.stderr
