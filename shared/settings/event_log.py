"""From settings to an open event log: Kafka or embedded, the one place that knows both."""

from __future__ import annotations

from typing import Protocol

from shared.contract.channels import RETENTION_DAYS
from shared.errors import ConfigurationError
from shared.eventlog.embedded import EmbeddedEventLog
from shared.eventlog.embedded.log import LEASE_SECONDS
from shared.eventlog.kafka.settings import KafkaSettings
from shared.eventlog.port import EventLog
from shared.settings.groups import EventLogSettings


class EventLogGroups(Protocol):
    """Settings of any program that works on the event log."""

    @property
    def event_log(self) -> EventLogSettings:
        """Which log."""
        ...

    @property
    def kafka(self) -> KafkaSettings:
        """How to reach Kafka."""
        ...


def open_event_log(
    settings: EventLogGroups, *, silent_seconds: float = LEASE_SECONDS, must_exist: bool = False
) -> EventLog:
    """The event log that the settings name; the caller closes it.

    `silent_seconds` is how long a member of the embedded log may work on one record (Kafka has a setting of its own).
    `must_exist`: an embedded log that is not there is not made; its path will be mistyped.
    Raises `ConfigurationError` where the log cannot be used, `TransientError` where it cannot be reached now; Kafka is
    reached at the first use only.
    """
    if settings.event_log.backend == "embedded":
        assert settings.event_log.path is not None  # noqa: S101 - the group has made sure of it
        if must_exist and not settings.event_log.path.exists():
            raise ConfigurationError(
                "there is no such event log",
                where=str(settings.event_log.path),
                remedy="name that of the services, or of `fiscus ingest`, with FISCUS_EVENT_LOG__PATH",
            )
        return EmbeddedEventLog(settings.event_log.path, lease_seconds=max(LEASE_SECONDS, silent_seconds))
    from shared.eventlog.kafka import KafkaEventLog  # noqa: PLC0415 - one machine need not load a Kafka client

    return KafkaEventLog(
        settings.kafka,
        replication_factor=settings.event_log.replication_factor,
        retention_days=RETENTION_DAYS,
    )
