"""Reading one document from its bytes to its section payloads: what a worker process does. No I/O."""

from __future__ import annotations

from services.extractor.extraction import extract
from services.extractor.reading import ReadLimits, read
from services.extractor.sections import section_payloads
from shared.events.topics import Submission
from shared.layout import load_layouts


def read_payloads(submission: Submission, data: bytes, limits: ReadLimits) -> list[bytes]:
    """Give the payloads of a document's section events, manifest last.

    Raises UnreadableFile or NotADisclosureError where no document can be made of the bytes.
    """
    document = read(data, name=submission.file_name, limits=limits)
    extraction = extract(document, load_layouts(), name=submission.file_name)
    return section_payloads(extraction, submission)
