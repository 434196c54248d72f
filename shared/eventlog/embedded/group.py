"""Membership of consumer groups: who is in, who holds which partition, who has died. SQL over a connection.

There is no coordinator. Each member, when it polls, brings its own holdings to its fair share in one write
transaction: it buries dead members, gives up what it holds too many, claims what is free. Every change raises
the group's generation, which tells the others to look. A live member is never robbed: it gives partitions up at
its own next poll, between two records, so no work is lost; only a dead or silent one is put out.

Fencing is per partition: each new owner gets a higher epoch, and a commit must name the epoch it was given.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from shared.eventlog.assignment import fair_share, settle
from shared.eventlog.embedded.liveness import ProcessName, is_dead, this_process
from shared.eventlog.embedded.storage import existing_extents
from shared.eventlog.port import TopicPartition


@dataclass(frozen=True, slots=True)
class Holding:
    """A partition that a member holds: its row and the epoch in which the member got it."""

    partition_id: int
    epoch: int


class Membership:
    """One member's place in its group. `now` is always in seconds since 1970."""

    def __init__(self, group: str, topics: Collection[str], label: str, lease_seconds: float) -> None:
        """Name the member; nothing is written before `settle`."""
        self.group = group
        self.topics = sorted(set(topics))
        self.member_id = f"{label}-{uuid.uuid4().hex}"
        self._label = label
        self._lease_seconds = lease_seconds

    def generation(self, connection: sqlite3.Connection) -> int:
        """The group's generation; 0 where nobody has joined yet."""
        row = connection.execute(
            "SELECT generation FROM consumer_group WHERE name = ?", (self.group,)
        ).fetchone()
        return int(row[0]) if row else 0

    def is_member(self, connection: sqlite3.Connection) -> bool:
        """Whether the group still counts this member."""
        query = "SELECT 1 FROM member WHERE member_id = ?"
        return connection.execute(query, (self.member_id,)).fetchone() is not None

    def gone(self, connection: sqlite3.Connection, now: float) -> list[str]:
        """The other members whose process is dead or whose lease has run out."""
        rows = connection.execute(
            "SELECT member_id, host, pid, started, lease_until FROM member WHERE group_name = ? AND member_id <> ?",
            (self.group, self.member_id),
        ).fetchall()
        return [
            member_id
            for member_id, host, pid, started, lease_until in rows
            if lease_until < now or is_dead(ProcessName(host, pid, started))
        ]

    def settle(
        self, connection: sqlite3.Connection, now: float, gone: Collection[str]
    ) -> dict[TopicPartition, Holding]:
        """In a transaction: join or renew, put out the `gone`, reach the fair share; gives what is held now."""
        changed = self._put_out(connection, gone, now) | self._enrol(connection, now)
        for topic in self.topics:
            changed |= self._settle_topic(connection, topic)
        if changed:
            self._raise_generation(connection)
        return self.holdings(connection)

    def holdings(self, connection: sqlite3.Connection) -> dict[TopicPartition, Holding]:
        """What this member holds according to the file."""
        rows = connection.execute(
            "SELECT topic, number, partition_id, epoch FROM ownership JOIN partition USING (partition_id)"
            " WHERE group_name = ? AND member_id = ?",
            (self.group, self.member_id),
        )
        return {TopicPartition(topic, number): Holding(*holding) for topic, number, *holding in rows}

    def renew(self, connection: sqlite3.Connection, now: float) -> None:
        """Prolong the lease. In a transaction."""
        connection.execute(
            "UPDATE member SET lease_until = ? WHERE member_id = ?",
            (now + self._lease_seconds, self.member_id),
        )

    def leave(self, connection: sqlite3.Connection) -> None:
        """Give everything up and go. In a transaction."""
        self._remove(connection, self.member_id)
        self._raise_generation(connection)

    def _enrol(self, connection: sqlite3.Connection, now: float) -> bool:
        if self.is_member(connection):
            self.renew(connection, now)
            return False
        process = this_process()
        connection.execute(
            "INSERT INTO member (member_id, group_name, label, topics, host, pid, started, lease_until)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.member_id,
                self.group,
                self._label,
                json.dumps(self.topics),
                process.host,
                process.pid,
                process.started,
                now + self._lease_seconds,
            ),
        )
        return True

    def _put_out(self, connection: sqlite3.Connection, gone: Collection[str], now: float) -> bool:
        """Remove the gone; one that has renewed its lease since it was looked at, and lives, stays."""
        still_gone = set(gone) & set(self.gone(connection, now)) if gone else set()
        for member_id in still_gone:
            self._remove(connection, member_id)
        return bool(still_gone)

    def _remove(self, connection: sqlite3.Connection, member_id: str) -> None:
        connection.execute("DELETE FROM member WHERE member_id = ?", (member_id,))
        connection.execute("UPDATE ownership SET member_id = NULL WHERE member_id = ?", (member_id,))

    def _settle_topic(self, connection: sqlite3.Connection, topic: str) -> bool:
        """Reach the fair share of one topic; whether anything changed."""
        rows_by_number = {
            partition.partition: extent.partition_id
            for partition, extent in existing_extents(connection, [topic]).items()
        }
        owners = self._owners(connection, topic)
        held = [number for number in rows_by_number if owners.get(number) == self.member_id]
        free = [number for number in rows_by_number if owners.get(number) is None]
        share = fair_share(self.member_id, self._readers(connection, topic), len(rows_by_number))
        claimed, released = settle(held, free, share)
        connection.executemany(
            "INSERT INTO ownership (group_name, partition_id, member_id, epoch) VALUES (?, ?, ?, 1)"
            " ON CONFLICT (group_name, partition_id) DO UPDATE SET member_id = excluded.member_id, epoch = epoch + 1",
            [(self.group, rows_by_number[number], self.member_id) for number in claimed],
        )
        connection.executemany(
            "UPDATE ownership SET member_id = NULL WHERE group_name = ? AND partition_id = ?",
            [(self.group, rows_by_number[number]) for number in released],
        )
        return bool(claimed or released)

    def _owners(self, connection: sqlite3.Connection, topic: str) -> dict[int, str | None]:
        rows = connection.execute(
            "SELECT number, member_id FROM ownership JOIN partition USING (partition_id)"
            " WHERE group_name = ? AND topic = ?",
            (self.group, topic),
        )
        return dict(rows.fetchall())

    def _readers(self, connection: sqlite3.Connection, topic: str) -> list[str]:
        rows = connection.execute("SELECT member_id, topics FROM member WHERE group_name = ?", (self.group,))
        return [member_id for member_id, topics in rows if topic in json.loads(topics)]

    def _raise_generation(self, connection: sqlite3.Connection) -> None:
        connection.execute(
            "INSERT INTO consumer_group (name, generation) VALUES (?, 1)"
            " ON CONFLICT (name) DO UPDATE SET generation = generation + 1",
            (self.group,),
        )
