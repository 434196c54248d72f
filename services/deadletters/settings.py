"""The settings of `fiscus deadletter`: which event log."""

from __future__ import annotations

from shared.eventlog.kafka.settings import KafkaSettings
from shared.settings import EventLogSettings, Settings


class DeadLetterSettings(Settings):
    """Everything that working with dead letters is told. Give it the settings of the services."""

    event_log: EventLogSettings = EventLogSettings()
    kafka: KafkaSettings = KafkaSettings()
