"""A document as the warehouse takes it: all of its rows, put together from the batches in which they travelled.

In come the record batches of one run of the validator over one document; out goes a `DocumentRows`, checked against
what the batches must agree on. Its digest tells whether two runs said the same, whoever submitted the document and
when.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter

from shared.errors import ContractError
from shared.events.topics import JudgementOrder, RecordBatch
from shared.model.base import Model
from shared.model.finding import Verdict
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

SUBMISSION_FIELDS: Final = {"source_uri", "file_name", "submitted_at"}
"""What belongs to a submission of the bytes and not to the bytes: the same document may be submitted twice."""

TRUSTED: Final = frozenset({Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_FINDINGS})
"""The verdicts whose lines reach `budget_line`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRows:
    """Every row of one document, in the order in which the validator gave them."""

    document: DocumentRecord
    order: JudgementOrder | None = None
    """Which of several judgements on the same bytes this is; None where the validator did not tell."""
    lines: tuple[BudgetLine, ...] = ()
    claims: tuple[ClaimRecord, ...] = ()
    plans: tuple[PlanRecord, ...] = ()
    indicators: tuple[IndicatorRecord, ...] = ()
    figures: tuple[FigureRecord, ...] = ()
    findings: tuple[FindingRecord, ...] = ()
    checks: tuple[CheckRecord, ...] = ()

    @property
    def is_trusted(self) -> bool:
        """Whether the verdict lets the lines into `budget_line`; they go to `quarantined_line` otherwise."""
        return self.document.verdict in TRUSTED

    def count(self) -> int:
        """The number of rows, the document's own included."""
        families: tuple[Sequence[Model], ...] = (
            self.lines, self.claims, self.plans, self.indicators, self.figures, self.findings, self.checks,
        )  # fmt: skip
        return 1 + sum(len(rows) for rows in families)

    def digest(self) -> str:
        """SHA-256 over the rows, in hex, without the facts of the submission (`SUBMISSION_FIELDS`) and the order."""
        content = _CONTENT.dump_json(self, exclude={"document": SUBMISSION_FIELDS, "order": True})
        return hashlib.sha256(content).hexdigest()


_CONTENT: Final = TypeAdapter(DocumentRows)


def join(batches: Iterable[RecordBatch]) -> DocumentRows:
    """Put the parts of one run together, in the order of their numbers.

    Raises `ContractError` when they are not all of one run or when one is missing.
    """
    parts = sorted(batches, key=lambda batch: batch.part)
    first = parts[0]
    whole = [batch.part for batch in parts] == list(range(first.parts))
    if not whole or any(_common(batch) != _common(first) for batch in parts):
        raise broken("the batches are not the parts of one whole", first.document_id)
    if any(batch.document_id != first.document.document_id for batch in parts):
        raise broken("the rows belong to another document", first.document_id)
    return DocumentRows(
        document=first.document,
        order=first.order,
        lines=tuple(row for batch in parts for row in batch.lines),
        claims=tuple(row for batch in parts for row in batch.claims),
        plans=tuple(row for batch in parts for row in batch.plans),
        indicators=tuple(row for batch in parts for row in batch.indicators),
        figures=tuple(row for batch in parts for row in batch.figures),
        findings=tuple(row for batch in parts for row in batch.findings),
        checks=tuple(row for batch in parts for row in batch.checks),
    )


def _common(batch: RecordBatch) -> tuple[DocumentRecord, JudgementOrder | None, int]:
    """What all batches of one run repeat."""
    return batch.document, batch.order, batch.parts


def broken(what: str, document_id: str) -> ContractError:
    """The error for batches that contradict themselves or each other."""
    return ContractError(
        what, where=f"document {document_id}", remedy="mend the writer and publish the document again"
    )
