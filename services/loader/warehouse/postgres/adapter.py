"""The warehouse port over PostgreSQL: any number of loaders, any number of readers.

What is done with a document is said in `storing`; here it gets its connection and its transaction. The transaction is
READ COMMITTED: what must not change meanwhile is held by locks, taken before it is read, so that nothing has to be
repeated for a conflict.

A connection that is lost is made anew at the next use. Where it was lost during COMMIT nobody knows whether the
document is in; storing it again finds out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg.pq import TransactionStatus

from services.loader.warehouse.postgres.connection import Connection, connect, place
from services.loader.warehouse.postgres.errors import MIGRATE, explained
from services.loader.warehouse.postgres.session import PostgresSession
from services.loader.warehouse.postgres.settings import PostgresSettings
from services.loader.warehouse.relational import RelationalWarehouse, utc_now
from services.loader.warehouse.schema import lacking
from services.loader.warehouse.session import Session
from shared.errors import ConfigurationError


class PostgresWarehouse(RelationalWarehouse):
    """A PostgreSQL database as `Warehouse`. Its tables are made by `migrate`, not here: a loader has no right to."""

    def __init__(self, settings: PostgresSettings, *, now: Callable[[], dt.datetime] = utc_now) -> None:
        """Connect; `now` gives `loaded_at`.

        Raises `ConfigurationError` when the server refuses us or the warehouse is not migrated to this version,
        `TransientError` when the server cannot be reached now.
        """
        super().__init__(now)
        self._settings = settings
        self._place = place(settings)
        self._is_closed = False
        self._connection: Connection | None = None
        self._connected()

    def close(self) -> None:
        """See `Warehouse.close`."""
        self._is_closed = True
        self._disconnect()

    @contextmanager
    def _query(self) -> Iterator[Session]:
        connection = self._connected()
        with self._translating(connection):
            yield PostgresSession(connection)

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        connection = self._connected()
        with self._translating(connection), connection.transaction():
            yield PostgresSession(connection)

    @contextmanager
    def _translating(self, connection: Connection) -> Iterator[None]:
        """Give errors of psycopg as ours, and let go of a connection that they leave in an unknown state."""
        try:
            yield
        except BaseException as error:
            if connection.info.transaction_status is not TransactionStatus.IDLE:
                self._disconnect()
            if isinstance(error, psycopg.Error):
                raise explained(error, self._place) from error
            raise

    def _connected(self) -> Connection:
        if self._is_closed:
            raise RuntimeError("the warehouse is closed")
        if self._connection is None:
            connection = connect(self._settings)
            try:
                self._check(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _check(self, connection: Connection) -> None:
        """Make sure that the tables are those that this version knows."""
        try:
            left = lacking(PostgresSession(connection), "postgres", where=self._place)
        except psycopg.Error as error:
            raise explained(error, self._place) from error
        if left:
            names = ", ".join(f"{step.number:04}_{step.name}" for step in left)
            raise ConfigurationError(
                f"the warehouse lacks the migrations {names}", where=self._place, remedy=MIGRATE
            )

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
