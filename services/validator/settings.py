"""The settings of the validator."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import model_validator

from shared.eventlog.kafka.settings import KafkaSettings
from shared.settings import EventLogSettings, ServiceSettings, Settings, SettingsGroup
from shared.settings.groups import Port
from shared.settings.patience import exceed_publishing


class ValidatorServiceSettings(ServiceSettings):
    """How the validator runs."""

    metrics_port: Port = 9102
    """The port of these endpoints; 0 takes any free one, and the log says which."""


class ValidationSettings(SettingsGroup):
    """By what documents are judged. Files are read at the start."""

    policy: Path | None = None
    """A YAML file that says what findings make of a document; the policy that comes with Fiscus where none is named."""
    waivers: Path | None = None
    """A YAML file of findings that somebody answers for; none where it is not named."""


class ValidatorSettings(Settings):
    """Everything the validator is told."""

    event_log: EventLogSettings = EventLogSettings()
    kafka: KafkaSettings = KafkaSettings()
    validation: ValidationSettings = ValidationSettings()
    service: ValidatorServiceSettings = ValidatorServiceSettings()

    @model_validator(mode="after")
    def _patience_exceeds_work(self) -> Self:
        exceed_publishing(self, self.service.stall_seconds)
        return self
