"""A document that is judged again: the new judgement takes the place of the old one, whole, which never comes back."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from decimal import Decimal

import pytest

from services.loader.document_rows import DocumentRows
from services.loader.warehouse.port import StoreOutcome, Warehouse
from shared.eventlog.port import TopicPartition
from shared.events.topics import JudgementOrder
from shared.model.finding import Verdict
from tests.contract.warehouse.adapters import Adapter, content
from tests.contract.warehouse.documents import (
    ACCEPTED_0,
    MORNING,
    QUARANTINED_0,
    document_id,
    finding,
    fresh,
    place,
    rows,
)

WAIVED = {"waived_reason": "confirmed", "waived_by": "Wang", "waived_until": dt.date(2026, 12, 31)}


def judged(number: int, verdict: Verdict, reading: int = 5, name: str = "one") -> DocumentRows:
    """The document as it was judged at the offset `number`; an error that a waiver covers where it is accepted."""
    waived = WAIVED if verdict is Verdict.ACCEPTED else {}
    found = rows(name, verdict=verdict, judgement=f"{number:032x}")
    return replace(
        found,
        order=JudgementOrder(reading=reading, judged=number),
        findings=(finding().model_copy(update={"severity": "error", **waived}),),
    )


QUARANTINE = judged(5, Verdict.QUARANTINED)
ACCEPTANCE = judged(9, Verdict.ACCEPTED)


def store(
    warehouse: Warehouse, document: DocumentRows, offset: int, *, minute: int | None = None
) -> StoreOutcome:
    """Store it from the topic of its verdict, with a record at `offset`."""
    partition: TopicPartition = ACCEPTED_0 if document.is_trusted else QUARANTINED_0
    return warehouse.store(document, place(offset, partition, minute=minute), {})


def state(adapter: Adapter, name: str = "one") -> tuple[object, ...]:
    """The verdict, the judgement and in which tables the document's rows stand."""
    found = adapter.query(
        f"""
        SELECT verdict, judgement, judged_at,
            (SELECT count(*) FROM budget_line AS l WHERE l.document_id = d.document_id),
            (SELECT count(*) FROM quarantined_line AS l WHERE l.document_id = d.document_id),
            (SELECT count(*) FROM finding AS f WHERE f.document_id = d.document_id),
            (SELECT count(*) FROM finding AS f WHERE f.document_id = d.document_id AND waived_by IS NOT NULL),
            (SELECT count(*) FROM load AS l WHERE l.document_id = d.document_id)
        FROM document AS d WHERE document_id = '{document_id(name)}'
        """  # noqa: S608 - a name of ours
    )
    assert len(found) == 1
    return found[0]


def test_a_new_judgement_moves_the_amounts_and_replaces_findings_and_verdict(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    store(warehouse, QUARANTINE, 0)
    at = MORNING.replace(tzinfo=None)
    assert state(adapter) == ("quarantined", f"{5:032x}", at, 0, 2, 1, 0, 1)

    assert store(warehouse, ACCEPTANCE, 0, minute=7) is StoreOutcome.REPLACED

    later = at + dt.timedelta(minutes=7)
    assert state(adapter) == ("accepted", f"{9:032x}", later, 2, 0, 1, 1, 1)
    assert adapter.query("SELECT count(*) FROM current_budget_line") == [(2,)]
    assert adapter.query("SELECT errors, waived FROM department_summary") == [(0, 1)]
    status = warehouse.status(document_id("one"))
    assert status is not None
    assert (status.errors, status.waived, status.judgement) == (0, 1, f"{9:032x}")


def test_a_judgement_that_the_log_repeats_late_changes_nothing(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    """By the same topic or the other one, and however often."""
    store(warehouse, QUARANTINE, 0)
    store(warehouse, ACCEPTANCE, 1)
    before = content(adapter)

    assert store(warehouse, QUARANTINE, 2) is StoreOutcome.OUTDATED
    assert store(warehouse, QUARANTINE, 3) is StoreOutcome.OUTDATED
    assert store(warehouse, ACCEPTANCE, 4) is StoreOutcome.UNCHANGED
    assert content(adapter) == before


def test_an_older_judgement_in_the_same_topic_changes_nothing_and_is_not_taken_for_the_present_one(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    older, newer = judged(5, Verdict.QUARANTINED), judged(9, Verdict.QUARANTINED)
    store(warehouse, older, 0)
    store(warehouse, newer, 1)
    assert store(warehouse, older, 2) is StoreOutcome.OUTDATED
    assert warehouse.was_read(document_id("one"), QUARANTINED_0, 2)
    assert warehouse.was_read(document_id("one"), QUARANTINED_0, 2, newer.order)
    later = JudgementOrder(reading=5, judged=12)
    assert not warehouse.was_read(document_id("one"), QUARANTINED_0, 2, later), (
        "its parts may stand among older ones"
    )

    back = replace(older, order=JudgementOrder(reading=5, judged=12))
    assert store(warehouse, back, 3) is StoreOutcome.REPLACED, "what was said before may be said again later"
    assert state(adapter)[1] == f"{5:032x}"


def test_an_older_reading_that_is_judged_again_does_not_undo_a_newer_reading(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    newer = judged(8, Verdict.ACCEPTED, reading=8)
    store(warehouse, newer, 0)
    assert store(warehouse, judged(9, Verdict.QUARANTINED, reading=5), 3) is StoreOutcome.OUTDATED
    assert state(adapter)[0] == "accepted"


def test_the_warehouse_ends_the_same_in_whatever_order_judgements_are_loaded(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    """Three judgements through two topics, in all orders, with the last one repeated."""
    judgements = ((5, Verdict.ACCEPTED), (9, Verdict.QUARANTINED), (12, Verdict.ACCEPTED))
    for order in itertools.permutations(range(3)):
        name = fresh("order")
        for index in [*order, order[0]]:
            number, verdict = judgements[index]
            store(warehouse, judged(number, verdict, name=name), index, minute=index)
        assert state(adapter, name)[:2] == ("accepted", f"{12:032x}"), order


def test_a_finding_has_its_waiver_and_the_other_place_in_their_columns(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    there = {
        "counterpart_where": "T5", "counterpart_row_code": "201", "counterpart_row_label": "一般公共服务支出",
        "counterpart_column_key": "total", "counterpart_page": 4, "counterpart_x0": 1.5, "counterpart_top": 2.0,
        "counterpart_x1": 3.0, "counterpart_bottom": 4.25,
    }  # fmt: skip
    here = {"x0": 10.5, "top": 20.0, "x1": 30.0, "bottom": 40.0}
    found = finding().model_copy(update={**there, **here, **WAIVED})
    store(warehouse, replace(rows(), findings=(found,)), 0)

    columns = ", ".join([*there, *here, *WAIVED])
    assert adapter.query(f"SELECT {columns} FROM finding") == [  # noqa: S608 - names of ours
        (*there.values(), *here.values(), *WAIVED.values())
    ]
    assert warehouse.findings(document_id("one")) == (
        found.model_copy(update={"difference": Decimal("-0.01000000")}),
    )


@pytest.mark.parametrize("number", [1, 2])
def test_a_judgement_changes_no_revision(adapter: Adapter, warehouse: Warehouse, number: int) -> None:
    """Which publication is current is a question of submission alone."""
    for name, day in (("first", 0), ("second", 1)):
        submitted = rows(name, submitted_at=MORNING + dt.timedelta(day))
        warehouse.store(submitted, place(day), {})
    again = rows(("first", "second")[number - 1], verdict=Verdict.QUARANTINED, judgement="f" * 32)
    submitted_at = MORNING + dt.timedelta(number - 1)
    again = replace(again, document=again.document.model_copy(update={"submitted_at": submitted_at}))
    assert store(warehouse, again, 0, minute=50) is StoreOutcome.REPLACED
    found = adapter.query("SELECT file_name, revision, is_current FROM document ORDER BY revision")
    assert found == [("first.pdf", 1, False), ("second.pdf", 2, True)]
