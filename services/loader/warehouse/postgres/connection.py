"""Connections to PostgreSQL, made of settings.

A connection commits each statement unless a transaction is begun, and gives up what takes too long. A loader that was
stopped in the midst of a transaction holds its locks no longer than a statement may take: then the server ends the
connection.
"""

from __future__ import annotations

from typing import Any, Final

import psycopg

from services.loader.warehouse.postgres.errors import explained
from services.loader.warehouse.postgres.settings import PostgresSettings

Connection = psycopg.Connection[tuple[Any, ...]]

KEEPALIVES: Final[dict[str, Any]] = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""A server that vanished from the network is noticed after 25 s, and not after the two hours of the system."""
_LIMITS: Final = """
    SELECT
        set_config('search_path', 'public', false),
        set_config('lock_timeout', $1, false),
        set_config('statement_timeout', $2, false),
        set_config('idle_in_transaction_session_timeout', $2, false)
"""


def connect(settings: PostgresSettings, *, limited: bool = True) -> Connection:
    """A connection; the caller closes it. Without `limited` nothing is given up for taking long.

    Raises `ConfigurationError` when the server refuses us, `TransientError` when it cannot be reached now.
    """
    password = settings.password
    try:
        connection = psycopg.connect(
            host=settings.host,
            port=settings.port,
            dbname=settings.database,
            user=settings.user,
            password=password.get_secret_value() if password else None,
            sslmode=settings.ssl_mode,
            sslrootcert=str(settings.ssl_root_certificate) if settings.ssl_root_certificate else None,
            connect_timeout=max(2, round(settings.connect_timeout_seconds)),
            client_encoding="UTF8",
            application_name="fiscus",
            autocommit=True,
            cursor_factory=psycopg.RawCursor,
            **KEEPALIVES,
        )
    except psycopg.Error as error:
        raise explained(error, place(settings)) from error
    limits = (settings.lock_timeout_seconds, settings.statement_timeout_seconds) if limited else (0, 0)
    try:
        connection.execute(_LIMITS, [f"{seconds * 1000:.0f}ms" for seconds in limits])
    except psycopg.Error as error:
        connection.close()
        raise explained(error, place(settings)) from error
    return connection


def place(settings: PostgresSettings) -> str:
    """The warehouse as people are told of it; without the password."""
    return f"postgresql://{settings.user}@{settings.host}:{settings.port}/{settings.database}"
