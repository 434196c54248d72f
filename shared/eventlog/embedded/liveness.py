"""Whether a group member's process still lives: a dead one loses its partitions at once, without waiting for its lease.

A process is named by where its pid means something (kernel boot and pid namespace), its pid and its start time,
because pids are used again. Of processes elsewhere nothing can be known here, so for them only the lease
speaks.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

CLOCK_SLACK_SECONDS = 5.0
"""Start times are reckoned from the boot time, which moves when the clock is set; a pid does not return so fast."""


@dataclass(frozen=True, slots=True)
class ProcessName:
    """A process, named so that no other process, now or later, bears the same name."""

    host: str
    pid: int
    started: float
    """Seconds since 1970."""


def this_process() -> ProcessName:
    """The name of the calling process (asked anew each time: a forked child is another process)."""
    pid = os.getpid()
    return ProcessName(host=this_host(), pid=pid, started=psutil.Process(pid).create_time())


def is_dead(process: ProcessName) -> bool:
    """Whether it is certain that the process has ended; False for a process of another host or container."""
    if process.host != this_host():
        return False
    try:
        there = psutil.Process(process.pid)
        ended = there.status() == psutil.STATUS_ZOMBIE
        return ended or abs(there.create_time() - process.started) > CLOCK_SLACK_SECONDS
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False


@cache
def this_host() -> str:
    """Where pids mean the same as here: this boot of the kernel (or this machine's name) and the pid namespace."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return socket.gethostname()
