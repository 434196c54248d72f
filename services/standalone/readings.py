"""The readings of documents that the event log keeps, and putting one on the log again to have it judged anew.

The sections of a document stay in their topic after it was judged. Put there again, word for word and in order, they
are judged by whatever the validators judge by now; the original file is not needed. The manifest then bears the offset
of the first one (`READING_OFFSET`), so that a judgement of an older reading never takes the place of one of a newer.

Everything goes by two readings of the topic: one finds where each document's last whole reading lies, one fetches what
is wanted. Memory holds a few lines for each document, and the sections of those whose end has not come yet.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from shared.eventlog.port import EventLog, Record, TopicPartition
from shared.eventlog.scan import scan
from shared.events.digest import sections_digest
from shared.events.envelope import Message
from shared.events.topics import EXTRACTED, READING_OFFSET, Manifest, ManifestOutcome

_MANIFEST: Final = "manifest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Where the sections of one document lie, and what they say of it."""

    document_id: str
    file_name: str
    department: str | None
    extractor_version: str
    manifest: Manifest
    partition: TopicPartition
    begin: int
    """Offset of the first section, or of an earlier beginning that nobody went on with."""
    end: int
    """Offset of the manifest."""
    first_end: int
    """Offset of the manifest by which the extractor ended the reading; `end` where it was not put on the log again."""


class _Section(NamedTuple):
    """What is needed of a section event to find readings."""

    version: str
    ordinal: int
    kind: str
    section: Mapping[str, Any]


def find_readings(log: EventLog) -> dict[str, Reading]:
    """Give the last whole reading of every document on the log. Raises TransientError where it cannot be read now."""
    found: dict[str, Reading] = {}
    begun: dict[str, int] = {}
    departments: dict[str, str | None] = {}
    for record in scan(log, EXTRACTED):
        section, document_id = _section(record), _document(record)
        if section is None:
            continue
        if section.ordinal == 0:
            begun.setdefault(document_id, record.offset)
        if section.kind == "head":
            departments[document_id] = section.section.get("head", {}).get("department")
        if section.kind == _MANIFEST and document_id in begun:
            department = departments.pop(document_id, None)
            reading = _reading(record, section, begun.pop(document_id), department)
            known = found.get(document_id)
            if reading and (known is None or _age(reading) > _age(known)):
                found[document_id] = reading
    return found


def put_again(log: EventLog, readings: Collection[Reading]) -> Iterator[str]:
    """Put readings on the log again, each whole; give the id of each document once that is durable.

    What is not given is not whole on the log any more. Raises TransientError where the log cannot be read or written:
    what was given is done.
    """
    wanted = {reading.document_id: reading for reading in readings}
    starts: dict[TopicPartition, int] = {}
    for reading in readings:
        starts[reading.partition] = min(starts.get(reading.partition, reading.begin), reading.begin)
    gathered: dict[str, dict[int, Record]] = {}
    for record in scan(log, EXTRACTED, starts=starts) if starts else ():
        document_id = _document(record)
        sought = wanted.get(document_id)
        if sought is None or not sought.begin <= record.offset <= sought.end:
            continue
        section = _section(record)
        if section is not None and section.version == sought.extractor_version:
            gathered.setdefault(document_id, {})[section.ordinal] = record
        if record.offset == sought.end:
            messages = _whole(gathered.pop(document_id, {}), record, sought)
            if messages:
                log.publish(messages)
                yield document_id


def _reading(record: Record, section: _Section, begin: int, department: str | None) -> Reading | None:
    try:
        manifest = Manifest.model_validate(section.section)
    except ValidationError:
        return None
    told = record.header(READING_OFFSET)
    return Reading(
        document_id=_document(record),
        file_name=manifest.submission.file_name,
        department=department,
        extractor_version=section.version,
        manifest=manifest,
        partition=record.topic_partition,
        begin=begin,
        end=record.offset,
        first_end=int(told) if told is not None and told.isdecimal() else record.offset,
    )


def _age(reading: Reading) -> tuple[int, int]:
    return reading.first_end, reading.end


def _whole(gathered: Mapping[int, Record], manifest: Record, reading: Reading) -> list[Message]:
    """The messages of a reading in order; empty where it is not what its manifest promises."""
    told = reading.manifest
    promised = told.section_count if told.outcome is ManifestOutcome.COMPLETE else 0
    sections = [gathered[ordinal] for ordinal in range(promised) if ordinal in gathered]
    if len(sections) < promised:
        return []
    if promised and sections_digest(record.value or b"" for record in sections) != told.digest:
        return []
    return [*(_again(record) for record in sections), _again(manifest, reading.first_end)]


def _again(record: Record, first_end: int | None = None) -> Message:
    """The message that a record carries, a manifest with the offset of the first."""
    headers = tuple(header for header in record.headers if header[0] != READING_OFFSET)
    if first_end is not None:
        headers = (*headers, (READING_OFFSET, str(first_end).encode()))
    return Message(topic=record.topic, key=record.key, value=record.value, headers=headers)


def _document(record: Record) -> str:
    return (record.key or b"").decode("utf-8", errors="replace")


def _section(record: Record) -> _Section | None:
    """What a record says of itself; None where it is no section event (a validator has put it to the dead letters)."""
    try:
        content = json.loads(record.value or b"")
        section = content["section"]
        made = _Section(content["extractor_version"], content["ordinal"], section["kind"], section)
    except (ValueError, KeyError, TypeError):
        return None
    return made if content.get("document_id") == _document(record) else None
