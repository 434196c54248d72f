"""The two ends of a pipe: `extract` prints the section events of one file, `validate` judges what it reads.

Both speak JSON lines of the very payloads that travel over the event log.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from services.extractor.sandbox import ReadingLimits, sandboxed_reader, worker_pool
from services.validator.basis import Basis
from services.validator.service import judge
from shared.errors import ContractError
from shared.events.topics import SectionEvent
from shared.layout import load_layouts
from shared.sources import submission_of


def extract_file(path: Path, limits: ReadingLimits) -> Iterator[bytes]:
    """Give the payloads of a file's section events. Raises PermanentError where nothing can be made of it."""
    load_layouts()  # A broken layout file is no fault of the document: say so before a worker does.
    submission = submission_of(path, dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC))
    with worker_pool(limits, 1) as pool:
        yield from sandboxed_reader(pool, limits)(submission, path.read_bytes())


def validate_lines(lines: Iterable[str], basis: Basis) -> Iterator[str]:
    """Give verdicts, findings and records as JSON lines for the section events that come in, document by document.

    Raises ContractError for a line that is no section event, for a document whose manifest does not come, and where
    nothing comes at all: silence would read as if all were well.
    """
    open_documents: dict[str, list[bytes]] = {}
    has_events = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        payload = line.strip().encode()
        try:
            event = SectionEvent.model_validate_json(payload)
        except ValidationError as error:
            raise ContractError(
                f"not a section event: {error.errors()[0]['msg']}",
                where=f"line {number}",
                remedy="feed the output of `fiscus extract`",
            ) from None
        open_documents.setdefault(event.document_id, []).append(payload)
        if event.section.kind == "manifest":
            for produced in judge(open_documents.pop(event.document_id), basis):
                yield json.dumps({"topic": produced.topic, **json.loads(produced.data)}, ensure_ascii=False)
        has_events = True
    if open_documents or not has_events:
        count = len(open_documents)
        ends = "1 document ends" if count == 1 else f"{count} documents end"
        raise ContractError(
            f"{ends} without a manifest" if count else "there is no section event",
            where="the input",
            remedy="feed the whole output of `fiscus extract`",
        )
