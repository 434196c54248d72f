"""What the extractor tells about its work, for metrics and progress displays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pydantic import BaseModel

from shared.events.topics import ManifestOutcome
from shared.observability.metrics import Metrics

STAGE = "extractor"


class ExtractorObserver(Protocol):
    """Listens to an extractor, in its thread."""

    def fetched(self, size: int) -> None:
        """The bytes of a document, so many of them, are there to be read."""
        ...

    def closed(self, payloads: Sequence[bytes]) -> None:
        """A document is done with; these are its section events, manifest last."""
        ...


class Unobserved:
    """An observer that does not listen."""

    def fetched(self, size: int) -> None:
        """Nothing."""

    def closed(self, payloads: Sequence[bytes]) -> None:
        """Nothing."""


class _Section(BaseModel):
    kind: str
    outcome: ManifestOutcome | None = None
    page_count: int | None = None


class _SectionEvent(BaseModel):
    """As much of a section event as is counted; the rest is parsed over, without making values of it."""

    section: _Section


class ExtractorMetrics:
    """Counts what the extractor does in the metrics of the process."""

    def __init__(self, metrics: Metrics) -> None:
        """Count in `metrics`."""
        self._metrics = metrics

    def fetched(self, size: int) -> None:
        """See `ExtractorObserver`."""
        self._metrics.read_bytes.inc(size)

    def closed(self, payloads: Sequence[bytes]) -> None:
        """See `ExtractorObserver`."""
        for payload in payloads:
            section = _SectionEvent.model_validate_json(payload).section
            self._metrics.sections.labels(section.kind).inc()
            if section.outcome is not None:
                is_complete = section.outcome is ManifestOutcome.COMPLETE
                self._metrics.document_done(STAGE, "extracted" if is_complete else "unreadable")
                self._metrics.read_pages.inc(section.page_count or 0)
