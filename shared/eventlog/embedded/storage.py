"""Records in the file: appending, reading, watermarks and offsets. SQL functions over a connection.

Every function that writes expects to run inside `database.transaction`; the caller decides what belongs together.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.errors import ConfigurationError
from shared.eventlog.assignment import partition_of
from shared.eventlog.port import Record, TopicPartition
from shared.events.envelope import Headers, Message

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Extent:
    """A partition in the file: its row, and the offsets it holds, from `first_offset` to below `next_offset`."""

    partition_id: int
    first_offset: int
    next_offset: int

    def unread_from(self, offset: int) -> int:
        """How many records lie at or above `offset`."""
        return max(0, self.next_offset - max(offset, self.first_offset))


def create_topic(connection: sqlite3.Connection, topic: str, partitions: int) -> None:
    """Create a topic with that many partitions, or find it so; `ConfigurationError` when it has another number."""
    if partitions < 1:
        raise ConfigurationError("a topic needs at least one partition", where=topic)
    existing = len(extents(connection, [topic]))
    if existing == partitions:
        return
    if existing:
        raise ConfigurationError(
            f"the topic has {existing} partitions, not {partitions}",
            where=topic,
            remedy="keep the number, or begin a new event log",
        )
    connection.executemany(
        "INSERT INTO partition (topic, number) VALUES (?, ?)", [(topic, n) for n in range(partitions)]
    )


def extents(connection: sqlite3.Connection, topics: Iterable[str]) -> dict[TopicPartition, Extent]:
    """The partitions of the topics that exist, in order of topic and number."""
    rows = connection.execute(
        "SELECT topic, number, partition_id, first_offset, next_offset FROM partition"
        " WHERE topic IN (SELECT value FROM json_each(?)) ORDER BY topic, number",
        (json.dumps(sorted(set(topics))),),
    )
    return {TopicPartition(topic, number): Extent(*extent) for topic, number, *extent in rows}


def existing_extents(connection: sqlite3.Connection, topics: Iterable[str]) -> dict[TopicPartition, Extent]:
    """Like `extents`, but raises `ConfigurationError` when a topic does not exist."""
    names = set(topics)
    found = extents(connection, names)
    missing = sorted(names - {partition.topic for partition in found})
    if missing:
        raise ConfigurationError(
            "the topic does not exist", where=", ".join(missing), remedy="create it first"
        )
    return found


def append(connection: sqlite3.Connection, messages: Sequence[Message]) -> None:
    """Append messages in order, each to the partition of its key; `ConfigurationError` for an unknown topic."""
    if not messages:
        return
    known = existing_extents(connection, {message.topic for message in messages})
    counts = Counter(partition.topic for partition in known)
    targets = [TopicPartition(m.topic, partition_of(m.key, counts[m.topic])) for m in messages]
    next_offsets = {target: known[target].next_offset for target in targets}
    now_us = time.time_ns() // 1000
    rows: list[tuple[int, int, bytes | None, bytes | None, bytes, int]] = []
    for target, message in zip(targets, messages, strict=True):
        row = (known[target].partition_id, next_offsets[target])
        rows.append((*row, message.key, message.value, _packed(message.headers), now_us))
        next_offsets[target] += 1
    connection.executemany(
        "INSERT INTO record (partition_id, log_offset, key, value, headers, appended_us) VALUES (?, ?, ?, ?, ?, ?)",
        rows,
    )
    connection.executemany(
        "UPDATE partition SET next_offset = ? WHERE partition_id = ?",
        [(offset, known[target].partition_id) for target, offset in next_offsets.items()],
    )


def read(
    connection: sqlite3.Connection, partition: TopicPartition, partition_id: int, offset: int, limit: int
) -> list[Record]:
    """Up to `limit` records of the partition from `offset` on, in order; what was trimmed away is passed over."""
    rows = connection.execute(
        "SELECT log_offset, key, value, headers, appended_us FROM record"
        " WHERE partition_id = ? AND log_offset >= ? ORDER BY log_offset LIMIT ?",
        (partition_id, offset, limit),
    )
    return [
        Record(
            topic=partition.topic,
            partition=partition.partition,
            offset=log_offset,
            key=key,
            value=value,
            headers=_unpacked(headers),
            timestamp=EPOCH + timedelta(microseconds=appended_us),
        )
        for log_offset, key, value, headers, appended_us in rows.fetchall()
    ]


def watermarks(connection: sqlite3.Connection, group: str) -> dict[int, int]:
    """The committed watermarks of a group by partition row."""
    rows = connection.execute(
        "SELECT partition_id, next_offset FROM watermark WHERE group_name = ?", (group,)
    )
    return dict(rows.fetchall())


def store_watermarks(connection: sqlite3.Connection, group: str, offsets: Mapping[int, int]) -> None:
    """Set the committed watermarks of a group, by partition row."""
    connection.executemany(
        "INSERT INTO watermark (group_name, partition_id, next_offset) VALUES (?, ?, ?)"
        " ON CONFLICT (group_name, partition_id) DO UPDATE SET next_offset = excluded.next_offset",
        [(group, partition_id, offset) for partition_id, offset in offsets.items()],
    )


def trim(connection: sqlite3.Connection, partition_id: int, before: int) -> int:
    """Delete the records of a partition below `before`; gives their number. Their offsets stay used."""
    deleted = connection.execute(
        "DELETE FROM record WHERE partition_id = ? AND log_offset < ?", (partition_id, before)
    ).rowcount
    connection.execute(
        "UPDATE partition SET first_offset = max(first_offset, min(?, next_offset)) WHERE partition_id = ?",
        (before, partition_id),
    )
    return deleted


def _packed(headers: Headers) -> bytes:
    """Headers as JSON; bytes that are not UTF-8 survive as lone surrogates."""
    pairs = [[name, value.decode("utf-8", errors="surrogateescape")] for name, value in headers]
    return json.dumps(pairs).encode("ascii")


def _unpacked(packed: bytes) -> Headers:
    return tuple((name, text.encode("utf-8", errors="surrogateescape")) for name, text in json.loads(packed))
