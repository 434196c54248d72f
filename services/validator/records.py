"""From a judged document to what goes on the event log: batches of warehouse rows of bounded size, and finding events.

How the rows are made stands in `record_rows.py`. Nothing here decides anything: the same document and judgement give
the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from pydantic_core import to_json

from services.validator.assembly import AssembledDocument
from services.validator.judgement import Judgement
from services.validator.record_rows import FAMILIES, rows_of
from shared.events.topics import FindingEvent, JudgementOrder, RecordBatch
from shared.model.base import Model
from shared.model.records import DocumentRecord
from shared.version import VERSION

BATCH_BYTES: Final = 400 * 1024
"""Rows of one batch, as JSON: with the document's own row it stays below 512 KiB, the soft limit of an event."""


@dataclass(frozen=True, slots=True)
class Act:
    """One judging of a document: what tells it from others of the same document."""

    identity: str
    """See `Basis.judgement`."""
    order: JudgementOrder | None = None
    """None where there is no event log to tell it."""


class Packed(NamedTuple):
    """A batch with its JSON, which is made once: to measure the batch and to publish it."""

    batch: RecordBatch
    payload: bytes


def batches(
    document: AssembledDocument, judgement: Judgement, act: Act | None = None
) -> tuple[RecordBatch, ...]:
    """Give all rows of a document in batches of at most `BATCH_BYTES`, each with the document's own row."""
    return tuple(packed.batch for packed in packed_batches(document, judgement, act))


def packed_batches(
    document: AssembledDocument, judgement: Judgement, act: Act | None = None
) -> tuple[Packed, ...]:
    """Give the batches of `batches`, each with its JSON."""
    own = document_record(document, judgement, act)
    order = act.order if act else None
    bare = RecordBatch(document_id=own.document_id, part=0, parts=1, order=order, document=own)
    # All rows are validated and measured at once: row by row takes several times as long.
    whole = RecordBatch.model_validate({**bare.__dict__, **rows_of(document, judgement)})
    payload = json_of(whole)
    filled = sum(bool(getattr(whole, family)) for family in FAMILIES)
    if len(payload) - len(json_of(bare)) + filled <= BATCH_BYTES:  # each row with the comma after it
        return (Packed(whole, payload),)
    groups = list(_grouped(whole))
    parts = (
        bare.model_copy(update={**rows, "part": part, "parts": len(groups)})
        for part, rows in enumerate(groups)
    )
    return tuple(Packed(batch, json_of(batch)) for batch in parts)


def json_of(model: Model) -> bytes:
    """Give a model as JSON in UTF-8."""
    return model.__pydantic_serializer__.to_json(model)


def finding_events(
    document: AssembledDocument, judgement: Judgement, act: Act | None = None
) -> tuple[FindingEvent, ...]:
    """Give one event for each finding, numbered from 1 as in the warehouse."""
    return tuple(
        FindingEvent(
            document_id=document.document_id,
            finding_no=number,
            verdict=judgement.verdict,
            judgement=act.identity if act else None,
            finding=finding,
        )
        for number, finding in enumerate(judgement.findings, start=1)
    )


def document_record(
    document: AssembledDocument, judgement: Judgement, act: Act | None = None
) -> DocumentRecord:
    """Give the row of `document`; of an unreadable one only what the submission says is known."""
    head, submission, companion = document.head, document.manifest.submission, document.companion
    return DocumentRecord(
        document_id=document.document_id,
        source_uri=submission.uri,
        file_name=submission.file_name,
        media_type=submission.media_type,
        department=head.department if head else None,
        org_level=head.org_level if head else None,
        region=head.region if head else None,
        fiscal_year=head.fiscal_year if head else None,
        kind=head.kind.value if head else None,
        profile=head.profile if head else None,
        published_on=head.published_on if head else None,
        page_count=head.page_count if head else document.manifest.page_count,
        verdict=judgement.verdict,
        numbers_seen=judgement.numbers_seen,
        numbers_accounted=judgement.numbers_accounted,
        extractor_version=document.extractor_version,
        validator_version=VERSION,
        submitted_at=submission.submitted_at,
        judgement=act.identity if act else None,
        scope=head.scope.value if head else None,
        disclosure_id=head.disclosure_id if head else None,
        reading=document.manifest.digest,
        joined_document_id=companion.document_id if companion else None,
        joined_reading=companion.reading if companion else None,
    )


_ROWS: Final = 64
"""So many rows are measured together, as long as they fit."""


def _grouped(whole: RecordBatch) -> Iterator[dict[str, tuple[Model, ...]]]:
    """Fill one batch after the other."""
    group: dict[str, list[Model]] = {}
    size = 0
    for family, rows in _some_rows(whole):
        fits = size + _bytes_of(rows) <= BATCH_BYTES
        for some in [rows] if fits else [[row] for row in rows]:
            length = _bytes_of(some)
            if group and size + length > BATCH_BYTES:
                yield {name: tuple(found) for name, found in group.items()}
                group, size = {}, 0
            group.setdefault(family, []).extend(some)
            size += length
    yield {name: tuple(found) for name, found in group.items()}


def _bytes_of(rows: list[Model]) -> int:
    """Give the bytes of rows as JSON, each with the comma after it."""
    return len(to_json(rows)) - 1


def _some_rows(whole: RecordBatch) -> Iterator[tuple[str, list[Model]]]:
    """Give the rows of each family, some at a time."""
    for family in FAMILIES:
        rows = getattr(whole, family)
        yield from ((family, list(rows[start : start + _ROWS])) for start in range(0, len(rows), _ROWS))
