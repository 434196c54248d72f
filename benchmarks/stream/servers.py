"""The servers under measurement: an Apache Kafka broker and PostgreSQL, started for the run, with data on the disk.

The harness of the tests starts them. Unlike there, PostgreSQL forces every commit to the disk. The broker does what a
broker does by default: it leaves that to the system, and to replicas, of which there are none here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
import psycopg

from shared.events.topics import TOPICS
from tests.servers import kafka, postgres
from tests.servers.backends import KafkaPlace, PostgresPlace
from tests.servers.kafka import KafkaBroker
from tests.servers.postgres import ADMINISTRATOR, PASSWORD, PostgresServer
from tests.servers.postgres_binaries import binaries
from tests.servers.postgres_process import PostgresProcess

POSTGRES_SETTINGS: Final = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "dynamic_shared_memory_type": "posix",
}


class CannotMeasureError(RuntimeError):
    """There is no way to start the servers here; the message says why."""


@dataclass(frozen=True, slots=True)
class Servers:
    """Both servers, running. Used by one thread."""

    broker: KafkaBroker
    broker_folder: Path
    database: PostgresServer
    database_pid: int

    def places(self) -> tuple[KafkaPlace, PostgresPlace]:
        """The broker without any topic of ours, and a new database. No service may run."""
        log = KafkaPlace(self.broker.bootstrap)
        log.clear()
        return log, PostgresPlace(self.database)

    def pids(self) -> dict[str, int]:
        """Their processes."""
        return {"broker": self.broker.pid, "database": self.database_pid}

    def topic_bytes(self) -> dict[str, int]:
        """What the records of each topic take on the broker's disk, without indexes."""
        return {
            topic: sum(
                path.stat().st_size for path in self.broker_folder.glob(f"*/data/{topic}-[0-9]*/*.log")
            )
            for topic in TOPICS
        }

    def database_bytes(self, place: PostgresPlace) -> int:
        """What a database takes on the disk, with its indexes."""
        with psycopg.connect(self.database.conninfo(place.database)) as connection:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
            return int(row[0]) if row else 0


@contextmanager
def started() -> Iterator[Servers]:
    """Start both servers with data in a temporary folder; stop them and remove it at the end.

    Raises CannotMeasureError where one of them cannot be started here.
    """
    if reason := kafka.lacks() or postgres.lacks():
        raise CannotMeasureError(reason)
    found = binaries()
    if found is None:
        raise CannotMeasureError("the benchmark starts a PostgreSQL of its own, and there are no binaries")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fiscus-bench-")))
        broker = kafka.started(folder)
        stack.callback(broker.stop)
        process = PostgresProcess(
            found, ADMINISTRATOR, PASSWORD, settings=POSTGRES_SETTINGS, parent=Path(tempfile.gettempdir())
        )
        database = PostgresServer(process)
        stack.callback(database.remove)
        database.start()
        yield Servers(broker, folder, database, _postmaster(database))


def _postmaster(database: PostgresServer) -> int:
    """The process that all others of the server come from."""
    with database.connect("postgres") as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row is not None  # noqa: S101 - a function always gives a row
        parent = psutil.Process(row[0]).parent()
    assert parent is not None  # noqa: S101 - the server runs
    return parent.pid
