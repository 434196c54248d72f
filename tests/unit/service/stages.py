"""Small stages for the tests of the loop: one that relays, one that sums up a document, and what they read."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.errors import FiscusError
from shared.eventlog.port import EventLog, Record, TopicPartition
from shared.events.envelope import Event, event_id
from shared.service.open_work import OpenWork

IN, OUT, DEAD = "in", "out", "dead"


def said(topic: str, key: str, ordinal: int, payload: object, *, producer: str = "test") -> Event:
    """An event that is a function of its arguments."""
    return Event(
        topic=topic,
        key=key,
        id=event_id(key, producer, topic, ordinal, "1"),
        type=topic,
        source=f"/{producer}",
        data=json.dumps(payload, ensure_ascii=False).encode(),
    )


def numbers(document: str, count: int) -> list[Event]:
    """A document: `count` numbers, each told how many there are."""
    return [said(IN, document, n, {"ordinal": n, "of": count, "number": n * n}) for n in range(count)]


class Relay:
    """Says everything again in `out`. `fail` is asked before each record."""

    def __init__(self, fail: Callable[[Record], None] = lambda record: None) -> None:
        """Nothing seen yet."""
        self.seen: list[tuple[int, int]] = []
        self._fail = fail

    def handle(self, record: Record) -> Sequence[Event]:
        self.seen.append((record.partition, record.offset))
        self._fail(record)
        event = Event.from_message(record)
        payload = json.loads(event.data)
        return [said(OUT, event.key, payload["ordinal"], payload, producer="relay")]


@dataclass
class _Document:
    numbers: dict[int, int] = field(default_factory=dict)


class Adder:
    """Gathers the numbers of a document and says their sum in `out` when it has all."""

    def __init__(self, fail: Callable[[Record], None] = lambda record: None) -> None:
        """Nothing is open."""
        self._fail = fail
        self._open: dict[tuple[TopicPartition, str], _Document] = {}
        self._work = OpenWork()

    def handle(self, record: Record) -> Sequence[Event]:
        self._fail(record)
        event = Event.from_message(record)
        payload = json.loads(event.data)
        place = (record.topic_partition, event.key)
        if place not in self._open and payload["ordinal"] > 0:
            return []  # the rest of a document that was finished before
        self._work.begin(event.key, record)
        document = self._open.setdefault(place, _Document())
        document.numbers[payload["ordinal"]] = payload["number"]
        if len(document.numbers) < payload["of"]:
            return []
        self._work.finish(event.key, record)
        del self._open[place]
        return [said(OUT, event.key, 0, sum(document.numbers.values()), producer="adder")]

    def watermarks(self) -> Mapping[TopicPartition, int]:
        return self._work.watermarks()

    def forget(self, partitions: Collection[TopicPartition]) -> None:
        self._work.forget(partitions)
        self._open = {place: document for place, document in self._open.items() if place[0] not in partitions}


class Quitter(Relay):
    """A relay that has a last word for what it gives up."""

    def give_up(self, record: Record, error: FiscusError) -> Sequence[Event]:
        assert record.key is not None
        return [said(OUT, record.key.decode(), 99, f"gave up: {error.what}", producer="relay")]


def everything_in(log: EventLog, topic: str) -> list[Record]:
    """All records of a topic, read by a group of their own."""
    count = sum(log.end_offsets([topic]).values())
    reader = log.consumer(f"look at {topic}", [topic], member="look")
    records: list[Record] = []
    while len(records) < count:
        records += reader.poll(1000, 1)
    reader.close()
    return records


def payloads(records: Iterable[Record]) -> list[object]:
    """What the records say."""
    return [json.loads(record.value or b"null") for record in records]
