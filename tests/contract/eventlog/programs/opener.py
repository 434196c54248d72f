"""Waits for the file GO, then opens the log and publishes N events: `opener.py LOG GO NAME N`."""

import sys
import time
from pathlib import Path

from shared.eventlog.embedded import EmbeddedEventLog
from shared.events.envelope import Event, event_id

path, go, name, count = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
print("waiting", flush=True)  # noqa: T201 - the parent listens
while not go.exists():
    time.sleep(0.001)
log = EmbeddedEventLog(path)
log.create_topics({"in": 3})
for ordinal in range(count):
    identity = event_id(name, "opener", "counted", ordinal, "1")
    log.publish(
        [Event(topic="in", key=name, id=identity, type="counted", source="/opener", data=b"%d" % ordinal)]
    )
log.close()
