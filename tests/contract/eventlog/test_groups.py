"""What the port promises about groups: shares, hand-over, death, fencing."""

from __future__ import annotations

import pytest

from shared.eventlog.port import EventLog, FencedError, RebalancedError
from tests.contract.eventlog.adapters import (
    PATIENCE_SECONDS,
    Adapter,
    event,
    loss,
    offsets,
    poll_for,
    settle,
    take,
    watermarks_after,
)
from tests.contract.eventlog.conftest import PARTITIONS, TOPIC


def test_members_share_the_partitions_evenly(adapter: Adapter, log: EventLog) -> None:
    members = [
        log.consumer("readers", [TOPIC], member="a"),
        adapter.open().consumer("readers", [TOPIC], member="b"),
    ]
    settle(members, PARTITIONS)
    assert [len(member.assignment()) for member in members] == [2, 2]


def test_each_record_goes_to_one_member(adapter: Adapter, log: EventLog) -> None:
    members = [
        log.consumer("readers", [TOPIC], member="a"),
        adapter.open().consumer("readers", [TOPIC], member="b"),
    ]
    settle(members, PARTITIONS)
    log.publish([event(TOPIC, f"{n}", n) for n in range(40)])
    shares = [take(member, sum(member.lag().values())) for member in members]
    assert all(shares)
    assert len(set(offsets(shares[0])) | set(offsets(shares[1]))) == 40 == len(shares[0]) + len(shares[1])


def test_two_members_may_have_the_same_name(log: EventLog) -> None:
    members = [log.consumer("readers", [TOPIC], member="same") for _ in range(2)]
    settle(members, PARTITIONS)


def test_more_members_than_partitions_leave_some_idle(log: EventLog) -> None:
    log.create_topics({"single": 1})
    members = [log.consumer("readers", ["single"], member=f"{n}") for n in range(3)]
    for _ in range(3):
        for member in members:
            member.poll(1, 0)
    assert sorted(len(member.assignment()) for member in members) == [0, 0, 1]


def test_a_newcomer_gets_its_share_and_the_old_member_learns_what_it_lost(log: EventLog) -> None:
    old = log.consumer("readers", [TOPIC], member="a")
    settle([old], PARTITIONS)
    newcomer = log.consumer("readers", [TOPIC], member="b")
    lost = loss(old, newcomer)
    settle([old, newcomer], PARTITIONS)
    assert lost == newcomer.assignment()
    assert old.assignment() == PARTITIONS - newcomer.assignment()


def test_a_leaving_members_partitions_go_to_the_others(log: EventLog) -> None:
    leaving, staying = (log.consumer("readers", [TOPIC], member=name) for name in "ab")
    settle([leaving, staying], PARTITIONS)
    leaving.close()
    settle([staying], PARTITIONS)


def test_a_newcomer_reads_on_from_the_committed_watermark(log: EventLog) -> None:
    old = log.consumer("readers", [TOPIC], member="a")
    log.publish([event(TOPIC, f"{n}", n) for n in range(40)])
    done = take(old, 40)
    old.commit({place: mark - 1 for place, mark in watermarks_after(done).items()})
    newcomer = log.consumer("readers", [TOPIC], member="b")
    lost = loss(old, newcomer)
    again = take(newcomer, len(lost), beside=[old])
    last = {place: mark - 1 for place, mark in watermarks_after(done).items()}
    assert {(record.topic_partition, record.offset) for record in again} == {(p, last[p]) for p in lost}


def test_a_dead_members_records_come_to_another(adapter: Adapter, log: EventLog) -> None:
    log.publish([event(TOPIC, f"{n}", n) for n in range(30)])
    adapter.killed_member("readers", TOPIC)
    survivor = log.consumer("readers", [TOPIC], member="survivor")
    assert len(set(offsets(take(survivor, 30)))) == 30
    assert survivor.assignment() == PARTITIONS


def test_a_member_that_was_put_out_can_commit_nothing(adapter: Adapter, log: EventLog) -> None:
    stale = log.consumer("readers", [TOPIC], member="stale")
    log.publish([event(TOPIC, f"{n}", n) for n in range(8)])
    records = take(stale, 8)
    adapter.expel("readers", stale)
    with pytest.raises(FencedError) as caught:
        stale.commit(watermarks_after(records), [event("told", "x", 0)])
    assert caught.value.lost == PARTITIONS
    assert stale.assignment() == frozenset()
    if adapter.atomic:
        assert sum(log.end_offsets(["told"]).values()) == 0
    other = log.consumer("readers", [TOPIC], member="other")
    assert len(take(other, 8)) == 8, "nothing was committed"


def test_a_member_that_was_put_out_learns_it_when_it_polls_and_joins_anew(
    adapter: Adapter, log: EventLog
) -> None:
    stale = log.consumer("readers", [TOPIC], member="stale")
    log.publish([event(TOPIC, f"{n}", n) for n in range(8)])
    seen = take(stale, 8)
    adapter.expel("readers", stale)
    with pytest.raises(FencedError) as caught:
        poll_for(stale, PATIENCE_SECONDS)
    assert caught.value.lost == PARTITIONS
    assert offsets(take(stale, 8)) == offsets(seen), "read again from the committed watermark"


def test_a_commit_for_a_partition_that_was_handed_over_is_refused_whole(
    adapter: Adapter, log: EventLog
) -> None:
    old = log.consumer("readers", [TOPIC], member="a")
    settle([old], PARTITIONS)
    log.publish([event(TOPIC, f"{n}", n) for n in range(40)])
    marks = watermarks_after(take(old, 40))
    newcomer = log.consumer("readers", [TOPIC], member="b")
    loss(old, newcomer)
    with pytest.raises(RebalancedError) as caught:
        old.commit(marks, [event("told", "x", 0)])
    assert caught.value.lost == PARTITIONS - old.assignment()
    assert old.committed() == {}
    if adapter.atomic:
        assert sum(log.end_offsets(["told"]).values()) == 0
    kept = {place: mark for place, mark in marks.items() if place in old.assignment()}
    old.commit(kept)
    assert old.committed() == kept, "what it still holds it may commit"


def test_a_partition_that_went_and_came_back_is_read_from_its_watermark(log: EventLog) -> None:
    old = log.consumer("readers", [TOPIC], member="a")
    log.publish([event(TOPIC, f"{n}", n) for n in range(40)])
    marks = watermarks_after(take(old, 40))
    newcomer = log.consumer("readers", [TOPIC], member="b")
    lost = loss(old, newcomer)
    newcomer.close()
    again = take(old, sum(marks[place] for place in lost))
    assert {record.topic_partition for record in again} == lost
    old.commit(marks)
    assert old.committed() == marks


def test_a_pause_does_not_outlive_the_loss_of_its_partition(log: EventLog) -> None:
    old = log.consumer("readers", [TOPIC], member="a")
    settle([old], PARTITIONS)
    old.pause(PARTITIONS)
    newcomer = log.consumer("readers", [TOPIC], member="b")
    lost = loss(old, newcomer)
    newcomer.close()
    settle([old], PARTITIONS)
    log.publish([event(TOPIC, f"{n}", n) for n in range(40)])
    ends = log.end_offsets([TOPIC])
    records = take(old, sum(ends[place] for place in lost))
    assert {record.topic_partition for record in records} == lost
