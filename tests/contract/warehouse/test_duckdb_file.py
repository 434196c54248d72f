"""The DuckDB file itself: who may open it, and what is said where it cannot be."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from services.loader.warehouse.duckdb import DuckDBWarehouse
from services.loader.warehouse.port import StoreOutcome
from shared.errors import ConfigurationError, TransientError
from tests.contract.warehouse.documents import ACCEPTED_0, document_id, line, place, rows

TEXT = "not a database, only text\n" * 500


def a_folder(path: Path) -> None:
    path.mkdir()


def a_text_file(path: Path) -> None:
    path.write_text(TEXT)


def an_empty_file(path: Path) -> None:
    path.touch()


def a_sqlite_file(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE document (id)")
    connection.close()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def tables_of_others(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE document (id INTEGER)")


def a_warehouse_of_the_future(path: Path) -> None:
    DuckDBWarehouse(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("INSERT INTO schema_migration VALUES (99, 'to_come', now()::TIMESTAMP)")


def a_damaged_file(path: Path) -> None:
    DuckDBWarehouse(path).close()
    with path.open("r+b") as file:
        file.seek(3 * 4096 + 200)
        file.write(b"\xff" * 2000)


def a_truncated_file(path: Path) -> None:
    DuckDBWarehouse(path).close()
    os.truncate(path, 9000)


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (a_folder, "the warehouse is a folder"),
        (a_text_file, "not a DuckDB file"),
        (an_empty_file, "not a DuckDB file"),
        (a_sqlite_file, "not a DuckDB file"),
        (a_pipe, "not a regular file"),
        (tables_of_others, "holds other tables"),
        (a_warehouse_of_the_future, "made by a newer version of Fiscus"),
        (a_damaged_file, "damaged"),
        (a_truncated_file, "damaged"),
    ],
)
def test_what_is_no_warehouse_is_refused_in_one_line_and_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], None], what: str
) -> None:
    path = tmp_path / "预算 2025.duckdb"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(ConfigurationError, match=what) as caught:
        DuckDBWarehouse(path)
    said = str(caught.value)
    assert str(path) in said
    assert caught.value.remedy
    assert "\n" not in said
    assert before is None or path.read_bytes() == before


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="the folder of the warehouse does not exist"):
        DuckDBWarehouse(tmp_path / "missing" / "w.duckdb")


def as_somebody_else(attempt: Callable[[], object]) -> str:
    """What `attempt` raises in a child process; without root's rights where this process has them."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            attempt()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent is told
            os.write(writing, f"{type(error).__name__}: {error}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


@pytest.mark.parametrize("exists", [True, False])
def test_a_place_without_the_right_to_write_is_refused(exists: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "w.duckdb"
        if exists:
            DuckDBWarehouse(path).close()
            path.chmod(0o444)
        folder.chmod(0o555)
        said = as_somebody_else(lambda: DuckDBWarehouse(path))
        folder.chmod(0o755)
    assert said.startswith("ConfigurationError: the warehouse cannot be written")
    assert str(path) in said


@pytest.mark.parametrize("name", [":memory:", "md:fiscus", "年度.duckdb", "with space?.duckdb", "w'.duckdb"])
def test_every_name_is_the_name_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    warehouse = DuckDBWarehouse(Path(name))
    warehouse.store(rows(), place(), {ACCEPTED_0: 1})
    warehouse.close()
    assert (tmp_path / name).is_file()
    again = DuckDBWarehouse(Path(name))
    assert again.next_offsets() == {ACCEPTED_0: 1}
    again.close()


HOLDER = """
import sys, pathlib
from services.loader.warehouse.duckdb import DuckDBWarehouse
warehouse = DuckDBWarehouse(pathlib.Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""
READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
print(connection.execute("SELECT file_name FROM document").fetchall(), flush=True)
sys.stdin.read()
"""
ROOT = Path(__file__).resolve().parents[3]


def run(program: str, path: Path) -> subprocess.Popen[str]:
    """Another process at the file; it has it from its first line of output until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("program", [HOLDER, READER], ids=["writer", "reader"])
def test_a_file_that_another_process_holds_can_be_had_later(tmp_path: Path, program: str) -> None:
    path = tmp_path / "w.duckdb"
    DuckDBWarehouse(path).close()
    with run(program, path) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        with pytest.raises(TransientError, match=f"held by another process .PID {process.pid}.") as caught:
            DuckDBWarehouse(path)
        assert "\n" not in str(caught.value)
        process.communicate()
    DuckDBWarehouse(path).close()


def test_readers_can_open_the_file_after_the_loader_has_let_go(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    warehouse = DuckDBWarehouse(path)
    warehouse.store(rows(), place(), {ACCEPTED_0: 1})
    warehouse.close()
    with run(READER, path) as first, run(READER, path) as second:
        assert first.stdout is not None
        assert second.stdout is not None
        assert "one.pdf" in first.stdout.readline()
        assert "one.pdf" in second.stdout.readline()
        first.communicate()
        second.communicate()


def test_a_reader_in_this_process_is_named(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    DuckDBWarehouse(path).close()
    with duckdb.connect(str(path), read_only=True), pytest.raises(TransientError, match="in this process"):
        DuckDBWarehouse(path)


def test_opening_again_applies_no_migration_twice(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    for _ in range(3):
        DuckDBWarehouse(path).close()
    with duckdb.connect(str(path), read_only=True) as connection:
        applied = connection.execute("SELECT number, name FROM schema_migration ORDER BY number").fetchall()
    assert applied == [(1, "tables"), (2, "views"), (3, "fiscal_year"), (4, "wider"), (5, "joined")]


def test_other_code_lists_take_the_place_of_the_old_ones(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    DuckDBWarehouse(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM functional_class WHERE code <> '201'")
        connection.execute("UPDATE functional_class SET name = 'old'")
        connection.execute(
            "UPDATE code_list SET digest = 'of an older release' WHERE name = 'functional_class'"
        )
    DuckDBWarehouse(path).close()
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM functional_class").fetchall() == [(827,)]
        name = connection.execute("SELECT name FROM functional_class WHERE code = '201'").fetchall()
    assert name == [("一般公共服务支出",)]


def test_a_closed_warehouse_can_be_closed_again_and_does_nothing_else(tmp_path: Path) -> None:
    warehouse = DuckDBWarehouse(tmp_path / "w.duckdb")
    warehouse.close()
    warehouse.close()
    with pytest.raises(RuntimeError, match="the warehouse is closed"):
        warehouse.next_offsets()


def test_a_full_disk_is_waited_out_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """A limit on the size of files stands in for the full disk; both make the same write fail."""
    warehouse = DuckDBWarehouse(tmp_path / "w.duckdb")
    warehouse.store(rows("small"), place(0), {ACCEPTED_0: 1})
    large = rows("large", lines=tuple(line(no, row_label=f"没有的科目 {no}" * 20) for no in range(20_000)))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        for _ in range(2):
            with pytest.raises(TransientError, match=r"^the warehouse cannot be written[^\n]*$"):
                warehouse.store(large, place(1), {ACCEPTED_0: 2})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert warehouse.known_documents([document_id("large")]) == frozenset()
    assert warehouse.next_offsets() == {ACCEPTED_0: 1}
    assert warehouse.store(large, place(1), {ACCEPTED_0: 2}) is StoreOutcome.LOADED
    warehouse.close()
    again = DuckDBWarehouse(tmp_path / "w.duckdb")
    status = again.status(document_id("large"))
    assert status is not None
    assert status.amounts == 20_000
    again.close()


FIRST_RELEASE = """
    DROP VIEW current_budget_line;
    CREATE VIEW current_budget_line AS SELECT * FROM budget_line;
    ALTER TABLE budget_line DROP COLUMN fiscal_year;
    ALTER TABLE quarantined_line DROP COLUMN fiscal_year;
    ALTER TABLE budget_line DROP COLUMN read_by;
    ALTER TABLE quarantined_line DROP COLUMN read_by;
    ALTER TABLE budget_line DROP COLUMN unit_name;
    ALTER TABLE budget_line DROP COLUMN further_codes;
    ALTER TABLE quarantined_line DROP COLUMN unit_name;
    ALTER TABLE quarantined_line DROP COLUMN further_codes;
    ALTER TABLE document DROP COLUMN scope;
    ALTER TABLE document DROP COLUMN disclosure_id;
    ALTER TABLE document DROP COLUMN reading;
    ALTER TABLE document DROP COLUMN joined_document_id;
    ALTER TABLE document DROP COLUMN joined_reading;
    ALTER TABLE claim DROP COLUMN previous_yuan;
    ALTER TABLE claim DROP COLUMN read_by;
    ALTER TABLE indicator DROP COLUMN read_by;
    ALTER TABLE disclosed_figure DROP COLUMN read_by;
    DROP VIEW department_summary;
    CREATE TABLE old_finding AS SELECT document_id, finding_no, rule_id, outcome, severity, fault, table_id, row_code,
        row_label, column_key, expected, actual, difference, tolerance, message, page, message_zh FROM finding;
    DROP TABLE finding;
    ALTER TABLE old_finding RENAME TO finding;
    ALTER TABLE document DROP COLUMN judgement;
    ALTER TABLE document DROP COLUMN judged_at;
    ALTER TABLE seen_record DROP COLUMN reading_offset;
    ALTER TABLE seen_record DROP COLUMN judged_offset;
    DELETE FROM schema_migration WHERE number > 2;
"""
"""Makes a warehouse of one that is up to date as version 0.1.0 left it."""


def test_a_warehouse_of_the_first_release_is_brought_up_to_date_with_its_documents(tmp_path: Path) -> None:
    def everything() -> list[tuple[object, ...]]:
        with duckdb.connect(str(path), read_only=True) as connection:
            lines = connection.execute(
                "FROM budget_line UNION ALL FROM quarantined_line ORDER BY ALL"
            ).fetchall()
            return lines + connection.execute("FROM current_budget_line ORDER BY ALL").fetchall()

    path = tmp_path / "w.duckdb"
    warehouse = DuckDBWarehouse(path)
    warehouse.store(rows("one"), place(0), {})
    warehouse.store(rows("two", fiscal_year=None), place(1), {})
    warehouse.store(rows("three", fiscal_year=2024, verdict="quarantined"), place(2), {})
    warehouse.close()
    before = everything()
    with duckdb.connect(str(path)) as connection:
        connection.execute(FIRST_RELEASE)
    DuckDBWarehouse(path).close()
    assert everything() == before
    assert {row[17] for row in before[:6]} == {2025, 2024, None}, "the year of the lines"
