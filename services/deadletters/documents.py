"""The records that have to come again with a dead letter, for its replay to lead to a verdict.

The extractor's input is one record for each document, and its letter can be put back alone. Validator and loader gather
several records of a document, and drop what they have of it when one of them cannot be used. So a letter of theirs
brings the rest of its document along: the very records that stand around it in the topic that it came from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from shared.errors import PermanentError
from shared.eventlog.port import EventLog, Record, TopicPartition
from shared.eventlog.scan import scan
from shared.events.topics import ACCEPTED, EXTRACTED, QUARANTINED
from shared.service.deadletter import read_cause

REACH: Final = 5_000
"""How many records before a letter's own the beginning of its document is looked for first. The events of a document
are published together, so at most those of a few other documents stand between them."""


class LostError(PermanentError):
    """The rest of a letter's document is not in the log any more, or was never whole."""


def with_document(log: EventLog, letters: Sequence[Record]) -> list[list[Record] | LostError]:
    """Give for each letter the records of its document's run in its topic, in the order in which to publish them.

    Empty where the letter can go alone. Raises TransientError where the log cannot be read now.
    """
    needing = {index: letter for index, letter in enumerate(letters) if read_cause(letter).topic in _RUNS}
    found: list[list[Record] | LostError] = [[] for _ in letters]
    for near in (True, False):
        # Where the beginning does not stand close by, it is looked for in all that the log has.
        around = _around(log, needing.values(), near=near)
        for index, letter in list(needing.items()):
            cause = read_cause(letter)
            run = _RUNS[cause.topic]([r for r in around if _is_beside(r, letter)], cause.offset)
            found[index] = run if run is not None else _lost(letter)
            if run is not None:
                del needing[index]
        if not needing:
            break
    return found


def _around(log: EventLog, letters: Iterable[Record], *, near: bool) -> list[Record]:
    """The records of the letters' documents, from the topics and partitions that the letters came from."""
    starts: dict[TopicPartition, int] = {}
    keys = set()
    for letter in letters:
        cause = read_cause(letter)
        partition = TopicPartition(cause.topic, cause.partition)
        start = max(0, cause.offset - REACH) if near else 0
        starts[partition] = min(starts.get(partition, start), start)
        keys.add(letter.key)
    return [
        record
        for topic in sorted({partition.topic for partition in starts})
        for record in scan(log, topic, starts={p: at for p, at in starts.items() if p.topic == topic})
        if record.key in keys
    ]


def _is_beside(record: Record, letter: Record) -> bool:
    cause = read_cause(letter)
    return (record.topic, record.partition, record.key) == (cause.topic, cause.partition, letter.key)


def sections_around(records: Sequence[Record], offset: int) -> list[Record] | None:
    """The sections of one reading of a document, the record at `offset` among them; None where they are not all there.

    A reading begins with ordinal 0 and ends with the manifest. What cannot be understood is neither.
    """
    ordered = sorted(records, key=lambda record: record.offset)
    starts = [r.offset for r in ordered if r.offset <= offset and _content(r).get("ordinal") == 0]
    if not starts:
        return None
    run: list[Record] = []
    for record in ordered:
        if record.offset < starts[-1]:
            continue
        if record.offset > offset and _content(record).get("ordinal") == 0:
            return None  # another reading begins: this one was not finished
        run.append(record)
        if record.offset >= offset and _is_manifest(record):
            return run
    return None


def batches_around(records: Sequence[Record], offset: int) -> list[Record] | None:
    """The batches of one judgement of a document, the one at `offset` last; None where they are not all there.

    Last, because the loader has kept what came after it: the document must not be whole before its last record.
    """
    own = next((record for record in records if record.offset == offset), None)
    if own is None:
        return None
    said = _content(own)
    parts = said.get("parts")
    if not isinstance(parts, int):
        return [own]
    nearest: dict[int, Record] = {}
    for record in sorted(records, key=lambda record: abs(record.offset - offset), reverse=True):
        content = _content(record)
        if (content.get("parts"), content.get("document")) == (parts, said.get("document")):
            nearest[content["part"]] = record
    if not set(range(parts)) <= nearest.keys():
        return None
    return [*(nearest[part] for part in range(parts) if nearest[part] is not own), own]


_RUNS: Final[dict[str, Callable[[Sequence[Record], int], list[Record] | None]]] = {
    EXTRACTED: sections_around,
    ACCEPTED: batches_around,
    QUARANTINED: batches_around,
}


def _content(record: Record) -> dict[str, Any]:
    try:
        content = json.loads(record.value or b"")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _is_manifest(record: Record) -> bool:
    section = _content(record).get("section")
    return isinstance(section, dict) and section.get("kind") == "manifest"


def _lost(letter: Record) -> LostError:
    cause = read_cause(letter)
    return LostError(
        "the rest of the document is not in the log any more",
        where=f"{cause.topic}[{cause.partition}] around {cause.offset}",
        remedy="submit the document again",
    )
