"""The warehouse port over a DuckDB file.

One process writes: DuckDB lets nobody else open the file meanwhile, not even for reading. So a loader holds the file
while it works and lets go of it with `close`; readers come after.

What is done with a document is said in `storing`; here it gets its connection and its transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from services.loader.warehouse.duckdb.file import explained, open_file
from services.loader.warehouse.duckdb.session import DuckDBSession
from services.loader.warehouse.relational import RelationalWarehouse, utc_now
from services.loader.warehouse.schema import prepare
from services.loader.warehouse.session import Session


class DuckDBWarehouse(RelationalWarehouse):
    """A DuckDB file as `Warehouse`. Opening makes the file and its tables, and brings older ones up to date."""

    def __init__(self, path: Path, *, now: Callable[[], dt.datetime] = utc_now) -> None:
        """Open `path` for writing; `now` gives `loaded_at`.

        Raises `ConfigurationError` when the path is no warehouse and cannot become one (a folder, another kind of
        file, no right to write, tables of others, made by a newer version), `TransientError` when another process
        holds it.
        """
        super().__init__(now)
        self._path = path
        self._is_closed = False
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._session: DuckDBSession | None = None
        self._opened()

    def close(self) -> None:
        """See `Warehouse.close`. What DuckDB keeps in its log file beside the warehouse is moved into it."""
        self._is_closed = True
        self._disconnect()

    @contextmanager
    def _query(self) -> Iterator[Session]:
        session = self._opened()
        try:
            yield session
        except duckdb.Error as error:
            raise explained(error, self._path) from error

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        session = self._opened()
        try:
            session.run("BEGIN")
            yield session
            session.run("COMMIT")
        except duckdb.FatalException as error:
            # DuckDB refuses everything after such an error; the file is sound and can be opened again.
            self._disconnect()
            raise explained(error, self._path) from error
        except BaseException as error:
            with suppress(duckdb.Error):  # where COMMIT itself failed there is nothing left to undo
                session.run("ROLLBACK")
            if isinstance(error, duckdb.Error):
                raise explained(error, self._path) from error
            raise

    def _opened(self) -> DuckDBSession:
        if self._is_closed:
            raise RuntimeError("the warehouse is closed")
        if self._session is None:
            connection = open_file(self._path)
            session = DuckDBSession(connection)
            try:
                self._prepare(session)
            except BaseException:
                connection.close()
                raise
            self._connection, self._session = connection, session
        return self._session

    def _prepare(self, session: DuckDBSession) -> None:
        """Bring the tables up to date. What fails half-way is undone by the caller, who closes the connection."""
        try:
            session.run("BEGIN")
            prepare(session, "duckdb", self._now(), where=str(self._path))
            session.run("COMMIT")
        except duckdb.Error as error:
            raise explained(error, self._path) from error

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(duckdb.Error):  # what is committed is on the disk already
                self._connection.close()
            self._connection = self._session = None
