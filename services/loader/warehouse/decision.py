"""What is to be done with a document that comes in, given what the warehouse has seen of it.

Pure, and shared by the adapters.

Verdicts on the same bytes are ordered by when the log took them in: within a partition by offset, between partitions by
time. (Records of a document stand in two topics, accepted and quarantined, and a loader reads both side by side:
without this rule an old quarantine could undo a newer acceptance.) The outcome does not depend on the order of
loading.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from services.loader.warehouse.port import RecordPlace, StoreOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRecord:
    """The last record of a document in one partition, and the digest of what it said."""

    place: RecordPlace
    digest: str


def decide(place: RecordPlace, digest: str, *, seen: Sequence[SeenRecord], next_offset: int) -> StoreOutcome:
    """What `store` shall do with rows of this digest that came with the record at `place`.

    `seen` has at most one entry for each partition, the document's last record there; the rows in the warehouse are
    those of the newest of them. `next_offset` is the stored offset of the record's partition, 0 where there is none.
    """
    if place.offset < next_offset:
        return StoreOutcome.SKIPPED
    if not seen:
        return StoreOutcome.LOADED
    newest = max(seen, key=lambda record: _age(record.place))
    if digest == newest.digest:
        return StoreOutcome.UNCHANGED
    return StoreOutcome.REPLACED if _is_newest(place, seen) else StoreOutcome.OUTDATED


def supersedes(place: RecordPlace, seen: Sequence[SeenRecord]) -> bool:
    """Whether the record is the last one of its document in its own partition."""
    return all(
        place.offset > record.place.offset for record in seen if record.place.partition == place.partition
    )


def _is_newest(place: RecordPlace, seen: Sequence[SeenRecord]) -> bool:
    others = [record.place for record in seen if record.place.partition != place.partition]
    return supersedes(place, seen) and all(_age(place) > _age(other) for other in others)


def _age(place: RecordPlace) -> tuple[dt.datetime, str, int, int]:
    return (place.recorded_at, *place.partition, place.offset)
