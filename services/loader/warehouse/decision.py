"""What is to be done with a document that comes in, given what the warehouse has seen of it.

Pure, and shared by the adapters.

Verdicts on the same bytes are ordered by what the validator says of their order (`JudgementOrder`): a judgement that is
repeated late does not undo a newer one. Where that is equal or not told, they are ordered by when the log took them in:
within a partition by offset, between partitions by time. (Records of a document stand in two topics, accepted and
quarantined, and a loader reads both side by side: without this rule an old quarantine could undo a newer acceptance.)
The outcome does not depend on the order of loading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.loader.warehouse.port import RecordPlace, StoreOutcome
from shared.events.topics import JudgementOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRecord:
    """The newest judgement on a document in one partition, and the digest of what it said."""

    place: RecordPlace
    """Of the last record of the document in its partition, which may have repeated an older judgement."""
    digest: str
    order: JudgementOrder | None = None


def decide(
    place: RecordPlace,
    digest: str,
    order: JudgementOrder | None = None,
    *,
    seen: Sequence[SeenRecord],
    next_offset: int,
) -> StoreOutcome:
    """What `store` shall do with rows of this digest and order that came with the record at `place`.

    `seen` has at most one entry for each partition; the rows in the warehouse are those of the newest of them.
    `next_offset` is the stored offset of the record's partition, 0 where there is none.
    """
    if place.offset < next_offset:
        return StoreOutcome.SKIPPED
    if not seen:
        return StoreOutcome.LOADED
    if any(digest == record.digest and _is_newest(record, seen) for record in seen):
        return StoreOutcome.UNCHANGED
    this = SeenRecord(place=place, digest=digest, order=order)
    return StoreOutcome.REPLACED if _is_newest(this, seen) else StoreOutcome.OUTDATED


def supersedes(place: RecordPlace, order: JudgementOrder | None, seen: Sequence[SeenRecord]) -> bool:
    """Whether the record holds the newest judgement of its document in its own partition."""
    this = SeenRecord(place=place, digest="", order=order)
    return all(_is_after(this, record) for record in seen if record.place.partition == place.partition)


def _is_newest(one: SeenRecord, seen: Sequence[SeenRecord]) -> bool:
    return all(_is_after(one, other) for other in seen if other is not one)


def _is_after(one: SeenRecord, other: SeenRecord) -> bool:
    if one.order is not None and other.order is not None and one.order != other.order:
        return _told(one.order) > _told(other.order)
    if one.place.partition == other.place.partition:
        return one.place.offset > other.place.offset
    return (one.place.recorded_at, one.place.partition) > (other.place.recorded_at, other.place.partition)


def _told(order: JudgementOrder) -> tuple[int, int]:
    return order.reading, order.judged
