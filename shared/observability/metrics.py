"""The metrics of a process, on an injectable registry. What there is stands in `shared.observability.catalogue`.

Every combination of labels that is known beforehand exists from the start, so that `rate()` and `absent()` mean
something from the first scrape. A process serves only the metrics of its own stages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

from shared.eventlog.port import Record, TopicPartition
from shared.events.topics import SUBMITTED
from shared.observability import catalogue
from shared.observability.catalogue import OUTCOMES, SECTION_KINDS, SEVERITIES, STAGES, Metric
from shared.observability.workers import WorkerCollector
from shared.service.observer import Failure

__all__ = ["OUTCOMES", "SECTION_KINDS", "SEVERITIES", "Metrics", "Vocabulary"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The label values that are known when a process starts. Empty where the process does not need the metric."""

    stages: tuple[str, ...] = STAGES
    rule_ids: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


class Metrics:
    """All metrics of a process. Implements `shared.service.observer.LoopObserver` for what the loops see themselves."""

    def __init__(
        self, registry: CollectorRegistry, *, version: str, vocabulary: Vocabulary | None = None
    ) -> None:
        """Register the metrics of the vocabulary's stages on `registry` and set the known combinations to zero."""
        # The moment at which a counter began doubles the number of series, and no alert or dashboard asks for it.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = registry
        self._known = vocabulary or Vocabulary()
        self._make_counters()
        self._make_times()
        self._make_states(version)
        if catalogue.EXTRACTOR in self._known.stages:
            registry.register(WorkerCollector())
        self._initialise()

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
        self.oldest_open_timestamp.labels(stage).set(_moment(since))

    def handled(self, stage: str, record: Record, seconds: float) -> None:
        """See `LoopObserver`."""
        self.stage_seconds.labels(stage).observe(seconds)
        self.last_record_timestamp.labels(stage).set(record.timestamp.timestamp())
        self._count_submission(record)

    def dead_lettered(self, stage: str, record: Record, failure: Failure) -> None:
        """See `LoopObserver`."""
        self.dead_letters.labels(stage, failure.value).inc()
        self._count_submission(record)

    def retrying(self, stage: str, error: BaseException) -> None:  # noqa: ARG002 - a port
        """See `LoopObserver`."""
        self.retries.labels(stage).inc()

    def at_hand(self, stage: str, since: datetime | None) -> None:
        """See `LoopObserver`."""
        self.oldest_unprocessed_timestamp.labels(stage).set(_moment(since))

    def lag(self, stage: str, lag: Mapping[TopicPartition, int]) -> None:
        """See `LoopObserver`. Partitions that went to another member are not reported any more."""
        self._report(self.lag_records, stage, lag)

    def watermarks(self, stage: str, watermarks: Mapping[TopicPartition, int]) -> None:
        """See `LoopObserver`. Partitions that went to another member are not reported any more."""
        self._report(self.watermark, stage, watermarks)

    def _report(self, gauge: Gauge, stage: str, values: Mapping[TopicPartition, int]) -> None:
        """Set the gauge for these partitions and take those from the scrape that were told before and are not now."""
        told = self._told.get((gauge, stage), frozenset())
        for partition in told - values.keys():
            gauge.remove(stage, partition.topic, str(partition.partition))
        for partition, value in values.items():
            gauge.labels(stage, partition.topic, str(partition.partition)).set(value)
        self._told[gauge, stage] = frozenset(values)

    def _count_submission(self, record: Record) -> None:
        if record.topic == SUBMITTED:
            self.submissions.inc()

    def _registry_of(self, metric: Metric) -> CollectorRegistry | None:
        """Where the metric is registered: nowhere in a process that has nothing to say of it."""
        return self.registry if set(metric.services) & set(self._known.stages) else None

    def _counter(self, metric: Metric) -> Counter:
        return Counter(metric.name, metric.meaning, metric.labels, registry=self._registry_of(metric))

    def _gauge(self, metric: Metric) -> Gauge:
        return Gauge(metric.name, metric.meaning, metric.labels, registry=self._registry_of(metric))

    def _histogram(self, metric: Metric) -> Histogram:
        return Histogram(
            metric.name,
            metric.meaning,
            metric.labels,
            buckets=metric.buckets,
            registry=self._registry_of(metric),
        )

    def _make_counters(self) -> None:
        self.documents = self._counter(catalogue.DOCUMENTS)
        self.submissions = self._counter(catalogue.SUBMISSIONS)
        self.sections = self._counter(catalogue.SECTIONS)
        self.findings = self._counter(catalogue.FINDINGS)
        self.records_written = self._counter(catalogue.RECORDS_WRITTEN)
        self.joins = self._counter(catalogue.JOINED)
        self.dead_letters = self._counter(catalogue.DEAD_LETTERS)
        self.retries = self._counter(catalogue.RETRIES)
        self.read_bytes = self._counter(catalogue.READ_BYTES)
        self.read_pages = self._counter(catalogue.READ_PAGES)

    def _make_times(self) -> None:
        self.stage_seconds = self._histogram(catalogue.STAGE_SECONDS)
        self.end_to_end_seconds = self._histogram(catalogue.END_TO_END_SECONDS)

    def _make_states(self, version: str) -> None:
        self.lag_records = self._gauge(catalogue.LAG)
        self.watermark = self._gauge(catalogue.WATERMARK)
        self.oldest_unprocessed_timestamp = self._gauge(catalogue.OLDEST_UNPROCESSED)
        self.oldest_open_timestamp = self._gauge(catalogue.OLDEST_OPEN)
        self.last_record_timestamp = self._gauge(catalogue.LAST_RECORD)
        self.joins_waiting = self._gauge(catalogue.JOINS_WAITING)
        self._gauge(catalogue.BUILD_INFO).labels(version).set(1)
        self._told: dict[tuple[Gauge, str], frozenset[TopicPartition]] = {}

    def _initialise(self) -> None:
        known = self._known
        for stage in known.stages:
            for outcome in OUTCOMES.get(stage, ()):
                self.documents.labels(stage, outcome)
            for failure in Failure:
                self.dead_letters.labels(stage, failure.value)
            self.retries.labels(stage)
            self.stage_seconds.labels(stage)
            self.oldest_unprocessed_timestamp.labels(stage)
            self.last_record_timestamp.labels(stage)
            if stage in catalogue.OLDEST_OPEN.services:
                self.oldest_open_timestamp.labels(stage)
        for join in catalogue.JOINS:
            self.joins.labels(join)
        for kind in SECTION_KINDS:
            self.sections.labels(kind)
        for rule_id, severity in product(known.rule_ids, SEVERITIES):
            self.findings.labels(rule_id, severity)
        for table in known.tables:
            self.records_written.labels(table)


def _moment(since: datetime | None) -> float:
    return 0.0 if since is None else since.timestamp()
