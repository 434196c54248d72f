"""From printed blocks to the judgement: typeset as a PDF or as a text extract, read by the extractor, judged.

The very functions that the services run, without the log between them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.mutations.targets import Blocks
from services.extractor.document import read_payloads
from services.extractor.reading import ReadLimits
from services.validator.assembly import AssembledDocument, assemble
from services.validator.judgement import Judgement, validate
from services.validator.verdict import load_policy
from shared.events.topics import Submission
from shared.layout import load_layouts
from shared.model.finding import Finding, Severity
from tests.typeset import reportlab_pdf, text_extract
from tests.typeset.style import Style

LOUD = (Severity.ERROR, Severity.WARNING)
"""Info does not count as noticed."""


class Form(StrEnum):
    """The forms in which a document is published."""

    PDF = "pdf"
    TEXT = "text"


Telling = tuple[object, ...]
"""What a finding says, and where, but for its number."""


@dataclass(frozen=True)
class Reading:
    """A document as read, and what is thought of it."""

    document: AssembledDocument
    judgement: Judgement

    @property
    def loud(self) -> Sequence[Finding]:
        """The findings that weigh as errors or warnings, heaviest first."""
        return [finding for finding in self.judgement.findings if finding.severity in LOUD]

    @property
    def known(self) -> Counter[Telling]:
        """How often each of its loud findings is told."""
        return Counter(_telling(finding) for finding in self.loud)

    def beyond(self, known: Counter[Telling]) -> list[Finding]:
        """Give the loud findings that another reading of the document does not have, or not so often."""
        left = Counter(known)
        new = []
        for finding in self.loud:
            told = _telling(finding)
            if left[told]:
                left[told] -= 1
            else:
                new.append(finding)
        return new


def _telling(finding: Finding) -> Telling:
    where = (finding.table_id, finding.row_code, finding.row_label, finding.column_key)
    return (finding.rule_id, finding.severity, *where, finding.message)


@dataclass(frozen=True)
class Reader:
    """Reads what is printed in one form."""

    form: Form
    folder: Path = field(repr=False)

    def read(self, data: bytes) -> Reading:
        """Read what is printed, judge the document. Raises FiscusError where nothing can be made of it."""
        document = _document(data, "document.pdf" if self.form is Form.PDF else "document.txt")
        return Reading(document, validate(document, load_layouts(), load_policy()))

    def printed(self, blocks: Blocks, style: Style) -> bytes:
        """Print the blocks; the same blocks give the same bytes."""
        if self.form is Form.TEXT:
            return text_extract.extract(blocks, style).encode()
        with TemporaryDirectory(dir=self.folder) as folder:
            path = Path(folder) / "document.pdf"
            reportlab_pdf.typeset_blocks(blocks, path, style)
            return path.read_bytes()


def read_file(path: Path) -> AssembledDocument:
    """Read a published file; what ends in `.jsonl` are its section events. Raises FiscusError."""
    if path.suffix == ".jsonl":
        return _assembled(path.read_bytes().splitlines())
    return _document(path.read_bytes(), path.name)


def _document(data: bytes, name: str) -> AssembledDocument:
    submission = Submission(
        document_id=hashlib.sha256(data).hexdigest(),
        uri=f"memory:///{name}",
        file_name=name,
        media_type="text/plain" if name.endswith(".txt") else "application/pdf",
        size=len(data),
        submitted_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    )
    return _assembled(read_payloads(submission, data, ReadLimits()))


def _assembled(payloads: Sequence[bytes]) -> AssembledDocument:
    documents, faults = assemble(payloads)
    if faults:
        raise faults[0]
    return documents[0]
