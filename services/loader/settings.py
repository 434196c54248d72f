"""The settings of the loader: which warehouse, and what else it is told."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from services.loader.warehouse.postgres.settings import PostgresSettings
from shared.eventlog.kafka.settings import KafkaSettings
from shared.settings import EventLogSettings, ServiceSettings, Settings, SettingsGroup
from shared.settings.groups import Port
from shared.settings.patience import exceed_publishing, exceed_work


class WarehouseSettings(SettingsGroup):
    """Which warehouse takes the figures in."""

    backend: Literal["postgres", "duckdb"] = "postgres"
    """`postgres` for any number of loaders, `duckdb` (a file) for one loader, which holds the file while it runs."""
    path: Path | None = None
    """The DuckDB file, made where it is not there; for `duckdb` only, and required there."""

    @model_validator(mode="after")
    def _fits_backend(self) -> Self:
        if self.backend == "duckdb" and self.path is None:
            raise ValueError("FISCUS_WAREHOUSE__BACKEND=duckdb needs FISCUS_WAREHOUSE__PATH, the DuckDB file")
        if self.backend == "postgres" and self.path is not None:
            raise ValueError(
                "FISCUS_WAREHOUSE__PATH is of use only where FISCUS_WAREHOUSE__BACKEND is duckdb"
            )
        return self


class LoaderServiceSettings(ServiceSettings):
    """How the loader runs."""

    metrics_port: Port = 9103
    """The port of these endpoints; 0 takes any free one, and the log says which."""


class LoaderSettings(Settings):
    """Everything the loader is told."""

    event_log: EventLogSettings = EventLogSettings()
    kafka: KafkaSettings = KafkaSettings()
    warehouse: WarehouseSettings = WarehouseSettings()
    postgres: PostgresSettings = PostgresSettings()
    service: LoaderServiceSettings = LoaderServiceSettings()

    @model_validator(mode="after")
    def _patience_exceeds_work(self) -> Self:
        stall = self.service.stall_seconds
        if self.warehouse.backend == "postgres":
            longest = self.postgres.statement_timeout_seconds
            why = "FISCUS_POSTGRES__STATEMENT_TIMEOUT_SECONDS"
            exceed_work("FISCUS_SERVICE__STALL_SECONDS", stall, longest, why)
        exceed_publishing(self, stall)
        return self
