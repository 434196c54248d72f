"""A real Prometheus with the repository's configuration, its targets replaced by local ports.

    with Prometheus(tmp_path, {"fiscus-extractor": ["127.0.0.1:40101"], …}) as prometheus:
        prometheus.query("sum by (job) (up)")      # [({"job": "fiscus-extractor"}, 1.0)]
        prometheus.rules()                         # every rule, with its health

It scrapes and evaluates every second, so that a test does not wait. Leaving the block ends it; it also dies with ours.
"""

from __future__ import annotations

import ctypes
import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import yaml

CONFIGURATION: Final = Path(__file__).parents[2] / "deploy/prometheus/prometheus.yml"
INTERVAL: Final = "1s"
START_SECONDS: Final = 60.0
END_SECONDS: Final = 20.0
_PR_SET_PDEATHSIG: Final = 1
_libc = ctypes.CDLL(None)

Sample = tuple[dict[str, str], float]


class PrometheusError(Exception):
    """Prometheus refused a query; the message says why."""


class Prometheus:
    """A running Prometheus. A context manager."""

    def __init__(self, folder: Path, targets: Mapping[str, Sequence[str]]) -> None:
        """Keep configuration, data and log below `folder`; scrape these addresses, by the names of the jobs."""
        self._log = folder / "prometheus.log"
        self._port = _free_port()
        configuration = folder / "prometheus.yml"
        configuration.write_text(yaml.safe_dump(local(targets)), encoding="utf-8")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    "prometheus",
                    f"--config.file={configuration}",
                    f"--storage.tsdb.path={folder / 'data'}",
                    f"--web.listen-address=127.0.0.1:{self._port}",
                    "--log.level=warn",
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - it only calls prctl
            )

    def query(self, expression: str) -> list[Sample]:
        """The result of an expression now: labels and value of each series. Raises `PrometheusError`."""
        result = self._ask("query", query=expression)["result"]
        return [(sample["metric"], float(sample["value"][1])) for sample in result]

    def rules(self) -> list[dict[str, Any]]:
        """Every rule with its state: `health` is `ok` where it was evaluated, `lastError` says why it was not."""
        return [rule for group in self._ask("rules")["groups"] for rule in group["rules"]]

    def wait_until_ready(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            assert self._process.poll() is None, f"prometheus ended:\n{self._tail()}"
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/-/ready", timeout=5):
                    return
            except OSError:
                assert time.monotonic() < deadline, f"prometheus does not answer:\n{self._tail()}"
                time.sleep(0.05)

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        """Wait until it answers."""
        try:
            self.wait_until_ready()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.close()

    def _ask(self, what: str, **parameters: str) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self._port}/api/v1/{what}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                data: dict[str, Any] = json.load(answer)["data"]
                return data
        except urllib.error.HTTPError as error:
            with error:
                raise PrometheusError(f"{parameters}: {json.load(error)['error']}") from None

    def _tail(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-2000:]


def local(targets: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The repository's configuration with these targets in place of names to look up, and short intervals."""
    configuration: dict[str, Any] = yaml.safe_load(CONFIGURATION.read_text(encoding="utf-8"))
    configuration["global"] = {
        "scrape_interval": INTERVAL,
        "scrape_timeout": INTERVAL,
        "evaluation_interval": INTERVAL,
    }
    configuration["rule_files"] = [str(CONFIGURATION.parent / name) for name in configuration["rule_files"]]
    jobs = {job["job_name"]: job for job in configuration["scrape_configs"]}
    assert set(jobs) == set(targets), "every job needs a target"
    for name, job in jobs.items():
        del job["dns_sd_configs"]
        job["static_configs"] = [{"targets": list(targets[name])}]
    return configuration


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _die_with_parent() -> None:
    """In the child, before it becomes Prometheus: be ended when the test process is gone, however it went."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
