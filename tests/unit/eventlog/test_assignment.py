"""Partitions of keys, and shares of members."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.eventlog.assignment import fair_share, partition_of, settle

names = st.sets(st.text(min_size=1, max_size=8), min_size=1, max_size=9)


@given(st.binary(), st.integers(1, 64))
def test_a_key_has_one_partition_of_those_there_are(key: bytes, partitions: int) -> None:
    assert 0 <= partition_of(key, partitions) < partitions
    assert partition_of(key, partitions) == partition_of(key, partitions)


def test_the_partition_of_a_key_never_changes() -> None:
    """Logs on disks depend on it: these values are not to be adapted to a new hash."""
    assert [partition_of(key, 12) for key in (b"", b"a", "部门".encode())] == [0, 11, 6]


def test_a_message_without_a_key_has_a_partition() -> None:
    assert partition_of(None, 12) == 0


@given(names, st.integers(1, 64))
def test_shares_are_even_and_cover_all_partitions(members: set[str], partitions: int) -> None:
    shares = [fair_share(member, members, partitions) for member in members]
    assert sum(shares) == partitions
    assert max(shares) - min(shares) <= 1


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)), st.integers(0, 20))
def test_settling_reaches_the_share_or_takes_all_that_is_free(
    held: set[int], others: set[int], share: int
) -> None:
    free = sorted(others - held)
    claimed, released = settle(sorted(held), free, share)
    assert not (claimed and released)
    assert set(released) <= held
    assert set(claimed) <= set(free)
    now = (held | set(claimed)) - set(released)
    assert len(now) == share or (len(now) < share and set(claimed) == set(free))


@given(names, st.integers(1, 20), st.randoms(use_true_random=False))
def test_members_that_settle_in_any_order_come_to_rest_with_everything_assigned(
    members: set[str], partitions: int, dice: object
) -> None:
    owners: dict[int, str | None] = dict.fromkeys(range(partitions))
    crowd = sorted(members)
    for _ in range(3):  # all may have to release before all can claim
        for member in crowd:
            held = [n for n, owner in owners.items() if owner == member]
            free = [n for n, owner in owners.items() if owner is None]
            claimed, released = settle(held, free, fair_share(member, members, partitions))
            owners |= dict.fromkeys(claimed, member) | dict.fromkeys(released)
        dice.shuffle(crowd)  # type: ignore[attr-defined]
    assert None not in owners.values()
