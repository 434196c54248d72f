"""What is published of a judged document is, to the byte, the JSON of the models that readers validate it by."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from services.validator.assembly import AssembledDocument
from services.validator.judgement import Judgement
from services.validator.record_rows import FAMILIES, rows_of
from services.validator.records import Act, batch_payloads, finding_events, json_of
from shared.events.topics import FindingEvent, JudgementOrder, RecordBatch
from shared.model.finding import (
    CheckResult,
    Counterpart,
    Fault,
    Finding,
    Outcome,
    Severity,
    Verdict,
    Waived,
)
from tests.typeset.generate import generate
from tests.unit.strategies import CLAIMS, EXACT, FIGURES, NUMBERS, OPTIONAL, PLACES, PLANS, TABLES, TEXTS
from tests.unit.validator.documents import assembled

DOCUMENT = assembled(generate(3))
ACT = Act("0" * 32, JudgementOrder(reading=4, judged=7))
COUNTERPARTS = st.builds(
    Counterpart,
    where=TEXTS,
    row_code=OPTIONAL,
    row_label=OPTIONAL,
    column_key=OPTIONAL,
    place=st.none() | PLACES,
    document_id=OPTIONAL,
)
FINDINGS = st.builds(
    Finding,
    rule_id=TEXTS,
    outcome=st.sampled_from(Outcome),
    severity=st.sampled_from(Severity),
    fault=st.sampled_from(Fault),
    table_id=OPTIONAL,
    row_code=OPTIONAL,
    row_label=OPTIONAL,
    column_key=OPTIONAL,
    expected=EXACT,
    actual=EXACT,
    difference=EXACT,
    tolerance=EXACT,
    message=TEXTS,
    message_zh=TEXTS,
    place=st.none() | PLACES,
    counterpart=st.none() | COUNTERPARTS,
    waived=st.none() | st.builds(Waived, reason=TEXTS, author=TEXTS, until=st.dates()),
)
CHECKS = st.builds(CheckResult, rule_id=TEXTS, held=NUMBERS, broken=NUMBERS, not_checkable=NUMBERS)
DOCUMENTS = st.builds(
    lambda tables, claims, plans, figures: replace(
        DOCUMENT, tables=tuple(tables), claims=tuple(claims), plans=tuple(plans), figures=tuple(figures)
    ),
    st.lists(TABLES, max_size=2),
    st.lists(CLAIMS, max_size=2),
    st.lists(PLANS, max_size=2),
    st.lists(FIGURES, max_size=2),
)
JUDGEMENTS = st.builds(
    Judgement,
    verdict=st.sampled_from(Verdict),
    findings=st.lists(FINDINGS, max_size=2).map(tuple),
    results=st.lists(CHECKS, max_size=2).map(tuple),
    numbers_seen=NUMBERS,
    numbers_accounted=NUMBERS,
)
EVERYTHING = Judgement(
    verdict=Verdict.QUARANTINED,
    findings=(
        Finding(
            rule_id="r", outcome=Outcome.BROKEN, severity=Severity.ERROR, fault=Fault.DISCLOSURE, message="m",
            message_zh="z",
        ),
    ),
    results=(CheckResult(rule_id="r", held=0, broken=1, not_checkable=0),),
    numbers_seen=1,
    numbers_accounted=1,
)  # fmt: skip


def read(model: type[BaseModel], payload: bytes) -> BaseModel:
    """The model that a reader makes of a payload; each of its fields is there, and nothing else."""
    made = model.model_validate_json(payload)
    assert made.model_dump_json().encode() == payload
    return made


@settings(max_examples=50)
@given(DOCUMENTS, JUDGEMENTS)
def test_batches_are_the_json_of_their_model(document: AssembledDocument, judgement: Judgement) -> None:
    (payload,) = batch_payloads(document, judgement, ACT)

    batch = read(RecordBatch, payload)

    assert isinstance(batch, RecordBatch)
    assert batch.order == ACT.order
    rows = [row for table in document.tables for row in table.rows]
    assert [line.row_label for line in batch.lines] == [row.row_label for row in rows for _ in row.cells]
    assert [row.message for row in batch.findings] == [finding.message for finding in judgement.findings]


@given(JUDGEMENTS)
def test_findings_are_the_json_of_their_model(judgement: Judgement) -> None:
    for told in finding_events(DOCUMENT, judgement, ACT):
        assert read(FindingEvent, json_of(told)) == told


@pytest.mark.parametrize("family", FAMILIES)
def test_a_row_has_every_column_of_its_model_in_its_order(family: str) -> None:
    """A reader would take an optional column that is missing for unknown."""
    (payload,) = batch_payloads(DOCUMENT, EVERYTHING)
    models = getattr(RecordBatch.model_validate_json(payload), family)
    rows = rows_of(DOCUMENT, EVERYTHING)[family]

    assert rows
    assert {tuple(row) for row in rows} == {tuple(type(model).model_fields) for model in models}
    assert [tuple(row) for row in json.loads(payload)[family]] == [tuple(row) for row in rows]


@pytest.mark.parametrize("zone", [dt.UTC, dt.timezone(dt.timedelta(hours=8))])
def test_a_moment_is_written_as_the_model_writes_it(zone: dt.tzinfo) -> None:
    submission = DOCUMENT.manifest.submission
    for moment in (dt.datetime(2026, 2, 3, 4, 5, 6, tzinfo=zone), dt.datetime(2026, 2, 3, 4, 5, 6, 70, zone)):
        at = submission.model_copy(update={"submitted_at": moment})
        document = replace(DOCUMENT, manifest=DOCUMENT.manifest.model_copy(update={"submission": at}))
        (payload,) = batch_payloads(document, EVERYTHING)

        batch = read(RecordBatch, payload)

        assert isinstance(batch, RecordBatch)
        assert batch.document.submitted_at == moment


def test_what_is_no_payload_is_refused() -> None:
    with pytest.raises(NotImplementedError, match="no JSON is known for object"):
        json_of({"document": object()})
