"""What flows: typeset PDFs, whole and small text extracts, and record batches of judged documents under new ids.

All of it is invented and the same in every run. Each document has bytes, an id and a department of its own, so that
none is a revision of another.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from benchmarks.documents import write_short
from services.extractor.document import read_payloads
from services.extractor.reading import ReadLimits
from services.validator.service import judge
from shared.events.envelope import Event, event_id
from shared.events.topics import ACCEPTED, RecordBatch
from shared.layout import load_layouts
from shared.sources import submission_of
from tests.typeset import text_extract
from tests.typeset.composition import compose
from tests.typeset.generate import generate
from tests.typeset.style import STYLES

_STYLE: Final = STYLES["plain"]
_FIRST_SEED: Final = 9000
_DEPARTMENT: Final = "青石县{}务管理局"
_NAMELESS: Final = "瀀"
_FIRST_NAME: Final = 0x7000
"""Departments differ in one sign, counted from here: no line end falls into it, whoever typesets it."""
_TEMPLATES: Final = 24
"""So many texts are composed; each document is one of them with a department of its own."""
WHOLE_EVERY: Final = 50
"""Of small extracts every so many-th is whole; the others break off, and are quarantined for what is missing."""
_SMALL_PART: Final = 7
"""A small extract is this part of a whole one: the first tables."""


def write_pdfs(folder: Path, count: int) -> list[Path]:
    """Write disclosures of about a dozen pages as PDF and give their paths."""
    folder.mkdir()
    write_short(folder, count)
    return sorted(folder.iterdir())


def write_texts(folder: Path, count: int) -> list[Path]:
    """Write whole text extracts of small disclosures and give their paths."""
    folder.mkdir()
    texts = _texts(min(count, _TEMPLATES))
    return [_write(folder, number, texts[number % len(texts)]) for number in range(count)]


def write_small_texts(folder: Path, count: int) -> list[Path]:
    """Write small text extracts, most of which break off, and give their paths."""
    folder.mkdir()
    whole = _texts(_TEMPLATES)
    parts = [text[: len(text) // _SMALL_PART] for text in whole]
    return [
        _write(folder, number, (parts if number % WHOLE_EVERY else whole)[number % _TEMPLATES])
        for number in range(count)
    ]


def _texts(count: int) -> list[str]:
    """Text extracts of a department that has no name yet."""
    made = (
        generate(_FIRST_SEED + number, department=_DEPARTMENT.format(_NAMELESS), projects=0, items=2, staff=4)
        for number in range(count)
    )
    return [text_extract.extract(compose(disclosure, _STYLE), _STYLE) for disclosure in made]


def _write(folder: Path, number: int, text: str) -> Path:
    """Write a text as that of the department of this number."""
    path = folder / f"{number:06d}.txt"
    path.write_text(text.replace(_NAMELESS, chr(_FIRST_NAME + number + 1)), encoding="utf-8")
    return path


@dataclass(frozen=True, slots=True)
class Judged:
    """The record batches of one accepted document, as its validator published them."""

    events: tuple[Event, ...]
    rows: int
    """With the document's own."""

    def copy(self, number: int) -> list[Event]:
        """The same records as those of another document of another department."""
        document_id = hashlib.sha256(f"copy {number}".encode()).hexdigest()
        return [_under(event, document_id, _DEPARTMENT.format(number)) for event in self.events]


def judged(paths: Sequence[Path]) -> list[Judged]:
    """Read and judge documents in this process; those that are accepted."""
    layouts = load_layouts()
    found = []
    for path in paths:
        submission = submission_of(path, dt.datetime.now(dt.UTC))
        events = judge(read_payloads(submission, path.read_bytes(), ReadLimits()), layouts)
        records = tuple(event for event in events if event.topic == ACCEPTED)
        if records:
            found.append(
                Judged(records, 1 + sum(_rows(RecordBatch.model_validate_json(e.data)) for e in records))
            )
    return found


def copies(originals: Sequence[Judged], rows: int) -> Iterator[list[Event]]:
    """Copies of the originals in turn, each under a new id, until they hold so many rows."""
    done = number = 0
    while done < rows:
        original = originals[number % len(originals)]
        yield original.copy(number)
        done += original.rows
        number += 1


def _rows(batch: RecordBatch) -> int:
    """The rows of a batch, without the document's own."""
    families = (
        batch.lines, batch.claims, batch.plans, batch.indicators, batch.figures, batch.findings, batch.checks,
    )  # fmt: skip
    return sum(len(rows) for rows in families)


def _under(event: Event, document_id: str, department: str) -> Event:
    batch = RecordBatch.model_validate_json(event.data)
    document = batch.document.model_copy(
        update={"document_id": document_id, "department": department, "file_name": f"{document_id[:12]}.pdf"}
    )
    other = batch.model_copy(update={"document_id": document_id, "document": document})
    return replace(
        event,
        key=document_id,
        id=event_id(document_id, "validator", event.type, batch.part, "v1"),
        subject=document_id,
        data=other.model_dump_json().encode(),
    )
