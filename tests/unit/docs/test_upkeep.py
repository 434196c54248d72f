"""What docs/operations.md says of keeping, restoring and reading again is tried on warehouses of one small file."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from services.cli.main import main
from services.standalone.ingest import IngestReport, IngestSettings, ingest
from shared.errors import ConfigurationError, PermanentError
from shared.eventlog.embedded import EmbeddedEventLog
from shared.eventlog.port import Record
from shared.events.topics import DEADLETTER, SUBMITTED
from shared.service.deadletter import cause_of, dead_letter
from tests.typeset import text_extract
from tests.typeset.generate import generate
from tests.unit.docs.pages import page

PAGE = page("docs/operations.md")
FORGET = PAGE.section("The files").blocks("python")[0]
DEAD_LETTERS = PAGE.section("Dead letters")
READ_AGAIN = PAGE.section("Reading the same file again").blocks("sql")[0]
NOTICE = "云岭县档案馆.txt"


class Silent:
    """A progress display that shows nothing."""

    def resuming(self) -> None:
        """Nothing."""

    def begin(self, total: int) -> None:
        """Nothing."""

    def done(self, file_name: str, verdict: str) -> None:
        """Nothing."""


def run(folder: Path, *paths: Path) -> IngestReport:
    """One run of `fiscus ingest` in a folder, where the warehouse has its usual name."""
    return ingest([*paths], IngestSettings(folder / "fiscus.duckdb"), Silent())


def documents(folder: Path) -> list[str]:
    with duckdb.connect(str(folder / "fiscus.duckdb"), read_only=True) as warehouse:
        rows = warehouse.execute("SELECT file_name FROM document ORDER BY file_name").fetchall()
    return [name for (name,) in rows]


def snippet(source: str, folder: Path) -> str:
    """What a piece of Python from the page prints when it is run where the warehouse is."""
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that is quickly read: a small text extract."""
    path = tmp_path_factory.mktemp("files") / NOTICE
    text_extract.typeset(generate(4, projects=1, items=2), path)
    return path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, notice: Path) -> Path:
    """A folder with a warehouse of that file and its log."""
    folder = tmp_path_factory.mktemp("kept")
    run(folder, notice)
    return folder


@pytest.fixture
def copy(kept: Path, tmp_path: Path) -> Callable[..., Path]:
    """Give a function that restores the files with these endings into a folder of their own."""

    def restore(*endings: str) -> Path:
        for ending in endings:
            shutil.copy(kept / f"fiscus.duckdb{ending}", tmp_path)
        return tmp_path

    return restore


def test_a_run_leaves_the_warehouse_and_its_log_and_nothing_else(kept: Path) -> None:
    assert sorted(path.name for path in kept.iterdir()) == ["fiscus.duckdb", "fiscus.duckdb.events"]


def test_warehouse_and_log_restored_together_go_on(copy: Callable[..., Path], notice: Path) -> None:
    (file,) = run(copy("", ".events"), notice).files
    assert not file.is_new
    assert file.status is not None


def test_a_lost_warehouse_is_filled_from_the_log_without_the_files(copy: Callable[..., Path]) -> None:
    folder = copy(".events")
    run(folder)
    assert documents(folder) == [NOTICE]


def test_an_older_warehouse_takes_from_the_log_what_it_lacks(
    copy: Callable[..., Path], tmp_path: Path
) -> None:
    folder = copy("", ".events")
    older = (folder / "fiscus.duckdb").read_bytes()
    other = tmp_path / "另一通知.txt"
    other.write_text("关于放假的通知\n\n请做好值班安排。\n", encoding="utf-8")
    run(folder, other)
    other.unlink()
    (folder / "fiscus.duckdb").write_bytes(older)
    run(folder)
    assert documents(folder) == [NOTICE, "另一通知.txt"]


def test_without_its_log_a_warehouse_must_forget_it_first(copy: Callable[..., Path], notice: Path) -> None:
    folder = copy("")
    with pytest.raises(ConfigurationError, match="it is not the same log"):
        run(folder, notice)
    snippet(FORGET, folder)
    (file,) = run(folder, notice).files
    assert not file.is_new
    assert documents(folder) == [NOTICE]


def test_a_known_file_is_read_again_after_the_update(copy: Callable[..., Path], notice: Path) -> None:
    folder = copy("", ".events")
    assert not run(folder, notice).files[0].is_new
    with duckdb.connect(str(folder / "fiscus.duckdb")) as warehouse:
        warehouse.execute(READ_AGAIN)
    assert run(folder, notice).files[0].is_new


def test_dead_letters_are_listed_with_their_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the command with the settings that the page gives for a log beside a warehouse."""
    now = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    record = Record(
        topic=SUBMITTED, partition=0, offset=0, key=b"ab12", value=b"{}", headers=(), timestamp=now
    )
    cause = cause_of(
        record,
        PermanentError("the work ended the process 5 times"),
        stage="extractor",
        attempts=5,
        first_failure=now,
        last_failure=now,
        service_version="0",
    )
    log = EmbeddedEventLog(tmp_path / "fiscus.duckdb.events")
    log.create_topics({DEADLETTER: 1})
    log.publish([dead_letter(record, cause, DEADLETTER)])
    log.close()
    settings = dict(re.findall(r"`(FISCUS_\w+)=([\w.]+)`", DEAD_LETTERS.text))
    monkeypatch.chdir(tmp_path)
    listed = CliRunner().invoke(main, ["deadletter", "list"], env=settings)
    (row,) = listed.stdout.splitlines()[1:-1]
    assert {"ab12", "extractor"} <= set(row.split())
    assert "the work ended the process 5 times" in row
