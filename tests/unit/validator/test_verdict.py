from pathlib import Path

import pytest

from services.validator.verdict import decide, load_policy, parse_policy
from shared.errors import ConfigurationError
from shared.model.finding import Fault, Finding, Outcome, Severity, Verdict


def finding(severity: Severity, rule_id: str = "within.T2.total", fault: Fault = Fault.DISCLOSURE) -> Finding:
    return Finding(
        rule_id=rule_id, outcome=Outcome.BROKEN, severity=severity, fault=fault, message="m", message_zh="m"
    )


@pytest.mark.parametrize(
    ("severities", "verdict"),
    [
        ([], Verdict.ACCEPTED),
        ([Severity.INFO, Severity.INFO], Verdict.ACCEPTED),
        ([Severity.INFO, Severity.WARNING], Verdict.ACCEPTED_WITH_FINDINGS),
        ([Severity.WARNING, Severity.ERROR, Severity.INFO], Verdict.QUARANTINED),
    ],
)
def test_the_worst_finding_decides_by_the_shipped_policy(
    severities: list[Severity], verdict: Verdict
) -> None:
    assert decide([finding(severity) for severity in severities], load_policy()) is verdict


POLICY = """
policy:
  - {rule: narrative.*, severity: warning, fault: disclosure, verdict: quarantined}
  - {severity: error, verdict: accepted_with_findings}
"""


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        (finding(Severity.WARNING, "narrative.share"), Verdict.QUARANTINED),
        (finding(Severity.WARNING, "narrative.share", Fault.UNDETERMINED), Verdict.ACCEPTED_WITH_FINDINGS),
        (finding(Severity.ERROR), Verdict.ACCEPTED_WITH_FINDINGS),
        (finding(Severity.INFO), Verdict.ACCEPTED_WITH_FINDINGS),
    ],
)
def test_the_first_entry_that_fits_decides(made: Finding, verdict: Verdict) -> None:
    assert decide([made], parse_policy(POLICY, "test")) is verdict


def test_an_error_that_no_entry_fits_quarantines() -> None:
    policy = parse_policy("policy:\n  - {severity: info, verdict: accepted}", "test")

    assert decide([finding(Severity.ERROR)], policy) is Verdict.QUARANTINED


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("policy: [", "not valid YAML"),
        ("verdicts: []", "no policy"),
        ("policy:\n  - {verdict: fine}", "verdict: .*entry 1"),
        ("policy:\n  - {verdict: accepted, severty: info}", "severty: .*entry 1"),
        ("policy:\n  - {rule: narative.*, verdict: accepted}", r"no rule is called narative\.\*"),
        ("policy:\n  - {verdict: unreadable}", "cannot make a document unreadable"),
    ],
)
def test_a_policy_that_cannot_be_used_is_refused_with_the_place(text: str, fault: str) -> None:
    with pytest.raises(ConfigurationError, match=fault) as caught:
        parse_policy(text, "policy.yaml")

    assert "policy.yaml" in str(caught.value)


def test_a_policy_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "strict.yaml"
    file.write_text(POLICY, encoding="utf-8")

    assert load_policy(file) == parse_policy(POLICY, "test")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_policy(tmp_path / "none.yaml")
