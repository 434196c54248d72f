"""The metrics of all services, on an injectable registry: names, units, labels, and nothing else that varies.

Names follow Prometheus practice: prefix `fiscus_`, base units as suffix, `_total` for counters. Label values
are bounded; a document id, a path or an error's text is never one. Every combination that is known beforehand
exists from the start, so that `rate()` and `absent()` mean something from the first scrape. Ages are computed
in PromQL from timestamp gauges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from shared.eventlog.port import Record, TopicPartition
from shared.service.observer import Failure

BUCKETS_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
"""From a loader's transaction (hundredths of a second) to the longest a document may take."""
END_TO_END_BUCKETS_SECONDS: Final = (
    0.1,
    0.5,
    1.0,
    5.0,
    10.0,
    30.0,
    60.0,
    300.0,
    900.0,
    3600.0,
    14400.0,
    86400.0,
)
"""From one document on an idle machine to a backlog of a day."""

OUTCOMES: Final[Mapping[str, tuple[str, ...]]] = {
    "extractor": ("extracted", "unreadable"),
    "validator": ("accepted", "accepted_with_findings", "quarantined", "unreadable"),
    "loader": ("loaded", "already_loaded"),
}
"""How a stage can be done with a document."""
SECTION_KINDS: Final = (
    "head",
    "outline",
    "table",
    "narrative",
    "figures",
    "performance",
    "pages",
    "observations",
    "manifest",
)
SEVERITIES: Final = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The label values that are known when a process starts. Empty where the process does not need the metric."""

    stages: tuple[str, ...] = tuple(OUTCOMES)
    rule_ids: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


class Metrics:
    """All metrics of a process. Implements `shared.service.observer.LoopObserver` for what the loops see themselves."""

    def __init__(
        self, registry: CollectorRegistry, *, version: str, vocabulary: Vocabulary | None = None
    ) -> None:
        """Register every metric on `registry` and set the known combinations to zero."""
        self.registry = registry
        self._make_counters(registry)
        self._make_times_and_states(registry)
        self._build = Gauge(
            "fiscus_build_info", "Always 1; the version is the label.", ["version"], registry=registry
        )
        self._build.labels(version).set(1)
        self._initialise(vocabulary or Vocabulary())

    def document_done(self, stage: str, outcome: str, *, submitted_at: datetime | None = None) -> None:
        """A stage is done with a document, with one of its `OUTCOMES`.

        The last stage gives `submitted_at` (with time zone), so that the whole way is measured.
        """
        self.documents.labels(stage, outcome).inc()
        if submitted_at is not None:
            seconds = (datetime.now(submitted_at.tzinfo) - submitted_at).total_seconds()
            self.end_to_end_seconds.observe(max(0.0, seconds))

    def oldest_open_document(self, stage: str, since: datetime | None) -> None:
        """When the oldest unfinished document of a stage was begun; None where nothing is open (the gauge is 0)."""
        self.oldest_open_timestamp.labels(stage).set(0.0 if since is None else since.timestamp())

    def handled(self, stage: str, record: Record, seconds: float) -> None:
        """See `LoopObserver`."""
        self.stage_seconds.labels(stage).observe(seconds)
        self.last_record_timestamp.labels(stage).set(record.timestamp.timestamp())

    def dead_lettered(self, stage: str, record: Record, failure: Failure) -> None:  # noqa: ARG002 - a port
        """See `LoopObserver`."""
        self.dead_letters.labels(stage, failure.value).inc()

    def retrying(self, stage: str, error: BaseException) -> None:  # noqa: ARG002 - a port
        """See `LoopObserver`."""
        self.retries.labels(stage).inc()

    def lag(self, stage: str, lag: Mapping[TopicPartition, int]) -> None:
        """See `LoopObserver`. Partitions that went to another member are not reported any more."""
        for partition in self._reported.get(stage, frozenset()) - lag.keys():
            self.lag_records.remove(stage, partition.topic, str(partition.partition))
        for partition, records in lag.items():
            self.lag_records.labels(stage, partition.topic, str(partition.partition)).set(records)
        self._reported[stage] = frozenset(lag)

    def _make_counters(self, registry: CollectorRegistry) -> None:
        def counter(name: str, text: str, labels: Iterable[str] = ()) -> Counter:
            return Counter(name, text, list(labels), registry=registry)

        self.documents = counter(
            "fiscus_documents_total", "Documents that a stage was done with.", ["stage", "outcome"]
        )
        self.sections = counter("fiscus_sections_total", "Section events published.", ["kind"])
        self.findings = counter(
            "fiscus_findings_total", "Findings of the validator.", ["rule_id", "severity"]
        )
        self.records_written = counter("fiscus_records_written_total", "Warehouse rows written.", ["table"])
        self.dead_letters = counter("fiscus_dead_letters_total", "Records given up.", ["stage", "failure"])
        self.retries = counter("fiscus_retries_total", "Attempts that failed and were repeated.", ["stage"])
        self.read_bytes = counter("fiscus_read_bytes_total", "Bytes of documents read.")
        self.read_pages = counter("fiscus_read_pages_total", "Pages of documents read.")

    def _make_times_and_states(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, text: str, labels: Iterable[str]) -> Gauge:
            return Gauge(name, text, list(labels), registry=registry)

        self.stage_seconds = Histogram(
            "fiscus_stage_duration_seconds",
            "Time a stage worked on a record.",
            ["stage"],
            buckets=BUCKETS_SECONDS,
            registry=registry,
        )
        self.end_to_end_seconds = Histogram(
            "fiscus_end_to_end_duration_seconds",
            "Time from the submission of a document to its rows in the warehouse.",
            buckets=END_TO_END_BUCKETS_SECONDS,
            registry=registry,
        )
        self.lag_records = gauge(
            "fiscus_event_log_lag_records",
            "Records not finished, by partition that this process holds.",
            ["stage", "topic", "partition"],
        )
        self.oldest_open_timestamp = gauge(
            "fiscus_oldest_open_document_timestamp_seconds",
            "When the oldest unfinished document was begun; 0 where none is open.",
            ["stage"],
        )
        self.last_record_timestamp = gauge(
            "fiscus_last_record_timestamp_seconds",
            "When the log took in the record that was handled last; 0 before the first.",
            ["stage"],
        )
        self._reported: dict[str, frozenset[TopicPartition]] = {}

    def _initialise(self, known: Vocabulary) -> None:
        for stage in known.stages:
            for outcome in OUTCOMES.get(stage, ()):
                self.documents.labels(stage, outcome)
            for failure in Failure:
                self.dead_letters.labels(stage, failure.value)
            self.retries.labels(stage)
            self.stage_seconds.labels(stage)
            self.oldest_open_timestamp.labels(stage)
            self.last_record_timestamp.labels(stage)
        if "extractor" in known.stages:
            for kind in SECTION_KINDS:
                self.sections.labels(kind)
        for rule_id, severity in product(known.rule_ids, SEVERITIES):
            self.findings.labels(rule_id, severity)
        for table in known.tables:
            self.records_written.labels(table)
