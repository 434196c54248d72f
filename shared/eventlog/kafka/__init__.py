"""The event log on Apache Kafka, for services on any number of machines.

Delivery is at least once: outputs are durable before the watermark that covers their input is committed, so a
crash in between repeats outputs and loses nothing. Transactions are not used; events repeat with the same id.
"""

from shared.eventlog.kafka.log import KafkaEventLog
from shared.eventlog.kafka.settings import KafkaSettings

__all__ = ["KafkaEventLog", "KafkaSettings"]
