"""The settings of `fiscus submit` and `fiscus watch`: which event log, and what the services may read."""

from __future__ import annotations

from shared.eventlog.kafka.settings import KafkaSettings
from shared.settings import EventLogSettings, Settings
from shared.sources import SourceSettings


class SubmitterSettings(Settings):
    """Everything that submitting is told. Give it the settings of the services."""

    event_log: EventLogSettings = EventLogSettings()
    kafka: KafkaSettings = KafkaSettings()
    sources: SourceSettings = SourceSettings()
