"""A PostgreSQL server that goes away, refuses, or cannot go on: what the loader is told, and what stays."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.loader.warehouse.port import StoreOutcome
from services.loader.warehouse.postgres import PostgresSettings, PostgresWarehouse
from services.loader.warehouse.postgres.connection import connect
from services.loader.warehouse.postgres.session import PostgresSession
from services.loader.warehouse.session import Held
from shared.errors import ConfigurationError, ContractError, FiscusError, TransientError
from tests.contract.warehouse.adapters import PATIENCE_SECONDS, Postgres, as_plain_values, content
from tests.contract.warehouse.documents import ACCEPTED_0, document_id, place, rows
from tests.contract.warehouse.kill_list import load, numbered
from tests.servers.postgres import PASSWORD, PostgresServer
from tests.servers.postgres_process import free_port

pytestmark = pytest.mark.postgres

Ends = Callable[[PostgresServer], None]
WAYS_TO_END = pytest.mark.parametrize(
    "end", [PostgresServer.stop, PostgresServer.kill], ids=["stopped", "killed"]
)


@pytest.fixture
def postgres(breakable_postgres: PostgresServer) -> Iterator[Postgres]:
    """A warehouse without documents, on a server that may be broken."""
    adapter = Postgres(breakable_postgres)
    yield adapter
    breakable_postgres.start()
    adapter.discard()


@WAYS_TO_END
def test_a_server_that_was_away_is_found_again_by_the_same_warehouse(
    breakable_postgres: PostgresServer, postgres: Postgres, end: Ends
) -> None:
    warehouse = postgres.open()
    warehouse.store(rows("one"), place(0), {ACCEPTED_0: 1})
    end(breakable_postgres)
    for _ in range(2):
        with pytest.raises(TransientError) as caught:
            warehouse.store(rows("two"), place(1), {ACCEPTED_0: 2})
        assert "\n" not in str(caught.value)
        with pytest.raises(TransientError):
            warehouse.next_offsets()
    breakable_postgres.start()
    assert warehouse.next_offsets() == {ACCEPTED_0: 1}
    assert warehouse.store(rows("two"), place(1), {ACCEPTED_0: 2}) is StoreOutcome.LOADED
    assert postgres.query("SELECT count(*) FROM document") == [(2,)]


def test_a_server_that_went_and_came_between_two_documents_costs_one_attempt(
    breakable_postgres: PostgresServer, postgres: Postgres
) -> None:
    warehouse = postgres.open()
    warehouse.store(rows("one"), place(0), {ACCEPTED_0: 1})
    breakable_postgres.restart()
    with pytest.raises(TransientError):
        warehouse.store(rows("two"), place(1), {ACCEPTED_0: 2})
    assert warehouse.store(rows("two"), place(1), {ACCEPTED_0: 2}) is StoreOutcome.LOADED


@WAYS_TO_END
def test_a_server_that_ends_within_a_transaction_leaves_nothing_of_it(
    breakable_postgres: PostgresServer, postgres: Postgres, end: Ends
) -> None:
    """The document's rows are written, and its last step waits for another loader."""
    warehouse = postgres.open()
    warehouse.store(rows("one"), place(0), {ACCEPTED_0: 1})
    before = content(postgres)
    postgres.close_reader()
    other = postgres.server.connect(postgres.database)
    other.execute("BEGIN")
    other.execute("LOCK TABLE seen_record IN SHARE MODE")
    with ThreadPoolExecutor(1) as pool:
        storing = pool.submit(warehouse.store, rows("two"), place(1), {ACCEPTED_0: 2})
        postgres.wait_for_lock()
        end(breakable_postgres)
        with pytest.raises(TransientError):
            storing.result(PATIENCE_SECONDS)
    other.close()
    breakable_postgres.start()
    assert content(postgres) == before
    assert warehouse.next_offsets() == {ACCEPTED_0: 1}
    assert warehouse.store(rows("two"), place(1), {ACCEPTED_0: 2}) is StoreOutcome.LOADED


@pytest.mark.slow
def test_a_server_that_is_killed_again_and_again_ends_with_the_whole_list(
    breakable_postgres: PostgresServer, postgres: Postgres
) -> None:
    """The loader tries again what was not confirmed; meanwhile the server is killed at any moment and started."""
    documents, done = numbered(80), threading.Event()

    def keep_loading() -> int:
        outages = 0
        warehouse = postgres.open()
        while True:
            try:
                load(warehouse, documents)
                return outages
            except TransientError:
                outages += 1
                time.sleep(0.05)

    def keep_killing() -> None:
        for pause in (0.12, 0.05, 0.2, 0.1):
            done.wait(pause)
            breakable_postgres.kill()
            breakable_postgres.start()

    with ThreadPoolExecutor(1) as pool:
        loading = pool.submit(keep_loading)
        keep_killing()
        assert loading.result(PATIENCE_SECONDS * 2) > 0
    calm = Postgres(breakable_postgres)
    load(calm.open(), documents)
    assert content(postgres) == content(calm)
    calm.discard()


def test_a_connection_that_an_administrator_ends_is_made_anew(postgres: Postgres) -> None:
    warehouse = postgres.open()
    with postgres.server.connect(postgres.database) as administrator:
        ended = administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'fiscus'"
        ).fetchall()
    assert ended == [(True,)]
    with pytest.raises(TransientError, match="terminating connection due to administrator command"):
        warehouse.store(rows(), place(0), {ACCEPTED_0: 1})
    assert warehouse.store(rows(), place(0), {ACCEPTED_0: 1}) is StoreOutcome.LOADED


def test_a_statement_that_takes_too_long_is_given_up(postgres: Postgres) -> None:
    warehouse = PostgresWarehouse(
        postgres.settings.model_copy(update={"statement_timeout_seconds": 1.0, "lock_timeout_seconds": 5.0})
    )
    with connect(postgres.settings) as other, other.transaction():
        PostgresSession(other).hold(Held.DOCUMENT, [document_id("one")])
        with pytest.raises(TransientError, match="canceling statement due to statement timeout"):
            warehouse.store(rows(), place(0), {ACCEPTED_0: 1})
    assert warehouse.store(rows(), place(0), {ACCEPTED_0: 1}) is StoreOutcome.LOADED
    warehouse.close()


FAILING = """
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'it fails' USING ERRCODE = '{code}'; END $$;
    CREATE TRIGGER fail BEFORE INSERT ON check_result FOR EACH ROW EXECUTE FUNCTION fail();
"""
MENDED = "DROP TRIGGER fail ON check_result; DROP FUNCTION fail();"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("53100", TransientError),  # disk full
        ("53200", TransientError),  # out of memory
        ("40001", TransientError),  # could not serialize
        ("40P01", TransientError),  # deadlock
        ("58030", TransientError),  # input or output error
        ("57P03", TransientError),  # cannot connect now
        ("25006", TransientError),  # read-only: not the primary any more
        ("42501", ConfigurationError),  # a right was taken away
        ("42P01", ConfigurationError),  # a table was taken away
        ("22003", ContractError),  # a value does not fit
        ("23502", ContractError),  # NULL where none may be
    ],
)
def test_what_the_server_says_within_a_transaction_decides_whether_to_try_again(
    postgres: Postgres, code: str, kind: type[FiscusError]
) -> None:
    """The last rows of the document are refused with the code; nothing is left, and the same warehouse goes on."""
    warehouse = postgres.open()
    postgres.maintain(FAILING.format(code=code))
    try:
        for _ in range(2):
            with pytest.raises(kind, match="it fails"):
                warehouse.store(rows(), place(0), {ACCEPTED_0: 1})
        assert postgres.query("SELECT count(*) FROM document") == [(0,)]
    finally:
        postgres.maintain(MENDED)
    assert warehouse.next_offsets() == {}
    assert warehouse.store(rows(), place(0), {ACCEPTED_0: 1}) is StoreOutcome.LOADED


@pytest.mark.parametrize("table", ["document", "budget_line", "seen_record", "next_offset"])
def test_an_interruption_in_the_midst_of_a_document_leaves_nothing_and_the_warehouse_goes_on(
    postgres: Postgres, table: str
) -> None:
    """A signal comes while the writing of a table waits for somebody."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    def signal_a_waiting_loader() -> None:
        postgres.wait_for_lock()
        os.kill(os.getpid(), signal.SIGALRM)

    warehouse = postgres.open()
    before = signal.signal(signal.SIGALRM, interrupt)
    with postgres.server.connect(postgres.database) as other, ThreadPoolExecutor(1) as pool:
        with other.transaction():
            other.execute(f"LOCK TABLE {table} IN SHARE MODE".encode())
            signalled = pool.submit(signal_a_waiting_loader)
            with pytest.raises(KeyboardInterrupt):
                warehouse.store(rows(), place(0), {ACCEPTED_0: 1})
        signalled.result()
    signal.signal(signal.SIGALRM, before)
    assert postgres.query("SELECT count(*) FROM document") == [(0,)]
    assert warehouse.store(rows(), place(0), {ACCEPTED_0: 1}) is StoreOutcome.LOADED


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"password": "wrong"}, "the server refuses the role or its password"),
        ({"password": None}, "the server refuses the role or its password"),
        ({"user": "nobody_here"}, "the server refuses the role or its password"),
        ({"database": "none_such"}, "the server has no such database"),
        ({"ssl_mode": "require"}, "the server does not speak TLS"),
    ],
)
def test_a_refusal_is_one_line_that_names_the_setting_and_not_the_password(
    breakable_postgres: PostgresServer,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, object],
    what: str,
) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    settings = PostgresSettings.model_validate(
        as_plain_values(breakable_postgres.settings("postgres")) | changes
    )
    with pytest.raises(ConfigurationError, match=what) as caught:
        PostgresWarehouse(settings)
    said = str(caught.value)
    assert "\n" not in said
    assert "FISCUS_POSTGRES__" in caught.value.remedy
    assert PASSWORD not in said
    assert "wrong" not in said


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid"])
def test_a_server_that_is_not_there_may_come(host: str) -> None:
    settings = PostgresSettings.model_validate(
        {"host": host, "port": free_port(), "password": PASSWORD, "connect_timeout_seconds": 3}
    )
    with pytest.raises(TransientError, match="the warehouse cannot be reached") as caught:
        PostgresWarehouse(settings)
    assert "\n" not in str(caught.value)
    assert PASSWORD not in str(caught.value)


def test_a_closed_warehouse_can_be_closed_again_and_does_nothing_else(postgres: Postgres) -> None:
    warehouse = postgres.open()
    warehouse.close()
    warehouse.close()
    with pytest.raises(RuntimeError, match="the warehouse is closed"):
        warehouse.next_offsets()
