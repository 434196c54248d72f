"""Every metric of Fiscus: name, kind, labels, and the services that it speaks of. No state and no library here.

`shared.observability.metrics` makes them, `shared.observability.reference` documents them, and the tests of alerts and
dashboards look names up in them. Names follow Prometheus practice: prefix `fiscus_`, base units as suffix, `_total` for
counters, `_timestamp_seconds` for moments, whose age is computed in PromQL. Label values are bounded; a document id, a
path or an error's text is never one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

EXTRACTOR: Final = "extractor"
VALIDATOR: Final = "validator"
LOADER: Final = "loader"
STAGES: Final = (EXTRACTOR, VALIDATOR, LOADER)
"""The stages in the order of the flow; each is a service of its own, of the same name."""

OUTCOMES: Final[Mapping[str, tuple[str, ...]]] = {
    EXTRACTOR: ("extracted", "unreadable"),
    VALIDATOR: ("accepted", "accepted_with_findings", "quarantined", "unreadable"),
    LOADER: ("loaded", "already_loaded"),
}
"""How a stage can be done with a document; the validator's are the verdicts."""
SECTION_KINDS: Final = (
    "head",
    "outline",
    "table",
    "narrative",
    "figures",
    "performance",
    "pages",
    "observations",
    "companion",
    "manifest",
)
JOINS: Final = ("joined", "parted", "sections_gone", "too_large")
"""What can become of a text that is to be judged with the tables of another file."""
SEVERITIES: Final = ("error", "warning", "info")

BUCKETS_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
"""From a loader's transaction (hundredths of a second) to the longest a document may take."""
_MINUTE: Final = 60.0
_HOUR: Final = 3600.0
END_TO_END_BUCKETS_SECONDS: Final = (
    *(0.1, 0.5, 1.0, 5.0, 10.0, 30.0),
    *(_MINUTE, 5 * _MINUTE, 15 * _MINUTE),
    *(_HOUR, 4 * _HOUR, 24 * _HOUR),
)
"""From one document on an idle machine to a backlog of a day. The freshness that is alerted on is one of the bounds."""

LABELS: Final[Mapping[str, str]] = {
    "stage": ", ".join(f"`{stage}`" for stage in STAGES),
    "outcome": "; ".join(
        f"of the {stage}: " + ", ".join(f"`{outcome}`" for outcome in outcomes)
        for stage, outcomes in OUTCOMES.items()
    ),
    "kind": ", ".join(f"`{kind}`" for kind in SECTION_KINDS),
    "join": "`joined` (the text was put on the log with its tables), `parted` (by itself: it has none any more), "
    "`sections_gone` (the log keeps the sections of one of the files no longer), `too_large` (for the log)",
    "rule_id": "the ids of the rulebook, see [rules.md](rules.md)",
    "severity": ", ".join(f"`{severity}`" for severity in SEVERITIES),
    "table": "the tables of the warehouse, see [warehouse.md](warehouse.md)",
    "failure": "`permanent` (retrying is no use), `contract` (an event is not what its topic promises), "
    "`unexpected` (a fault of Fiscus), `crash` (the work ended the process too often)",
    "topic": "the topics that the stage reads",
    "partition": "the numbers of the partitions that the process holds at the moment",
    "version": "the version of Fiscus",
}
"""What each label can be. All sets are bounded by the code, the rulebook or the number of partitions."""


class Kind(StrEnum):
    """What a metric is to Prometheus."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric."""

    name: str
    """As it is scraped; a histogram is scraped as `…_bucket`, `…_sum` and `…_count`."""
    kind: Kind
    meaning: str
    labels: tuple[str, ...] = ()
    services: tuple[str, ...] = STAGES
    """Where it is served."""
    buckets: tuple[float, ...] = ()
    """Upper bounds, of a histogram."""


DOCUMENTS: Final = Metric(
    "fiscus_documents_total", Kind.COUNTER, "Documents that a stage was done with.", ("stage", "outcome")
)
SUBMISSIONS: Final = Metric(
    "fiscus_submissions_total",
    Kind.COUNTER,
    "Submissions that were taken up and ended in sections, a failure manifest or a dead letter.",
    services=(EXTRACTOR,),
)
SECTIONS: Final = Metric(
    "fiscus_sections_total", Kind.COUNTER, "Section events published.", ("kind",), (EXTRACTOR,)
)
READ_BYTES: Final = Metric(
    "fiscus_read_bytes_total", Kind.COUNTER, "Bytes of documents read.", services=(EXTRACTOR,)
)
READ_PAGES: Final = Metric(
    "fiscus_read_pages_total", Kind.COUNTER, "Pages of documents read.", services=(EXTRACTOR,)
)
FINDINGS: Final = Metric(
    "fiscus_findings_total",
    Kind.COUNTER,
    "Findings of the validator.",
    ("rule_id", "severity"),
    (VALIDATOR,),
)
RECORDS_WRITTEN: Final = Metric(
    "fiscus_records_written_total", Kind.COUNTER, "Warehouse rows written.", ("table",), (LOADER,)
)
JOINED: Final = Metric(
    "fiscus_joins_total",
    Kind.COUNTER,
    "Texts that were to be judged with the tables of another file of their disclosure, or no longer.",
    ("join",),
    (LOADER,),
)
JOINS_WAITING: Final = Metric(
    "fiscus_joins_waiting",
    Kind.GAUGE,
    "Departments that are still to be looked at for files that belong together; 0 where every join was asked for.",
    services=(LOADER,),
)
STAGE_SECONDS: Final = Metric(
    "fiscus_stage_duration_seconds",
    Kind.HISTOGRAM,
    "Time a stage worked on a record of the event log that it handled well.",
    ("stage",),
    buckets=BUCKETS_SECONDS,
)
END_TO_END_SECONDS: Final = Metric(
    "fiscus_end_to_end_duration_seconds",
    Kind.HISTOGRAM,
    "Time from the submission of a document to its rows in the warehouse.",
    services=(LOADER,),
    buckets=END_TO_END_BUCKETS_SECONDS,
)
DEAD_LETTERS: Final = Metric(
    "fiscus_dead_letters_total", Kind.COUNTER, "Records given up.", ("stage", "failure")
)
RETRIES: Final = Metric(
    "fiscus_retries_total", Kind.COUNTER, "Attempts that failed and were repeated.", ("stage",)
)
LAG: Final = Metric(
    "fiscus_event_log_lag_records",
    Kind.GAUGE,
    "Records at or above the committed watermark, for each partition that the process holds.",
    ("stage", "topic", "partition"),
)
WATERMARK: Final = Metric(
    "fiscus_event_log_watermark",
    Kind.GAUGE,
    "Committed watermark: the offset below which everything is done, for each partition that the process holds.",
    ("stage", "topic", "partition"),
)
OLDEST_UNPROCESSED: Final = Metric(
    "fiscus_oldest_unprocessed_record_timestamp_seconds",
    Kind.GAUGE,
    "When the log took in the oldest record that was read and is not finished; 0 where the stage waits for records.",
    ("stage",),
)
OLDEST_OPEN: Final = Metric(
    "fiscus_oldest_open_document_timestamp_seconds",
    Kind.GAUGE,
    "When the first part of the oldest document came in of which parts are missing; 0 where every document is whole.",
    ("stage",),
    (VALIDATOR, LOADER),
)
LAST_RECORD: Final = Metric(
    "fiscus_last_record_timestamp_seconds",
    Kind.GAUGE,
    "When the log took in the record that was handled last; 0 before the first.",
    ("stage",),
)
READY: Final = Metric(
    "fiscus_ready", Kind.GAUGE, "What /readyz answers: 1 where the service can work, 0 where it cannot."
)
ALIVE: Final = Metric(
    "fiscus_alive", Kind.GAUGE, "What /healthz answers: 1 where the loop moves, 0 where it hangs."
)
BUILD_INFO: Final = Metric(
    "fiscus_build_info", Kind.GAUGE, "Always 1; the version is the label.", ("version",)
)
WORKERS: Final = Metric(
    "fiscus_worker_processes", Kind.GAUGE, "Worker processes that read documents.", services=(EXTRACTOR,)
)
WORKER_MEMORY: Final = Metric(
    "fiscus_worker_resident_memory_bytes",
    Kind.GAUGE,
    "Resident memory of the worker processes.",
    services=(EXTRACTOR,),
)
WORKER_CPU: Final = Metric(
    "fiscus_worker_cpu_seconds_total",
    Kind.COUNTER,
    "Processor time of the worker processes, those that ended included.",
    services=(EXTRACTOR,),
)

CATALOGUE: Final = (
    *(DOCUMENTS, SUBMISSIONS, SECTIONS, READ_BYTES, READ_PAGES, FINDINGS, RECORDS_WRITTEN, JOINED),
    *(STAGE_SECONDS, END_TO_END_SECONDS),
    *(DEAD_LETTERS, RETRIES),
    *(LAG, WATERMARK, OLDEST_UNPROCESSED, OLDEST_OPEN, LAST_RECORD, JOINS_WAITING),
    *(READY, ALIVE, BUILD_INFO),
    *(WORKERS, WORKER_MEMORY, WORKER_CPU),
)
"""All of them, in the order of their documentation."""


def series_names(metric: Metric) -> tuple[str, ...]:
    """The names under which a metric is scraped."""
    if metric.kind is not Kind.HISTOGRAM:
        return (metric.name,)
    return tuple(f"{metric.name}_{part}" for part in ("bucket", "sum", "count"))
