"""The groups of settings that belong to no single component: which event log is used, and how a service runs.

In come raw values, out go checked, frozen models. A message about two settings at once names the variables in full;
one about a single setting need not, `shared.settings.mistakes` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

HIGHEST_PORT: Final = 65535
Port = Annotated[int, Field(ge=0, le=HIGHEST_PORT)]
"""A port to listen on; 0 means any free one."""
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
"""A length of time."""


class SettingsGroup(BaseModel):
    """Base of a group: frozen, closed to misspelt fields, silent about the values that it refuses."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, use_attribute_docstrings=True
    )


class EventLogSettings(SettingsGroup):
    """Which event log joins the services, and the shape of its topics."""

    backend: Literal["kafka", "embedded"] = "kafka"
    """`kafka` for services on any number of machines, `embedded` (a SQLite file) for processes on one."""
    path: Path | None = None
    """The file of the embedded log, made where it is not there; for `embedded` only, and required there."""
    partitions: int = Field(default=12, ge=1, le=1000)
    """Partitions of each topic, and so the most extractors, validators or loaders that can share the work. Cannot be
    changed once the topics are there."""
    replication_factor: int = Field(default=1, ge=1, le=10)
    """Copies that Kafka keeps of each partition; 3 on a cluster of three or more brokers."""

    @model_validator(mode="after")
    def _fits_backend(self) -> Self:
        if self.backend == "embedded" and self.path is None:
            raise ValueError(
                "FISCUS_EVENT_LOG__BACKEND=embedded needs FISCUS_EVENT_LOG__PATH, the file of the log"
            )
        if self.backend == "kafka" and self.path is not None:
            raise ValueError(
                "FISCUS_EVENT_LOG__PATH is of use only where FISCUS_EVENT_LOG__BACKEND is embedded"
            )
        return self


class ServiceSettings(SettingsGroup):
    """How a service runs and shows itself. Each service has defaults of its own for the port and the stall."""

    metrics_host: str = "0.0.0.0"  # noqa: S104 - a scraper and a kubelet come from other machines
    """The address on which `/metrics`, `/healthz` and `/readyz` are served."""
    metrics_port: Port = 9100
    """The port of these endpoints; 0 takes any free one, and the log says which."""
    log_level: Literal["debug", "info", "warning", "error", "critical"] = "info"
    """Least level of the JSON logs on stderr."""
    stall_seconds: Seconds = 300.0
    """A service whose loop has not moved for so long is not alive (`/healthz`); longer than one record may take."""
    drain_seconds: Seconds = 25.0
    """How long a service may finish the record at hand after SIGTERM; then it drops it, and it is done again after the
    next start. Below the time after which the supervisor kills (Kubernetes: 30 s, Docker: 10 s, systemd: 90 s)."""
    state_dir: Path | None = None
    """A folder that outlives the process, where the extractor counts attempts at documents that end it; the other
    services keep nothing there."""
