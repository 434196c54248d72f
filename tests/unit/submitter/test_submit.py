"""Submitting files, folders, objects and prefixes: what goes onto the log, in which order, what is said of the rest."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.submitter.collect import Collector, NotSubmitted
from services.submitter.submit import Account, Repeated, SubmissionClock, Submitter
from shared.errors import TransientError
from shared.eventlog.memory import FaultKind, MemoryEventLog, Operation
from shared.events.topics import Submission
from shared.sources import PassedOver, Sources, SourceSettings
from tests.servers.s3 import S3Server
from tests.unit.submitter.conftest import names, on, write

Log = MemoryEventLog
UNBOUND = 2**40


def submit(log: Log, *paths: str | Path, settings: SourceSettings | None = None) -> list[Account]:
    """Submit as the command does."""
    chosen = settings or SourceSettings()
    with Sources(chosen, max_bytes=UNBOUND) as sources:
        collector = Collector(sources, check_roots=bool(chosen.allowed_roots))
        return list(Submitter(log, sources).submit(collector.collect(map(str, paths))))


def failures(accounts: list[Account]) -> list[NotSubmitted]:
    return [account for account in accounts if isinstance(account, NotSubmitted)]


def test_every_document_below_the_paths_is_on_the_log_when_it_is_told(log: Log, tmp_path: Path) -> None:
    """With a URI that gives its bytes again; what is no document is told as that."""
    write(tmp_path / "b 预算.pdf", "%PDF-b")
    write(tmp_path / "下级" / "a.txt", "a")
    write(tmp_path / "notes.docx", "no document")
    *told, none, last = submit(log, tmp_path)

    assert none == PassedOver(tmp_path / "notes.docx")
    assert [*told, last] == on(log)
    assert names(log) == ["b 预算.pdf", "a.txt"]
    with Sources(SourceSettings(allowed_roots=(str(tmp_path),)), max_bytes=UNBOUND) as sources:
        assert [sources.fetch(item) for item in on(log)] == [b"%PDF-b", b"a"]


def test_each_submission_is_later_than_the_one_before(log: Log, tmp_path: Path) -> None:
    """The order of submission decides which publication is current; the clock may stand still or go back."""
    for number in range(250):
        write(tmp_path / f"{number:03}.txt", str(number))
    times = iter([dt.datetime(2026, 1, 1, tzinfo=dt.UTC)] * 200)
    past = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    with Sources(SourceSettings(), max_bytes=UNBOUND) as sources:
        clock = SubmissionClock(lambda: next(times, past))
        collected = Collector(sources, check_roots=False).collect([str(tmp_path)])
        told = list(Submitter(log, sources, clock).submit(collected))

    submitted_at = [item.submitted_at for item in told if isinstance(item, Submission)]
    assert len(set(submitted_at)) == 250
    assert submitted_at == sorted(submitted_at)
    assert names(log) == [f"{number:03}.txt" for number in range(250)]


def test_the_same_content_is_submitted_once_in_a_run(log: Log, tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.txt", "same"), write(tmp_path / "b.txt", "same")
    (tmp_path / "c.txt").symlink_to("a.txt")

    told = submit(log, first, tmp_path)
    assert told[1:] == [Repeated(second.as_uri(), first.as_uri())]
    assert names(log) == ["a.txt"]


def test_what_is_missing_or_cannot_be_read_is_told_and_stops_nothing(log: Log, tmp_path: Path) -> None:
    """Missing paths are a mistake of usage; what vanishes while it is read may be there again."""
    write(tmp_path / "a.txt", "a")
    os.mkfifo(tmp_path / "odd.txt")
    gone = failures(submit(log, tmp_path / "gone", "http://127.0.0.1/x.pdf", "file:///../x", tmp_path))

    assert [failure.may_mend for failure in gone] == [False, False, False, True]
    assert names(log) == ["a.txt"]


def test_a_file_that_vanishes_before_it_is_hashed_is_told(log: Log, tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "a")
    with Sources(SourceSettings(), max_bytes=UNBOUND) as sources:

        def vanishing() -> Iterator[Path]:
            path.unlink()
            yield path

        (told,) = Submitter(log, sources).submit(vanishing())
    assert isinstance(told, NotSubmitted)
    assert told.may_mend


def test_what_the_services_could_not_read_is_refused_where_the_settings_say_so(
    log: Log, tmp_path: Path
) -> None:
    """By path, by link, and by a name that no URI may have."""
    root = tmp_path / "root"
    write(root / "in.txt", "in")
    outside = write(tmp_path / "outside.txt", "outside")
    (root / "link.txt").symlink_to(outside)
    write(root / "50%2F100.txt", "odd")
    settings = SourceSettings(allowed_roots=(str(root),))

    refused = failures(submit(log, root, outside, settings=settings))
    assert names(log) == ["in.txt"]
    assert ["outside their allowed roots" in failure.message for failure in refused] == [False, True, True]
    assert not any(failure.may_mend for failure in refused)
    assert not failures(submit(log, outside))


def test_an_outage_is_told_after_what_is_certain(log: Log, tmp_path: Path) -> None:
    """What was given is on the log; what was not is not."""
    for number in range(150):
        write(tmp_path / f"{number:03}.txt", str(number))
    log.faults.add(Operation.PUBLISH, FaultKind.FAIL_BEFORE, after=1)
    with Sources(SourceSettings(), max_bytes=UNBOUND) as sources:
        told = Submitter(log, sources).submit(Collector(sources, check_roots=False).collect([str(tmp_path)]))
        given = [next(told) for _ in range(100)]
        with pytest.raises(TransientError):
            next(told)
    assert given == on(log)


def test_objects_are_submitted_below_a_prefix_and_one_by_one(log: Log, s3_server: S3Server) -> None:
    """As people type them: with Chinese characters and blanks, a slash at the end or not."""
    bucket = s3_server.bucket()
    for key in ("in/预算 1.pdf", "in/sub/b.TXT", "in/.hidden.pdf", "in/c.docx", "in/.tmp/d.pdf", "in2/e.pdf"):
        s3_server.put(bucket, key, key.encode())
    settings = s3_server.settings(f"s3://{bucket}/in")

    for typed in ("in", "in/", "in/预算 1.pdf"):
        assert not failures(submit(log, f"s3://{bucket}/{typed}", settings=settings))
    told = on(log)
    assert names(log) == ["b.TXT", "预算 1.pdf"] * 2 + ["预算 1.pdf"]
    with Sources(settings, max_bytes=UNBOUND) as sources:
        assert sources.fetch(told[-1]) == "in/预算 1.pdf".encode()
    outside = failures(submit(log, f"s3://{bucket}", settings=settings))
    assert [failure.message.count("in2/e.pdf") for failure in outside] == [1]


def test_an_object_that_is_called_like_a_prefix_comes_beside_what_is_below_it(
    log: Log, s3_server: S3Server
) -> None:
    """A slash at the end means the prefix alone; an object that is named is taken whatever its ending."""
    bucket = s3_server.bucket()
    for key in ("2026", "2026/a.txt"):
        s3_server.put(bucket, key, key.encode())
    settings = s3_server.settings()

    submit(log, f"s3://{bucket}/2026/", settings=settings)
    assert names(log) == ["a.txt"]
    submit(log, f"s3://{bucket}/2026", settings=settings)
    assert names(log) == ["a.txt", "2026", "a.txt"]


@pytest.mark.parametrize("typed", ["s3://", "s3://bad@name/x", "s3://bucket-of-nobody/a//b"])
def test_a_prefix_that_cannot_be_is_told(log: Log, s3_server: S3Server, typed: str) -> None:
    (failure,) = failures(submit(log, typed, settings=s3_server.settings().model_copy()))
    assert not failure.may_mend


def test_an_empty_prefix_and_a_missing_bucket_are_told(log: Log, s3_server: S3Server) -> None:
    """A bucket may be made yet; a prefix without objects is most likely misspelt."""
    bucket = s3_server.bucket()
    empty = failures(submit(log, f"s3://{bucket}/nothing", settings=s3_server.settings()))
    missing = failures(submit(log, f"s3://{bucket}-2/x", settings=s3_server.settings()))
    assert [failure.may_mend for failure in (*empty, *missing)] == [False, True]


def test_an_object_store_that_is_down_may_mend(log: Log, s3_server: S3Server, tmp_path: Path) -> None:
    """Other paths are submitted all the same."""
    bucket = s3_server.bucket()
    write(tmp_path / "a.txt", "a")
    s3_server.stop()
    told = submit(log, f"s3://{bucket}/in", tmp_path, settings=s3_server.settings())
    s3_server.start()
    assert [failure.may_mend for failure in failures(told)] == [True]
    assert names(log) == ["a.txt"]
