"""Making a PostgreSQL warehouse and bringing it up to date, as its owner: before the loaders of a new version start.

All of it is one transaction, so that a migration which is killed leaves things as they were; migrations that are
started at once wait for each other, and all but the first find nothing to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

import psycopg

from services.loader.warehouse.postgres.connection import Connection, connect, place
from services.loader.warehouse.postgres.errors import explained
from services.loader.warehouse.postgres.partitions import make_partitions
from services.loader.warehouse.postgres.roles import OWNER
from services.loader.warehouse.postgres.session import PostgresSession
from services.loader.warehouse.postgres.settings import PostgresSettings
from services.loader.warehouse.relational import utc_now
from services.loader.warehouse.schema import prepare
from shared.errors import ConfigurationError

OLDEST_SERVER: Final = 150_000
"""PostgreSQL 15: from there on nobody but the owner of a database makes tables in its schema `public`."""
_TURN: Final = 0x666973637573
"""The key of the advisory lock for which migrations wait ("fiscus")."""


def migrate(settings: PostgresSettings, *, now: Callable[[], dt.datetime] = utc_now) -> tuple[str, ...]:
    """Apply what a warehouse lacks: tables, views, rights, code lists, partitions up to some years from now.

    The user must be `fiscus_owner` or a member of it (as a superuser is); it becomes the owner of everything. Gives
    the names of the migrations that were applied; empty where all was there.

    Raises `ConfigurationError` when the server refuses us, the user has no right to it, the roles are not there, or
    the database is not one that can be a warehouse; `TransientError` when the server cannot be reached now.
    """
    connection = connect(settings, limited=False)
    try:
        _check_server(connection, place(settings))
        with connection.transaction():
            _take_turn(connection)
            session = PostgresSession(connection)
            applied = prepare(session, "postgres", now(), where=place(settings))
            make_partitions(session, now().year)
    except psycopg.Error as error:
        raise explained(error, place(settings)) from error
    finally:
        connection.close()
    return tuple(f"{step.number:04}_{step.name}" for step in applied)


def _take_turn(connection: Connection) -> None:
    """Wait for other migrations, and be the owner until the end of the transaction."""
    connection.execute("SELECT pg_advisory_xact_lock($1)", [_TURN])
    member = "SELECT 1 FROM pg_roles WHERE rolname = $1 AND pg_has_role(rolname, 'MEMBER')"
    if connection.execute(member, [OWNER]).fetchone():
        connection.execute(f"SET LOCAL ROLE {OWNER}".encode())


def _check_server(connection: Connection, where: str) -> None:
    if connection.info.server_version < OLDEST_SERVER:
        raise ConfigurationError(
            "the server is older than PostgreSQL 15", where=where, remedy="use a newer one"
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise ConfigurationError(
            f"the database keeps text as {encoding}", where=where, remedy="make it with ENCODING 'UTF8'"
        )
