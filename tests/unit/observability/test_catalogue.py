"""docs/metrics.md, the catalogue and what a scrape gives say the same."""

from __future__ import annotations

import re

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.parser import text_string_to_metric_families

from shared.eventlog.port import TopicPartition
from shared.observability.catalogue import CATALOGUE, LABELS, STAGES, Kind, Metric, series_names
from shared.observability.metrics import Metrics, Vocabulary
from shared.observability.reference import page as generated
from shared.observability.server import ObservabilityServer
from shared.service.health import Health
from tests.unit.docs.pages import codes, page

PAGE = page("docs/metrics.md")


def scraped(*stages: str) -> dict[str, Family]:
    """The families that a process with these stages serves, by the names of the catalogue."""
    registry, health = CollectorRegistry(), Health()
    vocabulary = Vocabulary(stages=stages or STAGES, rule_ids=("R1",), tables=("document",))
    metrics = Metrics(registry, version="1", vocabulary=vocabulary)
    for stage in vocabulary.stages:
        for told in (metrics.lag, metrics.watermarks):
            told(stage, {TopicPartition(stage, 0): 1})
    with ObservabilityServer(registry, live=health.live_probe, ready=health.ready_probe, host="127.0.0.1"):
        text = generate_latest(registry).decode()
    families = text_string_to_metric_families(text)
    return {f"{f.name}_total" if f.type == "counter" else f.name: f for f in families}


def rows() -> dict[str, tuple[str, set[str], str]]:
    """The documented table: kind, labels and services of each metric."""
    table = PAGE.section("Metrics of Fiscus").text
    found = re.findall(r"^\| `(fiscus_\w+)` \| (\w+) \| (.*?) \| (.+?) \| .+\.\s*\|$", table, re.MULTILINE)
    return {name: (kind, set(codes([labels])), services) for name, kind, labels, services in found}


def test_the_page_is_the_generated_one() -> None:
    assert PAGE.text == generated(), "run: python -m shared.observability.reference > docs/metrics.md"


def test_the_documented_table_is_what_a_scrape_gives() -> None:
    families = scraped()
    documented = rows()
    assert set(documented) == set(families)
    for name, (kind, labels, _) in documented.items():
        assert families[name].type == kind, name
        assert {label for s in families[name].samples for label in s.labels} - {"le"} == labels, name


@pytest.mark.parametrize("stage", STAGES)
def test_a_service_serves_what_the_table_says_and_nothing_of_the_others(stage: str) -> None:
    documented = {name for name, (_, _, services) in rows().items() if services == "all" or stage in services}
    assert set(scraped(stage)) == documented


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda metric: metric.name)
def test_names_follow_the_practice_of_prometheus(metric: Metric) -> None:
    assert re.fullmatch(r"fiscus_[a-z]+(_[a-z]+)*", metric.name)
    assert metric.name.endswith("_total") == (metric.kind is Kind.COUNTER)
    assert (
        (metric.kind is Kind.HISTOGRAM) == bool(metric.buckets) == metric.name.endswith("_duration_seconds")
    )
    assert set(metric.labels) <= set(LABELS)
    assert metric.meaning.endswith(".")
    assert not {"document_id", "path", "uri", "error"} & set(metric.labels)


def test_a_histogram_is_scraped_as_three_series() -> None:
    families = scraped()
    for metric in CATALOGUE:
        assert {sample.name for sample in families[metric.name].samples} == set(series_names(metric))
