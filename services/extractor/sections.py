"""From an extraction to the payloads of its section events, in order and of bounded size, ended by the manifest.

The manifest says how many sections stand before it and carries their digest, so that a reader knows when a
document is whole. The payloads are functions of the extraction alone: reading a document again gives the same
bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from shared.events.digest import sections_digest
from shared.events.topics import (
    FiguresSection,
    HeadSection,
    Manifest,
    ManifestOutcome,
    NarrativeSection,
    ObservationsSection,
    OutlineSection,
    PagesSection,
    PerformanceSection,
    Section,
    SectionEvent,
    Submission,
    TableSection,
)
from shared.model.table import Table
from shared.version import VERSION

if TYPE_CHECKING:
    # The service that writes failure payloads need not load all readers.
    from services.extractor.extraction import Extraction

_ROWS, _CLAIMS, _FIGURES, _PAGES, _OBSERVATIONS, _HEADINGS = 300, 200, 500, 200, 400, 1000
"""Parts of these sizes stay well under 512 KiB, the soft limit of an event, at about 1 KiB for a row or claim."""

T = TypeVar("T")


def section_payloads(extraction: Extraction, submission: Submission) -> list[bytes]:
    """Give the payloads of a document that was read: its sections, then the manifest."""
    payloads = [
        _payload(submission.document_id, ordinal, section)
        for ordinal, section in enumerate(_sections(extraction))
    ]
    manifest = Manifest(
        outcome=ManifestOutcome.COMPLETE,
        section_count=len(payloads),
        digest=sections_digest(payloads),
        page_count=extraction.head.page_count,
        submission=submission,
    )
    return [*payloads, _payload(submission.document_id, len(payloads), manifest)]


def failure_payload(
    submission: Submission, reason_code: str, reason: str, page_count: int | None = None
) -> bytes:
    """Give the payload that closes a document of which nothing can be made."""
    manifest = Manifest(
        outcome=ManifestOutcome.UNREADABLE,
        section_count=0,
        digest=sections_digest([]),
        reason_code=reason_code,
        reason=reason,
        page_count=page_count,
        submission=submission,
    )
    return _payload(submission.document_id, 0, manifest)


def _payload(document_id: str, ordinal: int, section: Section) -> bytes:
    event = SectionEvent(document_id=document_id, ordinal=ordinal, extractor_version=VERSION, section=section)
    return event.model_dump_json().encode()


def _sections(extraction: Extraction) -> Iterator[Section]:
    yield HeadSection(head=extraction.head)
    for headings in _chunks(extraction.headings, _HEADINGS):
        yield OutlineSection(headings=headings)
    for table in extraction.tables:
        for part in _table_parts(table):
            yield TableSection(table=part)
    for claims in _chunks(extraction.claims, _CLAIMS):
        yield NarrativeSection(claims=claims)
    for figures in _chunks(extraction.figures, _FIGURES):
        yield FiguresSection(figures=figures)
    for plan in extraction.plans:
        yield PerformanceSection(plan=plan)
    for pages in _chunks(extraction.pages, _PAGES):
        yield PagesSection(pages=pages)
    for observations in _chunks(extraction.observations, _OBSERVATIONS):
        yield ObservationsSection(observations=observations)


def _table_parts(table: Table) -> Iterator[Table]:
    rows = list(_chunks(table.rows, _ROWS)) or [()]
    for number, part in enumerate(rows, start=1):
        yield replace(table, rows=part, part=number, parts=len(rows))


def _chunks(values: Sequence[T], size: int) -> Iterator[tuple[T, ...]]:
    for start in range(0, len(values), size):
        yield tuple(values[start : start + size])
