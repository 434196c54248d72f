"""One service in a process of its own: started, looked at through its endpoints, stopped, killed.

    process = ServiceProcess("validator", environment, tmp_path / "validator")
    process.start()
    process.wait_until(ready=True)
    process.get("/metrics")            # what a scrape gives
    process.metric("fiscus_documents_total", outcome="accepted")
    process.kill()                     # SIGKILL, reaped
    process.start()                    # again: another pid, another port, the same settings
    ended = process.stop()             # SIGTERM; ended.status, ended.seconds
    process.log_lines()                # everything that was logged since the first start, parsed

The process dies with ours, however ours ends. Its environment is ours without any `FISCUS_…`, and what it is given.
"""

from __future__ import annotations

import ctypes
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil
from prometheus_client.parser import text_string_to_metric_families

ROOT: Final = Path(__file__).parents[2]
START_SECONDS: Final = 60.0
"""A machine that runs the whole suite is slow."""
END_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.05
PR_SET_PDEATHSIG: Final = 1
_libc = ctypes.CDLL(None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint answered."""

    status: int
    text: str

    @property
    def reason(self) -> str:
        """Why a probe is not well; empty where it is."""
        return str(json.loads(self.text)["reason"])


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, and how long after it was asked to."""

    status: int
    seconds: float


class ServiceProcess:
    """One instance of a service. Used by one thread."""

    def __init__(
        self,
        stage: str,
        environment: Mapping[str, str],
        folder: Path,
        *,
        program: Sequence[str] | None = None,
    ) -> None:
        """Keep the log of `python -m services.<stage>` in `folder`; nothing is started yet.

        `environment` holds the `FISCUS_…` variables. The endpoints take a free port, where no port is given. `program`
        is another Python program that runs the stage, with its arguments.
        """
        self._command = [sys.executable, *(program or ("-m", f"services.{stage}"))]
        self.stage = stage
        self.folder = folder
        self.log = folder / "stderr.log"
        self._environment = {
            "FISCUS_SERVICE__METRICS_HOST": "127.0.0.1",
            "FISCUS_SERVICE__METRICS_PORT": "0",
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0
        self._port: int | None = None

    @property
    def pid(self) -> int:
        """The process id, also after the end."""
        return self._started().pid

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def port(self) -> int:
        """The port of the endpoints; waits for the process to open it."""
        if self._port is None:
            started = self.wait_for_event("service.started", START_SECONDS)
            self._port = int(started["port"])
        return self._port

    def start(self) -> None:
        """Start the process; also again, after it has ended. Does not wait for anything."""
        assert not self.is_running, f"{self.stage} runs already"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._port = None
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("FISCUS_")}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env={**inherited, **self._environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - it only calls prctl
            )

    def stop(self, seconds: float = END_SECONDS) -> Ended:
        """Send SIGTERM and wait for the end."""
        begun = time.monotonic()
        self._started().terminate()
        return Ended(self.wait(seconds), time.monotonic() - begun)

    def kill(self) -> None:
        """Send SIGKILL, as if the machine took the process; also where it has ended or was never started."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def kill_workers(self) -> int:
        """Send SIGKILL to the processes that the service has started; how many there were."""
        workers = psutil.Process(self.pid).children(recursive=True)
        for worker in workers:
            worker.kill()
        return len(workers)

    def send(self, number: signal.Signals) -> None:
        """Send a signal and wait for nothing: SIGSTOP and SIGCONT pause a process, for one."""
        self._started().send_signal(number)

    def wait(self, seconds: float = END_SECONDS) -> int:
        """Wait for the end; the exit status (negative: the signal that ended it)."""
        return self._started().wait(seconds)

    def get(self, path: str, seconds: float = 10.0) -> Answer:
        """What an endpoint answers. Raises OSError where nobody listens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return Answer(response.status, response.read().decode("utf-8"))
        finally:
            connection.close()

    def metrics(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
        """Every sample of `/metrics`, by name and sorted labels."""
        return {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(self.get("/metrics").text)
            for sample in family.samples
        }

    def metric(self, name: str, **labels: str) -> float:
        """The sum of the samples of that name that carry these labels; 0 where there are none."""
        wanted = set(labels.items())
        return sum(
            value for (found, has), value in self.metrics().items() if found == name and wanted <= set(has)
        )

    def memory(self) -> int:
        """Resident bytes of the process and its workers."""
        process = psutil.Process(self.pid)
        return sum(int(one.memory_info().rss) for one in [process, *process.children(recursive=True)])

    def wait_until(self, *, ready: bool, seconds: float = START_SECONDS) -> Answer:
        """Wait until `/readyz` says so, and give the answer."""
        answers: list[Answer] = []

        def as_wanted() -> bool:
            answers.append(self.get("/readyz"))
            return (answers[-1].status == http.HTTPStatus.OK) == ready

        self.wait_for(as_wanted, f"{'' if ready else 'not '}to be ready", seconds)
        return answers[-1]

    def wait_for_event(self, event: str, seconds: float = START_SECONDS) -> dict[str, Any]:
        """Wait until a line with this event was logged since the last start, and give the first."""
        found: list[dict[str, Any]] = []

        def was_logged() -> bool:
            found.extend(line for line in self._lines(self._log_start) if line.get("event") == event)
            return bool(found)

        self.wait_for(was_logged, f"to log {event}", seconds)
        return found[0]

    def wait_for(self, is_so: Callable[[], bool], what: str, seconds: float) -> None:
        """Wait until `is_so()`. Fails with the log where the process ends before, or time runs out."""
        deadline = time.monotonic() + seconds
        while not is_so():
            running = self.is_running
            assert running, (
                f"{self.stage} ended with {self._started().returncode} before {what}:\n{self.tail()}"
            )
            assert time.monotonic() < deadline, f"{self.stage} took over {seconds} s {what}:\n{self.tail()}"
            time.sleep(LOOK_SECONDS)

    def log_lines(self) -> list[dict[str, Any]]:
        """What was logged since the first start; a line that is no JSON is `{"text": …}`."""
        return self._lines(0)

    def tail(self, characters: int = 3000) -> str:
        """The end of the log, for messages."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-characters:]

    def _lines(self, start: int) -> list[dict[str, Any]]:
        """The whole lines of the log from a place on: the last one may be half written."""
        text = self.log.read_bytes()[start:].decode("utf-8", errors="replace")
        return [_parsed(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def _started(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, f"{self.stage} was not started"
        return self._process


def _parsed(line: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except json.JSONDecodeError:
        return {"text": line.rstrip("\n")}
    return told if isinstance(told, dict) else {"text": line.rstrip("\n")}


def _die_with_parent() -> None:
    """In the child, before it becomes the service: be killed when the test process is gone, however it went."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
