"""Judging again what was read before: after a change of policy, waivers, rulebook or layouts. No file is opened.

On one machine the sections that the log beside the warehouse keeps are put on it again, and validator and loader work
them through as ever: the new judgement takes the place of the old one in one transaction, with its findings, its
verdict and the table that its amounts stand in. Documents that were judged by the present basis already are left. For
running services the sections go to their log, and the validators judge by what they are set to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from services.extractor.sandbox import ReadingLimits
from services.loader.warehouse.port import DocumentStatus
from services.standalone.choosing import choose
from services.standalone.ingest import MachineHook, Progress, ProgressObserver
from services.standalone.machine import Machine, open_machine
from services.standalone.readings import Reading, find_readings, put_again
from services.validator.basis import Basis
from services.validator.service import utc_today
from shared.eventlog.port import EventLog

T = TypeVar("T")


class Outcome(StrEnum):
    """What became of a document."""

    JUDGED = "judged"
    """It has a new judgement."""
    CURRENT = "current"
    """It was judged by the present basis already."""
    NO_SECTIONS = "no_sections"
    """The log does not keep its sections any more: only reading the file again helps."""
    UNFINISHED = "unfinished"
    """Its new judgement is not in the warehouse: the run was interrupted, or it went to the dead letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudged:
    """One document before and after."""

    outcome: Outcome
    before: DocumentStatus
    after: DocumentStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RevalidationReport:
    """What became of all documents, and which waivers have no effect."""

    documents: tuple[Rejudged, ...]
    idle_waivers: tuple[str, ...]
    """A line for each waiver that covers nothing, with the reason."""

    @property
    def needs_retry(self) -> bool:
        """True where a document was to be judged and was not."""
        return any(document.outcome is Outcome.UNFINISHED for document in self.documents)


def revalidate(
    names: Sequence[str],
    warehouse: Path,
    basis: Basis,
    progress: Progress,
    hook: MachineHook | None = None,
    *,
    again: bool = False,
) -> RevalidationReport:
    """Judge the named documents of a warehouse again, or all; with `again` also those that the basis did not change.

    Raises ConfigurationError where a name does not fit one document or the warehouse cannot be used, TransientError
    where it, or its log, cannot be reached now.
    """
    observer = ProgressObserver(progress)
    with open_machine(warehouse, jobs=1, limits=ReadingLimits(), observer=observer, basis=basis) as machine:
        if hook is not None:
            hook(machine)
        if machine.has_backlog():
            progress.resuming()
            machine.drain(lambda: True)
        known = machine.warehouse.statuses()
        chosen = _unique([choose(name, known) for name in names]) if names else known
        readings = find_readings(machine.log)
        wanted = [
            readings[status.document_id]
            for status in chosen
            if status.document_id in readings
            and (again or _is_changed(status, readings[status.document_id], basis))
        ]
        observer.seen.clear()
        progress.begin(len(wanted))
        put = set() if machine.stop.is_set() else set(put_again(machine.log, wanted))
        machine.drain(lambda: machine.is_closed(put - observer.seen))
        asked = {reading.document_id for reading in wanted}
        documents = tuple(
            _report(
                machine, status, kept=status.document_id in readings, asked=asked, seen=observer.seen, put=put
            )
            for status in chosen
        )
        return RevalidationReport(documents=documents, idle_waivers=tuple(idle_waivers(machine, basis)))


def request(names: Sequence[str], log: EventLog) -> Iterator[Reading]:
    """Have running services judge the named documents again, or all on their log; give each once that is durable.

    Raises ConfigurationError where a name does not fit one document, TransientError where the log cannot be used now.
    """
    readings = find_readings(log)
    known = list(readings.values())
    chosen = _unique([choose(name, known) for name in names]) if names else known
    for document_id in put_again(log, chosen):
        yield readings[document_id]


def idle_waivers(machine: Machine, basis: Basis) -> Iterator[str]:
    """Give a line for each waiver that has no effect on the findings in the warehouse."""
    today = utc_today()
    for waiver in basis.waivers:
        findings = machine.warehouse.findings(waiver.document)
        if today > waiver.expires:
            yield f"the waiver of {waiver} has expired on {waiver.expires}: renew or remove it"
        elif not machine.warehouse.known_documents([waiver.document]):
            yield f"the waiver of {waiver} covers nothing: the warehouse does not know that document"
        elif not any(waiver.covers(finding) for finding in findings):
            yield f"the waiver of {waiver} covers nothing: there is no such finding"


def _is_changed(status: DocumentStatus, reading: Reading, basis: Basis) -> bool:
    identity = basis.judgement(reading.manifest, reading.extractor_version, utc_today())
    return identity != status.judgement


def _report(
    machine: Machine, before: DocumentStatus, *, kept: bool, asked: set[str], seen: set[str], put: set[str]
) -> Rejudged:
    document_id = before.document_id
    if not kept or (document_id in asked and document_id not in put and not machine.stop.is_set()):
        outcome = Outcome.NO_SECTIONS
    elif document_id not in asked:
        outcome = Outcome.CURRENT
    else:
        outcome = Outcome.JUDGED if document_id in seen else Outcome.UNFINISHED
    return Rejudged(outcome=outcome, before=before, after=machine.warehouse.status(document_id) or before)


def _unique(items: list[T]) -> list[T]:
    return list(dict.fromkeys(items))
