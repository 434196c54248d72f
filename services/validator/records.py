"""From a judged document to what goes on the event log: batches of warehouse rows of bounded size, and finding events.

How the rows are made stands in `record_rows.py`. Nothing here decides anything: the same document and judgement give
the same bytes. Rows become JSON as they are; who reads a batch validates it, and so do the tests of this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pydantic_core import to_json

from services.validator.assembly import AssembledDocument
from services.validator.judgement import Judgement
from services.validator.record_rows import Fields, rows_of
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
    """The JSON of a batch with its number, from 0."""

    part: int
    payload: bytes


def batches(
    document: AssembledDocument, judgement: Judgement, act: Act | None = None
) -> tuple[RecordBatch, ...]:
    """Give all rows of a document in batches of at most `BATCH_BYTES`, each with the document's own row."""
    made = packed_batches(document, judgement, act)
    return tuple(RecordBatch.model_validate_json(packed.payload) for packed in made)


def packed_batches(
    document: AssembledDocument, judgement: Judgement, act: Act | None = None
) -> tuple[Packed, ...]:
    """Give the batches of `batches` as JSON."""
    own = document_record(document, judgement, act)
    order = act.order if act else None
    bare = RecordBatch(document_id=own.document_id, part=0, parts=1, order=order, document=own).__dict__
    rows = rows_of(document, judgement)
    # All rows are measured at once: row by row takes several times as long.
    payload = to_json({**bare, **rows})
    filled = sum(bool(found) for found in rows.values())
    if len(payload) - len(to_json(bare)) + filled <= BATCH_BYTES:  # each row with the comma after it
        return (Packed(0, payload),)
    groups = list(_grouped(rows))
    return tuple(
        Packed(part, to_json({**bare, **group, "part": part, "parts": len(groups)}))
        for part, group in enumerate(groups)
    )


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


def _grouped(families: Mapping[str, Sequence[Fields]]) -> Iterator[dict[str, list[Fields]]]:
    """Fill one batch after the other."""
    group: dict[str, list[Fields]] = {}
    size = 0
    for family, rows in _some_rows(families):
        fits = size + _bytes_of(rows) <= BATCH_BYTES
        for some in [rows] if fits else [[row] for row in rows]:
            length = _bytes_of(some)
            if group and size + length > BATCH_BYTES:
                yield group
                group, size = {}, 0
            group.setdefault(family, []).extend(some)
            size += length
    yield group


def _bytes_of(rows: Sequence[Fields]) -> int:
    """Give the bytes of rows as JSON, each with the comma after it."""
    return len(to_json(rows)) - 1


def _some_rows(families: Mapping[str, Sequence[Fields]]) -> Iterator[tuple[str, Sequence[Fields]]]:
    """Give the rows of each family, some at a time."""
    for family, rows in families.items():
        yield from ((family, rows[start : start + _ROWS]) for start in range(0, len(rows), _ROWS))
