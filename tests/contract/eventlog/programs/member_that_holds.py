"""Joins a group, reads, says so, and waits to be killed: `member_that_holds.py LOG GROUP TOPIC`."""

import sys
import time

from shared.eventlog.embedded import EmbeddedEventLog

path, group, topic = sys.argv[1:]
consumer = EmbeddedEventLog(path).consumer(group, [topic], member="doomed")
while not consumer.poll(10, 1.0):
    pass
print("holding", flush=True)  # noqa: T201 - the parent listens
time.sleep(600)
