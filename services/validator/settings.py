"""The settings of the validator."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from shared.eventlog.kafka.settings import KafkaSettings
from shared.settings import EventLogSettings, ServiceSettings, Settings
from shared.settings.groups import Port
from shared.settings.patience import exceed_publishing


class ValidatorServiceSettings(ServiceSettings):
    """How the validator runs."""

    metrics_port: Port = 9102
    """The port of these endpoints; 0 takes any free one, and the log says which."""


class ValidatorSettings(Settings):
    """Everything the validator is told."""

    event_log: EventLogSettings = EventLogSettings()
    kafka: KafkaSettings = KafkaSettings()
    service: ValidatorServiceSettings = ValidatorServiceSettings()

    @model_validator(mode="after")
    def _patience_exceeds_work(self) -> Self:
        exceed_publishing(self, self.service.stall_seconds)
        return self
