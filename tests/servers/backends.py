"""Where services work in a test: which event log, which warehouse; their settings, how far they are, what they hold.

A log is an `EmbeddedPlace` or a `KafkaPlace`, a warehouse a `DuckDBPlace` or a `PostgresPlace`; any log goes with any
warehouse. Each is empty at first; `KafkaPlace.clear` empties a broker that other tests have used.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Protocol

from kafka import KafkaAdminClient
from kafka.errors import KafkaError, UnknownTopicOrPartitionError
from pydantic import SecretStr

from services.extractor.service import GROUP as EXTRACTOR_GROUP
from services.loader.position import TOPICS as LOADER_TOPICS
from services.loader.service import GROUP as LOADER_GROUP
from services.validator.service import GROUP as VALIDATOR_GROUP
from shared.eventlog.embedded import EmbeddedEventLog, storage
from shared.eventlog.embedded.database import connect
from shared.eventlog.kafka import KafkaEventLog
from shared.eventlog.kafka.errors import translated
from shared.eventlog.kafka.settings import KafkaSettings
from shared.eventlog.port import EventLog, TopicPartition
from shared.events.topics import EXTRACTED, SUBMITTED, TOPICS
from tests.servers.postgres import PostgresAddress
from tests.servers.warehouses import Contents, duckdb_contents, postgres_contents

READS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "extractor": (EXTRACTOR_GROUP, (SUBMITTED,)),
    "validator": (VALIDATOR_GROUP, (EXTRACTED,)),
    "loader": (LOADER_GROUP, LOADER_TOPICS),
}
"""The group of each stage and what it reads, in the order of the flow."""
PARTITIONS: Final = 4
GONE_SECONDS: Final = 20.0

Offsets = Mapping[TopicPartition, int]


class LogPlace(Protocol):
    """An event log that services share."""

    def settings(self) -> dict[str, str]:
        """The variables that name it."""
        ...

    def open(self) -> EventLog:
        """The log with all topics, for a test to read and write; the test closes it."""
        ...

    def committed(self, stage: str) -> Offsets:
        """The committed watermarks of a stage's group. `TransientError` where the log does not tell now."""
        ...


class WarehousePlace(Protocol):
    """A warehouse that loaders write to."""

    def settings(self) -> dict[str, str]:
        """The variables that name it."""
        ...

    def contents(self) -> Contents:
        """Every table of it, to be compared. Where one process has the file to itself, the loader must have ended."""
        ...


class EmbeddedPlace:
    """The embedded log in a file, for processes on one machine."""

    def __init__(self, path: Path) -> None:
        """Made with the first service, or the first `open`."""
        self._path = path

    def settings(self) -> dict[str, str]:
        """See `LogPlace`."""
        return {
            "FISCUS_EVENT_LOG__BACKEND": "embedded",
            "FISCUS_EVENT_LOG__PATH": str(self._path),
            "FISCUS_EVENT_LOG__PARTITIONS": str(PARTITIONS),
        }

    def open(self) -> EventLog:
        """See `LogPlace`."""
        log = EmbeddedEventLog(self._path)
        log.create_topics(dict.fromkeys(TOPICS, PARTITIONS))
        return log

    def committed(self, stage: str) -> Offsets:
        """See `LogPlace`."""
        group, topics = READS[stage]
        connection = connect(self._path, busy_timeout_seconds=30)
        try:
            watermarks = storage.watermarks(connection, group)
            extents = storage.extents(connection, topics)
        finally:
            connection.close()
        return {partition: watermarks.get(extent.partition_id, 0) for partition, extent in extents.items()}


class KafkaPlace:
    """A Kafka broker. The services' topics have fixed names, so tests that share it take turns and `clear` it first."""

    def __init__(self, bootstrap: str, **settings: str) -> None:
        """`settings` are fields of `KafkaSettings` as texts, such as `session_timeout_seconds="6"`."""
        self._bootstrap = bootstrap
        self._settings = settings

    def settings(self) -> dict[str, str]:
        """See `LogPlace`."""
        return {
            "FISCUS_EVENT_LOG__BACKEND": "kafka",
            "FISCUS_EVENT_LOG__PARTITIONS": str(PARTITIONS),
            "FISCUS_KAFKA__BOOTSTRAP_SERVERS": self._bootstrap,
            **{f"FISCUS_KAFKA__{name.upper()}": value for name, value in self._settings.items()},
        }

    def open(self) -> EventLog:
        """See `LogPlace`."""
        log = KafkaEventLog(
            KafkaSettings.model_validate({"bootstrap_servers": self._bootstrap, **self._settings})
        )
        log.create_topics(dict.fromkeys(TOPICS, PARTITIONS))
        return log

    def committed(self, stage: str) -> Offsets:
        """See `LogPlace`."""
        group, _ = READS[stage]
        with translated([self._bootstrap]), self._admin() as admin:
            offsets = admin.list_group_offsets(group)
        told = offsets.get(group, offsets)
        return {TopicPartition(p.topic, p.partition): max(0, meta.offset) for p, meta in told.items()}

    def clear(self) -> None:
        """Delete the services' topics and groups, and wait until they are gone. No service may run."""
        with self._admin() as admin:
            groups = [group for group, _ in READS.values()]
            with suppress(KafkaError):  # those that are not there
                admin.delete_groups(groups)
            deadline = time.monotonic() + GONE_SECONDS
            while left := sorted(set(TOPICS) & set(admin.list_topics())):
                assert time.monotonic() < deadline, f"the broker keeps {left}"
                with suppress(UnknownTopicOrPartitionError):
                    admin.delete_topics(left)
                time.sleep(0.1)

    @contextmanager
    def _admin(self) -> Iterator[KafkaAdminClient]:
        admin = KafkaAdminClient(bootstrap_servers=self._bootstrap)
        try:
            yield admin
        finally:
            admin.close()


class DuckDBPlace:
    """A DuckDB file, for one loader."""

    def __init__(self, path: Path) -> None:
        """Made by the loader."""
        self._path = path

    def settings(self) -> dict[str, str]:
        """See `WarehousePlace`."""
        return {"FISCUS_WAREHOUSE__BACKEND": "duckdb", "FISCUS_WAREHOUSE__PATH": str(self._path)}

    def contents(self) -> Contents:
        """See `WarehousePlace`."""
        return duckdb_contents(self._path)


class PostgresPlace:
    """A PostgreSQL database, for any number of loaders."""

    def __init__(self, server: PostgresAddress, **changes: str) -> None:
        """A new database of the server; `changes` are fields of its settings, such as `connect_timeout_seconds`."""
        self.database = server.new_database()
        self._settings = server.settings(self.database, **changes)
        self._conninfo = server.conninfo(self.database)

    def settings(self) -> dict[str, str]:
        """See `WarehousePlace`."""
        given = self._settings.model_dump(exclude_none=True)
        secrets = {
            name: value.get_secret_value() for name, value in given.items() if isinstance(value, SecretStr)
        }
        return {
            "FISCUS_WAREHOUSE__BACKEND": "postgres",
            **{f"FISCUS_POSTGRES__{name.upper()}": str(value) for name, value in (given | secrets).items()},
        }

    def contents(self) -> Contents:
        """See `WarehousePlace`."""
        return postgres_contents(self._conninfo)
