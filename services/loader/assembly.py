"""From parts to documents: collects the batches of each document until one run of the validator is whole.

In come batches with their place in the log, in any order and as often as the log repeats them; out go whole documents,
and for each partition the lowest offset that is still needed.

A *run* is what the validator said of a document at one time; its batches share the document's row and the number of
parts. Batches of different runs are never mixed: a validator that died half-way and was restarted as a newer version
may leave a beginning that nobody continues. Such a beginning is dropped when a later run of the document is whole, or
when the partition has gone on by `ABANDON_AFTER` records; the same becomes of a single part that the log repeats after
its document was whole. Dropping is safe, because a validator that starts again publishes a document from its first
part.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from services.loader.document_rows import DocumentRows, broken, join
from services.loader.warehouse.port import RecordPlace
from shared.eventlog.port import TopicPartition
from shared.events.topics import JudgementOrder, RecordBatch
from shared.model.records import DocumentRecord

ABANDON_AFTER = 10_000
"""How many records a partition may go on while nobody goes on with a run that is incomplete.

The parts of a run are published together, so between its first and last part stand at most the records of the few
documents that other validators publish at the same moment: some hundreds. Ten thousand cannot be reached by a run
that is alive, and holds a restart up for seconds at most."""


class _Run(NamedTuple):
    partition: TopicPartition
    document: DocumentRecord
    order: JudgementOrder | None
    parts: int


@dataclass(slots=True)
class _Assembly:
    first: RecordPlace
    last: RecordPlace
    batches: dict[int, RecordBatch] = field(default_factory=dict)


class Abandoned(NamedTuple):
    """A beginning that was dropped."""

    document_id: str
    first: RecordPlace
    parts_missing: int


class Assembler:
    """The documents that have begun and are not whole yet."""

    def __init__(self) -> None:
        """Nothing has begun."""
        self._open: dict[_Run, _Assembly] = {}

    def add(self, batch: RecordBatch, place: RecordPlace) -> DocumentRows | None:
        """Take a batch in; give the document when all of its parts are there.

        A part that comes again takes the place of the former. The document stays open until `finish`, so that a
        loading that failed can be repeated with its last record. Raises `ContractError` when batches contradict
        themselves.
        """
        if not 0 <= batch.part < batch.parts:
            raise broken(f"there cannot be a part {batch.part} of {batch.parts}", batch.document_id)
        assembly = self._open.setdefault(_run(batch, place), _Assembly(place, place))
        assembly.first = min(assembly.first, place, key=lambda at: at.offset)
        assembly.last = max(assembly.last, place, key=lambda at: at.offset)
        assembly.batches[batch.part] = batch
        return join(assembly.batches.values()) if len(assembly.batches) == batch.parts else None

    def finish(self, batch: RecordBatch, place: RecordPlace) -> None:
        """The run of `batch` is loaded: nothing of it, and nothing that began before it, is needed any more."""
        whole = self._open.pop(_run(batch, place))
        for run in self._superseded(batch, place, whole):
            del self._open[run]

    def next_offset(self, batch: RecordBatch, place: RecordPlace) -> int:
        """The offset needed next in the partition once the run of `batch` is loaded; its last record is at `place`."""
        run = _run(batch, place)
        done = {run, *self._superseded(batch, place, self._open[run])}
        needed = (
            assembly.first.offset
            for other, assembly in self._open.items()
            if other.partition == place.partition and other not in done
        )
        return min(needed, default=place.offset + 1)

    def watermarks(self) -> Mapping[TopicPartition, int]:
        """For each partition with unfinished documents the lowest offset that is still needed."""
        lowest: dict[TopicPartition, int] = {}
        for run, assembly in self._open.items():
            offset = assembly.first.offset
            lowest[run.partition] = min(lowest.get(run.partition, offset), offset)
        return lowest

    def oldest(self) -> dt.datetime | None:
        """When the log took in the first record of the oldest unfinished document; None where nothing is open."""
        return min((assembly.first.recorded_at for assembly in self._open.values()), default=None)

    def abandon(self, reached: RecordPlace) -> tuple[Abandoned, ...]:
        """Drop what is still incomplete `ABANDON_AFTER` records after the last part that came, and say what it was."""
        given_up = [
            run
            for run, assembly in self._open.items()
            if run.partition == reached.partition and assembly.last.offset < reached.offset - ABANDON_AFTER
        ]
        return tuple(self._drop(run) for run in given_up)

    def give_up(self, document_id: str, partition: TopicPartition) -> None:
        """Drop what a partition has brought of a document: a record of it cannot be used."""
        for run in [
            r for r in self._open if r.partition == partition and r.document.document_id == document_id
        ]:
            self._drop(run)

    def forget(self, partitions: Collection[TopicPartition]) -> None:
        """Drop everything that came from these partitions: another member reads them now."""
        for run in [run for run in self._open if run.partition in partitions]:
            del self._open[run]

    def _superseded(self, batch: RecordBatch, place: RecordPlace, whole: _Assembly) -> list[_Run]:
        """Beginnings of the same document from before the whole run: nobody continues them."""
        return [
            run
            for run, assembly in self._open.items()
            if run.partition == place.partition
            and run.document.document_id == batch.document_id
            and assembly.first.offset < whole.first.offset
        ]

    def _drop(self, run: _Run) -> Abandoned:
        assembly = self._open.pop(run)
        return Abandoned(run.document.document_id, assembly.first, run.parts - len(assembly.batches))


def _run(batch: RecordBatch, place: RecordPlace) -> _Run:
    return _Run(place.partition, batch.document, batch.order, batch.parts)
