"""The dead letters on the log, each with its cause and with when it was replayed.

A letter is known by its place in the topic of dead letters, `partition:offset`, which never changes. That it was
replayed is noted in the same topic, by a record that names the letter: so everybody sees it who reads the letters,
and it is forgotten when they are.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from shared.errors import ConfigurationError, ContractError
from shared.eventlog.port import EventLog, Record, TopicPartition
from shared.eventlog.scan import scan
from shared.events.envelope import JSON_CONTENT_TYPE, Message
from shared.events.topics import DEADLETTER
from shared.service.deadletter import PREFIX, Cause, read_cause

REPLAY_OF: Final = f"{PREFIX}replay_of"
REPLAYED_AT: Final = f"{PREFIX}replayed_at"


class LetterId(NamedTuple):
    """A letter's place in the topic of dead letters."""

    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.partition}:{self.offset}"

    @property
    def topic_partition(self) -> TopicPartition:
        """The partition that the letter stands in."""
        return TopicPartition(DEADLETTER, self.partition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A dead letter without its value, which may be large."""

    id: LetterId
    document_id: str | None
    """Its key; None where the event had none."""
    event_id: str | None
    recorded_at: dt.datetime
    cause: Cause
    replayed_at: tuple[str, ...] = ()
    """When it was replayed, each time, RFC 3339."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which letters are meant. None leaves a thing open."""

    stage: str | None = None
    document: str | None = None
    """The document id or its beginning."""
    since: dt.datetime | None = None
    """Last failure then or later."""
    unreplayed_only: bool = False

    def passes(self, letter: Letter) -> bool:
        """Whether a letter is meant."""
        return (
            self.stage in (None, letter.cause.stage)
            and (self.document is None or (letter.document_id or "").startswith(self.document))
            and (self.since is None or failed_at(letter) >= self.since)
            and not (self.unreplayed_only and letter.replayed_at)
        )


def parse_id(text: str) -> LetterId:
    """Read `partition:offset`. Raises ConfigurationError."""
    match = re.fullmatch(r"(\d{1,9}):(\d{1,18})", text)
    if match is None:
        raise ConfigurationError(
            "that is no dead letter",
            where=text,
            remedy="name one as `fiscus deadletter list` does, such as 3:17",
        )
    return LetterId(int(match[1]), int(match[2]))


def read_letters(log: EventLog) -> list[Letter]:
    """Give every letter, the oldest first. What stands in the topic and is none is passed over.

    Raises TransientError where the log cannot be read now.
    """
    letters: dict[LetterId, Letter] = {}
    replays: dict[str, list[str]] = {}
    for record in scan(log, DEADLETTER):
        if (of := record.header(REPLAY_OF)) is not None:
            replays.setdefault(of, []).append(record.header(REPLAYED_AT) or "")
            continue
        cause = _cause(record)
        if cause is None:
            continue
        letter_id = LetterId(record.partition, record.offset)
        letters[letter_id] = Letter(
            id=letter_id,
            document_id=None if record.key is None else record.key.decode("utf-8", errors="replace"),
            event_id=record.header("ce_id"),
            recorded_at=record.timestamp,
            cause=cause,
        )
    told = [_with_replays(letter, replays.get(str(letter.id), ())) for letter in letters.values()]
    return sorted(told, key=lambda letter: (letter.recorded_at, letter.id))


def read_records(log: EventLog, ids: Sequence[LetterId]) -> Iterator[Record]:
    """Give the whole records of some letters; one that is not there is left out. Raises TransientError."""
    starts: dict[TopicPartition, int] = {}
    for letter_id in ids:
        first = starts.get(letter_id.topic_partition, letter_id.offset)
        starts[letter_id.topic_partition] = min(first, letter_id.offset)
    wanted = set(ids)
    with closing(scan(log, DEADLETTER, starts=starts)) as records:
        for record in records:
            if (letter_id := LetterId(record.partition, record.offset)) in wanted:
                wanted.discard(letter_id)
                if _cause(record) is not None:
                    yield record
            if not wanted:
                return


def replay_note(letter: Record, replayed_at: dt.datetime) -> Message:
    """The record that says that a letter was replayed."""
    letter_id = str(LetterId(letter.partition, letter.offset))
    said = {REPLAY_OF: letter_id, REPLAYED_AT: replayed_at.isoformat(), "content-type": JSON_CONTENT_TYPE}
    return Message(
        topic=DEADLETTER,
        key=letter.key,
        value=json.dumps({"replay_of": letter_id, "replayed_at": replayed_at.isoformat()}).encode(),
        headers=tuple((name, text.encode()) for name, text in said.items()),
    )


def failed_at(letter: Letter) -> dt.datetime:
    """When the event failed last; when the letter was written, where its cause does not say so in good form."""
    try:
        moment = dt.datetime.fromisoformat(letter.cause.last_failure_at)
    except ValueError:
        return letter.recorded_at
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _cause(record: Record) -> Cause | None:
    """The cause of a letter; None where the record is none."""
    try:
        return read_cause(record)
    except ContractError:
        return None


def _with_replays(letter: Letter, replayed_at: Sequence[str]) -> Letter:
    return replace(letter, replayed_at=tuple(replayed_at))
