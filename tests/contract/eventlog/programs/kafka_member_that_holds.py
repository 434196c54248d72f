"""Joins a group on Kafka, reads, says so, and waits to be killed: `kafka_member_that_holds.py SETTINGS GROUP TOPIC`."""

import sys
import time

from shared.eventlog.kafka import KafkaEventLog, KafkaSettings

settings, group, topic = sys.argv[1:]
consumer = KafkaEventLog(KafkaSettings.model_validate_json(settings)).consumer(
    group, [topic], member="doomed"
)
while not consumer.poll(10, 1.0):
    pass
print("holding", flush=True)  # noqa: T201 - the parent listens
while True:
    time.sleep(600)
