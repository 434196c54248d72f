import datetime as dt
from pathlib import Path

import pytest

from services.validator.verdict import decide, load_policy, parse_policy
from shared.errors import ConfigurationError
from shared.model.finding import Fault, Finding, Outcome, Severity, Verdict, Waived


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


OVERRIDES = """
policy:
  - {rule: narrative.*, severity: warning, becomes: info}
  - {rule: within.T3.total, fault: extraction, becomes: warning, verdict: accepted}
  - {rule: codes.*, becomes: error}
  - {severity: error, verdict: quarantined}
  - {severity: warning, verdict: accepted_with_findings}
  - {severity: info, verdict: accepted}
"""


@pytest.mark.parametrize(
    ("made", "severity", "verdict"),
    [
        (finding(Severity.WARNING, "narrative.share"), Severity.INFO, Verdict.ACCEPTED),
        (finding(Severity.ERROR, "narrative.share"), Severity.ERROR, Verdict.QUARANTINED),
        (
            finding(Severity.ERROR, "within.T3.total", Fault.EXTRACTION),
            Severity.WARNING,
            Verdict.ACCEPTED,
        ),
        (finding(Severity.ERROR, "within.T3.total"), Severity.ERROR, Verdict.QUARANTINED),
        (finding(Severity.INFO, "codes.name"), Severity.ERROR, Verdict.QUARANTINED),
    ],
)
def test_an_entry_may_give_another_severity_by_which_the_document_is_then_judged(
    made: Finding, severity: Severity, verdict: Verdict
) -> None:
    policy = parse_policy(OVERRIDES, "test")
    assert policy.weighed(made).severity is severity
    assert decide([made], policy) is verdict


def test_a_waived_finding_does_not_count() -> None:
    waived = Waived(reason="r", author="a", until=dt.date(2026, 1, 1))
    covered = finding(Severity.ERROR).model_copy(update={"waived": waived})
    assert decide([covered, finding(Severity.WARNING)], load_policy()) is Verdict.ACCEPTED_WITH_FINDINGS


def test_an_error_that_no_entry_fits_quarantines() -> None:
    policy = parse_policy("policy:\n  - {severity: info, verdict: accepted}", "test")

    assert decide([finding(Severity.ERROR)], policy) is Verdict.QUARANTINED


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("policy: [", "not valid YAML"),
        ("verdicts: []", "no list “policy”"),
        ("policy:\n  - {verdict: fine}", "verdict: .*entry 1"),
        ("policy:\n  - {verdict: accepted, severty: info}", "severty: .*entry 1"),
        ("policy:\n  - {rule: narative.*, verdict: accepted}", r"no rule is called narative\.\*"),
        ("policy:\n  - {verdict: unreadable}", "cannot make a document unreadable"),
        ("policy:\n  - {severity: info}", "decides nothing"),
        ("policy: []\nwaivers: []", "no list “policy”"),
        ("policy:\n  - 7", "entry 1"),
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
