"""The alerts: each is tested both ways, explained in docs/operations.md, and made of metrics that there are."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.observability.catalogue import STAGES
from tests.unit.docs.pages import page
from tests.unit.observability import promql
from tests.unit.observability.deployed import (
    ALERTS_FILE,
    CONFIGURATION,
    PROMETHEUS,
    RULE_TESTS,
    alerts,
    document,
    recordings,
    rule_tests,
    rules,
)

ALERTS = alerts()
OPERATIONS = page("docs/operations.md")


def promtool(*arguments: str | Path, folder: Path = PROMETHEUS) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["promtool", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=100
    )


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_says_how_grave_it_is_what_happened_and_where_to_read_on(name: str) -> None:
    alert = ALERTS[name]
    assert alert["labels"]["severity"] in {"critical", "warning"}
    assert set(alert["annotations"]) == {"summary", "description", "runbook_url"}
    assert alert["annotations"]["runbook_url"] == f"docs/operations.md#{name.lower()}"


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_has_a_section_that_says_what_it_means_what_to_look_at_and_what_to_do(name: str) -> None:
    leads = re.findall(r"^- \*\*(.+?)\.\*\* \S", OPERATIONS.section(name).text, re.MULTILINE)
    assert leads == ["It means", "Look at", "Do"]


def test_no_section_speaks_of_an_alert_that_is_not_there() -> None:
    assert set(re.findall(r"^### (Fiscus\w+)$", OPERATIONS.text, re.MULTILINE)) == set(ALERTS)


@pytest.mark.parametrize("name", ALERTS)
@pytest.mark.parametrize("fires", [True, False], ids=["firing", "quiet"])
def test_an_alert_has_a_test(name: str, fires: bool) -> None:
    word = "fires:" if fires else "is quiet:"
    assert [test for test in rule_tests() if test.name.startswith(f"{name} {word}") and test.fires == fires]


def test_a_quiet_test_expects_nothing_at_all() -> None:
    assert not [test for test in rule_tests() if " is quiet:" in test.name and test.fires]


def test_the_rules_name_metrics_and_labels_that_there_are() -> None:
    known = promql.known_metrics() | set(recordings())
    for rule in rules():
        assert promql.metrics(rule["expr"]), rule
        assert promql.metrics(rule["expr"]) <= known
        assert promql.labels(rule["expr"]) <= promql.known_labels()


@pytest.mark.parametrize(
    ("expression", "metrics", "labels"),
    [
        ('sum by (stage) (rate(a_total{job="x", le!~"1|2"}[5m])) > 0', {"a_total"}, {"stage", "job", "le"}),
        ("time() - b_seconds > 3600 and on (job) b_seconds > 0", {"b_seconds"}, {"job"}),
        (
            'a:b:rate1h > 0.2 + (a:b:rate1d offset 1h or 0 * up{job="f(x)"})',
            {"a:b:rate1h", "a:b:rate1d", "up"},
            {"job"},
        ),
        (
            'x / on () group_left (l) count(label_replace(y, "l", "z", "m", ".*") > bool 1e3)',
            {"x", "y"},
            {"l"},
        ),
    ],
)
def test_the_reader_of_expressions_finds_what_it_is_for(
    expression: str, metrics: set[str], labels: set[str]
) -> None:
    assert promql.metrics(expression) == metrics
    assert promql.labels(expression) == labels


def test_every_service_is_scraped_where_it_listens_on_every_instance() -> None:
    jobs = {job["job_name"]: job["dns_sd_configs"][0] for job in document(CONFIGURATION)["scrape_configs"]}
    assert {name: (sd["names"], sd["type"]) for name, sd in jobs.items()} == {
        f"fiscus-{stage}": ([stage], "A") for stage in STAGES
    }


@pytest.mark.prometheus
def test_prometheus_takes_configuration_and_rules() -> None:
    configuration = promtool("check", "config", CONFIGURATION.name)
    assert configuration.returncode == 0, configuration.stdout + configuration.stderr
    checked = promtool("check", "rules", ALERTS_FILE.name)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{len(rules())} rules found" in checked.stdout


@pytest.mark.prometheus
@pytest.mark.parametrize("path", RULE_TESTS, ids=lambda path: path.stem)
def test_the_rules_pass_their_tests(path: Path) -> None:
    tested = promtool("test", "rules", f"tests/{path.name}")
    assert tested.returncode == 0, tested.stdout + tested.stderr


def with_alerts(change: Callable[[dict[str, Any]], dict[str, Any]], folder: Path) -> None:
    """A copy of the rules and their tests in which every alert is changed."""
    shutil.copytree(PROMETHEUS, folder, dirs_exist_ok=True)
    content = document(ALERTS_FILE)
    for group in content["groups"]:
        group["rules"] = [change(rule) if "alert" in rule else rule for rule in group["rules"]]
    (folder / ALERTS_FILE.name).write_text(yaml.safe_dump(content), encoding="utf-8")


@pytest.mark.prometheus
@pytest.mark.parametrize(
    ("change", "word"),
    [
        pytest.param(lambda rule: {**rule, "expr": "vector(1) > 2"}, "fires:", id="an alert that never fires"),
        pytest.param(
            lambda rule: {"alert": rule["alert"], "expr": "vector(1)"}, "is quiet:", id="one that always fires"
        ),
    ],
)  # fmt: skip
def test_the_tests_of_the_rules_notice(
    change: Callable[[dict[str, Any]], dict[str, Any]], word: str, tmp_path: Path
) -> None:
    with_alerts(change, tmp_path)
    tested = promtool("test", "rules", *(f"tests/{path.name}" for path in RULE_TESTS), folder=tmp_path)
    failed = set(re.findall(rf"name: (\w+) {word}", tested.stdout + tested.stderr))
    assert tested.returncode != 0
    assert failed == set(ALERTS)
