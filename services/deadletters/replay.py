"""Putting dead letters back: the original bytes, headers and event id, to the topic that they came from.

In go letters, out comes what became of each. That a letter was replayed is noted with the letters once its records are
durable; who dies in between replays again, which is harmless, since effects are idempotent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.deadletters.documents import LostError, with_document
from services.deadletters.letters import LetterId, read_records, replay_note
from shared.errors import PermanentError
from shared.eventlog.port import EventLog, Record
from shared.events.envelope import Message
from shared.service.deadletter import read_cause, restored

BATCH: Final = 100
"""Letters replayed together: they and their documents are held in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A letter was put back."""

    id: LetterId
    topic: str
    companions: int
    """Other records of its document that came along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReplayed:
    """A letter was not put back, and never can be."""

    id: LetterId
    error: PermanentError


def replay(
    log: EventLog,
    ids: Sequence[LetterId],
    *,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> Iterator[Replayed | NotReplayed]:
    """Replay letters in the order given; tell of each once it is durable.

    Raises TransientError where the log cannot be read or written: what was told is done, the rest is not.
    """
    for start in range(0, len(ids), BATCH):
        wanted = ids[start : start + BATCH]
        found = {LetterId(r.partition, r.offset): r for r in read_records(log, wanted)}
        letters = [found[letter_id] for letter_id in wanted if letter_id in found]
        yield from _replayed(log, letters, now)
        for letter_id in wanted:
            if letter_id not in found:
                yield NotReplayed(id=letter_id, error=_absent(letter_id))


def _replayed(
    log: EventLog, letters: Sequence[Record], now: Callable[[], dt.datetime]
) -> list[Replayed | NotReplayed]:
    told: list[Replayed | NotReplayed] = []
    messages: list[Message] = []
    sent: set[tuple[tuple[str, int, int], ...]] = set()
    for letter, document in zip(letters, with_document(log, letters), strict=True):
        letter_id = LetterId(letter.partition, letter.offset)
        if isinstance(document, LostError):
            told.append(NotReplayed(id=letter_id, error=document))
            continue
        run = tuple(sorted((r.topic, r.partition, r.offset) for r in document))
        if not document or run not in sent:
            messages += _messages(letter, document)
        sent.add(run)
        messages.append(replay_note(letter, now()))
        companions = max(0, len(document) - 1)
        told.append(Replayed(id=letter_id, topic=read_cause(letter).topic, companions=companions))
    if messages:
        log.publish(messages)
    return told


def _messages(letter: Record, document: Sequence[Record]) -> list[Message]:
    """What is published for a letter: itself, in its place among the records of its document."""
    cause = read_cause(letter)
    own = restored(letter)
    if not document:
        return [own]
    return [
        own
        if record.offset == cause.offset
        else Message(topic=record.topic, key=record.key, value=record.value, headers=record.headers)
        for record in document
    ]


def _absent(letter_id: LetterId) -> PermanentError:
    return PermanentError(
        "there is no such dead letter",
        where=str(letter_id),
        remedy="see `fiscus deadletter list`; the log keeps letters for a limited time",
    )
