"""How to reach the Kafka brokers and how patient to be with them: the settings `FISCUS_KAFKA__…`.

Values are checked here, before anything is opened; files that settings name are read when the first connection is made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode

from shared.settings.groups import HIGHEST_PORT, SettingsGroup

SecurityProtocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
SaslMechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]
Duration = Annotated[float, Field(ge=1, le=86_400)]
"""Seconds. The client adds waits of its own of up to half a second, so less than one is of no use."""
LONGEST_REQUEST_SECONDS: Final = 500
"""Below the nine minutes after which an idle connection is closed."""


class KafkaSettings(SettingsGroup):
    """Settings of the Kafka event log. The password shows in no `str`, `repr`, error or log."""

    bootstrap_servers: Annotated[tuple[str, ...], NoDecode] = Field(default=("localhost:9092",), min_length=1)
    """Brokers to ask first, each `host:port`; a text lists them with commas. These name the rest of the cluster."""
    security_protocol: SecurityProtocol = "PLAINTEXT"
    """Whether connections are encrypted (`SSL`), and whether we show who we are by a password (`SASL_`)."""
    sasl_mechanism: SaslMechanism | None = None
    """How the password is shown; for `SASL_…`, and needed there. SCRAM does not send it, PLAIN does: over SSL only."""
    sasl_username: str | None = None
    """The user; for `SASL_…`, and needed there."""
    sasl_password: SecretStr | None = None
    """The user's password; for `SASL_…`, and needed there."""
    ssl_ca_file: Path | None = None
    """Certificates (PEM) of the authorities that may vouch for a broker; without it those that the system trusts."""
    ssl_certificate_file: Path | None = None
    """Our own certificate with its chain (PEM), where brokers ask their clients for one."""
    ssl_key_file: Path | None = None
    """The private key (PEM) of our certificate, where it does not stand in the same file."""
    ssl_check_hostname: bool = True
    """Whether a broker's certificate must name the host under which it was reached."""
    session_timeout_seconds: Duration = 45.0
    """A member whose process has given no sign of life for so long loses its partitions. Brokers set bounds to it."""
    max_poll_interval_seconds: Duration = 600.0
    """A member that has not polled for so long loses its partitions: longer than the work on one record may take."""
    delivery_timeout_seconds: Duration = 120.0
    """How long publishing is tried. Longer than brokers are away as a rule: up to here nothing is published twice."""
    request_timeout_seconds: Annotated[float, Field(ge=1, le=LONGEST_REQUEST_SECONDS)] = 30.0
    """How long one answer of a broker is waited for."""

    @field_validator("bootstrap_servers", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the settings hold
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("bootstrap_servers")
    @classmethod
    def _are_addresses(cls, servers: tuple[str, ...]) -> tuple[str, ...]:
        for server in servers:
            host, _, port = server.rpartition(":")
            if not host or not (port.isascii() and port.isdecimal()) or not 0 < int(port) <= HIGHEST_PORT:
                raise ValueError("each broker must be host:port")
        return servers

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if self.security_protocol.startswith("SASL_"):
            missing = [
                f"FISCUS_KAFKA__{name.upper()}"
                for name in ("sasl_mechanism", "sasl_username", "sasl_password")
                if not getattr(self, name)
            ]
            if missing:
                raise ValueError(
                    f"FISCUS_KAFKA__SECURITY_PROTOCOL={self.security_protocol} needs {', '.join(missing)}"
                )
        if self.delivery_timeout_seconds < self.request_timeout_seconds:
            raise ValueError(
                "FISCUS_KAFKA__DELIVERY_TIMEOUT_SECONDS must not be less than FISCUS_KAFKA__REQUEST_TIMEOUT_SECONDS"
            )
        return self
