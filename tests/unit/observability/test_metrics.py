"""The metrics: their names, their labels, and what they count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from shared.errors import PermanentError
from shared.eventlog.memory import FaultKind, MemoryEventLog, Operation
from shared.eventlog.port import Record, TopicPartition
from shared.events.envelope import Event
from shared.events.topics import EXTRACTED, SUBMITTED, Section
from shared.observability.metrics import OUTCOMES, SECTION_KINDS, SEVERITIES, Metrics, Vocabulary
from shared.service.backoff import Backoff
from shared.service.drain import run_until_idle
from shared.service.loop import LoopSettings, ServiceLoop
from shared.service.observer import Failure, LoopObserver


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def metrics(registry: CollectorRegistry) -> Metrics:
    return Metrics(
        registry, version="1.2", vocabulary=Vocabulary(rule_ids=("R1", "R2"), tables=("document",))
    )


def samples(registry: CollectorRegistry) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every sample as it is scraped: name and sorted labels, value."""
    families = text_string_to_metric_families(generate_latest(registry).decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def value(registry: CollectorRegistry, name: str, **labels: str) -> float:
    return samples(registry)[name, tuple(sorted(labels.items()))]


def record(topic: str) -> Record:
    return Record(topic=topic, key=b"k", value=b"{}", partition=0, offset=0, timestamp=datetime.now(UTC))


def test_every_name_has_the_prefix_and_a_counter_ends_in_total(
    registry: CollectorRegistry, metrics: Metrics
) -> None:
    families = list(text_string_to_metric_families(generate_latest(registry).decode()))
    assert len(families) >= 14
    for family in families:
        assert family.name.startswith("fiscus_")
        assert family.documentation
        for sample in family.samples:
            assert (family.type == "counter") == sample.name.endswith("_total")


@pytest.mark.parametrize(
    "name",
    [
        "fiscus_documents_total",
        "fiscus_sections_total",
        "fiscus_findings_total",
        "fiscus_stage_duration_seconds_bucket",
        "fiscus_end_to_end_duration_seconds_bucket",
        "fiscus_records_written_total",
        "fiscus_dead_letters_total",
        "fiscus_retries_total",
        "fiscus_read_bytes_total",
        "fiscus_read_pages_total",
        "fiscus_submissions_total",
        "fiscus_oldest_unprocessed_record_timestamp_seconds",
        "fiscus_oldest_open_document_timestamp_seconds",
        "fiscus_last_record_timestamp_seconds",
        "fiscus_joins_waiting",
    ],
)
def test_metrics_are_there_before_anything_happens(
    registry: CollectorRegistry, metrics: Metrics, name: str
) -> None:
    assert {value for (sample, _), value in samples(registry).items() if sample == name} == {0.0}


def test_every_known_combination_is_there_from_the_start(
    registry: CollectorRegistry, metrics: Metrics
) -> None:
    found = samples(registry).keys()
    labels = {name: {dict(pairs).get("stage") for n, pairs in found if n == name} for name, _ in found}
    assert labels["fiscus_dead_letters_total"] == set(OUTCOMES)
    for stage, outcomes in OUTCOMES.items():
        for outcome in outcomes:
            assert ("fiscus_documents_total", (("outcome", outcome), ("stage", stage))) in found
    for rule_id in ("R1", "R2"):
        for severity in SEVERITIES:
            assert ("fiscus_findings_total", (("rule_id", rule_id), ("severity", severity))) in found
    assert ("fiscus_records_written_total", (("table", "document"),)) in found


def test_a_service_alone_does_not_promise_the_metrics_of_others(registry: CollectorRegistry) -> None:
    Metrics(registry, version="1", vocabulary=Vocabulary(stages=("loader",)))
    stages = {dict(labels).get("stage") for _, labels in samples(registry)} - {None}
    assert stages == {"loader"}
    assert not [name for name, _ in samples(registry) if name == "fiscus_sections_total"]


def test_the_kinds_of_sections_are_those_that_events_have() -> None:
    members = get_args(get_args(Section)[0])
    assert set(SECTION_KINDS) == {member.model_fields["kind"].default for member in members}


def test_two_registries_do_not_meet(registry: CollectorRegistry, metrics: Metrics) -> None:
    other = CollectorRegistry()
    Metrics(other, version="1").document_done("loader", "loaded")
    assert value(registry, "fiscus_documents_total", stage="loader", outcome="loaded") == 0
    assert value(other, "fiscus_documents_total", stage="loader", outcome="loaded") == 1


def test_the_version_is_told(registry: CollectorRegistry, metrics: Metrics) -> None:
    assert value(registry, "fiscus_build_info", version="1.2") == 1


def test_the_whole_way_of_a_document_is_measured(registry: CollectorRegistry, metrics: Metrics) -> None:
    metrics.document_done("loader", "loaded", submitted_at=datetime.now(UTC) - timedelta(seconds=20))
    assert value(registry, "fiscus_end_to_end_duration_seconds_bucket", le="10.0") == 0
    assert value(registry, "fiscus_end_to_end_duration_seconds_bucket", le="30.0") == 1
    metrics.document_done("loader", "loaded", submitted_at=datetime.now(UTC) + timedelta(seconds=20))
    assert value(registry, "fiscus_end_to_end_duration_seconds_sum") < 30, (
        "a clock that runs ahead adds nothing"
    )


def test_the_oldest_open_document_is_a_time_or_zero(registry: CollectorRegistry, metrics: Metrics) -> None:
    metrics.oldest_open_document("validator", datetime(1970, 1, 2, tzinfo=UTC))
    assert value(registry, "fiscus_oldest_open_document_timestamp_seconds", stage="validator") == 86400
    metrics.oldest_open_document("validator", None)
    assert value(registry, "fiscus_oldest_open_document_timestamp_seconds", stage="validator") == 0


@pytest.mark.parametrize(
    ("tell", "name"),
    [(Metrics.lag, "fiscus_event_log_lag_records"), (Metrics.watermarks, "fiscus_event_log_watermark")],
)
def test_partitions_are_told_of_while_they_are_held_and_vanish_with_their_loss(
    registry: CollectorRegistry, metrics: Metrics, tell: Callable[..., None], name: str
) -> None:
    tell(metrics, "loader", {TopicPartition("t", 0): 5, TopicPartition("t", 1): 7})
    tell(metrics, "validator", {TopicPartition("t", 0): 1})
    tell(metrics, "loader", {TopicPartition("t", 1): 6})
    told = {labels: v for (found, labels), v in samples(registry).items() if found == name}
    assert told == {
        (("partition", "1"), ("stage", "loader"), ("topic", "t")): 6,
        (("partition", "0"), ("stage", "validator"), ("topic", "t")): 1,
    }
    tell(metrics, "loader", {})
    tell(metrics, "validator", {})
    assert name not in {found for found, _ in samples(registry)}


def test_submissions_are_counted_whatever_comes_of_them(
    registry: CollectorRegistry, metrics: Metrics
) -> None:
    metrics.handled("extractor", record(SUBMITTED), 1.0)
    metrics.dead_lettered("extractor", record(SUBMITTED), Failure.CONTRACT)
    metrics.handled("validator", record(EXTRACTED), 1.0)
    assert value(registry, "fiscus_submissions_total") == 2


def test_the_oldest_record_at_hand_is_a_time_or_zero(registry: CollectorRegistry, metrics: Metrics) -> None:
    metrics.at_hand("loader", datetime(1970, 1, 2, tzinfo=UTC))
    assert value(registry, "fiscus_oldest_unprocessed_record_timestamp_seconds", stage="loader") == 86400
    metrics.at_hand("loader", None)
    assert value(registry, "fiscus_oldest_unprocessed_record_timestamp_seconds", stage="loader") == 0


def test_a_loop_counts_what_it_does(registry: CollectorRegistry, metrics: Metrics) -> None:
    observer: LoopObserver = metrics

    class Picky:
        def handle(self, record: Record) -> list[Event]:
            if record.offset == 1:
                raise PermanentError("unreadable")
            return []

    log = MemoryEventLog()
    log.create_topics({"in": 1, "dead": 1})
    log.publish([Event(topic="in", key="k", id=f"{n}", type="t", source="/s", data=b"{}") for n in range(3)])
    log.faults.add(Operation.COMMIT, FaultKind.FAIL_BEFORE)
    loop = ServiceLoop(
        "extractor",
        log.consumer("extractor", ["in"], member="a"),
        Picky(),
        service_version="1",
        settings=LoopSettings(backoff=Backoff(first_seconds=0.001)),
        observer=observer,
        dead_letter_topic="dead",
    )
    run_until_idle([loop])
    assert value(registry, "fiscus_stage_duration_seconds_count", stage="extractor") == 2
    assert value(registry, "fiscus_dead_letters_total", stage="extractor", failure="permanent") == 1
    assert value(registry, "fiscus_retries_total", stage="extractor") == 1
    assert value(registry, "fiscus_event_log_lag_records", stage="extractor", topic="in", partition="0") == 0
    assert value(registry, "fiscus_event_log_watermark", stage="extractor", topic="in", partition="0") == 3
    assert value(registry, "fiscus_oldest_unprocessed_record_timestamp_seconds", stage="extractor") == 0
    assert value(registry, "fiscus_last_record_timestamp_seconds", stage="extractor") > 1_600_000_000
