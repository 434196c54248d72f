"""Every check of the rulebook by its own examples: one in which it holds, one in which it is broken."""

import pytest

from services.validator.judgement import Judgement
from shared.model.finding import CheckResult
from shared.rulebook.checks import CheckRule, Sample, load_checks
from tests.unit.validator.documents import judged
from tests.unit.validator.samples import of_sample

CHECKS = load_checks()


def result_of(rule: CheckRule, sample: Sample) -> tuple[CheckResult | None, Judgement]:
    judgement = judged(of_sample(sample))
    return next((one for one in judgement.results if one.rule_id == rule.id), None), judgement


@pytest.mark.parametrize("rule", CHECKS, ids=[rule.id for rule in CHECKS])
class TestExamples:
    def test_the_holding_example_is_applied_and_holds(self, rule: CheckRule) -> None:
        result, judgement = result_of(rule, rule.holds)

        assert result is not None
        assert result.held > 0
        assert [f.message for f in judgement.findings if f.rule_id == rule.id] == []

    def test_the_breaking_example_has_its_finding(self, rule: CheckRule) -> None:
        result, judgement = result_of(rule, rule.broken)

        assert result is not None
        assert result.broken or result.not_checkable
        found = [finding for finding in judgement.findings if finding.rule_id == rule.id]
        assert found
        assert all(finding.message and finding.message_zh for finding in found)
