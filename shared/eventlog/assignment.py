"""Who reads what: the partition of a key, and each member's share of a topic's partitions. Pure functions.

Shared by the adapters that form groups themselves (`embedded`, `memory`); Kafka has its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence


def partition_of(key: bytes | None, partitions: int) -> int:
    """The partition of a key among `partitions`: the same in every process and version, evenly spread.

    BLAKE2b rather than `hash()`, which is salted anew in each process. A message without key goes to partition
    0: only dead letters of broken messages have none, and they have no order to keep.
    """
    if key is None:
        return 0
    digest = hashlib.blake2b(key, digest_size=8).digest()
    return int.from_bytes(digest, "big") % partitions


def fair_share(member: str, members: Collection[str], partitions: int) -> int:
    """How many of `partitions` the `member` should hold: an even split, the remainder to the first members by name.

    Every member computes the same split from the same list, so no coordinator is needed.
    """
    ranked = sorted(members)
    rank = ranked.index(member)
    share, remainder = divmod(partitions, len(ranked))
    return share + (1 if rank < remainder else 0)


def settle(held: Sequence[int], free: Sequence[int], share: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What a member that holds `held` partitions does to reach its `share`: `(claimed, released)`.

    It keeps what it has (its work there need not be done again) and gives up the highest numbers beyond its
    share, or claims the lowest free ones it lacks. One of the two is always empty.
    """
    if len(held) > share:
        return (), tuple(sorted(held)[share:])
    return tuple(sorted(free)[: share - len(held)]), ()
