"""What is done with a document, from what was seen of it: cases, and that order has no part in it."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.loader.warehouse.decision import SeenRecord, decide, supersedes
from services.loader.warehouse.port import RecordPlace, StoreOutcome
from shared.eventlog.port import TopicPartition
from shared.events.topics import JudgementOrder
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


def order(reading: int, judged: int) -> JudgementOrder:
    return JudgementOrder(reading=reading, judged=judged)


@pytest.mark.parametrize(
    ("known", "told", "outcome"),
    [
        (order(5, 5), order(5, 9), StoreOutcome.REPLACED),
        (order(5, 9), order(5, 5), StoreOutcome.OUTDATED),
        (order(8, 8), order(5, 9), StoreOutcome.OUTDATED),
        (order(5, 9), order(8, 8), StoreOutcome.REPLACED),
        (order(5, 5), order(5, 5), StoreOutcome.REPLACED),
        (None, order(5, 5), StoreOutcome.REPLACED),
    ],
    ids=[
        "judged later",
        "judged earlier",
        "an older reading judged again",
        "a newer reading",
        "equal",
        "not told",
    ],
)
@pytest.mark.parametrize("partition", [ACCEPTED_0, QUARANTINED_0])
def test_a_judgement_that_comes_late_does_not_undo_a_later_one(
    partition: TopicPartition, known: JudgementOrder | None, told: JudgementOrder, outcome: StoreOutcome
) -> None:
    """The validator's own order counts before that of the log."""
    stored = SeenRecord(place=place(1, partition, minute=10), digest="a", order=known)
    assert decide(place(2, minute=20), "b", told, seen=[stored], next_offset=0) is outcome


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), min_size=1, max_size=5),
    st.randoms(),
)
def test_the_latest_judgement_stands_in_whatever_order_they_arrive(
    told: list[tuple[int, int, bool]], dice: random.Random
) -> None:
    """Each is loaded as `store` does it, once in the order of the log and once in another."""
    arrivals = [
        (
            f"{reading}.{judged}",
            order(reading, judged),
            place(n, ACCEPTED_0 if ok else QUARANTINED_0, minute=n),
        )
        for n, (reading, judged, ok) in enumerate(told)
    ]
    shuffled = list(arrivals)
    dice.shuffle(shuffled)
    assert loaded(arrivals) == loaded(shuffled) == ".".join(map(str, max((r, j) for r, j, _ in told)))


def loaded(arrivals: list[tuple[str, JudgementOrder, RecordPlace]]) -> str:
    """What stands in the warehouse in the end."""
    known: dict[TopicPartition, SeenRecord] = {}
    stands = ""
    for digest, told, at in arrivals:
        seen = list(known.values())
        if decide(at, digest, told, seen=seen, next_offset=0) in (StoreOutcome.LOADED, StoreOutcome.REPLACED):
            stands = digest
        if supersedes(at, told, seen):
            known[at.partition] = SeenRecord(place=at, digest=digest, order=told)
    return stands


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
    assert supersedes(place(2), None, [seen("a", 1, 10), ELSEWHERE])
    assert not supersedes(place(1), None, [seen("a", 1, 10)])
