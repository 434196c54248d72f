"""From parts to documents: collects the batches of each document until one run of the validator is whole.

In come batches with their place in the log, in any order and as often as the log repeats them; out go whole documents, and
for each partition the lowest offset that is still needed.

A *run* is what the validator said of a document at one time; its batches share the document's row and the number of parts.
Batches of different runs are never mixed: a validator that died half-way and was restarted as a newer version may leave a
beginning that nobody continues. Such a beginning is dropped when a later run of the document is whole, or when the partition
has gone on by `ABANDON_AFTER` records. Dropping is safe, because a validator that starts again publishes a document from
its first part.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from services.loader.document_rows import DocumentRows, join
from shared.errors import ContractError
from shared.events.topics import RecordBatch
from shared.eventlog.port import TopicPartition
from shared.model.records import DocumentRecord

ABANDON_AFTER = 10_000
"""How many records a partition may go on while a run stays incomplete.

The parts of a run are published together, so between its first and last part stand at most the records of the few documents
that other validators publish at the same moment: some hundreds. Ten thousand cannot be reached by a run that is alive, and
holds a restart up for seconds at most."""

REMEMBERED = 4_096
"""How many whole documents are remembered to know repeats of their parts; about 1 KB each."""


class _Run(NamedTuple):
    partition: TopicPartition
    document: DocumentRecord
    parts: int


@dataclass(slots=True)
class _Assembly:
    first_offset: int
    batches: dict[int, RecordBatch] = field(default_factory=dict)
    digests: dict[int, bytes] = field(default_factory=dict)


class Abandoned(NamedTuple):
    """A beginning that was dropped."""

    document_id: str
    partition: TopicPartition
    first_offset: int
    parts_missing: int


class Assembler:
    """The documents that have begun and are not whole yet."""

    def __init__(self) -> None:
        """Nothing has begun."""
        self._open: dict[_Run, _Assembly] = {}
        self._whole: OrderedDict[tuple[TopicPartition, str], dict[int, bytes]] = OrderedDict()

    def add(self, batch: RecordBatch, partition: TopicPartition, offset: int) -> DocumentRows | None:
        """Take a batch in; give the document when the batch made it whole.

        A part that comes again takes the place of the former. Raises `ContractError` when the batch contradicts itself
        (a part number out of range, rows of another document), and then keeps nothing of its document.
        """
        if not 0 <= batch.part < batch.parts:
            raise _broken(f"part {batch.part} of {batch.parts} cannot be", batch.document_id)
        run = _Run(partition, batch.document, batch.parts)
        assembly = self._open.setdefault(run, _Assembly(first_offset=offset))
        assembly.first_offset = min(assembly.first_offset, offset)
        assembly.batches[batch.part] = batch
        assembly.digests[batch.part] = hashlib.sha256(batch.model_dump_json().encode("utf-8")).digest()
        if len(assembly.batches) < batch.parts:
            return None
        del self._open[run]
        rows = join(assembly.batches.values())
        self._supersede(partition, batch.document_id, assembly.first_offset)
        self._remember(partition, batch.document_id, assembly.digests)
        return rows

    def watermarks(self) -> Mapping[TopicPartition, int]:
        """For each partition with unfinished documents the lowest offset that is still needed.

        What so far only repeats the last whole run of the document holds nothing back: a repeat need not be complete.
        """
        lowest: dict[TopicPartition, int] = {}
        for run, assembly in self._open.items():
            if not self._repeats(run, assembly):
                lowest[run.partition] = min(lowest.get(run.partition, assembly.first_offset), assembly.first_offset)
        return lowest

    def abandon(self, partition: TopicPartition, offset: int) -> tuple[Abandoned, ...]:
        """Drop what has been incomplete for more than `ABANDON_AFTER` records before `offset`, and say what it was."""
        dropped = [
            run for run, assembly in self._open.items()
            if run.partition == partition and assembly.first_offset < offset - ABANDON_AFTER
        ]
        return tuple(self._drop(run) for run in dropped)

    def forget(self, partitions: Collection[TopicPartition]) -> None:
        """Drop everything that came from these partitions."""
        self._open = {run: assembly for run, assembly in self._open.items() if run.partition not in partitions}
        for key in [key for key in self._whole if key[0] in partitions]:
            del self._whole[key]

    def _supersede(self, partition: TopicPartition, document_id: str, first_offset: int) -> None:
        """Drop earlier beginnings of a document that is whole now."""
        earlier = [
            run for run, assembly in self._open.items()
            if run.partition == partition
            and run.document.document_id == document_id
            and assembly.first_offset < first_offset
        ]
        for run in earlier:
            del self._open[run]

    def _remember(self, partition: TopicPartition, document_id: str, digests: dict[int, bytes]) -> None:
        self._whole[partition, document_id] = digests
        self._whole.move_to_end((partition, document_id))
        while len(self._whole) > REMEMBERED:
            self._whole.popitem(last=False)

    def _repeats(self, run: _Run, assembly: _Assembly) -> bool:
        known = self._whole.get((run.partition, run.document.document_id), {})
        return all(known.get(part) == digest for part, digest in assembly.digests.items())

    def _drop(self, run: _Run) -> Abandoned:
        assembly = self._open.pop(run)
        missing = run.parts - len(assembly.batches)
        return Abandoned(run.document.document_id, run.partition, assembly.first_offset, missing)


def _broken(what: str, document_id: str) -> ContractError:
    return ContractError(what, where=f"document {document_id}", remedy="mend the writer and publish the document again")
