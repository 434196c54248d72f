"""Putting parts together, and what tells two runs over the same bytes apart."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from services.loader.document_rows import DocumentRows, join
from shared.errors import ContractError
from shared.model.finding import Verdict
from tests.contract.warehouse.documents import MORNING, claim, line, rows, unreadable
from tests.unit.loader.batches import batches


def test_parts_in_any_order_are_the_document() -> None:
    document = rows()
    one, two, three = batches(document)
    assert join([three, one, two]) == document


def test_rows_are_counted_with_the_documents_own() -> None:
    assert rows().count() == 9
    assert unreadable().count() == 2


def test_the_same_rows_have_the_same_digest_however_they_were_cut_and_submitted() -> None:
    document = rows(lines=(line(1), line(2)))
    resubmitted = rows(
        lines=(line(1), line(2)),
        submitted_at=MORNING + dt.timedelta(1),
        source_uri="s3://b/x",
        file_name="x.pdf",
    )
    assert join(batches(document, 1)).digest() == join(batches(document, 2)).digest() == resubmitted.digest()


@pytest.mark.parametrize(
    "other",
    [
        rows(verdict=Verdict.QUARANTINED),
        rows(validator_version="1.1"),
        rows(lines=(line(1),)),
        rows(lines=(line(1), line(2, "8.01", row_code="2010302", row_label="一般行政管理事务"))),
        DocumentRows(document=rows().document),
    ],
    ids=["verdict", "version", "a line less", "a cent more", "nothing but itself"],
)
def test_other_rows_have_another_digest(other: DocumentRows) -> None:
    assert other.digest() != rows().digest()


def test_rows_of_one_family_are_not_taken_for_those_of_another() -> None:
    base = rows().document
    first = DocumentRows(document=base, claims=(claim(),))
    assert first.digest() != DocumentRows(document=base, claims=(claim(), claim())).digest()


@pytest.mark.parametrize(
    ("keep", "what"), [((0, 1), "not the parts of one whole"), ((0, 1, 1), "not the parts of one whole")]
)
def test_a_part_that_is_missing_or_doubled_is_no_document(keep: tuple[int, ...], what: str) -> None:
    parts = batches(rows())
    with pytest.raises(ContractError, match=what):
        join([parts[n] for n in keep])


def test_parts_of_two_runs_are_no_document() -> None:
    first, second = batches(rows(), 2), batches(rows(validator_version="2"), 2)
    with pytest.raises(ContractError, match="not the parts of one whole"):
        join([first[0], second[1]])


def test_rows_of_another_document_are_refused() -> None:
    batch = batches(rows(), 1)[0].model_copy(update={"document_id": "f" * 64})
    with pytest.raises(ContractError, match="belong to another document"):
        join([batch])


def test_the_digest_is_exact_to_the_last_decimal() -> None:
    one = DocumentRows(document=rows().document, lines=(line(amount_yuan=Decimal("1000000000000000.01")),))
    other = DocumentRows(document=rows().document, lines=(line(amount_yuan=Decimal("1000000000000000.02")),))
    assert one.digest() != other.digest()
