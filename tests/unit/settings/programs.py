"""A program's settings for the tests: groups as components declare them, none of which is a real one's."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator

from shared.eventlog.kafka.settings import KafkaSettings
from shared.settings import EventLogSettings, ServiceSettings, Settings, SettingsGroup


class PumpSettings(SettingsGroup):
    """A group of a component."""

    speed: float = Field(default=1.5, gt=0)
    """Strokes a second; a pump without a motor takes none."""
    house: Path
    """Where it stands."""
    access_code: SecretStr | None = None
    """What opens the door."""
    after_hours: bool = False
    """Whether it runs at night."""

    @field_validator("access_code")
    @classmethod
    def _is_long(cls, code: SecretStr | None) -> SecretStr | None:
        if code is not None and len(code.get_secret_value()) < 4:
            raise ValueError(f"{code.get_secret_value()} is too short")
        return code

    @model_validator(mode="after")
    def _is_guarded(self) -> Self:
        if self.after_hours and self.access_code is None:
            raise ValueError("after_hours needs access_code")
        return self


class PumpProgram(Settings):
    """The settings of a program that has a pump."""

    pump: PumpSettings
    kafka: KafkaSettings = KafkaSettings()
    event_log: EventLogSettings = EventLogSettings()
    service: ServiceSettings = ServiceSettings()
