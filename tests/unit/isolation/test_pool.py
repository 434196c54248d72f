"""A worker pool survives whatever a document does to its process, and says what it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from services.extractor.isolation import (
    Crashed,
    Done,
    LimitExceeded,
    LimitKind,
    Refused,
    WorkerPool,
    WorkLimits,
)
from shared.errors import TransientError
from tests.unit.isolation import hostile

MEMORY = 300 * 2**20


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(WorkLimits(seconds=2.0, memory=MEMORY)) as pool:
        yield pool


def test_a_value_comes_back(pool: WorkerPool) -> None:
    assert pool.run(hostile.add, 2, 3) == Done(5)


@pytest.mark.parametrize("value", [None, "预算", b"\x00" * 5_000_000, {"页": (1, 2.5)}])
def test_arguments_and_values_of_any_size_travel(pool: WorkerPool, value: object) -> None:
    assert pool.run(hostile.echo, value) == Done(value)


def test_the_process_is_another_one_and_is_reused(pool: WorkerPool) -> None:
    first, second = pool.run(hostile.process_id), pool.run(hostile.process_id)
    assert first == second != Done(os.getpid())


def test_code_in_the_folder_of_the_documents_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "services"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('code of a stranger')\n")
    monkeypatch.chdir(tmp_path)
    with WorkerPool(WorkLimits()) as pool:
        assert pool.run(hostile.add, 2, 3) == Done(5)


def test_settings_and_credentials_of_the_service_do_not_reach_a_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("FISCUS_KAFKA__SASL_PASSWORD", "AWS_SECRET_ACCESS_KEY", "PGPASSWORD", "OTHERS"):
        monkeypatch.setenv(name, "x")
    with WorkerPool(WorkLimits()) as pool:
        done = pool.run(hostile.variables)
    assert isinstance(done, Done)
    assert {name for name in done.value if name.startswith(("FISCUS_", "AWS_", "PG", "OTHERS"))} == {"OTHERS"}


def test_a_process_is_replaced_after_its_jobs() -> None:
    with WorkerPool(WorkLimits(), jobs_per_worker=2) as pool:
        ids = [pool.run(hostile.process_id) for _ in range(4)]
    assert ids[0] == ids[1] != ids[2] == ids[3]


@pytest.mark.parametrize("function", [hostile.loop_for_ever, hostile.loop_in_native_code])
def test_an_endless_run_is_ended_at_its_time_limit(pool: WorkerPool, function: Callable[[], object]) -> None:
    started = time.monotonic()
    outcome = pool.run(function)
    assert isinstance(outcome, LimitExceeded)
    assert (outcome.kind, outcome.limit) == (LimitKind.SECONDS, 2.0)
    assert "2 seconds" in outcome.reason
    assert time.monotonic() - started < 60
    assert pool.run(hostile.add, 1, 1) == Done(2)


@pytest.mark.parametrize("function", [hostile.swell_slowly, hostile.swell_at_once])
def test_a_greedy_run_is_ended_at_its_memory_limit(function: Callable[[], object]) -> None:
    with WorkerPool(WorkLimits(seconds=60.0, memory=MEMORY)) as pool:
        outcome = pool.run(function)
        assert isinstance(outcome, LimitExceeded)
        assert (outcome.kind, outcome.limit) == (LimitKind.MEMORY, MEMORY)
        assert "300 MiB" in outcome.reason
        assert pool.run(hostile.add, 1, 1) == Done(2)


@pytest.mark.parametrize(
    ("function", "word"),
    [
        (hostile.exit_at_once, "exit status 7"),
        (hostile.read_address_zero, "SIGSEGV"),
        (hostile.kill_itself, "SIGKILL"),
        (hostile.recurse_for_ever, "RecursionError"),
        (hostile.break_down, "ValueError: no such glyph"),
        (hostile.break_the_contract, "ContractError: unknown schema"),
        (hostile.give_what_cannot_be_pickled, "pickle"),
    ],
)
def test_a_crash_is_told_in_one_line_and_the_next_run_is_served(
    pool: WorkerPool, function: Callable[[], object], word: str
) -> None:
    outcome = pool.run(function)
    assert isinstance(outcome, Crashed)
    assert word in outcome.reason
    assert "\n" not in outcome.reason
    assert pool.run(hostile.add, 1, 1) == Done(2)


def test_a_crash_in_native_code_leaves_the_python_stack_in_the_trace(pool: WorkerPool) -> None:
    outcome = pool.run(hostile.read_address_zero)
    assert isinstance(outcome, Crashed)
    assert "read_address_zero" in outcome.trace


def test_a_refusal_carries_its_code_and_its_line(pool: WorkerPool) -> None:
    assert pool.run(hostile.refuse) == Refused("blank", "the page is blank (a.pdf): print it again")
    assert pool.run(hostile.refuse_plainly) == Refused("refused", "no (a.pdf)")


def test_a_transient_error_is_raised_again_with_its_parts(pool: WorkerPool) -> None:
    with pytest.raises(TransientError) as caught:
        pool.run(hostile.fail_for_now)
    assert (caught.value.what, caught.value.where, caught.value.remedy) == (
        "the disk is full",
        "spool",
        "wait",
    )


def test_what_a_run_prints_goes_nowhere(pool: WorkerPool, capfd: pytest.CaptureFixture[str]) -> None:
    assert pool.run(hostile.print_much) == Done("done")
    assert capfd.readouterr().out == ""


def test_a_preloaded_module_is_there_and_an_unknown_one_is_an_error() -> None:
    with WorkerPool(WorkLimits(), preload=("decimal",)) as pool:
        assert pool.run(hostile.add, 1, 1) == Done(2)
    with WorkerPool(WorkLimits(), preload=("no_such_module",)) as pool, pytest.raises(TransientError):
        pool.run(hostile.add, 1, 1)


def test_keyword_arguments_are_refused(pool: WorkerPool) -> None:
    with pytest.raises(TypeError):
        pool.run(hostile.add, 1, other=1)


def test_threads_share_the_processes(pool: WorkerPool) -> None:
    with WorkerPool(WorkLimits(), size=2) as shared:
        values: list[object] = []
        threads = [
            threading.Thread(target=lambda n=n: values.append(shared.run(hostile.add, n, n)))
            for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        processes = {shared.run(hostile.process_id) for _ in range(4)}
    assert sorted(done.value for done in values if isinstance(done, Done)) == [2 * n for n in range(8)]
    assert len(processes) <= 2


def test_closing_ends_the_processes() -> None:
    with WorkerPool(WorkLimits()) as pool:
        outcome = pool.run(hostile.process_id)
    assert isinstance(outcome, Done)
    assert not psutil.pid_exists(outcome.value)


PARENT = """
from services.extractor.isolation import WorkerPool, WorkLimits
from tests.unit.isolation import hostile
import sys
WorkerPool(WorkLimits()).run(getattr(hostile, sys.argv[1]), *sys.argv[2:])
"""


@pytest.mark.parametrize("function", ["sleep_long", "spin_long_in_native_code"])
def test_a_killed_parent_leaves_no_busy_process_behind(tmp_path: Path, function: str) -> None:
    started = tmp_path / "started"
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, function, str(started)], cwd=Path(__file__).parents[3]
    )
    worker = psutil.Process(int(_content(started)))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    psutil.wait_procs([worker], timeout=30)
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE


def _content(path: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if path.exists() and path.read_text(encoding="ascii"):
            return path.read_text(encoding="ascii")
        time.sleep(0.05)
    raise AssertionError("the worker did not start")


def test_a_run_that_is_dropped_ends_its_process_and_may_be_tried_again() -> None:
    drop = threading.Event()
    timer = threading.Timer(0.5, drop.set)
    with WorkerPool(WorkLimits(seconds=60.0), drop=drop) as pool:
        worker = pool.run(hostile.process_id)
        assert isinstance(worker, Done)
        timer.start()
        with pytest.raises(TransientError, match="the reading was dropped"):
            pool.run(hostile.loop_for_ever)
        assert not psutil.pid_exists(worker.value)
    timer.join()
