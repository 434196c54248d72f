"""Whether a process is known to be dead."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import psutil

from shared.eventlog.embedded.liveness import ProcessName, is_dead, this_process


def test_the_living_are_not_dead() -> None:
    assert not is_dead(this_process())


def test_a_process_that_ended_is_dead() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = replace(this_process(), pid=child.pid, started=psutil.Process(child.pid).create_time())
    assert not is_dead(name)
    child.kill()
    child.communicate()
    assert is_dead(name)


def test_a_process_that_ended_and_was_not_waited_for_is_dead() -> None:
    """A container's first process often does not collect its children."""
    child = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.DEVNULL)
    name = replace(this_process(), pid=child.pid, started=psutil.Process(child.pid).create_time())
    while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE:
        pass
    assert is_dead(name)
    child.wait()


def test_another_process_with_the_same_pid_does_not_bring_the_old_one_back() -> None:
    me = this_process()
    assert is_dead(replace(me, started=me.started - 3600))


def test_a_clock_that_was_set_a_little_kills_nobody() -> None:
    me = this_process()
    assert not is_dead(replace(me, started=me.started - 2))


def test_nothing_is_known_of_processes_elsewhere() -> None:
    assert not is_dead(ProcessName(host="another boot", pid=1, started=0.0))
