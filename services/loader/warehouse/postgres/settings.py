"""How to reach the PostgreSQL warehouse and how patient to be with it: the settings `FISCUS_POSTGRES__…`.

Values are checked here, before anything is opened. `services.loader.warehouse.postgres.connection` makes a connection
of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, model_validator

from shared.settings.groups import HIGHEST_PORT, SettingsGroup

SslMode = Literal["disable", "prefer", "require", "verify-ca", "verify-full"]
Wait = Annotated[float, Field(ge=1, le=86_400)]
"""Seconds."""


class PostgresSettings(SettingsGroup):
    """Settings of the PostgreSQL warehouse. The password shows in no `str`, `repr`, error or log."""

    host: str = Field(default="localhost", min_length=1)
    """The server's name or address, or the folder of its socket."""
    port: int = Field(default=5432, ge=1, le=HIGHEST_PORT)
    """The server's port."""
    database: str = Field(default="fiscus", min_length=1)
    """The database, which belongs to Fiscus alone."""
    user: str = Field(default="fiscus_loader", min_length=1)
    """The role: `fiscus_loader` to load, `fiscus_owner` to migrate."""
    password: SecretStr | None = None
    """The role's password; None where the server asks for none, or where `~/.pgpass` has it."""
    ssl_mode: SslMode = "prefer"
    """`verify-full` where the way to the server is not trusted: only it makes sure that the server is the right one."""
    ssl_root_certificate: Path | None = None
    """Certificates (PEM) of the authorities that may vouch for the server; for `verify-ca` and `verify-full`."""
    connect_timeout_seconds: Wait = 10.0
    """How long to wait for a connection; the driver counts whole seconds, two at least."""
    statement_timeout_seconds: Wait = 60.0
    """How long one statement may take before the server gives it up, to be tried again."""
    lock_timeout_seconds: Wait = 10.0
    """How long one statement may wait for another loader; less than a statement may take, or it has no effect."""

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if self.ssl_mode.startswith("verify-") and self.ssl_root_certificate is None:
            raise ValueError(
                f"FISCUS_POSTGRES__SSL_MODE={self.ssl_mode} needs FISCUS_POSTGRES__SSL_ROOT_CERTIFICATE"
            )
        return self
