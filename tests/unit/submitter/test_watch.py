"""Watching a folder, with a clock of our own: what is submitted, when, and that it is once."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.submitter.memory import FILE_NAME, Memory
from services.submitter.watch import Watch, WatchSettings
from shared.errors import TransientError
from shared.eventlog.memory import FaultKind, MemoryEventLog, Operation
from shared.events.topics import Submission
from shared.service.backoff import Backoff
from tests.unit.submitter.conftest import names, on, write

SETTLE = 5.0


class Ears:
    """Hears what the watch says."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.troubles: list[str] = []

    def submitted(self, submission: Submission) -> None:
        self.names.append(submission.file_name)

    def trouble(self, line: str) -> None:
        self.troubles.append(line)


class Desk:
    """A folder under watch, and the time."""

    def __init__(self, folder: Path, log: MemoryEventLog) -> None:
        self.folder = folder
        self.log = log
        self.now = 1000.0
        self.ears = Ears()
        self.memory: Memory | None = None
        self.refuse: Callable[[Path], str | None] = lambda _: None
        self.start()

    def start(self) -> None:
        """Start the watch, anew where it ran."""
        if self.memory is not None:
            self.memory.close()
        self.memory = Memory(self.folder / FILE_NAME)
        self.watch = Watch(
            self.folder,
            self.log,
            self.memory,
            self.ears,
            settings=WatchSettings(
                settle_seconds=SETTLE,
                interval_seconds=0.01,
                backoff=Backoff(first_seconds=0.01, cap_seconds=0.01),
            ),
            refuse=self._refuse,
            clock=lambda: self.now,
            dice=random.Random(1),
        )

    def _refuse(self, path: Path) -> str | None:
        return self.refuse(path)

    def write(self, name: str, content: str) -> Path:
        return write(self.folder / name, content)

    def look(self, *, after: float = 0.0) -> list[str]:
        """Look once, so many seconds later; the names on the log then."""
        self.now += after
        self.watch.look()
        return names(self.log)

    def settle(self) -> list[str]:
        """Look, wait until what was seen has settled, look again."""
        self.look()
        return self.look(after=SETTLE)


@pytest.fixture
def desk(tmp_path: Path, log: MemoryEventLog) -> Iterator[Desk]:
    (tmp_path / "in").mkdir()
    made = Desk(tmp_path / "in", log)
    yield made
    assert made.memory is not None
    made.memory.close()


def test_a_file_is_submitted_when_it_has_stood_still_for_the_settle_time(desk: Desk) -> None:
    desk.write("a.pdf", "%PDF-")
    assert desk.look() == []
    assert desk.look(after=SETTLE - 0.1) == []
    assert desk.look(after=0.1) == ["a.pdf"]
    assert desk.look(after=100) == ["a.pdf"]
    assert desk.ears.names == ["a.pdf"]


def test_a_file_that_is_still_written_is_left(desk: Desk) -> None:
    """By its size, and where that stays, by its time of change."""
    path = desk.write("a.txt", "begun")
    for number in range(4):
        desk.look(after=SETTLE - 1)
        desk.write("a.txt", "begun" + "." * number)
    for number in range(4):
        assert desk.look(after=SETTLE - 1) == []
        os.utime(path, ns=(number, number))
    assert desk.settle() == ["a.txt"]
    assert on(desk.log)[0].size == len("begun...")


def test_a_copy_with_an_old_time_of_change_waits_all_the_same(desk: Desk) -> None:
    """It is our own clock that counts: the copy may not be complete."""
    os.utime(desk.write("a.txt", "x"), ns=(1, 1))
    assert desk.look() == []


def test_a_file_that_changes_while_it_is_read_waits_anew(desk: Desk) -> None:
    path = desk.write("a.txt", "one")
    desk.look()

    def append_meanwhile(_: Path) -> None:
        path.write_text("one and two", encoding="utf-8")

    desk.refuse = append_meanwhile
    assert desk.look(after=SETTLE) == []
    desk.refuse = lambda _: None
    assert desk.settle() == ["a.txt"]
    assert on(desk.log)[0].size == len("one and two")


@pytest.mark.parametrize(
    "name", [".a.pdf", "a.pdf.part", "a.pdf.tmp", "a.crdownload", "~$a.txt", ".rsync/a.pdf"]
)
def test_a_name_in_the_making_is_left_until_it_is_renamed(desk: Desk, name: str) -> None:
    path = desk.write(name, "%PDF-")
    assert desk.settle() == []
    path.rename(desk.folder / "whole.pdf")
    assert desk.settle() == ["whole.pdf"]


def test_new_subfolders_are_seen(desk: Desk) -> None:
    desk.settle()
    desk.write("2026/五月/a.pdf", "%PDF-")
    assert desk.settle() == ["a.pdf"]


def test_each_content_is_submitted_once(desk: Desk) -> None:
    """Not after a restart, under another name, after a touch, or as a copy."""
    path = desk.write("a.txt", "content")
    desk.settle()
    desk.start()
    assert desk.settle() == ["a.txt"]
    path.rename(desk.folder / "b.txt")
    assert desk.settle() == ["a.txt"]
    os.utime(desk.folder / "b.txt", ns=(7, 7))
    desk.write("c/copy.txt", "content")
    assert desk.settle() == ["a.txt"]
    desk.start()
    assert desk.settle() == ["a.txt"]


def test_changed_content_is_another_document(desk: Desk) -> None:
    desk.write("a.txt", "first")
    desk.settle()
    desk.write("a.txt", "corrected")
    assert desk.settle() == ["a.txt", "a.txt"]
    assert len({submission.document_id for submission in on(desk.log)}) == 2


def test_two_files_of_one_content_that_settle_together_are_one_submission(desk: Desk) -> None:
    desk.write("a.txt", "same")
    desk.write("b.txt", "same")
    assert len(desk.settle()) == 1
    assert len(desk.look(after=100)) == 1


def test_older_files_are_submitted_first(desk: Desk) -> None:
    """As if the watch had run when they came: the order of submission is the order of revisions."""
    for name, time in (("a.txt", 3_000), ("b.txt", 1_000), ("c.txt", 2_000)):
        os.utime(desk.write(name, name), ns=(time, time))
    assert desk.settle() == ["b.txt", "c.txt", "a.txt"]


def test_a_deleted_file_is_no_trouble(desk: Desk) -> None:
    """Neither before nor after it was submitted, and a new one of its name is seen."""
    desk.write("a.txt", "a")
    (desk.write("b.txt", "b")).unlink()
    desk.settle()
    (desk.folder / "a.txt").unlink()
    desk.settle()
    desk.write("a.txt", "new")
    assert desk.settle() == ["a.txt", "a.txt"]
    assert desk.ears.troubles == []


def test_what_cannot_be_submitted_is_told_once_until_it_is_mended(desk: Desk) -> None:
    """The others are submitted; when it goes wrong again it is told again."""
    os.mkfifo(desk.folder / "odd.txt")
    desk.write("good.txt", "x")
    for _ in range(3):
        desk.settle()
    assert names(desk.log) == ["good.txt"]
    assert len(desk.ears.troubles) == 1
    (desk.folder / "odd.txt").unlink()
    desk.look()
    os.mkfifo(desk.folder / "odd.txt")
    desk.look()
    assert len(desk.ears.troubles) == 2


def test_what_is_no_document_is_told_once_and_not_submitted(desk: Desk) -> None:
    """The watch's own notes, hidden files and downloads under way are nothing to tell."""
    for name in ("a.xlsx", "下级/b.rar", ".c.zip", "d.docx.part"):
        desk.write(name, "x")
    for _ in range(3):
        assert desk.settle() == []
    assert [line.count("neither PDF nor text") for line in desk.ears.troubles] == [1, 1]
    assert {"a.xlsx" in line for line in desk.ears.troubles} == {True, False}


def test_what_the_services_could_not_read_is_told_and_not_submitted(desk: Desk) -> None:
    desk.refuse = lambda path: f"not this one ({path.name})" if path.name == "a.txt" else None
    desk.write("a.txt", "a")
    desk.write("b.txt", "b")
    desk.settle()
    assert desk.look(after=100) == ["b.txt"]
    assert desk.ears.troubles == ["not this one (a.txt)"]


def test_a_folder_that_goes_away_and_comes_back_loses_nothing(desk: Desk) -> None:
    """A share that is not mounted for a while."""
    desk.write("a.txt", "a")
    desk.settle()
    away = desk.folder.rename(desk.folder.parent / "away")
    desk.settle()
    assert len(desk.ears.troubles) == 1
    away.rename(desk.folder)
    desk.write("b.txt", "b")
    assert desk.settle() == ["a.txt", "b.txt"]


@pytest.mark.parametrize("kind", [FaultKind.FAIL_BEFORE, FaultKind.FAIL_AFTER])
def test_an_outage_of_the_log_loses_nothing(desk: Desk, kind: FaultKind) -> None:
    """Where it is unknown whether the log has it, it is submitted again: that is harmless, losing it is not."""
    desk.write("a.txt", "a")
    desk.look()
    desk.log.faults.add(Operation.PUBLISH, kind)
    with pytest.raises(TransientError):
        desk.look(after=SETTLE)
    assert desk.ears.names == []
    assert set(desk.look()) == {"a.txt"}
    assert desk.ears.names == ["a.txt"]


def test_a_watch_that_dies_before_it_noted_submits_again(desk: Desk) -> None:
    desk.write("a.txt", "a")
    desk.settle()
    (desk.folder / FILE_NAME).unlink()
    desk.start()
    assert desk.settle() == ["a.txt", "a.txt"]


def test_the_watch_runs_through_an_outage_until_it_is_stopped(desk: Desk) -> None:
    """The outage is told once, though it lasts for several tries."""
    desk.write("a.txt", "a")
    for call in range(3):
        desk.log.faults.add(Operation.PUBLISH, FaultKind.FAIL_BEFORE, after=call)
    stop = threading.Event()
    desk.watch._settings = replace(desk.watch._settings, settle_seconds=0.0, partitions=2)
    thread = threading.Thread(target=desk.watch.run, args=(stop,))
    thread.start()
    try:
        for _ in range(500):
            if desk.ears.names:
                break
            stop.wait(0.01)
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()
    assert desk.ears.names == ["a.txt"]
    assert len(desk.ears.troubles) == 1
    assert desk.log.faults.unplayed == []
