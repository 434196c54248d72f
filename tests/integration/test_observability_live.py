"""The services as processes, a real Prometheus that scrapes them, and every expression of the repository asked of it.

One set of processes for the whole module: three services over the embedded log, which take in a few documents, one of
them unreadable, after the first scrape, so that `rate()` and `increase()` have something to tell.
"""

from __future__ import annotations

import math
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.integration.conftest import small, typeset_text
from tests.servers.backends import DuckDBPlace, EmbeddedPlace
from tests.servers.prometheus import Prometheus, PrometheusError, Sample
from tests.servers.services import STAGES, Services
from tests.unit.observability import promql
from tests.unit.observability.deployed import alerts, expressions, recordings, rules

pytestmark = [pytest.mark.prometheus, pytest.mark.slow]

PATIENCE_SECONDS = 20.0
"""How long scrapes, recordings and rates may take to show what has happened."""
NO_SERIES_WHERE_NOTHING_FIRES = {"ALERTS"}
"""Prometheus makes it of alerts that are pending or firing, and here none is."""


@dataclass
class Live:
    """Services that have done their work, and the Prometheus that watches them."""

    services: Services
    prometheus: Prometheus

    def result(self, expression: str) -> list[Sample]:
        """The result of an expression, as soon as it has a number; what there is, where it never has."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            result = self.prometheus.query(expression)
            if has_number(result) or time.monotonic() > deadline:
                return result
            time.sleep(0.5)

    def becomes_quiet(self, expression: str) -> bool:
        """Whether an expression gives no series, now or as soon as the last lag was told and scraped."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.prometheus.query(expression):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.5)
        return True

    def without_series(self, selectors: set[str]) -> set[str]:
        """The metrics of selectors that find no series; a target that was scraped late is waited for."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            selectors = {selector for selector in selectors if not self.prometheus.query(selector)}
            names = {selector.partition("{")[0] for selector in selectors}
            if names <= NO_SERIES_WHERE_NOTHING_FIRES or time.monotonic() > deadline:
                return names
            time.sleep(0.5)

    def number(self, expression: str, expected: float) -> float:
        """The single value of an expression, as soon as it is the expected one; what it is, where it never is."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            ((_, value),) = self.result(expression)
            if value == expected or time.monotonic() > deadline:
                return value
            time.sleep(0.5)


def has_number(result: list[Sample]) -> bool:
    """Whether some series has a value; a ratio of nothing to nothing has none."""
    return any(not math.isnan(value) for _, value in result)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Give services and Prometheus after three documents and an empty file."""
    folder = tmp_path_factory.mktemp("live")
    documents = folder / "documents"
    documents.mkdir()
    for number in range(3):
        typeset_text(small(60 + number), documents / f"{number}.txt")
    (documents / "empty.txt").write_bytes(b"")
    places = EmbeddedPlace(folder / "log"), DuckDBPlace(folder / "warehouse.duckdb")
    with Services(folder, *places, documents=documents) as services:
        services.start_all()
        targets = {f"fiscus-{p.stage}": [f"127.0.0.1:{p.port}"] for p in services.processes()}
        with Prometheus(folder, targets) as prometheus:
            watched = Live(services, prometheus)
            assert watched.number("sum(fiscus_ready)", len(STAGES)) == len(STAGES)
            services.submit(sorted(documents.iterdir()))
            services.wait_done()
            yield watched


def test_every_expression_of_the_dashboards_gives_a_result(live: Live) -> None:
    results = {place: live.result(expression) for place, expression in expressions().items()}
    assert len(results) > 40
    assert [place for place, result in results.items() if not has_number(result)] == []


def test_every_alert_can_be_evaluated_and_is_quiet_while_all_is_well(live: Live) -> None:
    """Their conditions give no series at all, also before they have lasted; that they can is what promtool tests."""
    loud = [name for name, alert in alerts().items() if not live.becomes_quiet(alert["expr"])]
    assert loud == []


def test_every_recording_gives_what_its_expression_gives(live: Live) -> None:
    for name, expression in recordings().items():
        recorded = {frozenset(labels.items()) - {("__name__", name)} for labels, _ in live.result(name)}
        assert recorded == {frozenset(labels.items()) for labels, _ in live.result(expression)}, name


def test_prometheus_evaluates_every_rule_without_error(live: Live) -> None:
    live.result("fiscus:verdicts:increase1h")
    state = live.prometheus.rules()
    assert len(state) == len(rules())
    assert {(rule["health"], rule.get("lastError", "")) for rule in state} == {("ok", "")}


def test_every_selector_in_rules_and_dashboards_finds_series(live: Live) -> None:
    """An alert that is quiet because it asks for a label value that does not exist would be quiet for ever."""
    asked = {*expressions().values(), *(rule["expr"] for rule in rules())}
    selectors = {selector for expression in asked for selector in promql.selectors(expression)}
    assert len(selectors) > 30
    assert live.without_series(selectors) == NO_SERIES_WHERE_NOTHING_FIRES


def test_what_happened_is_what_prometheus_says(live: Live) -> None:
    for expression, expected in {
        "sum(fiscus_submissions_total)": 4,
        'sum(fiscus_documents_total{stage="validator"})': 4,
        'sum(fiscus_documents_total{stage="validator", outcome="unreadable"})': 1,
        'sum(fiscus_documents_total{stage="loader", outcome="loaded"})': 4,
        'sum(fiscus_records_written_total{table="document"})': 4,
        "sum(fiscus_end_to_end_duration_seconds_count)": 4,
        "sum(fiscus_event_log_lag_records)": 0,
        "sum(fiscus_dead_letters_total)": 0,
        "sum(fiscus_alive)": 3,
    }.items():
        assert live.number(expression, expected) == expected, expression
    assert live.result("sum(fiscus_read_bytes_total)")[0][1] == sum(
        path.stat().st_size for path in (live.services.folder / "documents").iterdir()
    )


def test_an_expression_with_a_mistake_is_refused(live: Live) -> None:
    """So a test that passes says that there is none."""
    with pytest.raises(PrometheusError, match="parse error"):
        live.prometheus.query("sum by stage (up)")


@pytest.mark.parametrize("stage", STAGES)
def test_promtool_finds_nothing_to_improve_on_the_page_of_a_service(live: Live, stage: str) -> None:
    (process,) = live.services.running[stage]
    text = process.get("/metrics").text
    checked = subprocess.run(
        ["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False, timeout=60
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
    served = {sample.name for family in text_string_to_metric_families(text) for sample in family.samples}
    assert served <= promql.known_metrics()


def test_a_service_that_was_stopped_is_seen(live: Live) -> None:
    """Last, because it ends the loader."""
    (loader,) = live.services.running["loader"]
    assert loader.stop().status == 0
    assert live.number('up{job="fiscus-loader"}', 0) == 0
