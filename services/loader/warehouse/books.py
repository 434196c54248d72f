"""The loader's books in a warehouse: how far each partition is done, and which record said what of a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from services.loader.warehouse.decision import SeenRecord
from services.loader.warehouse.port import Offsets, RecordPlace
from services.loader.warehouse.rows import utc
from services.loader.warehouse.session import Session
from shared.eventlog.port import TopicPartition
from shared.events.topics import JudgementOrder


class Books:
    """Reads and writes `next_offset` and `seen_record` over a session, in whatever transaction it has."""

    def __init__(self, session: Session) -> None:
        """Work over `session`."""
        self._session = session

    def next_offsets(self) -> Offsets:
        """The offset to go on from, for each partition."""
        return _by_partition(self._session.rows("SELECT topic, partition, next_offset FROM next_offset"))

    def next_offset(self, partition: TopicPartition) -> int:
        """The offset to go on from in a partition, 0 where nothing was read yet."""
        rows = self._session.rows(
            "SELECT next_offset FROM next_offset WHERE topic = $1 AND partition = $2", partition
        )
        return int(rows[0][0]) if rows else 0

    def move(self, next_offsets: Offsets) -> None:
        """Move offsets forward; one that is further already stays, whoever moved it."""
        for partition, offset in sorted(next_offsets.items()):
            self._session.run(
                "INSERT INTO next_offset VALUES ($1, $2, $3) ON CONFLICT (topic, partition) "
                "DO UPDATE SET next_offset = greatest(next_offset.next_offset, excluded.next_offset)",
                [*partition, offset],
            )

    def seen(self, document_id: str) -> list[SeenRecord]:
        """The newest judgement on a document in each partition that had one."""
        rows = self._session.rows(
            "SELECT topic, partition, log_offset, recorded_at, digest, reading_offset, judged_offset FROM seen_record "
            "WHERE document_id = $1",
            [document_id],
        )
        return [
            SeenRecord(
                place=RecordPlace(
                    partition=TopicPartition(topic, partition),
                    offset=offset,
                    recorded_at=recorded_at.replace(tzinfo=dt.UTC),
                ),
                digest=digest,
                order=None if reading is None else JudgementOrder(reading=reading, judged=judged),
            )
            for topic, partition, offset, recorded_at, digest, reading, judged in rows
        ]

    def manifest_place(self, document_id: str) -> tuple[int, JudgementOrder] | None:
        """See `Warehouse.manifest_place`. The topics are divided alike, so a document has one number in all of them."""
        rows = self._session.rows(
            "SELECT partition, reading_offset, judged_offset FROM seen_record "
            "WHERE document_id = $1 AND reading_offset IS NOT NULL",
            [document_id],
        )
        if not rows:
            return None
        partition, reading, judged = max(rows, key=lambda row: row[1:])
        return partition, JudgementOrder(reading=reading, judged=judged)

    def see(self, document_id: str, seen: SeenRecord) -> None:
        """Note what the newest judgement on a document in its partition said."""
        place, order = seen.place, seen.order
        told = [order.reading, order.judged] if order else [None, None]
        self._session.run(
            "INSERT INTO seen_record (document_id, topic, partition, log_offset, recorded_at, digest, reading_offset, "
            "judged_offset) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (document_id, topic, partition) "
            "DO UPDATE SET log_offset = greatest(seen_record.log_offset, excluded.log_offset), "
            "recorded_at = excluded.recorded_at, digest = excluded.digest, "
            "reading_offset = excluded.reading_offset, judged_offset = excluded.judged_offset",
            [document_id, *place.partition, place.offset, utc(place.recorded_at), seen.digest, *told],
        )

    def pass_over(self, document_id: str, place: RecordPlace) -> None:
        """Note that a record repeated an older judgement: it was read, and says nothing new."""
        self._session.run(
            "UPDATE seen_record SET log_offset = greatest(log_offset, $4) "
            "WHERE document_id = $1 AND topic = $2 AND partition = $3",
            [document_id, *place.partition, place.offset],
        )

    def last_records(self) -> Offsets:
        """The highest offset noted in each partition."""
        return _by_partition(
            self._session.rows(
                "SELECT topic, partition, max(log_offset) FROM seen_record GROUP BY topic, partition"
            )
        )

    def was_read(
        self, document_id: str, partition: TopicPartition, offset: int, order: JudgementOrder | None = None
    ) -> bool:
        """Whether a record of the document at or after `offset` of the partition is noted, and no older judgement."""
        noted = self._session.rows(
            "SELECT reading_offset, judged_offset FROM seen_record "
            "WHERE document_id = $1 AND topic = $2 AND partition = $3 AND log_offset >= $4",
            [document_id, *partition, offset],
        )
        if not noted or order is None or noted[0][0] is None:
            return bool(noted)
        return (order.reading, order.judged) <= noted[0]


def _by_partition(rows: list[tuple[str, int, int]]) -> Mapping[TopicPartition, int]:
    return {TopicPartition(topic, partition): offset for topic, partition, offset in rows}
