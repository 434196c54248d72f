"""Rows for the warehouse: amounts in yuan, numbers from 1, batches of bounded size that make the whole again."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.validator.judgement import validate
from services.validator.record_rows import FAMILIES
from services.validator.records import BATCH_BYTES, batch_payloads, batches, document_record, finding_events
from services.validator.verdict import load_policy
from shared.events.topics import ManifestOutcome, RecordBatch
from shared.layout import load_layouts
from shared.model.finding import Verdict
from shared.model.money import Unit
from tests.typeset.generate import generate
from tests.unit.validator.documents import assembled, from_example, judged, manifest, with_amount

DOCUMENT = assembled(generate(2))
JUDGEMENT = judged(DOCUMENT)


def test_every_printed_amount_becomes_a_line_in_yuan() -> None:
    (batch,) = batches(DOCUMENT, JUDGEMENT)
    cells = [cell for table in DOCUMENT.tables for row in table.rows for cell in row.cells]

    assert [line.printed for line in batch.lines] == [cell.printed for cell in cells]
    assert [line.amount_yuan for line in batch.lines] == [cell.value * 10_000 for cell in cells]
    first, place = batch.lines[0], cells[0].place
    assert place.box is not None
    assert (first.page, first.x0, first.bottom) == (place.page, place.box.x0, place.box.bottom)
    assert str(first.amount_yuan).endswith(".00")


def test_amounts_in_yuan_stay_as_they_are() -> None:
    document = from_example({"T3": {"total": {"total": "123.45"}}}, unit=Unit.YUAN)
    (batch,) = batches(document, judged(document))

    assert [(line.amount_yuan, line.unit) for line in batch.lines] == [(Decimal("123.45"), "元")]


@pytest.mark.parametrize(
    ("unit", "yuan"),
    [
        (Unit.BAI_YUAN, "12345.00"),
        (Unit.QIAN_YUAN, "123450.00"),
        (Unit.BAIWAN_YUAN, "123450000.00"),
        (Unit.YI_YUAN, "12345000000.00"),
    ],
)
def test_amounts_in_other_units_become_yuan_exactly(unit: Unit, yuan: str) -> None:
    document = from_example({"T3": {"total": {"total": "123.45"}}}, unit=unit)
    (batch,) = batches(document, judged(document))

    assert [(str(line.amount_yuan), line.unit) for line in batch.lines] == [(yuan, unit.value)]


def test_everything_that_was_read_and_found_has_its_row() -> None:
    (batch,) = batches(DOCUMENT, JUDGEMENT)

    assert len(batch.claims) == len(DOCUMENT.claims)
    assert len(batch.plans) == len(DOCUMENT.plans)
    assert len(batch.indicators) == sum(len(plan.indicators) for plan in DOCUMENT.plans)
    assert len(batch.figures) == len(DOCUMENT.figures)
    assert [row.finding_no for row in batch.findings] == list(range(1, len(JUDGEMENT.findings) + 1))
    assert [row.rule_id for row in batch.checks] == [result.rule_id for result in JUDGEMENT.results]
    stated = next(claim for claim in DOCUMENT.claims if claim.amount is not None)
    row = next(row for row in batch.claims if row.claim_no == stated.claim_no)
    assert row.amount_yuan == (stated.amount or 0) * 10_000


def test_the_documents_row_says_who_when_and_how_it_was_judged() -> None:
    row = document_record(DOCUMENT, JUDGEMENT)

    assert DOCUMENT.head is not None
    assert (row.department, row.fiscal_year, row.kind) == (
        DOCUMENT.head.department,
        DOCUMENT.head.fiscal_year,
        "budget",
    )
    assert (row.verdict, row.file_name) == (Verdict.ACCEPTED, "disclosure.pdf")
    assert row.numbers_seen == row.numbers_accounted == 9 * len(DOCUMENT.tables)


def test_a_large_document_travels_in_parts_of_bounded_size() -> None:
    table = DOCUMENT.tables[1]
    many = tuple(replace(row, row_no=n) for n, row in enumerate(table.rows * 60, start=1))
    document = replace(DOCUMENT, tables=(replace(table, rows=many),), claims=())
    made = batches(document, JUDGEMENT)

    assert len(made) > 1
    assert [batch.part for batch in made] == list(range(len(made)))
    assert {batch.parts for batch in made} == {len(made)}
    assert len({batch.document for batch in made}) == 1
    assert all(len(batch.model_dump_json().encode()) < BATCH_BYTES + 8_192 for batch in made)
    assert sum(len(batch.lines) for batch in made) == sum(len(row.cells) for row in many)


def test_a_batch_is_as_full_as_it_may_be_and_is_published_as_it_was_measured() -> None:
    """Rows are measured together where one batch holds them all, row by row where it does not."""
    table = DOCUMENT.tables[1]
    for times in (1, 60):
        document = replace(DOCUMENT, tables=(replace(table, rows=table.rows * times),))
        made = batches(document, JUDGEMENT)
        sizes = [
            sum(
                len(row.model_dump_json().encode()) + 1 for family in FAMILIES for row in getattr(one, family)
            )
            for one in made
        ]

        assert [one.model_dump_json().encode() for one in made] == [*batch_payloads(document, JUDGEMENT)]
        assert all(BATCH_BYTES - 2_048 < size <= BATCH_BYTES for size in sizes[:-1])
        assert 0 < sizes[-1] <= BATCH_BYTES


def test_a_batch_survives_its_way_over_the_log() -> None:
    (batch,) = batches(DOCUMENT, JUDGEMENT)

    assert RecordBatch.model_validate_json(batch.model_dump_json()) == batch


def test_the_most_severe_findings_come_first() -> None:
    broken = with_amount(DOCUMENT, "T3", "total", "total", "1.00")
    severities = [event.finding.severity for event in finding_events(broken, judged(broken))]

    assert severities == sorted(severities, key=["error", "warning", "info"].index)
    assert [event.finding_no for event in finding_events(broken, judged(broken))][:2] == [1, 2]
    assert {event.verdict for event in finding_events(broken, judged(broken))} == {Verdict.QUARANTINED}


def test_an_unreadable_file_has_its_row_its_reason_and_nothing_else() -> None:
    end = manifest(
        ManifestOutcome.UNREADABLE,
        section_count=0,
        reason_code="encrypted",
        reason="it asks for a password",
        page_count=3,
    )
    document = replace(
        DOCUMENT, manifest=end, head=None, tables=(), claims=(), figures=(), plans=(), pages=()
    )
    judgement = validate(document, load_layouts(), load_policy())
    (batch,) = batches(document, judgement)

    assert judgement.verdict is Verdict.UNREADABLE
    assert (batch.document.department, batch.document.page_count) == (None, 3)
    assert [(row.rule_id, row.severity) for row in batch.findings] == [("document.readable", "error")]
    assert "it asks for a password" in batch.findings[0].message
    assert [(row.rule_id, row.broken) for row in batch.checks] == [("document.readable", 1)]
