"""A table that is published as a picture, read by OCR: every figure marked, and accepted as arithmetic confirms it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from services.extractor.reading import ReadLimits
from services.extractor.sandbox import ReadingLimits, sandboxed_reader, worker_pool
from services.validator.assembly import assemble
from services.validator.judgement import validate
from services.validator.records import batches
from services.validator.verdict import load_policy
from shared.events.topics import Submission
from shared.layout import load_layouts
from shared.model.document import ObservationKind
from shared.model.finding import Verdict
from shared.model.place import ReadBy
from tests.typeset import hostile, reportlab_pdf
from tests.typeset.generate import generate
from tests.typeset.style import PLAIN

DISCLOSURE = generate(11, projects=2, items=4, rounding=False)
RULE = "extraction.ocr_unconfirmed"


@pytest.mark.ocr
def test_a_table_that_is_a_picture_is_read_marked_and_confirmed(tmp_path: Path) -> None:
    """In a worker with the limits of every day: the engine's memory fits them."""
    path = tmp_path / "a.pdf"
    reportlab_pdf.typeset(DISCLOSURE, path, PLAIN)
    places = reportlab_pdf.places(DISCLOSURE, PLAIN)
    (page,) = {page for name, (page, _) in places.items() if name.startswith("T3:")}
    data = hostile.with_picture_of_page(path.read_bytes(), page)
    submission = Submission(
        document_id=hashlib.sha256(data).hexdigest(),
        uri="memory:///a.pdf",
        file_name="a.pdf",
        media_type="application/pdf",
        size=len(data),
        submitted_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    )

    with worker_pool(ReadingLimits(), workers=1) as pool:
        payloads = sandboxed_reader(pool, ReadingLimits())(submission, data)
    (document,), faults = assemble(list(payloads))
    judgement = validate(document, load_layouts(), load_policy())

    assert faults == []
    recognised = Counter(
        (row.row_code, cell.column_key, cell.value)
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        if cell.read_by is ReadBy.OCR
    )
    printed: Counter[tuple[str, str, Decimal]] = Counter(
        (row.code, key, value) for row in DISCLOSURE.tables["T3"].rows for key, value in row.cells.items()
    )
    assert recognised == printed
    assert all(one.kind is not ObservationKind.PAGE_WITHOUT_TEXT for one in document.observations)
    (result,) = [one for one in judgement.results if one.rule_id == RULE]
    assert (result.held, result.broken) == (printed.total(), 0)
    assert judgement.verdict in (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_FINDINGS)
    marked = [line for batch in batches(document, judgement) for line in batch.lines if line.read_by == "ocr"]
    assert len(marked) == printed.total()
    assert {(line.table_id, line.page) for line in marked} == {("T3", page)}


def test_ocr_is_bounded_by_a_setting() -> None:
    assert ReadLimits().ocr_pages == ReadingLimits().ocr_pages > 0
