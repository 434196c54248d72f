"""From a judged document to what goes on the event log: batches of warehouse rows of bounded size, and finding events.

How the rows are made stands in `record_rows.py`. Nothing here decides anything: the same document and judgement give
the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from services.validator.assembly import AssembledDocument
from services.validator.judgement import Judgement
from services.validator.record_rows import FAMILIES, Fields, rows_of
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


def batches(
    document: AssembledDocument, judgement: Judgement, act: Act | None = None
) -> tuple[RecordBatch, ...]:
    """Give all rows of a document in batches of at most `BATCH_BYTES`, each with the document's own row."""
    return tuple(
        RecordBatch.model_validate_json(payload) for payload in batch_payloads(document, judgement, act)
    )


def batch_payloads(
    document: AssembledDocument, judgement: Judgement, act: Act | None = None
) -> tuple[bytes, ...]:
    """Give the JSON of each of the `batches`, in their order."""
    own = document_record(document, judgement, act)
    rows = rows_of(document, judgement)
    bare = {
        "document_id": own.document_id,
        "part": 0,
        "parts": 1,
        "order": act.order if act else None,
        "document": own,
        **dict.fromkeys(FAMILIES, ()),
    }
    # All rows are written and measured at once, since mostly they fit: row by row takes twice as long.
    payload = json_of({**bare, **rows})
    filled = sum(map(bool, rows.values()))
    if len(payload) - len(json_of(bare)) + filled <= BATCH_BYTES:  # each row with the comma after it
        return (payload,)
    groups = list(_grouped(rows))
    return tuple(
        json_of({**bare, "part": part, "parts": len(groups), **group}) for part, group in enumerate(groups)
    )


def json_of(told: Model | Mapping[str, object]) -> bytes:
    """Give a model, or a payload by field, as JSON in UTF-8: byte for byte what pydantic makes of the model."""
    return _ENCODER.encode(told)


def _fields(model: object) -> dict[str, object]:
    """Give the fields of a model, in their order. Raises NotImplementedError for what is none."""
    if isinstance(model, Model):
        return model.__dict__
    raise NotImplementedError(f"no JSON is known for {type(model).__name__}")


_ENCODER: Final = msgspec.json.Encoder(enc_hook=_fields)


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


def _grouped(whole: Mapping[str, list[Fields]]) -> Iterator[Mapping[str, list[msgspec.Raw]]]:
    """Fill one batch after the other, with rows that are JSON already."""
    group: dict[str, list[msgspec.Raw]] = {}
    size = 0
    for family, rows in whole.items():
        for row in _ENCODER.encode_lines(rows).splitlines():
            length = len(row) + 1  # with the comma after it
            if group and size + length > BATCH_BYTES:
                yield group
                group, size = {}, 0
            group.setdefault(family, []).append(msgspec.Raw(row))
            size += length
    yield group
