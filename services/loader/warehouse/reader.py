"""Reading a warehouse for people: the documents, their findings and their figures. Nothing is written.

A DuckDB file is opened for reading alone, so that any number of readers share it; a PostgreSQL database is read as the
user that the settings name (`fiscus_reader` suffices).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from services.loader.document_rows import DocumentRows
from services.loader.warehouse.documents import Documents
from services.loader.warehouse.migration import migrations
from services.loader.warehouse.port import DocumentStatus
from services.loader.warehouse.postgres.roles import READER
from services.loader.warehouse.postgres.settings import PostgresSettings
from services.loader.warehouse.session import Session
from shared.errors import ConfigurationError
from shared.model.base import Model
from shared.model.records import (
    BudgetLine,
    ClaimRecord,
    DocumentRecord,
    FigureRecord,
    FindingRecord,
    IndicatorRecord,
    PlanRecord,
)
from shared.settings import Settings

M = TypeVar("M", bound=Model)

_ORDER: Final = {
    "budget_line": "length(table_id), table_id, row_no",
    "quarantined_line": "length(table_id), table_id, row_no",
    "claim": "claim_no",
    "performance_plan": "plan_no",
    "indicator": "plan_no, indicator_no",
    "disclosed_figure": "figure_key, page",
}


class ReaderPostgresSettings(PostgresSettings):
    """How to reach the warehouse as a reader."""

    user: str = READER
    """The role that reads, or another with its rights."""


class ReaderSettings(Settings):
    """Everything that reading a PostgreSQL warehouse is told."""

    postgres: ReaderPostgresSettings = ReaderPostgresSettings()


class Reader:
    """A warehouse, open for reading."""

    def __init__(self, session: Session) -> None:
        """Read over `session`."""
        self._session = session
        self._documents = Documents(session, dt.datetime.now(dt.UTC))

    def statuses(self) -> tuple[DocumentStatus, ...]:
        """What the warehouse says of each document, in the order of their submission."""
        return self._documents.statuses()

    def findings(self, document_id: str) -> tuple[FindingRecord, ...]:
        """The findings of a document in their order."""
        return self._documents.findings(document_id)

    def rows(self, document_id: str) -> DocumentRows:
        """What a document prints, whatever its verdict; without findings and results of checks."""
        (document,) = self._records("document", DocumentRecord, document_id)
        lines = self._records("budget_line", BudgetLine, document_id)
        return DocumentRows(
            document=document,
            lines=lines or self._records("quarantined_line", BudgetLine, document_id),
            claims=self._records("claim", ClaimRecord, document_id),
            plans=self._records("performance_plan", PlanRecord, document_id),
            indicators=self._records("indicator", IndicatorRecord, document_id),
            figures=self._records("disclosed_figure", FigureRecord, document_id),
        )

    def _records(self, table: str, model: type[M], document_id: str) -> tuple[M, ...]:
        columns = tuple(model.model_fields)
        order = f" ORDER BY {_ORDER[table]}" if table in _ORDER else ""
        rows = self._session.rows(
            f"SELECT {', '.join(columns)} FROM {table} WHERE document_id = $1{order}",  # noqa: S608 - own names
            [document_id],
        )
        return tuple(model(**dict(zip(columns, row, strict=True))) for row in rows)


@contextmanager
def read_duckdb(path: Path) -> Iterator[Reader]:
    """Open a DuckDB file for reading.

    Raises `ConfigurationError` where it is no warehouse of this version, `TransientError` where another process holds
    it for writing.
    """
    import duckdb  # noqa: PLC0415 - one of two is loaded

    from services.loader.warehouse.duckdb.file import explained, inspect_file  # noqa: PLC0415 - ditto
    from services.loader.warehouse.duckdb.session import DuckDBSession  # noqa: PLC0415 - ditto

    inspect_file(path)
    try:
        with duckdb.connect(str(path.absolute()), read_only=True) as connection:
            session = DuckDBSession(connection)
            _require_present(session, path)
            yield Reader(session)
    except duckdb.Error as error:
        raise explained(error, path) from error


@contextmanager
def read_postgres(settings: PostgresSettings) -> Iterator[Reader]:
    """Open a PostgreSQL warehouse for reading.

    Raises `ConfigurationError` where the server refuses us, `TransientError` where it cannot be reached now.
    """
    import psycopg  # noqa: PLC0415 - one of two is loaded

    from services.loader.warehouse.postgres.connection import connect, place  # noqa: PLC0415 - ditto
    from services.loader.warehouse.postgres.errors import explained  # noqa: PLC0415 - ditto
    from services.loader.warehouse.postgres.session import PostgresSession  # noqa: PLC0415 - ditto

    connection = connect(settings)
    try:
        yield Reader(PostgresSession(connection))
    except psycopg.Error as error:
        raise explained(error, place(settings)) from error
    finally:
        connection.close()


def _require_present(session: Session, path: Path) -> None:
    """Make sure that the tables are those of this version."""
    present = session.rows(
        "SELECT table_name FROM information_schema.tables WHERE table_name = 'schema_migration'"
    )
    if not present:
        raise ConfigurationError(
            "the file is no warehouse", where=str(path), remedy="name the one that `fiscus ingest` made"
        )
    ((applied,),) = session.rows("SELECT max(number) FROM schema_migration")
    newest = migrations("duckdb")[-1].number
    if applied < newest:
        remedy = "run `fiscus revalidate` on it once, which brings it up to date"
        raise ConfigurationError(
            "the warehouse was made by an older version of Fiscus", where=str(path), remedy=remedy
        )
    if applied > newest:
        raise ConfigurationError(
            "the warehouse was made by a newer version of Fiscus",
            where=str(path),
            remedy="install that version",
        )
