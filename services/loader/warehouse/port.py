"""The port to the warehouse: a document goes in whole or not at all, once, however often it is offered.

In come complete documents with the place of the record that completed them, and the offsets that are done; out goes
what became of them, and on start the offsets to go on from. Adapters are `duckdb` for one machine and `postgres` for
several; both keep the same promises, tested by the same tests.

The promises of `store`, all in one transaction:

- *Whole*: the document's rows, its `load` row, the revisions of its disclosure and the offsets are seen together or
  not.
- *Once*: a record below the stored offset of its partition is skipped; the same rows again change no table of the
  contract.
- *The newest word holds*: of two verdicts on the same bytes the later judgement stays (`JudgementOrder`; where that is
  not told, the one that the log took in later), in whichever order they are loaded. The two topics of records are read
  side by side, and a validator may repeat itself, so an older verdict can arrive after a newer one.
- *Forward only*: an offset never goes back, also when a member that lost its partition writes late.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from services.loader.document_rows import DocumentRows
from services.loader.pairing import Part
from shared.eventlog.port import TopicPartition
from shared.events.topics import JudgementOrder
from shared.model.finding import Verdict
from shared.model.records import FindingRecord

Offsets = Mapping[TopicPartition, int]


class StoreOutcome(StrEnum):
    """What `store` did with a document."""

    LOADED = "loaded"
    """Its rows are new in the warehouse."""
    REPLACED = "replaced"
    """Its rows took the place of those of an earlier verdict on the same bytes."""
    UNCHANGED = "unchanged"
    """The warehouse holds these very rows already."""
    OUTDATED = "outdated"
    """The warehouse holds a newer verdict on the same bytes."""
    SKIPPED = "skipped"
    """The record lies below the stored offset: it was done before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPlace:
    """Where in the log the record stands that completed a document."""

    partition: TopicPartition
    offset: int
    recorded_at: dt.datetime
    """When the log took the record in. Decides between verdicts that came through different partitions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStatus:
    """What the warehouse says of a document."""

    document_id: str
    file_name: str
    source_uri: str
    verdict: Verdict
    department: str | None
    org_level: str | None
    fiscal_year: int | None
    kind: str | None
    page_count: int | None
    revision: int
    is_current: bool
    amounts: int
    """Rows in `budget_line` or `quarantined_line`."""
    errors: int
    """Findings by severity, without those that are waived."""
    warnings: int
    infos: int
    extractor_version: str
    validator_version: str
    waived: int = 0
    """Findings that a waiver covers."""
    judgement: str | None = None
    """The identity of its judgement; None from validators before version 0.2."""


class Warehouse(Protocol):
    """A warehouse, open for writing. Used by one thread."""

    def store(self, rows: DocumentRows, place: RecordPlace, next_offsets: Offsets) -> StoreOutcome:
        """Write a document and move the offsets, in one transaction.

        `next_offsets` gives for partitions the lowest offset that is still needed; it may lie below `place`, where
        another document is not whole yet.

        Raises `TransientError` when the warehouse cannot be written now (nothing is changed then), `ContractError`
        when a value does not fit its column.
        """
        ...

    def advance(self, next_offsets: Offsets) -> None:
        """Move the offsets past records that brought nothing to store. Raises `TransientError`."""
        ...

    def next_offsets(self) -> Offsets:
        """For each partition ever read the offset to go on from: everything below is done."""
        ...

    def last_records(self) -> Offsets:
        """For each partition the last record that completed a document; it may lie above `next_offsets`."""
        ...

    def was_read(
        self, document_id: str, partition: TopicPartition, offset: int, order: JudgementOrder | None = None
    ) -> bool:
        """Whether a record of the document, this one or a later one of the partition, completed it before.

        A judgement of a later `order` than what is noted was not read, wherever its records stand.

        After a restart the log repeats what lies above the stored offset. Where two documents stood interleaved that
        can be the tail of one that was stored already, whose beginning does not come again.
        """
        ...

    def parts_beside_texts(self) -> Mapping[str, tuple[Part, ...]]:
        """The `parts` of each department that has published a text by itself."""
        ...

    def parts(self, department: str) -> tuple[Part, ...]:
        """What a department has published that can be joined: texts, tables and whole disclosures of any revision."""
        ...

    def manifest_place(self, document_id: str) -> tuple[int, JudgementOrder] | None:
        """The partition of the document's events, in every topic, and the order of its newest judgement.

        None where the document is not known, or no validator told the order.
        """
        ...

    def known_documents(self, among: Collection[str]) -> frozenset[str]:
        """Those of the given document ids that have a verdict in the warehouse."""
        ...

    def status(self, document_id: str) -> DocumentStatus | None:
        """What the warehouse says of a document; None where it does not know it."""
        ...

    def statuses(self) -> tuple[DocumentStatus, ...]:
        """The same of all documents, in the order of their submission."""
        ...

    def findings(self, document_id: str) -> tuple[FindingRecord, ...]:
        """The findings of a document in their order; empty where it is not known."""
        ...

    def close(self) -> None:
        """Let go of the warehouse, so that others can open it. May be called twice."""
        ...
