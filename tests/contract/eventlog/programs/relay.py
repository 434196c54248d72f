"""Relays records from topic `in` to topic `out`, one commit each, until told `end`: `relay.py LOG DIE_AT`.

With DIE_AT above 0 the process kills itself (SIGKILL) just before the DIE_AT-th SQL statement of its first commit.
"""

import os
import signal
import sys

from shared.eventlog.embedded import EmbeddedEventLog
from shared.events.envelope import Event, event_id

path, die_at = sys.argv[1], int(sys.argv[2])
consumer = EmbeddedEventLog(path).consumer("relay", ["in"], member="relay")
statements = 0


def die_in_time(statement: str) -> None:
    """Count the statement; die before the one that was named."""
    global statements  # noqa: PLW0603 - SQLite calls with the statement alone
    statements += 1
    if statements == die_at:
        os.kill(os.getpid(), signal.SIGKILL)


records = consumer.poll(1, 60.0)
print("relaying", flush=True)  # noqa: T201 - the parent listens
while True:
    if die_at:
        consumer._connection.set_trace_callback(die_in_time)
    for record in records:
        event = Event.from_message(record)
        if event.data == b'"end"':
            sys.exit(0)
        told = Event(
            topic="out",
            key=event.key,
            id=event_id(event.key, "relay", "told", record.offset, "1"),
            type="told",
            source="/relay",
            data=event.data,
        )
        consumer.commit({record.topic_partition: record.offset + 1}, [told])
    if die_at:
        sys.exit(0)
    records = consumer.poll(1, 1.0)
