from __future__ import annotations

import os
import sys
from collections.abc import Callable

import pytest

from benchmarks.processes import CommandFailedError, default_core, measured

BUSY = "import time\nwhile time.process_time() < {seconds}: pass"
GREEDY = "import time; block = bytearray({megabytes} * 1_000_000); time.sleep(0.4); print(len(block))"


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def child_of_python(program: str) -> list[str]:
    return python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {program!r}], check=True)")


def test_the_output_of_a_command_is_given() -> None:
    output, _ = measured(python("print('12')"), default_core())

    assert output == b"12\n"


@pytest.mark.parametrize("command", [python, child_of_python])
def test_processor_time_is_counted_in_the_whole_tree(command: Callable[[str], list[str]]) -> None:
    _, usage = measured(command(BUSY.format(seconds=0.3)), default_core())

    assert 0.3 <= usage.cpu_seconds < 1.5
    assert usage.seconds > 0.25


@pytest.mark.parametrize("command", [python, child_of_python])
def test_memory_is_counted_in_the_whole_tree(command: Callable[[str], list[str]]) -> None:
    _, usage = measured(command(GREEDY.format(megabytes=80)), default_core())

    assert 80_000_000 < usage.peak_bytes < 200_000_000


def test_memory_of_processes_side_by_side_adds_up() -> None:
    program = (
        "import subprocess, sys\n"
        f"program = {GREEDY.format(megabytes=60)!r}\n"
        "started = [subprocess.Popen([sys.executable, '-c', program]) for _ in range(2)]\n"
        "[process.wait() for process in started]"
    )

    _, usage = measured(python(program), default_core())

    assert usage.peak_bytes > 120_000_000


@pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity"), reason="this system does not let a process choose its core"
)
def test_a_command_runs_on_the_given_core_alone_and_the_caller_gets_its_cores_back() -> None:
    before = os.sched_getaffinity(0)

    output, _ = measured(child_of_python("import os; print(os.sched_getaffinity(0))"), default_core())

    assert output.decode().strip() == f"{{{default_core()}}}"
    assert os.sched_getaffinity(0) == before


def test_a_command_that_fails_says_how() -> None:
    with pytest.raises(CommandFailedError, match=r"ended with 3(.|\n)*no such thing"):
        measured(python("import sys; print('no such thing', file=sys.stderr); sys.exit(3)"), None)


def test_an_exit_status_may_be_expected() -> None:
    output, _ = measured(python("import sys; print('all the same'); sys.exit(1)"), None, good=(0, 1))

    assert output == b"all the same\n"
