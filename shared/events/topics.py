"""The topics and the payload of each: what the services say to one another.

Every payload is a frozen pydantic model, written as JSON; the key of every event is the document id, so that
all events of one document stand in order in one partition.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from shared.model.base import Model
from shared.model.document import Head, Heading, Observation, PageAccount
from shared.model.finding import Finding, Verdict
from shared.model.narrative import Claim, Figure
from shared.model.performance import PerformancePlan
from shared.model.records import (
    BudgetLine,
    CheckRecord,
    ClaimRecord,
    DocumentRecord,
    FigureRecord,
    FindingRecord,
    IndicatorRecord,
    PlanRecord,
)
from shared.model.table import Table

SUBMITTED = "fiscus.documents.submitted.v1"
EXTRACTED = "fiscus.sections.extracted.v1"
ACCEPTED = "fiscus.records.accepted.v1"
QUARANTINED = "fiscus.documents.quarantined.v1"
FINDINGS = "fiscus.findings.v1"
DEADLETTER = "fiscus.deadletter.v1"
TOPICS = (SUBMITTED, EXTRACTED, ACCEPTED, QUARANTINED, FINDINGS, DEADLETTER)


def schema_uri(topic: str) -> str:
    """The name of the JSON Schema of the topic's payloads: what an event carries as `ce_dataschema`.

    A URN, because CloudEvents asks for an absolute URI and the schema lives in the repository, not on a host. The
    topic holds the major version; what is added within it keeps the name.
    """
    return f"urn:fiscus:schema:{topic}"


class Submission(Model):
    """A document is to be read. The file itself stays where it is: the event carries its URI."""

    document_id: str
    """SHA-256 of the bytes, lower-case hex."""
    uri: str
    file_name: str
    media_type: str
    """`application/pdf` or `text/plain`, told from the content."""
    size: int
    submitted_at: dt.datetime


class HeadSection(Model):
    """The identity of the document."""

    kind: Literal["head"] = "head"
    head: Head


class OutlineSection(Model):
    """The headings in reading order."""

    kind: Literal["outline"] = "outline"
    headings: tuple[Heading, ...]


class TableSection(Model):
    """One table, or one part of a large one."""

    kind: Literal["table"] = "table"
    table: Table


class NarrativeSection(Model):
    """The claims of the narrative, in parts of bounded size."""

    kind: Literal["narrative"] = "narrative"
    claims: tuple[Claim, ...]


class FiguresSection(Model):
    """The figures of the other sections."""

    kind: Literal["figures"] = "figures"
    figures: tuple[Figure, ...]


class PerformanceSection(Model):
    """One performance table."""

    kind: Literal["performance"] = "performance"
    plan: PerformancePlan


class PagesSection(Model):
    """The account of the numbers of each page, in parts of bounded size."""

    kind: Literal["pages"] = "pages"
    pages: tuple[PageAccount, ...]


class ObservationsSection(Model):
    """What was noticed while reading, in parts of bounded size."""

    kind: Literal["observations"] = "observations"
    observations: tuple[Observation, ...]


class ManifestOutcome(StrEnum):
    """How the reading of a document ended."""

    COMPLETE = "complete"
    UNREADABLE = "unreadable"


class Manifest(Model):
    """The last event of a document: how many sections stand before it and their digest, or why there are none."""

    kind: Literal["manifest"] = "manifest"
    outcome: ManifestOutcome
    section_count: int
    """Number of section events before the manifest; 0 where the document is unreadable."""
    digest: str
    """SHA-256 over the payloads of the section events in order."""
    reason_code: str | None = None
    """Why the document is unreadable: `empty_file`, `unknown_type`, `truncated`, `encrypted`, `no_text_layer`, …"""
    reason: str | None = None
    """One line: what, where, what to do."""
    page_count: int | None = None
    submission: Submission


class CompanionSection(Model):
    """One section of the other file of the same disclosure: what the text of a department is judged against.

    A department may publish its tables and its text as two files. When both are there, the sections of the text are put
    on their topic once more, behind them those of the tables, and a manifest over all: so the text can be judged
    against the tables by whoever has the sections of one document.
    """

    kind: Literal["companion"] = "companion"
    document_id: str
    """The file with the tables."""
    reading: str
    """The digest that the manifest of that file promises: which reading of it this is."""
    section: Annotated[
        HeadSection | TableSection | PerformanceSection | PagesSection | ObservationsSection,
        Field(discriminator="kind"),
    ]


COMPANION_KINDS: Final = frozenset({"head", "table", "performance", "pages", "observations"})
"""The kinds of sections that a text is judged against."""


Section = Annotated[
    HeadSection
    | OutlineSection
    | TableSection
    | NarrativeSection
    | FiguresSection
    | PerformanceSection
    | PagesSection
    | ObservationsSection
    | CompanionSection
    | Manifest,
    Field(discriminator="kind"),
]


class SectionEvent(Model):
    """Payload of `fiscus.sections.extracted.v1`."""

    document_id: str
    ordinal: int
    """Counts the events of the document from 0; the manifest has the highest."""
    extractor_version: str
    section: Section


READING_OFFSET: Final = "fiscus_reading_offset"
"""The header of a manifest that was put on the topic again, to have its document judged anew without being read: the
offset of the manifest by which the extractor ended the reading."""


class JudgementOrder(Model):
    """Which of two judgements on the same document is the later one, whenever they arrive.

    Both are offsets in the document's partition of the sections topic. A judgement of a later reading is later; of one
    reading, that which was asked for later.
    """

    reading: int
    """Of the manifest by which the extractor ended the reading."""
    judged: int
    """Of the manifest that was judged: the same, or that of the sections put on the topic again to be judged anew."""


class RecordBatch(Model):
    """Payload of `fiscus.records.accepted.v1` and `fiscus.documents.quarantined.v1`: rows for the warehouse.

    The rows of one document travel in `parts` batches of bounded size in one partition; each batch repeats
    the document's own row. A loader writes nothing before it has all parts, and then everything in one
    transaction.
    """

    document_id: str
    part: int
    parts: int
    order: JudgementOrder | None = None
    """Null from writers before version 0.2 and from what is no event log."""
    document: DocumentRecord
    lines: tuple[BudgetLine, ...] = ()
    claims: tuple[ClaimRecord, ...] = ()
    plans: tuple[PlanRecord, ...] = ()
    indicators: tuple[IndicatorRecord, ...] = ()
    figures: tuple[FigureRecord, ...] = ()
    findings: tuple[FindingRecord, ...] = ()
    checks: tuple[CheckRecord, ...] = ()


class FindingEvent(Model):
    """Payload of `fiscus.findings.v1`: one finding, for those who watch rather than load."""

    document_id: str
    finding_no: int
    verdict: Verdict
    judgement: str | None = None
    """The identity of the judgement that it belongs to, as in the document's record."""
    finding: Finding
