"""What is special about the embedded log: the file, its faults, leases, trimming."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from shared.errors import ConfigurationError, TransientError
from shared.eventlog.embedded import EmbeddedEventLog
from shared.eventlog.port import Consumer, FencedError, TopicPartition
from shared.events.envelope import Event, event_id

TOPIC = "counted"
T = TypeVar("T")


def event(ordinal: int, *, key: str = "k", data: bytes = b"{}", topic: str = TOPIC) -> Event:
    return Event(
        topic=topic, key=key, id=event_id(key, "t", "t", ordinal, "1"), type="t", source="/t", data=data
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


@pytest.fixture
def log(path: Path) -> Iterator[EmbeddedEventLog]:
    opened = EmbeddedEventLog(path)
    opened.create_topics({TOPIC: 1, "told": 1})
    yield opened
    opened.close()


def read_all(consumer: Consumer) -> list[int]:
    return [record.offset for record in consumer.poll(1000, 0.2)]


def test_a_commit_is_on_the_disk_before_it_returns(log: EmbeddedEventLog) -> None:
    """The durability that the module promises, asked of SQLite itself: 2 is FULL."""
    consumer = log.consumer("g", [TOPIC], member="a")
    for connection in (log._own(), consumer._connection):
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_log_is_there_after_it_was_closed(log: EmbeddedEventLog, path: Path) -> None:
    log.publish([event(n) for n in range(3)])
    log.close()
    again = EmbeddedEventLog(path)
    assert again.end_offsets([TOPIC]) == {TopicPartition(TOPIC, 0): 3}
    again.close()


def test_a_closed_log_says_so(log: EmbeddedEventLog) -> None:
    log.close()
    with pytest.raises(ConfigurationError, match="closed"):
        in_another_thread(lambda: log.end_offsets([TOPIC]))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(b"%PDF-1.7 " * 200, "damaged or not an event log"), (b"x", "not an event log")],
    ids=["pdf", "one byte"],
)
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(
    path: Path, content: bytes, complaint: str
) -> None:
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=complaint) as caught:
        EmbeddedEventLog(path)
    assert caught.value.where == str(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_left_as_it_is(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ConfigurationError, match="not an event log"):
        EmbeddedEventLog(path)
    assert path.read_bytes() == before


def test_a_log_of_a_newer_program_is_refused(log: EmbeddedEventLog, path: Path) -> None:
    log._own().execute("PRAGMA user_version = 99")
    with pytest.raises(ConfigurationError, match="schema 99"):
        EmbeddedEventLog(path)


def test_a_place_that_cannot_hold_a_log_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be opened") as caught:
        EmbeddedEventLog(tmp_path / "没有 这个目录" / "events.db")
    assert "没有 这个目录" in str(caught.value)


def test_an_empty_file_becomes_a_log(path: Path) -> None:
    path.touch()
    log = EmbeddedEventLog(path)
    log.create_topics({TOPIC: 1})
    log.close()


def test_a_full_log_fails_for_now_and_keeps_what_it_has(path: Path) -> None:
    log = EmbeddedEventLog(path, max_bytes=400_000)
    log.create_topics({TOPIC: 1, "told": 1})
    published = fill(log)
    with pytest.raises(TransientError, match=r"event log is full.*events\.db.*free disk space"):
        log.publish([event(0, data=b"x" * 50_000)])
    consumer = log.consumer("g", [TOPIC], member="a")
    assert read_all(consumer) == list(range(published))
    with pytest.raises(TransientError, match="full"):
        consumer.commit({TopicPartition(TOPIC, 0): 2}, [event(0, topic="told", data=b"x" * 50_000)])
    assert consumer.committed() == {}, "neither output nor watermark"
    consumer.commit({TopicPartition(TOPIC, 0): published})
    assert log.trim_consumed(TOPIC, ["g"]) == published
    log.publish([event(0, data=b"x" * 50_000)])
    assert log.end_offsets([TOPIC]) == {TopicPartition(TOPIC, 0): published + 1}
    log.close()


def fill(log: EmbeddedEventLog) -> int:
    """Publish until the log is full; how many events it took."""
    for n in range(100):
        try:
            log.publish([event(n, data=b"x" * 50_000)])
        except TransientError:
            return n
    raise AssertionError("it does not fill")


def test_a_disk_that_takes_no_more_bytes_is_a_transient_fault(log: EmbeddedEventLog, path: Path) -> None:
    """A real refusal by the operating system: the process may write no file beyond this size."""
    log.publish([event(0)])
    wal = path.with_name(path.name + "-wal")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 100_000, old[1]))
    try:
        with pytest.raises(TransientError, match=r"events\.db"):
            log.publish([event(1, data=b"x" * 500_000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert log.end_offsets([TOPIC]) == {TopicPartition(TOPIC, 0): 1}
    log.publish([event(1, data=b"x" * 500_000)])
    assert log.end_offsets([TOPIC]) == {TopicPartition(TOPIC, 0): 2}


def test_a_log_that_another_process_keeps_locked_is_a_transient_fault(
    log: EmbeddedEventLog, path: Path
) -> None:
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(TransientError, match="stays locked"):
        EmbeddedEventLog(path, busy_timeout_seconds=0.05)
    blocker.execute("ROLLBACK")
    blocker.close()


def test_a_damaged_log_is_named(log: EmbeddedEventLog, path: Path, tmp_path: Path) -> None:
    log.publish([event(n, data=b"x" * 5000) for n in range(50)])
    log.close()
    damaged = tmp_path / "damaged.db"
    shutil.copy(path, damaged)
    with damaged.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(4096 * 20))
    with pytest.raises(ConfigurationError, match=r"damaged.*damaged\.db"):
        use(damaged)


def use(path: Path) -> None:
    log = EmbeddedEventLog(path)
    try:
        log.end_offsets([TOPIC])
        log.publish([event(0)])
        read_all(log.consumer("g", [TOPIC], member="a"))
    finally:
        log.close()


def test_a_silent_member_loses_its_partitions_when_its_lease_runs_out(path: Path) -> None:
    log = EmbeddedEventLog(path, lease_seconds=0.0)
    log.create_topics({TOPIC: 1})
    log.publish([event(0)])
    silent = log.consumer("g", [TOPIC], member="silent")
    assert read_all(silent) == [0]
    other = log.consumer("g", [TOPIC], member="other")
    assert read_all(other) == [0]
    with pytest.raises(FencedError):
        silent.commit({TopicPartition(TOPIC, 0): 1})
    log.close()


def test_a_member_that_lives_keeps_its_partitions(log: EmbeddedEventLog) -> None:
    holder = log.consumer("g", [TOPIC], member="a")
    assert read_all(holder) == []
    assert read_all(log.consumer("g", [TOPIC], member="b")) == []
    assert holder.assignment() == {TopicPartition(TOPIC, 0)}
    holder.commit({TopicPartition(TOPIC, 0): 0})


def test_trimming_deletes_what_all_groups_have_finished_and_reuses_no_offset(log: EmbeddedEventLog) -> None:
    place = TopicPartition(TOPIC, 0)
    log.publish([event(n) for n in range(10)])
    fast, slow = (log.consumer(group, [TOPIC], member="a") for group in ("fast", "slow"))
    for consumer, mark in ((fast, 10), (slow, 4)):
        read_all(consumer)
        consumer.commit({place: mark})
    assert log.trim_consumed(TOPIC, ["fast", "slow"]) == 4
    assert log.trim_consumed(TOPIC, ["fast", "slow"]) == 0
    assert read_all(log.consumer("late", [TOPIC], member="a")) == list(range(4, 10))
    assert slow.lag() == {place: 6}
    slow.commit({place: 10})
    assert log.trim_consumed(TOPIC, ["fast", "slow"]) == 6
    log.publish([event(10)])
    assert read_all(log.consumer("later", [TOPIC], member="a")) == [10]


def test_trimming_spares_what_a_group_has_never_committed(log: EmbeddedEventLog) -> None:
    log.publish([event(0)])
    consumer = log.consumer("g", [TOPIC], member="a")
    read_all(consumer)
    consumer.commit({TopicPartition(TOPIC, 0): 1})
    assert log.trim_consumed(TOPIC, ["g", "newcomer"]) == 0
    assert log.trim_consumed(TOPIC, []) == 0


def test_trimming_gives_the_space_back(log: EmbeddedEventLog, path: Path) -> None:
    log.publish([event(n, data=b"x" * 100_000) for n in range(20)])
    consumer = log.consumer("g", [TOPIC], member="a")
    consumer.commit({TopicPartition(TOPIC, 0): len(read_all(consumer))})
    log.trim_consumed(TOPIC, ["g"])
    log.close()
    assert path.stat().st_size < 500_000


def test_a_thread_has_a_connection_of_its_own(log: EmbeddedEventLog) -> None:
    mine, others = log._own(), in_another_thread(log._own)
    assert mine is not others
    assert mine is log._own()


def in_another_thread(call: Callable[[], T]) -> T:
    """The result of a call in another thread; what it raises is raised here."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(call).result()
