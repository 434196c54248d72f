"""The main job on one machine: files below paths go through extractor, validator and loader into a DuckDB warehouse.

Work that an earlier run left unfinished is finished first. Then every file is hashed; what the warehouse
knows already, read by this version, is not read again. Everything else is submitted and worked through. Each
file ends as one line of the report.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Protocol

from services.extractor.sandbox import ReadingLimits
from services.loader.document_rows import DocumentRows
from services.loader.warehouse.port import DocumentStatus, StoreOutcome
from services.standalone.machine import Machine, open_machine
from services.validator.basis import Basis, load_basis
from shared.errors import TransientError
from shared.events.topics import Submission
from shared.model.finding import Verdict
from shared.model.records import FindingRecord
from shared.sources import Found, PassedOver, Trouble, discover, submission_of
from shared.version import VERSION


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """How to ingest: where the warehouse lies, how many documents are read at once, and the limits on each."""

    warehouse: Path
    jobs: int = 1
    limits: ReadingLimits = field(default_factory=ReadingLimits)
    basis: Basis = field(default_factory=load_basis)


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. `status` is None where it has no verdict; `trouble` then says why."""

    path: Path
    status: DocumentStatus | None
    findings: tuple[FindingRecord, ...] = ()
    trouble: str | None = None
    is_missing: bool = False
    is_new: bool = False
    """True where this run read it; False where the warehouse knew it already."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of all files, in the order in which they were found."""

    files: tuple[FileReport, ...]
    interrupted: bool
    passed_over: tuple[PurePath, ...] = ()
    """What is below the folders and neither PDF nor text; the warehouse's own files aside."""

    @property
    def needs_retry(self) -> bool:
        """True where a file has no verdict although it was there to be read."""
        return self.interrupted or any(file.status is None for file in self.files)


class Progress(Protocol):
    """Shows how far the work is. All calls come from one thread."""

    def resuming(self) -> None:
        """Work that an earlier run left is being finished."""
        ...

    def begin(self, total: int) -> None:
        """So many documents are to be read."""
        ...

    def done(self, file_name: str, verdict: str) -> None:
        """One of them has its verdict."""
        ...


class ProgressObserver:
    """Tells the progress of each document that the warehouse took in."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.seen: set[str] = set()

    def stored(self, rows: DocumentRows, outcome: StoreOutcome) -> None:
        """See `LoaderObserver`."""
        del outcome
        if rows.document.document_id not in self.seen:
            self.seen.add(rows.document.document_id)
            self._progress.done(rows.document.file_name, rows.document.verdict.value)

    def oldest_open(self, since: dt.datetime | None) -> None:
        """See `LoaderObserver`."""

    def joined(self, outcome: str) -> None:
        """See `LoaderObserver`."""

    def joins_waiting(self, departments: int) -> None:
        """See `LoaderObserver`."""


def ingest(
    paths: Sequence[Path],
    settings: IngestSettings,
    progress: Progress,
    machine_hook: MachineHook | None = None,
) -> IngestReport:
    """Ingest every document below the paths.

    `machine_hook` is told the machine once it runs, so that a signal can stop it. Raises ConfigurationError
    where the warehouse cannot be used, TransientError where it, or the log, cannot be reached now.
    """
    found, passed_over = _found(paths, settings.warehouse)
    observer = ProgressObserver(progress)
    with open_machine(
        settings.warehouse,
        jobs=settings.jobs,
        limits=settings.limits,
        observer=observer,
        basis=settings.basis,
    ) as machine:
        if machine_hook is not None:
            machine_hook(machine)
        if machine.has_backlog():
            progress.resuming()
            machine.drain(lambda: True)
        submissions, troubles = _submissions(found)
        new = _unknown(machine, submissions.values())
        progress.begin(len(new))
        machine.submit(new)
        wanted = {submission.document_id for submission in new}
        machine.drain(lambda: machine.is_closed(wanted - observer.seen))
        files = tuple(_report(machine, item, submissions, troubles, observer.seen) for item in found)
        return IngestReport(files, interrupted=machine.stop.is_set(), passed_over=passed_over)


class MachineHook(Protocol):
    """Is told the running machine."""

    def __call__(self, machine: Machine) -> None:
        """Take note of the machine."""
        ...


def _found(paths: Sequence[Path], warehouse: Path) -> tuple[list[Found | Trouble], tuple[PurePath, ...]]:
    """Give what is to be read, and what is passed over but for the warehouse and the files beside it."""
    found: list[Found | Trouble] = []
    passed_over: list[PurePath] = []
    own = str(warehouse.resolve())
    for item in discover(paths):
        if not isinstance(item, PassedOver):
            found.append(item)
        elif not str(Path(item.path).resolve()).startswith(own):
            passed_over.append(item.path)
    return found, tuple(passed_over)


def _submissions(found: Iterable[Found | Trouble]) -> tuple[dict[Path, Submission], dict[Path, str]]:
    """Hash every file. Later files have later times, so that revisions follow the order of the files."""
    submissions: dict[Path, Submission] = {}
    troubles: dict[Path, str] = {}
    start = dt.datetime.now(dt.UTC)
    for index, item in enumerate(found):
        if isinstance(item, Trouble):
            troubles[item.path] = item.message
            continue
        try:
            submissions[item.path] = submission_of(item.path, start + dt.timedelta(microseconds=index))
        except TransientError as error:
            troubles[item.path] = str(error)
    return submissions, troubles


def _unknown(machine: Machine, submissions: Iterable[Submission]) -> list[Submission]:
    """Give each document once that is to be read.

    That is what the warehouse does not know, knows from another version, or holds as unreadable: a limit may have been
    raised, a layout added.
    """
    unique = {submission.document_id: submission for submission in reversed(list(submissions))}
    known = machine.warehouse.known_documents(unique.keys())
    return [
        submission
        for document_id, submission in reversed(unique.items())
        if document_id not in known or not _is_current(machine.warehouse.status(document_id))
    ]


def _is_current(status: DocumentStatus | None) -> bool:
    if status is None or status.verdict is Verdict.UNREADABLE:
        return False
    return VERSION == status.extractor_version == status.validator_version


def _report(
    machine: Machine,
    item: Found | Trouble,
    submissions: dict[Path, Submission],
    troubles: dict[Path, str],
    read_now: set[str],
) -> FileReport:
    submission = submissions.get(item.path)
    if submission is None:
        missing = isinstance(item, Trouble) and item.is_missing
        return FileReport(item.path, None, trouble=troubles[item.path], is_missing=missing)
    status = machine.warehouse.status(submission.document_id)
    trouble = None if status else "no verdict yet: run the same command again; the log on stderr says why"
    return FileReport(
        item.path,
        status,
        machine.warehouse.findings(submission.document_id) if status else (),
        trouble,
        is_new=submission.document_id in read_now,
    )
