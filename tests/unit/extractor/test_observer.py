"""What the extractor counts: documents by outcome, sections by kind, bytes and pages."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from services.extractor.document import read_payloads
from services.extractor.observer import ExtractorMetrics
from services.extractor.reading import ReadLimits
from services.extractor.service import ExtractorHandler
from shared.errors import DocumentError, PermanentError, TransientError
from shared.eventlog.port import Record
from shared.events.topics import Submission
from shared.observability.metrics import Metrics
from shared.sources.submission import submission_event
from tests.typeset import text_extract
from tests.typeset.generate import generate
from tests.typeset.style import STYLES

COUNTERS = ("fiscus_documents", "fiscus_sections", "fiscus_read_")


def submission(data: bytes) -> Submission:
    return Submission(
        document_id=hashlib.sha256(data).hexdigest(),
        uri="file:///srv/a.txt",
        file_name="a.txt",
        media_type="text/plain",
        size=len(data),
        submitted_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )


def record(data: bytes) -> Record:
    message = submission_event(submission(data)).to_message()
    return Record(
        topic=message.topic,
        key=message.key,
        value=message.value,
        headers=message.headers,
        partition=0,
        offset=0,
        timestamp=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )


def handler(data: bytes, metrics: Metrics, error: Exception | None = None) -> ExtractorHandler:
    """An extractor that fetches `data` and reads it, unless it fails with `error`."""

    def read(of: Submission, fetched: bytes) -> list[bytes]:
        if error is not None:
            raise error
        return read_payloads(of, fetched, ReadLimits())

    return ExtractorHandler(lambda _: data, read, ExtractorMetrics(metrics))


def counted(registry: CollectorRegistry) -> dict[str, float]:
    """The counters of documents, sections and reading that are not zero, by name and label values."""
    return {
        " ".join([sample.name, *(v for k, v in sorted(sample.labels.items()) if k != "stage")]): sample.value
        for family in registry.collect()
        for sample in family.samples
        if sample.name.startswith(COUNTERS) and sample.name.endswith("_total") and sample.value
    }


def test_a_document_that_is_read_is_counted_with_its_sections_pages_and_bytes(tmp_path: Path) -> None:
    text_extract.typeset(generate(3, projects=1), tmp_path / "a.txt", STYLES["plain"])
    data = (tmp_path / "a.txt").read_bytes()
    registry = CollectorRegistry()
    events = handler(data, Metrics(registry, version="1")).handle(record(data))
    found = counted(registry)
    assert found["fiscus_documents_total extracted"] == 1
    assert found["fiscus_read_bytes_total"] == len(data)
    assert found["fiscus_read_pages_total"] > 1
    assert found["fiscus_sections_total table"] >= 11
    assert found["fiscus_sections_total manifest"] == 1
    assert sum(value for name, value in found.items() if "sections" in name) == len(events)


def test_a_document_that_cannot_be_read_is_counted_with_its_bytes() -> None:
    registry = CollectorRegistry()
    error = DocumentError("damaged", "the file is damaged")
    handler(b"abc", Metrics(registry, version="1"), error).handle(record(b"abc"))
    assert counted(registry) == {
        "fiscus_documents_total unreadable": 1,
        "fiscus_read_bytes_total": 3,
        "fiscus_sections_total manifest": 1,
    }


def test_a_document_that_is_given_up_is_counted_as_unreadable() -> None:
    registry = CollectorRegistry()
    handler(b"abc", Metrics(registry, version="1")).give_up(record(b"abc"), PermanentError("no more"))
    assert counted(registry)["fiscus_documents_total unreadable"] == 1


def test_a_document_that_will_be_tried_again_is_not_counted() -> None:
    registry = CollectorRegistry()
    with pytest.raises(TransientError):
        handler(b"abc", Metrics(registry, version="1"), TransientError("away")).handle(record(b"abc"))
    assert counted(registry) == {"fiscus_read_bytes_total": 3}
