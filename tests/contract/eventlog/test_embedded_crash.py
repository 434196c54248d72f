"""The embedded log under kill -9: at every statement of a commit, at random moments, while it is opened, in a group."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest

from shared.eventlog.embedded import EmbeddedEventLog
from shared.eventlog.port import RebalancedError, TopicPartition
from shared.events.envelope import Event
from tests.contract.eventlog.adapters import event, poll_for, start_program, take

IN = TopicPartition("in", 0)


def log_with(path: Path, records: int, *, partitions: int = 1) -> EmbeddedEventLog:
    """A log whose topic `in` has that many records, and a topic `out`."""
    log = EmbeddedEventLog(path)
    log.create_topics({"in": partitions, "out": 1})
    log.publish([event("in", f"document {n}", n) for n in range(records)])
    return log


def told(log: EmbeddedEventLog) -> list[str]:
    """The ids of the events in `out`, in order."""
    count = sum(log.end_offsets(["out"]).values())
    reader = log.consumer("look", ["out"], member="look")
    ids = [Event.from_message(record).id for record in take(reader, count)] if count else []
    reader.close()
    return ids


def committed(log: EmbeddedEventLog) -> int:
    """The relay's watermark on partition 0 of `in`."""
    reader = log.consumer("relay", ["in"], member="look")
    deadline = time.monotonic() + 10
    while IN not in reader.assignment() and time.monotonic() < deadline:
        reader.poll(1, 0.1)
    mark = reader.committed().get(IN, 0)
    reader.close()
    return mark


def test_killed_at_any_statement_of_a_commit_output_and_watermark_stay_together(tmp_path: Path) -> None:
    """SIGKILL before the 1st, 2nd, … statement of a commit, until one commit survives."""
    deaths = 0
    for die_at in range(1, 60):
        path = tmp_path / f"{die_at}.db"
        log = log_with(path, 1)
        with start_program("relay.py", path, die_at) as process:
            outcome = process.wait(timeout=60)
        assert len(told(log)) == committed(log), f"killed at statement {die_at}"
        log.close()
        if outcome == 0:
            break
        assert outcome == -signal.SIGKILL
        deaths += 1
    else:
        pytest.fail("no commit survived")
    assert deaths >= 5, "BEGIN, at least one statement each for outputs and watermarks, COMMIT"


def test_killed_at_random_moments_every_record_is_relayed_exactly_once(tmp_path: Path) -> None:
    """A relay that is killed again and again ends with the outputs of an undisturbed run, in the same order."""
    records = 4000
    path = tmp_path / "events.db"
    log = log_with(path, records)
    log.publish([event("in", "last", records, b'"end"')])
    dice = random.Random(20240229)
    killed = 0
    for _ in range(15):
        with start_program("relay.py", path, 0) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "relaying\n"
            time.sleep(dice.uniform(0.0, 0.1))
            process.kill()
            killed += process.wait() == -signal.SIGKILL
        assert len(told(log)) == committed(log)
    with start_program("relay.py", path, 0) as process:
        assert process.wait(timeout=100) == 0
    ids = told(log)
    assert killed >= 5
    assert len(ids) == len(set(ids)) == records == committed(log)
    log.close()


@pytest.mark.parametrize("_round", range(5))
def test_processes_that_create_one_log_at_the_same_moment_all_succeed(tmp_path: Path, _round: int) -> None:
    path, go = tmp_path / "events.db", tmp_path / "go"
    processes = [start_program("opener.py", path, go, f"process {n}", 20) for n in range(4)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
    go.touch()
    for process in processes:
        with process:
            assert process.wait(timeout=60) == 0
    log = EmbeddedEventLog(path)
    records = take(log.consumer("readers", ["in"], member="a"), 80)
    for n in range(4):
        mine = [record.value for record in records if record.key == b"process %d" % n]
        assert mine == [b"%d" % ordinal for ordinal in range(20)]
    log.close()


def test_a_surviving_member_takes_over_from_one_that_was_killed_without_waiting_for_its_lease(
    tmp_path: Path,
) -> None:
    log = log_with(tmp_path / "events.db", 40, partitions=4)
    survivor = log.consumer("readers", ["in"], member="survivor")
    assert len(take(survivor, 40)) == 40
    with start_program("member_that_holds.py", tmp_path / "events.db", "readers", "in") as process:
        with pytest.raises(RebalancedError) as caught:
            poll_for(survivor, 20)
        assert process.stdout is not None
        assert process.stdout.readline() == "holding\n"
        assert len(survivor.assignment()) == 2
        process.kill()
        process.wait()
    again = take(survivor, sum(log.end_offsets(["in"])[place] for place in caught.value.lost))
    assert {record.topic_partition for record in again} == caught.value.lost
    log.close()
