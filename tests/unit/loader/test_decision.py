"""What is done with a document, from what was seen of it: cases, and that order has no part in it."""

from __future__ import annotations

import itertools

import pytest

from services.loader.warehouse.decision import SeenRecord, decide, supersedes
from services.loader.warehouse.port import StoreOutcome
from tests.contract.warehouse.documents import ACCEPTED_0, QUARANTINED_0, place


def seen(digest: str, offset: int, minute: int, partition: object = ACCEPTED_0) -> SeenRecord:
    return SeenRecord(place=place(offset, partition, minute=minute), digest=digest)  # type: ignore[arg-type]


ELSEWHERE = seen("b", 5, 50, QUARANTINED_0)


@pytest.mark.parametrize(
    ("known", "digest", "offset", "minute", "outcome"),
    [
        ([], "a", 0, 0, StoreOutcome.LOADED),
        ([seen("a", 1, 10)], "a", 2, 20, StoreOutcome.UNCHANGED),
        ([seen("a", 1, 10)], "a", 1, 10, StoreOutcome.UNCHANGED),
        ([seen("a", 1, 10)], "b", 2, 20, StoreOutcome.REPLACED),
        ([seen("a", 3, 10)], "b", 2, 20, StoreOutcome.OUTDATED),
        ([seen("a", 1, 30)], "b", 2, 20, StoreOutcome.REPLACED),
        ([ELSEWHERE], "a", 2, 49, StoreOutcome.OUTDATED),
        ([ELSEWHERE], "a", 2, 51, StoreOutcome.REPLACED),
        ([ELSEWHERE], "b", 2, 49, StoreOutcome.UNCHANGED),
        ([ELSEWHERE, seen("a", 1, 60)], "b", 2, 70, StoreOutcome.REPLACED),
        ([ELSEWHERE, seen("a", 1, 40)], "a", 2, 60, StoreOutcome.REPLACED),
        ([ELSEWHERE, seen("a", 1, 40)], "a", 2, 45, StoreOutcome.OUTDATED),
    ],
)
def test_the_newest_record_decides(
    known: list[SeenRecord], digest: str, offset: int, minute: int, outcome: StoreOutcome
) -> None:
    """Within a partition the offset says which is newer, between partitions the time."""
    assert decide(place(offset, minute=minute), digest, seen=known, next_offset=0) is outcome


def test_below_the_stored_offset_nothing_is_asked() -> None:
    assert decide(place(4), "a", seen=[], next_offset=5) is StoreOutcome.SKIPPED
    assert decide(place(5), "a", seen=[], next_offset=5) is StoreOutcome.LOADED


def test_records_of_the_same_moment_in_two_partitions_are_decided_the_same_way_in_both_orders() -> None:
    records = [("a", place(3, ACCEPTED_0, minute=7)), ("b", place(3, QUARANTINED_0, minute=7))]
    ends = set()
    for order in itertools.permutations(records):
        known: list[SeenRecord] = []
        stands = ""
        for digest, at in order:
            outcome = decide(at, digest, seen=known, next_offset=0)
            if outcome in (StoreOutcome.LOADED, StoreOutcome.REPLACED):
                stands = digest
            known.append(SeenRecord(place=at, digest=digest))
        ends.add(stands)
    assert len(ends) == 1


def test_a_record_supersedes_only_earlier_ones_of_its_partition() -> None:
    assert supersedes(place(2), [seen("a", 1, 10), ELSEWHERE])
    assert not supersedes(place(1), [seen("a", 1, 10)])
