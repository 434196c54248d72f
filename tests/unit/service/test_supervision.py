"""Work under supervision: signals, the time to drain, and the exit status."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from shared.errors import ConfigurationError, ContractError, TransientError
from shared.service.supervision import reserve, supervise

PROGRAM = """
import sys, threading, time
from shared.observability.logs import configure_logging
from shared.service.supervision import supervise

configure_logging()
stop, drop = threading.Event(), threading.Event()

def work():
    print("working", flush=True)
    if {heeds_drop}:
        drop.wait()
        print("dropped", flush=True)
    else:
        time.sleep(60)

status = supervise(work, name="work", stop=stop, drop=drop, drain_seconds={drain})
print("ended in order", flush=True)
sys.exit(status)
"""


def begun(*, heeds_drop: bool, drain: float) -> subprocess.Popen[str]:
    """A process with work that does not heed `stop`."""
    program = PROGRAM.format(heeds_drop=heeds_drop, drain=drain)
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "working\n"
    return process


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (None, 0),
        (TransientError("away"), 1),
        (ConfigurationError("wrong"), 2),
        (ContractError("broken"), 4),
        (ValueError("a bug"), 70),
        (KeyboardInterrupt(), 70),
    ],
)
def test_the_status_is_that_of_the_error_that_ended_the_work(
    error: BaseException | None, status: int
) -> None:
    def work() -> None:
        if error is not None:
            raise error

    assert supervised(work, threading.Event()) == status


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_work_with_status_0(number: signal.Signals) -> None:
    stop = threading.Event()

    def work() -> None:
        os.kill(os.getpid(), number)
        assert stop.wait(10)

    assert supervised(work, stop) == 0


def test_an_error_after_a_signal_is_an_error() -> None:
    stop = threading.Event()

    def work() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wait(10)
        raise ValueError("a bug")

    assert supervised(work, stop) == 70


def supervised(work: object, stop: threading.Event) -> int:
    return supervise(work, name="work", stop=stop, drop=threading.Event(), drain_seconds=20)  # type: ignore[arg-type]


def test_work_that_does_not_end_in_time_is_told_to_drop_what_it_is_at() -> None:
    process = begun(heeds_drop=True, drain=2)
    at = time.monotonic()
    process.terminate()
    out, _ = process.communicate(timeout=20)
    assert out == "dropped\nended in order\n"
    assert process.returncode == 0
    assert time.monotonic() - at >= 2 - reserve(2)


def test_work_that_does_not_heed_that_either_is_cut_short_with_status_0() -> None:
    process = begun(heeds_drop=False, drain=1)
    at = time.monotonic()
    process.terminate()
    out, err = process.communicate(timeout=20)
    assert (out, process.returncode) == ("", 0)
    assert "service.drain_cut_short" in err
    assert 1 <= time.monotonic() - at < 10


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_the_process_at_once(second: signal.Signals) -> None:
    process = begun(heeds_drop=True, drain=60)
    assert process.stderr is not None
    process.terminate()
    assert "service.stopping" in process.stderr.readline()
    process.send_signal(second)
    out, err = process.communicate(timeout=20)
    assert (out, process.returncode) == ("", 128 + second)
    assert "service.ended_at_once" in err


def test_the_traceback_of_a_death_shows_no_values() -> None:
    """A connection that fails has its password among its variables."""
    program = """
import threading
from shared.observability.logs import configure_logging
from shared.service.supervision import supervise

def work():
    password = "xyzzy-" + "plugh"
    raise ValueError(f"a bug with {len(password)} signs")

configure_logging()
supervise(work, name="work", stop=threading.Event(), drop=threading.Event(), drain_seconds=1)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "a bug with 11 signs" in run.stderr
    assert "in work" in run.stderr
    assert "xyzzy-plugh" not in run.stderr
