"""What the port promises about consuming: watermarks, positions, pause, seek, lag."""

from __future__ import annotations

import pytest

from shared.eventlog.port import EventLog, RebalancedError, TopicPartition
from shared.events.envelope import Event
from tests.contract.eventlog.adapters import Adapter, event, offsets, take, watermarks_after

TOPIC = "counted"


def test_what_was_not_committed_comes_again_to_the_next_member(log: EventLog) -> None:
    log.publish([event(TOPIC, f"{n}", n) for n in range(10)])
    first = log.consumer("readers", [TOPIC], member="a")
    seen = take(first, 10)
    first.close()
    again = take(log.consumer("readers", [TOPIC], member="b"), 10)
    assert offsets(again) == offsets(seen)


def test_a_watermark_divides_what_comes_again_from_what_does_not(log: EventLog) -> None:
    log.publish([event(TOPIC, "one key", n) for n in range(10)])
    first = log.consumer("readers", [TOPIC], member="a")
    records = take(first, 10)
    first.commit({records[0].topic_partition: 6})
    first.close()
    second = log.consumer("readers", [TOPIC], member="b")
    assert [record.offset for record in take(second, 4)] == [6, 7, 8, 9]
    assert second.poll(10, 0.1) == []


def test_a_watermark_below_finished_records_brings_them_again(log: EventLog) -> None:
    """The log does not remember single records: whoever needs record 2 gets 3 to 9 again too."""
    log.publish([event(TOPIC, "one key", n) for n in range(10)])
    first = log.consumer("readers", [TOPIC], member="a")
    place = take(first, 10)[0].topic_partition
    first.commit({place: 10})
    first.commit({place: 2})
    first.close()
    assert [record.offset for record in take(log.consumer("readers", [TOPIC], member="b"), 8)] == list(
        range(2, 10)
    )


def test_a_commit_does_not_move_the_position(log: EventLog) -> None:
    log.publish([event(TOPIC, "one key", n) for n in range(4)])
    consumer = log.consumer("readers", [TOPIC], member="a")
    (first,) = take(consumer, 1)
    consumer.commit({first.topic_partition: 0})
    assert [record.offset for record in take(consumer, 3)] == [1, 2, 3]


def test_outputs_are_published_and_the_watermark_is_committed(adapter: Adapter, log: EventLog) -> None:
    log.publish([event(TOPIC, "a", 0)])
    consumer = log.consumer("readers", [TOPIC], member="a")
    (record,) = take(consumer, 1)
    consumer.commit({record.topic_partition: 1}, [event("told", "a", 0), event("told", "a", 1)])
    other = adapter.open()
    told = take(other.consumer("listeners", ["told"], member="b"), 2)
    assert [Event.from_message(item).id for item in told] == [event("told", "a", n).id for n in range(2)]
    assert consumer.committed() == {record.topic_partition: 1}
    consumer.close()
    assert other.consumer("readers", [TOPIC], member="b").poll(10, 0.1) == []


def test_outputs_can_be_committed_without_a_watermark(log: EventLog) -> None:
    consumer = log.consumer("readers", [TOPIC], member="a")
    consumer.poll(1, 0)
    consumer.commit({}, [event("told", "a", 0)])
    assert sum(log.end_offsets(["told"]).values()) == 1


def test_a_watermark_beyond_the_end_is_refused(log: EventLog) -> None:
    log.publish([event(TOPIC, "a", 0)])
    consumer = log.consumer("readers", [TOPIC], member="a")
    (record,) = take(consumer, 1)
    with pytest.raises(ValueError, match="outside the partition"):
        consumer.commit({record.topic_partition: 2}, [event("told", "a", 0)])
    assert consumer.committed() == {}
    assert sum(log.end_offsets(["told"]).values()) == 0


def test_groups_do_not_see_each_others_watermarks(log: EventLog) -> None:
    log.publish([event(TOPIC, f"{n}", n) for n in range(5)])
    one = log.consumer("one", [TOPIC], member="a")
    one.commit(watermarks_after(take(one, 5)))
    assert len(take(log.consumer("two", [TOPIC], member="a"), 5)) == 5


def test_a_poll_gives_no_more_than_it_was_asked_for(log: EventLog) -> None:
    log.publish([event(TOPIC, f"{n}", n) for n in range(10)])
    consumer = log.consumer("readers", [TOPIC], member="a")
    assert len(take(consumer, 3)) == 3
    assert len(consumer.poll(3, 1)) <= 3


def test_a_member_reads_all_its_topics(log: EventLog) -> None:
    log.publish([event(TOPIC, "a", 0), event("told", "a", 1)])
    records = take(log.consumer("readers", [TOPIC, "told"], member="a"), 2)
    assert {record.topic for record in records} == {TOPIC, "told"}


def test_a_paused_partition_keeps_its_records_until_it_is_resumed(log: EventLog) -> None:
    consumer = log.consumer("readers", [TOPIC], member="a")
    consumer.poll(1, 0)
    log.publish([event(TOPIC, f"{n}", n) for n in range(20)])
    paused = TopicPartition(TOPIC, 0)
    there = log.end_offsets([TOPIC])[paused]
    assert 0 < there < 20
    consumer.pause([paused])
    others = take(consumer, 20 - there)
    assert paused not in {record.topic_partition for record in others}
    assert consumer.poll(10, 0.1) == []
    assert paused in consumer.assignment()
    consumer.resume([paused])
    assert offsets(take(consumer, there)) == [(0, n) for n in range(there)]


def test_a_partition_that_is_paused_and_resumed_amid_others_is_read_on(log: EventLog) -> None:
    """Its records may have been fetched with those of the others, that are read to their end meanwhile."""
    log.publish([event(TOPIC, f"{n}", n) for n in range(40)])
    ends = log.end_offsets([TOPIC])
    for paused in sorted(ends):
        consumer = log.consumer(f"readers of {paused.partition}", [TOPIC], member="a")
        (first,) = take(consumer, 1)
        consumer.pause([paused])
        left = ends[paused] - (1 if first.topic_partition == paused else 0)
        take(consumer, 39 - left)
        consumer.resume([paused])
        assert {record.topic_partition for record in take(consumer, left)} == {paused}
        consumer.close()


def test_a_seek_reads_again_from_there(log: EventLog) -> None:
    log.publish([event(TOPIC, "one key", n) for n in range(5)])
    consumer = log.consumer("readers", [TOPIC], member="a")
    place = take(consumer, 5)[0].topic_partition
    consumer.seek(place, 3)
    assert [record.offset for record in take(consumer, 2)] == [3, 4]
    assert consumer.committed() == {}


def test_a_seek_needs_the_partition(log: EventLog) -> None:
    consumer = log.consumer("readers", [TOPIC], member="a")
    with pytest.raises(RebalancedError):
        consumer.seek(TopicPartition(TOPIC, 0), 0)


def test_lag_is_the_unfinished_work(log: EventLog) -> None:
    log.publish([event(TOPIC, "one key", n) for n in range(5)])
    consumer = log.consumer("readers", [TOPIC], member="a")
    place = take(consumer, 5)[0].topic_partition
    assert consumer.lag()[place] == 5, "read is not finished"
    consumer.commit({place: 3})
    assert consumer.lag()[place] == 2
    assert consumer.lag().keys() == consumer.assignment()
    assert sum(consumer.lag().values()) == 2


def test_a_consumer_and_a_log_can_be_closed_twice(adapter: Adapter, log: EventLog) -> None:
    consumer = log.consumer("readers", [TOPIC], member="a")
    consumer.poll(1, 0)
    consumer.close()
    consumer.close()
    other = adapter.open()
    other.close()
    other.close()
