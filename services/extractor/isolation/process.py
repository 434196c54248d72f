"""One isolated process seen from outside: starts it, gives it one job at a time, watches it, ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

import psutil

from services.extractor.isolation.messages import Answer, Job, Ready, Setup, TransientFailure, out_of_memory
from services.extractor.isolation.outcome import Crashed, LimitExceeded, LimitKind, Outcome
from shared.errors import TransientError, one_line

_WORKER = "services.extractor.isolation.worker"
_LOOK_EVERY = 0.05
"""Seconds between two looks at the memory of a busy process: a greedy one gains some tens of MiB in between."""
_NOT_FOR_WORKERS = ("FISCUS_", "AWS_", "PG")
"""Prefixes of environment variables that hold settings and credentials of the service."""
_STARTS_WITHIN = 120.0
"""Seconds; importing takes one or two, on a machine that does nothing else."""
_DIES_WITHIN = 5.0
"""Seconds that a process may take to exit after it has closed its pipe."""
_NEAR_LIMIT = 0.8
"""A process that dies at this share of its memory limit died of it: native code ends itself when memory is refused."""
_TRACE_BYTES = 4000


class WorkerProcess:
    """One worker process; not for use by several threads at once.

    Raises:
        TransientError: on construction, where the process does not start.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.jobs_done = 0
        self.is_spent = False
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        self._pipe, inner_pipe = Pipe()
        inner_lifeline, self._lifeline = os.pipe()
        try:
            self._process = self._start(inner_pipe, inner_lifeline)
        finally:
            inner_pipe.close()
            os.close(inner_lifeline)
        self._watched = psutil.Process(self._process.pid)
        self._await_ready()

    def _start(self, pipe: Connection, lifeline: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            # -P: what lies in the folder that the service was started in, perhaps among documents, is no code.
            [sys.executable, "-P", "-m", _WORKER, str(pipe.fileno()), str(lifeline)],
            pass_fds=(pipe.fileno(), lifeline),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._stderr,
            env=_environment(),
            start_new_session=True,  # an interrupt from the terminal is for the parent, which ends its workers
        )

    def _await_ready(self) -> None:
        try:
            self._pipe.send(self._setup)
            ready = self._pipe.poll(_STARTS_WITHIN) and isinstance(self._pipe.recv(), Ready)
        except (EOFError, OSError):
            ready = False
        except BaseException:
            self.end()
            raise
        if not ready:
            trace = self._last_words()
            self.end()
            raise TransientError(
                "a worker process did not start",
                where=trace[-200:],
                remedy="look at memory and processor load",
            )

    def run(self, job: Job, drop: threading.Event) -> Outcome[Any]:
        """Run one job to its end, or until `drop` is set.

        Afterwards `is_spent` says whether the process is gone or unfit for another job.

        Raises:
            TransientError: where the function raised one, or the job was dropped.
        """
        self.jobs_done += 1
        self.is_spent = True  # until it has answered: an interrupt may come in between
        outcome = self._watch(job, drop)
        if isinstance(outcome, TransientFailure):
            raise TransientError(outcome.what, where=outcome.where, remedy=outcome.remedy)
        return outcome

    def _watch(self, job: Job, drop: threading.Event) -> Outcome[Any] | TransientFailure:
        deadline = time.monotonic() + self._setup.seconds
        memory = 0
        try:
            self._pipe.send(job)
            while not self._pipe.poll(_LOOK_EVERY):
                if drop.is_set():
                    self.end()
                    return TransientFailure(
                        "the reading was dropped", "", "it is done again after the next start"
                    )
                memory = max(memory, self._memory())
                if memory > self._setup.memory:
                    return self._stopped(out_of_memory(self._setup.memory))
                if time.monotonic() > deadline:
                    return self._stopped(self._out_of_time())
            answer: Answer = self._pipe.recv()
        except (EOFError, OSError):
            return self._died(memory)
        except Exception as error:  # noqa: BLE001 - a value that cannot be unpickled here, of whatever type
            self.end()
            return Crashed(one_line(f"the answer cannot be read: {type(error).__name__}: {error}"))
        self.is_spent = answer.is_spent
        return answer.outcome

    def _memory(self) -> int:
        try:
            return int(self._watched.memory_info().rss)
        except psutil.Error:
            return 0  # it has just died: the pipe says so next

    def _stopped(self, outcome: LimitExceeded) -> LimitExceeded:
        self.end()
        return outcome

    def _out_of_time(self) -> LimitExceeded:
        seconds = self._setup.seconds
        return LimitExceeded(
            LimitKind.SECONDS,
            seconds,
            f"reading the document took more than {seconds:g} seconds: split the file or raise the limit",
        )

    def _died(self, memory: int) -> Outcome[Any]:
        status = self._exit_status()
        trace = self._last_words()
        self.end()
        if memory > _NEAR_LIMIT * self._setup.memory:
            return out_of_memory(self._setup.memory)
        how = f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
        return Crashed(f"the worker process died of {how}", trace)

    def _exit_status(self) -> int:
        try:
            return self._process.wait(_DIES_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _last_words(self) -> str:
        size = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, size - _TRACE_BYTES))
        return self._stderr.read().decode("utf-8", errors="replace")

    def end(self) -> None:
        """Kill the process and free what belongs to it; more than once does no harm."""
        self.is_spent = True
        if self._stderr.closed:
            return
        self._process.kill()
        self._process.wait()
        self._pipe.close()
        os.close(self._lifeline)
        self._stderr.close()


def _environment() -> dict[str, str]:
    """The environment of a worker: it reads files of strangers, so no setting or credential of the service is in it.

    It finds code where its parent does, and nowhere else.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_FOR_WORKERS)}
    return {**kept, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
