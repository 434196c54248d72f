"""The offsets that are stored with the rows: forward only, and what lies below them is done."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.loader.warehouse.port import StoreOutcome, Warehouse
from shared.eventlog.port import TopicPartition
from tests.contract.warehouse.adapters import Adapter, content
from tests.contract.warehouse.documents import ACCEPTED_0, QUARANTINED_0, document_id, place, rows


def test_a_new_warehouse_knows_no_offsets(warehouse: Warehouse) -> None:
    assert warehouse.next_offsets() == {}
    assert warehouse.last_records() == {}


def test_offsets_are_stored_with_the_document_and_found_after_reopening(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    warehouse.store(rows(), place(4), {ACCEPTED_0: 3, QUARANTINED_0: 9})
    assert adapter.open().next_offsets() == {ACCEPTED_0: 3, QUARANTINED_0: 9}


def test_a_record_below_the_stored_offset_is_skipped(adapter: Adapter, warehouse: Warehouse) -> None:
    warehouse.store(rows("one"), place(4), {ACCEPTED_0: 5})
    before = content(adapter)
    assert warehouse.store(rows("two"), place(4), {ACCEPTED_0: 9}) is StoreOutcome.SKIPPED
    assert (
        warehouse.store(rows("one", validator_version="2"), place(3), {ACCEPTED_0: 9}) is StoreOutcome.SKIPPED
    )
    assert content(adapter) == before
    assert warehouse.next_offsets() == {ACCEPTED_0: 5}
    assert warehouse.store(rows("two"), place(5), {ACCEPTED_0: 6}) is StoreOutcome.LOADED


def test_a_late_writer_cannot_move_an_offset_back(warehouse: Warehouse) -> None:
    warehouse.advance({ACCEPTED_0: 10})
    warehouse.advance({ACCEPTED_0: 7, QUARANTINED_0: 1})
    warehouse.store(rows(), place(10), {ACCEPTED_0: 2})
    assert warehouse.next_offsets() == {ACCEPTED_0: 10, QUARANTINED_0: 1}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.dictionaries(st.integers(0, 2), st.integers(0, 50), min_size=1), max_size=8))
def test_each_partition_stands_at_the_highest_offset_it_was_given(
    warehouse: Warehouse, steps: list[dict[int, int]]
) -> None:
    highest = dict(warehouse.next_offsets())
    for step in steps:
        offsets = {TopicPartition("topic", number): offset for number, offset in step.items()}
        warehouse.advance(offsets)
        highest |= {p: max(offset, highest.get(p, 0)) for p, offset in offsets.items()}
    assert warehouse.next_offsets() == highest


def test_what_was_read_of_a_document_is_known_by_its_last_record(warehouse: Warehouse) -> None:
    """Documents stood interleaved: `one` is complete at 6, but 2 is still needed for another."""
    warehouse.store(rows("one"), place(6), {ACCEPTED_0: 2})
    assert warehouse.last_records() == {ACCEPTED_0: 6}
    for offset, read in ((3, True), (6, True), (7, False)):
        assert warehouse.was_read(document_id("one"), ACCEPTED_0, offset) is read
    assert not warehouse.was_read(document_id("two"), ACCEPTED_0, 3)
    assert not warehouse.was_read(document_id("one"), QUARANTINED_0, 3)


@pytest.mark.parametrize("outcome", [StoreOutcome.UNCHANGED, StoreOutcome.OUTDATED])
def test_a_record_that_changed_nothing_counts_as_read_too(
    warehouse: Warehouse, outcome: StoreOutcome
) -> None:
    warehouse.store(rows(), place(0, minute=5), {})
    again = rows() if outcome is StoreOutcome.UNCHANGED else rows(validator_version="0.9")
    assert warehouse.store(again, place(8, QUARANTINED_0, minute=1), {}) is outcome
    assert warehouse.was_read(document_id("one"), QUARANTINED_0, 8)
