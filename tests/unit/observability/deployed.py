"""What deploy/ gives to Prometheus and Grafana, read from the files: rules, their tests, panels, expressions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[3] / "deploy"
PROMETHEUS = DEPLOY / "prometheus"
CONFIGURATION = PROMETHEUS / "prometheus.yml"
ALERTS_FILE = PROMETHEUS / "alerts.yml"
RULE_TESTS = sorted((PROMETHEUS / "tests").glob("*.yml"))
GRAFANA = DEPLOY / "grafana"
DASHBOARDS = sorted((GRAFANA / "dashboards").glob("*.json"))


def document(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    """The content of a YAML or JSON file."""
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)


def rules() -> list[dict[str, Any]]:
    """Every rule, alerts and recordings, in order."""
    return [rule for group in document(ALERTS_FILE)["groups"] for rule in group["rules"]]


def alerts() -> dict[str, dict[str, Any]]:
    """The alerts by name."""
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


def recordings() -> dict[str, str]:
    """The expressions of the recorded series, by name."""
    return {rule["record"]: rule["expr"] for rule in rules() if "record" in rule}


@dataclass(frozen=True)
class RuleTest:
    """One expectation of a test of rules."""

    name: str
    alert: str
    fires: bool


def rule_tests() -> Iterator[RuleTest]:
    """What the tests of the rules expect."""
    for path in RULE_TESTS:
        for test in document(path)["tests"]:
            for expected in test["alert_rule_test"]:
                yield RuleTest(test["name"], expected["alertname"], bool(expected.get("exp_alerts")))


def panels(dashboard: Path) -> list[dict[str, Any]]:
    """The panels of a dashboard, rows included."""
    found: list[dict[str, Any]] = document(dashboard)["panels"]
    return found


def expressions() -> dict[str, str]:
    """Every expression of every dashboard, by file, panel and target, with Grafana's variables filled in."""
    return {
        f"{path.name}: {panel['title']} {panel['id']}{target['refId']}": filled(target["expr"])
        for path in DASHBOARDS
        for panel in panels(path)
        for target in panel.get("targets", ())
    }


def filled(expression: str) -> str:
    """The expression as Grafana would ask it for an hour."""
    return expression.replace("$__rate_interval", "1m").replace("$__range", "1h")
