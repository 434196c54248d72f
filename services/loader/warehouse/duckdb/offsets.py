"""The loader's books in a DuckDB warehouse: how far each partition is done, which record said what of a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import duckdb

from services.loader.warehouse.decision import SeenRecord
from services.loader.warehouse.port import RecordPlace
from services.loader.warehouse.rows import utc
from shared.eventlog.port import TopicPartition


class Offsets:
    """Reads and writes `next_offset` and `seen_record` over a connection, in whatever transaction it has."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Work over `connection`."""
        self._connection = connection

    def next_offsets(self) -> Mapping[TopicPartition, int]:
        """The offset to go on from, for each partition."""
        rows = self._connection.execute("SELECT topic, partition, next_offset FROM next_offset").fetchall()
        return {TopicPartition(topic, partition): offset for topic, partition, offset in rows}

    def next_offset(self, partition: TopicPartition) -> int:
        """The offset to go on from in a partition, 0 where nothing was read yet."""
        row = self._connection.execute(
            "SELECT next_offset FROM next_offset WHERE topic = ? AND partition = ?", list(partition)
        ).fetchone()
        return 0 if row is None else int(row[0])

    def move(self, next_offsets: Mapping[TopicPartition, int]) -> None:
        """Move offsets forward; one that is further already stays."""
        stored = self.next_offsets()
        for partition, offset in next_offsets.items():
            if partition not in stored:
                self._connection.execute("INSERT INTO next_offset VALUES (?, ?, ?)", [*partition, offset])
            elif offset > stored[partition]:
                self._connection.execute(
                    "UPDATE next_offset SET next_offset = ? WHERE topic = ? AND partition = ?",
                    [offset, *partition],
                )

    def seen(self, document_id: str) -> list[SeenRecord]:
        """The last record of a document in each partition that had one."""
        rows = self._connection.execute(
            "SELECT topic, partition, log_offset, recorded_at, digest FROM seen_record WHERE document_id = ?",
            [document_id],
        ).fetchall()
        return [
            SeenRecord(
                place=RecordPlace(
                    partition=TopicPartition(topic, partition),
                    offset=offset,
                    recorded_at=recorded_at.replace(tzinfo=dt.UTC),
                ),
                digest=digest,
            )
            for topic, partition, offset, recorded_at, digest in rows
        ]

    def see(self, document_id: str, place: RecordPlace, digest: str) -> None:
        """Note what the last record of a document in its partition said."""
        self._connection.execute(
            "DELETE FROM seen_record WHERE document_id = ? AND topic = ? AND partition = ?",
            [document_id, *place.partition],
        )
        self._connection.execute(
            "INSERT INTO seen_record VALUES (?, ?, ?, ?, ?, ?)",
            [document_id, *place.partition, place.offset, utc(place.recorded_at), digest],
        )

    def last_records(self) -> Mapping[TopicPartition, int]:
        """The highest offset noted in each partition."""
        rows = self._connection.execute(
            "SELECT topic, partition, max(log_offset) FROM seen_record GROUP BY topic, partition"
        ).fetchall()
        return {TopicPartition(topic, partition): offset for topic, partition, offset in rows}

    def was_read(self, document_id: str, partition: TopicPartition, offset: int) -> bool:
        """Whether a record of the document at or after `offset` of the partition is noted."""
        row = self._connection.execute(
            "SELECT 1 FROM seen_record WHERE document_id = ? AND topic = ? AND partition = ? AND log_offset >= ?",
            [document_id, *partition, offset],
        ).fetchone()
        return row is not None
